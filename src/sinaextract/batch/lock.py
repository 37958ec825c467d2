"""One run at a time for an output: the lock beside it, which the system drops however the run ends.

(The package filelock takes a tenth of a second to load.)
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from .store import InTheWay, named_errors, open_lock_file, remove_own


def bookkeeping(path: Path, is_folder: bool) -> tuple[Path, Path]:
    """The journal and the lock of the output ``path``."""
    if is_folder:
        return path / ".sinaextract.journal", path / ".sinaextract.lock"
    return path.with_name(f".{path.name}.journal"), path.with_name(f".{path.name}.lock")


@contextlib.contextmanager
def locked(path: Path, is_folder: bool, wait: float) -> Iterator[None]:
    """Hold the lock of the output ``path``; its file is gone when the run is over.

    Raises `InTheWay` when another run holds it after ``wait`` seconds.
    """
    place = bookkeeping(path, is_folder)[1]
    end = time.monotonic() + wait
    while (descriptor := _lock(place, path)) is None:
        if time.monotonic() >= end:
            raise InTheWay(path, "another run is writing to it; wait for its end, or write elsewhere with -o")
        time.sleep(0.05)
    try:
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(descriptor)
        with contextlib.suppress(OSError):
            remove_own(place)
        if sys.platform != "win32":
            os.close(descriptor)


def _lock(place: Path, path: Path) -> int | None:
    """The open lock file of the output ``path``, which errors name, or None while another process has it."""
    with named_errors(path):
        descriptor = open_lock_file(place)
    try:
        if sys.platform == "win32":
            import msvcrt  # Windows alone has it

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # Windows has none

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_nlink == 0:  # its last holder removed it between our two steps
                raise BlockingIOError
    except (BlockingIOError, PermissionError):  # the second: Windows
        os.close(descriptor)
        return None
    except OSError:  # a file system without locks: there is nothing to wait for
        pass
    return descriptor
