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
