"""Blocks -> the body as CommonMark with GFM tables."""

from __future__ import annotations

from collections.abc import Iterable

from ..text.patterns import lazy_regex
from .body import Block, Figure, Heading, Image, ListBlock, Paragraph, Quote, Run, Runs, Table
from .inline import escape_line_starts, inline, picture

_CLOSING_HASHES = lazy_regex(r"(?:^|(?<= ))(?=#+$)")
_DASHES = lazy_regex(r"(?:- *){2,}(?:\n|\Z)")
_HIGHEST_NUMBER = 999_999_999  # CommonMark reads no list number of ten digits; only the first number counts


def body_markdown(blocks: Iterable[Block]) -> str:
    """Blocks separated by a blank line; no newline at the end."""
    previous: Block | None = None
    parts: list[str] = []
    for block in blocks:
        source = _block(block)
        if not source:
            continue
        if previous is not None and _would_join(previous, block):
            parts.append("<!-- -->")
        parts.append(source)
        previous = block
    return "\n\n".join(parts)


def _would_join(previous: Block, block: Block) -> bool:
    """Whether a parser would read the two as one."""
    if isinstance(block, ListBlock):
        return isinstance(previous, ListBlock) and previous.ordered == block.ordered
    return isinstance(block, Quote) and isinstance(previous, Quote)


def _block(block: Block) -> str:
    """Source of ``block``; empty if there is nothing to show."""
    if isinstance(block, Paragraph):
        return _paragraph(block.runs)
    if isinstance(block, Figure):
        return _figure(block.image)
    if isinstance(block, Heading):
        return "#" * block.level + " " + _CLOSING_HASHES.sub(r"\\", inline(block.runs, one_line=True))
    if isinstance(block, Quote):
        return _indent(body_markdown(block.blocks), "> ", "> ")
    if isinstance(block, ListBlock):
        return "\n".join(_items(block))
    return "\n".join(_table_lines(block))


def _paragraph(runs: Runs) -> str:
    return escape_line_starts(inline(runs))


def _figure(image: Image) -> str:
    """A picture, or just its caption if its address must not be followed."""
    return picture(image) or _paragraph((Run(image.caption),))


def _items(block: ListBlock) -> Iterable[str]:
    sources = filter(None, map(body_markdown, block.items))
    for number, source in enumerate(sources, block.start):
        marker = f"{min(number, _HIGHEST_NUMBER)}. " if block.ordered else "- "
        if not block.ordered and _DASHES.match(source):  # with the marker before them a rule
            source = "\\" + source
        yield _indent(source, marker, " " * len(marker))


def _indent(text: str, first: str, rest: str) -> str:
    if not text:
        return ""
    lines = text.split("\n")
    return "\n".join(((first if n == 0 else rest) + line).rstrip() for n, line in enumerate(lines))


def _table_lines(table: Table) -> Iterable[str]:
    for number, row in enumerate(table.rows):
        yield "| " + " | ".join(inline(cell, one_line=True, literal="|") for cell in row) + " |"
        if number == 0:
            yield "|" + " --- |" * len(row)
