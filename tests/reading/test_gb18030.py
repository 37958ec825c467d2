"""GB18030 as the Encoding Standard has it. The expectations are what browsers make of the bytes."""

from __future__ import annotations

import pytest

from sinaextract.reading.gb18030 import damage, decode_gb18030

U = "\ufffd"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("a3a0", "\u3000", id="the indent of old newsrooms"),
        pytest.param("80", "€", id="the euro of Windows"),
        pytest.param("a2e3", "€", id="the euro of the standard"),
        pytest.param("a6d9a6daa6dba6dfa6eca6eda6f3", "︐︒︑︖︗︘︙", id="vertical forms"),
        pytest.param("a8bc", "ḿ", id="a vowel of pinyin"),
        pytest.param("fe59fe61fe66fe67fe6dfe7efe90fea0", "龴龵龶龷龸龹龺龻", id="ideographs that Unicode got later"),
        pytest.param("fe51fe91", "𠂇𤇾", id="ideographs outside the first plane"),
        pytest.param("9534b235", "𠮷", id="four bytes"),
        pytest.param("b6c980bfda", "渡€口", id="a euro between ideographs"),
        pytest.param("813c703e", U + "<p>", id="a lead before a tag"),
        pytest.param("8120", U + " ", id="a lead without trail: what follows is kept"),
        pytest.param("b60a41", U + "\nA", id="a lead at a line's end"),
        pytest.param("b6ff41", U + "A", id="two bytes that are nothing: one sign"),
        pytest.param("ff41", U + "A", id="no lead at all"),
        pytest.param("8130ff41", U + "0" + U + "A", id="four bytes that break off"),
        pytest.param("fe39fe39", U, id="four bytes beyond Unicode"),
        pytest.param("b6c9b6", "渡" + U, id="cut in a character of two bytes"),
        pytest.param("b6c9813081", "渡" + U, id="cut in a character of four bytes"),
    ],
)
def test_bytes_as_browsers_read_them(data: str, text: str) -> None:
    assert decode_gb18030(bytes.fromhex(data)) == text


def test_a_cut_character_does_not_count_before_the_end() -> None:
    assert damage(bytes.fromhex("b6c9b6")) == 0


@pytest.mark.parametrize(("data", "count"), [("b6c9ff80", 1), ("b6c9aaa1aaa2", 2), ("a3a0fe59", 0)])
def test_damage_is_what_is_no_character_or_a_private_one(data: str, count: int) -> None:
    assert damage(bytes.fromhex(data)) == count


@pytest.mark.parametrize("text", ["镕喆堃", "①㈱〒αⅣ", "龴𠮷😀", "ḿǹ", "\ue000 a logo of the newsroom's own"])
def test_what_python_writes_is_read_back(text: str) -> None:
    assert decode_gb18030(text.encode("gb18030")) == text
