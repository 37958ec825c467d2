"""GB18030 as the Encoding Standard reads it, which is how browsers read gb2312, gbk and gb18030 alike.

Python's codec is the standard of 2000: it has no byte 0x80 (the euro sign of Windows), reads A3A0 (an indent in pages
of many newsrooms) and the characters that Unicode got later as private-use ones, and takes one wrong byte at a time.
https://encoding.spec.whatwg.org/#gb18030-decoder
"""

from __future__ import annotations

import codecs

from ..text.patterns import lazy_regex

_HANDLER = "sinaextract-gb18030"
_EURO = 0x80
# Private-use characters that two bytes of their own stand for -> what those bytes mean: A3A0, then ḿ, the vertical
# forms A6D9-A6F3, and eight ideographs FE59-FEA0. FE51-FE91 are six that the Encoding Standard leaves private; their
# ideographs are the same glyphs, and what glibc and the national standard's own table for Unicode 3.1 give.
_MEANT = {
    0xE5E5: 0x3000,
    0xE7C7: 0x1E3F,
    **dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)), strict=True)),
    **dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)),
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE831: 0x215D7,
    0xE83B: 0x2298F,
    0xE855: 0x241FE,
}
_PRIVATE_USE = lazy_regex("[\ue000-\uf8ff]")
# The same in UTF-8. Both begin with a byte to look for, which is ten times faster than looking at each character.
_EARLY, _LATE = b"\xee", lazy_regex(rb"\xef[\x80-\xa3]")


def decode_gb18030(data: bytes) -> str:
    """The text of ``data``; U+FFFD for what is no character."""
    text = data.decode("gb18030", _HANDLER)
    return text.translate(_MEANT) if _has_private_use(text) else text


def damage(data: bytes) -> int:
    """How many characters cannot be decoded, or only as private ones; a truncated last one does not count."""
    text = codecs.getincrementaldecoder("gb18030")(_HANDLER).decode(data)
    private = len(_PRIVATE_USE.findall(text.translate(_MEANT))) if _has_private_use(text) else 0
    return text.count("\ufffd") + private


def _has_private_use(text: str) -> bool:
    encoded = text.encode("utf-8", "surrogatepass")
    return _EARLY in encoded or _LATE.search(encoded) is not None


def _take_up(error: UnicodeError) -> tuple[str, int]:
    """Where to go on after bytes that Python's codec does not know, and what to put for them.

    A byte that cannot follow a lead is read again when it is ASCII (``0x81 <`` must not swallow the tag), else it goes
    with the lead.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start = error.object, error.start
    if data[start] == _EURO:
        return "€", start + 1
    sequence = data[start : start + 4]
    if sequence[0] == 0xFF or len(sequence) < 2:
        return "\ufffd", start + 1
    if 0x30 <= sequence[1] <= 0x39:  # of four bytes, or the beginning of them at the end of the data
        third, fourth = sequence[2:3] or b"\x81", sequence[3:] or b"0"
        is_one = 0x81 <= third[0] <= 0xFE and 0x30 <= fourth[0] <= 0x39
        return "\ufffd", start + (len(sequence) if is_one else 1)
    return "\ufffd", start + (1 if sequence[1] < 0x80 else 2)


codecs.register_error(_HANDLER, _take_up)
