"""What there is to read: files, standard input, and parts of containers, all of one kind.

``discover.py`` finds them; ``sources/`` knows the containers.
"""

from __future__ import annotations

import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from ..errors import UnreadableInput, system_reason
from ..limits import LIMITS, RAISE_PAGE_BYTES
from ..reading.bundle import Bundle
from .assets import PACKED_ENDINGS, PAGE_ENDINGS

OWN_OUTPUT = "this tool's own output"  # why an input is skipped


class Columns(NamedTuple):
    """Which columns of a table hold a page and its address."""

    html: str
    url: str | None = None


class Member(Protocol):
    """A page inside a container: where it lies, not what it holds, so that it travels to a worker at no cost."""

    @property
    def is_listed(self) -> bool:
        """Its container lists its members; to count others, all of the container must be read."""

    @property
    def path(self) -> Path:
        """The container."""

    def read(self) -> Bundle:
        """The page. Raises `UnreadableInput`."""


class Input(NamedTuple):
    """One thing to read. ``name`` is the path as given; ``relative`` its place below the folder it came from."""

    name: str
    relative: str
    member: Member | None = None
    walked: bool = False  # met in a folder, not named by the user

    @property
    def path(self) -> Path:
        return self.member.path if self.member else Path(self.name)

    def read(self) -> Bundle:
        """The bytes and what their container says of them. Raises `UnreadableInput` with the system's reason."""
        if self.member:
            return self.member.read()
        if self.name == "-":
            return Bundle(sys.stdin.buffer.read())
        try:
            return Bundle(_read_file(self.path))
        except OSError as error:
            raise UnreadableInput(system_reason(error)) from None

    def stamp(self) -> tuple[int, int, int]:
        """Size in bytes, modification and status change times in nanoseconds; zeros when it has none."""
        try:
            status = self.path.stat()
        except (OSError, ValueError):
            return 0, 0, 0
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def claims_to_be_a_page(self) -> bool:
        """The user named it, or its ending is one that pages have: then not being one is worth a word."""
        return not self.walked or self.name.lower().endswith((*PAGE_ENDINGS, *PACKED_ENDINGS))


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is no input: ``outcome`` is ``skipped`` (an asset), ``refused`` or ``failed``; ``count`` files."""

    name: str
    outcome: str
    reason: str
    count: int = 1


def _read_file(path: Path) -> bytes:
    """A regular file of bearable size; never waits on a FIFO or device."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableInput("not a regular file; give a file, a folder or - for standard input")
    if status.st_size > LIMITS.page_bytes:
        raise UnreadableInput(f"file of {status.st_size:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
    return path.read_bytes()
