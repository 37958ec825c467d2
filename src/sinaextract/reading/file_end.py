"""Where a page's file ends: whether it breaks off within the article, as crawlers cut files at some size.

A comment put at the end of the bytes tells: in the tree it stands in whatever is still open there. Pages whose
``</body>`` or ``</html>`` was saved are whole, however many elements they leave open.
"""

from __future__ import annotations

from lxml import etree

from ..text.patterns import lazy_regex
from .selectors import Element

_MARK = "sinaextract: end of the file"
# The ``</`` stands before the group: a search for a literal prefix is ten times faster.
_PAGE_END = lazy_regex(rb"</(?i:body|html)\s*>\s*(?:</(?i:body|html)\s*>\s*)*")
_NEAR = 512  # bytes from the end in which nearly every page has its own
_LOOKS = 4  # page ends that are looked at, from the last one back


def end_mark(html: bytes) -> bytes:
    """What to put after ``html``; nothing if the page's own end stands in it."""
    return b"" if _has_page_end(html) else b"<!--%b-->" % _MARK.encode()


def ends_within(root: Element, html: bytes, body: Element, is_post: bool) -> bool:
    """Whether the file of a marked page ends before the article's ``body`` does; takes the mark out of the tree.

    A post is one ``<div>`` that its body stands around: there it is that one which does not close.
    """
    if body is not root and root not in body.iterancestors():
        return True  # a body that was put together from a page's parts, any of which may lack its end
    last = _last(root)
    around = list(last.iterancestors())
    if isinstance(last, etree._Comment) and last.text == _MARK:
        around[0].remove(last)
    else:  # the file ends within a tag, a comment or a script, which swallowed the mark
        around.append(last)
    if is_post:
        is_closed = html.rstrip().endswith(b"</div>") and not is_swallowed(html, len(html))
        return not is_closed and any(element.tag == "div" for element in around)
    return body in around


def _has_page_end(html: bytes) -> bool:
    """Whether the page's own end stands in it.

    What a script writes is none, nor what a comment swallows, nor what stands in a string: ``<iframe
    srcdoc="…</body></html>">`` has a quotation mark after it.
    """
    return _has_page_end_after(html, max(len(html) - _NEAR, 0)) or _has_page_end_after(html, 0)


def _has_page_end_after(html: bytes, begin: int) -> bool:
    for match in reversed(list(_PAGE_END.finditer(html, begin))[-_LOOKS:]):
        start, end = match.span()
        if html[end : end + 1] in (b"", b"<") and not is_swallowed(html, start):
            return True
    return False


def is_swallowed(html: bytes, place: int) -> bool:
    """``place`` lies in a script or a comment."""
    return _is_in_script(html, place) or _is_in_comment(html, place)


def _is_in_script(html: bytes, place: int) -> bool:
    return html.rfind(b"<script", 0, place) > html.rfind(b"</script", 0, place)


def _is_in_comment(html: bytes, place: int) -> bool:
    """A comment begins before ``place`` and does not end before it; what a script writes (``w("<!--")``) is none."""
    opening = html.rfind(b"<!--", 0, place)
    return opening > html.rfind(b"-->", 0, place) and not _is_in_script(html, opening)


def _last(element: Element) -> Element:
    """The last node below ``element`` in document order."""
    while len(element):
        element = element[-1]
    return element
