"""Where a file lies, or a stretch of one: on this machine or in a remote store."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO, ClassVar

from ...errors import UnreadableInput, system_reason
from ...limits import LIMITS
from ...named_tuples import NamedTuple
from ...reading.bundle import Bundle
from .. import remote
from ..inputs import first_bytes, open_regular
from ..raw_stream import RawStream, read_limited


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


class StoredFile(NamedTuple):
    """A page that is a file of a remote store."""

    source: Source
    is_listed: bool = True

    @property
    def path(self) -> Path:
        return self.source.path

    def read(self) -> Bundle:
        try:
            with self.source.open() as stream:
                return Bundle(read_limited(stream, "in a file"))
        except OSError as error:
            raise UnreadableInput(system_reason(error)) from None


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
