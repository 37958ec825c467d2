"""What runs in Spark's Python workers: batches of pages, or of files' paths -> batches of records. Knows no Spark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

from ..arrow import Extraction, extract_batch, rows
from ..errors import UnreadableInput, system_reason
from ..inputs.containers import Container, find_kind, warc
from ..inputs.containers.slices import Source
from ..inputs.discover import met
from ..inputs.inputs import Input, Loaded, Passed, Wanted

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
    """A path of Spark's as users write it: local ones without scheme, a store's as everybody but Hadoop names it."""
    if path.startswith("file:"):
        return "/" + path.removeprefix("file:").lstrip("/")
    return path.replace("s3a://", "s3://", 1) if path.startswith("s3a://") else path


def _inputs(name: str, wanted: Wanted) -> Iterator[Input | Passed]:
    """What there is in a file; why parts of it are skipped is said only where there is nothing else."""
    skipped: Passed | None = Passed(name, "refused", "nothing in it is a page")
    source = Source(name)
    try:
        kind = find_kind(name, source)
    except (OSError, UnreadableInput):  # told when it is read
        kind = None
    of_warc = kind is not None and kind.module == "warc"
    for item in _of_warc(name, source, wanted) if of_warc else met(name, wanted):
        if isinstance(item, Passed) and item.outcome == "skipped":
            skipped = skipped and item
        else:
            skipped = None
            yield item
    if skipped:
        yield skipped._replace(name=name)


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
