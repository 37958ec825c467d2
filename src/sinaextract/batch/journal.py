"""What batches have done so far, beside their output: whose each output is, and the base of ``--resume``.

One JSON list per finished input and line, the fields of `Entry`; each line stands by itself, the last one of an input
counts. The file may come from anybody: what does not check is passed over, so damage costs only time.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .process import FAILED, REFUSED, SKIPPED, WRITTEN, Result, Stamp
from .store import InTheWay, digest, named_errors, open_log, open_regular, synchronise, whole, write_all

UNCHANGED = "unchanged since it was written"
_GROUP = 256  # outputs that are synchronised together before the journal tells of them,
_SECONDS = 0.2  # and the longest that one waits for that
_UNSAFE = re.compile(r"^(?:/|[A-Za-z]:)|(?:^|/)(?:\.{1,2})?(?:/|$)|[\\\0]")  # absolute, `..`, an empty part


class Entry(NamedTuple):
    key: str  # the input: its path from the folder of the journal
    run: str  # digest of the options that it was done with
    stamp: Stamp
    outcome: str
    reason: str = ""
    output: str = ""  # path below the journal's folder
    start: int = 0  # where in that file its record starts
    size: int = 0  # bytes
    hash: str = ""  # `digest` of them
    duplicate_key: str = ""  # for --dedupe

    def result(self, name: str, payload: bytes = b"") -> Result:
        """What a run that need not do it again tells of it."""
        if self.outcome == WRITTEN:
            return Result(
                name, SKIPPED, UNCHANGED, payload, stamp=self.stamp, known=True, duplicate_key=self.duplicate_key
            )
        return Result(name, self.outcome, self.reason, stamp=self.stamp, known=True)


class History:
    """What the journal at ``path`` says of earlier runs: ``entries`` by input. Nothing is written."""

    def __init__(self, path: Path, options: Mapping[str, Any], force: bool = False) -> None:
        self.path = path
        self.run = digest(json.dumps(options, sort_keys=True, default=list).encode())
        self.entries: dict[str, Entry] = {}
        self.lines = 0
        self.stands = self.read(force)

    def read(self, force: bool) -> int | None:
        """Fill ``entries``; how many bytes of the file stand. Raises `InTheWay` for a file that is no journal."""
        stream = open_regular(self.path)
        if stream is None:
            return None
        end = 0
        with stream:
            for line in stream:
                if not end and line[:1] not in b"[{\0" and not force:
                    raise InTheWay(self.path, "it is no journal of this tool; move it away")
                if not line.endswith(b"\n"):
                    break  # cut off by a crash
                end += len(line)
                self.lines += 1
                if (entry := _entry(line)) is not None:
                    self.entries.pop(entry.key, None)
                    self.entries[entry.key] = entry
        return end if self.entries else None

    def standing(self, key: str, stamp: Stamp) -> Entry | None:
        """The entry of an input that is as it was, done with the same options. A failure is always tried again."""
        entry = self.entries.get(key)
        if entry is None or entry.outcome == FAILED or (entry.run, entry.stamp) != (self.run, stamp):
            return None
        return entry


class Journal(History):
    """The journal at ``path``: ``entries`` of earlier runs by input, and this run's, added as they come."""

    def __init__(
        self,
        path: Path,
        options: Mapping[str, Any],
        force: bool = False,
        make_durable: Callable[[Iterable[Path]], None] = synchronise,
    ) -> None:
        super().__init__(path, options, force)
        self.make_durable = make_durable
        self.stream = open_log(path, self.stands)
        self.waiting: list[tuple[Entry, Path | None]] = []
        self.since = time.monotonic()

    def note(self, entry: Entry, path: Path | None = None) -> None:
        """Add ``entry`` once the output at ``path``, if it has one, would outlive a power cut."""
        self.waiting.append((entry, path))
        if len(self.waiting) >= _GROUP or time.monotonic() - self.since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        if self.waiting:
            self.make_durable(path for _, path in self.waiting if path is not None)
            with named_errors(self.path):
                write_all(self.stream, b"".join(_line(entry) for entry, _ in self.waiting))
            self.lines += len(self.waiting)
            self.entries.update((entry.key, entry) for entry, _ in self.waiting)
            self.waiting = []
        self.since = time.monotonic()

    def close(self) -> None:
        with contextlib.closing(self.stream):
            self.flush()
        if self.lines > 2 * len(self.entries) + _GROUP:  # most of it is about what later runs did again
            with whole(self.path) as anew:
                anew.write(b"".join(map(_line, self.entries.values())))


def _entry(line: bytes) -> Entry | None:
    """A line of a journal as an entry, if it is one."""
    try:
        entry = Entry(*json.loads(line))
        size, modified, changed = entry.stamp
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (entry.key, entry.run, entry.reason, entry.output, entry.hash, entry.duplicate_key)
    numbers = (size, modified, changed, entry.start, entry.size)
    if not all(type(text) is str for text in texts) or not all(type(number) is int for number in numbers):
        return None
    if entry.outcome not in (WRITTEN, SKIPPED, REFUSED, FAILED) or entry.start < 0 or entry.size < 0:
        return None
    if (entry.outcome == WRITTEN) != bool(entry.output) or (entry.output and _UNSAFE.search(entry.output)):
        return None
    return entry._replace(stamp=(size, modified, changed))


def _line(entry: Entry) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"
