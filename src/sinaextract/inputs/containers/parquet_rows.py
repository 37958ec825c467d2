"""Parquet with a column of HTML (text or bytes), or with an index of web archives: its rows, read forward and once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ...errors import FETCH_AGAIN, UnreadableInput
from ...optional_packages import missing
from ..inputs import Input, Loaded, Passed, Wanted
from . import archive_index, tabular

if TYPE_CHECKING:
    from . import Container

_ROWS = 64  # at once: pages are large
_BUFFER = 1 << 20  # bytes of a column held at once


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """Every row as an input of its own, ``crawl.parquet!NUMBER``, with its page: no worker opens the file again."""
    name, source = container.name, container.source
    try:
        from pyarrow import ArrowException, parquet  # the extra may be missing
    except ImportError:
        raise UnreadableInput(missing("parquet")) from None
    try:
        with source.open() as stream:
            table = parquet.ParquetFile(stream, buffer_size=_BUFFER)
            names = table.schema_arrow.names
            if wanted.columns is not None:
                yield from _pages(container, wanted, table)
            elif archive_index.is_one(names):
                yield from archive_index.inputs(container, _values(table, archive_index.COLUMNS), wanted)
            else:
                yield Passed(name, "refused", f"a Parquet table; {tabular.NAME_THE_COLUMN}")
    except (ArrowException, OSError, ValueError) as error:
        raise UnreadableInput(f"damaged Parquet file: {error}; {FETCH_AGAIN}") from None


def _pages(container: Container, wanted: Wanted, table: Any) -> Iterator[Input | Passed]:
    name, relative, source, _ = container
    columns = wanted.columns
    assert columns is not None
    if not any(path == columns.html or path.startswith(columns.html + ".") for path in _paths(table)):
        raise UnreadableInput(tabular.no_column(columns, dict.fromkeys(table.schema_arrow.names)))
    for number, values in enumerate(_values(table, tuple(filter(None, columns))), 1):
        page = Loaded.of(partial(tabular.page_of, values, columns), source.path)
        yield Input(f"{name}!{number}", f"{relative}/{number}", page)


def _paths(table: Any) -> list[str]:
    """Of the columns that hold values; ``doc.html`` is inside a struct."""
    return [table.schema.column(number).path for number in range(len(table.schema))]


def _values(table: Any, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for batch in table.iter_batches(_ROWS, columns=list(columns)):
        for number in range(batch.num_rows):  # one row at a time is here as Python has it
            yield {name: column[number].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)}
