"""The records of a WARC (ISO 28500), plain or packed, in order, whatever is wrong with one of them.

Lines may end in CRLF, as the standard says, or in LF alone; names of headers are of any case. A record is given once
what follows it has been seen, so that a Content-Length that lies is found here. After a damaged
record the next start of one is looked for: in what the archive unpacks to, or, where that cannot be unpacked, among its
compressed pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import BinaryIO

from ...limits import LIMITS
from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex
from . import packings

_START = b"WARC/"
_NEXT = lazy_regex(rb"\nWARC/\d\.\d{1,2}\r?\n")  # how the next record starts, where it has to be looked for
_LONGEST_NEXT = 13  # bytes that it may have
_FIELD = lazy_regex(r"([^:\s]+)[ \t]*:[ \t]*(.*)\Z")
_LONGEST_HEADER = 1 << 20  # bytes
_SEARCHED = 1 << 20  # bytes read at once in search of a record
_PROBED = 1024  # packed bytes that tell whether a record starts with them
_MOST_READ = 16, 64 << 20  # how often the bytes of an archive may be read in search of records, and bytes beyond that

Opener = Callable[[], BinaryIO]  # an archive, from its start; it can be sought in
Headers = Mapping[str, str]  # names in lower case
_NO_HEADERS: Headers = {}


class Place(NamedTuple):
    """Where a record starts: a byte of the file, and how far into what is packed from there on."""

    piece: int
    inside: int = 0

    def __str__(self) -> str:
        return f"{self.piece}+{self.inside}" if self.inside else str(self.piece)


class Record(NamedTuple):
    place: Place
    headers: Headers
    block: bytes = b""  # left out of a record that is not wanted, or larger than a page may be
    damage: str = ""  # why it cannot be read


class BrokenRecord(Exception):  # noqa: N818
    """A record that is wrong in a stream that can be read."""


class _Archive:
    """An archive, and how much of it may still be read in search of records."""

    def __init__(self, opener: Opener) -> None:
        self.open = opener
        with opener() as raw:
            self.packing = packings.packing_in(raw)
            self.size = raw.seek(0, 2)
        self.left = _MOST_READ[0] * self.size + _MOST_READ[1]


def records(opener: Opener, is_wanted: Callable[[Headers], bool]) -> Iterator[Record]:
    """Every record of an archive, in order; those that are wanted with their block."""
    archive = _Archive(opener)
    place: Place | None = Place(0)
    while place is not None:
        place = yield from _read_on(archive, place, is_wanted)


def _read_on(
    archive: _Archive, start: Place, is_wanted: Callable[[Headers], bool]
) -> Generator[Record, None, Place | None]:
    """The records from ``start`` on, up to one that is damaged; then where the next one is, None at the end."""
    end = None if archive.packing else archive.size
    with archive.open() as raw:
        stream = open_at(raw, start)
        position, headers = stream.tell(), _NO_HEADERS
        try:
            while line := stream.readline(_LONGEST_HEADER):
                if line.strip():
                    place = _place_of(stream, position)
                    headers = read_headers(line, stream)
                    yield Record(place, headers, read_block(headers, stream, is_wanted, end))
                position, headers = stream.tell(), _NO_HEADERS
            return None
        except BrokenRecord as error:
            place, damage, following = _place_of(stream, position), str(error), _next_record
        except (OSError, EOFError) as error:
            place, damage, following = _place_of(stream, position), str(error), _next_piece
            damage += "; what follows it in the same piece is lost" if place.inside else ""
        archive.left -= raw.tell() - start.piece
    yield Record(place, headers, damage=damage)
    after = following(archive, place)
    if after is not None and archive.left < 0:
        yield Record(after, _NO_HEADERS, damage="too many damaged records before this one; no more are looked for")
        return None
    return after


def open_at(raw: BinaryIO, place: Place) -> BinaryIO:
    """The archive from a record on; positions in a packed one count from the start of its piece."""
    packing = packings.packing_in(raw)
    stream = packings.Unpacked(raw, packing, place.piece).buffered() if packing else raw
    seek(stream, place)
    return stream


def seek(stream: BinaryIO, place: Place) -> None:
    """Go to a record of the piece that ``stream`` was opened at."""
    stream.seek(place.piece if _unpacked(stream) is None else place.inside)


def _unpacked(stream: BinaryIO) -> packings.Unpacked | None:
    inner = getattr(stream, "raw", None)
    return inner if isinstance(inner, packings.Unpacked) else None


def _place_of(stream: BinaryIO, position: int) -> Place:
    unpacked = _unpacked(stream)
    return Place(position) if unpacked is None else Place(*unpacked.place_of(position))


def read_headers(line: bytes, stream: BinaryIO) -> Headers:
    """The headers of the record whose first line was read from ``stream``. Raises `BrokenRecord`."""
    if not line.startswith(_START):
        raise BrokenRecord("no record starts here")
    headers: dict[str, str] = {}
    name, size = "", 0
    while (line := stream.readline(_LONGEST_HEADER)).strip():
        size += len(line)
        text = line.decode("utf-8", "replace").rstrip()
        match = _FIELD.match(text)
        if match:
            name = match[1].lower()
            headers.setdefault(name, match[2])
        elif text[0] in " \t" and name and size < _LONGEST_HEADER:  # folded
            headers[name] += " " + text.strip()
        else:
            raise BrokenRecord("no complete header")
    if not line:
        raise BrokenRecord("no complete header")
    return headers


def read_block(
    headers: Headers, stream: BinaryIO, is_wanted: Callable[[Headers], bool], end: int | None = None
) -> bytes:
    """The block that follows ``headers`` in ``stream``, which ends at ``end``; b"" of one that is not wanted.

    Raises `BrokenRecord`, and `OSError` for data that cannot be unpacked.
    """
    length = headers.get("content-length", "")
    if not length.isdecimal():
        raise BrokenRecord("no readable Content-Length")
    expected, start = int(length[:18]), stream.tell()
    if end is not None and start + expected > end:
        raise BrokenRecord(f"cut off, or its Content-Length of {expected:,} bytes lies")
    block = stream.read(expected) if expected <= LIMITS.page_bytes + _LONGEST_HEADER and is_wanted(headers) else b""
    reached = stream.tell() if block else stream.seek(expected, 1)
    if reached < start + expected:
        raise BrokenRecord(f"cut off after {reached - start:,} of {expected:,} bytes")
    following = stream.read(2)
    if following == b"\r\n":
        following += stream.read(2)
    if following == b"WA":  # the next record, without blank lines before it
        stream.seek(-2, 1)
    elif following.strip() or len(following) == 3:
        raise BrokenRecord("its Content-Length does not lead to its end")
    return block


def _next_record(archive: _Archive, place: Place) -> Place | None:
    """The first start of a record after ``place`` in what the archive unpacks to."""
    with archive.open() as raw:
        stream = open_at(raw, place)
        start = stream.tell()
        try:
            for start, window in _windows(stream, _LONGEST_NEXT - 1):
                if found := _NEXT.search(window):
                    return _place_of(stream, start + found.start() + 1)
            return None
        except (OSError, EOFError):
            place = _place_of(stream, start)
        finally:
            archive.left -= raw.tell() - place.piece
    return _next_piece(archive, place)


def _next_piece(archive: _Archive, place: Place) -> Place | None:
    """The first piece after that of ``place`` that unpacks to a record.

    In damaged data the few bytes that pieces start with may stand anywhere, and each try may read all the rest.
    """
    if archive.packing is None:
        return None
    with archive.open() as raw:
        dictionary = packings.dictionary_of(raw)
        raw.seek(place.piece + 1)
        for start, window in _windows(raw, len(archive.packing.magic) - 1):
            for found in re.finditer(re.escape(archive.packing.magic), window):
                raw.seek(start + found.start())
                if _may_be_record(archive.packing, dictionary, raw.read(_PROBED)):
                    return Place(start + found.start())
            raw.seek(start + len(window))
    return None


def _windows(stream: BinaryIO, overlap: int) -> Iterator[tuple[int, bytes]]:
    """What follows in a stream, in windows that overlap, and where each begins; the next record is near, mostly."""
    start, window, step = stream.tell(), b"", 4096
    while piece := stream.read(step):
        window += piece
        yield start, window
        start += len(window[:-overlap])
        window = window[-overlap:]
        step = min(2 * step, _SEARCHED)


def _may_be_record(packing: packings.Packing, dictionary: bytes, head: bytes) -> bool:
    """A piece unpacks to a record, by its first bytes; Zstandard gives a block of up to 128 KiB or nothing."""
    try:
        data = packing.unpacker(dictionary).decompress(head, len(_START))
    except Exception:  # each decompressor has classes of its own for damage
        return False
    return data.startswith(_START) if data or packing.name == "gzip" else True
