"""Pages in an Arrow batch -> records in an Arrow batch: the step that Spark, Ray, Daft, `datasets` and DuckDB all run.

Extraction shares nothing between pages, so an engine only has to move rows. Whatever a page does costs its own row: the
work on it is done in a process apart, which is ended when it takes too long or too much memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from .batch.process import failure, record_or_reason
from .batch.workers import DEFAULT_TIMEOUT, checked_timeout, in_kept_worker
from .inputs.inputs import Input, Loaded, Passed
from .limits import LIMITS, OUT_OF_MEMORY, RAISE_PAGE_BYTES
from .named_tuples import NamedTuple
from .reading.bundle import Bundle
from .render import columns
from .render.options import Options
from .text.whitespace import encodable

BATCH_ROWS = 64  # that `rows` puts into one batch: pages are large
_BATCH_BYTES = 8 << 20  # of records, likewise
_MOST_BYTES = (2 << 30) - (16 << 20)  # of records in one batch: Arrow's strings of one column end at 2 GiB

Work = bytes | str  # the record as JSON, or why there is none


class Extraction(NamedTuple):
    """What shapes the rows; travels to the workers of a cluster."""

    explain: bool = False
    timeout: float = DEFAULT_TIMEOUT
    encoding: str | None = None


def record_schema(explain: bool = False) -> pa.Schema:
    """The columns of ``-f parquet``, each of which may be null; ``explain`` adds ``removed``.

    For readers of ``-f jsonl`` that else guess types by the first rows: ``Features.from_arrow_schema(record_schema())``
    for `datasets`, ``polars.Schema(record_schema())``. Times are times with zone.
    """
    return pa.schema([field.with_nullable(True) for field in columns.schema(explain)])


def schema(explain: bool = False) -> pa.Schema:
    """`record_schema`, all of it null in the row of a page without article, then ``ok`` and ``error``."""
    verdict = pa.field("ok", pa.bool_(), nullable=False), pa.field("error", pa.string())
    return pa.schema([*record_schema(explain), *verdict])


def extract_batch(
    batch: pa.RecordBatch | pa.Table,
    html: str = "html",
    *,
    url: str | None = None,
    input: str | None = None,
    explain: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
) -> pa.RecordBatch:
    """A batch of pages -> a batch of records: one row per row, in order, with the columns of `schema`.

    batch     rows with pages; tens or hundreds of them, since all are in memory at once
    html      column with the pages: bytes as saved (the surest), or text
    url       column with the address that each was fetched from, used when the page does not name its own
    input     column with a name for each page, which the row's ``input`` repeats; by default the address
    explain   add the column ``removed``: what was taken out of the body, and why
    timeout   seconds for one page
    encoding  codec name that overrides the charset decision; only bytes have a charset

    A page without article, or one that takes too long, too much memory or its process along, is a row with ``ok`` false
    and the reason in ``error``. The process that works on pages stays for the next batch of the thread. Raises
    `ValueError` for a column that is not there or cannot hold pages and for what is no timeout, `OSError` when no
    process can be started.
    """
    pages, is_text = _binary(batch, html)
    names, urls = (_strings(batch, column) if column else None for column in (input, url))
    items = (_page(pages, names, urls, number) for number in range(batch.num_rows))
    extraction = Extraction(explain, checked_timeout(timeout), "utf-8" if is_text else encoding)
    return _joined(list(rows(items, extraction, _MOST_BYTES)), explain)


def rows(
    items: Iterable[Input | Passed], extraction: Extraction, most_bytes: int | None = None
) -> Iterator[pa.RecordBatch]:
    """One row per item, in order, in batches of `BATCH_ROWS`. From ``most_bytes`` of records on, rows are errors."""
    work = partial(record_or_reason, options=Options("parquet", extraction.encoding, explain=extraction.explain))
    waiting: list[tuple[str, Work]] = []
    size = total = 0
    for item, worked in in_kept_worker(items, _sent, work, _failure, extraction.timeout, key=extraction):
        done = _unread(item) if worked is None else worked
        total += len(done)
        if most_bytes is not None and total > most_bytes:
            done = "the records of its batch take more than 2 GiB; give batches of fewer rows"
        waiting.append((item.name, done))
        size += len(done)
        if len(waiting) == BATCH_ROWS or size > _BATCH_BYTES:
            yield _batch(waiting, extraction.explain)
            waiting, size = [], 0
    if waiting:
        yield _batch(waiting, extraction.explain)


def _binary(batch: pa.RecordBatch | pa.Table, name: str) -> tuple[Any, bool]:
    """A column's values as bytes, without a copy where that can be, and whether they are text: UTF-8."""
    column = _column(batch, name)
    kind = column.type
    if pa.types.is_null(kind) or pa.types.is_large_binary(kind):
        return column.cast(pa.large_binary()), False
    if pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind) or pa.types.is_binary_view(kind):
        return column, False
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.large_binary()), True
    if pa.types.is_string_view(kind):
        return column.cast(pa.binary_view()), True
    raise ValueError(f"column {name!r} holds {kind}, and no pages: give bytes or text")


def _column(batch: pa.RecordBatch | pa.Table, name: str) -> Any:
    """Raises `ValueError` for a column that is not there once."""
    index = batch.schema.get_field_index(name)
    if index < 0:
        raise ValueError(f"no column {name!r}; there are: {', '.join(batch.schema.names)}")
    column = batch.column(index)
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _strings(batch: pa.RecordBatch | pa.Table, name: str) -> Any:
    """A column's values as text in bytes: Arrow does not see to it that a column of text holds UTF-8."""
    column = _column(batch, name)
    try:
        is_binary = pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)
        return column if is_binary else column.cast(pa.large_string()).cast(pa.large_binary())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise ValueError(f"column {name!r} holds {column.type}, and no text") from None


def _text(column: Any, number: int) -> str | None:
    value = column[number].as_py() if column is not None else None
    return value.decode("utf-8", "replace").strip() or None if value else None


def _page(pages: Any, names: Any, urls: Any, number: int) -> Input:
    url = _text(urls, number)
    name = _text(names, number) or url or "-"
    return Input(name, name, _loaded(pages[number].as_buffer(), url))


def _loaded(data: pa.Buffer | None, url: str | None) -> Loaded:
    if data is None:
        return Loaded(None, "no page in this row")
    if data.size > LIMITS.page_bytes:
        return Loaded(None, f"page of {data.size:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
    try:
        return Loaded(Bundle(data.to_pybytes(), url))
    except MemoryError:
        return Loaded(None, OUT_OF_MEMORY)


def _failure(item: Input, reason: str) -> Work:
    return failure(item, reason).reason


def _sent(item: Input | Passed) -> Input | None:
    return item if isinstance(item, Input) and not _unread(item) else None


def _unread(item: Input | Passed) -> str:
    """Why there is no page to work on; "" if there is one."""
    source = item.member if isinstance(item, Input) else item
    return source.reason if isinstance(source, (Loaded, Passed)) else ""


def _batch(found: Sequence[tuple[str, Work]], explain: bool) -> pa.RecordBatch:
    """Names of inputs and what came of each, as a batch; an error where a record makes no row."""
    try:
        return columns.batch_of([_row(name, done) for name, done in found], schema(explain))
    except Exception as error:  # MemoryError, too, costs only the row that it is for
        if len(found) > 1:
            return _joined([_batch([one], explain) for one in found], explain)
        reason = OUT_OF_MEMORY if isinstance(error, MemoryError) else f"no row of a table: {error}"
        return columns.batch_of([_row(found[0][0], reason)], schema(explain))


def _row(name: str, done: Work) -> Mapping[str, Any]:
    if isinstance(done, str):
        return {"input": encodable(name), "ok": False, "error": encodable(done)}
    return {**json.loads(done), "ok": True, "error": None}


def _joined(batches: list[pa.RecordBatch], explain: bool) -> pa.RecordBatch:
    table = pa.Table.from_batches(batches, schema(explain)).combine_chunks()
    return table.to_batches()[0] if batches else columns.batch_of((), schema(explain))
