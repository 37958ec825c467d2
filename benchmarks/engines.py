"""One engine's run of the Arrow step over a folder of Parquet with pages, to a folder of Parquet with records.

python -m benchmarks.engines ENGINE PAGES OUT CORES
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sinaextract.arrow import extract_batch, schema

_BATCH = 64  # pages


def step(pages: pa.Table) -> pa.Table:
    return pa.Table.from_batches([extract_batch(pages, input="name")])


def alone(pages: str, out: str, cores: int) -> None:
    Path(out).mkdir()
    for path in sorted(Path(pages).iterdir()):
        _file(str(path), f"{out}/{path.name}")


def _file(path: str, out: str) -> None:
    with pq.ParquetWriter(out, schema()) as writer:
        for batch in pq.ParquetFile(path).iter_batches(_BATCH):
            writer.write_batch(extract_batch(batch, input="name"))


def ray(pages: str, out: str, cores: int) -> None:
    import ray as engine

    engine.init(num_cpus=cores, include_dashboard=False, log_to_driver=False)
    read = engine.data.read_parquet(pages, override_num_blocks=4 * cores)
    read.map_batches(step, batch_format="pyarrow", batch_size=_BATCH).write_parquet(out)


def daft(pages: str, out: str, cores: int) -> None:
    import daft as engine
    from daft import DataType, col

    kind = DataType.from_arrow_type(pa.struct(list(schema())))

    def extract(html: engine.Series, name: engine.Series) -> Any:
        batch = pa.table({"html": html.to_arrow(), "name": name.to_arrow()})
        return extract_batch(batch, input="name").to_struct_array()

    function = engine.func.batch(return_dtype=kind, unnest=True, batch_size=_BATCH)(extract)
    engine.read_parquet(f"{pages}/*").select(function(col("html"), col("name"))).write_parquet(out)


def datasets(pages: str, out: str, cores: int) -> None:
    from datasets import Dataset, Features, disable_caching

    disable_caching()
    crawl = Dataset.from_parquet(sorted(map(str, Path(pages).iterdir())), cache_dir=f"{out}.cache").with_format("arrow")
    news = crawl.map(
        step,
        batched=True,
        batch_size=_BATCH,
        remove_columns=crawl.column_names,
        features=Features.from_arrow_schema(schema()),
        num_proc=cores,
    )
    Path(out).mkdir()
    news.to_parquet(f"{out}/news.parquet")


def dask(pages: str, out: str, cores: int) -> None:
    import dask as engine

    Path(out).mkdir()
    work = [engine.delayed(_file)(str(path), f"{out}/{path.name}") for path in sorted(Path(pages).iterdir())]
    engine.compute(*work, scheduler="processes", num_workers=cores)


def duckdb(pages: str, out: str, cores: int) -> None:
    import duckdb as engine

    Path(out).mkdir()
    reading, writing = engine.connect(), engine.connect()
    crawl: Any = reading.sql(f"FROM '{pages}/*.parquet'")
    batches = (extract_batch(batch, input="name") for batch in crawl.to_arrow_reader(_BATCH))
    news = pa.RecordBatchReader.from_batches(schema(), batches)
    writing.register("news", news).sql(f"COPY (FROM news) TO '{out}/news.parquet'")


def polars(pages: str, out: str, cores: int) -> None:
    import polars as engine

    Path(out).mkdir()
    parts = engine.read_parquet(f"{pages}/*").iter_slices(_BATCH)
    found: Any = (engine.from_arrow(extract_batch(part.to_arrow(), input="name")) for part in parts)
    engine.concat(found).write_parquet(f"{out}/news.parquet")


ENGINES: dict[str, Callable[[str, str, int], None]] = {
    each.__name__: each for each in (alone, ray, daft, datasets, dask, duckdb, polars)
}

if __name__ == "__main__":
    name, source, target, count = sys.argv[1:]
    ENGINES[name](source, target, int(count))
