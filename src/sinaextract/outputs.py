"""Where results go: standard output, one file, or a folder that mirrors the inputs.

No half-written file is ever visible: a file of a folder is written under a temporary name and renamed; one output file
grows as ``NAME.part`` and is renamed at the end. Each sink can go on where an earlier run stopped.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from . import journal
from .inputs import Input
from .journal import Entry
from .naming import mirrored, templated
from .work import FAILED, SKIPPED, WRITTEN, Result, is_own_output

EXISTS = "its output exists"
UNCHANGED = "unchanged since it was written"
_TEMPORARY = ".sinaextract-tmp"


class Sink(Protocol):
    """What `batch` needs of an output."""

    keys: dict[str, str]  # duplicate key -> the input that it was written for, also by an earlier run

    def known(self, item: Input) -> Result | None:
        """The outcome of ``item`` if it need not be processed again."""

    def put(self, item: Input, result: Result) -> Result:
        """Store a result; what became of it."""

    def close(self, complete: bool) -> None:
        """``complete`` is False when the run was interrupted."""


class StreamSink:
    """Standard output."""

    def __init__(self, array: bool) -> None:
        self.keys: dict[str, str] = {}
        self.array = array
        self.count = 0

    def known(self, item: Input) -> Result | None:
        return None

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            _write_stdout(_in_array(result.payload, self.count) if self.array else result.payload)
            self.count += 1
        return result

    def close(self, complete: bool) -> None:
        if self.array and complete:
            _write_stdout(b"\n]\n" if self.count else b"[]\n")


class OneFileSink:
    """The output of one input."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys: dict[str, str] = {}

    def known(self, item: Input) -> Result | None:
        return None

    def put(self, item: Input, result: Result) -> Result:
        if result.outcome == WRITTEN:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_file(self.path, result.payload, self.path.parent / _TEMPORARY)
            _remove_leftovers(self.path.parent / _TEMPORARY)
        return result

    def close(self, complete: bool) -> None:
        pass


class FileSink:
    """One file that all records go into, in input order."""

    def __init__(self, path: Path, array: bool, options: Mapping[str, Any], resume: bool) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")
        self.array = array
        self.keys: dict[str, str] = {}
        self.count = 0
        log = path.with_name(f".{path.name}.journal")
        earlier = journal.read(log, options) if resume else []
        if earlier and not self.part.exists() and path.exists():  # the earlier run ended; go on from its file
            path.replace(self.part)
        size = self.part.stat().st_size if earlier and self.part.exists() else 0
        self.earlier = [entry for entry in earlier if entry.end <= size]
        self.place = 0  # how many of `earlier` this run has met again
        path.parent.mkdir(parents=True, exist_ok=True)
        self.stream: BinaryIO = self.part.open("r+b" if self.earlier else "wb", buffering=0)
        self.log = journal.create(log, options, self.earlier)
        self.log_path, self.options = log, options
        self.end = 0

    def known(self, item: Input) -> Result | None:
        """As long as the inputs are those of the earlier run, in order and unchanged, their records stand."""
        if self.place >= len(self.earlier):
            return None
        entry = self.earlier[self.place]
        if entry.name != item.name or entry.stamp != item.stamp():
            self.forget_rest()
            return None
        self.place += 1
        self.end = entry.end
        self.count += entry.outcome == WRITTEN
        if entry.outcome == WRITTEN:
            self.keys[entry.key] = item.name
            return Result(item.name, SKIPPED, UNCHANGED, known=True)
        return Result(item.name, entry.outcome, entry.reason, known=True)

    def forget_rest(self) -> None:
        """Later records do not follow from this run's inputs: they are written anew."""
        if self.place < len(self.earlier):
            self.earlier = self.earlier[: self.place]
            self.log.close()
            self.log = journal.create(self.log_path, self.options, self.earlier)

    def put(self, item: Input, result: Result) -> Result:
        self.forget_rest()
        if result.outcome == WRITTEN:
            payload = _in_array(result.payload, self.count) if self.array else result.payload
            self.stream.seek(self.end)
            _write_all(self.stream, payload)
            self.end += len(payload)
            self.count += 1
        entry = Entry(
            item.name, item.stamp(), result.outcome, result.reason, "", self.end, result.duplicate_key, result.template
        )
        journal.append(self.log, entry)
        return result

    def close(self, complete: bool) -> None:
        if complete:
            self.stream.seek(self.end)
            self.stream.truncate()  # a record that an earlier run had begun, or that no longer follows
            if self.array:
                _write_all(self.stream, b"\n]\n" if self.count else b"[]\n")
        self.stream.close()
        self.log.close()
        if complete:
            self.part.replace(self.path)


class FolderSink:
    """A folder with one file per article."""

    def __init__(
        self, root: Path, ending: str, options: Mapping[str, Any], resume: bool, skip_existing: bool, force: bool
    ) -> None:
        self.root, self.ending = root, ending
        self.skip_existing = skip_existing
        self.by_template = options.get("name_template") is not None
        self.names = _Names()
        self.planned: dict[str, str] = {}  # input name -> output path, between `known` and `put`
        root.mkdir(parents=True, exist_ok=True)
        self.temporary = root / _TEMPORARY
        _remove_leftovers(self.temporary)
        log = root / ".sinaextract.journal"
        entries = journal.read(log, options) if resume else []
        self.may_overwrite = force or bool(entries)
        self.earlier = {entry.name: entry for entry in entries if entry.outcome == WRITTEN}
        self.keys = {entry.key: entry.name for entry in self.earlier.values()}
        self.log = journal.create(log, options, list(self.earlier.values()))

    def known(self, item: Input) -> Result | None:
        if not self.by_template:
            self.planned[item.name] = mirrored(item.relative, self.ending, self.names.give_out)
        entry = self.earlier.pop(item.name, None)
        output = self.planned.get(item.name) or (entry.output if entry else "")
        exists = bool(output) and (self.root / output).exists()
        if entry and exists and entry.output == output and entry.stamp == item.stamp():
            if self.by_template:
                self.names.give_out(output)
            self.planned.pop(item.name, None)
            return Result(item.name, SKIPPED, UNCHANGED, known=True)
        if self.skip_existing and exists:
            self.planned.pop(item.name, None)
            return Result(item.name, SKIPPED, EXISTS, known=True)
        return None

    def put(self, item: Input, result: Result) -> Result:
        output = self.planned.pop(item.name, "")
        if result.outcome != WRITTEN:
            return result
        if self.by_template:
            output = templated(result.proposed_name, self.ending, self.names.give_out)
        path = self.root / output
        if path.exists():
            if self.by_template and self.skip_existing:
                return Result(item.name, SKIPPED, EXISTS, template=result.template)
            if not self.may_overwrite and not _is_ours(path):
                return Result(item.name, FAILED, f"{path} exists and is not this tool's own; use --force")
        write_file(path, result.payload, self.temporary)
        journal.append(
            self.log,
            Entry(item.name, item.stamp(), WRITTEN, "", output, 0, result.duplicate_key, result.template),
        )
        return result

    def close(self, complete: bool) -> None:
        self.log.close()
        _remove_leftovers(self.temporary)


class _Names:
    """Output paths given out so far, compared as the least discerning file systems do."""

    def __init__(self) -> None:
        self.taken: set[int] = set()

    def give_out(self, path: str) -> bool:
        """False, and ``path`` is given out, when it was free; True when it is taken."""
        key = hash(unicodedata.normalize("NFC", path).casefold())
        if key in self.taken:
            return True
        self.taken.add(key)
        return False


def write_file(path: Path, data: bytes, temporary: Path) -> None:
    """Write under a temporary name in ``temporary``, then rename to ``path``."""
    temporary.mkdir(exist_ok=True)
    aside = temporary / str(os.getpid())
    with aside.open("wb") as stream:
        stream.write(data)
    try:
        aside.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(path)


def _remove_leftovers(folder: Path) -> None:
    if folder.is_dir():
        for leftover in folder.iterdir():
            leftover.unlink(missing_ok=True)
        folder.rmdir()


def _is_ours(path: Path) -> bool:
    """The file was written by this tool: overwriting it loses nobody's work."""
    try:
        with path.open("rb") as stream:
            head = stream.read(1 << 16)
    except OSError:
        return False
    return is_own_output(head) or head.startswith(b'{\n  "schema_version"') or not head


def _in_array(payload: bytes, count: int) -> bytes:
    return (b",\n" if count else b"[\n") + payload.rstrip(b"\n")


def _write_all(stream: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


def _write_stdout(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
