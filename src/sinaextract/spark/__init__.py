"""sinaextract on Spark: DataFrames of pages -> DataFrames of records.

The rows are those of `sinaextract.arrow`: the columns of ``-f parquet``, then ``ok`` and ``error``; a page without
article is a row with its ``input``, ``ok`` false and the reason. Workers need this package and what it depends on,
nothing of the driver's. The command ``python -m sinaextract.spark IN OUT`` is `launch.py`; docs/scale.md tells of
clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ..batch.workers import DEFAULT_TIMEOUT, checked_timeout
from ..inputs.inputs import SINA_HOSTS

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_BATCH_ROWS = 64  # pages that one batch holds between the JVM and Python: pages are large
_BATCH_BYTES = 64 << 20
_ROWS, _BYTES = (f"spark.sql.execution.arrow.max{what}PerBatch" for what in ("Records", "Bytes"))


def row_schema(explain: bool = False) -> StructType:
    """Spark's types of the rows, from Arrow's."""
    from pyspark.sql.pandas.types import from_arrow_schema  # only the extra has it

    from ..arrow import schema  # likewise

    return from_arrow_schema(schema(explain))


def extract_pages(
    pages: DataFrame,
    html: str = "html",
    *,
    url: str | None = None,
    input: str | None = None,
    explain: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
) -> DataFrame:
    """One row per row of ``pages``; the parameters are those of `sinaextract.arrow.extract_batch`.

    Lowers the session's ``spark.sql.execution.arrow.maxRecordsPerBatch`` to 64, and ``maxBytesPerBatch`` to 64 MiB.
    """
    from pyspark.sql import functions as F  # noqa: N812  (only the extra has it)

    from ..arrow import extract_batch  # likewise

    nothing = F.lit(None).cast("string")
    selected = pages.select(
        F.col(html).alias("html"),
        (F.col(url) if url else nothing).cast("string").alias("url"),
        (F.col(input) if input else nothing).cast("string").alias("input"),
    )
    options: Any = {"explain": explain, "timeout": checked_timeout(timeout), "encoding": encoding}
    step = partial(extract_batch, url="url", input="input", **options)
    return _mapped(selected, lambda batches: map(step, batches), explain)


def extract_paths(
    files: DataFrame,
    path: str = "path",
    *,
    hosts: tuple[str, ...] = SINA_HOSTS,
    explain: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
) -> DataFrame:
    """One row per page in the files whose paths are a column of ``files``, and one at least for each path.

    Workers open the files by themselves. A file is a page, or an archive of pages; of web archives ``hosts`` says whose
    pages are wanted, ``("*",)`` all.
    """
    from ..arrow import Extraction  # only the extra has what it needs
    from . import rows

    step = partial(rows.from_paths, hosts=hosts, extraction=Extraction(explain, checked_timeout(timeout), encoding))
    return _mapped(files.select(files[path].alias("path")), step, explain)


def _mapped(
    frame: DataFrame, step: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]], explain: bool
) -> DataFrame:
    """The rows that ``step`` makes of a frame, in batches small enough for pages."""
    conf: Any = frame.sparkSession.conf
    if not 0 < int(conf.get(_ROWS)) <= _BATCH_ROWS:
        conf.set(_ROWS, _BATCH_ROWS)
    conf.set(_BYTES, _BATCH_BYTES)
    return frame.mapInArrow(step, row_schema(explain))
