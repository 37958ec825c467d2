"""What of an article seems to stand outside the body that is read: its other pages, another body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from ..article import doubts
from ..reading.file_end import is_swallowed
from ..reading.page import Page
from ..reading.selectors import Element
from ..reading.visible_text import visible_text
from ..text.patterns import lazy_regex
from ..text.whitespace import squeeze
from .rules.conditions import is_hidden
from .templates import Family

_TURNS_PAGES = ("上一页", "下一页", "前一页", "后一页", "余下全文")
_LABEL = "下一页"
_LINK = lazy_regex(  # up to its label: <a href="a_2.shtml"><b>
    rb"""<a\s[^>]{0,300}?\bhref\s*=\s*["']?([^"'\s>]{1,500})[^>]{0,300}>(?:\s|<[^/>][^>]{0,100}>){0,9}[^<]{0,20}\Z""",
    re.I,
)
_LONGEST_LINK, _MOST_LABELS = 1200, 20  # bytes before its label; labels that are looked at
_NUMBER = lazy_regex(r"[_-]p?\d{1,2}(?=(?:\.\w+)?\Z)")  # a_2.shtml
_QUERY = lazy_regex(r"(?:\A|&)p(?:age|n)?=\d")  # ?page=2
_LEAST = 12  # characters that may be an article
_MOST_BODIES = 20


def turns_pages(text: str) -> bool:
    """It leads to other pages of an article."""
    return any(map(text.__contains__, _TURNS_PAGES))


def links_to_further_pages(page: Page, address: str | None) -> bool:
    """A link 下一页 to a page of the same article stands somewhere: ``address`` with another number at its end."""
    raw, label = page.raw, _LABEL.encode(page.charset, "replace")
    at = raw.rfind(label)  # from the end: where there is none, that takes half the time
    for _ in range(_MOST_LABELS):
        if at < 0:
            break
        begin = max(at - _LONGEST_LINK, 0)
        start = begin + raw[begin:at].lower().rfind(b"<a")
        link = _LINK.match(raw, start, at)
        if link and _leads_on(link[1].decode("latin-1"), address) and not is_swallowed(raw, start):
            return True
        at = raw.rfind(label, 0, at)
    return False


def _leads_on(link: str, address: str | None) -> bool:
    try:
        own, other = urlsplit(address or ""), urlsplit(urljoin(address or "", link))
    except ValueError:  # http://[
        return False
    if not (_NUMBER.search(other.path) or _QUERY.search(other.query)):
        return False
    return address is None or _NUMBER.sub("", own.path) == _NUMBER.sub("", other.path)


def other_bodies(page: Page, family: Family, body: Element) -> Iterator[str]:
    """A warning if another place of the body's has text of its own, as where an id stands twice in a page."""
    others = [element for element in islice(page.elements.find(family.body), _MOST_BODIES) if element is not body]
    own = squeeze(visible_text(body)) if others else ""
    for element in others:
        if element in body.iterancestors() or body in element.iterancestors():
            continue
        linked = sum(len(squeeze(visible_text(a))) for a in element.iter("a"))
        text = squeeze(visible_text(element)).rstrip(".…")  # its beginning alone may be shown: 渡轮首航，运件…
        if len(text) - linked >= _LEAST and text not in own and not _is_unseen(element):
            yield doubts.OTHER_BODY.says(f"{len(text):,}")
            return


def _is_unseen(element: Element) -> bool:
    return any(is_hidden(node, node) for node in (element, *element.iterancestors()))
