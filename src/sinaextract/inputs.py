"""Command-line arguments -> the inputs to read, in a stable order.

A folder is walked in sorted order. What a walk meets is told apart by content where that matters: pages are `Input`s;
pictures, scripts, ``xxx_files/`` folders and other things that were saved beside pages are `Passed`.
"""

# ruff: noqa: PTH112, PTH116, PTH118, PTH119, PTH122, PTH123, PTH208
from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from os.path import basename, isdir, join, realpath, splitext  # pathlib would double the time of a walk
from pathlib import Path

from .errors import UnreadableInput
from .lazy import lazy_regex
from .limits import LIMITS

# Endings of things that browsers and crawlers save beside pages, and of the tool's own collections.
_ASSETS = frozenset(
    ".js .mjs .css .json .jsonl .map .svg .ico .woff .woff2 .ttf .otf .eot .png .jpg .jpeg .gif .webp .avif .bmp .mp3"
    " .mp4 .m4a .flv .swf .wasm .part .journal .parquet .csv .pdf".split()
)
_ASSET_FOLDER = lazy_regex(r"(?:_files|\.files|-filer)$")
_HIDDEN = lazy_regex(r"\.[^.]")
_PAGE_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".md", ".gz", ".zip", ".txt")
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # with members, and empty
OWN_OUTPUT = "this tool's own output"  # why an input is skipped


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read. ``name`` is the path as given; ``relative`` its place below the folder it came from."""

    name: str
    relative: str
    member: str | None = None  # of the ZIP archive at ``path``
    walked: bool = False  # met in a folder, not named by the user

    @property
    def path(self) -> Path:
        return Path(self.name[: -len(self.member) - 1] if self.member else self.name)

    def read(self) -> bytes:
        """The bytes. Raises `UnreadableInput` with the system's reason."""
        if self.name == "-":
            return sys.stdin.buffer.read()
        if self.member:
            from .sources import zipped  # only archives need it

            return zipped.read_member(self.path, self.member)
        try:
            return _read_file(self.path)
        except OSError as error:
            raise UnreadableInput(error.strerror or str(error)) from None

    def stamp(self) -> tuple[int, int, int]:
        """Size in bytes, modification and status change times in nanoseconds; zeros when it has none."""
        try:
            status = self.path.stat()
        except (OSError, ValueError):
            return 0, 0, 0
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def claims_to_be_a_page(self) -> bool:
        """The user named it, or its ending is one that pages have: then not being one is worth a word."""
        return not self.walked or self.name.lower().endswith(_PAGE_ENDINGS)


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
        raise UnreadableInput("not a regular file")
    if status.st_size > LIMITS.page_bytes:
        raise UnreadableInput(f"file of {status.st_size:,} bytes (limit {LIMITS.page_bytes:,})")
    return path.read_bytes()


def expand(
    arguments: Iterable[str], listed: Iterable[str] = (), outputs: Collection[Path] = ()
) -> Iterator[Input | Passed]:
    """What to read for files, folders, ZIP archives and ``-``.

    ``listed`` paths keep their folders below the output, as rsync does. ``outputs`` are this run's files and folders: a
    walk stays out of them.
    """
    own = frozenset(realpath(path) for path in outputs)
    for argument in arguments:
        yield from _argument(argument, "", own)
    for path in listed:
        yield from _argument(path, path, own)


def is_collection(argument: str) -> bool:
    """A folder or archive: more than one page may come out of it."""
    return argument != "-" and (isdir(argument) or _is_zip(argument))


def _argument(argument: str, place: str, own: Collection[str]) -> Iterator[Input | Passed]:
    """``place``: where it goes below the output; "" for the top (a file: under its own name)."""
    if argument == "-":
        yield Input("-", "stdin")
    elif isdir(argument):
        found = False
        for item in _walk(argument, place, own):
            found = True
            yield item
        if not found:
            yield Passed(argument, "refused", "no pages in this folder")
    else:
        yield from _file(argument, place or basename(argument), walked=False)


def _file(name: str, relative: str, walked: bool) -> Iterator[Input | Passed]:
    """A file as an input, or the members of the archive that it is."""
    if not _is_zip(name):
        yield Input(name, relative, walked=walked)
        return
    from .sources import zipped

    try:
        members = zipped.member_names(Path(name))
    except UnreadableInput as error:
        yield Passed(name, "failed", str(error))
        return
    if not members:
        yield Passed(name, "refused", "a ZIP archive without files in it")
    for member in members:
        if reason := _passed_over(member):
            yield Passed(f"{name}!{member}", "skipped", reason)
        else:
            yield Input(f"{name}!{member}", f"{relative}/{member}", member, walked=True)


def _is_zip(name: str) -> bool:
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):  # a FIFO must not be opened
            return False
        with open(name, "rb") as stream:
            return stream.read(4) in _ZIP_MAGIC
    except (OSError, ValueError):
        return False


def _walk(top: str, place: str, own: Collection[str]) -> Iterator[Input | Passed]:
    """Everything below ``top`` in the order of names, with an explicit stack: folders may be nested very deep."""
    real_top = realpath(top)
    pending = [("", [""])]  # folders below `top` and the names left in them, last one first
    while pending:
        folder, names = pending[-1]
        if not names:
            pending.pop()
            continue
        inside = join(folder, names.pop())
        path = join(top, inside) if inside else top
        is_own = bool(inside) and join(real_top, inside) in own
        try:
            mode = os.lstat(path).st_mode
            if not inside or stat.S_ISDIR(mode):
                if inside and (passed := _passed_folder(path, is_own)):
                    yield passed
                else:
                    pending.append((inside, sorted(os.listdir(path), reverse=True)))
            elif not is_own:
                yield from _leaf(path, join(place, inside), mode)
        except OSError as error:  # no permission, a dangling or looping link, a path that is too long
            yield Passed(path, "failed", error.strerror or str(error))


def _passed_folder(path: str, is_own: bool) -> Passed | None:
    name = basename(path)
    reason = OWN_OUTPUT if is_own else _passed_over(name + "/")
    return Passed(path, "skipped", reason, _count_files(path)) if reason else None


def _leaf(path: str, relative: str, mode: int) -> Iterator[Input | Passed]:
    """What is no folder. Raises OSError for a link that leads nowhere."""
    if stat.S_ISLNK(mode):
        mode = os.stat(path).st_mode
    reason = _passed_over(basename(path))
    if stat.S_ISDIR(mode):
        reason = "a link to a folder"  # its pages are met where they are; it may lead back up
    elif not stat.S_ISREG(mode):
        reason = "not a regular file"
    if reason:
        yield Passed(path, "skipped", reason)
    else:
        yield from _file(path, relative, walked=True)


def _passed_over(name: str) -> str:
    """Why a file (or, with a slash at its end, a folder) is no page, told by its path alone; "" for a page."""
    *folders, file = name.split("/")
    if any(map(_HIDDEN.match, (*folders, file))):
        return "hidden"
    is_asset = splitext(file)[1].lower() in _ASSETS or any(map(_ASSET_FOLDER.search, folders))
    return "saved beside a page" if is_asset else ""


def _count_files(folder: str) -> int:
    return sum(not name.startswith(".") for _, _, names in os.walk(folder) for name in names)
