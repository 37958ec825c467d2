"""Who is credited, and for what: medium (来源), byline, editor (责任编辑), 原标题, author.

In two steps, as the cleaning lies between them: `stated_credits` reads what the untouched page states beside its text,
`read_credits` adds what the text's own lines and the removed lines say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...article.article import Removal
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.whitespace import collapse
from ..templates.family import Family
from .people import author, byline, editors, listed
from .source import source


class StatedCredits(NamedTuple):
    """What a page states beside its text."""

    source: str | None  # the medium that its header credits
    source_url: str | None
    author: str | None  # front matter ``author``, <meta property="article:author">, a blog's owner
    researchers: tuple[str, ...]  # names of a research report, listed apart from its text
    editor_lines: tuple[str, ...]  # <p class="article-editor">责任编辑：…</p> below the body


class Credits(NamedTuple):
    """The credits of an article, as its record has them."""

    author: str | None
    byline: tuple[str, ...]
    source: str | None
    source_url: str | None
    editor: str | None
    original_title: str | None


def stated_credits(page: Page, family: Family, body: Element) -> StatedCredits:
    """From a page whose ``body`` nothing was taken out of yet."""
    medium, address = source(page, family)
    return StatedCredits(
        medium, address, _declared_author(page, family), listed(page, family), _editor_lines(page, family, body)
    )


def read_credits(stated: StatedCredits, lines: Sequence[str], removed: Iterable[Removal]) -> Credits:
    """All credits, with ``lines`` (the finished text's, see `Article.text`) and what was ``removed`` from the body."""
    removed = tuple(removed)
    names = stated.researchers or byline(lines)
    return Credits(
        author=author(stated.author, names, stated.source),
        byline=names,
        source=stated.source,
        source_url=stated.source_url,
        editor=editors([*stated.editor_lines, *(r.text for r in removed if r.field == "editor")]),
        original_title=_original_title(removed),
    )


def _editor_lines(page: Page, family: Family, body: Element) -> tuple[str, ...]:
    """The editor line that stands beside the body, not in it."""
    line = page.elements.first(family.editor)
    return (visible_text(line),) if line is not None and body not in line.iterancestors() else ()


def _original_title(removed: Iterable[Removal]) -> str | None:
    for removal in removed:
        if removal.field == "original_title":
            text = collapse(removal.text).strip("（()）[]【】 ")
            return text.split("：", 1)[-1].split("标题:", 1)[-1].strip() or None
    return None


def _declared_author(page: Page, family: Family) -> str | None:
    if page.front:
        declared = page.front.get("author")
        return str(declared) if declared else None
    named = page.elements.first(family.author)
    return page.meta("article:author") or (visible_text(named) if named is not None else None)
