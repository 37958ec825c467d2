"""Text that was decoded wrongly before it was saved."""

from __future__ import annotations

import pytest

from sinaextract import extract
from sinaextract.text.mojibake import misreading
from tests.pages import page

TEXT = (
    "临州港昨日完成今年第一单跨境结算，参与的企业有三百余家。"
    "市场人士认为，此举将降低企业成本，也为渡轮停航期间的结算留出时间。"
)


def windows(data: bytes) -> str:
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


READINGS = [
    pytest.param(TEXT.encode().decode("gb18030", "replace"), "UTF-8 read as GBK", id="UTF-8 as GBK"),
    pytest.param(TEXT.encode().decode("gbk", "ignore"), "UTF-8 read as GBK", id="UTF-8 as GBK, what was lost left out"),
    pytest.param(TEXT.encode().decode("gbk", "replace").replace("\ufffd", "?"), "UTF-8 read as GBK", id="lost as ?"),
    pytest.param(windows(TEXT.encode()), "UTF-8 read as Latin-1", id="UTF-8 as Windows-1252"),
    pytest.param(TEXT.encode().decode("latin-1"), "UTF-8 read as Latin-1", id="UTF-8 as Latin-1"),
    pytest.param(windows(TEXT.encode("gbk")), "GBK read as Latin-1", id="GBK as Windows-1252"),
    pytest.param(TEXT.encode("gbk").decode("latin-1"), "GBK read as Latin-1", id="GBK as Latin-1"),
    pytest.param(TEXT.encode("gbk").decode("big5hkscs", "replace"), "GBK read as Big5", id="GBK as Big5"),
]


@pytest.mark.parametrize(("text", "how"), READINGS)
def test_misreadings(text: str, how: str) -> None:
    assert misreading(text) == how


@pytest.mark.parametrize(("text", "how"), READINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_pages_say_so(text: str, how: str, encoding: str) -> None:
    found = extract(page(f"<p>{text}</p>").decode().encode(encoding))
    said = (
        how.removeprefix("UTF-8 ") if "Latin" in how else how
    )  # what a text leaves out, controls among it, tells more
    assert [said in warning for warning in found.warnings if "decoded wrongly" in warning] == [True]


@pytest.mark.parametrize(
    "text",
    [
        *(
            TEXT,
            TEXT[:9],
            "沪深三百指数收盘点位",
            "甲乙丙丁戊己庚辛壬癸" * 3,
            "証券監督管理委員會通告全文",
            "渡口镇办起旧物集市",
        ),
        *(
            "A share index closes 1.2% higher, says “Donglan Daily” — up for a 5th day…",
            "Société Générale: café, naïve, Zürich",
        ),
        *("涨幅\t3.2%\n跌幅\t1.5%", "", "！！！？？？……——", "東京の株式市場は昨日、小幅に上昇しました", "①②③④⑤⑥⑦⑧⑨⑩"),
    ],
)
def test_texts_that_are_right(text: str) -> None:
    assert misreading(text) is None


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("渡\ufffd轮。", "1 undecodable character"),
        ("渡\ufffd\ufffd轮。", "2 undecodable characters"),
        ("渡锟斤拷轮。", "2 undecodable characters"),
    ],
)
def test_lost_characters_are_counted(body: str, count: str) -> None:
    assert extract(page(f"<p>{body}</p>")).warnings == (count,)


def test_undecodable_bytes_are_counted() -> None:
    data = page("<p>渡轮今日停航。%%码头仍开放。</p>").replace(b"%%", b"\xff\xfe")
    assert extract(data).warnings == ("2 undecodable characters",)
