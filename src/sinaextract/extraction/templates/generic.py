"""Last resort: a Sina page of no known family whose article can be told by text density.

Refuses when unsure: it wants a headline that the page's own title repeats, a shown date, and one element that holds
most of the page's sentences with few of them in links.
"""

from __future__ import annotations

from itertools import islice

from ...reading.page import Page
from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.whitespace import squeeze
from .family import Family

_LEAST_TEXT = 200  # characters of prose outside links
_LEAST_SENTENCES = 3
_MOST_LINKED = 0.2  # share of the body's text that may stand in links
_LEAST_SHARE = 0.6  # share of the page's prose that the body must hold
_MOST_IN_LINE = 200  # elements
_CONTAINERS = ("article", "div", "section", "td")
_SENTENCE = lazy_regex(
    r"(?<![^。！？；])[^。！？；]{6,}[。！？；]"
)  # from the end of the one before: else it is tried from everywhere
_DATE = lazy_regex(r"\d{4}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?\s*\d{1,2}:\d{2}")
_MEDIUM = lazy_regex(r"来源\s*[:：]")
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


def headline(index: Index) -> Element | None:
    """The ``h1`` (else ``h2``) that the page's ``<title>`` starts with."""
    titles = [squeeze(visible_text(t)) for t in index.root.iter("title")]
    for tag in ("h1", "h2"):
        for element in index.root.iter(tag):
            text = squeeze(visible_text(element))
            if len(text) >= 6 and any(title.startswith(text) for title in titles):
                return element
    return None


def date_line(index: Index) -> Element | None:
    """The first small element after the headline that shows a date with its time."""
    shown = headline(index)
    if shown is None:
        return None
    passed = False
    for element in index.root.iter("h1", "h2", "div", "p", "span", "em", "time", "td", "font"):
        passed = passed or element is shown
        if passed and element is not shown and _is_small(element):
            text = visible_text(element)
            if len(text) < 120 and _DATE.search(text):
                return element
    return None


def _is_small(element: Element) -> bool:
    """Few enough elements to be a line; the text of large ones would be gathered once per level of nesting."""
    return next(islice(element.iter(), _MOST_IN_LINE, None), None) is None


def credit_line(index: Index) -> Element | None:
    """The smallest element around the date that also says 来源."""
    element = date_line(index)
    while element is not None and len(text := visible_text(element)) < 120:
        if _MEDIUM.search(text):
            return element
        element = element.getparent()
    return None


def _densest(index: Index) -> Element | None:
    """The smallest container that holds the article's prose."""
    best: Element | None = None
    most = 0
    for tag in _CONTAINERS:
        for element in index.root.iter(tag):
            own = sum(_prose(child) for child in _text_blocks(element) if _container_of(child) is element)
            if own > most and _is_prose(element):
                best, most = element, own
    return best if most >= _LEAST_TEXT else None


def _is_prose(element: Element) -> bool:
    text = visible_text(element)
    linked = sum(len(visible_text(a)) for a in element.iter("a"))
    return len(_SENTENCE.findall(text)) >= _LEAST_SENTENCES and linked <= _MOST_LINKED * len(text)


def _text_blocks(element: Element) -> list[Element]:
    return [p for p in element.iter("p") if not any(True for _ in p.iterdescendants("p"))]


def _container_of(paragraph: Element) -> Element | None:
    return next((a for a in paragraph.iterancestors(*_CONTAINERS)), None)


def _prose(paragraph: Element) -> int:
    text = visible_text(paragraph)
    linked = sum(len(visible_text(a)) for a in paragraph.iter("a"))
    return max(0, len(text) - 2 * linked) if _SENTENCE.search(text) else 0


GENERIC = Family(
    name="generic",
    marks=(),  # chosen by `is_generic_article`
    title=(headline,),
    date=(date_line,),
    source=(credit_line,),
    body=(_densest,),
    verified=False,
)
