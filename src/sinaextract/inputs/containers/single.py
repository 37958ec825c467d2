"""What wraps a single page.

A packing (`packings`), MHTML (`mhtml`) and Safari's web archives (`webarchive`) hold one page.
"""

from __future__ import annotations

import re

from ...reading.bundle import Bundle
from ...text.patterns import lazy_regex
from . import packings

_LETTER = lazy_regex(
    rb"\A(?:\xef\xbb\xbf)?\s*"  # tools that convert a text's encoding put a byte order mark before it
    rb"(?:[A-Za-z-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?Content-Type:\s*(?:multipart/|text/html)",
    re.I,
)


def _is_webarchive(data: bytes) -> bool:
    if data.startswith(b"<?xml"):
        return b"<plist" in data[:512] and b"WebMainResource" in data
    return data.startswith(b"bplist00")


def _is_letter(data: bytes) -> bool:
    head = data[:4096]
    return b"content-type:" in head.lower() and _LETTER.match(head) is not None


def opened(data: bytes) -> Bundle | None:
    """The page in a wrapping; None when nothing wraps it. Raises `UnreadableInput`, `NotAnArticle`."""
    if packings.packing_of(data[:8]) is not None:
        return Bundle(packings.unpack(data))
    if _is_webarchive(data):
        from . import webarchive  # loaded when one is met

        return webarchive.open_bundle(data)
    if _is_letter(data):
        from . import mhtml  # loaded when one is met

        return mhtml.open_bundle(data)
    return None
