"""Files, and stretches of them: where a container lies, and where a page lies in it, for a worker that must read it."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_PAGE_BYTES
from ..inputs import open_regular
from . import packings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Source(NamedTuple):
    """A file, or the stretch of one that is a file itself: a WARC that lies uncompressed in a ZIP archive."""

    path: Path
    start: int = 0
    length: int = -1  # -1: to the end of the file

    def open(self) -> BinaryIO:
        stream = open_regular(self.path)
        return stream if self.length < 0 else cast(BinaryIO, io.BufferedReader(_Window(stream, *self[1:])))

    def size(self) -> int:
        return self.path.stat().st_size if self.length < 0 else self.length


class Span(NamedTuple):
    """Where a row of a table stands; ``damage`` says why it cannot be read."""

    start: int
    length: int
    damage: str = ""


class _Window(io.RawIOBase):
    """``length`` bytes of a file from ``start`` on, as a file."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        self.stream, self.start, self.length, self.position = stream, start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = max(0, offset + (0, self.position, self.length)[whence])
        return self.position

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        self.stream.seek(self.start + self.position)
        data = self.stream.read(max(0, min(len(view), self.length - self.position)))
        view[: len(data)] = data
        self.position += len(data)
        return len(data)

    def close(self) -> None:
        self.stream.close()
        super().close()


class Slice(NamedTuple):
    """``length`` bytes at ``offset`` of a source, or of what it unpacks to when it is packed."""

    source: Source
    offset: int
    length: int
    is_utf16: bool = False  # offset and length are those of its UTF-8

    @property
    def path(self) -> Path:
        return self.source.path

    def read(self) -> bytes:
        """The bytes. Raises `UnreadableInput` when they are too many or cannot be had."""
        if self.length > LIMITS.page_bytes:
            raise UnreadableInput(f"record of {self.length:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
        data = bytearray()
        try:
            stream = opened(self.source, self.path.stat().st_mtime_ns, self.is_utf16)
            stream.seek(self.offset)
            while piece := stream.read(min(self.length - len(data), packings.STEP)):
                data += piece
        except OSError as error:
            raise UnreadableInput(f"damaged {self.path.name}: {error}; {FETCH_AGAIN}") from None
        if len(data) < self.length:
            reason = f"cut off after {len(data):,} of {self.length:,} bytes"
            raise UnreadableInput(f"damaged {self.path.name}: {reason}; {FETCH_AGAIN}")
        return bytes(data)


@lru_cache(maxsize=1)
def opened(source: Source, stamp: int, is_utf16: bool) -> BinaryIO:
    """Kept open: a worker meets the slices of a file in order, so unpacking once from its start gives them all."""
    stream = packings.opened(source.open())
    return as_utf8(stream) if is_utf16 else stream


class _FromUtf16(io.RawIOBase):
    """UTF-16 read as UTF-8, forward; seeking backward begins again."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self._restart()

    def _restart(self) -> None:
        import codecs  # only UTF-16 needs it

        self.stream.seek(0)
        self.decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self.position, self.waiting = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        while not self.waiting:
            data = self.stream.read(packings.STEP)
            self.waiting = self.decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data and not self.waiting:
                return 0
        data, self.waiting = self.waiting[: len(view)], self.waiting[len(view) :]
        view[: len(data)] = data
        self.position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        target = offset if whence == 0 else self.position + offset
        if target < self.position:
            self._restart()
        scratch = bytearray(packings.STEP)
        while self.position < target and self.readinto(memoryview(scratch)[: target - self.position]):
            pass
        return self.position


def as_utf8(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_FromUtf16(stream), packings.STEP))
