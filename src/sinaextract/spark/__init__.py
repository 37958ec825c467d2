"""sinaextract on Spark: DataFrames of pages -> DataFrames of records.

The rows have the columns of ``-f parquet``, then ``ok`` and ``error``: a page without article is a row with its
``input``, ``ok`` false and the reason. Workers need this package and what it depends on, nothing of the driver's.
The command ``python -m sinaextract.spark IN OUT`` is `job.py`; docs/scale.md tells of clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from ..limits import LIMITS
from . import rows

Extraction = rows.Extraction
Step = Callable[[Iterable[pa.RecordBatch], Extraction, bool], Iterator[pa.RecordBatch]]
_BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"


def row_schema(explain: bool = False) -> StructType:
    """Spark's types of the rows, from Arrow's."""
    return from_arrow_schema(rows.schema(explain))


def extract_pages(
    pages: DataFrame,
    html: str = "html",
    *,
    url: str | None = None,
    input: str | None = None,
    extraction: Extraction = Extraction(),  # noqa: B008  (frozen)
) -> DataFrame:
    """One row per row of ``pages``.

    html   column with the page, bytes as saved or text
    url    column with the address it was fetched from, used when the page does not name its own
    input  column with a name for the page, which the row's ``input`` repeats; by default the address

    Lowers the session's ``spark.sql.execution.arrow.maxRecordsPerBatch`` to 64: batches of pages are large.
    """
    nothing = F.lit(None).cast("string")
    selected = pages.select(
        (F.col(input) if input else nothing).cast("string").alias("input"),
        F.col(html).alias("html"),
        (F.col(url) if url else nothing).cast("string").alias("url"),
    )
    return _mapped(selected, rows.from_pages, extraction)


def extract_files(files: DataFrame, extraction: Extraction = Extraction()) -> DataFrame:  # noqa: B008
    """One row per page among ``files``, as Spark's ``binaryFile`` reads them: empty ones are not among them."""
    limit = F.lit(LIMITS.page_bytes)
    small = _mapped(files.where(F.col("length") <= limit).select("path", "content"), rows.from_files, extraction)
    large = files.where(F.col("length") > limit).select("path", F.lit(None).cast("binary").alias("content"))
    return small.unionByName(_mapped(large, rows.from_files, extraction))


def extract_paths(files: DataFrame, extraction: Extraction = Extraction()) -> DataFrame:  # noqa: B008
    """One row per page among the files whose paths are the column ``path``; workers open them, not Spark."""
    return _mapped(files.select("path"), rows.from_paths, extraction)


def extract_archives(archives: DataFrame, extraction: Extraction = Extraction()) -> DataFrame:  # noqa: B008
    """One row per Sina page in the WARC files whose paths are the column ``path``; workers open and stream them."""
    return _mapped(archives.select("path"), rows.from_archives, extraction)


def _mapped(frame: DataFrame, step: Step, extraction: Extraction) -> DataFrame:
    conf = frame.sparkSession.conf
    if not 0 < int(conf.get(_BATCH) or 0) <= rows.BATCH_ROWS:
        conf.set(_BATCH, rows.BATCH_ROWS)
    return frame.mapInArrow(partial(_step, step=step, extraction=extraction), row_schema(extraction.explain))


def _step(batches: Iterator[pa.RecordBatch], step: Step, extraction: Extraction) -> Iterator[pa.RecordBatch]:
    from pyspark import TaskContext  # only the extra has it

    context = TaskContext.get()
    return step(batches, extraction, context is not None and context.attemptNumber() > 0)
