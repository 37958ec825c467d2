"""An index of web archives, as Common Crawl's, in a table: a few pages need no scan of an archive.

Its columns are ``url``, ``filename``, ``offset`` and ``length``, or ``warc_filename``, ``warc_record_offset`` ….
"""

# ruff: noqa: PTH117, PTH119, PTH120
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from os.path import basename, dirname, isabs, isfile
from typing import TYPE_CHECKING

from .. import remote
from ..inputs import Input, Passed, Wanted
from . import warc
from .sources import Source
from .warc_records import Place

if TYPE_CHECKING:
    from . import Container

_FILE, _OFFSET, _LENGTH = (
    ("filename", "warc_filename"),
    ("offset", "warc_record_offset"),
    ("length", "warc_record_length"),
)
_STATUS = ("status", "fetch_status")
_NO_PLACE = "no filename, offset and length in this row; mend it in the table"
_NOT_THERE = "is not in the index's folder or one above it; put it there, or give its address in the index"
COLUMNS = (*_FILE, *_OFFSET, *_LENGTH, *_STATUS, "url")


def is_one(names: Collection[str]) -> bool:
    return all(any(name in names for name in both) for both in (_FILE, _OFFSET, _LENGTH))


def inputs(container: Container, rows: Iterable[Mapping[str, object]], wanted: Wanted) -> Iterator[Input | Passed]:
    """The record of each row that is of a wanted host, as ``archive!OFFSET!URL``; how many are none, by reason."""
    name = container.name
    others: Counter[str] = Counter()
    number = 0
    for number, values in enumerate(rows, 1):
        file, offset, length, status = (_cell(values, names) for names in (_FILE, _OFFSET, _LENGTH, _STATUS))
        url = str(values.get("url") or "")
        if not file or not offset.isdecimal() or not length.isdecimal():
            yield Passed(f"{name}!{number}", "failed", _NO_PLACE)
        elif not warc.is_wanted(url, wanted.hosts):
            others[warc.other_host(wanted.hosts)] += 1
        elif status and not status.startswith("2"):
            others[f"HTTP status {status}"] += 1
        elif (archive := _archive(dirname(name), file)) is None:
            yield Passed(f"{name}!{number}", "failed", f"{file} {_NOT_THERE}")
        else:
            record = warc.WarcPage(Source(archive, int(offset), int(length)), Place(0), url)
            yield Input(f"{archive}!{offset}!{url}", f"{basename(archive)}/{warc.path_of(url)}", record)
    yield from (Passed(name, "skipped", reason, count) for reason, count in others.items())
    if not number or others.total() == number:
        yield Passed(name, "refused", "no page of a wanted host in this index; --host reads those of other hosts")


def _cell(values: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((str(values[name]) for name in names if values.get(name) is not None), "")


@lru_cache(maxsize=4096)
def _archive(folder: str, file: str) -> str | None:
    """Where an archive lies: at its address, else below the index's folder or one that it lies in."""
    if remote.is_address(file):
        return file
    if isabs(file) or ".." in file.split("/"):
        return None
    exists = remote.is_file if remote.is_address(folder + "/") else isfile
    while not exists(place := f"{folder}/{file}" if folder else file):
        above = dirname(folder)
        if above == folder or (remote.is_address(folder + "/") and not remote.is_address(above + "/")):
            return None
        folder = above
    return place
