"""Standard streams as they may be met: closed, full, or with nobody at the other end."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Unheard(io.FileIO):
    """A file whose writes never fail: messages that nobody can read must not end the work that they tell of."""

    def write(self, data: ReadableBuffer) -> int:
        try:
            written = super().write(data)
        except OSError:
            written = None
        return memoryview(data).nbytes if written is None else written


def prepare() -> None:
    """Make the standard streams safe to use, before anything else is opened.

    A closed one (``>&-``) would leave its number to the next file that is opened, which would then be written to by
    whoever means the stream. Where standard output was, writing fails with EBADF; messages go nowhere.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest number that is free: this one
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # help and views in a charset without Chinese; data go as bytes
    if sys.stderr is None or os.name != "nt" or not sys.stderr.isatty():  # a Windows console has a stream of its own
        encoding = sys.stderr.encoding if sys.stderr else "utf-8"
        unheard = io.BufferedWriter(_Unheard(2, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(unheard, encoding, "backslashreplace", line_buffering=True)


def give_up_stdout() -> None:
    """What is still buffered would fail again, loudly, when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
