"""Where the rows of a CSV stand, each by its number, whatever is wrong with one of them.

A quoted cell may hold line breaks, so a row ends where csv, which is strict here, says. A row that breaks the rules (a
quote too few or too many, a bare carriage return, a line of many megabytes) ends before the next line from which a row
can be read that has as many cells as the heading: what is wrong with one row costs no other.
"""

from __future__ import annotations

import csv
import sys
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from ...limits import LIMITS
from .slices import Span

_BLOCK = 1 << 20  # bytes of an overlong line passed over at once
_FREE = 16 << 20  # bytes that may be read twice in search of rows, beyond what has been read once
_UNQUOTED = "a page over several lines without quotes around it"
_BOM = b"\xef\xbb\xbf"


def allow_long_cells() -> None:
    csv.field_size_limit(min(LIMITS.page_bytes, sys.maxsize))  # 128 KiB by default; pages are longer


class _Lines:
    """Lines of a stream that can be given back."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.waiting: deque[bytes] = deque()
        self.read_again = 0  # bytes that were given back

    def next(self) -> bytes:
        """The next line, b"" at the end. Of an overlong one the beginning, and its length as bytes that follow it."""
        if self.waiting:
            return self.waiting.popleft()
        line = self.stream.readline(LIMITS.page_bytes + 1)
        if len(line) <= LIMITS.page_bytes or line.endswith(b"\n"):
            return line
        raise _Overlong(len(line) + self._pass_over())

    def _pass_over(self) -> int:
        length = 0
        while piece := self.stream.readline(_BLOCK):
            length += len(piece)
            if piece.endswith(b"\n"):
                break
        return length

    def give_back(self, lines: list[bytes]) -> None:
        self.waiting.extendleft(reversed(lines))
        self.read_again += sum(map(len, lines))


class _Overlong(Exception):  # noqa: N818
    """A line that is longer than a page may be: ``length`` bytes, passed over."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a line of {length:,} bytes")
        self.length = length


class CsvReader:
    """The heading of a CSV, then where its rows stand."""

    def __init__(self, stream: BinaryIO, delimiter: str) -> None:
        allow_long_cells()
        self.lines, self.delimiter = _Lines(stream), delimiter
        self.position = 0

    def heading(self) -> bytes:
        """The bytes of the first row that is not blank. Raises `csv.Error` when it is damaged."""
        while True:
            used: list[bytes] = []
            try:
                cells = _row(self.lines, used, self.delimiter)
            except _Overlong as error:
                raise csv.Error(str(error)) from None
            self.position += sum(map(len, used))
            if cells is None or cells:
                return b"".join(used)

    def spans(self, width: int, html: int) -> Iterator[Span]:
        """Every further row that is not blank, of ``width`` cells, of which number ``html`` holds the page."""
        pending: Span | None = None  # the row before: only the next one tells that its page lost the opening quote
        while True:
            used: list[bytes] = []
            damage = ""
            try:
                cells = _row(self.lines, used, self.delimiter)
                length = sum(map(len, used))
            except (csv.Error, _Overlong) as error:
                cells, damage = [], str(error)
                length = error.length if isinstance(error, _Overlong) else 0
                length += _give_back(self.lines, used, is_whole=not length)
                length += _to_next_row(self.lines, self.delimiter, width, html, self.position + length)
            if cells and pending and len(cells) <= html and any("<" in cell for cell in cells):
                length += _to_next_row(self.lines, self.delimiter, width, html, self.position + length)
                pending = Span(pending.start, pending.length + length, pending.damage or _UNQUOTED)
            elif damage or cells or cells is None:
                if pending:
                    yield pending
                if cells is None:
                    return
                pending = Span(self.position, length, damage)
            self.position += length


def _row(lines: _Lines, used: list[bytes], delimiter: str) -> list[str] | None:
    """The cells of the next row, whose lines go to ``used``; None at the end.

    Decoded as Latin-1 the bytes stay what they are; delimiters and quotes are ASCII in UTF-8 and GB18030 alike.
    """

    def feed() -> Iterator[str]:
        while line := lines.next():
            used.append(line)
            if len(used) == 1:
                line = line.removeprefix(_BOM)
            yield line.replace(b"\0", b" ").decode("latin-1")

    return next(csv.reader(feed(), delimiter=delimiter, strict=True), None)


def _give_back(lines: _Lines, used: list[bytes], is_whole: bool) -> int:
    """All lines of a damaged row but its first, in which no other row can start; that one's length."""
    if not is_whole:  # an overlong line follows: it and all before it are this row
        return sum(map(len, used))
    lines.give_back(used[1:])
    return len(used[0]) if used else 0


def _to_next_row(lines: _Lines, delimiter: str, width: int, html: int, reached: int) -> int:
    """Bytes of the lines that belong to a damaged row: the next row starts after them. Raises `csv.Error`."""
    passed = 0
    while True:
        used: list[bytes] = []
        try:
            cells = _row(lines, used, delimiter)
            if cells is None:
                return passed
            is_row = len(cells) == width and _has_page(cells, html)
        except csv.Error:
            is_row = False
        except _Overlong as error:
            passed += sum(map(len, used)) + error.length
            continue
        if is_row:
            lines.give_back(used)
            return passed
        lines.give_back(used[1:])
        passed += len(used[0])
        if lines.read_again > _FREE + reached + passed:
            raise csv.Error("no row can be found in what follows")


def _has_page(cells: list[str], html: int) -> bool:
    """Markup stands in the column of pages and in no other: lines of a page's script may have commas too."""
    return all(("<" in cell) == (number == html) for number, cell in enumerate(cells))
