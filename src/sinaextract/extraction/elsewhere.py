"""What of an article seems to stand outside the body that is read: its other pages, another body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from ..article import doubts
from ..reading.page import Page
from ..reading.raw_markup import markup_of
from ..reading.selectors import Element
from ..reading.visible_text import visible_text
from ..text.patterns import lazy_regex
from ..text.whitespace import squeeze
from .rules.conditions import is_hidden
from .templates import Family

TURNS_PAGES = lazy_regex(r"[上下前后]一页|余下全文")
_WORDS = ("一页", "余下全文")  # no label without one of them
_LINK = lazy_regex(
    rb"""<a\s[^>]{0,300}?\bhref\s*=\s*["']?([^"'\s>]{1,500})[^>]{0,300}>(?:\s|<[^>]{0,100}>){0,9}([^<]{1,40})""", re.I
)
_NUMBER = lazy_regex(r"[_-]p?\d{1,2}(?=(?:\.\w+)?\Z)")  # a_2.shtml
_QUERY = lazy_regex(r"(?:\A|&)p(?:age|n)?=\d")  # ?page=2
_LEAST = 12  # characters that may be an article
_MOST_BODIES = 20


def links_to_further_pages(page: Page, address: str | None) -> bool:
    """A link 下一页 to a page of the same article stands somewhere: ``address`` with another number at its end."""
    if not any(word.encode(page.charset, "replace") in page.raw for word in _WORDS):
        return False
    links = _LINK.finditer(markup_of(page.raw))
    return any(
        TURNS_PAGES.search(link[2].decode(page.charset, "replace")) and _leads_on(link[1].decode("latin-1"), address)
        for link in links
    )


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
    own = squeeze(visible_text(body))
    around = frozenset(body.iterancestors())
    for element in islice(page.elements.find(family.body), _MOST_BODIES):
        if element is body or element in around or body in element.iterancestors():
            continue
        linked = sum(len(squeeze(visible_text(a))) for a in element.iter("a"))
        text = squeeze(visible_text(element))
        if len(text) - linked >= _LEAST and text not in own and not _is_unseen(element):
            yield doubts.OTHER_BODY.says(f"{len(text):,}")
            return


def _is_unseen(element: Element) -> bool:
    return any(is_hidden(node, node) for node in (element, *element.iterancestors()))
