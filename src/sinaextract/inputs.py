"""Command-line arguments -> the inputs to read, in a stable order."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import UnreadableInput


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read. ``name`` is the path as given; ``relative`` is its place below the folder it came from."""

    name: str
    relative: str

    def read(self) -> bytes:
        """The bytes. Raises `UnreadableInput` with the system's reason."""
        if self.name == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(self.name).read_bytes()
        except OSError as error:
            raise UnreadableInput(error.strerror or str(error)) from None


def expand(arguments: Iterable[str]) -> Iterator[Input | tuple[str, str]]:
    """Inputs for files, folders (recursive, sorted) and ``-``; ``(name, reason)`` for what holds none."""
    for argument in arguments:
        if argument == "-" or not Path(argument).is_dir():
            yield Input(argument, Path(argument).name)
            continue
        inside = list(_walk(argument))
        if not inside:
            yield argument, "no pages in this folder"
        yield from inside


def _walk(folder: str) -> Iterator[Input]:
    for directory, subdirectories, names in os.walk(folder):
        subdirectories[:] = sorted(d for d in subdirectories if not d.startswith("."))
        for name in sorted(names):
            path = os.path.join(directory, name)  # noqa: PTH118  (keeps the path as given)
            if not name.startswith(".") and Path(path).is_file():
                yield Input(path, os.path.relpath(path, folder))
