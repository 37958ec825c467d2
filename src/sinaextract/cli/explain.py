"""The readable account of one article for ``--explain``: what was removed, by which rule, and what became metadata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..article.article import Article, Removal
from ..text.whitespace import printable

if TYPE_CHECKING:
    from rich.table import Table

    from ..extraction.balance import Balance

_EXCERPT = 60  # characters
_METADATA = ("title", "original_title", "author", "byline", "source", "editor", "date", "date_published",
             "date_modified", "captured", "channel", "keywords", "symbols", "lead_image", "template",
             "encoding")  # fmt: skip


def print_explanation(article: Article, balance: Balance | None = None) -> None:
    """Two tables and the balance on standard error."""
    from rich.console import Console  # only messages in a terminal need it
    from rich.text import Text

    console = Console(stderr=True)
    shown = [(found.rule, found.reason, _excerpt(found), found.field or "") for found in article.removed if found.shows]
    title = f"{printable(article.input)}: removed from the article body"
    console.print(_table(title, ("rule", "why", "text", "goes to"), shown))
    if empty := Counter(removal.rule for removal in article.removed if not removal.shows):
        counted = ", ".join(f"{rule} {count:,}" for rule, count in empty.items())
        console.print(Text(printable(f"also removed, without text or picture: {counted}")))
    values = [(key, value) for key in _METADATA if (value := _readable(getattr(article, key)))]
    console.print(_table("became metadata", (), values + [("warning", warning) for warning in article.warnings]))
    if article.credits:  # which line gave each credited name, and in what form it stood there
        credits = [(credit.field, credit.value, credit.form, _shortened(credit.line)) for credit in article.credits]
        console.print(_table("credits", ("for", "name", "form", "line"), credits))
    if balance is not None:
        console.print(Text(f"balance: {balance.line()}"))


def _table(title: str, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    from rich.table import Table  # only --explain needs it
    from rich.text import Text

    table = Table(title=title, title_justify="left", show_header=bool(headings))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def _shortened(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _excerpt(removal: Removal) -> str:
    text = _shortened(removal.text)
    pictures = f"[{len(removal.images)} picture{'s' * (len(removal.images) > 1)}]" if removal.images else ""
    return " ".join(part for part in (text, pictures) if part)


def _readable(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(item if isinstance(item, str) else item.ticker for item in value)
    return str(value) if value else ""
