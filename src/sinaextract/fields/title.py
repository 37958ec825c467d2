"""The headline as shown to readers, without site suffixes."""

from __future__ import annotations

from ..page import Page, visible_text
from ..templates.template import Template
from ..whitespace import collapse


def title(page: Page, template: Template) -> str | None:
    if page.front:
        return collapse(str(page.front["title"])) or None
    for element in page.elements.find(template.title):
        if text := visible_text(element):
            return text
    return page.meta("og:title")
