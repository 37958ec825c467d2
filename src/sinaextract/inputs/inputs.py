"""What there is to read: files, standard input, and parts of containers, all of one kind.

``discover.py`` finds them; ``containers/`` knows the containers.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ..errors import UnreadableInput, system_reason
from ..limits import LIMITS
from ..named_tuples import NamedTuple
from ..reading.bundle import Bundle
from ..text.digest import sha256
from . import remote
from .assets import PACKED_ENDINGS, PAGE_ENDINGS
from .raw_stream import check_size, read_limited

LEFT_OUT = "left out as asked"  # why an input is skipped: --include, --exclude
OWN_OUTPUT = "this tool's own output"  # why an input is skipped


class Columns(NamedTuple):
    """Which columns of a table hold a page and its address."""

    html: str
    url: str | None = None


SINA_HOSTS = ("sina.com.cn", "sina.cn")


class Wanted(NamedTuple):
    """What the user asked for of containers."""

    columns: Columns | None = None  # of tables; without them tables are passed over
    hosts: tuple[str, ...] = SINA_HOSTS  # of web archives: these and those below them; ``*`` is any
    at_once: bool = False  # the pages of a web archive come `Loaded`, for who reads all of it in this process anyway


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


class Loaded(NamedTuple):
    """A page that is here already, or the reason why it cannot be."""

    bundle: Bundle | None
    reason: str = ""
    path: Path = Path()
    is_listed: bool = True
    is_stream: bool = False  # it came from standard input or a pipe: what it is, only its content tells

    @classmethod
    def of(cls, read: Callable[[], Bundle], path: Path = Path(), is_stream: bool = False) -> Loaded:
        try:
            return cls(read(), "", path, is_stream=is_stream)
        except UnreadableInput as error:
            return cls(None, error.reason, path, is_stream=is_stream)

    def read(self) -> Bundle:
        if self.bundle is None:
            raise UnreadableInput(self.reason)
        return self.bundle


class Piped(NamedTuple):
    """A pipe that the user named: ``<(curl …)``, a FIFO. Only this process can read it, and once."""

    path: Path
    is_listed: bool = True

    def read(self) -> Bundle:
        try:
            return Bundle(_read_pipe(self.path))
        except OSError as error:
            raise UnreadableInput(system_reason(error)) from None


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
        try:
            if self.name == "-":
                return Bundle(_read_standard_input())
            with open_regular(self.name) as stream:
                return Bundle(_read_limited(stream))
        except OSError as error:
            raise UnreadableInput(system_reason(error)) from None
        except ValueError as error:  # a NUL in a path of --files-from
            raise UnreadableInput(f"{error}; check its name") from None

    def stamp(self) -> tuple[int, int, int]:
        """Size in bytes, modification and status change times in nanoseconds; zeros when it has none.

        Standard input that is here has its size and what its content hashes to.
        """
        if isinstance(self.member, Loaded) and (self.member.is_stream or self.member.path == Path()):
            data = self.member.bundle.html if self.member.is_stream and self.member.bundle else b""
            return len(data), int(sha256(data)[:12], 16) if data else 0, 0
        if remote.is_address(self.name):
            archive = remote.stamp(self.name.partition("!")[0])
            return archive if any(archive) else remote.stamp(self.name)
        try:
            status = os.stat(self.member.path if self.member else self.name)  # noqa: PTH116  (a third of the time)
        except (OSError, ValueError):
            return 0, 0, 0
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def claims_to_be_a_page(self) -> bool:
        """The user named it, or its ending is one that pages have: then not being one is worth a word."""
        return not self.walked or self.name.lower().endswith((*PAGE_ENDINGS, *PACKED_ENDINGS))


class Passed(NamedTuple):
    """What is no input: ``outcome`` is ``skipped`` (an asset), ``refused`` or ``failed``. ``files`` counts."""

    name: str
    outcome: str
    reason: str
    files: int = 1


def unless_empty(found: Iterator[Input | Passed], name: str, reason: str) -> Iterator[Input | Passed]:
    """What is ``found``, or that nothing was."""
    first = next(found, None)
    yield first or Passed(name, "refused", reason)
    yield from found


def here(item: Input | Passed) -> Input | Passed:
    """``item``; standard input and pipes with their page, which nobody but this process can read."""
    if not isinstance(item, Input) or not (isinstance(item.member, Piped) or (item.name == "-" and not item.member)):
        return item
    return item._replace(member=Loaded.of(item.read, item.path, is_stream=True))


def is_pipe(name: str) -> bool:
    try:
        return stat.S_ISFIFO(Path(name).stat().st_mode)
    except (OSError, ValueError):
        return False


_PATIENCE = 3.0  # seconds until somebody must have opened a FIFO for writing


def _read_pipe(path: Path) -> bytes:
    """Raises `UnreadableInput` when nobody comes to write to it: waiting could last for ever."""
    with os.fdopen(os.open(path, _HOW_TO_OPEN), "rb", buffering=0) as stream:
        end = time.monotonic() + _PATIENCE
        while (first := stream.read(1)) == b"" and time.monotonic() < end:  # None: a writer is there, and slow
            time.sleep(0.02)
        if first == b"":
            raise UnreadableInput("a pipe that nobody writes to; start its writer, or name a file")
        os.set_blocking(stream.fileno(), True)
        return (first or b"") + read_limited(io.BufferedReader(stream), "from a pipe")


def open_regular(path: str | Path) -> BinaryIO:
    """A regular file for reading. Raises `OSError`, or `UnreadableInput` for what is none."""
    # With a size for the buffer: else the system is asked for one, and whether it is a terminal.
    return os.fdopen(_opened(path), "rb", io.DEFAULT_BUFFER_SIZE)


def first_bytes(path: str | Path, size: int) -> bytes:
    """Of a file, to be told what it may hold: a walk asks each that it meets, and what kind of file it is would take
    half as long again. Nothing is taken from pipes. Raises `OSError`."""
    descriptor = os.open(path, _HOW_TO_OPEN)
    try:
        return os.pread(descriptor, size, 0) if hasattr(os, "pread") else os.read(descriptor, size)
    finally:
        os.close(descriptor)


def _opened(path: str | Path) -> int:
    """The descriptor of a regular file. A FIFO or device is found out only once it is open, since names may change
    their meaning, and opening never waits for it."""
    try:
        descriptor = os.open(path, _HOW_TO_OPEN)
    except OSError as error:
        raise UnreadableInput(_NOT_REGULAR) if error.errno == errno.ENXIO else error from None  # a socket
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableInput(_NOT_REGULAR)
    return descriptor


_NOT_REGULAR = "not a regular file; give a file, a folder or - for standard input"
_HOW_TO_OPEN = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY", "O_NOCTTY"))


def _read_limited(stream: BinaryIO) -> bytes:
    """A file of bearable size, told by what the system says of it or, where that is wrong, by its content."""
    size = os.fstat(stream.fileno()).st_size
    data = stream.read(size + 1) if size <= LIMITS.page_bytes else b""  # room for 64 MiB takes time to have and to free
    if len(data) > size:
        data += stream.read(LIMITS.page_bytes + 1 - len(data))
    check_size("file", max(size, len(data)))
    return data


def _read_standard_input() -> bytes:
    if sys.stdin is None:
        raise UnreadableInput("standard input is closed; give it a page, or name a file")
    return read_limited(sys.stdin.buffer, "on standard input")
