"""Streams: made of another one, as `io.BufferedReader` reads them, and read whole up to the limit of a page."""

from __future__ import annotations

import io
from abc import abstractmethod
from typing import TYPE_CHECKING, BinaryIO, cast

from ..errors import UnreadableInput
from ..limits import LIMITS, RAISE_PAGE_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STEP = 1 << 17  # most bytes made at once


def check_size(what: str, size: int) -> None:
    """Raises `UnreadableInput` for what is larger than a page may be."""
    if size > LIMITS.page_bytes:
        raise UnreadableInput(f"{what} of {size:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")


def read_limited(stream: BinaryIO | io.RawIOBase, where: str) -> bytes:
    """All of ``stream``. Raises `OSError` for damage, `UnreadableInput` when that is more than a page may be."""
    data, damage = read_to_damage(stream, where)
    if damage:
        raise damage
    return data


def read_to_damage(stream: BinaryIO | io.RawIOBase, where: str) -> tuple[bytes, OSError | None]:
    """All that can be read of ``stream``, and why it is not the whole. Raises `UnreadableInput` as `read_limited`."""
    read, pieces, size = getattr(stream, "read1", stream.read), [], 0  # `read` of a buffer gives nothing before damage
    try:
        while piece := read(STEP):
            pieces.append(piece)
            size += len(piece)
            check_read(where, size)
    except OSError as error:
        return b"".join(pieces), error
    return b"".join(pieces), None


def check_read(where: str, size: int) -> None:
    """For what was read up to the limit only."""
    if size > LIMITS.page_bytes:
        raise UnreadableInput(f"more than {LIMITS.page_bytes:,} bytes {where}; {RAISE_PAGE_BYTES}")


class RawStream(io.RawIOBase):
    """Made of ``stream``, which is closed with it: `step` has given ``position`` bytes; to go back is to `restart`."""

    position = 0

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    @abstractmethod
    def step(self, most: int) -> bytes:
        """The next bytes, at most that many; b"" at the end. Moves ``position``."""

    def restart(self) -> None:
        self.position = self.stream.seek(0)

    def buffered(self, size: int = STEP) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(self, size))

    def close(self) -> None:
        self.stream.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self.step(min(len(view), STEP))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 2:
            raise io.UnsupportedOperation("the end is not known")
        target = offset if whence == 0 else self.position + offset
        if target < self.position:
            self.restart()
        while self.position < target and self.step(min(STEP, target - self.position)):
            pass
        return self.position
