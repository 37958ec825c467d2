"""Tables with a column of HTML, as plain crawlers write them: JSON lines and CSV, also gzipped.

Every row is an input of its own, named ``crawl.jsonl!NUMBER``; rows count from 1, a CSV's heading not counted. To find
a row only its end is looked for; whoever extracts it reads and parses it.
"""

from __future__ import annotations

import csv
import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS
from ...reading.bundle import Bundle
from ...reading.charset import choose_charset, decode
from ..inputs import Columns, Input, Passed, open_regular
from .slices import GZIP, Slice, packing, unpacked

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_BLOCK = 1 << 20  # bytes of a line held at once
_SHOWN = 8  # names of columns told when the one that was asked for is missing


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its place in the file. ``names`` and ``delimiter`` are a CSV's."""

    slice: Slice
    columns: Columns
    names: tuple[str, ...] = ()
    delimiter: str = ""
    is_listed: bool = False

    @property
    def path(self) -> Path:
        return self.slice.path

    def read(self) -> Bundle:
        data = self.slice.read()
        text = decode(data, choose_charset(data))
        values = self._csv(text) if self.delimiter else _json(text)
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

    def _csv(self, text: str) -> dict[str, object]:
        _allow_long_fields()
        try:
            (cells,) = csv.reader(text.splitlines(keepends=True), delimiter=self.delimiter)
        except (csv.Error, ValueError) as error:
            raise UnreadableInput(f"damaged row: {error}; mend it in the table") from None
        return dict(zip(self.names, cells, strict=False))


def inputs(name: str, relative: str, columns: Columns) -> Iterator[Input | Passed]:
    """The rows of the table ``name``, in its order."""
    path = Path(name)
    number = 0
    try:
        with open_regular(path) as raw:
            is_packed = packing(raw) == GZIP
            stream = unpacked(raw)
            delimiter = _delimiter(name)
            names = _heading(stream, delimiter) if delimiter else ()
            if delimiter and columns.html not in names:
                yield Passed(name, "failed", _no_column(columns, dict.fromkeys(names)))
                return
            for start, length in _csv_rows(stream, delimiter) if delimiter else _lines(stream):
                number += 1
                row = Row(Slice(path, start, length, is_packed), columns, names, delimiter)
                yield Input(f"{name}!{number}", f"{relative}/{number}", row)
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        yield Passed(name, "failed", f"damaged table after row {number}: {error}; {FETCH_AGAIN}")
    if not number:
        yield Passed(name, "refused", "a table without rows; is it complete?")


def _delimiter(name: str) -> str:
    """What stands between a CSV's cells; "" for JSON lines."""
    return _DELIMITERS.get(Path(name.lower().removesuffix(".gz")).suffix, "")


def _lines(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Place and length of every line that is not blank, however long."""
    start = stream.tell()
    length, is_blank = 0, True
    while piece := stream.readline(_BLOCK):
        length += len(piece)
        is_blank = is_blank and piece.isspace()
        if piece.endswith(b"\n"):
            if not is_blank:
                yield start, length
            start, length, is_blank = start + length, 0, True
    if not is_blank:
        yield start, length


def _heading(stream: BinaryIO, delimiter: str) -> tuple[str, ...]:
    data = stream.readline(_BLOCK)
    return tuple(next(csv.reader([decode(data, choose_charset(data))], delimiter=delimiter), ()))


def _csv_rows(stream: BinaryIO, delimiter: str) -> Iterator[tuple[int, int]]:
    """Place and length of every row; a quoted cell may hold line breaks.

    Decoded as Latin-1 the bytes stay what they are; delimiters and quotes are ASCII in UTF-8 and GB18030 alike.
    """
    _allow_long_fields()
    start = end = stream.tell()

    def lines() -> Iterator[str]:
        nonlocal end
        for line in stream:
            end += len(line)
            yield line.decode("latin-1")

    for cells in csv.reader(lines(), delimiter=delimiter):
        if cells:
            yield start, end - start
        start = end


def _allow_long_fields() -> None:
    csv.field_size_limit(min(LIMITS.page_bytes, sys.maxsize))  # 128 KiB by default; pages are longer


def _json(text: str) -> dict[str, object]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"damaged row: {error}; mend it in the table") from None
    if not isinstance(values, dict):
        raise UnreadableInput("damaged row: no JSON object; each line must be one")
    return values


def _no_column(columns: Columns, values: dict[str, object]) -> str:
    there = ", ".join(repr(name) for name in list(values)[:_SHOWN]) or "none"
    return f"no column {columns.html!r}; there are: {there}"
