"""What runs in Spark's Python workers: batches of pages, or of files' paths -> batches of records. Knows no Spark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple, cast
from urllib.parse import quote, unquote

import pyarrow as pa

from ..arrow import Extraction, extract_batch, rows
from ..errors import UnreadableInput, system_reason
from ..inputs.containers import Container, find_kind, warc
from ..inputs.containers.slices import Source
from ..inputs.discover import met
from ..inputs.inputs import Input, Loaded, Passed, Wanted
from ..limits import LIMITS
from ..reading.bundle import Bundle

Batches = Iterable[pa.RecordBatch]
IS_WARC = re.compile(r"\.warc(\.gz|\.zst)?\Z", re.I)


def from_pages(batches: Batches, **options: Any) -> Iterator[pa.RecordBatch]:
    """One row per row of ``batches``, whose columns are ``html``, ``url`` and ``input``."""
    return (extract_batch(batch, url="url", input="input", **options) for batch in batches)


def from_tables(batches: Batches, **options: Any) -> Iterator[pa.RecordBatch]:
    """As `from_pages`; ``input`` is to be made of the columns ``file``, as Spark writes paths, and ``place`` in it."""
    for batch in batches:
        files, places = batch.column("file").to_pylist(), batch.column("place").to_pylist()
        names = [f"{shown(unquote(file))}!{place}" for file, place in zip(files, places, strict=True)]
        columns = {"html": batch.column("html"), "url": batch.column("url"), "input": pa.array(names, pa.string())}
        yield from from_pages([pa.record_batch(columns)], **options)


def from_paths(batches: Batches, hosts: tuple[str, ...], extraction: Extraction) -> Iterator[pa.RecordBatch]:
    """One row per page in the files at ``path``, which the worker opens by itself, and one at least for each."""
    names = (shown(path) for batch in batches for path in batch.column("path").to_pylist())
    return rows((item for name in names for item in _inputs(name, Wanted(hosts=hosts))), extraction)


def shown(path: str) -> str:
    """A path of Spark's as users write it: local ones without scheme."""
    return "/" + path.removeprefix("file:").lstrip("/") if path.startswith("file:") else path


def _inputs(name: str, wanted: Wanted) -> Iterator[Input | Passed]:
    """What there is in a file; why parts of it are skipped is said only where there is nothing else."""
    skipped: Passed | None = Passed(name, "refused", "nothing in it is a page")
    for item in _remote(name, wanted) if "://" in name else _local(name, wanted):
        if isinstance(item, Passed) and item.outcome == "skipped":
            skipped = skipped and item
        else:
            skipped = None
            yield item
    if skipped:
        yield skipped._replace(name=name)


def _local(name: str, wanted: Wanted) -> Iterator[Input | Passed]:
    source = Source(name)
    kind = find_kind(name, source)
    return _of_warc(name, source, wanted) if kind and kind.module == "warc" else met(name, wanted)


def _of_warc(name: str, source: Any, wanted: Wanted) -> Iterator[Input | Passed]:
    """Each page is read while the archive is: no clock runs until it is found, and a store sends its bytes once."""
    try:
        yield from warc.inputs(Container(name, name, source), wanted, member=_read)
    except OSError as error:
        yield Passed(name, "failed", f"cannot be read: {system_reason(error)}")


def _read(source: Source, found: warc.Found) -> Loaded:
    try:
        return Loaded(warc.page_of(found.record))
    except (UnreadableInput, OSError) as error:
        return Loaded(None, str(error))


def _remote(name: str, wanted: Wanted) -> Iterator[Input | Passed]:
    source = _Remote(name)
    if IS_WARC.search(name):
        yield from _of_warc(name, source, wanted)
        return
    try:
        with source.open() as stream:
            page = Loaded(Bundle(stream.read(LIMITS.page_bytes + 1)))
    except (OSError, ValueError) as error:
        page = Loaded(None, f"cannot be read: {error}")
    yield Input(name, name, page, walked=True)


class _Remote(NamedTuple):
    """A file of any store that Arrow reaches: s3, gs, hdfs."""

    path: str

    def open(self) -> BinaryIO:
        from pyarrow.fs import FileSystem  # only remote stores need it

        scheme, _, place = self.path.partition("://")
        system, inside = FileSystem.from_uri(f"{scheme.replace('s3a', 's3')}://{quote(place)}")
        return cast(BinaryIO, system.open_input_file(inside))
