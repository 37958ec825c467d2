"""ZIP archives: each member is an input of its own, named ``archive.zip!member``."""

from __future__ import annotations

import lzma
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_MEMBERS, RAISE_PAGE_BYTES, RAISE_RATIO
from ...reading.bundle import Bundle
from ..assets import passed_over
from ..inputs import Input, Passed, open_regular
from .gzipped import read_limited


@dataclass(frozen=True, slots=True)
class ZipMember:
    path: Path
    name: str
    is_listed: bool = True

    def read(self) -> Bundle:
        return Bundle(read_member(self.path, self.name))


def inputs(name: str, relative: str) -> Iterator[Input | Passed]:
    """The members of the archive ``name`` in archive order."""
    try:
        members = member_names(Path(name))
    except UnreadableInput as error:
        yield Passed(name, "failed", str(error))
        return
    if not members:
        yield Passed(name, "refused", "a ZIP archive without files in it; pack the saved pages anew")
    for member in members:
        if reason := passed_over(member):
            yield Passed(f"{name}!{member}", "skipped", reason)
        else:
            yield Input(f"{name}!{member}", f"{relative}/{member}", ZipMember(Path(name), member), walked=True)


class _Archive:
    """An open archive and its members by name; of two with one name, the later one counts, as for any unpacker."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(open_regular(path))
        self.members = {_name(info): info for info in self.zip.infolist() if not info.filename.endswith("/")}


@lru_cache(maxsize=1)
def _opened(path: Path, stamp: int) -> _Archive:
    """Reading the list of members takes seconds for a large archive: once for all of them."""
    return _Archive(path)


def _open(path: Path) -> _Archive:
    try:
        return _opened(path, path.stat().st_mtime_ns)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableInput(f"damaged ZIP archive: {error}; {FETCH_AGAIN}") from None


def member_names(path: Path) -> tuple[str, ...]:
    """Names of the members that are files, in archive order. Raises `UnreadableInput` for a damaged archive."""
    members = _open(path).members
    if len(members) > LIMITS.archive_members:
        raise UnreadableInput(
            f"ZIP archive with {len(members):,} members (limit {LIMITS.archive_members:,}); {RAISE_MEMBERS}"
        )
    return tuple(members)


def read_member(path: Path, name: str) -> bytes:
    """The bytes of one member. Raises `UnreadableInput` when it is damaged, encrypted or a bomb."""
    archive = _open(path)
    info = archive.members.get(name)
    if info is None:
        raise UnreadableInput("no such member in the ZIP archive; it changed since the run began, run again")
    if info.flag_bits & 0x1:
        raise UnreadableInput("encrypted ZIP member; unpack the archive and give the folder")
    if info.file_size > LIMITS.page_bytes:
        raise UnreadableInput(
            f"ZIP member of {info.file_size:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}"
        )
    if info.file_size > LIMITS.compression_ratio * max(info.compress_size, 1024):
        raise UnreadableInput(
            f"ZIP member packed more than {LIMITS.compression_ratio}:1, taken for a bomb; {RAISE_RATIO}"
        )
    try:
        with archive.zip.open(info) as stream:
            return read_limited(stream, "ZIP member")  # type: ignore[arg-type]
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, lzma.LZMAError) as error:
        raise UnreadableInput(f"damaged ZIP member: {error}; {FETCH_AGAIN}") from None


def _name(info: zipfile.ZipInfo) -> str:
    """Chinese Windows writes GBK names without the UTF-8 flag; zipfile reads those as cp437."""
    if not info.filename:
        return "unnamed"
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
