"""Files that are never half there: written under a temporary name, then renamed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".sinaextract-tmp"  # folder for files being written; on the same file system as where they go


class Workshop:
    """Writes files that end up in ``root`` or below it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / TEMPORARY
        self.clear()  # what a killed run left

    def write(self, path: Path, data: bytes) -> None:
        """``data`` at ``path``, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / str(os.getpid())
        with named_errors(path):
            with aside.open("wb", buffering=0) as stream:
                write_all(stream, data)
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(path)

    def clear(self) -> None:
        with contextlib.suppress(OSError):
            for leftover in self.folder.iterdir():
                leftover.unlink()
            self.folder.rmdir()


def write_all(stream: BinaryIO, data: bytes) -> None:
    """All of ``data`` to an unbuffered file, which may take it in parts."""
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


@contextlib.contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Errors of writing (a full disk) say to which file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
