"""tar archives, plain or packed: each member is an input of its own, named ``archive.tar.gz!member``."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_MEMBERS
from ..assets import decoded_name, passed_over
from ..inputs import Input, Passed, Wanted
from . import packings
from .slices import Slice

if TYPE_CHECKING:
    from . import Container

_LINKS = {tarfile.LNKTYPE: "the same file as another member", tarfile.SYMTYPE: "a link"}
_LOST = "what stood between it and the next header is lost"
_SPARSE = "a sparse member; unpack the archive and give the folder"


class _Header(tarfile.TarInfo):
    """Notes in its archive where a header is damaged, which tarfile passes over in search of the next one."""

    @classmethod
    def fromtarfile(cls, archive: Any) -> Any:
        try:
            found = super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            archive.after_end = True  # another archive may follow, as `cat` joins them; rubbish is none of it
            raise
        except tarfile.InvalidHeaderError:  # type: ignore[attr-defined]
            archive.is_damaged = not archive.after_end
            raise
        except (tarfile.EmptyHeaderError, tarfile.TruncatedHeaderError):  # type: ignore[attr-defined]
            archive.is_cut = not archive.after_end
            raise
        archive.after_end = False
        return found


class _Archive(tarfile.TarFile):
    tarinfo = _Header
    is_damaged = after_end = is_cut = False
    members: list[tarfile.TarInfo]


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
        unpacked = packings.opened(raw)
        stream = cast(BinaryIO, _Bounded(unpacked))
        with _Archive(fileobj=stream, encoding="utf-8", errors="surrogateescape", ignore_zeros=True) as archive:
            while (info := archive.next()) is not None or archive.is_damaged:
                archive.members.clear()  # else it keeps all of them
                if archive.is_damaged:
                    archive.is_damaged = False
                    yield Passed(name, "failed", f"damaged tar header after member {count}: {_LOST}; {FETCH_AGAIN}")
                if info is None:
                    break
                if info.isdir():
                    continue
                count += 1
                if count > LIMITS.archive_members:
                    raise UnreadableInput(
                        f"tar archive with more than {LIMITS.archive_members:,} members; {RAISE_MEMBERS}"
                    )
                stored = info.name.encode("utf-8", "surrogateescape")
                member = decoded_name(stored, stored.decode("utf-8", "replace"))
                other = "" if info.isreg() else _LINKS.get(info.type, "not a regular file")
                if reason := passed_over(member, wanted.columns is not None) or other:
                    yield Passed(f"{name}!{member}", "skipped", reason)
                    continue
                if info.issparse():
                    yield Passed(f"{name}!{member}", "failed", _SPARSE)
                    continue
                place = Slice(source, info.offset_data, info.size)
                page = Input(f"{name}!{member}", f"{relative}/{member}", place, walked=True)
                inner = source.part(info.offset_data, info.size) if unpacked is raw else None
                yield from nested(page, inner, depth, wanted)
            if archive.is_cut:
                raise tarfile.ReadError("it is cut off: its end is not marked")
    except (OSError, tarfile.TarError, ValueError, OverflowError) as error:
        raise UnreadableInput(f"damaged tar archive after member {count}: {error}; {FETCH_AGAIN}") from None
