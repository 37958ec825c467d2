"""HTML tables -> `Table` blocks; tables that only lay out a page are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..article.article import Block, Heading, ListBlock, Paragraph, Quote, Run, Runs, Table
from ..reading.selectors import Element
from ..reading.visible_text import visible_text
from ..text.whitespace import squeeze
from .paragraphs import merge_runs

_MOST_SPAN = 1000  # HTML's own cap on colspan
_MOST_CELLS = 200_000
_MOST_COLUMNS = 256
_LONG_CELL = 300  # characters; prose, not data


def is_layout(table: Element) -> bool:
    """A table that holds tables or pictures, has one column of content, or whole paragraphs of prose in its one row."""
    if any(True for tag in ("table", "img", "h1", "h2", "h3") for _ in table.iterdescendants(tag)):
        return True
    rows = [[cell for cell in _cells(row) if visible_text(cell)] for row in _rows(table)]
    if max(map(len, rows), default=0) < 2:
        return True
    return len([row for row in rows if row]) == 1 and any(_is_prose(cell) for row in rows for cell in row)


def _is_prose(cell: Element) -> bool:
    return len(list(cell.iter("p"))) > 1 or len(squeeze(visible_text(cell))) > _LONG_CELL


def read_table(table: Element, read_cell: Callable[[Element], tuple[Block, ...]]) -> Table | None:
    """The grid of ``table``: a spanning cell's text at its first place, nothing in the places it covers."""
    grid: list[list[Runs]] = []
    covered: dict[tuple[int, int], bool] = {}
    rows = list(_rows(table))
    height = len(rows)
    for y, row in enumerate(rows):
        line: list[Runs] = []
        for cell in _cells(row):
            while covered.pop((y, len(line)), False):
                line.append(())
            across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), height - y)
            if len(line) + across > _MOST_COLUMNS or len(covered) + across * down > _MOST_CELLS:
                across = down = 1  # absurd spans cover nothing
            covered.update(((y + dy, len(line) + dx), True) for dy in range(1, down) for dx in range(across))
            line.append(_cell_runs(read_cell(cell)))
            line += [()] * (across - 1)
        while covered.pop((y, len(line)), False):
            line.append(())
        grid.append(line)
    grid = [line for line in grid if any(line)]
    if not grid:
        return None
    width = max(map(len, grid))
    return Table(tuple(tuple(line + [()] * (width - len(line))) for line in grid))


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from child.iterchildren("tr")


def _cells(row: Element) -> Iterator[Element]:
    return row.iterchildren("td", "th")


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), _MOST_SPAN)) if value.isdecimal() and len(value) < 6 else 1


def _cell_runs(blocks: tuple[Block, ...]) -> Runs:
    """The text of a cell on one line."""
    runs: list[Run] = []
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            runs += [Run(" "), *block.runs] if runs else block.runs
        elif isinstance(block, Quote):
            runs += [Run(" "), *_cell_runs(block.blocks)]
        elif isinstance(block, ListBlock):
            for item in block.items:
                runs += [Run(" "), *_cell_runs(item)]
    return merge_runs(Run(" ") if run.text == "\n" else run for run in runs)
