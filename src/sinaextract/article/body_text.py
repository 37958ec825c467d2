"""Blocks -> plain text: one line per paragraph, subheading, list item or table row; no captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .body import Block, Heading, ListBlock, Paragraph, Quote, Table, plain


def text_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Lines of ``blocks``; the cells of a table row are joined by TAB."""
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            yield plain(block.runs)
        elif isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(plain(cell) for cell in row)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from text_lines(item)
        elif isinstance(block, Quote):
            yield from text_lines(block.blocks)


def lines_at_breaks(blocks: Iterable[Block]) -> list[str]:
    """As `text_lines`, with paragraphs cut at their ``<br>`` too; none where no paragraph has one."""
    lines: list[str] = []
    has_breaks = False
    for block in blocks:
        if isinstance(block, Paragraph) and len(block.runs) > 2 and any(run.text == "\n" for run in block.runs):
            has_breaks = True
            lines += (line.strip() for line in "".join(run.text for run in block.runs).split("\n"))
        elif isinstance(block, Paragraph):
            lines.append(plain(block.runs))
        else:
            lines += text_lines((block,))
    return [line for line in lines if line] if has_breaks else []
