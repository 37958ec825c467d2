"""A folder, prefix or table of pages -> Parquet, part by part: what ``python -m sinaextract.spark IN OUT`` does.

Files are dealt out to parts by a hash of their path. A part is finished when each of its files has a row; a job that is
started again does the others, and those of files that were added. OUT is read as one table: each part is a folder
``part=N``, a partition in Hive's way.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import click
import pyarrow as pa
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import StringType, StructField, StructType

from .._version import __version__
from ..arrow import Extraction
from ..inputs.inputs import SINA_HOSTS
from ..named_tuple import NamedTuple
from . import extract_paths, listing, mapped, rows
from .hadoop import Folder

_JSON = re.compile(r"\.(jsonl|ndjson|jl|json)(\.(gz|bz2|zst))?\Z", re.I)
_GLOB = re.compile(r"([\[\]{}*?\\])")  # a path that Spark is given may hold none that is meant as itself
_FILES_A_PART, _ARCHIVES_A_PART = 20_000, 32
_FILES_A_TASK = 200
_FINISHED = "_sinaextract"  # in the folder of a part that is complete
_SQL = {
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # by default a type of Spark's own, without zone
}


class Job(NamedTuple):
    source: str
    target: str
    html: str | None = None
    url: str | None = None
    parts: int | None = None
    hosts: tuple[str, ...] = SINA_HOSTS
    extraction: Extraction = Extraction()

    def identity(self) -> dict[str, Any]:
        """What the parts of one output must have in common."""
        made_of = {**self._asdict(), **self.extraction._asdict(), "hosts": list(self.hosts), "version": __version__}
        return {key: value for key, value in made_of.items() if key not in ("extraction", "target")}


def run(spark: SparkSession, job: Job) -> None:
    """What the command does, in a session of the caller's. Raises `click.ClickException` with the reason."""
    for name, value in _SQL.items():
        spark.conf.set(name, value)
    state = Folder(spark, f"{job.target}/{listing.FOLDER}")
    found = listing.find(spark, job.source, job.html is not None)
    with _locked(state, job.target) as check:
        _claim(job, state)
        parts = listing.parts_of(state, found, lambda added: job.parts or _default_parts(added))
        if not parts:
            raise click.ClickException(f"{job.source}: no files to read")
        for number, part in enumerate(sorted(parts), 1):
            folder = Folder(spark, f"{job.target}/part={part}")
            counts = "finished earlier"
            if not folder.exists(_FINISHED):
                counts = _write(spark, job, listing.paths(state, part), folder.path)
                check()
                folder.write(_FINISHED, "")
            click.echo(f"sinaextract: part {number} of {len(parts)}: {counts}", err=True)


def _default_parts(paths: list[str]) -> int:
    archives = sum(1 for path in paths if rows.IS_WARC.search(path))
    return 1 + max(len(paths) // _FILES_A_PART, archives // _ARCHIVES_A_PART)


def _write(spark: SparkSession, job: Job, paths: list[str], folder: str) -> str:
    """One part, all of it; what came of it, in words."""
    if job.html is None:
        _of_files(spark, job, paths).write.mode("overwrite").parquet(folder)
        lacking = _without_row(spark, paths, folder)
    else:
        seen = Observation()
        _of_tables(spark, job, paths, seen).write.mode("overwrite").parquet(folder)
        lacking = int(seen.get["rows"]) - spark.read.parquet(folder).count()
    if lacking > 0:
        raise click.ClickException(f"{folder}: {lacking:,} inputs have no row; does another job write there? Run again")
    counts = {row["ok"]: row["count"] for row in spark.read.parquet(folder).groupBy("ok").count().collect()}
    return f"{counts.get(True, 0):,} articles, {counts.get(False, 0):,} errors"


def _of_files(spark: SparkSession, job: Job, paths: list[str]) -> DataFrame:
    """Pages many to a task, archives one: they are large."""
    archives = [path for path in paths if rows.IS_WARC.search(path)]
    pages = [path for path in paths if not rows.IS_WARC.search(path)]
    tasks = max(len(pages) // _FILES_A_TASK, 3 * spark.sparkContext.defaultParallelism)
    files = _column(spark, pages).repartition(max(1, min(tasks, len(pages))))
    files = files.unionByName(_column(spark, archives).repartition(len(archives))) if archives else files
    return extract_paths(files, hosts=job.hosts, **job.extraction._asdict())


def _column(spark: SparkSession, paths: list[str]) -> DataFrame:
    return spark.createDataFrame(pa.table({"path": pa.array(paths, pa.string())}))


def _without_row(spark: SparkSession, paths: list[str], folder: str) -> int:
    """How many files have no row; of an archive's, ``input`` is its path, ``!`` and what is in it."""
    pieces = "split(input, '!', -1)"
    prefixes = f"transform(sequence(1, size({pieces})), n -> array_join(slice({pieces}, 1, n), '!'))"
    with_row = spark.read.parquet(folder).select(F.explode(F.expr(prefixes)).alias("path")).distinct()
    return _column(spark, paths).join(with_row, "path", "left_anti").count()


def _of_tables(spark: SparkSession, job: Job, paths: list[str], seen: Observation) -> DataFrame:
    """The rows of Parquet or JSON lines; named by file and, in Parquet, row, else address."""
    wanted = [name for name in (job.html, job.url) if name]
    is_json = any(_JSON.search(path) for path in paths)
    chosen = [_GLOB.sub(r"\\\1", path) for path in paths]
    strings = StructType([StructField(name, StringType()) for name in wanted])
    table = spark.read.schema(strings).json(chosen) if is_json else spark.read.parquet(*chosen)
    if lacking := [name for name in wanted if name not in table.columns]:
        raise click.ClickException(f"{job.source}: no column {lacking[0]!r}; there are: {', '.join(table.columns)}")
    url = F.col(job.url).cast("string") if job.url else F.lit(None).cast("string")
    place = F.coalesce(url, F.lit("")) if is_json else (F.col("_metadata.row_index") + 1).cast("string")
    pages = table.select(
        F.col(str(job.html)).alias("html"),
        url.alias("url"),
        F.col("_metadata.file_path").alias("file"),
        place.alias("place"),
    ).observe(seen, F.count(F.lit(1)).alias("rows"))
    return mapped(pages, partial(rows.from_tables, **job.extraction._asdict()), job.extraction.explain)


def _claim(job: Job, state: Folder) -> None:
    """Leave word in OUT of what its parts are made from, or find that they are made from the same."""
    identity = job.identity()
    if not state.exists("job.json"):
        state.write("job.json", json.dumps(identity, ensure_ascii=False, indent=1) + "\n")
        return
    earlier = {**json.loads(state.read("job.json"))}
    if job.parts is None:
        earlier["parts"] = None
    if differing := [key for key, value in identity.items() if earlier.get(key) != value]:
        raise click.ClickException(
            f"{job.target} holds parts of another job ({', '.join(differing)} differ); give another OUT, or empty it"
        )


@contextmanager
def _locked(state: Folder, target: str) -> Iterator[Any]:
    """Nobody else writes to OUT. Yields what raises `click.ClickException` if somebody took it away all the same."""
    here = {
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": datetime.now().isoformat(timespec="milliseconds"),
    }
    mine = json.dumps({**here, "application": state.spark.sparkContext.applicationId})

    def check() -> None:
        if not state.exists("lock") or state.read("lock") != mine:
            raise click.ClickException(f"{target}: another job has taken it; one of the two must have another OUT")

    try:
        state.write("lock", mine)
    except FileExistsError:
        other = _owner(state)
        if other.get("host") != here["host"] or _is_alive(int(other["pid"])):
            held = f"held by {other.get('application')} on {other.get('host')} since {other.get('since')}"
            path = f"{state.path}/lock"
            raise click.ClickException(f"{target} is {held}; wait for it, or remove {path} if it is gone") from None
        state.write("lock", mine, replace=True)
    try:
        check()
        yield check
    finally:
        if state.exists("lock") and state.read("lock") == mine:
            state.remove("lock")


def _owner(state: Folder) -> dict[str, Any]:
    """Whose the lock is; nothing of one that is being written."""
    try:
        return dict(json.loads(state.read("lock")))
    except ValueError:
        return {}


def _is_alive(pid: int) -> bool:
    if os.name != "posix":  # there a signal of 0 would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
