"""Where the rows of a CSV stand, each by its number, whatever is wrong with one of them.

A quoted cell may hold line breaks, so a row ends where csv, which is strict here, says, also one of too few or too many
cells. A row that breaks the rules (a quote too few or too many, a bare carriage return, a line of many megabytes) ends
before the next line from which a row can be read that is like the others: as many cells as the heading, its page in
quotes if theirs are. A page that lost its opening quote ends where its row does once the quote is put back; one that a
lost quote cut short is known by the closing quote that is still to come. What is wrong with one row costs no other.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

from ...limits import LIMITS
from ...text.patterns import lazy_regex
from .slices import Span

_BLOCK = 1 << 20  # bytes of an overlong line passed over at once
_FREE = 16 << 20  # bytes that may be read twice in search of rows, beyond what has been read once
_LONGEST_REPAIR = 4 << 20  # bytes in which the end of a page without its opening quote is looked for
_UNQUOTED = "a page over several lines without quotes around it"
_CUT_SHORT = "a missing quote cuts its page short"
_START = 9  # bytes of a page by which another one is known
_BOM = b"\xef\xbb\xbf"
_ESCAPED = lazy_regex(r'(?<!\\)((?:\\\\)*)\\"')  # a quote after one backslash, or after three, …


def cells_of(lines: Iterable[str], dialect: Dialect, strict: bool = False) -> list[str] | None:
    """The cells of the first row; None when there is none. Raises `csv.Error` when it is damaged."""
    csv.field_size_limit(min(LIMITS.page_bytes, sys.maxsize))  # 128 KiB by default; pages are longer
    if dialect.has_backslashes:
        lines = (_ESCAPED.sub(r'\1""', line) for line in lines)
    return next(csv.reader(lines, delimiter=dialect.delimiter, strict=strict), None)


class Dialect(NamedTuple):
    """How a table is written: RFC 4180 doubles a quote inside quotes; Spark and MySQL set a backslash before it."""

    delimiter: str
    has_backslashes: bool = False


class _Lines:
    """Lines of a stream that can be given back."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.waiting: deque[bytes | _Overlong] = deque()

    def next(self) -> bytes:
        """The next line, b"" at the end. Of an overlong one the beginning, and its length as bytes that follow it."""
        if self.waiting:
            if isinstance(first := self.waiting.popleft(), _Overlong):
                raise first
            return first
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

    def give_back(self, lines: list[bytes], overlong: int = 0) -> None:
        if overlong:
            self.waiting.appendleft(_Overlong(overlong))
        self.waiting.extendleft(reversed(lines))


class _Overlong(Exception):  # noqa: N818
    """A line that is longer than a page may be: ``length`` bytes, passed over."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a line of {length:,} bytes")
        self.length = length


class _Row(NamedTuple):
    cells: list[str] | None  # as Latin-1; None at the end of the table
    lines: list[bytes]
    damage: str = ""
    overlong: int = 0  # bytes of an overlong line, passed over, with which it ends

    @property
    def length(self) -> int:
        return sum(map(len, self.lines)) + self.overlong

    def places(self) -> Iterator[tuple[str, int, bool]]:
        """Each cell, where it starts in the bytes of the row, and whether it stands in quotes."""
        data = b"".join(self.lines)
        at = len(_BOM) if data.startswith(_BOM) else 0
        for cell in self.cells or ():
            is_quoted = data[at : at + 1] == b'"'
            yield cell, at, is_quoted
            at += len(cell) + 1 + (2 + cell.count('"') if is_quoted else 0)

    def bare_page(self, html: int) -> int:
        """Where in the first line a page begins that has no quotes around it; -1 when there is no such page."""
        cell, at, is_quoted = next(islice(self.places(), html, None), ("", 0, False))
        return at if "<" in cell and not is_quoted and at < len(self.lines[0]) else -1

    def is_well_quoted(self) -> bool:
        return not self.damage and all(is_quoted or '"' not in cell for cell, _, is_quoted in self.places())


class CsvReader:
    """The heading of a CSV, then where its rows stand."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self.lines, self.dialect = _Lines(stream), dialect
        self.position = 0
        self.widths: frozenset[int] = frozenset()  # how many cells rows have: as the heading, or all one more
        self.html = 0  # which cell is the page
        self.quotes_pages = True  # until rows follow each other whose pages have no quotes around them
        self.read_again = 0  # bytes in search of rows
        self.tried = 0  # bytes read for repairs that came to nothing

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
        self.widths, self.html = frozenset([width]), html
        cell = rb'(?:"[^"]*"|[^"%b]*)%b' % ((re.escape(self.dialect.delimiter.encode()),) * 2)
        self.beginning = re.compile(rb"(?:%b){%d}%b<" % (cell, html, b'"?' if html else b'"'))
        while (row := self._read()).cells is not None or row.damage:
            if row.damage and not self.dialect.has_backslashes:
                row = self._with_backslashes(row)
            length, damage = row.length, row.damage
            end = 0
            if damage:
                end = self._closing_quote(row)
            elif self.quotes_pages and (start := row.bare_page(html)) >= 0:
                end = self._repaired(row, start)
                damage = _UNQUOTED if end or not self._is_row_ahead() else ""
                self.quotes_pages = bool(damage) or self._is_row_next(bare=False) or not self._is_row_next(bare=True)
            elif row.cells and not self._is_whole(row):
                end = self._closing_quote(row)
                damage = _CUT_SHORT if end or len(row.cells) not in self.widths else ""
            elif not self.quotes_pages:
                self.quotes_pages = self._has_quoted_page(row)
            if damage and not end and not row.overlong:  # no other row can start in its first line
                self.lines.give_back(row.lines[1:])
                length = len(row.lines[0])
            length = end or length
            if damage and not end:
                length += self._to_next_row(self.position + length)
            if row.cells or damage:
                yield Span(self.position, length, damage)
            self.position += length

    def _read(self, quote_at: int = -1, most: int = 0) -> _Row:
        """The next row; with a quote put in at that place of its first line, and of at most ``most`` bytes.

        Decoded as Latin-1 the bytes stay what they are; delimiters and quotes are ASCII in UTF-8 and GB18030 alike.
        """
        used: list[bytes] = []

        def feed() -> Iterator[str]:
            size = 0
            while (not most or size < most) and (line := self.lines.next()):
                used.append(line)
                size += len(line)
                if quote_at >= 0 and len(used) == 1:
                    line = line[:quote_at] + b'"' + line[quote_at:]
                if len(used) == 1:
                    line = line.removeprefix(_BOM)
                yield line.replace(b"\0", b" ").decode("latin-1")

        try:
            return _Row(cells_of(feed(), self.dialect, strict=True), used)
        except csv.Error as error:
            return _Row([], used, str(error))
        except _Overlong as error:
            return _Row([], used, str(error), error.length)

    def _with_backslashes(self, damaged: _Row) -> _Row:
        """``damaged``, or what it is in the other dialect, which is then the table's."""
        if damaged.overlong or b'\\"' not in b"".join(damaged.lines):
            return damaged
        before = self.dialect
        self.dialect = before._replace(has_backslashes=True)
        self.lines.give_back(damaged.lines)
        row = self._read()
        if self._is_row(row, bare=False):
            return row
        self.dialect = before
        self.lines.give_back(row.lines, row.overlong)
        return self._read()

    def _repaired(self, row: _Row, start: int) -> int:
        """The bytes of a row whose page, from ``start`` on, only lacks its opening quote; 0 when that is not so."""
        if self.tried > _FREE + self.position:
            return 0
        self.lines.give_back(row.lines)
        whole = self._read(start, _LONGEST_REPAIR)
        if len(whole.cells or ()) in self.widths and not any(map(self.beginning.match, whole.lines[1:])):
            return whole.length
        self.tried += whole.length
        self.lines.give_back(whole.lines, whole.overlong)
        self._read()
        return 0

    def _closing_quote(self, row: _Row) -> int:
        """The bytes of a row that lacks one quote of its page, so that all are an odd number; 0 when it is not so."""
        if row.overlong or (len(row.lines) > 1 and self.beginning.match(row.lines[-1])):
            return 0
        lines: list[bytes] = []
        length, quotes = row.length, b"".join(row.lines).count(b'"')
        overlong = 0
        try:
            while quotes % 2 == 0 and length < _LONGEST_REPAIR and not self._begins_row_next():
                if not (line := self.lines.next()):
                    break
                lines.append(line)
                length += len(line)
                quotes += line.count(b'"')
        except _Overlong as error:
            overlong = error.length
        if not overlong and quotes % 2 and self._is_row_ahead():
            return length
        self.lines.give_back(lines, overlong)
        self.read_again += length
        return 0

    def _begins_row_next(self, start: bytes = b"") -> bool:
        """The next line begins a row, as far as its first cells tell, or ``start``, with which pages begin."""
        try:
            line = self.lines.next()
        except _Overlong as error:
            self.lines.give_back([], error.length)
            return False
        self.lines.give_back([line])
        return bool(self.beginning.match(line)) or (start != b"" and start in line)

    def _is_whole(self, row: _Row) -> bool:
        """It ends where it seems to. Of rows with other cells than the heading, a page in quotes may be cut short."""
        width = len(row.cells or ())
        if width in self.widths:
            return not self._has_quoted_page(row) or self._is_row_ahead(row)
        before, self.widths = self.widths, frozenset([width])
        is_of_table = self._is_row_next(bare=not self.quotes_pages)  # all its rows are longer than the heading
        self.widths = before | self.widths if is_of_table else before
        if is_of_table or (row.is_well_quoted() and not any("<" in cell for cell, _, quoted in row.places() if quoted)):
            return True
        return self._is_row_ahead(row)

    def _is_row_ahead(self, before: _Row | None = None) -> bool:
        """What follows is no rest of a page: its closing quote would be to come, and no page like ``before`` begins."""
        start = _start_of_page(before) if before else b""
        lines: list[bytes] = []
        size, answer = 0, None
        overlong = 0
        while answer is None and size < _LONGEST_REPAIR:
            if self._begins_row_next(start):
                break
            row = self._read()
            lines += row.lines
            size += row.length
            overlong = row.overlong
            answer = self._begins_rows(row)
        self.lines.give_back(lines, overlong)
        return answer is not False

    def _begins_rows(self, row: _Row) -> bool | None:
        """Rows begin here, or a rest of a page does; None for a row without quotes, which may be either."""
        if row.cells is None or self._is_row(row, bare=self.html > 0):
            return True
        if not row.is_well_quoted() or (self.html and row.lines[0].lstrip().startswith(b"<")):
            return False
        return True if any(quoted for _, _, quoted in row.places()) else None

    def _is_row_next(self, bare: bool) -> bool:
        """The lines that follow begin with a row, or there are none. With ``bare`` its page may be without quotes."""
        row, lines = self._read(), []
        while row.cells == [] and not row.damage:  # a blank line
            lines += row.lines
            row = self._read()
        self.lines.give_back(lines + row.lines, row.overlong)
        return row.cells is None or self._is_row(row, bare)

    def _is_row(self, row: _Row, bare: bool) -> bool:
        """Markup stands in the column of pages and in no other: lines of a page's script may have commas too."""
        cells = row.cells or ()
        is_page = all(("<" in cell) == (number == self.html) for number, cell in enumerate(cells))
        return len(cells) in self.widths and is_page and (bare or row.bare_page(self.html) < 0)

    def _has_quoted_page(self, row: _Row) -> bool:
        """Of any number of cells: inside a page every quote is doubled, so none of its lines looks like this."""
        cell, _, is_quoted = next(islice(row.places(), self.html, None), ("", 0, False))
        return is_quoted and "<" in cell and row.is_well_quoted()

    def _to_next_row(self, reached: int) -> int:
        """Bytes of the lines that belong to a damaged row: the next row starts after them. Raises `csv.Error`."""
        passed = 0
        while (row := self._read()).cells is not None:
            if self._is_row(row, bare=not self.quotes_pages) or self._has_quoted_page(row):
                self.lines.give_back(row.lines)
                return passed
            if row.overlong:
                passed += row.length
                continue
            self.lines.give_back(row.lines[1:])
            passed += len(row.lines[0])
            self.read_again += row.length - len(row.lines[0])
            if self.read_again > _FREE + reached + passed:
                raise csv.Error("no row can be found in what follows")
        return passed


def _start_of_page(row: _Row) -> bytes:
    """The first bytes of the first cell with markup, up to a quote, like `<!DOCTYPE`."""
    page = next((cell for cell in row.cells or () if "<" in cell), "")
    return page.lstrip()[:_START].partition('"')[0].encode("latin-1")
