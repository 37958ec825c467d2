"""Article -> Markdown: YAML front matter, then the body as CommonMark with GFM tables."""

from __future__ import annotations

from collections.abc import Iterable

from ..article import Article, Block, Figure, Heading, ListBlock, Quote, Runs, Table
from .front_matter import front_matter
from .inline import escape_alt, escape_line_starts, inline, link_target


def to_markdown(article: Article) -> str:
    body = article.markdown
    return front_matter(article) + ("\n" + body + "\n" if body else "")


def body_markdown(blocks: Iterable[Block]) -> str:
    """Blocks separated by a blank line; no newline at the end."""
    previous: Block | None = None
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, (Quote, ListBlock)) and type(previous) is type(block):
            parts.append("<!-- -->")  # else the two would read as one
        parts.append(_block(block))
        previous = block
    return "\n\n".join(parts)


def _block(block: Block) -> str:
    if isinstance(block, Figure):
        return f"![{escape_alt(block.image.caption)}]({link_target(block.image.url)})"
    if isinstance(block, Heading):
        return "#" * block.level + " " + _one_line(block.runs)
    if isinstance(block, Quote):
        return _indent(body_markdown(block.blocks), "> ", "> ")
    if isinstance(block, ListBlock):
        return "\n".join(_items(block))
    if isinstance(block, Table):
        return "\n".join(_table_lines(block))
    return escape_line_starts(inline(block.runs))


def _one_line(runs: Runs) -> str:
    text = inline(runs).replace("\\\n", " ")
    return text[:-1] + "\\#" if text.endswith("#") and not text.endswith("\\#") else text


def _items(block: ListBlock) -> Iterable[str]:
    for number, item in enumerate(block.items, block.start):
        marker = f"{number}. " if block.ordered else "- "
        yield _indent(body_markdown(item), marker, " " * len(marker))


def _indent(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(((first if n == 0 else rest) + line).rstrip() for n, line in enumerate(lines))


def _table_lines(table: Table) -> Iterable[str]:
    for number, row in enumerate(table.rows):
        yield "| " + " | ".join(inline(cell, in_table=True) for cell in row) + " |"
        if number == 0:
            yield "|" + " --- |" * len(row)
