"""Last resort: a Sina page of no known family whose article can be told by text density.

Refuses when unsure: it wants a headline that the page's own title repeats, a shown date, and one element that holds
most of the page's sentences with few of them in links.
"""

from __future__ import annotations

from collections import Counter

from ...article.doubts import UNKNOWN_FAMILY
from ...reading.page import Page
from ...reading.selectors import Element, Index
from ...reading.visible_text import linked_length, visible_text
from ...text.patterns import lazy_regex
from .family import Family
from .landmarks import credit_line, date_line, headline
from .mobile import comment_id_of_state

_LEAST_TEXT = 200  # characters of prose outside links
_LEAST_SENTENCES = 3
_MOST_LINKED = 0.2  # share of the body's text that may stand in links
_LEAST_SHARE = 0.6  # share of the page's prose that the body must hold
_CONTAINERS = ("article", "div", "section", "td")
_SENTENCE = lazy_regex(
    r"(?<![^。！？；])[^。！？；]{6,}[。！？；]"
)  # from the end of the one before: else it is tried from everywhere
_SINA = lazy_regex(rb"(?:sina\.com\.cn|sina\.cn|sinaimg\.cn)")


def is_generic_article(page: Page) -> bool:
    """The page is Sina's and its headline, date and body can be told without doubt."""
    if not _SINA.search(page.raw) or headline(page.elements) is None or date_line(page.elements) is None:
        return False
    body = _densest(page.elements)
    if body is None:
        return False
    whole = sum(_prose(p) for p in _text_blocks(page.elements.root))  # broken markup may leave no <body>
    return sum(_prose(p) for p in _text_blocks(body)) >= _LEAST_SHARE * whole


def _densest(index: Index) -> Element | None:
    """The smallest container that holds the article's prose."""
    prose: Counter[Element | None] = Counter()
    for paragraph in _text_blocks(index.root):
        prose[_container_of(paragraph)] += _prose(paragraph)
    best: Element | None = None
    most = 0
    for tag in _CONTAINERS:
        for element in index.root.iter(tag):
            own = prose[element]
            if own > most and _is_prose(element):
                best, most = element, own
    return best if most >= _LEAST_TEXT else None


def _is_prose(element: Element) -> bool:
    text = visible_text(element)
    linked = linked_length(element)
    return len(_SENTENCE.findall(text)) >= _LEAST_SENTENCES and linked <= _MOST_LINKED * len(text)


def _text_blocks(element: Element) -> list[Element]:
    return [p for p in element.iter("p") if not any(True for _ in p.iterdescendants("p"))]


def _container_of(paragraph: Element) -> Element | None:
    return next((a for a in paragraph.iterancestors(*_CONTAINERS)), None)


def _prose(paragraph: Element) -> int:
    text = visible_text(paragraph)
    linked = linked_length(paragraph)
    return max(0, len(text) - 2 * linked) if _SENTENCE.search(text) else 0


GENERIC = Family(
    name="generic",
    marks=(),  # chosen by `is_generic_article`
    title=(headline,),
    date=(date_line,),
    source=(credit_line,),
    body=(_densest,),
    comment_id=(comment_id_of_state,),  # mobile pages of other layouts
    warning=UNKNOWN_FAMILY.says(),
    verified=False,
)
