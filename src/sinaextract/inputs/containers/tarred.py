"""tar archives, plain or packed: each member is an input of its own, named ``archive.tar.gz!member``."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_MEMBERS
from ...reading.bundle import Bundle
from ..assets import passed_over
from ..inputs import Input, Passed, Wanted
from . import packings
from .slices import Slice, Source

if TYPE_CHECKING:
    from . import Container

_LOST = "what stood between it and the next header is lost"


@dataclass(frozen=True, slots=True)
class TarMember:
    """One file of an archive by its place in what the archive unpacks to."""

    slice: Slice
    is_listed: bool = False

    @property
    def path(self) -> Path:
        return self.slice.path

    def read(self) -> Bundle:
        return Bundle(self.slice.read())


class _Header(tarfile.TarInfo):
    """Notes where a header is damaged, which tarfile passes over in search of the next one."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Any:
        state = cast(Any, archive)
        try:
            found = super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            state.after_end = True  # another archive may follow, as `cat` joins them; rubbish is none of it
            raise
        except tarfile.InvalidHeaderError:  # type: ignore[attr-defined]
            state.is_damaged = not getattr(state, "after_end", False)
            raise
        state.after_end = False
        return found


class _Bounded:
    """A stream that gives tarfile no more at once than a page may have: a header may claim gigabytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int) -> bytes:
        if size > LIMITS.page_bytes:
            raise OSError(f"a header of {size:,} bytes")
        return self.stream.read(size)


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The members of an archive in archive order."""
    from . import nested  # it is the package's, which loads this module when it meets one

    name, relative, source, depth = container
    count = 0
    try:
        raw = source.open()
        is_packed = packings.packing_of(raw.read(6)) is not None
        raw.seek(0)
        stream = cast(BinaryIO, _Bounded(packings.opened(raw)))
        with _open(stream) as archive:
            while (info := archive.next()) is not None or _is_damaged(archive):
                archive.members.clear()  # type: ignore[attr-defined]  # else it keeps all of them
                if _is_damaged(archive):
                    archive.is_damaged = False  # type: ignore[attr-defined]
                    yield Passed(name, "failed", f"damaged tar header after member {count}: {_LOST}; {FETCH_AGAIN}")
                if info is None:
                    break
                if info.isdir():
                    continue
                count += 1
                if count > LIMITS.archive_members:
                    reason = f"tar archive with more than {LIMITS.archive_members:,} members; {RAISE_MEMBERS}"
                    yield Passed(name, "failed", reason)
                    return
                member = _member_name(info.name)
                if reason := passed_over(member) or ("" if info.isreg() else "not a regular file"):
                    yield Passed(f"{name}!{member}", "skipped", reason)
                    continue
                if info.issparse():
                    yield Passed(
                        f"{name}!{member}", "failed", "a sparse member; unpack the archive and give the folder"
                    )
                    continue
                place = Slice(source, info.offset_data, info.size)
                page = Input(f"{name}!{member}", f"{relative}/{member}", TarMember(place), walked=True)
                if is_packed:
                    yield page
                else:
                    inner = Source(source.name, source.start + info.offset_data, info.size)
                    yield from nested(page, inner, depth, wanted)
    except UnreadableInput as error:
        yield Passed(name, "failed", str(error))
    except (OSError, tarfile.TarError, ValueError, OverflowError) as error:
        yield Passed(name, "failed", f"damaged tar archive after member {count}: {error}; {FETCH_AGAIN}")
    if not count:
        yield Passed(name, "refused", "a tar archive without files in it; pack the saved pages anew")


def _open(stream: BinaryIO) -> tarfile.TarFile:
    options: dict[str, Any] = {"errors": "surrogateescape", "encoding": "utf-8", "ignore_zeros": True}
    return tarfile.open(fileobj=stream, mode="r:", tarinfo=_Header, **options)


def _is_damaged(archive: tarfile.TarFile) -> bool:
    return getattr(archive, "is_damaged", False)


def _member_name(name: str) -> str:
    """Names are bytes; Chinese systems wrote GBK ones."""
    data = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding) or "unnamed"
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
