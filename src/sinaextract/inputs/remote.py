"""Files of remote stores (``s3://``, ``memory://`` …): the one opener of them, fsspec.

Pages of the web are no files of a store: ``https://`` is none of these addresses.
"""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast
from zlib import crc32

from ..errors import UnreadableInput, system_reason
from ..optional_packages import missing
from ..text.patterns import lazy_regex
from .raw_stream import RawStream

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_ADDRESS = lazy_regex(r"(?!(?:https?|ftp):)[a-z][a-z0-9+.-]+://", re.I)
_T = TypeVar("_T")


def is_address(name: str) -> bool:
    return "://" in name and _ADDRESS.match(name) is not None


def opened(address: str) -> BinaryIO:
    """A file, to be read and sought in. Raises `UnreadableInput`."""
    stream = _asked(address, lambda system, path: system.open(path, "rb"))
    return _File(cast(BinaryIO, stream)).buffered(io.DEFAULT_BUFFER_SIZE)


def fetched(address: str, start: int, end: int) -> bytes:
    """The bytes from ``start`` to ``end`` of a file, asked for at once. Raises `UnreadableInput`."""
    return bytes(_asked(address, lambda system, path: system.cat_file(path, start=start, end=end)))


def is_folder(address: str) -> bool:
    return bool(_asked(address, lambda system, path: system.isdir(path)))


def is_file(address: str) -> bool:
    return bool(_asked(address, lambda system, path: system.isfile(path)))


def files(address: str) -> Iterator[tuple[str, str]]:
    """The files below a folder in the order of names: address, and path below it. Raises `UnreadableInput`."""
    top, found = _asked(address, lambda system, path: (path.rstrip("/") + "/", system.find(path)))
    for path in sorted(found):
        inside = str(path).removeprefix(top)
        yield f"{address.rstrip('/')}/{inside}", inside


def stamp(address: str) -> tuple[int, int, int]:
    """Size, and what changes with the content; zeros for what is not there."""
    try:
        details = _details(address)
    except UnreadableInput:
        return 0, 0, 0
    marks = [str(details[name]) for name in ("ETag", "etag", "mtime", "LastModified", "created") if details.get(name)]
    return int(details.get("size") or 0), crc32(" ".join(marks).encode()), 0


@lru_cache(maxsize=1024)
def _details(address: str) -> dict[str, Any]:
    return dict(_asked(address, lambda system, path: system.info(path)))


def _asked(address: str, question: Callable[[AbstractFileSystem, str], _T]) -> _T:
    """What the store says of a path in it. Raises `UnreadableInput`."""
    try:
        from fsspec.core import url_to_fs  # the extra may be missing
    except ImportError:
        raise UnreadableInput(missing("remote")) from None
    return _told(lambda: question(*url_to_fs(address)))


def _told(action: Callable[[], _T]) -> _T:
    """What ``action`` gives. Raises `UnreadableInput` for whatever goes wrong: each store has errors of its own."""
    try:
        return action()
    except FileNotFoundError:  # some stores say no more than the name
        raise UnreadableInput(system_reason(OSError(errno.ENOENT, os.strerror(errno.ENOENT)))) from None
    except OSError as error:
        raise UnreadableInput(system_reason(error)) from None
    except MemoryError:
        raise
    except Exception as error:  # no credentials, a store that is not installed, no connection
        raise UnreadableInput(f"{type(error).__name__}: {error}") from None


class _File(RawStream):
    """A file of a store, whose errors are those of the system."""

    def step(self, most: int) -> bytes:
        try:
            data = _told(lambda: self.stream.read(most))
        except UnreadableInput as error:
            raise OSError(error.reason) from None
        self.position += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = self.stream.seek(offset, whence)
        return self.position
