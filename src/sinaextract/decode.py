"""bytes -> text, and which charset it really was.

Sina pages declare gb2312 and hold GBK or UTF-8, or the reverse. On real pages the charset that yields
fewer replacement characters was right every time, also for truncated files and stray bytes; declared
charsets and statistical detectors were not. So the declaration only breaks a tie.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from .errors import UnreadableInput

UTF8 = "utf-8"
GB18030 = "gb18030"  # superset of GB2312 and GBK

_BOMS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str  # Python codec name, lower case
    reason: str  # one phrase: why this charset


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a page. ``encoding`` (a codec name) wins over everything.

    Raises `UnreadableInput` when ``encoding`` names no codec.
    """
    if encoding:
        return Decoded(_decode_as_told(data, encoding), encoding.lower(), "given by the caller")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Decoded(data[len(bom) :].decode(name, "replace"), name, "byte order mark")
    for name in (UTF8, GB18030):
        text = _decode_strictly(data, name)
        if text is not None:
            return Decoded(text, name, f"valid {name}")
    return _fewest_replacements(data)


def _decode_as_told(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        raise UnreadableInput(f"unknown encoding {encoding!r}") from None


def _decode_strictly(data: bytes, name: str) -> str | None:
    """None when ``data`` is not valid; a truncated last character does not count against it."""
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        if len(data) - error.start >= 4:  # no character is longer: the damage is not at the tail
            return None
    decoder = codecs.getincrementaldecoder(name)()
    try:
        return decoder.decode(data, final=False) + _REPLACEMENT
    except UnicodeDecodeError:
        return None


def _fewest_replacements(data: bytes) -> Decoded:
    as_utf8, as_gb = data.decode(UTF8, "replace"), data.decode(GB18030, "replace")
    bad_utf8, bad_gb = as_utf8.count(_REPLACEMENT), as_gb.count(_REPLACEMENT)
    reason = f"fewest undecodable characters (utf-8 {bad_utf8}, gb18030 {bad_gb})"
    declared_gb = (m := _DECLARED.search(data[:4096])) is not None and m[1].lower().startswith(b"gb")
    if bad_gb < bad_utf8 or (bad_gb == bad_utf8 and declared_gb):
        return Decoded(as_gb, GB18030, reason)
    return Decoded(as_utf8, UTF8, reason)
