"""Command-line arguments -> the inputs to read, in a stable order.

A folder is walked in sorted order. What a walk meets is told apart by content where that matters: pages are `Input`s,
and so are the pages inside archives; pictures, scripts, ``xxx_files/`` folders and other things that were saved beside
pages are `Passed`.
"""

# ruff: noqa: PTH112, PTH116, PTH118, PTH119, PTH208
from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from os.path import basename, isdir, join, realpath  # pathlib would double the time of a walk
from pathlib import Path
from typing import NamedTuple

from ..errors import UnreadableInput, system_reason
from ..text.patterns import lazy_regex
from .assets import passed_over
from .inputs import OWN_OUTPUT, Columns, Input, Passed, Piped, is_pipe, open_regular

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # with members, and empty
_GZIP_MAGIC = b"\x1f\x8b"
_WARC_MAGIC, _WARC_ENDINGS = b"WARC/", (".warc", ".warc.gz", ".warc.zst")
_ZSTD_MAGIC = lazy_regex(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # a frame, or a dictionary before the first
_TABLE_ENDINGS = (".jsonl", ".ndjson", ".jl", ".csv", ".tsv")
_HEAD = 1024  # bytes in which a gzip member's first data stand, its header's file name passed

Container = Callable[[str, str], Iterator[Input | Passed]]  # path as given, place below the output -> its pages


class _Search(NamedTuple):
    own: Collection[str]  # real paths of this run's outputs
    columns: Columns | None  # of tables; without them tables are passed over


def expand(
    arguments: Iterable[str],
    listed: Iterable[str] = (),
    outputs: Collection[Path] = (),
    columns: Columns | None = None,
) -> Iterator[Input | Passed]:
    """What to read for files, folders, archives and ``-``.

    ``listed`` paths keep their folders below the output, as rsync does. ``outputs`` are this run's files and folders: a
    walk stays out of them. With ``columns``, the rows of tables are read too.
    """
    search = _Search(frozenset(realpath(path) for path in outputs), columns)
    for argument in arguments:
        yield from _guarded(argument, _argument(argument, "", search))
    for path in listed:
        yield from _guarded(path, _argument(path, path, search))


def _guarded(name: str, found: Iterator[Input | Passed]) -> Iterator[Input | Passed]:
    """What is ``found``; whatever goes wrong in finding it costs ``name``, not what comes after it."""
    try:
        yield from found
    except OSError as error:
        yield Passed(name, "failed", system_reason(error))
    except UnreadableInput as error:
        yield Passed(name, "failed", error.reason)
    except Exception as error:  # a defect of ours, or a library's
        yield Passed(name, "failed", f"internal error, please report it: {type(error).__name__}: {error}")


def is_collection(argument: str) -> bool:
    """A folder, archive or table: more than one page may come out of it."""
    if argument == "-" or is_pipe(argument):  # opening a pipe to look into it would end its writer
        return False
    return isdir(argument) or is_table(argument) or _container(argument, None) is not None


def _argument(argument: str, place: str, search: _Search) -> Iterator[Input | Passed]:
    """``place``: where it goes below the output; "" for the top (a file: under its own name)."""
    if argument == "-":
        yield Input("-", "stdin")
    elif not place and is_pipe(argument):  # a pipe in a list or folder would make a batch wait for its writer
        yield Input(argument, basename(argument), Piped(Path(argument)))
    elif isdir(argument):
        found = False
        for item in _walk(argument, place, search):
            found = True
            yield item
        if not found:
            yield Passed(argument, "refused", "no pages in this folder; give one that holds saved HTML, or a file")
    else:
        yield from _file(argument, place or basename(argument), search.columns, walked=False)


def _file(name: str, relative: str, columns: Columns | None, walked: bool) -> Iterator[Input | Passed]:
    """A file as an input, or the pages in the container that it is."""
    container = _container(name, columns)
    if columns is None and is_table(name):
        yield Passed(name, "refused", "a table; --html-field names the column that holds the pages")
    elif container is None:
        yield Input(name, relative, walked=walked)
    else:
        yield from container(name, relative)


def is_table(name: str) -> bool:
    """Told by its ending: what a table holds could be anything."""
    return name.lower().removesuffix(".gz").endswith(_TABLE_ENDINGS)


def _container(name: str, columns: Columns | None) -> Container | None:
    """How to find the pages in a file, told by its content; None for a page. Their modules are loaded when needed."""
    head = _head(name)
    if head.startswith(_ZIP_MAGIC):
        from .containers import zipped  # only archives and tables need it

        return zipped.inputs
    if columns is not None and head and is_table(name):
        from .containers import tabular  # only archives and tables need it

        return partial(tabular.inputs, columns=columns)
    named_so = name.lower().endswith(_WARC_ENDINGS)  # its first record may be damaged
    if head and (named_so or _unpacked(head).startswith(_WARC_MAGIC) or _ZSTD_MAGIC.match(head)):
        from .containers import warc  # only archives and tables need it

        return warc.inputs
    return None


def _head(name: str) -> bytes:
    """The first bytes of a regular file."""
    try:
        with open_regular(name) as stream:
            return stream.read(_HEAD)
    except (OSError, ValueError, UnreadableInput):
        return b""


def _unpacked(head: bytes) -> bytes:
    """What the first bytes of a gzip file unpack to; other bytes as they are."""
    if not head.startswith(_GZIP_MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, len(_WARC_MAGIC))
    except zlib.error:
        return b""


def _walk(top: str, place: str, search: _Search) -> Iterator[Input | Passed]:
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
        is_own = bool(inside) and join(real_top, inside) in search.own
        try:
            mode = os.lstat(path).st_mode
            if not inside or stat.S_ISDIR(mode):
                if inside and (passed := _passed_folder(path, is_own)):
                    yield passed
                else:
                    pending.append((inside, sorted(os.listdir(path), reverse=True)))
            elif not is_own:
                yield from _guarded(path, _leaf(path, join(place, inside), search.columns, mode))
        except OSError as error:  # no permission, a dangling or looping link, a path that is too long
            yield Passed(path, "failed", system_reason(error))


def _passed_folder(path: str, is_own: bool) -> Passed | None:
    name = basename(path)
    reason = OWN_OUTPUT if is_own else passed_over(name + "/")
    return Passed(path, "skipped", reason, _count_files(path)) if reason else None


def _leaf(path: str, relative: str, columns: Columns | None, mode: int) -> Iterator[Input | Passed]:
    """What is no folder. Raises OSError for a link that leads nowhere."""
    if stat.S_ISLNK(mode):
        mode = os.stat(path).st_mode
    name = basename(path)
    is_wanted = columns is not None and is_table(name) and not name.startswith(".")
    reason = "" if is_wanted else passed_over(name)
    if stat.S_ISDIR(mode):
        reason = "a link to a folder"  # its pages are met where they are; it may lead back up
    elif not stat.S_ISREG(mode):
        reason = "not a regular file"
    if reason:
        yield Passed(path, "skipped", reason)
    else:
        yield from _file(path, relative, columns, walked=True)


def _count_files(folder: str) -> int:
    """How many files below ``folder`` are not hidden; what is too deep for the system is not counted."""
    count, pending = 0, [folder]
    while pending:
        with suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    count += not entry.name.startswith(".")
    return count
