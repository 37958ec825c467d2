"""What wraps a single page, and pages that were glued into one input.

A packing (`packings`), MHTML (`mhtml`) and Safari's web archives (`webarchive`) hold one page.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...errors import NotAnArticle
from ...reading.bundle import Bundle
from ...text.patterns import lazy_regex
from . import mhtml, packings, webarchive

Opener = Callable[[bytes], Bundle]  # the bytes of a wrapping -> the page in it

_OPENERS: tuple[tuple[Callable[[bytes], bool], Opener], ...] = (
    (lambda data: packings.packing_of(data[:8]) is not None, lambda data: Bundle(packings.unpack(data, "page"))),
    (webarchive.recognises, webarchive.open_bundle),
    (mhtml.recognises, mhtml.open_bundle),
)

# `cat *.html`: after the end of a page the next one begins, perhaps after its comment ``<!-- saved from … -->``.
# The ``</`` stands before what is in either case: it is found four times as fast.
_NEXT_PAGE = lazy_regex(
    rb"</[hH][tT][mM][lL]>(?:\s|\xef\xbb\xbf|<!--(?:(?!-->).){0,300}-->)*(?i:<!doctype\s+html|<html[\s>])", re.S
)
# `cat *.md`: front matter again, after the text of the first post. A line is of one kind only, else time explodes.
_NEXT_POST = lazy_regex(
    rb"\n---[ \t]*\r?\n(?:\w[\w-]*:[^\n]*\n|[ \t][^\n]*\n|-[^\n-][^\n]*\n){1,60}?---[ \t]*(?:\r?\n|\Z)"
)
_GLUED = "several {} in one input; give them as files of their own, or as a folder"


def opener_of(data: bytes) -> Opener | None:
    return next((opener for recognises, opener in _OPENERS if recognises(data)), None)


def refuse_glued(data: bytes) -> None:
    """Raises `NotAnArticle` when ``data`` is several pages or posts, one after the other."""
    if _NEXT_PAGE.search(data):
        raise NotAnArticle(_GLUED.format("pages"))
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---") and len(_NEXT_POST.findall(b"\n" + data, 0)) > 1:
        raise NotAnArticle(_GLUED.format("posts"))
