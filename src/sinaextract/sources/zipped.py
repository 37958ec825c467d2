"""ZIP archives: each member is an input of its own, named ``archive.zip!member``."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import UnreadableInput
from ..limits import LIMITS
from .gzipped import read_limited

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # with members, and empty


def member_names(path: Path) -> Iterator[str]:
    """Names of the members that are files, in archive order. Raises `UnreadableInput` for a damaged archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableInput(f"damaged ZIP archive: {error}") from None
    if len(infos) > LIMITS.archive_members:
        raise UnreadableInput(f"ZIP archive with {len(infos):,} members (limit {LIMITS.archive_members:,})")
    yield from (_name(info) for info in infos if not info.is_dir())


def read_member(path: Path, name: str) -> bytes:
    """The bytes of one member. Raises `UnreadableInput` when it is damaged, encrypted or a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = next(i for i in archive.infolist() if _name(i) == name)
            if info.file_size > LIMITS.page_bytes:
                raise UnreadableInput(f"ZIP member of {info.file_size:,} bytes (limit {LIMITS.page_bytes:,})")
            if info.file_size > LIMITS.compression_ratio * max(info.compress_size, 1024):
                raise UnreadableInput(f"ZIP member packed more than {LIMITS.compression_ratio}:1, taken for a bomb")
            with archive.open(info) as stream:
                return read_limited(stream, "ZIP member")  # type: ignore[arg-type]
    except StopIteration:
        raise UnreadableInput("no such member in the ZIP archive") from None
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableInput(f"damaged ZIP archive: {error}") from None


def _name(info: zipfile.ZipInfo) -> str:
    """Chinese Windows writes GBK names without the UTF-8 flag; zipfile reads those as cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
