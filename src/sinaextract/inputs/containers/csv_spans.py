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
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

from .csv_rows import BOM, Dialect, Lines, Overlong, Row, cells_of
from .slices import Span

_FREE = 16 << 20  # bytes that may be read twice in search of rows, beyond what has been read once
_IN_VAIN = 1 << 20  # bytes that may be read for repairs that come to nothing, likewise
_LONGEST_REPAIR = 4 << 20  # bytes in which the end of a page without its opening quote is looked for
_UNQUOTED = "a page over several lines without quotes around it"
_CUT_SHORT = "a missing quote cuts its page short"
_MOST_LOOKED_AT = 64  # rows without quotes, which may be a page's lines
_MOST_PENDING = 8  # rows of too few cells, of which a broken one may show that they are parts of one
_START = 9  # bytes of a page by which another one is known


class _Piece(NamedTuple):
    """A row as far as it was found whole.

    begins     its first cells and the beginning of its page are those of a row
    is_sound   it has as many cells as others, and quotes only where they belong
    is_broken  where one belongs there is none, or the reverse
    """

    span: Span
    begins: bool
    is_sound: bool
    is_broken: bool


def _joined(pieces: list[Span]) -> Span:
    start, length = pieces[0].start, sum(piece.length for piece in pieces)
    if len(pieces) == 1:
        return pieces[0]
    return Span(start, length, next((piece.damage for piece in pieces if piece.damage), _CUT_SHORT))


class CsvReader:
    """The heading of a CSV, then where its rows stand."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self.lines, self.dialect = Lines(stream), dialect
        self.position = 0
        self.widths: frozenset[int] = frozenset()  # how many cells rows have: as the heading, or all one more
        self.html = 0  # which cell is the page
        self.is_telling = False  # the first lines of rows reach to their pages, so that `beginning` knows them
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
        pending: list[Span] = []  # a doubtful row, and what follows that is one no more than it
        for piece in self._pieces(width, html):
            if not pending or piece.is_sound or piece.begins or len(pending) == _MOST_PENDING:
                yield from pending
                pending = []
            pending.append(piece.span)
            if piece.is_sound:
                yield from pending
                pending = []
            elif piece.is_broken:
                pending = [_joined(pending)]
        yield from pending

    def _pieces(self, width: int, html: int) -> Iterator[_Piece]:
        """As `spans`, but for damaged rows that are found in several pieces."""
        self.widths, self.html = frozenset([width]), html
        cell = rb'(?:"[^"]*(?:""[^"]*)*"|[^"\n%b]*)%b' % ((re.escape(self.dialect.delimiter.encode()),) * 2)
        if html:  # 1,"<html>, and before a post's --- a line break stands
            self.beginning = re.compile(rb'(?:%b){%d}(?:"?[^\S\n]*<|"?\s*---\r?\n|"\r?\n)' % (cell, html))
        else:
            self.beginning = re.compile(rb'"\s*(?:<|---\r?\n)|\r?\n---\r?\n')
        self.opening = re.compile(rb'%b"(?!")\s*(?:<|\Z)' % re.escape(self.dialect.delimiter.encode()))
        while (row := self._read()).cells is not None or row.damage:
            if row.damage and not self.dialect.has_backslashes:
                row = self._with_backslashes(row)
            begins = bool(row.lines) and self.beginning.match(b"".join(row.lines[:2])) is not None
            is_broken = row.damage != "" or not (self.dialect.has_backslashes or row.is_well_quoted())
            is_sound = len(row.cells or ()) in self.widths and not is_broken
            if is_sound:
                self.is_telling = begins and html > 0
            length, damage = row.length, row.damage
            end = 0
            if damage:
                end = self._closing_quote(row)
            elif (
                self.quotes_pages
                and (start := row.bare_page(html)) >= 0
                and (not row.cells or row.cells[html] or self._page_follows())
            ):
                end = self._repaired(row, start)
                damage = _UNQUOTED if end or not self._is_row_ahead() else ""
                self.quotes_pages = bool(damage) or self._is_row_next(bare=False) or not self._is_row_next(bare=True)
            elif row.cells and not self._is_whole(row):
                end = self._closing_quote(row)
                is_doubtless = len(row.cells) not in self.widths or self._holds_row_start(row)
                damage = _CUT_SHORT if end or is_doubtless else ""
            elif not self.quotes_pages:
                self.quotes_pages = self._has_quoted_page(row)
            if damage and not end and not row.overlong:  # no other row can start in its first line
                self.lines.give_back(row.lines[1:])
                length = len(row.lines[0])
            length = end or length
            if damage and not end:
                length += self._to_next_row(self.position + length)
            if row.cells or damage:
                yield _Piece(
                    Span(self.position, length, damage), begins, is_sound and not damage, is_broken or damage != ""
                )
            self.position += length

    def _read(self, quote_at: int = -1, most: int = 0) -> Row:
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
                    line = line.removeprefix(BOM)
                yield line.replace(b"\0", b" ").decode("latin-1")

        try:
            return Row(cells_of(feed(), self.dialect, strict=True), used)
        except csv.Error as error:
            return Row([], used, str(error))
        except Overlong as error:
            return Row([], used, str(error), error.length)

    def _with_backslashes(self, damaged: Row) -> Row:
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

    def _repaired(self, row: Row, start: int) -> int:
        """The bytes of a row whose page, from ``start`` on, only lacks its opening quote; 0 when that is not so."""
        if self.tried > _IN_VAIN + self.position:
            return 0
        self.lines.give_back(row.lines)
        whole = self._read(start, _LONGEST_REPAIR)
        if len(whole.cells or ()) in self.widths and not any(map(self.beginning.match, whole.lines[1:])):
            return whole.length
        self.tried += whole.length
        self.lines.give_back(whole.lines, whole.overlong)
        self._read()
        return 0

    def _closing_quote(self, row: Row) -> int:
        """The bytes of a row that lacks one quote of its page, so that all are an odd number; 0 when it is not so."""
        if row.overlong or self._holds_row_start(row):
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
        except Overlong as error:
            overlong = error.length
        if not overlong and quotes % 2 and self._is_row_ahead():
            return length
        self.lines.give_back(lines, overlong)
        self.read_again += length
        return 0

    def _holds_row_start(self, row: Row) -> bool:
        """It ends in the first line of the next one, whose quote it took for its own."""
        return len(row.lines) > 1 and self.beginning.match(row.lines[-1]) is not None

    def _begins_row_next(self, start: bytes = b"") -> bool:
        """The next line begins a row, as far as its first cells tell, or ``start``, with which pages begin."""
        lines: list[bytes] = []
        overlong = 0
        try:
            while len(lines) < 2 and (line := self.lines.next()):
                lines.append(line)
        except Overlong as error:
            overlong = error.length
        self.lines.give_back(lines, overlong)
        line = lines[0] if lines else b""
        is_opening = self.beginning.match(b"".join(lines)) or (self.is_telling and self.opening.search(line))
        return bool(is_opening) or (start != b"" and start in line)

    def _page_follows(self) -> bool:
        """The next line is the beginning of a page, so that an empty cell before it may have lost its quote."""
        try:
            line = self.lines.next()
        except Overlong as error:
            self.lines.give_back([], error.length)
            return False
        self.lines.give_back([line])
        return line.lstrip().startswith((b"<", b"---"))

    def _is_whole(self, row: Row) -> bool:
        """It ends where it seems to. Of rows with other cells than the heading, a page in quotes may be cut short."""
        if self._holds_row_start(row):
            return False
        width = len(row.cells or ())
        if width in self.widths:
            return not (len(row.lines) > 1 or self._has_quoted_page(row)) or self._is_row_ahead(row)
        before, self.widths = self.widths, frozenset([width])
        is_of_table = self._is_row_next(bare=not self.quotes_pages)  # all its rows are longer than the heading
        self.widths = before | self.widths if is_of_table else before
        if is_of_table or (row.is_well_quoted() and not any("<" in cell for cell, _, quoted in row.places() if quoted)):
            return True
        return self._is_row_ahead(row)

    def _is_row_ahead(self, before: Row | None = None) -> bool:
        """What follows is no rest of a page: its closing quote would be to come, and no page like ``before`` begins."""
        start = _start_of_page(before) if before else b""
        lines: list[bytes] = []
        size, answer = 0, None
        overlong = 0
        for _ in range(_MOST_LOOKED_AT):
            if answer is not None or size >= _LONGEST_REPAIR:
                break
            if self._begins_row_next(start):
                break
            row = self._read()
            lines += row.lines
            size += row.length
            overlong = row.overlong
            answer = self._begins_rows(row)
        self.lines.give_back(lines, overlong)
        return answer is not False

    def _begins_rows(self, row: Row) -> bool | None:
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

    def _is_row(self, row: Row, bare: bool) -> bool:
        """Markup stands in the column of pages and in no other: lines of a page's script may have commas too."""
        cells = row.cells or ()
        is_page = all(("<" in cell) == (number == self.html) for number, cell in enumerate(cells))
        return len(cells) in self.widths and is_page and (bare or row.bare_page(self.html) < 0)

    def _has_quoted_page(self, row: Row) -> bool:
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


def _start_of_page(row: Row) -> bytes:
    """The first bytes of the first cell with markup, up to a quote, like `<!DOCTYPE`."""
    page = next((cell for cell in row.cells or () if "<" in cell), "")
    return page.lstrip()[:_START].partition('"')[0].encode("latin-1")
