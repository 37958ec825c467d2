"""Where results go: a stream or the file of one page (`record_file.py`, `output_folder.py`: what batches write)."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ..inputs.inputs import Input
from ..render.formats import NOTHING_BETWEEN, Format, Joining, is_own_output
from .process import FAILED, WRITTEN, Result
from .store import named_errors, open_regular, read_regular, remove_leftovers, whole

FOREIGN = "exists, and this tool did not write it so; use --force, or another name"
MAYBE_EDITED = "exists with another content, which may have been edited; use --force, or another name"


class Sink:
    """What `run_batch` needs of an output; as it is, one that remembers nothing."""

    noted: Callable[[Result], Result] | None = None  # a worker adds to each result what the journal says of it

    def known(self, item: Input) -> Result | None:
        """The outcome of ``item`` if it need not be processed again. Asked for every input, in order."""
        return None

    def put(self, item: Input, result: Result) -> Result:
        """Store the result of an input, known or not, in order; what became of it."""
        raise NotImplementedError

    def close(self, complete: bool) -> str:
        """``complete`` is False when the run was interrupted. What people should be told of it."""
        return ""


class StreamSink(Sink):
    """Standard output, or what is there already and is no file (a FIFO, a device)."""

    def __init__(self, stream: BinaryIO, joining: Joining, name: str) -> None:
        self.stream, self.name = stream, name
        self.joining = joining
        self.count = 0

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            self.write(self.joining.before(self.count) + self.joining.record(result.payload))
            self.count += 1
        return result

    def write(self, data: bytes) -> None:
        with named_errors(self.name):
            self.stream.write(data)
            self.stream.flush()

    def close(self, complete: bool) -> str:
        if complete and (ending := self.joining.ending(self.count)):
            self.write(ending)
        return ""


class PagerSink(StreamSink):
    """The terminal's pager (``--view``)."""

    def __init__(self) -> None:
        super().__init__(sys.stdout.buffer, NOTHING_BETWEEN, "the pager")

    def write(self, data: bytes) -> None:
        from ..render.terminal import show  # only text for a terminal needs it

        show(data.decode())


class OneFileSink(Sink):
    """The output of one input, where no journal is: what people edit by hand is replaced only by the same."""

    def __init__(self, path: Path, format: Format, joining: Joining, force: bool) -> None:
        self.path, self.joining, self.force = path, joining, force
        self.by_hand = format.by_hand

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome != WRITTEN:
            return result
        data = self.joining.before(0) + self.joining.record(result.payload) + self.joining.ending(1)
        is_same = read_regular(self.path) == data
        if not self.force and (reason := objection(self.path, self.by_hand, is_same)):
            return Result(item.name, FAILED, f"{self.path} {reason}", stamp=result.stamp)
        remove_leftovers(self.path)
        with whole(self.path) as file:
            file.write(data)
        return result


def objection(
    path: Path,
    by_hand: bool = False,
    is_as_written: bool = False,
    is_own: Callable[[BinaryIO], bool] = is_own_output,
    wrote: Callable[[], bool] = lambda: False,
) -> str:
    """Why what is at ``path`` may not be replaced; "" if it may: then no file of anybody's is lost.

    by_hand        people edit files of its format
    is_as_written  it is just what this run would write, or what an earlier one wrote
    is_own         its beginning tells that it is ours
    wrote          something else does
    """
    if is_as_written or _is_free(path):
        return ""
    stream = open_regular(path)
    if stream is not None:
        with stream:
            if is_own(stream):
                return MAYBE_EDITED if by_hand else ""
    return FOREIGN if not wrote() else MAYBE_EDITED if by_hand else ""


def _is_free(path: Path) -> bool:
    """Nothing is there, or a file with nothing in it."""
    try:
        status = os.lstat(path)
    except OSError:
        return True
    return stat.S_ISREG(status.st_mode) and not status.st_size
