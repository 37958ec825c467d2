"""A stream made of another one: what all of those have in common that are read through `io.BufferedReader`."""

from __future__ import annotations

import io
from abc import abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STEP = 1 << 17  # most bytes made at once


class RawStream(io.RawIOBase):
    """``position`` bytes have been given by `step`; seeking backward begins again, with `restart`."""

    position = 0

    @abstractmethod
    def step(self, most: int) -> bytes:
        """The next bytes, at most that many; b"" at the end. Moves ``position``."""

    def restart(self) -> None:
        raise io.UnsupportedOperation("cannot go back")

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
