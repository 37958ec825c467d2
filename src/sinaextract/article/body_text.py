"""Blocks -> plain text: one line per paragraph, subheading, list item or table row; no captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from .body import Block, Heading, ListBlock, Paragraph, Quote, Table, plain


def text_lines(blocks: Iterable[Block]) -> list[str]:
    """Lines of ``blocks``; the cells of a table row are joined by TAB."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            lines.append(plain(block.runs))
        elif isinstance(block, Table):
            lines += ("\t".join(map(plain, row)) for row in block.rows)
        elif isinstance(block, ListBlock):
            lines += text_lines(chain.from_iterable(block.items))
        elif isinstance(block, Quote):
            lines += text_lines(block.blocks)
    return lines


def lines_at_breaks(blocks: Sequence[Block]) -> list[str]:
    """As `text_lines`, with paragraphs cut at their ``<br>`` too; none where no paragraph has one."""
    if not any(map(_has_break, blocks)):
        return []
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += (line.strip() for line in "".join(run.text for run in block.runs).split("\n"))
        else:
            lines += text_lines((block,))
    return [line for line in lines if line]


def _has_break(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(block.runs) > 2 and any(run.text == "\n" for run in block.runs)
