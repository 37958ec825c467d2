"""Where results go: a stream or the file of one page (`record_file.py`, `output_folder.py`: what batches write)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from ..inputs.inputs import Input
from ..render.formats import NOTHING_BETWEEN, Joining, is_own_output
from .process import FAILED, WRITTEN, Result
from .store import open_regular, read_regular, whole

FOREIGN = "exists, and this tool did not write it so; use --force, or another name"


class Sink(Protocol):
    """What `run_batch` needs of an output."""

    def known(self, item: Input) -> Result | None:
        """The outcome of ``item`` if it need not be processed again. Asked for every input, in order."""

    def put(self, item: Input, result: Result) -> Result:
        """Store the result of an input, known or not, in order; what became of it."""

    def close(self, complete: bool) -> None:
        """``complete`` is False when the run was interrupted."""


class StreamSink:
    """Standard output, or what is there already and is no file (a FIFO, a device)."""

    def __init__(self, stream: BinaryIO, joining: Joining) -> None:
        self.stream = stream
        self.joining = joining
        self.count = 0

    def known(self, item: Input) -> Result | None:
        return None

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            self.write(self.joining.before(self.count) + self.joining.record(result.payload))
            self.count += 1
        return result

    def write(self, data: bytes) -> None:
        self.stream.write(data)
        self.stream.flush()

    def close(self, complete: bool) -> None:
        if complete and (ending := self.joining.ending(self.count)):
            self.write(ending)


class PagerSink(StreamSink):
    """The terminal's pager (``--view``)."""

    def __init__(self) -> None:
        super().__init__(sys.stdout.buffer, NOTHING_BETWEEN)

    def write(self, data: bytes) -> None:
        from ..render.terminal import show  # only text for a terminal needs it

        show(data.decode())


class OneFileSink:
    """The output of one input."""

    def __init__(self, path: Path, joining: Joining, force: bool) -> None:
        self.path, self.joining, self.force = path, joining, force

    def known(self, item: Input) -> Result | None:
        return None

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome != WRITTEN:
            return result
        data = self.joining.before(0) + self.joining.record(result.payload) + self.joining.ending(1)
        if not (self.force or may_replace(self.path) or read_regular(self.path) == data):
            return Result(item.name, FAILED, f"{self.path} {FOREIGN}", stamp=result.stamp)
        with whole(self.path) as file:
            file.write(data)
        return result

    def close(self, complete: bool) -> None:
        pass


def may_replace(path: Path, is_own: Callable[[BinaryIO], bool] = is_own_output) -> bool:
    """Nothing is there, or nothing in it, or what this tool wrote: replacing it loses nobody's work."""
    if not os.path.lexists(path):
        return True
    stream = open_regular(path)
    if stream is None:
        return False
    with stream:
        return not stream.peek(1) or is_own(stream)
