"""Pages -> rows of a table, errors as rows: what runs inside Spark's Python workers. Knows Arrow, but not Spark.

A worker must survive what pages do to it, and Spark gives a job up when one task fails four times. So a task is first
done in its own process, where a page that takes too long ends the process; when Spark tries the task again, each page
goes to a process apart, and only the guilty page becomes an error row.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from ..batch.process import WRITTEN, Result, failure, process, without_article
from ..batch.workers import in_order
from ..errors import FETCH_AGAIN, UnreadableInput
from ..inputs.assets import is_inside_assets, passed_over
from ..inputs.inputs import SINA_HOSTS, Input, Loaded
from ..limits import LIMITS
from ..optional_packages import missing
from ..reading.bundle import Bundle
from ..render import columns
from ..render.options import Options

Batches = Iterable[pa.RecordBatch]
BATCH_ROWS = 64  # pages that one batch holds, on the way in and out: pages are large
_BATCH_BYTES = 8 << 20  # of records, on the way out


@dataclass(frozen=True, slots=True)
class Extraction:
    """What shapes the rows; travels to the workers."""

    explain: bool = False
    timeout: float = 30.0  # seconds of processor time for one page
    encoding: str | None = None


def schema(explain: bool = False) -> pa.Schema:
    """The record's columns, null in error rows, then ``ok`` and ``error``."""
    record = [field.with_nullable(True) for field in columns.schema(explain)]
    return pa.schema([*record, pa.field("ok", pa.bool_(), nullable=False), pa.field("error", pa.string())])


def from_pages(batches: Batches, extraction: Extraction, is_retry: bool) -> Iterator[pa.RecordBatch]:
    """One row per row of ``batches``, whose columns are ``input``, ``html`` (bytes or text) and ``url``."""
    return _rows(map(_page, _values(batches)), extraction, is_retry)


def from_files(batches: Batches, extraction: Extraction, is_retry: bool) -> Iterator[pa.RecordBatch]:
    """One row per file, given as ``path`` and ``content``, that is not by its name something else than a page."""
    files = ((shown(row["path"]), row["content"]) for row in _values(batches))
    pages = ((name, data) for name, data in files if not is_asset(name))
    items = (Input(name, name, Loaded(Bundle(bytes(data))), walked=True) for name, data in pages)
    return _rows(items, extraction, is_retry)


def from_paths(batches: Batches, extraction: Extraction, is_retry: bool) -> Iterator[pa.RecordBatch]:
    """As `from_files`, of files that the worker opens by itself."""
    names = (shown(row["path"]) for row in _values(batches))
    return _rows((_opened(name) for name in names if not is_asset(name)), extraction, is_retry)


def from_archives(batches: Batches, extraction: Extraction, is_retry: bool) -> Iterator[pa.RecordBatch]:
    """One row per page of the WARC at each ``path``, which the worker opens by itself and streams."""
    return _rows((item for row in _values(batches) for item in _archived(row["path"])), extraction, is_retry)


def shown(path: str) -> str:
    """A path of Spark's as users write it: local ones without scheme."""
    return "/" + path.removeprefix("file:").lstrip("/") if path.startswith("file:") else path


def is_asset(name: str) -> bool:
    return bool(passed_over(name.rpartition("/")[2])) or is_inside_assets(name)


def _values(batches: Batches) -> Iterator[Mapping[str, Any]]:
    """Row by row, so that no more than one page is here twice."""
    for batch in batches:
        for number in range(batch.num_rows):
            yield {name: column[number].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)}


def _page(row: Mapping[str, Any]) -> Input:
    html, url = row["html"], row["url"]
    name = shown(row["input"] or url or "-")
    if html is None:
        return Input(name, name, Loaded(None, "no page in this row"))
    return Input(name, name, Loaded(Bundle(html.encode("utf-8", "replace") if isinstance(html, str) else html, url)))


def _opened(name: str) -> Input:
    try:
        with _opener(name)() as stream:
            return Input(name, name, Loaded(Bundle(stream.read(LIMITS.page_bytes + 1))), walked=True)
    except (OSError, ValueError, ImportError) as error:
        return _failed(name, f"cannot be read: {error}")


def _archived(path: str) -> Iterator[Input]:
    name = shown(path)
    try:
        from ..inputs.containers import warc  # only archives and tables need it

        opened = _opener(path)
        for found in warc.survey(opened, SINA_HOSTS):
            if found.damage:
                yield _failed(found.name_in(name), f"damaged WARC record: {found.damage}; {FETCH_AGAIN}")
            elif found.record is not None and not found.reason:
                try:
                    member = Loaded(warc.page_of(found.record))
                except (UnreadableInput, OSError) as error:
                    member = Loaded(None, str(error))
                yield Input(found.name_in(name), name, member)
    except ImportError:
        yield _failed(name, missing("warc"))
    except (OSError, ValueError) as error:
        yield _failed(name, f"cannot be read: {error}")


def _failed(name: str, reason: str) -> Input:
    return Input(name, name, Loaded(None, reason))


def _opener(path: str) -> Callable[[], BinaryIO]:
    """How to open a file of any store that Arrow reaches: local, s3, gs, hdfs."""
    name = shown(path)
    if "://" not in name:
        return lambda: Path(name).open("rb")
    from pyarrow.fs import FileSystem  # only remote stores need it

    system, inside = FileSystem.from_uri(name.replace("s3a://", "s3://", 1))
    return lambda: cast(BinaryIO, system.open_input_file(inside))


def _rows(items: Iterator[Input], extraction: Extraction, is_retry: bool) -> Iterator[pa.RecordBatch]:
    into = schema(extraction.explain)
    options = Options("parquet", extraction.encoding, explain=extraction.explain)
    work = partial(process if is_retry else partial(_timed, seconds=extraction.timeout), options=options)
    results = in_order(items, work, _failure, int(is_retry), extraction.timeout, chunk=1)
    waiting: list[Mapping[str, Any]] = []
    size = 0
    with closing(results):
        for _, result in results:
            waiting.append(_row(result))
            size += len(result.payload)
            if len(waiting) == BATCH_ROWS or size > _BATCH_BYTES:
                yield columns.batch_of(waiting, into)
                waiting, size = [], 0
    if waiting:
        yield columns.batch_of(waiting, into)


def _row(result: Result) -> Mapping[str, Any]:
    if result.outcome == WRITTEN:
        return {**json.loads(result.payload), "ok": True, "error": None}
    return {"input": result.name, "ok": False, "error": result.reason}


def _timed(item: Input, options: Options, seconds: float) -> Result:
    """`process` in this process, which the system ends when a page takes longer."""
    _limit(seconds)
    try:
        return process(item, options)
    finally:
        _limit(0)


def _limit(seconds: float) -> None:
    with suppress(AttributeError, ValueError):  # Windows has none
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _failure(item: Input, reason: str) -> Result:
    return without_article(item, failure(item, reason))
