"""How a page was saved: undoes what browsers, archives and crawlers wrote around or into it.

Each way of saving leaves marks of its own; the page's address is taken from them when they state it.

browser   ``<!-- saved from url=(0063)https://… -->`` (any "save page, complete")
SingleFile ``<!-- Page saved with SingleFile  url: https://… -->``
monolith  ``<!-- Saved from https://… at 2021-03-05T01:00:00Z using monolith v2.8.1 -->``
ScrapBook ``<html data-scrapbook-source="https://…">``
Save Page WE  ``<meta name="savepage-url" content="https://…">``
HTTrack   ``<!-- Mirrored from finance.sina.com.cn/a.shtml by HTTrack Website Copier/3.x … -->``
crawler   a line ``<text id="https://…" encoding="gb2312">`` before the page and ``</text>`` after it (CleanEval)
Wayback   a toolbar block, and every address rewritten to ``https://web.archive.org/web/20140305123456im_/http://…``
"""

from __future__ import annotations

import re

from ..named_tuples import NamedTuple
from ..text.addresses import web_address
from ..text.patterns import lazy_regex

HEAD = 4096  # bytes or characters in which the marks of saving stand
_SAVED_FROM = lazy_regex(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.I)
_SINGLEFILE = lazy_regex(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)")
_MONOLITH = lazy_regex(r"<!--\s*Saved from (https?://\S+) at \S+ using monolith\b")
_SCRAPBOOK = lazy_regex(r"""<html\s[^<>]*?data-scrapbook-source\s*=\s*["']?(https?://[^\s"'>]+)""", re.I)
_SAVE_PAGE_WE = lazy_regex(r"""<meta\s+name=["']?savepage-url["']?\s+content=["']?(https?://[^\s"'>]+)""", re.I)
_HTTRACK = lazy_regex(r"<!--\s*Mirrored from (\S+\.\S+/\S*) by HTTrack")
_ADDRESSES = (_SAVED_FROM, _SINGLEFILE, _MONOLITH, _SCRAPBOOK, _SAVE_PAGE_WE, _HTTRACK)
_STATING = (b"saved from", b"singlefile", b"scrapbook-source", b"savepage-url", b"mirrored from")
_WRAPPER = lazy_regex(r"""\A\s*<text\s[^>]*?id=["']?(https?://[^"'\s>]+)[^>]*>[ \t]*\r?\n?""", re.I)
_WAYBACK = "web.archive.org/web/"
_WAYBACK_BYTES = _WAYBACK.encode()
_INJECTION = 65_536  # bytes from the start in which a Wayback copy holds its first rewritten address
_TOOLBAR = lazy_regex(r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.S)
_INJECTED = lazy_regex(r"<script[^<>]+archive\.org/includes/.*?<!-- End Wayback Rewrite JS Include -->", re.S)
_REWRITTEN = lazy_regex(r"(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_|\*)?/(?=https?:|//|[\w-]+\.)")
_TOOLBAR_START, _INCLUDES, _MOST_INSERTS = "<!-- BEGIN WAYBACK TOOLBAR INSERT", "archive.org/includes/", 100
# In what the archive puts in: __wm.wombat("http://…","20140305123456", <input id="wmtbURL" value="http://…">, its links
_OWN_ADDRESSES = (
    lazy_regex(r"""\bwombat\(\s*["'](https?://[^\s"'<>]+)"""),
    lazy_regex(r"""<input\s[^<>]*?\bwmtbURL\b[^<>]*?\bvalue=["']?(https?://[^\s"'<>]+)"""),
    lazy_regex(r"""archive\.org/web/(?:\d{14}|\*)\*?/(https?://[^\s"'<>]+)"""),
)


class Saved(NamedTuple):
    html: str
    url: str | None  # the address that the way of saving states


def needs_undoing(head: bytes, data: bytes) -> bool:
    """Whether `undo_saving` would change the page; ``head`` is its first part."""
    return head.lstrip()[:5].lower() == b"<text" or data.find(_WAYBACK_BYTES, 0, _INJECTION) >= 0


def states_address(head: bytes) -> bool:
    """Whether the way of saving may have noted the page's address in its first part."""
    head = head.lower()  # an expression without regard to case takes forty times as long
    return any(mark in head for mark in _STATING)


def undo_saving(html: str) -> Saved:
    """The page as the site sent it, as far as the marks tell, and its address."""
    head = html[:HEAD]
    if match := _WRAPPER.match(head):
        return Saved(html[match.end() :], match[1])
    address = _stated(head)
    if _WAYBACK in html:
        copy = _from_wayback(html)
        return copy._replace(url=copy.url or (address and _REWRITTEN.sub("", address)))
    return Saved(html, address)


def _stated(head: str) -> str | None:
    """The address that a browser or a tool notes in the first part of the page."""
    for mark in _ADDRESSES if states_address(head.encode("utf-8", "replace")) else ():
        if match := mark.search(head):
            return _unescaped(match[1] if mark is not _HTTRACK else f"http://{match[1]}")
    return None


def _unescaped(address: str) -> str | None:
    from html import unescape  # only saved copies need its tables of names

    return web_address(unescape(address))


def _from_wayback(html: str) -> Saved:
    """Only copies carry the toolbar or the injected scripts; other pages may just link to the archive.

    The address is read from these alone: the page's links are rewritten too, and lead elsewhere.
    """
    if html.count(_TOOLBAR_START) > _MOST_INSERTS or html.count(_INCLUDES) > _MOST_INSERTS:
        return Saved(html, None)  # no copy has so many, and the patterns would be tried from each
    inserts = [found[0] for insert in (_INJECTED, _TOOLBAR) if (found := insert.search(html))]
    if not inserts:
        return Saved(html, None)
    stated = (found[1] for address in _OWN_ADDRESSES for text in inserts if (found := address.search(text)))
    url = next(stated, None)
    html = _INJECTED.sub("", _TOOLBAR.sub("", html))
    return Saved(_REWRITTEN.sub("", html), _unescaped(url) if url else None)
