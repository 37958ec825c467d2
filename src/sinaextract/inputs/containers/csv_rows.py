"""One row of a CSV at a time, read strictly from lines that can be given back."""

from __future__ import annotations

import csv
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from ...limits import LIMITS
from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex
from ..raw_stream import STEP, RawStream
from .packings import beginning

_BLOCK = 1 << 20  # bytes of an overlong line passed over at once
_BEGINNING = 4096  # bytes of it that are kept
BOM = b"\xef\xbb\xbf"
_ESCAPED = lazy_regex(r'(?<!\\)((?:\\\\)*)\\"')  # a quote after one backslash, or after three, …


def cells_of(lines: Iterable[str], dialect: Dialect, strict: bool = False) -> list[str] | None:
    """The cells of the first row; None when there is none. Raises `csv.Error` when it is damaged."""
    csv.field_size_limit(min(LIMITS.page_bytes, sys.maxsize))  # 128 KiB by default; pages are longer
    if dialect.has_backslashes:
        lines = (_ESCAPED.sub(r'\1""', line) for line in lines)
    return next(csv.reader(lines, delimiter=dialect.delimiter, strict=strict), None)


def with_line_feeds(stream: BinaryIO) -> BinaryIO:
    """A table whose rows end in CR alone, as Excel for the Mac wrote them, with an LF for each; any other as it is."""
    head = beginning(stream, STEP)
    return _LineFeeds(stream).buffered() if b"\r" in head and b"\n" not in head else stream


class _LineFeeds(RawStream):
    def step(self, most: int) -> bytes:
        data = self.stream.read(most).replace(b"\r", b"\n")
        self.position += len(data)
        return data


class Dialect(NamedTuple):
    """How a table is written: RFC 4180 doubles a quote inside quotes; Spark and MySQL set a backslash before it."""

    delimiter: str
    has_backslashes: bool = False


class Lines:
    """Lines of a stream that can be given back."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.waiting: deque[bytes | Overlong] = deque()

    def next(self) -> bytes:
        """The next line, b"" at the end. Raises `Overlong`."""
        if self.waiting:
            if isinstance(first := self.waiting.popleft(), Overlong):
                raise first
            return first
        line = self.stream.readline(LIMITS.page_bytes + 1)
        if len(line) <= LIMITS.page_bytes or line.endswith(b"\n"):
            return line
        raise Overlong(len(line) + self._pass_over(), line[:_BEGINNING])

    def _pass_over(self) -> int:
        length = 0
        while piece := self.stream.readline(_BLOCK):
            length += len(piece)
            if piece.endswith(b"\n"):
                break
        return length

    def give_back(self, lines: list[bytes], overlong: Overlong | None = None) -> None:
        if overlong:
            self.waiting.appendleft(overlong)
        self.waiting.extendleft(reversed(lines))


class Overlong(Exception):  # noqa: N818
    """A line that is longer than a page may be: ``length`` bytes, passed over, and the first of them."""

    def __init__(self, length: int, beginning: bytes) -> None:
        super().__init__(f"a line of {length:,} bytes")
        self.length, self.beginning = length, beginning


class Row(NamedTuple):
    cells: list[str] | None  # as Latin-1; None at the end of the table
    lines: list[bytes]
    damage: str = ""
    overlong: Overlong | None = None  # the line with which it ends

    @property
    def length(self) -> int:
        return sum(map(len, self.lines)) + (self.overlong.length if self.overlong else 0)

    def places(self) -> Iterator[tuple[str, int, bool]]:
        """Each cell, where it starts in the bytes of the row, and whether it stands in quotes."""
        data = b"".join(self.lines)
        at = len(BOM) if data.startswith(BOM) else 0
        for cell in self.cells or ():
            is_quoted = data[at : at + 1] == b'"'
            yield cell, at, is_quoted
            at += len(cell) + 1 + (2 + cell.count('"') if is_quoted else 0)

    def is_well_quoted(self) -> bool:
        return not self.damage and all(is_quoted or '"' not in cell for cell, _, is_quoted in self.places())
