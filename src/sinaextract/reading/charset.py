"""bytes -> text, and which charset it really was, for pages and for every file beside them.

Sina pages declare gb2312 and hold GBK or UTF-8, or the reverse. On real pages the charset that yields
fewer undecodable characters was right every time, also for truncated files and stray bytes; declared
charsets and statistical detectors were not. So between the two the declaration only breaks a tie. A page that declares
Big5 or another charset of several bytes is read so where that fits its bytes better, which is a doubt worth a warning.
"""

from __future__ import annotations

import codecs
import os
import re

from ..article.doubts import DECLARED_CHARSET, UNSAID_BIG5
from ..errors import UnreadableInput
from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from .gb18030 import damage, decode_gb18030

UTF8 = "utf-8"
GB18030 = "gb18030"  # superset of GB2312 and GBK
BIG5 = "big5hkscs"  # what browsers read as Big5

_BOMS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF16_MARKUP = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  # without a byte order mark
# <meta charset="…">, <meta http-equiv="Content-Type" content="text/html; charset=…">, <?xml … encoding="…"?>
_DECLARED = lazy_regex(
    rb"""<(?:meta\s[^>]{0,200}?charset|\?xml\s[^>]{0,80}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I
)
_HEAD = 4096  # bytes in which the declaration stands
_NOT_ASCII = lazy_regex(rb"[\x80-\xff]")
_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 16_384  # bytes from the first that is not ASCII
_TELLING = 60  # bytes other than ASCII without which a sample tells nothing
_CLEAR = 20  # times as many undecodable characters settle it on the sample alone
_MUCH = 10  # one undecodable character in so many: Big5 read as GB18030 has one in three, GB18030 itself hardly any
_TOLD_BY_BYTES = frozenset(("utf-8", "ascii", "gb2312", "gbk", "gb18030", "iso8859-1", "cp1252", "utf-16", "utf-8-sig"))
_EXPECTED = frozenset(("utf-8", "ascii", "gb2312", "gbk", "gb18030", "utf-16", "utf-8-sig"))
# Charsets of several bytes, where damage tells whether they fit -> the codec that browsers mean by the name.
_SEVERAL_BYTES = {
    "big5": BIG5, "cp950": BIG5, "big5hkscs": BIG5,
    "shift_jis": "cp932", "cp932": "cp932", "euc_jp": "euc_jp", "euc_kr": "cp949", "cp949": "cp949",
}  # fmt: skip
_NO_CHARSETS = frozenset(("punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"))
_REPLACEMENT = "\ufffd"


class Charset(NamedTuple):
    name: str  # Python codec name, lower case
    reason: str  # one phrase: why this charset
    bom: int = 0  # length of the byte order mark, in bytes
    doubt: str | None = None  # a warning, where the page declares what it should not, or does not say what it is


def choose_charset(data: bytes, encoding: str | None = None, stated: str | None = None) -> Charset:
    """The charset of a page, from all its bytes, without keeping the decoded text.

    encoding  what the caller asks for, which wins
    stated    what a container says about the page; goes before what the page declares
    """
    if encoding:
        return _given(data, encoding)
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Charset(name, "byte order mark", bom=len(bom))
    for mark, name in _UTF16_MARKUP:
        if data.startswith(mark):
            return Charset(name, "markup of two bytes a character")
    declared = stated or _declared(data)
    other = _codec(declared) if declared and declared.lower() not in _EXPECTED else None
    charset = _from_bytes(data, declared, _SEVERAL_BYTES.get(other or ""))
    if other is None or other in _EXPECTED or charset.doubt or data.isascii():
        return charset
    said = f"; read as {charset.name}, which fits its bytes" if charset.name != _SEVERAL_BYTES.get(other) else ""
    return charset._replace(doubt=DECLARED_CHARSET.says(f"{declared}{said}"))


def _given(data: bytes, encoding: str) -> Charset:
    known = _codec(encoding)
    if known is None:
        advice = "try utf-8 or gb18030, or leave the choice to the bytes"
        raise UnreadableInput(f"unknown encoding {encoding!r}; {advice}")
    bom = next((len(bom) for bom, name in _BOMS if name == known and data.startswith(bom)), 0)
    return Charset(encoding.lower(), "given by the caller", bom)


def _from_bytes(data: bytes, declared: str | None, other: str | None) -> Charset:
    """UTF-8 or GB18030, or ``other``, whichever fits best; Big5 also where nobody says so."""
    sample = _sample(data)
    if _is_plainly_utf8(sample):
        return Charset(UTF8, f"valid {UTF8}")
    if len(sample) - len(sample.translate(None, _HIGH)) < _TELLING:
        sample = data
    bad_utf8 = _damage(sample, UTF8)
    if not bad_utf8:
        return Charset(UTF8, f"valid {UTF8}")
    bad_gb = sample_bad_gb = _damage(sample, GB18030)
    if other is not None:
        bad_other = _damage(sample, other)
        # A tie is for what is declared, but Big5 read as GB18030 shows itself: without damage it is none.
        if bad_other < min(bad_utf8, bad_gb) or (other != BIG5 and bad_other == bad_gb):
            return Charset(other, f"as declared (undecodable characters: {bad_other})")
    if sample is not data and max(bad_utf8, bad_gb) < _CLEAR * (min(bad_utf8, bad_gb) + 1):
        bad_utf8, bad_gb = _damage(data, UTF8), _damage(data, GB18030)
    reason = f"fewest undecodable characters (utf-8 {bad_utf8}, gb18030 {bad_gb})"
    if bad_gb < bad_utf8 or (bad_gb == bad_utf8 and (declared or "").lower().startswith("gb")):
        return _big5_unsaid(sample, sample_bad_gb) or Charset(GB18030, reason)
    return Charset(UTF8, reason)


def _big5_unsaid(sample: bytes, bad_gb: int) -> Charset | None:
    """Big5, where GB18030 makes a third of the characters private ones and Big5 none."""
    high = len(sample) - len(sample.translate(None, _HIGH))
    if bad_gb * _MUCH < high // 2 or _damage(sample, BIG5) * _MUCH > bad_gb:
        return None
    return Charset(BIG5, "fits better than gb18030", doubt=UNSAID_BIG5.says())


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, _HEAD)
    return match[1].decode("ascii") if match else None


def stated_charset(name: str | None) -> str | None:
    """The charset that a container states, where that helps: a stated gb2312 is as often GBK or UTF-8 as in a page."""
    known = _codec(name or "")
    return None if known in _TOLD_BY_BYTES else known


def is_charset(name: str) -> bool:
    """Whether ``name`` is one that `choose_charset` takes."""
    return _codec(name) is not None


def _codec(name: str) -> str | None:
    """Python's name for a charset; None for what is none, such as ``rot13`` or ``idna``."""
    try:
        known = codecs.lookup(name).name
        b"a".decode(known, "replace")
    except (LookupError, ValueError):  # ValueError: a NUL in the name, a codec that knows no "replace"
        return None
    return None if known in _NO_CHARSETS else known


def decode(data: bytes, charset: Charset) -> str:
    """The text of a page; U+FFFD for what cannot be decoded."""
    return decode_as(data[charset.bom :], charset.name)


def decode_as(data: bytes, name: str) -> str:
    """As `decode`, by the name of the charset."""
    return decode_gb18030(data) if _is_gb18030(name) else data.decode(name, "replace")


def read_list(data: bytes) -> list[str]:
    """The items of a list of paths, whatever editor or shell wrote it: lines, or ended by NUL as ``find -print0`` does.

    Without a byte order mark a line stays the bytes that the file system has, unless it has them only as GB18030.
    """
    items = data.split(b"\0")
    if len(items) > 1 and os.path.lexists(os.fsdecode(items[0])):  # else it may be UTF-16
        return [os.fsdecode(item) for item in items]
    charset = choose_charset(data)
    if charset.bom or charset.name.startswith("utf-16"):
        return re.split("\r?[\n\0]|\r", decode(data, charset))
    ends = b"\0" if len(items) > 1 else b"\n"
    return [_path(line.rstrip(b"\r")) for line in data.split(ends)]


def _path(line: bytes) -> str:
    path = os.fsdecode(line)
    if path.isprintable() or os.path.lexists(path):
        return path
    converted = decode_gb18030(line)
    return converted if os.path.lexists(converted) else path


def _is_gb18030(name: str) -> bool:
    return name == GB18030 or _codec(name) in ("gb2312", "gbk", "gb18030")


def _sample(data: bytes) -> bytes:
    """The first stretch of the page with enough other than ASCII in it to tell the charsets apart."""
    match = _NOT_ASCII.search(data)
    start = match.start() if match else 0
    return data[start : start + _SAMPLE]


def _is_plainly_utf8(sample: bytes) -> bool:
    """Valid UTF-8 with enough in it to tell, as of most pages; told without counting."""
    try:
        text, _ = codecs.utf_8_decode(sample)  # what is not final may be cut within a character
    except UnicodeDecodeError:
        return False
    return len(sample) - len(text) >= _TELLING


def _damage(data: bytes, name: str) -> int:
    """How many characters cannot be decoded, or only as private ones; a truncated last one does not count."""
    if name == GB18030:
        return damage(data)
    return codecs.getincrementaldecoder(name)("replace").decode(data, final=False).count(_REPLACEMENT)
