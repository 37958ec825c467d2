"""Command-line arguments -> the inputs to read, in a stable order.

A folder is walked in sorted order. What a walk meets is told apart by content where that matters: pages are `Input`s;
pictures, scripts, ``xxx_files/`` folders and other things that were saved beside pages are `Passed`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import UnreadableInput
from .limits import LIMITS
from .sources import zipped

# Endings of things that browsers and crawlers save beside pages, and of the tool's own collections.
_ASSETS = frozenset(
    ".js .mjs .css .json .jsonl .map .svg .ico .woff .woff2 .ttf .otf .eot .png .jpg .jpeg .gif .webp .avif .bmp .mp3"
    " .mp4 .m4a .flv .swf .wasm .part .journal .parquet .csv .pdf".split()
)
_ASSET_FOLDER = re.compile(r"(?:_files|\.files|-filer)$")
_PAGE_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".md", ".gz", ".txt")


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
            return zipped.read_member(self.path, self.member)
        try:
            return _read_file(self.path)
        except OSError as error:
            raise UnreadableInput(error.strerror or str(error)) from None

    def stamp(self) -> tuple[int, int]:
        """Size in bytes and modification time in nanoseconds; zeros when it has none."""
        try:
            status = self.path.stat()
        except OSError:
            return 0, 0
        return status.st_size, status.st_mtime_ns

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


def expand(arguments: Iterable[str], exclude: Path | None = None) -> Iterator[Input | Passed]:
    """What to read for files, folders, ZIP archives and ``-``. ``exclude``: a folder to stay out of (the output)."""
    for argument in arguments:
        if argument == "-":
            yield Input("-", "stdin")
        elif Path(argument).is_dir():
            found = False
            for item in _walk(argument, exclude.resolve() if exclude else None):
                found = True
                yield item
            if not found:
                yield Passed(argument, "refused", "no pages in this folder")
        else:
            yield from _file(argument, Path(argument).name, walked=False)


def _file(name: str, relative: str, walked: bool) -> Iterator[Input | Passed]:
    """A file as an input, or the members of the archive that it is."""
    if not _is_zip(name):
        yield Input(name, relative, walked=walked)
        return
    try:
        for member in zipped.member_names(Path(name)):
            if _is_asset(member):
                yield Passed(f"{name}!{member}", "skipped", "saved beside a page")
            else:
                yield Input(f"{name}!{member}", f"{relative}/{member}", member, walked=True)
    except UnreadableInput as error:
        yield Passed(name, "failed", str(error))


def _is_zip(name: str) -> bool:
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116  (a FIFO must not be opened)
            return False
        with open(name, "rb") as stream:  # noqa: PTH123
            return stream.read(4) in zipped.MAGIC
    except OSError:
        return False


def _walk(folder: str, exclude: Path | None) -> Iterator[Input | Passed]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Passed(folder, "failed", error.strerror or str(error))
        return
    for entry in entries:
        yield from _entry(entry, folder, exclude)


def _entry(entry: os.DirEntry[str], top: str, exclude: Path | None) -> Iterator[Input | Passed]:
    pending = [entry]
    while pending:  # a stack, not recursion: folders may be nested deeper than Python's stack
        current = pending.pop()
        if current.name.startswith("."):
            yield Passed(current.path, "skipped", "hidden")
        elif current.is_dir(follow_symlinks=False):
            if exclude and Path(current.path).resolve() == exclude:
                yield Passed(current.path, "skipped", "the output folder")
            elif _ASSET_FOLDER.search(current.name):
                yield Passed(current.path, "skipped", "saved beside a page", _count_files(current.path))
            else:
                try:
                    inside = sorted(os.scandir(current.path), key=lambda e: e.name, reverse=True)
                    pending += inside
                except OSError as error:
                    yield Passed(current.path, "failed", error.strerror or str(error))
        else:
            yield from _leaf(current, top)


def _leaf(entry: os.DirEntry[str], top: str) -> Iterator[Input | Passed]:
    relative = os.path.relpath(entry.path, top)
    try:
        if entry.is_symlink() and entry.is_dir():
            yield Passed(entry.path, "skipped", "a link to a folder")
            return
        mode = entry.stat().st_mode
    except OSError as error:  # dangling or looping link
        yield Passed(entry.path, "failed", error.strerror or str(error))
        return
    if not stat.S_ISREG(mode):
        yield Passed(entry.path, "skipped", "not a regular file")
    elif _is_asset(entry.name):
        yield Passed(entry.path, "skipped", "saved beside a page")
    else:
        yield from _file(entry.path, relative, walked=True)


def _is_asset(name: str) -> bool:
    folders = name.split("/")[:-1]
    return os.path.splitext(name)[1].lower() in _ASSETS or any(map(_ASSET_FOLDER.search, folders))  # noqa: PTH122


def _count_files(folder: str) -> int:
    return sum(len(names) for _, _, names in os.walk(folder))
