"""The second parser: that it is needed, and that it helps."""

from __future__ import annotations

import warnings

import pytest

from sinaextract import extract
from sinaextract.errors import NotAnArticle
from sinaextract.limits import LIMITS
from sinaextract.reading.page import open_page, parse_html
from sinaextract.reading.selectors import Element
from sinaextract.reading.tolerant_parser import parse_tolerantly
from sinaextract.reading.visible_text import visible_text

from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, page


def deep(levels: int, tag: str) -> bytes:
    return page(f"<{tag}>" * levels + FIRST + f"</{tag}>" * levels + LAST)


def test_libxml2_gives_up_on_deep_nesting() -> None:
    assert parse_html(deep(300, "div")) is None


@pytest.mark.parametrize("tag", ["div", "font", "blockquote", "b", "ul><li"])
@pytest.mark.parametrize("levels", [300, 3000])
def test_deep_nesting_loses_nothing_and_warns(levels: int, tag: str) -> None:
    article = extract(deep(levels, tag.replace("ul><li", "ul")))
    assert article.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert any("tolerant parser" in warning for warning in article.warnings)


@pytest.mark.parametrize("levels", range(256, 256 + LIMITS.nesting, 5))
def test_tables_lists_and_numbers_keep_their_form_however_deep(levels: int) -> None:
    rows = "<tr><td><p><b>甲</b></p></td><td>10<sup><i>8</i></sup></td></tr>" * 2
    markup = f"{FIRST}<table><tbody>{rows}</tbody></table><ol><li><p>丙</p></li><li>丁</li></ol>"
    article = extract(page("<font>" * levels + markup + "</font>" * levels + LAST))
    assert article.text.split("\n") == [FIRST_TEXT, "甲\t10⁸", "甲\t10⁸", "丙", "丁", LAST_TEXT]
    assert "| **甲** | 10⁸ |" in article.markdown and "1. 丙\n2. 丁" in article.markdown


def test_a_body_that_libxml2_closes_too_early() -> None:
    """libxml2 ends a font at a center (its table of implied end tags); browsers do not."""
    markup = (
        "<html><head><title>港口开单</title></head><body><table><tr><th class=f24>港口开单</th></tr></table>"
        f"<font id=zoom><center>{FIRST}{LAST}</center></font></body></html>"
    )
    tree = parse_html(markup.encode())
    assert tree is not None and not visible_text(tree.xpath("//*[@id='zoom']")[0])  # type: ignore[index, arg-type]
    article = extract(markup.encode())
    assert article.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert any("tolerant parser" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    "markup",
    [
        f"<html><title>港口</title>{'<i>' * 300}{FIRST}</html>".encode(),  # found by fuzzing: no known family
        deep(300, "div").replace(FIRST.encode(), b"").replace(LAST.encode(), b""),  # no text
    ],
)
def test_a_page_is_read_once_only_by_the_slow_parser(markup: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(html: str) -> Element:
        read.append(html)
        return parse_tolerantly(html)

    monkeypatch.setattr("sinaextract.reading.tolerant_parser.parse_tolerantly", counted)
    with pytest.raises(NotAnArticle):
        extract(markup)
    assert len(read) == 1


def test_order_of_text_survives_flattening() -> None:
    levels = LIMITS.nesting + 20
    markup = "".join(f"<div>{n}." for n in range(levels)) + "x" + "".join(f"</div>-{n}" for n in range(levels))
    expected = "".join(f"{n}." for n in range(levels)) + "x" + "".join(f"-{n}" for n in range(levels))
    assert visible_text(parse_tolerantly(markup)).replace(" ", "") == expected


def test_names_and_comments_that_no_tree_can_hold() -> None:
    tree = parse_tolerantly('<o:p a:b="1" c="2">字<!-- a -- b --><p \x01d="e">\x02文</p></o:p>')
    assert visible_text(tree) == "字文"


@pytest.mark.parametrize("section", ["<![C9ATA[x]]>", "<![ 5>", "<![", "<![if !IE]>", "<![endif]-->", "<![CDATA[x]]>"])
def test_marked_sections_of_any_kind(section: str) -> None:
    assert visible_text(parse_tolerantly(f"<p>字{section}<b>文</b></p>")).endswith("文")
    assert extract(deep(300, "div").replace(FIRST.encode(), FIRST.encode() + section.encode())).text.endswith(LAST_TEXT)


def test_the_ordinary_page_does_not_need_it() -> None:
    assert extract(page(FIRST + LAST)).warnings == ()
    assert not open_page(page(FIRST + LAST)).warnings


@pytest.mark.parametrize("text", ['<?xml version="1.0"?><p>a</p>', "a.html", "http://a.example/", ""])
def test_what_the_library_tells_programmers_is_told_to_no_user(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parse_tolerantly(text)
