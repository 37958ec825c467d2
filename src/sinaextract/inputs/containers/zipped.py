"""ZIP archives: each member is an input of its own, named ``archive.zip!member``.

WACZ, the web archives of browser crawlers, are ZIP archives with WARCs in them, not compressed again: those are read in
place (``nested``). MAFF, Firefox's, has an ``index.rdf`` beside each page, which holds its address.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, BinaryIO

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_MEMBERS, RAISE_RATIO
from ...reading.bundle import Bundle
from ...text.patterns import lazy_regex
from ..assets import decoded_name, passed_over
from ..inputs import Input, Passed, Wanted
from ..raw_stream import check_size, read_limited
from .sources import Part, Source

if TYPE_CHECKING:
    from . import Container

_DIRECTORY_END, _DIRECTORY_END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
# <MAF:originalurl RDF:resource="https://…"/>
_ORIGINAL = lazy_regex(rb'<\w+:originalurl\s+\w+:resource="([^"<>]{1,2000})"', re.I)
_UNPACK = "unpack the archive and give the folder"
_UNIX = 3  # the system that a member was packed on
_LONGEST_END = (1 << 16) + 64  # bytes of the end of the directory with its comment
_LONGEST_ENTRY = 512  # bytes of the directory that a member may have on average


@dataclass(frozen=True, slots=True)
class ZipMember(Part):
    source: Source
    name: str

    def read(self) -> Bundle:
        return Bundle(_read_member(self.source, self.name), _stated_address(self.source, self.name))


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The members of an archive in archive order."""
    from . import nested  # it is the package's, which loads this module when it meets one

    name, relative, source, depth = container
    archive = _open(source)
    if _stands_behind_another(source, archive):
        yield Passed(name, "failed", "another ZIP archive, which is not read, stands before this one; take them apart")
    if archive.replaced:
        yield Passed(name, "skipped", "an older member of a name that comes again", archive.replaced)
    for member, info in archive.members.items():
        if reason := passed_over(member, wanted.columns is not None):
            yield Passed(f"{name}!{member}", "skipped", reason)
            continue
        page = Input(f"{name}!{member}", f"{relative}/{member}", ZipMember(source, member), walked=True)
        yield from nested(page, _in_place(source, info), depth, wanted)


def _stands_behind_another(source: Source, archive: _Archive) -> bool:
    """As `cat` joins them: the directory of the first ends where the second one begins."""
    start = min((info.header_offset for info in archive.members.values()), default=0)
    before = min(start, _LONGEST_END)
    return _DIRECTORY_END in source.part(start - before, before).head(before) if before else False


class _Archive:
    """An open archive and its members by name; of two with one name, the later one counts, as for any unpacker."""

    def __init__(self, source: Source) -> None:
        with ExitStack() as closing:
            stream = closing.enter_context(source.open())
            _check_directory(stream, source.size())
            self.zip = zipfile.ZipFile(stream)
            closing.pop_all()  # it stays open with the archive
        files = [info for info in self.zip.infolist() if not info.filename.endswith("/")]
        self.members = {_name(info): info for info in files}
        self.replaced = len(files) - len(self.members)


@lru_cache(maxsize=1)
def _opened(source: Source, stamp: tuple[int, ...]) -> _Archive:
    """Reading the list of members takes seconds for a large archive: once for all of them."""
    return _Archive(source)


def _open(source: Source) -> _Archive:
    try:
        return _opened(source, source.stamp())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableInput(f"damaged ZIP archive: {error}; {FETCH_AGAIN}") from None


def _check_directory(stream: BinaryIO, size: int) -> None:
    """Raises `UnreadableInput` when the list of members, which is read into memory, is larger than any real one."""
    stream.seek(max(0, size - _LONGEST_END))
    tail = stream.read()
    end = tail.rfind(_DIRECTORY_END)
    if end < 0:
        return  # zipfile will say what is wrong
    count, length = struct.unpack_from("<HI", tail.ljust(end + 16, b"\0"), end + 10)
    if tail[end - 20 : end - 16] == _LOCATOR_64:
        stream.seek(struct.unpack_from("<Q", tail, end - 12)[0] % (1 << 62))
        record = stream.read(56)
        if len(record) == 56 and record.startswith(_DIRECTORY_END_64):
            count, length = struct.unpack_from("<QQ", record, 32)
    if count > LIMITS.archive_members:
        raise UnreadableInput(f"ZIP archive with {count:,} members (limit {LIMITS.archive_members:,}); {RAISE_MEMBERS}")
    if length > _LONGEST_ENTRY * LIMITS.archive_members:
        raise UnreadableInput(f"ZIP archive whose list of members has {length:,} bytes; {RAISE_MEMBERS}")


def _in_place(source: Source, info: zipfile.ZipInfo) -> Source | None:
    """Where a member lies that is stored as it is; None for a compressed or encrypted one."""
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 0x1 or info.file_size != info.compress_size:
        return None
    with source.open() as stream:
        stream.seek(info.header_offset)
        header = stream.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        return None
    return source.part(info.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26)), info.file_size)


def _read_member(source: Source, name: str) -> bytes:
    """The bytes of one member. Raises `UnreadableInput` when it is damaged, encrypted or a bomb."""
    archive = _open(source)
    info = archive.members.get(name)
    if info is None:
        raise UnreadableInput("no such member in the ZIP archive; it changed since the run began, run again")
    if info.flag_bits & 0x1:
        raise UnreadableInput(f"encrypted ZIP member; {_UNPACK}")
    check_size("ZIP member", info.file_size)
    if info.file_size > LIMITS.compression_ratio * max(info.compress_size, 1024):
        raise UnreadableInput(
            f"ZIP member packed more than {LIMITS.compression_ratio}:1, taken for a bomb; {RAISE_RATIO}"
        )
    try:
        with archive.zip.open(info) as stream:
            return read_limited(stream, "in a ZIP member")  # type: ignore[arg-type]
    except NotImplementedError:
        raise UnreadableInput(
            f"ZIP member packed by method {info.compress_type}, which cannot be read; {_UNPACK}"
        ) from None
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise UnreadableInput(f"damaged ZIP member: {error}; {FETCH_AGAIN}") from None


def _stated_address(source: Source, name: str) -> str | None:
    """The address of a page in a MAFF."""
    description = name.rpartition("/")[0] + "/index.rdf"
    if description not in _open(source).members:
        return None
    try:
        match = _ORIGINAL.search(_read_member(source, description))
    except UnreadableInput:
        return None
    return unescape(match[1].decode("utf-8", "replace")) if match else None


def _name(info: zipfile.ZipInfo) -> str:
    """zipfile reads names without the UTF-8 flag as cp437: they are GBK of Chinese Windows, or UTF-8 of macOS."""
    encodings = ("utf-8", "gb18030") if info.create_system == _UNIX else ("gb18030",)
    with suppress(UnicodeEncodeError):
        if not info.flag_bits & 0x800:
            return decoded_name(info.filename.encode("cp437"), info.filename, encodings)
    return info.filename or "unnamed"
