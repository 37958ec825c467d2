"""bytes -> text, and which charset it really was.

Sina pages declare gb2312 and hold GBK or UTF-8, or the reverse. On real pages the charset that yields
fewer replacement characters was right every time, also for truncated files and stray bytes; declared
charsets and statistical detectors were not. So the declaration only breaks a tie.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ..errors import UnreadableInput
from ..text.patterns import lazy_regex

UTF8 = "utf-8"
GB18030 = "gb18030"  # superset of GB2312 and GBK

_BOMS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = lazy_regex(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_NOT_ASCII = lazy_regex(rb"[\x80-\xff]")
_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 16_384  # bytes from the first that is not ASCII
_TELLING = 60  # bytes other than ASCII without which a sample tells nothing
_CLEAR = 20  # times as many undecodable characters settle it on the sample alone
_TOLD_BY_BYTES = frozenset(("utf-8", "ascii", "gb2312", "gbk", "gb18030", "iso8859-1", "cp1252"))
_NO_CHARSETS = frozenset(("punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"))
_REPLACEMENT = "\ufffd"


class Charset(NamedTuple):
    name: str  # Python codec name, lower case
    reason: str  # one phrase: why this charset
    bom: int = 0  # length of the byte order mark, in bytes


def choose_charset(data: bytes, encoding: str | None = None) -> Charset:
    """The charset of a page, from all its bytes, without keeping the decoded text."""
    if encoding:
        if _codec(encoding) is None:
            advice = "try utf-8 or gb18030, or leave the choice to the bytes"
            raise UnreadableInput(f"unknown encoding {encoding!r}; {advice}")
        return Charset(encoding.lower(), "given by the caller")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Charset(name, "byte order mark", bom=len(bom))
    sample = _sample(data)
    if len(sample) - len(sample.translate(None, _HIGH)) < _TELLING:
        sample = data
    bad_utf8 = _damage(sample, UTF8)
    if not bad_utf8:
        return Charset(UTF8, f"valid {UTF8}")
    bad_gb = _damage(sample, GB18030)
    if sample is not data and max(bad_utf8, bad_gb) < _CLEAR * (min(bad_utf8, bad_gb) + 1):
        bad_utf8, bad_gb = _damage(data, UTF8), _damage(data, GB18030)
    reason = f"fewest undecodable characters (utf-8 {bad_utf8}, gb18030 {bad_gb})"
    declared_gb = (m := _DECLARED.search(data[:4096])) is not None and m[1].lower().startswith(b"gb")
    if bad_gb < bad_utf8 or (bad_gb == bad_utf8 and declared_gb):
        return Charset(GB18030, reason)
    return Charset(UTF8, reason)


def stated_charset(name: str | None) -> str | None:
    """The charset that a container states, where that helps: a stated gb2312 is as often GBK or UTF-8 as in a page."""
    known = _codec(name or "")
    return None if known in _TOLD_BY_BYTES else known


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
    return data[charset.bom :].decode(charset.name, "replace")


def _sample(data: bytes) -> bytes:
    """The first stretch of the page with enough other than ASCII in it to tell the charsets apart."""
    match = _NOT_ASCII.search(data)
    start = match.start() if match else 0
    return data[start : start + _SAMPLE]


def _damage(data: bytes, name: str) -> int:
    """How many characters cannot be decoded; a truncated last one does not count."""
    return codecs.getincrementaldecoder(name)("replace").decode(data, final=False).count(_REPLACEMENT)
