"""What Spark's Python workers run beside the step: batches of files' paths -> batches of records. Knows no Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from ..arrow import Extraction, rows
from ..inputs.discover import met
from ..inputs.inputs import Input, Passed, Wanted


def from_paths(
    batches: Iterable[pa.RecordBatch], hosts: tuple[str, ...], extraction: Extraction
) -> Iterator[pa.RecordBatch]:
    """One row per page in the files at ``path``, which the worker opens by itself, and one at least for each."""
    names = (shown(path) for batch in batches for path in batch.column("path").to_pylist())
    return rows((item for name in names for item in _inputs(name, Wanted(hosts=hosts, at_once=True))), extraction)


def shown(path: str) -> str:
    """A path of Spark's as users write it: local ones without scheme, a store's as everybody but Hadoop names it."""
    if path.startswith("file:"):
        return "/" + path.removeprefix("file:").lstrip("/")
    return path.replace("s3a://", "s3://", 1) if path.startswith("s3a://") else path


def _inputs(name: str, wanted: Wanted) -> Iterator[Input | Passed]:
    """What there is in a file; why parts of it are skipped is said only where there is nothing else."""
    skipped: Passed | None = Passed(name, "refused", "nothing in it is a page")
    for item in met(name, wanted):
        if isinstance(item, Passed) and item.outcome == "skipped":
            skipped = skipped and item
        else:
            skipped = None
            yield item
    if skipped:
        yield skipped._replace(name=name)
