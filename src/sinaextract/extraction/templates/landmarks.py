"""Landmarks that several families share: selectors of the site's own, and functions for what no id or class names."""

from __future__ import annotations

from itertools import islice

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.times import find_moment
from ...text.whitespace import squeeze

EDITOR_LINES = ("p.article-editor", ".show_author")  # <p class="show_author">责任编辑：陈甲 </p>
SELF_LINKS = (  # elements that name the page's own address, and the attribute that does
    ("link[rel=canonical]", "href"),
    ("span[name=moodcounter]", "url"),
    ("span[name=cmnt_count]", "p_url"),
)
COMMENT_COUNTS = ("span[name=cmnt_count]",)  # <span name="cmnt_count" cmnt_id="cj:comos-hqfskcn2160999:0">
PAGE_TOOLS = (".page-tools",)  # buttons between date and body: share, comment, print
OWN_VIDEO = b"$SCOPE['video']"  # $SCOPE['video'] = { title: '…', pic: '…', url: '…' };
FILM_BOXES = frozenset({"contentPlayer", "blk-video"})  # classes of players set into the text, 2008–11

_LONG_ENOUGH = 6  # characters; a shorter headline may be the beginning of any title
_MOST_IN_LINE = 200  # elements
_MEDIUM = lazy_regex(r"来源\s*[:：]")


def headline(index: Index) -> Element | None:
    """The ``h1`` (else ``h2``) that the page's ``<title>`` starts with, a short one to its end or a separator."""
    titles = [squeeze(visible_text(t)) for t in index.root.iter("title")]
    for tag in ("h1", "h2"):
        for element in index.root.iter(tag):
            text = squeeze(visible_text(element))
            if len(text) > 1 and any(title.startswith(text) and _ends_at(title, len(text)) for title in titles):
                return element
    return None


def _ends_at(title: str, place: int) -> bool:
    return place >= _LONG_ENOUGH or title[place : place + 1] in ("", *"_|-—–·")


def date_line(index: Index) -> Element | None:
    """The first small element after the headline that shows a date with its time."""
    shown = index.tell(headline)
    if shown is None:
        return None
    passed = False
    for element in index.root.iter("h1", "h2", "div", "p", "span", "em", "time", "td", "font"):
        passed = passed or element is shown
        if passed and element is not shown and _is_small(element):
            text = visible_text(element)
            if len(text) < 120 and (moment := find_moment(text)) and moment.has_time_of_day:
                return element
    return None


def _is_small(element: Element) -> bool:
    """Few enough elements to be a line; the text of large ones would be gathered once per level of nesting."""
    return next(islice(element.iter(), _MOST_IN_LINE, None), None) is None


def credit_line(index: Index) -> Element | None:
    """The smallest element around the date that also says 来源."""
    element = index.tell(date_line)
    while element is not None and len(text := visible_text(element)) < 120:
        if _MEDIUM.search(text):
            return element
        element = element.getparent()
    return None
