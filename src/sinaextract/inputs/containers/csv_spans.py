"""Where the rows of a CSV stand, each by its number, whatever is wrong with one of them.

A quoted cell may hold line breaks, so a row ends where csv, which is strict here, says. That a quote is missing or too
many shows only later, as other rows than there are. But the rows behind the damage are like those before it: as many
cells, and a page in quotes that begins as theirs do. So the table is cut at such rows first. What lies between two of
them is cut where a page begins, and each piece is settled by the number of its quotes: an odd one is a damaged row, an
even one is rows as csv reads them: they hold no page, or one without quotes. What is wrong with one row costs no other.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice, pairwise
from typing import BinaryIO

from ...named_tuples import NamedTuple
from .csv_rows import BOM, Dialect, Lines, Overlong, Row, cells_of
from .slices import Span

_FREE = 16 << 20  # bytes that may be read twice in search of rows, beyond what has been read once
_MOST_BETWEEN = 4 << 20  # bytes between two rows like the others; more are settled in parts
_START = 9  # bytes of a page by which another one is known
_LEAST = 4  # bytes that tell one
_MOST_STARTS = 16  # ways in which the pages of one table begin
# What begins a page and stands in none.
_DOCUMENT = rb"(?i:<!doctype\b[^<>]{0,300}(?:>\s{0,9}<html\b)?|<html\b|---\r?\n[a-z_]{1,20}:)"
_BOX = re.compile(rb"(?i:<!doctype|<html|<body|<div)")
_GAP = 64  # bytes of white space before a page
_MOST_LINES = 8  # of a row before and behind its page
_QUOTE = "a quote is missing or too many"
_UNQUOTED = "a page over several lines without quotes around it"


class _Line(NamedTuple):
    data: bytes
    overlong: Overlong | None = None  # a line of which ``data`` is the beginning

    @property
    def length(self) -> int:
        return self.overlong.length if self.overlong else len(self.data)

    @property
    def is_marked(self) -> bool:
        return b'"' in self.data or b"<" in self.data or self.overlong is not None


class CsvReader:
    """The heading of a CSV, then where its rows stand."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self.lines, self.dialect = Lines(stream), dialect
        self.position = 0
        self.width = self.html = 0  # how many cells the heading has, and which of them is the page
        # How pages in quotes begin -> the line breaks of their cell before that; None where they hold it in their midst
        self.starts: dict[bytes, int | None] = {}
        self.lead = self.tail = 0  # line breaks that a row may have before its page, and behind its markup
        self.read_again = 0  # bytes in search of rows

    def heading(self) -> bytes:
        """The bytes of the first row that is not blank. Raises `csv.Error` when it is damaged."""
        while True:
            row = self._read()
            if row.damage:
                raise csv.Error(row.damage)
            self.position += row.length
            if row.cells is None or row.cells:
                return b"".join(row.lines)

    def spans(self, width: int, html: int) -> Iterator[Span]:
        """Every further row that is not blank, of ``width`` cells, of which number ``html`` holds the page."""
        self.width, self.html = width, html
        before: Row | None = None  # a row like the others, and what follows it
        between: list[_Line] = []
        size = 0
        try:
            while line := self._next():
                if row := self._row_like_others(line, is_next=not between):
                    yield from self._settled(before, between)
                    before, between, size = row, [], 0
                    continue
                between.append(line)
                size += line.length
                if size > _MOST_BETWEEN:
                    yield from self._settled(before, between)
                    before, between, size = None, [], 0
        except OSError:  # what follows cannot be unpacked
            yield from self._settled(before, between)
            raise
        yield from self._settled(before, between)

    def _next(self) -> _Line | None:
        try:
            line = self.lines.next()
        except Overlong as overlong:
            return _Line(overlong.beginning, overlong)
        return _Line(line) if line else None

    def _read(self, lines: Iterator[bytes] | None = None) -> Row:
        """The next row, of the table or of ``lines``. Decoded as Latin-1 the bytes stay what they are; delimiters and
        quotes are ASCII in UTF-8 and GB18030 alike."""
        used: list[bytes] = []

        def feed() -> Iterator[str]:
            for line in lines or iter(self.lines.next, b""):
                used.append(line)
                yield (line if len(used) > 1 else line.removeprefix(BOM)).replace(b"\0", b" ").decode("latin-1")

        try:
            return Row(cells_of(feed(), self.dialect, strict=True), used)
        except csv.Error as error:
            return Row([], used, str(error))
        except Overlong as error:
            return Row([], used, str(error), error)

    def _row_like_others(self, line: _Line, is_next: bool) -> Row | None:
        """The row that begins with ``line``, if its page is in quotes; without one no more than the line is read.

        Its page must begin as pages do, unless the row ``is_next`` to one like them. Raises `csv.Error` when too much
        is read in vain.
        """
        if line.overlong or b'"' not in line.data:
            return None
        self.lines.give_back([line.data])
        row = self._read()
        start = self._page_start(row)
        if start is None and row.damage and not self.dialect.has_backslashes and b'\\"' in b"".join(row.lines):
            before, self.dialect = self.dialect, self.dialect._replace(has_backslashes=True)
            self.lines.give_back(row.lines, row.overlong)
            row = self._read()
            start = self._page_start(row)
            if start is None:
                self.dialect = before
        if start is not None and (is_next or self._is_known(start)):
            self._learn(row, start)
            return row
        self.lines.give_back(row.lines[1:], row.overlong)
        self._read_in_vain(row)
        return None

    def _page_start(self, row: Row) -> bytes | None:
        """The first bytes of its page; None where the row is damaged, of other cells, or its page not in quotes."""
        if not self._has_page(row) or not self._is_well_quoted(row):
            return None
        cells = row.cells or ()
        if any("<" in cell for number, cell in enumerate(cells) if number != self.html):
            return None  # lines of a page's script may have commas too
        return cells[self.html].lstrip()[:_START].partition('"')[0].encode("latin-1")

    def _has_page(self, row: Row) -> bool:
        """As many cells as the heading, or empty ones behind them; the page in quotes."""
        cells = row.cells or ()
        if row.damage or len(cells) < self.width or any(cells[self.width :]) or "<" not in cells[self.html]:
            return False
        return next(islice(row.places(), self.html, None))[2]

    def _is_well_quoted(self, row: Row) -> bool:
        return self.dialect.has_backslashes or row.is_well_quoted()

    def _is_known(self, start: bytes) -> bool:
        """Within a damaged page a quote may make a row of what follows it, if pages are the first column."""
        if start in self._sure_starts() or start.startswith(b"---"):
            return True
        return start.startswith(b"<") if self.html or not self.starts else _BOX.match(start) is not None

    def _sure_starts(self) -> dict[bytes, int]:
        return {start: breaks for start, breaks in self.starts.items() if breaks is not None}

    def _learn(self, row: Row, start: bytes) -> None:
        """How its page begins, and where in the row."""
        data = b"".join(row.lines)
        page = next(islice(row.places(), self.html, None))[1]
        if start in self.starts or len(self.starts) < _MOST_STARTS:
            at = data.find(start, page)
            is_sure = self.starts.get(start, 0) is not None and len(start) >= _LEAST and data.find(start, at + 1) < 0
            self.starts[start] = data.count(b"\n", page, at) if is_sure else None
        self.lead = max(self.lead, min(data.count(b"\n", 0, page), _MOST_LINES))
        self.tail = max(self.tail, min(data.rstrip(b"\r\n").count(b"\n", data.rfind(b"<")), _MOST_LINES))

    def _settled(self, before: Row | None, between: list[_Line]) -> Iterator[Span]:
        """The rows that a row like the others, which may be cut short, and the lines behind it are."""
        if before and not between:
            yield self._span(before.length)
            return
        lines = [*map(_Line, before.lines), *between] if before else between
        whole = len(before.lines) if before else 0
        cuts = self._cuts(lines, whole) if self._sure_starts() else [whole]
        for start, stop in pairwise(sorted({0, *cuts, len(lines)})):
            yield from self._rows(lines[start:stop])

    def _cuts(self, lines: list[_Line], whole: int) -> Iterator[int]:
        """Where rows begin behind the first line, by the pages in them; the first ``whole`` lines may be a row."""
        data = b"".join(line.data for line in lines)
        offsets = list(accumulate((len(line.data) for line in lines), initial=0))
        delimiter = re.escape(self.dialect.delimiter.encode())
        cell = rb'(?:"[^"]*(?:""[^"]*)*"|[^"\n%b]*)%b' % (delimiter, delimiter)
        cells = re.compile(rb'(?:%b){%d}"?\s*' % (cell, self.html))
        for page, start in self._pages(data, offsets):
            earliest = max(page - self.lead, 0)
            is_next = earliest <= whole <= page
            if is_next and any(b'"' in line.data for line in lines[whole:page]):
                cut = whole  # its cells take several lines, and a quote at the end of these is missing
            else:
                places = range(page, earliest - 1, -1)
                fitting = (place for place in places if cells.fullmatch(data, offsets[place], start))
                cut = next(fitting, whole if is_next else earliest)
            if cut > 0:
                yield cut

    def _pages(self, data: bytes, offsets: list[int]) -> Iterator[tuple[int, int]]:
        """The line of each cell with a page, and where that page's markup starts in ``data``; one a line."""
        sure = self._sure_starts()
        spelled = (b'"?'.join(re.escape(bytes([byte])) for byte in start) for start in sure)  # with a quote too many
        delimiter = self.dialect.delimiter.encode()
        last = -1
        for match in re.finditer(b"|".join((_DOCUMENT, *spelled)), data):
            gap = data[max(match.start() - _GAP, 0) : match.start()]
            bare = gap.rstrip(b" \t\r\n".replace(delimiter, b""))
            breaks = gap.count(b"\n", len(bare))
            if not breaks and bare[-1:] not in (b"", b'"', delimiter):
                continue  # in the midst of a cell
            start = data[match.start() : match.start() + 2 * _START].replace(b'"', b"")
            breaks = next((sure[known] for known in sure if start.startswith(known)), breaks)
            line = bisect_right(offsets, match.start()) - 1 - breaks
            if line > last:
                yield line, match.start()
                last = line

    def _rows(self, lines: list[_Line]) -> Iterator[Span]:
        """The rows of a piece of the table: a damaged one and what follows it, or such as csv reads."""
        at, is_odd, last = 0, self._is_odd(lines), self._end_of_markup(lines)
        while at < len(lines):
            row = self._read(_from(lines, at))
            end = at + len(row.lines)
            damage = row.damage or (self._fault(row, is_odd, is_cut_short=end < last) if self.starts else "")
            if damage:
                self._read_in_vain(row)
                end = max(last, at + 1) if self.starts else self._next_line_of_width(lines, at)
            if row.cells or damage:
                yield self._span(sum(line.length for line in lines[at:end]), damage)
            else:  # a blank line
                self.position += lines[at].length
            at, is_odd = end, False

    def _is_odd(self, lines: list[_Line]) -> bool:
        """A quote is missing or too many; of an overlong line nobody knows."""
        if any(line.overlong for line in lines):
            return False
        quotes = sum(line.data.count(b'"') for line in lines)
        if self.dialect.has_backslashes:
            quotes -= sum(line.data.count(b'\\"') for line in lines)
        return quotes % 2 == 1

    def _fault(self, row: Row, is_odd: bool, is_cut_short: bool) -> str:
        """What is wrong with a row that csv can read, in a table of pages in quotes."""
        if self._has_page(row):
            return _QUOTE if is_odd and is_cut_short else ""  # else it is in a cell without quotes
        if is_odd or not self._is_well_quoted(row):
            return _QUOTE
        bare = (cell.lstrip().encode("latin-1") for cell, _, is_quoted in row.places() if not is_quoted)
        is_page = any(cell.startswith(tuple(self._sure_starts())) for cell in bare)
        return _UNQUOTED if is_page and is_cut_short else ""

    def _end_of_markup(self, lines: list[_Line]) -> int:
        """Behind the last line with a quote or markup, and as many as rows have behind that."""
        last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].is_marked), -1)
        markup = next((n for n in range(last, -1, -1) if b"<" in lines[n].data), -1)
        return min(max(last, markup + self.tail), len(lines) - 1) + 1

    def _next_line_of_width(self, lines: list[_Line], at: int) -> int:
        """Where no page is in quotes, the next line with as many cells as the heading is a row."""
        for number in range(at + 1, len(lines)):
            row = self._read(_from(lines, number, number + 1))
            if not row.damage and len(row.cells or ()) == self.width:
                return number
        return len(lines)

    def _read_in_vain(self, row: Row) -> None:
        self.read_again += row.length
        if self.read_again > _FREE + 8 * self.position:
            raise csv.Error("no row can be found in what follows")

    def _span(self, length: int, damage: str = "") -> Span:
        span = Span(self.position, length, damage)
        self.position += length
        return span


def _from(lines: list[_Line], start: int, stop: int | None = None) -> Iterator[bytes]:
    for number in range(start, stop or len(lines)):
        if overlong := lines[number].overlong:
            raise overlong
        yield lines[number].data
