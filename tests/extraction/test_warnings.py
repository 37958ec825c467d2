"""Warnings of bodies that were not fully understood, and none where there is no cause."""

from __future__ import annotations

import pytest

from sinaextract.article.doubts import VIDEOS, kind_of

from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, article

LONG = "临州港的信息发布平台由港口集团运营，转载须注明出处并不得更改文字。" * 8


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ("<foo-bar>客户端图表</foo-bar>", "<foo-bar>"),
        ("<form><label>姓名</label><input name=a></form>", "<form>, <input>"),
        ("<select><option>甲</option></select>", "<option>, <select>"),
        ("<button>投稿</button>", "<button>"),
        ("<svg><text>图中的字</text></svg>", "<svg>, <text>"),
        ("<p>见<math><mi>x</mi></math>式</p>", "<math>, <mi>"),
    ],
)
def test_unknown_elements_keep_their_text_and_are_told(markup: str, named: str) -> None:
    found = article(FIRST + markup + LAST)
    assert found.warnings == (f"unknown in an article body: {named}; their text was kept",)
    for word in ("客户端图表", "姓名", "甲", "投稿", "图中的字", "x"):
        assert (f">{word}<" in markup) <= (word in found.text)


@pytest.mark.parametrize(
    "markup",
    [
        "<o:p></o:p>",
        "<st1:chsdate>2020年</st1:chsdate>",
        "<foo></foo>",
        "<input type=hidden value=1>",
        "<ruby>漢<rp>(</rp><rt>han</rt></ruby><nobr>甲</nobr><s>乙</s>",
        "<iframe src=//a.cn>不支持</iframe>",
    ],
)
def test_known_and_empty_elements_are_not(markup: str) -> None:
    told = article(FIRST + markup + LAST).warnings
    assert not [kind for kind in map(kind_of, told) if kind != VIDEOS]  # a player without data has a warning of its own


def test_unknown_elements_outside_the_body_are_not() -> None:
    assert article(FIRST, outside="<form>搜索<button>搜索</button></form><foo>甲</foo>").warnings == ()


def test_unknown_elements_that_a_rule_takes_are_not() -> None:
    assert article(FIRST + "<ins class=sinaads><button>下载</button></ins>").warnings == ()


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ('<div id="artibody"><p>　　港口昨日又有新的船只到达。</p></div>', True),
        ('<div id="artibody"></div>', False),
        ('<div id="artibody"><a href="//a.cn/">　　港口昨日又有新的船只到达。</a></div>', False),
        ('<div style="display:none"><div id="artibody">　　港口昨日又有新的船只到达。</div></div>', False),
        (f'<div id="artibody">{FIRST}</div>', False),
    ],
)
def test_another_body_is_told(other: str, told: bool) -> None:
    (found,) = {article(FIRST + LAST, outside=other), article(FIRST + LAST, outside="<p>　</p>" * 9_000 + other)}
    assert found.warnings == ("the page has another article body, of 13 characters, which was not read",) * told


def test_at_most_five_kinds_are_named() -> None:
    (warning,) = article(FIRST + "".join(f"<x{n}>甲</x{n}>" for n in range(9))).warnings
    assert warning == "unknown in an article body: <x0>, <x1>, <x2>, <x3>, <x4> and 4 more; their text was kept"


def test_a_body_of_which_little_is_left() -> None:
    found = article(f"<p>图片说明。</p><!-- publish_helper_end --><p>{LONG}</p>")
    assert found.text == "图片说明。"
    assert found.warnings == ("little is left of the body: 5 of 269 characters; see what was removed",)


@pytest.mark.parametrize(
    "body",
    [
        FIRST + LAST + f"<!-- publish_helper_end --><p>{LONG[:130]}</p>",
        f"<p>短讯。</p><ins class=sinaads>{LONG[:150]}</ins>",
        f"<p>{LONG}</p><!-- publish_helper_end --><p>{LONG}</p>",
        f'<p>责任编辑：甲乙</p><p class="ori_titlesource">原标题：{LONG}</p>{FIRST}',
    ],
)
def test_a_body_of_which_enough_is_left(body: str) -> None:
    assert article(body).warnings == ()


def test_texts_around_unknown_elements_stay_in_order() -> None:
    assert article(f"{FIRST}<foo>甲</foo>{LAST}").text == f"{FIRST_TEXT}\n甲\n{LAST_TEXT}"
