"""The report's pages in a file beside it, ``.NAME.pages``: one JSON list a line, added as the batch goes on.

A line is ``[name, stamp, outcome, reason, facts, body]``; the first line says with which version and options they were
read. ``--resume`` takes the lines of inputs that are not read again. A last line cut off by a crash is dropped.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..batch.process import Stamp
from ..batch.store import named_errors, write_all


class Row(NamedTuple):
    """One input in the table; ``facts`` as `details` made them, None for a page of which nothing is known."""

    name: str
    outcome: str
    reason: str
    facts: list[Any] | None


class PageStore:
    """Memory: eight bytes a page; with ``resume`` also the names of the earlier run's pages."""

    def __init__(self, path: Path, identity: Mapping[str, Any], resume: bool) -> None:
        self.path = path
        self.places = array("q")  # where in the file the lines of this run's pages start, in order
        self.earlier: dict[tuple[str, int, int], int] = {}  # name, size and time -> where the line starts
        path.parent.mkdir(parents=True, exist_ok=True)
        with named_errors(path):
            self.end = self.read_earlier(identity) if resume and path.exists() else 0
            self.stream = path.open("r+b" if self.end else "w+b", buffering=0)
            self.stream.truncate(self.end)
            self.stream.seek(self.end)
        if not self.end:
            self.write(json.dumps(identity).encode() + b"\n")

    def read_earlier(self, identity: Mapping[str, Any]) -> int:
        """Find the earlier run's lines; bytes of the file that stand."""
        with self.path.open("rb") as stream:
            if stream.readline() != json.dumps(identity).encode() + b"\n":
                return 0
            end = stream.tell()
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                name, stamp, *_ = json.loads(_head(line))
                self.earlier[name, stamp[0], stamp[1]] = end
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
            self.path.unlink(missing_ok=True)


def _head(line: bytes) -> bytes:
    """The line as JSON without its body, which is its last and by far its longest value."""
    return line[: line.rindex(b'"', 0, -3) - 1] + b"]"
