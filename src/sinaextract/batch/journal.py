"""What a batch has done so far, beside its output: the base of ``--resume``.

One JSON list per finished input and line: the fields of `Entry`. The first line holds the options; with others, a
resumed run starts over. A last line cut off by a crash is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from .process import FAILED, SKIPPED, WRITTEN, Result, Stamp
from .store import named_errors, write_all

UNCHANGED = "unchanged since it was written"


class Entry(NamedTuple):
    name: str
    stamp: Stamp
    outcome: str
    reason: str = ""
    output: str = ""  # path below the output folder
    end: int = 0  # bytes of the output file up to and including this input's record
    key: str = ""  # for --dedupe

    def stands_for(self, name: str, stamp: Stamp) -> bool:
        """The input is what it was. Whether a file can be read may change without its content: see the third number."""
        considered = 3 if self.outcome == FAILED else 2
        return self.name == name and self.stamp[:considered] == stamp[:considered]

    def result(self) -> Result:
        if self.outcome == WRITTEN:
            return Result(self.name, SKIPPED, UNCHANGED, stamp=self.stamp, known=True)
        return Result(self.name, self.outcome, self.reason, stamp=self.stamp, known=True)


class Journal(Protocol):
    """An earlier run's entries, as far as they stand, and this run's."""

    replaced: dict[str, str]  # input -> its output of an earlier run, for inputs that are done again

    def find(self, name: str, stamp: Stamp, is_there: Callable[[Entry], bool]) -> Entry | None:
        """The entry of an unchanged input whose output is still there."""

    def append(self, entry: Entry) -> None: ...

    def close(self, complete: bool) -> None: ...


class ByName:
    """For outputs that do not depend on other inputs: each earlier entry stands or falls by itself."""

    def __init__(self, path: Path, options: Mapping[str, Any], resume: bool) -> None:
        self.path = path
        found = (entry for entry, _ in _entries(path, options)) if resume else ()
        self.earlier = {entry.name: entry for entry in found if entry.outcome == WRITTEN}
        self.replaced: dict[str, str] = {}
        self.stream = _create(path, options, self.earlier.values())

    def find(self, name: str, stamp: Stamp, is_there: Callable[[Entry], bool]) -> Entry | None:
        entry = self.earlier.pop(name, None)
        if entry is None or (entry.stands_for(name, stamp) and is_there(entry)):
            return entry
        self.replaced[name] = entry.output
        return None

    def append(self, entry: Entry) -> None:
        with named_errors(self.path):
            write_all(self.stream, _line(entry))

    def close(self, complete: bool) -> None:
        self.stream.close()


class InOrder:
    """For outputs that depend on the inputs before: earlier entries stand as long as the inputs are the same in order.

    They are read in step with the inputs, so a long journal costs no memory.
    """

    def __init__(self, path: Path, options: Mapping[str, Any], resume: bool) -> None:
        self.path = path
        self.entries = _entries(path, options) if resume else iter(())
        self.next = next(self.entries, None)
        self.replaced: dict[str, str] = {}
        if self.next is None:
            self.stream = _create(path, options, ())
            self.standing = self.stream.tell()
        else:
            self.stream = path.open("r+b", buffering=0)
            self.standing = len(self.stream.readline())  # bytes of the journal that stand

    def find(self, name: str, stamp: Stamp, is_there: Callable[[Entry], bool]) -> Entry | None:
        if self.next is None:
            return None
        entry, end = self.next
        if not (entry.stands_for(name, stamp) and is_there(entry)):
            self.forget_rest()
            return None
        self.standing = end
        self.next = next(self.entries, None)
        return entry

    def forget_rest(self) -> None:
        """What follows does not follow from this run's inputs."""
        while self.next is not None:
            entry = self.next[0]
            if entry.output:
                self.replaced[entry.name] = entry.output
            self.next = next(self.entries, None)
        self.stream.truncate(self.standing)
        self.stream.seek(self.standing)

    def append(self, entry: Entry) -> None:
        if self.next is not None or self.stream.tell() < self.standing:
            self.forget_rest()
        with named_errors(self.path):
            write_all(self.stream, _line(entry))
        self.standing = self.stream.tell()

    def close(self, complete: bool) -> None:
        if complete:
            self.forget_rest()
        self.stream.close()


def outputs(path: Path) -> Iterator[str]:
    """What an earlier run wrote below the journal's folder, whatever its options were."""
    return (entry.output for entry, _ in _entries(path, None) if entry.output)


def _entries(path: Path, options: Mapping[str, Any] | None) -> Iterator[tuple[Entry, int]]:
    """Entries of a run with the same ``options`` and where each ends in the file; what follows damage is dropped."""
    import json  # only batches have journals

    try:
        stream = path.open("rb")
    except OSError:
        return
    with stream:
        try:
            if options is not None and json.loads(stream.readline()) != dict(options):
                return
            position = stream.tell() if options is not None else len(stream.readline())
            for line in stream:
                if not line.endswith(b"\n"):
                    return
                position += len(line)
                name, stamp, *rest = json.loads(line)
                yield Entry(name, tuple(stamp), *rest), position
        except (ValueError, TypeError):
            return


def _create(path: Path, options: Mapping[str, Any], entries: Iterable[Entry]) -> BinaryIO:
    """A journal open for writing, holding ``entries``. Written aside and renamed: never half there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".new")
    with named_errors(path):
        with aside.open("wb") as stream:
            stream.write(_line(dict(options)))
            for entry in entries:
                stream.write(_line(entry))
        aside.replace(path)
    opened = path.open("r+b", buffering=0)
    opened.seek(0, 2)
    return opened


def _line(values: Mapping[str, Any] | Entry) -> bytes:
    import json  # only batches have journals

    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
