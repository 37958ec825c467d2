"""Where results go: a stream, the file of one page, or one file of many records (`vault.py` has the folder).

No half-written file is ever visible: one output file grows as ``NAME.part`` and is renamed at the end.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ..inputs.inputs import Input
from ..render.formats import Format
from .journal import Entry, InOrder
from .process import WRITTEN, Result
from .store import Workshop, named_errors, write_all


class Sink(Protocol):
    """What `batch` needs of an output."""

    keys: dict[str, str]  # duplicate key -> the input that it was written for, also by an earlier run

    def known(self, item: Input) -> Result | None:
        """The outcome of ``item`` if it need not be processed again. Asked for every input, in order."""

    def put(self, item: Input, result: Result) -> Result:
        """Store the result of an input that was not known, in order; what became of it."""

    def close(self, complete: bool) -> None:
        """``complete`` is False when the run was interrupted."""


class StreamSink:
    """Standard output, or what is there already and is no file (a FIFO, a device)."""

    def __init__(self, stream: BinaryIO, array: bool) -> None:
        self.keys: dict[str, str] = {}
        self.stream = stream
        self.array = array
        self.count = 0

    def known(self, item: Input) -> Result | None:
        return None

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            self.write(_in_array(result.payload, self.count) if self.array else result.payload)
            self.count += 1
        return result

    def write(self, data: bytes) -> None:
        self.stream.write(data)
        self.stream.flush()

    def close(self, complete: bool) -> None:
        if self.array and complete:
            self.write(_array_end(self.count))


class PagerSink(StreamSink):
    """The terminal's pager (``--view``)."""

    def __init__(self) -> None:
        super().__init__(sys.stdout.buffer, array=False)

    def write(self, data: bytes) -> None:
        from ..render.terminal import show  # only text for a terminal needs it

        show(data.decode())


class OneFileSink:
    """The output of one input."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys: dict[str, str] = {}
        self.workshop = Workshop(path.parent)

    def known(self, item: Input) -> Result | None:
        return None

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            self.workshop.write(self.path, result.payload)
        return result

    def close(self, complete: bool) -> None:
        self.workshop.clear()


class FileSink:
    """One file that all records go into, in input order.

    When the earlier run ended, its file stays until the new one replaces it.
    """

    def __init__(self, path: Path, array: bool, options: Mapping[str, Any], resume: bool) -> None:
        self.path = path
        self.part = part_of(path)
        self.array = array
        self.keys: dict[str, str] = {}
        self.base = self.part if self.part.exists() else path  # what the journal's entries are about
        self.size = self.base.stat().st_size if self.base.exists() else 0
        self.log = InOrder(path.with_name(f".{path.name}.journal"), options, resume)
        self.stream: BinaryIO | None = None
        self.end = 0  # bytes of finished records
        self.count = 0

    def known(self, item: Input) -> Result | None:
        entry = self.log.find(item.name, item.stamp(), lambda entry: entry.end <= self.size)
        if entry is None:
            return None
        self.end = entry.end
        if entry.outcome == WRITTEN:
            self.count += 1
            self.keys[entry.key] = item.name
        return entry.result()

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            self.write(_in_array(result.payload, self.count) if self.array else result.payload)
            self.count += 1
        key = result.duplicate_key
        self.log.append(Entry(item.name, result.stamp, result.outcome, result.reason, "", self.end, key))
        return result

    def write(self, data: bytes) -> None:
        if self.stream is None:
            self.stream = self.open()
        with named_errors(self.part):
            write_all(self.stream, data)
        self.end += len(data)

    def open(self) -> BinaryIO:
        """``.part`` with the records that stand, open for more."""
        if self.base == self.part and self.end:
            stream = self.part.open("r+b", buffering=0)
            stream.truncate(self.end)  # a record that an earlier run had begun, or that no longer follows
        else:
            stream = self.part.open("wb", buffering=0)
            with named_errors(self.part):
                self.copy_base(stream)
        stream.seek(self.end)
        return stream

    def copy_base(self, stream: BinaryIO) -> None:
        if not self.end:
            return
        with self.base.open("rb") as earlier:
            while data := earlier.read(min(1 << 20, self.end - stream.tell())):
                write_all(stream, data)

    def close(self, complete: bool) -> None:
        ending = _array_end(self.count) if self.array else b""
        is_there = self.stream is None and self.base == self.path and self.path.exists()
        if complete and not (is_there and self.size == self.end + len(ending)):
            self.write(ending)
        self.log.close(complete)
        if self.stream is not None:
            self.stream.close()
            if complete:
                self.finish()

    def finish(self) -> None:
        """``.part`` holds everything: it becomes the output."""
        self.part.replace(self.path)


class FinishedSink(FileSink):
    """A file of a format with a finisher (Parquet). Until the run ends, ``.part`` holds JSON lines, which a resumed run
    can add to; then it becomes the file. A finished file cannot be added to: resuming after the end starts over.
    """

    def __init__(self, path: Path, format: Format, options: Mapping[str, Any], resume: bool) -> None:
        super().__init__(path, False, options, resume and part_of(path).exists())
        self.format = format
        self.explain = bool(options["explain"])

    def finish(self) -> None:
        aside = self.path.with_name(f".{self.path.name}.new")
        with named_errors(aside):
            self.format.finish(self.part, aside, self.explain)
        aside.replace(self.path)
        self.part.unlink()


def part_of(path: Path) -> Path:
    """Where the output file ``path`` grows until the run has ended."""
    return path.with_name(path.name + ".part")


def _in_array(payload: bytes, count: int) -> bytes:
    return (b",\n" if count else b"[\n") + payload.rstrip(b"\n")


def _array_end(count: int) -> bytes:
    return b"\n]\n" if count else b"[]\n"
