"""Stretches of large files, plain or packed: what a page inside a container is to a worker that must read it."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_PAGE_BYTES
from ..inputs import open_regular

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PLAIN, GZIP, ZSTD = "plain", "gzip", "zstd"
MAGIC = {GZIP: b"\x1f\x8b\x08", ZSTD: b"\x28\xb5\x2f\xfd"}
SKIPPABLE = b"\x2a\x4d\x18"  # bytes 1 to 3 of a Zstandard frame without data; WARC keeps dictionaries in one


@dataclass(frozen=True, slots=True)
class Slice:
    """``length`` bytes at ``offset``: of the file, or of what it unpacks to when ``is_packed``."""

    path: Path
    offset: int
    length: int
    is_packed: bool = False

    def read(self) -> bytes:
        """The bytes. Raises `UnreadableInput` when they are too many or cannot be had."""
        if self.length > LIMITS.page_bytes:
            raise UnreadableInput(f"record of {self.length:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
        data = bytearray()
        try:
            stream = _opened(self.path, self.path.stat().st_mtime_ns, self.is_packed)
            stream.seek(self.offset)
            while piece := stream.read(self.length - len(data)):
                data += piece
        except (OSError, EOFError, zlib.error) as error:
            if not data:
                raise UnreadableInput(f"damaged {self.path.name}: {error}; {FETCH_AGAIN}") from None
        return bytes(data)  # cut off, if what follows cannot be unpacked


@lru_cache(maxsize=1)
def _opened(path: Path, stamp: int, is_packed: bool) -> BinaryIO | AsItComes:
    """Kept open: a worker meets the slices of a file in order, so unpacking once from its start gives them all."""
    return AsItComes(unpacked(open_regular(path))) if is_packed else open_regular(path)


def packing(stream: BinaryIO) -> str:
    """How a file is compressed, told by its first bytes; ``stream`` is at its start before and after."""
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(MAGIC[GZIP]):
        return GZIP
    return ZSTD if head == MAGIC[ZSTD] or head[1:] == SKIPPABLE else PLAIN


def unpacked(stream: BinaryIO) -> BinaryIO:
    """What ``stream`` unpacks to, however many pieces it was packed in; it can be sought in, best forward."""
    kind = packing(stream)
    if kind == GZIP:
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    return cast(BinaryIO, io.BufferedReader(_Zstd(stream))) if kind == ZSTD else stream


class AsItComes:
    """A buffered stream whose reads give what there is: of data that is cut off, all that can be unpacked."""

    def __init__(self, stream: BinaryIO) -> None:
        self.read: Callable[[int], bytes] = stream.read1  # type: ignore[attr-defined]
        self.seek, self.tell = stream.seek, stream.tell


class _Zstd(io.RawIOBase):
    """Zstandard data as a file that is read forward."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.restart()

    def restart(self) -> None:
        from fastwarc.stream_io import ZstdReader  # the extra may be missing

        self.stream.seek(0)
        self.position = 0
        self.reader = ZstdReader(self.stream)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self.reader.read(len(view))
        view[: len(data)] = data
        self.position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        target = offset if whence == 0 else self.position + offset
        if target < self.position:
            self.restart()
        while self.position < target and (data := self.reader.read(min(1 << 16, target - self.position))):
            self.position += len(data)
        return self.position
