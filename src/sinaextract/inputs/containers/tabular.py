"""Tables with a column of HTML, as plain crawlers write them: JSON lines, JSON and CSV, also packed, also UTF-16.

Every row is an input of its own, named ``crawl.jsonl!NUMBER``; rows count from 1, a CSV's heading not counted. To find
a row only its end is looked for (`json_spans`, `csv_spans`); whoever extracts it reads and parses it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ...errors import FETCH_AGAIN, UnreadableInput
from ...reading.bundle import Bundle
from ...reading.charset import choose_charset, decode
from ...text.patterns import lazy_regex
from ..assets import ROW_A_LINE_ENDINGS, TABLE_ENDINGS
from ..inputs import Columns, Input, Passed, Wanted
from ..raw_stream import STEP
from . import archive_index, packings
from .csv_rows import Dialect, cells_of, with_line_feeds
from .csv_spans import CsvReader
from .json_spans import line_spans, value_spans
from .slices import Slice, Span, unpacked

if TYPE_CHECKING:
    from . import Container

_DELIMITERS = {".csv": ",;|\t", ".tsv": "\t,;|"}  # the first by which the heading names the column of pages
_SHOWN = 8  # names of columns told when the one that was asked for is missing
_MEND = "mend it in the table"
NAME_THE_COLUMN = "--html-field names the column that holds the pages"
_OF_INDEX = Columns("filename")
_MISSING = object()
_CDXJ_KEY = lazy_regex(r"\S+ \d{14} (?=\{)")  # before the object of each line in an index of pywb


@dataclass(frozen=True, slots=True)
class Row(Slice):
    """One row by its place in the file. ``names`` and ``dialect`` are a CSV's."""

    columns: Columns = _OF_INDEX
    names: tuple[str, ...] = ()
    dialect: Dialect | None = None

    def read(self) -> Bundle:
        return page_of(self.values(), self.columns)

    def values(self) -> Mapping[str, object]:
        data = self.data()
        text = decode(data, choose_charset(data))
        return self._csv(text, self.dialect) if self.dialect else _json(text)

    def _csv(self, text: str, dialect: Dialect) -> Mapping[str, object]:
        cells = _cells(text, dialect)
        if any(cells[len(self.names) :]):
            raise UnreadableInput(f"damaged row: {len(cells)} cells, the heading has {len(self.names)}; {_MEND}")
        values: dict[str, object] = {}
        for name, cell in zip(self.names, cells, strict=False):
            if name == self.columns.html and "<" in str(values.get(name, "")):
                if "<" in cell and cell != values[name]:
                    raise UnreadableInput(f"two columns named {name!r} hold pages; rename one")
                continue  # of columns with one name, that with the page
            values[name] = cell
        return values


def page_of(values: Mapping[str, object], columns: Columns) -> Bundle:
    """The page in a row, as text or bytes, and its address. Raises `UnreadableInput`."""
    html = cell_of(values, columns.html)
    if html is _MISSING:
        raise UnreadableInput(no_column(columns, values))
    if not isinstance(html, (str, bytes)):
        raise UnreadableInput(f"{columns.html!r} holds no text; is it the column with the pages?")
    url = cell_of(values, columns.url) if columns.url else None
    address = url.strip() or None if isinstance(url, str) else None
    return Bundle(html.encode("utf-8", "replace") if isinstance(html, str) else html, address)


def cell_of(values: Mapping[str, object], name: str) -> object:
    """What stands in a column; ``doc.html`` is also what ``html`` is in the object ``doc``."""
    if name in values:
        return values[name]
    head, dot, rest = name.partition(".")
    inner = values.get(head) if dot else None
    return cell_of(inner, rest) if isinstance(inner, dict) else _MISSING


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The rows of a table, in its order; without the column of pages, the records that an index of archives names."""
    name, relative = container.name, container.relative
    if wanted.columns is not None:
        for number, row in enumerate(_rows(container, wanted.columns), 1):
            yield row if isinstance(row, Passed) else Input(f"{name}!{number}", f"{relative}/{number}", row)
        return
    rows = _rows(container, _OF_INDEX)
    first = None
    with suppress(UnreadableInput):  # mostly it has no column `filename`
        first = next(rows, None)
    if isinstance(first, Row) and archive_index.is_one(_values(first)):
        yield from archive_index.inputs(container, map(_values, chain((first,), rows)), wanted)
    else:
        what = "a table" if packings.without_ending(name).endswith(TABLE_ENDINGS) else "JSON"
        yield Passed(name, "refused", f"{what}; {NAME_THE_COLUMN}")


def _values(row: Row | Passed) -> Mapping[str, object]:
    """What a row holds; nothing for a damaged one."""
    with suppress(UnreadableInput):
        return row.values() if isinstance(row, Row) else {}
    return {}


def _rows(container: Container, columns: Columns) -> Iterator[Row | Passed]:
    """The rows of a table, damaged ones by number; then what is wrong with the table."""
    name, source = container.name, container.source
    delimiters = _DELIMITERS.get(Path(packings.without_ending(name)).suffix, "")
    number = 0
    try:
        with source.open() as raw:
            stream = unpacked(raw)
            names: tuple[str, ...] = ()
            reader: CsvReader | None = None
            if delimiters:
                reader, names = _headed(with_line_feeds(stream), delimiters, columns)
                if columns.html not in names:
                    raise UnreadableInput(no_column(columns, dict.fromkeys(names)))
                spans = reader.spans(len(names), names.index(columns.html))
            else:
                spans = _json_spans(stream, name)
            for span in spans:
                number += 1
                if span.damage:
                    yield Passed(f"{name}!{number}", "failed", f"damaged row: {span.damage}; {_MEND}")
                    continue
                dialect = reader.dialect if reader else None
                yield Row(source, span.start, span.length, columns, names, dialect)
    except (OSError, csv.Error) as error:
        raise UnreadableInput(f"damaged table after row {number}: {error}; {FETCH_AGAIN}") from None


def _json_spans(stream: BinaryIO, name: str) -> Iterator[Span]:
    """Told by the ending, else by content: an array, a line an object, or objects over several lines."""
    head = packings.beginning(stream, STEP).removeprefix(b"\xef\xbb\xbf").lstrip()
    start = 0
    while head.startswith(b"!") and stream.readline(STEP).startswith(b"!"):  # of an index: `!meta {…}`
        start = stream.tell()
    stream.seek(start)
    if packings.without_ending(name).endswith(ROW_A_LINE_ENDINGS) or not head.startswith((b"{", b"[")):
        return line_spans(stream)
    if head.startswith(b"["):
        return value_spans(stream)
    first, has_more, _ = head.partition(b"\n")
    return line_spans(stream) if has_more and first.rstrip().endswith(b"}") and len(first) > 2 else value_spans(stream)


def _headed(stream: BinaryIO, delimiters: str, columns: Columns) -> tuple[CsvReader, tuple[str, ...]]:
    """A reader that stands behind the heading, and what that one names; cells are split as the heading asks for it."""
    found: tuple[CsvReader, tuple[str, ...]] | None = None
    for delimiter in delimiters:
        stream.seek(0)
        reader = CsvReader(stream, Dialect(delimiter))
        with suppress(csv.Error):
            heading = reader.heading()
            if heading[:8].removeprefix(b"\xef\xbb\xbf").lower().startswith(b"sep="):  # Excel's word for the delimiter
                heading = reader.heading()
            names = tuple(_cells(decode(heading, choose_charset(heading)), reader.dialect))
            found = found or (reader, names)
            if columns.html in names:
                return reader, names
    if found is None:
        raise csv.Error("its heading cannot be read")
    return found


def _cells(text: str, dialect: Dialect) -> list[str]:
    try:  # NUL: an error of csv before Python 3.11; no page needs it
        return cells_of(io.StringIO(text.replace("\0", ""), newline=""), dialect) or []
    except (csv.Error, ValueError) as error:
        raise UnreadableInput(f"damaged row: {error}; {_MEND}") from None


def _json(text: str) -> dict[str, object]:
    if text[:1] != "{" and (key := _CDXJ_KEY.match(text)):
        text = text[key.end() :]
    try:
        values = json.loads(text, strict=False)  # crawlers leave raw control characters in strings
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"damaged row: {error}; {_MEND}") from None
    if not isinstance(values, dict):
        raise UnreadableInput("damaged row: no JSON object; each line must be one")
    return values


def no_column(columns: Columns, values: Mapping[str, object]) -> str:
    there = ", ".join(repr(name) for name in list(values)[:_SHOWN]) or "none"
    return f"no column {columns.html!r}; there are: {there}"
