"""HTML tables -> `Table` blocks; tables that only lay out a page are told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from lxml import etree

from ..article.body import Block, Figure, Heading, ListBlock, Paragraph, Quote, Run, Runs, Table
from ..named_tuples import NamedTuple
from ..reading.selectors import Element
from ..reading.tree_text import append_text, unwrap
from ..reading.visible_text import visible_text
from ..text.patterns import lazy_regex
from ..text.whitespace import collapse, squeeze
from .captions import LONGEST_CAPTION
from .elements import BEFORE_ROWS, CELLS, ROW_GROUPS
from .notes import SHOWN
from .paragraphs import merge_runs
from .picture_markup import has_picture, picture_source

_MOST_COLUMNS = 1000  # HTML's own cap on colspan
_MOST_CELLS = 200_000
_MOST_PHOTOS = 60
_MOST_INNER = 60  # tables
_LONG_CELL = 300  # characters; prose, not data
_AROUND_CELLS = ("table", "tr", *ROW_GROUPS)
_BESIDE_A_PHOTO = ((0, 1), (1, 0), (0, -1), (-1, 0))  # rows down, cells to the right, where its caption may stand
_INLINE = frozenset({"a", "b", "strong", "font", "span", "em", "i"})
_GIF = lazy_regex(r"\.gif\Z|\Adata:image/gif", re.I)
_LEADING_DIGITS = lazy_regex(r"\s*\+?(\d{1,5})", re.A)


class _Content(NamedTuple):
    """What a cell shows."""

    text: str
    picture: bool


def is_layout(table: Element, base: str | None) -> bool:
    """A table that only places things: tables of several cells, one column, photos, or whole paragraphs in one row.

    A picture does not make it one: icons stand beside figures, portraits beside names; nor does a heading beside
    figures, but one beside paragraphs does. ``base`` is the page's address.
    """
    inner = list(islice(table.iterdescendants("table"), _MOST_INNER + 1))
    if len(inner) > _MOST_INNER or any(map(_has_cells, inner)):
        return True
    pictures = next(table.iterdescendants("img"), None) is not None
    headings = next(table.iterdescendants("h1", "h2", "h3"), None) is not None
    rows: list[list[_Content]] = []
    filled_rows: list[Element] = []
    widest = 0
    for row in (row for group in _row_groups(table) for row in group):
        cells = [_Content(visible_text(cell), pictures and has_picture(cell, base)) for cell in _cells(row)]
        if filled := [cell for cell in cells if cell.text or cell.picture]:
            rows.append(filled)
            filled_rows.append(row)
            widest = max(widest, len(filled))
            if not (pictures or headings) and len(rows) > 1 and widest > 1:
                return False  # as most are: what the other rows hold changes nothing
    if widest < 2 or (inner and len(rows) == 1):
        return True
    if (pictures or headings or len(rows) == 1) and any(_is_prose(cell) for row in filled_rows for cell in _cells(row)):
        return True
    return pictures and _holds_photos(rows)


def _has_cells(table: Element) -> bool:
    """Several of them show something: text of different cells is never joined, as in one cell of a table around it."""
    filled = (cell for cell in table.iterdescendants("td", "th") if _shows(cell))
    return next(islice(filled, 1, None), None) is not None


def _holds_photos(rows: list[list[_Content]]) -> bool:
    """Photos with their captions below or beside them; in a data table, rows with text outnumber them."""
    if all(cell.picture for row in rows for cell in row):
        return True
    only_pictures = sum(all(not cell.text for cell in row) for row in rows)
    with_text = sum(len(row) > 1 and any(cell.text for cell in row) for row in rows)
    alone = any(not cell.text for row in rows for cell in row)
    return alone and (with_text < 2 or only_pictures >= with_text)


def read_photos(table: Element, base: str | None) -> list[tuple[Element, Element]]:
    """The cells of a table of photos, each with the cell beside or below it that holds its caption; else none.

    ``<tr><td><img></td><td>某某，船长</td></tr>``, also in two rows, the words first, or in the picture's cell after a
    ``<br>``. Icons (GIF, or one picture again and again, as before the points of a list) have no captions.
    """
    if next(table.iterdescendants("img"), None) is None or next(table.iterdescendants("table"), None) is not None:
        return []
    photos: dict[tuple[int, int], Element] = {}
    texts: dict[tuple[int, int], Element] = {}
    for y, row in enumerate(row for group in _row_groups(table) for row in group):
        for x, cell in enumerate(_cells(row)):
            text = visible_text(cell)
            if len(text) > LONGEST_CAPTION:
                return []
            if has_picture(cell, base):
                photos[y, x] = cell
            if text:
                texts[y, x] = cell
    if not 0 < len(texts) == len(photos) <= _MOST_PHOTOS or not _are_photos(photos.values(), base):
        return []
    if texts.keys() == photos.keys():
        return [(cell, cell) for cell in photos.values()] if all(map(_is_picture_over_words, photos.values())) else []
    for step in _BESIDE_A_PHOTO:
        pairs = [(cell, texts.get((y + step[0], x + step[1]))) for (y, x), cell in photos.items()]
        if texts.keys().isdisjoint(photos) and all(text is not None for _, text in pairs):
            return [(cell, text) for cell, text in pairs if text is not None]
    return []


def _is_picture_over_words(cell: Element) -> bool:
    """``<td><img><br>某某，船长</td>``: a picture, an end of line, and inline text."""
    seen: list[str] = []
    for element in cell.iterdescendants(etree.Element):
        if element.tag in ("img", "br"):
            seen.append(element.tag)
        elif element.tag not in _INLINE:
            return False
        if squeeze(element.text or ""):
            seen.append("text")
        if squeeze(element.tail or ""):
            seen.append("text")
    return seen[:2] == ["img", "br"] and not squeeze(cell.text or "") and "text" in seen


def _are_photos(cells: Iterable[Element], base: str | None) -> bool:
    """One picture each, all different, none of them a GIF."""
    found = [[picture_source(image, base) or "" for image in cell.iter("img")] for cell in cells]
    addresses = {address for (address, *_) in found if not _GIF.search(address.partition("?")[0])}
    return all(len(addresses_of) == 1 for addresses_of in found) and len(addresses) == len(found)


def _is_prose(cell: Element) -> bool:
    return len(list(cell.iter("p"))) > 1 or len(squeeze(visible_text(cell))) > _LONG_CELL


def settle(table: Element) -> None:
    """Put right what browsers read as a whole table: cells that stand in no row get one, and a ``<form>`` around rows
    or cells is none."""
    for form in list(table.iter("form")):
        parent = form.getparent()
        if parent is not None and parent.tag in _AROUND_CELLS:
            unwrap(form)
    for group in (table, *table.iterchildren(*ROW_GROUPS)):
        row: Element | None = None
        for child in list(group):
            if child.tag not in CELLS:
                row = None
            elif row is None:
                row = etree.Element("tr")
                group.replace(child, row)
                row.append(child)
            else:
                row.append(child)


def take_edges(table: Element) -> tuple[Element, Element]:
    """What stands before the first row and behind the last, taken out: ``</tr><p>注：单位吨</p></table>``."""
    before, after = etree.Element("div"), etree.Element("div")
    rows = [child for child in table if child.tag == "tr" or child.tag in ROW_GROUPS]
    if not rows:
        return before, after
    append_text(before, None, table.text or "")
    table.text = None
    for node in list(table)[: table.index(rows[0])]:
        if node.tag not in BEFORE_ROWS:
            before.append(node)
        elif tail := node.tail:
            node.tail = None
            append_text(before, before[-1] if len(before) else None, tail)
    last = next(rows[-1].iterchildren("tr", reversed=True), rows[-1])
    append_text(after, None, last.tail or "")
    last.tail = None
    after.extend(list(last.itersiblings()))
    return before, after


def has_text_outside_cells(table: Element) -> bool:
    """Something that a reader sees stands between the cells of a broken table."""
    if _has_loose_text(table):
        return True
    for child in table:
        if child.tag == "tr":
            if _has_loose_cells(child):
                return True
        elif child.tag in ROW_GROUPS:
            if _has_loose_text(child) or any(
                _has_loose_cells(row) if row.tag == "tr" else _shows(row) for row in child
            ):
                return True
        elif child.tag != "caption" and _shows(child):
            return True
    return False


def _has_loose_cells(row: Element) -> bool:
    return _has_loose_text(row) or any(cell.tag not in CELLS and _shows(cell) for cell in row)


def _has_loose_text(element: Element) -> bool:
    return _is_seen(element.text) or any(_is_seen(child.tail) for child in element)


def _is_seen(text: str | None) -> bool:
    return text is not None and not text.isspace() and bool(squeeze(text))  # most is the line end between two tags


def _shows(node: Element) -> bool:
    return isinstance(node.tag, str) and (bool(visible_text(node)) or next(node.iter("img", *SHOWN), None) is not None)


def read_table(table: Element, read_cell: Callable[[Element], tuple[Block, ...]]) -> Table | None:
    """The grid of ``table``: a spanning cell's text at its first place, nothing in the places it covers.

    Columns in which no cell begins are left out: ``<td colspan="100%">`` of a heading adds none.
    """
    grid: list[list[Runs]] = []
    begun: set[int] = set()  # columns
    for group in _row_groups(table):
        covered: set[tuple[int, int]] = set()
        for y, row in enumerate(group):
            line: dict[int, Runs] = {}
            x = 0
            for cell in _cells(row):
                while (y, x) in covered or x in line:
                    x += 1
                across, down = min(max(_span(cell, "colspan"), 1), _MOST_COLUMNS), _span(cell, "rowspan")
                down = len(group) - y if down == 0 else min(down, len(group) - y)
                # Absurd spans cover nothing.
                if across * down > 1 and x + across <= _MOST_COLUMNS and len(covered) + across * down <= _MOST_CELLS:
                    covered.update((y + dy, x + dx) for dy in range(down) for dx in range(across))
                line[x] = _runs(cell, read_cell)
                begun.add(x)
            grid.append([line.get(place, ()) for place in range(max(line, default=-1) + 1)])
    columns = sorted(begun)
    rows = [line for line in grid if any(line)]
    is_too_wide = len(columns) * len(rows) > _MOST_CELLS  # then rows keep their lengths, but for the first, the heading
    widths = [len(line) if is_too_wide and number else columns[-1] + 1 for number, line in enumerate(rows)]
    filled = (
        tuple(line[x] if x < len(line) else () for x in columns[: bisect_left(columns, width)])
        for line, width in zip(rows, widths, strict=True)
    )
    return Table(tuple(filled)) if rows else None


def _row_groups(table: Element) -> list[list[Element]]:
    """The rows of ``table`` as they are shown, its head first and its foot last; no cell reaches out of its group."""
    groups: list[list[Element]] = []
    head = next(table.iterchildren("thead"), None)
    foot = next(table.iterchildren("tfoot"), None)
    is_open = False  # a group of rows that stand in none
    for child in table:
        if child.tag == "tr":
            if not is_open:
                groups.append([])
            is_open = True
            groups[-1].append(child)
        elif child.tag in ROW_GROUPS:
            is_open = False
            if child is not head and child is not foot:
                groups.append(list(child.iterchildren("tr")))
    edges = [list(group.iterchildren("tr")) if group is not None else [] for group in (head, foot)]
    return [rows for rows in (edges[0], *groups, edges[1]) if rows]


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in CELLS]


def _span(cell: Element, name: str) -> int:
    """What an attribute says as HTML reads it: the digits that it begins with (``50%`` is 50); 1 where none are."""
    written = cell.get(name)
    match = _LEADING_DIGITS.match(written) if written else None
    return int(match[1]) if match else 1


def _runs(cell: Element, read_cell: Callable[[Element], tuple[Block, ...]]) -> Runs:
    """The text of a cell on one line, the pictures before and after it."""
    if not len(cell) and not cell.get("style"):  # as most are: nothing but text
        text = collapse(cell.text or "")
        return (Run(text),) if text else ()
    words: list[Run] = []
    before: list[Run] = []
    after: list[Run] = []
    for block in _flat(read_cell(cell)):
        if isinstance(block, Figure):
            (after if words else before).append(Run("", image=block.image))
        elif isinstance(block, (Paragraph, Heading)):
            words += [Run(" "), *block.runs] if words else block.runs
    return (*before, *merge_runs(Run(" ") if run.text == "\n" else run for run in words), *after)


def _flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Quote):
            yield from _flat(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from _flat(item)
        else:
            yield block
