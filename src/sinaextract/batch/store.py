"""Every byte that this tool writes to a disk is written here; no other module opens a file for writing.

A file is written under a random name beside its place, then renamed: it is there whole or not at all. Temporary names
are created anew (``O_EXCL``) and links are never followed, so what lies in a folder already is neither written through
nor written over. What a killed run left is removed by the next one that holds the same lock.
"""

# ruff: noqa: PTH103, PTH105, PTH108, PTH118, PTH208
from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from ..limits import LIMITS

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor
    from hashlib import blake2b
    from types import TracebackType

_ADDED = os.O_NOFOLLOW | os.O_CLOEXEC if hasattr(os, "O_NOFOLLOW") else getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _ADDED
MOST = 4 * LIMITS.page_bytes  # bytes of an output; what lies there may be anything, a sparse file of terabytes too
_STALE = 3600.0  # seconds; a file of `Tree` has its temporary name for a moment only
_AT_ONCE = 8  # files synchronised at the same time: the file system then commits them together


class InTheWay(OSError):  # noqa: N818  (reads as what it says)
    """What stands at a place is not this tool's to replace; another run's lock is held."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(errno.EEXIST, reason, str(path))


def digest(data: bytes) -> str:
    """What the journal keeps of an output, to tell whether it is as it was written."""
    return new_digest(data).hexdigest()


def new_digest(data: bytes = b"") -> blake2b:
    from hashlib import blake2b  # takes OpenSSL with it: a single page needs none

    return blake2b(data, digest_size=16)


def fingerprint(path: Path) -> str:
    """The size and checksum of a file, which tell whether anybody has changed it; "" where there is none. (A `digest`
    of a collection would take four times as long.)"""
    stream = open_regular(path)
    if stream is None:
        return ""
    size = checksum = 0
    with stream:
        while data := stream.read(1 << 20):
            checksum = zlib.crc32(data, checksum)
            size += len(data)
    return f"{size}:{checksum:08x}"


def make_folder(path: str | Path) -> None:
    """With all that it lies in."""
    try:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from None


class named_errors:  # noqa: N801  (used as a function; a generator would take three times as long, twice a page)
    """Errors of writing (a full disk) say to which file."""

    def __init__(self, path: str | Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, OSError) and not isinstance(error, InTheWay):
            raise OSError(error.errno, error.strerror, str(self.path)) from None


def write_all(stream: RawIOBase, data: bytes) -> None:
    """All of ``data`` to an unbuffered file, which may take it in parts."""
    done = stream.write(data) or 0
    while done < len(data):
        done += stream.write(memoryview(data)[done:]) or 0


def open_special(path: Path) -> FileIO:
    """A FIFO or device, to write to as it comes."""
    return FileIO(path, "wb")


def read_regular(path: str | Path) -> bytes | None:
    """The content of what is a file and no link; None for anything else, nothing and more than `MOST` included."""
    stream = open_regular(path)
    if stream is None:
        return None
    with stream:
        if os.fstat(stream.fileno()).st_size > MOST:
            return None
        return stream.read(MOST)


def open_regular(path: str | Path) -> BufferedReader | None:
    """A file that is no link, to be read; None for anything else."""
    try:
        return os.fdopen(_existing(path, os.O_RDONLY), "rb")
    except (OSError, ValueError):
        return None


def _writable(path: Path) -> FileIO:
    return FileIO(_existing(path, os.O_RDWR), "r+b")


def _existing(path: str | Path, mode: int) -> int:
    """An existing regular file, opened. Raises OSError for links and what is no file; never waits on a FIFO."""
    if not stat.S_ISREG(os.lstat(path).st_mode):  # before opening, for systems without O_NOFOLLOW
        raise InTheWay(path, "it is no regular file")
    descriptor = os.open(path, mode | _ADDED | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InTheWay(path, "it is no regular file")
    return descriptor


class Growing:
    """A file that is added to while a run goes on and gets its name, ``path``, when `commit` says so.

    Until then it is ``.NAME.RANDOM.part`` beside it. ``earlier`` is such a file that a killed run left, to go on with.
    """

    def __init__(self, path: Path, earlier: Path | None = None, keep: int = 0) -> None:
        """``keep``: bytes of ``earlier`` that stand."""
        self.path = path
        with named_errors(path):
            make_folder(path.parent)
            if earlier is None:
                self.part = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
                self.stream = FileIO(os.open(self.part, _NEW, 0o666), "r+b")
            else:
                self.part = earlier
                self.stream = _writable(earlier)
                self.stream.truncate(keep)
                self.stream.seek(keep)

    def write(self, data: bytes) -> None:
        with named_errors(self.path):
            write_all(self.stream, data)

    def synchronise(self) -> None:
        """Have what was written outlive a power cut."""
        with named_errors(self.path):
            os.fsync(self.stream.fileno())

    def commit(self) -> None:
        """It is whole: it becomes ``path``."""
        self.synchronise()
        self.stream.close()
        with named_errors(self.path):
            os.replace(self.part, self.path)
        _synchronise_folder(self.path.parent)

    def leave(self) -> None:
        """For a later run to go on with."""
        self.stream.close()

    def discard(self) -> None:
        self.stream.close()
        with contextlib.suppress(OSError):
            os.unlink(self.part)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Growing]:
    """A file that appears at ``path`` when the block has ended without an error, and not at all otherwise."""
    growing = Growing(path)
    try:
        yield growing
        growing.commit()
    except BaseException:
        growing.discard()
        raise


def leftovers(path: Path) -> list[Path]:
    """What killed runs left of a `Growing` file at ``path``, latest first. Only whoever holds the lock may touch it."""
    pattern = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{12}}\.part")
    with contextlib.suppress(OSError):
        found = [entry for entry in os.scandir(path.parent) if pattern.fullmatch(entry.name)]
        files = [(entry.stat(follow_symlinks=False), Path(entry.path)) for entry in found]
        regular = sorted((-status.st_mtime_ns, file) for status, file in files if stat.S_ISREG(status.st_mode))
        return [file for _, file in regular]
    return []


def remove_own(path: str | Path) -> None:
    """Remove a file that the caller knows to be this tool's."""
    with contextlib.suppress(FileNotFoundError), named_errors(path):
        os.unlink(path)


def remove_leftovers(path: Path) -> None:
    for part in leftovers(path):
        remove_own(part)


def open_lock_file(path: Path) -> int:
    """The descriptor of a file that is there or is made. Raises `InTheWay` where a link or no file is."""
    with named_errors(path):
        make_folder(path.parent)
        with contextlib.suppress(FileNotFoundError):  # as mostly; its last holder may remove it at any time
            if not stat.S_ISREG(os.lstat(path).st_mode):
                raise InTheWay(path, "it is no lock of this tool; remove it")
        return os.open(path, os.O_RDWR | os.O_CREAT | _ADDED, 0o666)


def open_log(path: Path, keep: int | None) -> FileIO:
    """A file beside an output that every run adds to, at its end: the journal, the report's pages.

    ``keep`` bytes of it stand; None makes it anew. Raises `InTheWay` where a link or no file is.
    """
    remove_leftovers(path)
    with named_errors(path):
        if keep is None:
            with whole(path) as empty:
                empty.write(b"")
        stream = _writable(path)
        stream.truncate(keep or 0)
        stream.seek(keep or 0)
        return stream


class Special(Growing):
    """A FIFO or device that stands where a `Growing` file would."""

    def __init__(self, path: Path) -> None:
        self.path = self.part = path
        self.stream = open_special(path)

    def commit(self) -> None:
        self.stream.close()


class Tree:
    """Files below ``root``. No link below it is followed. What killed runs left is removed, at once by whoever
    ``holds_lock``; where several runs may write, once nobody can be writing it any more.

    Paths are texts here: those of pathlib would double what a page costs beside its extraction.
    """

    def __init__(self, root: Path, holds_lock: bool) -> None:
        self.root, self.holds_lock = os.path.join(root, ""), holds_lock
        self.own = f".sinaextract.{zlib.crc32(os.fsencode(os.path.realpath(root))):08x}."  # temporary names start so
        self.folders: set[str] = set()  # below the root, found to be no links
        self.clean(self.root)

    def path(self, relative: str) -> str:
        """``relative``, with ``/``, below the root. Raises `InTheWay` where a link leads elsewhere."""
        self.check(relative.rpartition("/")[0])
        return self.root + relative

    def check(self, folder: str) -> None:
        """Raises `InTheWay` where ``folder`` is a link or a file; what a killed run left in it is removed."""
        if folder in self.folders:
            return
        if not folder:
            make_folder(self.root)
            self.folders.add(folder)
            return
        self.check(folder.rpartition("/")[0])
        place = self.root + folder
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISDIR(os.lstat(place).st_mode):
                raise InTheWay(place, "it is a link or a file, and outputs are not written through it")
            self.clean(place)
            self.folders.add(folder)

    def clean(self, folder: str) -> None:
        """Remove what killed runs left: its names say that they are of this root."""
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                if name.startswith(self.own) and name.endswith(".part"):
                    part = os.path.join(folder, name)
                    if self.holds_lock or time.time() - os.lstat(part).st_mtime > _STALE:
                        os.unlink(part)

    def write(self, relative: str, data: bytes) -> None:
        """``data`` at ``relative``, whole or not at all; replaces what is there: a link, not what it leads to."""
        path = self.path(relative)
        folder, _, name = relative.rpartition("/")
        with named_errors(path):
            if folder not in self.folders:
                make_folder(self.root + folder)
                self.check(folder)
            aside = f"{path[: len(path) - len(name)]}{self.own}{os.urandom(6).hex()}.part"
            descriptor = os.open(aside, _NEW, 0o666)
            try:
                with FileIO(descriptor, "wb") as stream:
                    write_all(stream, data)
                os.replace(aside, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(aside)
                raise

    def read(self, relative: str) -> bytes | None:
        """The file at ``relative``; None where none is, or only one that a link leads to."""
        try:
            return read_regular(self.path(relative))
        except OSError:
            return None

    def exists(self, relative: str) -> bool:
        """Whether anything has the name: also a link that leads nowhere."""
        return os.path.lexists(self.path(relative))

    def synchronise(self, relatives: Iterable[str]) -> None:
        """Have files of `write` outlive a power cut, with their names, before something says that they are there."""
        files = list(relatives)
        folders = {""}
        for folder in {file.rpartition("/")[0] for file in files}:
            while folder:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        threads = _threads()
        list(threads.map(self.synchronise_all, (files[first::_AT_ONCE] for first in range(min(_AT_ONCE, len(files))))))
        list(threads.map(_synchronise_folder, (self.root + folder for folder in folders)))

    def synchronise_all(self, relatives: Iterable[str]) -> None:
        for relative in relatives:
            _synchronise(self.root + relative)


@cache
def _threads() -> ThreadPoolExecutor:
    """They stay: a run synchronises several times a second."""
    from concurrent.futures import ThreadPoolExecutor  # a single page needs none

    return ThreadPoolExecutor(_AT_ONCE)


def _synchronise(path: str | Path) -> None:
    mode = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
    try:
        descriptor = os.open(path, mode | _ADDED)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _synchronise_folder(path: str | Path) -> None:
    """The names in a folder; not every system can."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            _synchronise(path)
