"""What HTML elements are to an article: which are blocks, which set text within a line, what their attributes say."""

from __future__ import annotations

from lxml import etree

from ..reading.selectors import Attributes, Element, attributes_of
from ..reading.visible_text import UNSEEN
from ..text.patterns import lazy_regex

BLOCKS = frozenset(
    (
        "div section article center main header footer aside nav address dl dt dd fieldset legend td th tr "
        "tbody thead tfoot caption figure body html pre xmp listing hr details summary hgroup li"
    ).split()
)
# Elements that set text within a line, or hold nothing to see.
INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark marquee nobr q rp rt "
        "ruby s samp small span strike strong sub sup time tt u var wbr picture source map area "
        "title base colgroup col "
        "iframe video object embed param "  # removed by rules, which say so
        "weibo-card"  # a person's name in a link
    ).split()
)
SKIPPED = (etree.Comment, *UNSEEN, "head", "link", "meta")
EMPTY = frozenset({"br", "img", "hr", *SKIPPED})  # they hold no text
HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
ROW_GROUPS = ("tbody", "thead", "tfoot")
CELLS = ("td", "th")
BEFORE_ROWS = ("caption", "colgroup", "col")  # what belongs to a table there
LISTS = ("ul", "ol", "menu", "dir")
PREFORMATTED = frozenset({"pre", "xmp", "listing"})
UNKNOWN_BLOCKS = frozenset({"form"})  # not understood, and yet told from the text around them
_BLOCK_CSS = lazy_regex(r"display:\s*(?:block|table|flex|list-item|grid)")
_PRE_CSS = lazy_regex(r"white-space:\s*(?:pre|break-spaces)")
_CAPTION_CLASSES = frozenset({"img_descr", "art_img_tit"})


def is_centered(tag: str, attributes: Attributes) -> bool:
    if tag == "center":
        return True
    return bool(attributes) and (
        attributes.get("align", "").lower() == "center"
        or ("style" in attributes and "text-align:center" in attributes["style"].replace(" ", "").lower())
        or ("cms-style" in attributes and "align-Center" in attributes["cms-style"].split())
    )


def is_second_of_two(element: Element) -> bool:
    """``<div align="center"><div><img></div><div>港口 某某摄</div></div>``, and no further block."""
    parent = element.getparent()
    return (
        parent is not None
        and len(parent) == 2
        and parent[1] is element
        and is_centered(parent.tag, attributes_of(parent))
    )


def is_preformatted(tag: str, attributes: Attributes) -> bool:
    """Its line ends are shown: ``<pre>``, ``<p style="white-space: pre-wrap">``."""
    return tag in PREFORMATTED or ("style" in attributes and _PRE_CSS.search(attributes["style"].lower()) is not None)


def is_photo_box(tag: str, attributes: Attributes) -> bool:
    return tag == "figure" or ("class" in attributes and "img_wrapper" in attributes["class"].split())


def is_caption(tag: str, attributes: Attributes) -> bool:
    return tag not in EMPTY and not _CAPTION_CLASSES.isdisjoint(attributes["class"].split())


def shown_as_block(css: str) -> bool:
    """Whether a ``style`` makes a block of an inline element."""
    return _BLOCK_CSS.search(css.lower()) is not None
