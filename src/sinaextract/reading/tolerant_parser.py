"""Second opinion for markup that libxml2 gives up on: BeautifulSoup's ``html.parser`` builder, as an lxml tree.

libxml2 stops reading at a nesting depth of 256. Here depth is no limit: where `LIMITS.nesting` is passed, the elements
of the deeper half are closed, and what follows goes on in those above, in document order. So no text is lost and no
later step recurses too deep. Tables and lists are not torn: one that is open goes on, a new one begins above.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from ..limits import LIMITS
from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from ..text.whitespace import clean_characters
from .selectors import Element
from .tree_text import append_text

if TYPE_CHECKING:
    from bs4.element import PageElement

_NAME = lazy_regex(r"[a-zA-Z_][\w.-]*$")
_CUT_TAG = lazy_regex(r"<[a-zA-Z/!?][^>]*\Z")
_DECLARED = lazy_regex(r"<!\[(?!cdata\[)", re.I)
_STRUCTURE = ("html", "head", "body")
_GROUPS = frozenset({"table", "ul", "ol", "dl"})
_HOLDING = _GROUPS | {"sup", "sub"}  # what is within means something else outside
_SLACK = 32  # levels below the limit in which they may go on


def parse_tolerantly(html: str) -> Element:
    """The tree of ``html``; its root is ``<html>`` with one ``<head>`` and one ``<body>``."""
    from bs4 import BeautifulSoup, Comment, Tag  # the costliest import
    from bs4.element import NavigableString, PreformattedString

    root = etree.Element("html")
    parts = {name: etree.SubElement(root, name) for name in ("head", "body")} | {"html": root}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bs4 tells programmers of text that looks like XML, a path, an address
        soup = BeautifulSoup(_mended(html), "html.parser")
    open_: dict[int, _Open] = {id(soup): _Open(parts["body"], 1, False)}  # by soup node
    for node in soup.descendants:
        above = open_[id(node.parent)]
        if isinstance(node, Tag):
            if node.name in _STRUCTURE:
                open_[id(node)] = _Open(parts[node.name if node.name != "html" else "body"], 1, False)
                continue
            if _is_too_deep(above, node.name):
                above = _close_half(node, open_)
            element = _element(node.name, node.attrs)
            above.element.append(element)
            open_[id(node)] = _Open(element, above.depth + 1, above.is_held or node.name in _HOLDING)
        elif isinstance(node, Comment):
            text = re.sub(r"--+", "-", clean_characters(node)).rstrip("-")
            above.element.append(etree.Comment(text))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            last = next(above.element.iterchildren(reversed=True), None)
            append_text(above.element, last, clean_characters(node))
    return root


class _Open(NamedTuple):
    """Where the children of a node go."""

    element: Element
    depth: int  # of these children
    is_held: bool  # within a table or list


def _is_too_deep(above: _Open, name: str) -> bool:
    if above.depth <= LIMITS.nesting:
        return False
    return not above.is_held or name in _GROUPS or above.depth > LIMITS.nesting + _SLACK


def _close_half(node: PageElement, open_: dict[int, _Open]) -> _Open:
    """Close the elements around ``node`` that are deeper than half the limit; the one that stays open."""
    closed: list[int] = []
    for ancestor in node.parents:
        kept = open_[id(ancestor)]
        if kept.depth <= max(LIMITS.nesting // 2, 1):
            break
        closed.append(id(ancestor))
    open_.update(dict.fromkeys(closed, kept))
    return kept


def _mended(html: str) -> str:
    """``html`` without what html.parser stumbles over.

    A section such as ``<![endif]`` is made a comment up to the next ``>``, as browsers read it; the last comment or tag
    is closed, which would be looked for from every earlier start.
    """
    html = _DECLARED.sub("<! [", html)
    if html.rfind("<!--") > html.rfind("-->"):
        return html + "-->"
    return html + ">" if _CUT_TAG.match(html, max(html.rfind("<"), 0)) else html


def _element(name: str, attributes: Mapping[str, object]) -> Element:
    element = etree.Element(name.lower() if _NAME.match(name) else "span")
    for key, value in attributes.items():
        if _NAME.match(key):
            text = " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
            element.set(key.lower(), clean_characters(text))
    return element
