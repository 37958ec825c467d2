"""Files, and stretches of them: where a container lies, and where a page lies in it, for a worker that must read it."""

from __future__ import annotations

import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, ClassVar, NamedTuple

from ...errors import FETCH_AGAIN, UnreadableInput, system_reason
from ...limits import LIMITS
from ...reading.bundle import Bundle
from .. import remote
from ..inputs import first_bytes, open_regular
from ..raw_stream import STEP, RawStream, check_size, read_limited
from . import packings


class Source(NamedTuple):
    """A file, or the stretch of one that is a file itself: a WARC that lies uncompressed in a ZIP archive."""

    name: str  # a path, or an address in a remote store
    start: int = 0
    length: int = -1  # -1: to the end of the file

    @property
    def path(self) -> Path:
        return Path(self.name)

    def part(self, start: int, length: int) -> Source:
        return Source(self.name, self.start + start, length)

    def open(self) -> BinaryIO:
        is_remote = remote.is_address(self.name)
        if is_remote and 0 <= self.length <= LIMITS.page_bytes:
            return io.BytesIO(remote.fetched(self.name, self.start, self.start + self.length))
        stream = remote.opened(self.name) if is_remote else open_regular(self.name)
        return stream if self.length < 0 else _Window(stream, *self[1:]).buffered(io.DEFAULT_BUFFER_SIZE)

    def head(self, size: int) -> bytes:
        """Its first bytes, of a file without a buffer: a walk asks each that it meets."""
        if self.length < 0 and not remote.is_address(self.name):
            return first_bytes(self.name, size)
        with self.open() as stream:
            return stream.read(size)

    def size(self) -> int:
        if self.length >= 0:
            return self.length
        return remote.stamp(self.name)[0] if remote.is_address(self.name) else self.path.stat().st_size

    def stamp(self) -> tuple[int, ...]:
        """What changes with the content of the file."""
        return remote.stamp(self.name) if remote.is_address(self.name) else (self.path.stat().st_mtime_ns,)


class Part:
    """A page by its place in a source: what members of containers have in common (`Member`)."""

    __slots__ = ()
    source: Source
    is_listed: ClassVar[bool] = True

    @property
    def path(self) -> Path:
        return self.source.path


@dataclass(frozen=True, slots=True)
class StoredFile(Part):
    """A page that is a file of a remote store."""

    source: Source

    def read(self) -> Bundle:
        try:
            with self.source.open() as stream:
                return Bundle(read_limited(stream, "in a file"))
        except OSError as error:
            raise UnreadableInput(system_reason(error)) from None


class Span(NamedTuple):
    """Where a row of a table stands; ``damage`` says why it cannot be read."""

    start: int
    length: int
    damage: str = ""


class _Window(RawStream):
    """``length`` bytes of a file from ``start`` on, as a file."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        super().__init__(stream)
        self.start, self.length = start, length

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = max(0, offset + (0, self.position, self.length)[whence])
        return self.position

    def step(self, most: int) -> bytes:
        self.stream.seek(self.start + self.position)
        data = self.stream.read(max(0, min(most, self.length - self.position)))
        self.position += len(data)
        return data


@dataclass(frozen=True, slots=True)
class Slice(Part):
    """A page that is ``length`` bytes at ``offset`` of a source, or of what it unpacks to when it is packed."""

    source: Source
    offset: int
    length: int
    is_listed: ClassVar[bool] = False

    def read(self) -> Bundle:
        return Bundle(self.data())

    def data(self) -> bytes:
        """The bytes. Raises `UnreadableInput` when they are too many or cannot be had."""
        check_size("record", self.length)
        data = bytearray()
        try:
            stream = _opened(self.source, self.source.stamp())
            stream.seek(self.offset)
            while piece := stream.read(min(self.length - len(data), STEP)):
                data += piece
        except OSError as error:
            raise UnreadableInput(f"damaged {self.path.name}: {error}; {FETCH_AGAIN}") from None
        if len(data) < self.length:
            reason = f"cut off after {len(data):,} of {self.length:,} bytes"
            raise UnreadableInput(f"damaged {self.path.name}: {reason}; {FETCH_AGAIN}")
        return bytes(data)


@lru_cache(maxsize=1)
def _opened(source: Source, stamp: tuple[int, ...]) -> BinaryIO:
    """Kept open: a worker meets the slices of a file in order, so unpacking once from its start gives them all."""
    return unpacked(source.open())


def unpacked(raw: BinaryIO) -> BinaryIO:
    """``raw``, or what it unpacks to; of UTF-16, as its byte order mark says, the UTF-8."""
    stream = packings.opened(raw)
    if packings.beginning(stream, 2) not in (BOM_UTF16_LE, BOM_UTF16_BE):
        return stream
    return _FromUtf16(stream).buffered()


class _FromUtf16(RawStream):
    """UTF-16 read as UTF-8, forward; seeking backward begins again."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self.restart()

    def restart(self) -> None:
        super().restart()
        self.decoder = getincrementaldecoder("utf-16")("replace")
        self.waiting = b""

    def step(self, most: int) -> bytes:
        while not self.waiting:
            data = self.stream.read(STEP)
            self.waiting = self.decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data and not self.waiting:
                return b""
        data, self.waiting = self.waiting[:most], self.waiting[most:]
        self.position += len(data)
        return data
