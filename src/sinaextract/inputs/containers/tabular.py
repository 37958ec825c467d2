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
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ...errors import FETCH_AGAIN, UnreadableInput
from ...reading.bundle import Bundle
from ...reading.charset import choose_charset, decode
from ..inputs import Columns, Input, Passed, Wanted
from . import packings
from .csv_spans import CsvReader, Dialect, cells_of
from .json_spans import array_spans, line_spans, value_spans
from .slices import Slice, Span, as_utf8

if TYPE_CHECKING:
    from . import Container

_DELIMITERS = {".csv": ",;|\t", ".tsv": "\t,;|"}  # the first by which the heading names the column of pages
_LINES = (".jsonl", ".ndjson", ".jl")
_SHOWN = 8  # names of columns told when the one that was asked for is missing
_MEND = "mend it in the table"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its place in the file. ``names`` and ``dialect`` are a CSV's."""

    slice: Slice
    columns: Columns
    names: tuple[str, ...] = ()
    dialect: Dialect | None = None
    is_listed: bool = False

    @property
    def path(self) -> Path:
        return self.slice.path

    def read(self) -> Bundle:
        data = self.slice.read()
        text = decode(data, choose_charset(data))
        values = self._csv(text, self.dialect) if self.dialect else _json(text)
        html = values.get(self.columns.html)
        if not isinstance(html, str):
            reason = (
                f"{self.columns.html!r} holds no text; is it the column with the pages?"
                if self.columns.html in values
                else _no_column(self.columns, values)
            )
            raise UnreadableInput(reason)
        url = values.get(self.columns.url) if self.columns.url else None
        return Bundle(html.encode("utf-8", "replace"), url.strip() or None if isinstance(url, str) else None)

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


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The rows of a table, in its order."""
    name, relative, source, _ = container
    delimiters = _DELIMITERS.get(Path(packings.without_ending(name)).suffix, "")
    columns = wanted.columns
    if columns is None:
        what = "a table" if delimiters or packings.without_ending(name).endswith(_LINES) else "JSON"
        yield Passed(name, "refused", f"{what}; --html-field names the column that holds the pages")
        return
    number = 0
    try:
        with source.open() as raw:
            stream, is_utf16 = _as_utf8(packings.opened(raw))
            names: tuple[str, ...] = ()
            reader: CsvReader | None = None
            if delimiters:
                reader, names = _headed(stream, delimiters, columns)
                if columns.html not in names:
                    yield Passed(name, "failed", _no_column(columns, dict.fromkeys(names)))
                    return
                spans = reader.spans(len(names), names.index(columns.html))
            else:
                spans = _json_spans(stream, name)
            for span in spans:
                number += 1
                if span.damage:
                    yield Passed(f"{name}!{number}", "failed", f"damaged row: {span.damage}; {_MEND}")
                    continue
                place = Slice(source, span.start, span.length, is_utf16)
                row = Row(place, columns, names, reader.dialect if reader else None)
                yield Input(f"{name}!{number}", f"{relative}/{number}", row)
    except UnreadableInput as error:
        yield Passed(name, "failed", str(error))
        return
    except (OSError, csv.Error) as error:
        yield Passed(name, "failed", f"damaged table after row {number}: {error}; {FETCH_AGAIN}")
        return
    if not number:
        yield Passed(name, "refused", "a table without rows; is it complete?")


def _as_utf8(stream: BinaryIO) -> tuple[BinaryIO, bool]:
    """The stream, or its UTF-8 when it is UTF-16, and whether it was; a byte order mark does no harm otherwise."""
    head = stream.read(2)
    stream.seek(0)
    is_utf16 = head in (b"\xff\xfe", b"\xfe\xff")
    return (as_utf8(stream), True) if is_utf16 else (stream, False)


def _json_spans(stream: BinaryIO, name: str) -> Iterator[Span]:
    """Told by the ending, else by content: an array, a line an object, or objects over several lines."""
    if packings.without_ending(name).endswith(_LINES):
        return line_spans(stream)
    head = stream.read(packings.STEP).removeprefix(b"\xef\xbb\xbf").lstrip()
    stream.seek(0)
    if head.startswith(b"["):
        return array_spans(stream)
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
    try:
        values = json.loads(text, strict=False)  # crawlers leave raw control characters in strings
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"damaged row: {error}; {_MEND}") from None
    if not isinstance(values, dict):
        raise UnreadableInput("damaged row: no JSON object; each line must be one")
    return values


def _no_column(columns: Columns, values: Mapping[str, object]) -> str:
    there = ", ".join(repr(name) for name in list(values)[:_SHOWN]) or "none"
    return f"no column {columns.html!r}; there are: {there}"
