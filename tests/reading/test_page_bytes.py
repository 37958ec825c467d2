"""Whole pages whose bytes hold what no character is: NULs, byte order marks, private forms."""

from __future__ import annotations

import pytest

from sinaextract import extract
from tests.pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, page


@pytest.mark.parametrize("nuls", [1, 5, 5000])
@pytest.mark.parametrize("place", ["　　临州", "企业", "<p>", "<body", "</html>"])
def test_nuls_are_dropped(nuls: int, place: str) -> None:
    data = page(FIRST + LAST)
    article = extract(data.replace(place.encode(), place.encode() + b"\0" * nuls, 1))
    assert article.text == f"{FIRST_TEXT}\n{LAST_TEXT}"
    assert article.warnings == ()


def test_nuls_before_the_page() -> None:
    assert extract(b"\0" * 4096 + page(FIRST)).text == FIRST_TEXT


def test_an_indent_of_a3a0_ends_no_word_and_hides_no_label() -> None:
    html = page(f"{FIRST}<p>%%责任编辑：顾清和</p>").decode().encode("gbk").replace(b"%%", b"\xa3\xa0\xa3\xa0")
    article = extract(html.replace(b'charset="utf-8"', b'charset="gb2312"'))
    assert (article.text, article.editor) == (FIRST_TEXT, "顾清和")


def test_private_forms_in_a_reduced_page() -> None:
    html = (
        page("<p>渡口%%集市。</p>", head="<!--" + "x" * 9000 + "-->")
        .decode()
        .encode("gbk")
        .replace(b"%%", b"\xfe\x59\x80")
    )
    article = extract(html)
    assert article.text == "渡口龴€集市。"


def test_another_charset_is_said() -> None:
    html = page("<p>港口昨日恢復通航，首班渡輪載客三百餘人。</p>").decode().replace("临", "臨").replace("结", "結")
    html = (
        html.replace("新浪财经", "新浪財經")
        .replace("东澜日报", "東瀾日報")
        .replace("utf-8", "big5")
        .replace("单", "單")
    )
    article = extract(html.encode("big5", "ignore"))
    assert article.text == "港口昨日恢復通航，首班渡輪載客三百餘人。"
    assert article.encoding == "big5hkscs"
    assert article.warnings == ("the page declares the charset big5",)


@pytest.mark.parametrize("mark", ["<wbr>", "<WBR>", "<wbr />", "<wbr></wbr>"])
def test_a_place_to_break_a_line_is_no_element(mark: str) -> None:
    """libxml2 nests what follows each in it: 300 of them were too deep for it."""
    found = extract(page(f"<p>　　{f'渡口{mark}' * 300}。</p><p>　　船票{mark}<b>{mark}涨了</b></p>"))
    assert found.text == f"{'渡口' * 300}。\n船票涨了" and found.warnings == ()
    assert found.markdown.endswith("船票**涨了**")
