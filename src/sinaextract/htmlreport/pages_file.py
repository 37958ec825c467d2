"""The report's pages in a file beside it, ``.NAME.pages``: one JSON list a line, added as the batch goes on.

A line is ``[name, stamp, outcome, reason, facts, body]``; the first line says with which version and options they were
read. ``--resume`` takes the lines of inputs that are not read again. A last line cut off by a crash is dropped.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..batch.process import Stamp
from ..batch.store import MOST, InTheWay, named_errors, open_log, open_regular, remove_own, write_all
from ..named_tuples import NamedTuple


class Row(NamedTuple):
    """One input in the table; ``facts`` as `details` made them, None for a page of which nothing is known."""

    name: str
    outcome: str
    reason: str
    facts: list[Any] | None


class PageStore:
    """Memory: eight bytes a page; with ``resume`` also the names of the earlier run's pages."""

    def __init__(self, path: Path, identity: Mapping[str, Any], resume: bool, force: bool) -> None:
        self.path = path
        self.places = array("q")  # where in the file the lines of this run's pages start, in order
        self.earlier: dict[tuple[str, int, int], int] = {}  # name, size and time -> where the line starts
        first = json.dumps(identity, default=list).encode() + b"\n"
        end = self.read_earlier(first, resume, force)
        self.stream = open_log(path, end or None)
        self.end = end
        if not end:
            self.write(first)

    def read_earlier(self, first: bytes, resume: bool, force: bool) -> int:
        """Find the earlier run's lines; bytes of the file that stand. Lines that damage made senseless are passed over.

        Raises `InTheWay` for a file that is none of ours.
        """
        stream = open_regular(self.path)
        if stream is None:
            return 0
        with stream:
            head = stream.readline(len(first) + 1)
            if head[:1] not in b"{\0" and not force:
                raise InTheWay(self.path, "exists and is no file of a report of this tool; move it away")
            if head != first or not resume:
                return 0
            end = len(head)
            while line := stream.readline(MOST):
                if not line.endswith(b"\n"):
                    break
                if key := _key(line):
                    self.earlier[key] = end
                end += len(line)
            return end

    def add(self, row: Row, stamp: Stamp, details: bytes) -> None:
        """``details`` is the JSON of facts and body, or empty."""
        head = json.dumps([row.name, stamp, row.outcome, row.reason], separators=(",", ":")).encode()
        self.places.append(self.end)
        self.write(head[:-1] + b"," + (details or b'null,""') + b"]\n")

    def add_earlier(self, name: str, stamp: Stamp) -> bool:
        """Take the line of an earlier run, if there is one for the input as it is."""
        place = self.earlier.get((name, stamp[0], stamp[1]))
        if place is not None:
            self.places.append(place)
        return place is not None

    def write(self, line: bytes) -> None:
        with named_errors(self.path):
            write_all(self.stream, line)
        self.end += len(line)

    def rows(self) -> Iterator[Row]:
        for line in self.lines():
            name, _, outcome, reason, facts = json.loads(_head(line))
            yield Row(name, outcome, reason, facts)

    def bodies(self) -> Iterator[bytes]:
        """Base64, in the order of the rows; empty where there is none."""
        for line in self.lines():
            yield line[line.rindex(b'"', 0, -3) + 1 : -3]

    def lines(self) -> Iterator[bytes]:
        with self.path.open("rb", buffering=1 << 20) as stream:
            for place in self.places:
                if stream.tell() != place:
                    stream.seek(place)
                yield stream.readline()

    def close(self, keep: bool) -> None:
        self.stream.close()
        if not keep:
            remove_own(self.path)


def _key(line: bytes) -> tuple[str, int, int] | None:
    """The name, size and time of a line; None where it is not as `PageStore.add` wrote it."""
    if b"\0" in line:
        return None
    try:
        name, stamp, outcome, reason, facts = json.loads(_head(line))
        size, modified, changed = stamp
        is_sound = facts is None or _has_form(facts)
        texts_and_numbers = [type(value) for value in (name, outcome, reason, size, modified, changed)]
    except (ValueError, TypeError, RecursionError):
        return None
    return (name, size, modified) if is_sound and texts_and_numbers == [str] * 3 + [int] * 3 else None


def _has_form(facts: Any) -> bool:
    """As `details` makes them: title, date, two texts more, family, warnings, fields as bits, rules."""
    if type(facts) is not list or len(facts) != 8:
        return False
    *_, family, warnings, present, rules = facts
    lists = all(type(value) is list and all(type(text) is str for text in value) for value in (warnings, rules))
    return lists and type(family) is str and type(facts[1]) is str and type(present) is int


def _head(line: bytes) -> bytes:
    """The line as JSON without its body, which is its last and by far its longest value."""
    return line[: line.rindex(b'"', 0, -3) - 1] + b"]"
