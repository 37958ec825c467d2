"""The headline as shown to readers, without site suffixes."""

from __future__ import annotations

from copy import deepcopy

from ...reading.feed_export import one_line
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.whitespace import collapse
from ..styles import SCRIPTS
from ..templates.family import Family


def find_title(page: Page, family: Family, body: Element | None) -> str | None:
    if page.front:
        return collapse(one_line(page.front["title"])) or None
    for element in family.header(page, family.title, body):
        if text := visible_text(_as_one_line(element)):
            return text
    return page.meta("og:title")


def _as_one_line(element: Element) -> Element:
    """``element``, in a copy with 10⁸ for ``10<sup>8</sup>`` and a space for ``<br>`` where it has such."""
    if next(element.iter("br", *SCRIPTS), None) is None:
        return element
    element = deepcopy(element)
    for line_end in element.iter("br"):
        line_end.tail = f" {line_end.tail or ''}"
    for script in element.iter(*SCRIPTS):
        for node in script.iter():
            node.text = node.text and node.text.translate(SCRIPTS[script.tag])
    return element
