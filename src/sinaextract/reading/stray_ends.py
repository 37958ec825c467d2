"""A ``</p>`` without its ``<p>``: browsers show an empty paragraph there, libxml2 drops it.

libxml2 ends a paragraph at a table or box set into it: of ``<p>甲<table>…</table>乙。</p>丙`` it makes one bare text,
乙。丙. With an empty ``<p>`` after 乙。 the two stay apart. Where libxml2 tells of such an end, the page is parsed
again with a mark after every ``</p>``; a mark that stands behind no paragraph is such a place.
"""

from __future__ import annotations

from lxml import etree

from ..text.patterns import lazy_regex
from .raw_markup import is_plain, stretches
from .selectors import Element
from .tree_text import append_text

_END = lazy_regex(rb"</[pP]\s*>")
_TEXT_BEHIND_END = lazy_regex(rb"</[pP]\s*>\s*(?:[^<\s]|<(?![a-zA-Z!/?]))")  # ``<`` before no name is text
_MARK = "sinaextract: end of a paragraph"


def with_marks(html: bytes) -> bytes | None:
    """``html`` with a comment after each end of a paragraph; None where text stands behind none of them, or not all
    markup is plain to see."""
    if not _TEXT_BEHIND_END.search(html):
        return None
    parts: list[bytes] = []
    done = 0
    for begin, end in stretches(html, 0, len(html)):
        if begin < 0 or not is_plain(html[begin:end]):
            return None
        parts += (html[done:begin], _END.sub(rb"\g<0><!--%b-->" % _MARK.encode(), html[begin:end]))
        done = end
    return b"".join(parts)


def settle_marks(root: Element) -> None:
    """Put an empty paragraph for each mark with text behind it that ends none, and take all marks out."""
    for mark in list(root.iter(etree.Comment)):
        parent = mark.getparent()
        if mark.text != _MARK or parent is None:
            continue
        before, tail = mark.getprevious(), mark.tail or ""
        ends_paragraph = before is not None and before.tag == "p" and not (before.tail or "").strip()
        mark.tail = None
        if tail.strip() and not ends_paragraph:
            empty = etree.Element("p")
            parent.replace(mark, empty)
            append_text(parent, empty, tail)
        else:
            parent.remove(mark)
            append_text(parent, before, tail)
