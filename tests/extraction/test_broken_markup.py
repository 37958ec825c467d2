"""Bodies in which a tag stands too many or too few: no text is lost in silence, nothing else taken in."""

from __future__ import annotations

import contextlib
import itertools
import re
from pathlib import Path

import pytest

from sinaextract import NotAnArticle, extract
from sinaextract.article.article import Reading
from sinaextract.extraction.pipeline import Request, extract_as
from sinaextract.reading.partial_index import Incomplete
from sinaextract.text.whitespace import squeeze

from ..mutants import PAGES
from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, article, page

SAYS = "　　渡口的牌子换了三回，船家只记得第{}回的价钱。"
PARAGRAPHS = [SAYS.format(number) for number in "一二三四五六"]
PLAIN = [f"<p>{text}</p>" for text in PARAGRAPHS]
PICTURE = '<div class="img_wrapper"><img src="http://n.sinaimg.cn/a.jpg" alt=""></div>'
FIXTURES = [path for path in PAGES if path.parts[-3] in ("finance-main-title", "news-main-title", "artibody-title")]
KEPT = [text.strip("　") for text in PARAGRAPHS]


def lines(body: str, head: str = "") -> tuple[list[str], tuple[str, ...]]:
    found = extract(page(body, head))
    return found.text.split("\n"), found.warnings


def early(warnings: tuple[str, ...]) -> bool:
    return any(warning.startswith("an end tag too many closed the body early") for warning in warnings)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("place", range(1, 6))
@pytest.mark.parametrize("between", ["", PICTURE, "<script>var a;</script>", "<!-- 广告 -->", '<p class="x"></p>'])
def test_an_end_tag_too_many(place: int, count: int, between: str) -> None:
    paragraphs = [*PLAIN]
    paragraphs[place] = "</div>" * count + between + paragraphs[place]
    found, warnings = lines("".join(paragraphs) + '<p class="article-editor">责任编辑：顾野渡</p>')
    assert found == KEPT and early(warnings)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("<br>".join(PARAGRAPHS[3:]), KEPT),  # text without paragraphs
        (f"<strong>{PARAGRAPHS[3]}</strong><p>{PARAGRAPHS[4]}</p><p>{PARAGRAPHS[5]}</p>", KEPT),
        (f"<p>{PARAGRAPHS[3]}</p><table><tr><td>甲<td>乙</table><p>{PARAGRAPHS[4]}", [*KEPT[:4], "甲\t乙", KEPT[4]]),
        (f'<p style="text-indent:2em">{PARAGRAPHS[3]}</p><h2>小标题</h2>', [*KEPT[:4], "小标题"]),
    ],
)
def test_what_the_rest_may_be(rest: str, expected: list[str]) -> None:
    found, warnings = lines("".join(PLAIN[:3]) + "</div>" + rest)
    assert found == expected and early(warnings)


ADVERT = '<div class="otherContent_01"><ins class="sinaads">净水机换季九折起</ins></div>'


@pytest.mark.parametrize("size", [0, 9000])  # above, the fast path reads the page
def test_text_behind_an_advert_behind_an_end_tag_too_many(size: int) -> None:
    data = page("".join(PLAIN[:3]) + "</div></div>" + ADVERT + "".join(PARAGRAPHS[3:5]) + "</p>" + PLAIN[5])
    found = extract(data + b"<!-- " + b"x" * size + b" -->")
    assert squeeze(found.text) == "".join(KEPT) and early(found.warnings)


def test_control_characters_in_what_is_moved() -> None:
    for text in ("甲&#8;乙丙丁戊己庚辛壬癸子丑", "甲&#11;&#1;乙丙丁戊己庚辛壬癸子丑"):
        for body in (
            f"<p>正文在此。</p></div>{text}",
            f"<table>{text}<tr><td>一<td>二<tr><td>三<td>四</table>",
            f"<table><tr><td>一<td>二<tr><td>三<td>四</tr>{text}</table>",
            f"<div class='app-kaihu-qr'><img><p>　　{SAYS}。</p><p>　　{SAYS}。</p>{text}</div>{text}",
        ):
            assert "乙丙丁戊己庚辛壬癸子丑" in extract(page(body)).text


def test_paragraphs_with_a_class_that_the_bodys_have() -> None:
    found, warnings = lines("".join(PLAIN).replace("<p>", '<p class="MsoNormal">', 6).replace("</p>", "</p></div>", 1))
    assert found == KEPT and early(warnings)


@pytest.mark.parametrize(
    "behind",
    [
        '<p class="article-editor">责任编辑：顾野渡，上一班的编辑也在这里署名</p>',
        '<p class="tip">扫描二维码订阅本栏目的每日推送，不错过一个要闻</p>',
        "<div>网友评论：说得很在理，我也是这样想的，支持一下</div>",
        '<p><a href="http://finance.sina.com.cn/">新浪财经首页今日的全部要闻列表</a></p>',
        "<p>热门推荐</p>",
        '<div class="more"><p>编辑推荐：第一批新茶上市，比往年高两成</p></div><p>更多的文字，比前面的都长一些</p>',
    ],
)
def test_what_the_site_puts_behind_a_body_stays_outside(behind: str) -> None:
    found, warnings = lines("".join(PLAIN) + "</div>" + behind)
    assert found == KEPT and not early(warnings)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_page_read_in_part_says_the_same(path: Path) -> None:
    """Wherever the surplus tag stands."""
    data = path.read_bytes()
    for end in re.finditer(rb"</p>|<br>", data):
        changed = data[: end.end()] + b"</div>" + data[end.end() :]
        found = {reading: _read(changed, reading) for reading in ("reduced", "whole")}
        assert found["reduced"] in (None, found["whole"])


def _read(data: bytes, reading: Reading) -> tuple[str, tuple[str, ...]] | None:
    with contextlib.suppress(Incomplete, NotAnArticle):
        found = extract_as(reading, data, Request())
        return found.text, found.warnings
    return None


@pytest.mark.parametrize("tag", ["<div>", '<div class="a">', "<div><div>", "<table><tr><td>"])
@pytest.mark.parametrize(
    "mark", ["<!-- 正文 end -->", "<!-- 原始正文end --><!-- 正文下部begin -->", "<!-- 正文内容 end -->"]
)
def test_an_end_tag_too_few(tag: str, mark: str) -> None:
    body = "".join(PLAIN[:4]) + tag + "".join(PLAIN[4:]) + "</div>" + mark
    foot = '<div class="keywords">文章关键词：<a href="#">渡口</a></div><div class="comments"><p>网友：写得好</p></div>'
    found = extract(page(body + foot))
    assert found.text.split("\n") == KEPT
    removed = "".join(removal.text for removal in found.removed if removal.rule == "page-foot")
    assert "网友：写得好" in removed and "文章关键词" in removed


HIDING = {
    "<!--": "<!-- 广告 -->",
    "<style>": "<style>p{color:red}</style>",
    "<script>": "<script>var a = 1;</script>",
    "<title>": "<title>甲</title>",
    "<iframe>": "<iframe src='//a.cn/'></iframe>",
}


@pytest.mark.parametrize(("tag", "whole"), HIDING.items())
def test_what_is_hidden_by_an_element_that_does_not_end_is_told(tag: str, whole: str) -> None:
    for place in range(1, 4):
        paragraphs = [*PLAIN, whole, "<p>　　末段还在。</p>"]
        _, before = lines("".join(paragraphs))
        paragraphs[place] = tag + paragraphs[place]
        found, warnings = lines("".join(paragraphs))
        name = "comment" if tag == "<!--" else tag
        assert [text for text in KEPT if text in found] == KEPT[:place] and found[-1] == "末段还在。"
        assert any(warning.startswith(f"a {name} that is not closed hides ") for warning in warnings)
        assert not any("not closed" in warning for warning in before)


@pytest.mark.parametrize(
    "paragraph",
    [
        '<p class="a>{}</p>',  # the value goes on to the next quotation mark
        "<p class='a>{}</p>",
        '<p class="a"{}</p>',
        "<p{}</p>",
        "<p class=a{}<br>乙</p>",
        '<a href="http://a.cn/a.shtml>甲</a><p>{}</p>',
    ],
)
def test_what_is_hidden_by_a_tag_that_does_not_end_is_told(paragraph: str) -> None:
    quoted = PLAIN[1].replace("<p>", "<p class='b' title=\"b\">")
    found, warnings = lines(paragraph.format(PARAGRAPHS[0]) + quoted + "".join(PLAIN[2:]))
    assert found[-4:] == KEPT[-4:]
    assert KEPT[0] in "".join(found) or any(w.startswith("a tag that is not closed hides ") for w in warnings)


def test_what_a_lost_quote_hides_up_to_one_in_the_text_is_told() -> None:
    hidden = f'<p>前<a href="http://a.cn/a.shtml>甲</a>乙</p>{PLAIN[0]}<p>他说"好"。</p>'
    assert any(w.startswith("a tag that is not closed hides ") for w in lines(hidden + "".join(PLAIN[1:]))[1])
    snippet = 'title="<b>甲</b><p>乙，甲乙丙丁戊己庚辛</p>" rel="甲>乙，丙<丁，甲乙丙丁戊己庚辛"'
    whole = f'<p>前<a href="http://a.cn/" {snippet}>甲</a></p>'
    assert not any("not closed" in w for w in lines(whole + "".join(PLAIN))[1])


def test_what_is_hidden_by_an_end_tag_of_a_post_is_told() -> None:
    """In a page, whose scripts hold much that looks so, it is not."""
    body = f"<p><b>甲</b{PARAGRAPHS[0]}</p>" + "".join(PLAIN[1:])
    front = "---\ntitle: 渡口\ndate: Fri, 05 Mar 2021 01:26:41 GMT\n---\n"
    assert any("not closed" in warning for warning in extract(f"{front}<div>{body}</div>".encode()).warnings)


def test_attributes_that_hold_markup_hide_nothing() -> None:
    for attribute in (
        "data-html='<p>这是提示里的一段话，不是正文</p>'",
        "title='从“甲<乙”到“乙>丙”一共是十二个字以上'",
        'alt="图中的文字也很长，超过十二个字"',
        "onclick=\"show('<div>一二三四五六七八九十一二三</div>')\"",
    ):
        assert not any(
            "not closed" in warning for warning in lines("".join(PLAIN) + f'<p {attribute}>末段"在此。</p>')[1]
        )


def test_scripts_and_comments_that_hold_markup_hide_nothing() -> None:
    for code, around in itertools.product(
        (
            'document.write("<p>这是脚本写出来的一段话，不是正文</p>")',
            "if (a < b) { c = '<div>一二三四五六七八九十</div>' }",
        ),
        ("<script>{}</script>", '<script type="text/template"><p>模板里的一段话，谁也看不见的</p></script><!--{}-->'),
    ):
        assert lines("".join(PLAIN) + around.format(code)) == (KEPT, lines("".join(PLAIN))[1])


BOXES = (
    '<div id="ad_44001" class="otherContent_01">凉茶特惠',
    '<div class="hqimg_related"><span>热点栏目</span><a href="#">凉茶特惠</a>',
    '<div class="ct_hqimg"><div class="hqimg_related"><a href="#">凉茶特惠</a>',
    '<div class="appendQr_wrap"><img src="//n.sinaimg.cn/qr.png"><p>凉茶特惠</p>',
    '<div class="wap_special"><p>　　<a href="#">凉茶特惠，点击进入。</a></p>',
)
OLD = "<p>　　船队等了两天。</p><p>　　船长们在电台里轮流抱怨。</p>此时风停了。"
NEW = "<p><font>船队在外海等了两天，船长们轮流在电台里抱怨，谁也不知道码头上出了什么事，更没有人来说。</font></p>" * 2


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize(
    "rest", [OLD, "<p>　　船队等了两天，后来走了。</p>", NEW, f"<h3>等</h3><p>　　一、风</p>{OLD}"]
)
def test_a_box_of_the_site_that_does_not_close_takes_no_paragraph_along(box: str, rest: str) -> None:
    record = article(FIRST + box + rest + LAST)
    assert record.text == article(FIRST + rest + LAST).text
    assert "凉茶特惠" not in record.markdown and not [i for i in record.images if "qr" in i.url]


def test_what_a_box_of_the_site_says_in_short_goes_with_it() -> None:
    for words in (
        "<p>凉茶特惠。</p><p>三天送到！</p>",
        f"<p>　　<a href='#'>{LAST_TEXT}</a></p>",
        "<div>　　三天送到。</div>",
    ):
        assert article(f'{FIRST}<div class="otherContent_01">{words}</div>{LAST}').text == f"{FIRST_TEXT}\n{LAST_TEXT}"


TABLE_PAGE = """<html><head><meta charset="utf-8"><title>渡口的牌子_产经_新浪网</title></head><body>
<table><tr><td><table><tr><th class=f24>渡口的牌子</th></tr><tr><td>2005年03月21日 11:21 海岬晚报</td></tr>
<tr><td class=l17><font id=zoom>{}</font></td>{}</tr></table></td><td>相关<a href=/a>另一条新闻</a></td></tr></table>"""
ADVERT_TABLE = "<table align=left><tr><td><a href=http://ad.example/>短信</a></td></tr></table>"


@pytest.mark.parametrize("surplus", ["</td>", "</font></td>", "</td></tr>", "</tr>"])
@pytest.mark.parametrize("place", range(1, 6))
def test_a_cell_closed_early_before_an_advert_goes_on_behind_it(place: int, surplus: str) -> None:
    body = "".join([*PLAIN[:place], surplus, ADVERT_TABLE, *PLAIN[place:]])
    found = extract(TABLE_PAGE.format(body, "").encode())
    assert [line for line in found.text.split("\n") if line != "短信"] == KEPT
    assert early(found.warnings)


def test_the_next_cell_is_no_part_of_a_body() -> None:
    found = extract(TABLE_PAGE.format("".join(PLAIN), f"<td>{''.join(PLAIN[:2])}</td>").encode())
    assert found.text.split("\n") == KEPT and not found.warnings
