"""Pages that are stretches of a file, for a worker that must read them."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, ClassVar

from ...errors import FETCH_AGAIN, UnreadableInput
from ...named_tuples import NamedTuple
from ...reading.bundle import Bundle
from ..raw_stream import STEP, RawStream, check_size
from . import packings
from .sources import Part, Source


class Span(NamedTuple):
    """Where a row of a table stands; ``damage`` says why it cannot be read."""

    start: int
    length: int
    damage: str = ""


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
