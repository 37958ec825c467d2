"""What a batch has done so far, beside its output: the base of ``--resume``.

One JSON line per finished input: name, stamp (size and modification time), outcome, output path or the end of its
record in the output file, and its key for ``--dedupe``. The first line holds the options; with others, a resumed run
starts over. A last line cut off by a crash is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    stamp: tuple[int, int]
    outcome: str
    reason: str = ""
    output: str = ""  # path below the output folder
    end: int = 0  # bytes of the output file up to and including this input's record
    key: str = ""
    template: str = ""


def read(path: Path, options: Mapping[str, Any]) -> list[Entry]:
    """The entries of an earlier run with the same options; empty when there is none to go on with."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return []
    entries: list[Entry] = []
    try:
        if json.loads(lines[0]) != dict(options):
            return []
        for line in lines[1:-1]:  # what follows the last newline is incomplete
            values = json.loads(line)
            entries.append(Entry(**{**values, "stamp": tuple(values["stamp"])}))
    except (ValueError, TypeError, KeyError):
        pass  # a damaged journal is worth what stands before the damage
    return entries


def create(path: Path, options: Mapping[str, Any], entries: list[Entry]) -> BinaryIO:
    """A journal open for appending, holding ``entries``. Written aside and renamed: never half there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".new")
    with aside.open("wb") as stream:
        stream.write(_line(dict(options)))
        for entry in entries:
            stream.write(_line(asdict(entry)))
    aside.replace(path)
    return path.open("ab", buffering=0)


def append(stream: BinaryIO, entry: Entry) -> None:
    stream.write(_line(asdict(entry)))


def _line(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
