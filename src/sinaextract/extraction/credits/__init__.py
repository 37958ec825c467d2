"""Who is credited, and for what: medium (来源), byline, editor (责任编辑), 原标题, author.

One grammar reads every line of credits (`segments`), from one table of roles (`roles`). In two steps, as the cleaning
lies between them: `stated_credits` reads what the untouched page states beside its text, `read_credits` adds what the
text's own lines and the removed lines say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...article.article import Credit, Removal
from ...named_tuples import NamedTuple
from ...reading.page import Page
from ...reading.selectors import Element
from ...text.whitespace import collapse
from ..templates.family import Family
from .article_lines import credited_authors, credited_medium
from .authors import authors_of
from .editors import credited_editors, editors_of
from .header import declared_author, editor_lines, header_line, header_medium, listed_researchers
from .original_title import credits_behind_title, original_title

_LONGEST_LINE = 40  # characters


class StatedCredits(NamedTuple):
    """What a page states beside its text."""

    source: str | None  # the medium that its header credits
    source_url: str | None
    author: str | None  # front matter ``author``, <meta property="article:author">, a blog's owner
    researchers: tuple[str, ...]  # names of a research report, listed apart from its text
    editor_lines: tuple[str, ...]  # <p class="article-editor">责任编辑：…</p> below the body
    header: str = ""  # the header's line, where it credits people too: 来源：某报 作者：甲 编辑：乙


class Credits(NamedTuple):
    """The credits of an article, as its record has them; ``credits`` says of each where it was read."""

    author: str | None
    byline: tuple[str, ...]
    source: str | None
    source_url: str | None
    editor: str | None
    original_title: str | None
    credits: tuple[Credit, ...]


def stated_credits(page: Page, family: Family, body: Element) -> StatedCredits:
    """From a page whose ``body`` nothing was taken out of yet."""
    places = tuple(family.header(page, family.source, body))
    return StatedCredits(
        *header_medium(places),
        declared_author(page, family),
        listed_researchers(page, family),
        editor_lines(page, family, body),
        header_line(places),
    )


def read_credits(
    stated: StatedCredits, lines: Sequence[str], removed: Iterable[Removal], at_breaks: Sequence[str] = ()
) -> Credits:
    """All credits, with ``lines`` (the finished text's, see `Article.text`) and what was ``removed`` from the body.

    ``at_breaks``: the lines with paragraphs cut at ``<br>`` too (来源：某报<br>正文…), for what ``lines`` do not tell.
    """
    removed = tuple(removed)
    authors = [Credit("byline", name, name, "researchers of the page") for name in stated.researchers]
    authors = authors or credited_authors(lines) or credited_authors(at_breaks)
    behind_title = tuple(filter(None, (credits_behind_title(r.text) for r in removed if r.field == "original_title")))
    beside = tuple(dict.fromkeys((*stated.editor_lines, *(r.text for r in removed if _may_credit(r)), *behind_title)))
    authors = authors or _header_authors(stated.header) or credited_authors(beside)
    medium = Credit("source", stated.source, "", "page header") if stated.source is not None else None
    medium = medium or credited_medium(lines) or credited_medium(at_breaks) or credited_medium(behind_title)
    editors = editors_of(beside)
    editors = editors or (editors_of([stated.header]) if stated.header else []) or credited_editors(lines)
    titles = _original_titles(removed)
    byline = tuple(credit.value for credit in authors)
    source = medium.value if medium else None
    return Credits(
        author=(collapse(stated.author) if stated.author else None) or "、".join(byline) or source,
        byline=byline,
        source=source,
        source_url=stated.source_url,
        editor="、".join(credit.value for credit in editors) or None,
        original_title=titles[0].value if titles else None,
        credits=(*titles, *authors, *([medium] if medium else []), *editors),
    )


def settled(removed: Iterable[Removal], title: str | None) -> tuple[Removal, ...]:
    """``removed``; what gave its field nothing is only removed: 责任编辑：SF014, an 原标题 other than ``title``."""
    return tuple(r if r.field is None or _gives(r, title) else r._replace(field=None) for r in removed)


def _gives(removal: Removal, title: str | None) -> bool:
    if removal.field == "editor":
        return bool(editors_of([removal.text]))
    return removal.field != "original_title" or _title_of(removal) == title


def _may_credit(removal: Removal) -> bool:
    """The line of the editor, or one that stands alone behind the CMS's mark of the article's end: （本报记者 甲）."""
    return removal.field == "editor" or (removal.rule == "after-article-text" and len(removal.text) <= _LONGEST_LINE)


def _header_authors(header: str) -> list[Credit]:
    names, label = authors_of(header)
    return [Credit("byline", name, header, f"page header: {label}") for name in names]


def _original_titles(removed: Iterable[Removal]) -> list[Credit]:
    for removal in removed:
        if removal.field == "original_title" and (title := _title_of(removal)):
            return [Credit("original_title", title, removal.text, "line of the original title")]
    return []


def _title_of(removal: Removal) -> str:
    """Its text may lack the label where the page's markup alone says what it is."""
    return original_title(removal.text) or collapse(removal.text)
