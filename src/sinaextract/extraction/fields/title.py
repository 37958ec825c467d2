"""The headline as shown to readers, without site suffixes."""

from __future__ import annotations

from ...reading.feed_export import one_line
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.whitespace import collapse
from ..templates.family import Family


def find_title(page: Page, family: Family, body: Element | None) -> str | None:
    if page.front:
        return collapse(one_line(page.front["title"])) or None
    for element in family.header(page, family.title, body):
        if text := visible_text(element):
            return text
    return page.meta("og:title")
