"""Records as columns: the record's Arrow schema, derived from `Article`, and batches and Parquet files in it.

The JSON Schema and Spark's schema are held against this one by tests.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..article.article import Article, Removal
from ..article.record import KEYS, REMOVED_KEYS, TIMES

_TIME = pa.timestamp("us", tz="Asia/Shanghai")
_SIMPLE: dict[type, pa.DataType] = {str: pa.string(), int: pa.int32()}
GROUP_BYTES = 32 << 20  # of JSON that one row group holds: what writing a file of any size takes of memory
GROUP_ROWS = 10_000


def schema(explain: bool = False) -> pa.Schema:
    """Columns in the order of the record's keys; ``explain`` adds ``removed``. What may be null says so."""
    made = {key: value.func for key, value in vars(Article).items() if isinstance(value, cached_property)}
    hints = typing.get_type_hints(Article) | {key: typing.get_type_hints(f)["return"] for key, f in made.items()}
    keys = (*KEYS, "removed") if explain else KEYS
    return pa.schema([_field(key, hints[key], is_time=key in TIMES) for key in keys])


def _field(name: str, hint: Any, is_time: bool = False) -> pa.Field:
    options = [option for option in typing.get_args(hint) if option is not type(None)]
    is_optional = isinstance(hint, types.UnionType)
    return pa.field(name, _TIME if is_time else _type(options[0] if is_optional else hint), nullable=is_optional)


def _type(hint: Any) -> pa.DataType:
    if typing.get_origin(hint) is tuple:
        return pa.list_(_field("element", typing.get_args(hint)[0]))
    if hasattr(hint, "_fields"):
        hints = typing.get_type_hints(hint)
        names = REMOVED_KEYS if hint is Removal else hint._fields
        return pa.struct([_field(name, hints[name]) for name in names])
    return _SIMPLE[hint]


def batch_of(records: Iterable[Mapping[str, Any]], into: pa.Schema) -> pa.RecordBatch:
    """Records, as in JSON, as one batch; keys that are missing become null."""
    times = [key for key in TIMES if key in into.names]
    rows = [{**record, **{key: _time(record.get(key)) for key in times}} for record in records]
    return pa.RecordBatch.from_pylist(rows, schema=into)


def _time(text: str | None) -> datetime | None:
    """None also for a day that no calendar has: a page may state one."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def write_parquet(lines: Path, target: IO[bytes], path: Path, explain: bool) -> None:
    """The JSON lines of a finished run as a Parquet file, row group by row group."""
    into = schema(explain)
    with lines.open("rb") as source, pq.ParquetWriter(target, into, compression="zstd") as writer:
        for group in _groups(source):
            writer.write_batch(batch_of(map(json.loads, group), into))


def _groups(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    size = 0
    for line in lines:
        if group and (size + len(line) > GROUP_BYTES or len(group) == GROUP_ROWS):
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line)
    if group:
        yield group
