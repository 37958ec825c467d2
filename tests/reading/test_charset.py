"""The charset decision on the byte patterns that saved Sina pages show."""

from __future__ import annotations

import codecs

import pytest

from sinaextract.errors import UnreadableInput
from sinaextract.reading.charset import choose_charset, decode

DECLARES_GB = '<meta charset="gb2312"><p>'
DECLARES_UTF8 = '<meta charset="utf-8"><p>'
PROSE = "央行昨日开展逆回购操作，市场流动性保持合理充裕。镕喆堃"  # 镕 is in GBK, not in GB2312


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param((DECLARES_GB + PROSE).encode("gbk"), "gb18030", id="GBK declared gb2312"),
        pytest.param((DECLARES_GB + PROSE).encode(), "utf-8", id="UTF-8 declared gb2312"),
        pytest.param((DECLARES_UTF8 + PROSE).encode("gbk"), "gb18030", id="GBK declared utf-8"),
        pytest.param(PROSE.encode("gbk"), "gb18030", id="GBK undeclared"),
        pytest.param(PROSE.encode(), "utf-8", id="UTF-8 undeclared"),
        pytest.param(b"<p>plain ASCII</p>", "utf-8", id="ASCII"),
        pytest.param(codecs.BOM_UTF8 + PROSE.encode(), "utf-8", id="UTF-8 BOM"),
        pytest.param(codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le"), "utf-16-le", id="UTF-16 LE BOM"),
        pytest.param(("𠮷" + PROSE).encode("gb18030"), "gb18030", id="four-byte GB18030"),
    ],
)
def test_decides_and_decodes_without_damage(data: bytes, encoding: str) -> None:
    charset = choose_charset(data)
    text = decode(data, charset)
    assert charset.name == encoding
    assert "\ufffd" not in text and not text.startswith("\ufeff")
    assert text.endswith((PROSE, "</p>"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [1, 2])
def test_truncated_in_the_middle_of_a_character(encoding: str, cut: int) -> None:
    data = (DECLARES_GB + PROSE * 3 + "终").encode(encoding)[:-cut]
    charset = choose_charset(data)
    assert charset.name == encoding
    assert decode(data, charset).startswith(DECLARES_GB + PROSE * 3)


def test_a_stray_gbk_comment_in_a_utf8_page() -> None:
    data = f"<p>{PROSE * 20}</p>".encode() + "<!-- 广告位 -->".encode("gbk") + f"<p>{PROSE}</p>".encode()
    charset = choose_charset(data)
    assert charset.name == "utf-8"
    assert decode(data, charset).count(PROSE) == 21


def test_stray_utf8_bytes_in_a_gbk_page() -> None:
    data = f"<p>{PROSE * 20}</p>".encode("gbk") + "<!-- 广告 -->".encode() + f"<p>{PROSE}</p>".encode("gbk")
    assert choose_charset(data).name == "gb18030"


def test_an_explicit_encoding_wins() -> None:
    data = PROSE.encode()
    charset = choose_charset(data, "gb18030")
    assert charset.name == "gb18030"
    assert decode(data, charset) != PROSE


def test_an_unknown_encoding_is_a_clear_error() -> None:
    with pytest.raises(UnreadableInput, match="unknown encoding 'gb9999'"):
        choose_charset(b"x", "gb9999")


def test_a_tie_goes_to_the_declared_charset() -> None:
    assert choose_charset(b'<meta charset="gbk">\xff and more').name == "gb18030"
    assert choose_charset(b"<p>\xff</p> and more").name == "utf-8"


TRADITIONAL = "港口昨日恢復通航，首班渡輪載客三百餘人。碼頭職員表示，票價維持不變，繁忙時間將加開班次。" * 3


@pytest.mark.parametrize(
    ("declared", "text", "codec", "name"),
    [
        pytest.param("big5", TRADITIONAL, "big5", "big5hkscs", id="Big5"),
        pytest.param("Big5-HKSCS", TRADITIONAL + "佢哋喺碼頭", "big5hkscs", "big5hkscs", id="Big5 of Hong Kong"),
        pytest.param("x-sjis", TRADITIONAL, "big5", "big5hkscs", id="Big5 under another name"),
        pytest.param("Shift_JIS", "東京の株式市場は昨日、小幅に上昇しました。" * 4, "cp932", "cp932", id="Shift JIS"),
        pytest.param("euc-kr", "서울 증권 시장은 어제 소폭 올랐다. " * 4, "cp949", "cp949", id="EUC-KR"),
    ],
)
def test_other_charsets_are_read_as_declared_and_said(declared: str, text: str, codec: str, name: str) -> None:
    data = f'<meta charset="{declared}"><p>{text}</p>'.encode(codec)
    charset = choose_charset(data)
    assert charset.name == name
    assert text in decode(data, charset)
    assert charset.doubt


@pytest.mark.parametrize("head", ["", '<meta charset="gb2312">', '<meta charset="utf-8">'])
def test_big5_that_nobody_declares(head: str) -> None:
    charset = choose_charset(f"{head}<p>{TRADITIONAL}</p>".encode("big5"))
    assert charset.name == "big5hkscs"
    assert charset.doubt and "does not say" in charset.doubt


@pytest.mark.parametrize("declared", ["big5", "iso-8859-1", "windows-1252", "koi8-r", "euc-kr"])
@pytest.mark.parametrize(("codec", "name"), [("utf-8", "utf-8"), ("gbk", "gb18030")])
def test_bytes_go_before_what_is_declared_wrongly(declared: str, codec: str, name: str) -> None:
    data = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{PROSE * 5}</p>'.encode(codec)
    charset = choose_charset(data)
    assert charset.name == name
    assert charset.doubt and declared in charset.doubt and name in charset.doubt


@pytest.mark.parametrize("declared", ["utf8", "UTF-8", "gbk", "GB2312", "gb18030", "us-ascii", "zh_CN", "utf-16"])
def test_what_is_expected_or_unknown_is_no_doubt(declared: str) -> None:
    assert choose_charset(f'<meta charset="{declared}"><p>{PROSE}</p>'.encode()).doubt is None


def test_charsets_of_scripts_and_links_are_not_the_pages() -> None:
    head = '<script charset="big5" src="a.js"></script><link charset="big5" href="a.css">'
    assert choose_charset(f"<html>{head}<p>{PROSE}</p>".encode("gbk")).doubt is None


def test_what_a_container_states_goes_before_what_the_page_declares() -> None:
    data = f'<meta charset="gb2312"><p>{TRADITIONAL}</p>'.encode("big5")
    charset = choose_charset(data, stated="big5")
    assert charset.name == "big5hkscs" and charset.doubt == "the page declares the charset big5"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_byte_order_mark(encoding: str) -> None:
    assert choose_charset(f"<p>{PROSE}".encode(encoding)).name == encoding


def test_a_given_encoding_loses_its_byte_order_mark() -> None:
    data = codecs.BOM_UTF8 + PROSE.encode()
    assert decode(data, choose_charset(data, "UTF-8")) == PROSE


def test_the_euro_of_windows_is_no_damage() -> None:
    assert (
        choose_charset(f"<p>票价{'€' * 3}元</p>".encode("gbk", "ignore").replace(b"\xd4\xaa", b"\x80")).name
        == "gb18030"
    )
