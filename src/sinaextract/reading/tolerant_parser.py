"""Second opinion for markup that libxml2 gives up on: BeautifulSoup's ``html.parser`` builder, as an lxml tree.

libxml2 stops reading at a nesting depth of 256. Here depth is no limit: nodes below `LIMITS.nesting` become siblings of
their ancestor at that depth, in document order, so that no text is lost and no later step recurses too deep.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping

from lxml import etree

from ..limits import LIMITS
from ..text.patterns import lazy_regex
from ..text.whitespace import clean_characters
from .selectors import Element
from .tree_text import append_text

_NAME = lazy_regex(r"[a-zA-Z_][\w.-]*$")
_CUT_TAG = lazy_regex(r"<[a-zA-Z/!?][^>]*\Z")
_DECLARED = lazy_regex(r"<!\[(?!cdata\[)", re.I)
_STRUCTURE = ("html", "head", "body")


def parse_tolerantly(html: str) -> Element:
    """The tree of ``html``; its root is ``<html>`` with one ``<head>`` and one ``<body>``."""
    from bs4 import BeautifulSoup, Comment, Tag  # the costliest import
    from bs4.element import NavigableString, PreformattedString

    root = etree.Element("html")
    parts = {name: etree.SubElement(root, name) for name in ("head", "body")} | {"html": root}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # bs4 tells programmers of text that looks like XML, a path, an address
        soup = BeautifulSoup(_mended(html), "html.parser")
    known: dict[int, tuple[Element, int]] = {id(soup): (parts["body"], 1)}  # soup node -> element, depth
    for node in soup.descendants:
        parent, depth = known[id(node.parent)]
        if isinstance(node, Tag):
            if node.name in _STRUCTURE:
                known[id(node)] = (parts[node.name] if node.name != "html" else parts["body"], 1)
                continue
            element = _element(node.name, node.attrs)
            _anchor(parent, depth).append(element)
            known[id(node)] = (element, min(depth + 1, LIMITS.nesting + 1))
        elif isinstance(node, Comment):
            _anchor(parent, depth).append(etree.Comment(re.sub(r"--+", "-", clean_characters(node)).rstrip("-")))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            _add_text(parent, depth, clean_characters(node))
    return root


def _mended(html: str) -> str:
    """``html`` without what html.parser stumbles over.

    A section such as ``<![endif]`` is made a comment up to the next ``>``, as browsers read it; the last comment or tag
    is closed, which would be looked for from every earlier start.
    """
    html = _DECLARED.sub("<! [", html)
    if html.rfind("<!--") > html.rfind("-->"):
        return html + "-->"
    return html + ">" if _CUT_TAG.match(html, max(html.rfind("<"), 0)) else html


def _anchor(parent: Element, depth: int) -> Element:
    """Where children of ``parent`` go: below the limit it is ``parent``'s own parent."""
    above = parent.getparent()
    return parent if depth <= LIMITS.nesting or above is None else above


def _add_text(parent: Element, depth: int, text: str) -> None:
    anchor = _anchor(parent, depth)
    if anchor is not parent and anchor[-1] is parent:  # nothing was put beside it yet
        anchor = parent
    append_text(anchor, next(anchor.iterchildren(reversed=True), None), text)


def _element(name: str, attributes: Mapping[str, object]) -> Element:
    element = etree.Element(name.lower() if _NAME.match(name) else "span")
    for key, value in attributes.items():
        if _NAME.match(key):
            text = " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
            element.set(key.lower(), clean_characters(text))
    return element
