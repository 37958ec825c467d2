"""What wraps a single page, and pages that were glued into one input.

A packing (`packings`), MHTML (`mhtml`) and Safari's web archives (`webarchive`) hold one page.
"""

from __future__ import annotations

import re

from ...errors import GLUED, NotAnArticle
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


# `cat *.html`: after the end of a page the next one begins, perhaps after its comment ``<!-- saved from … -->``; or a
# post, or MHTML.
# The ``</`` stands before what is in either case: it is found four times as fast.
_NEXT_PAGE = lazy_regex(
    rb"</[hH][tT][mM][lL]>(?:\s|\xef\xbb\xbf|<!--(?:(?!-->).){0,300}-->)*"
    rb"(?i:<!doctype\s+html|<html[\s>]|---[ \t]*\r?\n\w[\w-]*:|(?:From|MIME-Version|Date|Subject):[^\n]*\n[\w-]+:)",
    re.S,
)
_PAGE_BEHIND_POST = lazy_regex(rb"(?:</div>|-->)\s*<!doctype\s+html", re.I)
# `cat *.md`: front matter again, after the text of the first post. A line is of one kind only, else time explodes.
_NEXT_POST = lazy_regex(
    rb"\n---[ \t]*\r?\n(?:\w[\w-]*:[^\n]*\n|[ \t][^\n]*\n|-[^\n-][^\n]*\n){1,60}?---[ \t]*(?:\r?\n|\Z)"
)


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


def refuse_glued(data: bytes) -> None:
    """Raises `NotAnArticle` when ``data`` is several pages or posts, one after the other."""
    if _NEXT_PAGE.search(data):
        raise NotAnArticle(GLUED.format("pages"))
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---"):
        if len(_NEXT_POST.findall(b"\n" + data, 0)) > 1:
            raise NotAnArticle(GLUED.format("posts"))
        if _PAGE_BEHIND_POST.search(data):
            raise NotAnArticle(GLUED.format("pages"))
