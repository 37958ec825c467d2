"""A folder, prefix or table of pages -> Parquet, part by part: what ``python -m sinaextract.spark IN OUT`` does.

Files are dealt out to parts by a hash of their path. A part is finished when each of its files has a row; a job that is
started again does the others, those of which a file was changed, and those of files that were added. OUT is read as one
table: each part is a folder ``part=N``, a partition in Hive's way.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import click
import pyarrow as pa
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import StringType, StructField, StructType

from .._version import __version__
from ..arrow import Extraction
from ..inputs.inputs import SINA_HOSTS
from ..named_tuples import NamedTuple
from . import extract_pages, extract_paths, listing
from .hadoop import Folder

_JSON = re.compile(r"\.(jsonl|ndjson|jl|json)(\.(gz|bz2|zst))?\Z", re.I)
_GLOB = re.compile(r"([\[\]{}*?\\])")  # a path that Spark is given may hold none that is meant as itself
_FILES_A_PART, _ARCHIVES_A_PART = 20_000, 32
_FILES_A_TASK = 200
_FINISHED = "_sinaextract"  # in the folder of a part that is complete
_IS_WARC = re.compile(r"\.warc(\.gz|\.zst)?\Z", re.I)
_FILE = "url_decode(replace(_metadata.file_path, '+', '%2B'))"  # as `rows.shown` gives it, in SQL
_FILE = f"regexp_replace(regexp_replace({_FILE}, '^file:/+', '/'), '^s3a:', 's3:')"


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
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")  # by default a type without zone
    state = Folder(spark, f"{job.target}/{listing.FOLDER}")
    found = listing.find(spark, job.source, job.html is not None)
    with _locked(state, job.target) as check:
        _claim(job, state)
        parts = listing.parts_of(state, found, lambda added: job.parts or _default_parts(added))
        if not parts:
            raise click.ClickException(f"{job.source}: no files to read")
        for number, part in enumerate(parts, 1):
            folder = Folder(spark, f"{job.target}/part={part}")
            counts = "finished earlier"
            if not _is_finished(folder, found.stamps):
                paths = [path for path in listing.paths(state, part) if path in found.stamps]
                counts = _write(spark, job, paths, folder.path)
                check()
                folder.write(_FINISHED, json.dumps({path: found.stamps[path] for path in paths}))
            click.echo(f"sinaextract: part {number} of {len(parts)}: {counts}", err=True)


def _is_finished(folder: Folder, stamps: Mapping[str, str]) -> bool:
    """All of it was written, and none of its files was changed since; one that is gone keeps its rows."""
    made_of = folder.read(_FINISHED)
    return made_of is not None and all(stamps.get(path, stamp) == stamp for path, stamp in json.loads(made_of).items())


def _default_parts(paths: list[str]) -> int:
    archives = sum(1 for path in paths if _IS_WARC.search(path))
    return 1 + max(len(paths) // _FILES_A_PART, archives // _ARCHIVES_A_PART)


def _write(spark: SparkSession, job: Job, paths: list[str], folder: str) -> str:
    """One part, all of it; what came of it, in words."""
    seen = Observation()
    frame = _of_files(spark, job, paths) if job.html is None else _of_tables(spark, job, paths, seen)
    frame.write.mode("overwrite").parquet(folder)
    counts = {row["ok"]: row["count"] for row in spark.read.parquet(folder).groupBy("ok").count().collect()}
    lacking = _without_row(spark, paths, folder) if job.html is None else int(seen.get["rows"]) - sum(counts.values())
    if lacking > 0:
        raise click.ClickException(f"{folder}: {lacking:,} inputs have no row; does another job write there? Run again")
    return f"{counts.get(True, 0):,} articles, {counts.get(False, 0):,} errors"


def _of_files(spark: SparkSession, job: Job, paths: list[str]) -> DataFrame:
    """Pages many to a task, archives one: they are large."""
    archives = [path for path in paths if _IS_WARC.search(path)]
    pages = [path for path in paths if not _IS_WARC.search(path)]
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
    table = spark.read.schema(_of_text(wanted)).json(chosen) if is_json else spark.read.parquet(*chosen)
    html, *urls = (F.col(f"`{name}`" if name in table.columns else name) for name in wanted)
    url = urls[0].cast("string") if urls else F.lit(None).cast("string")
    place = F.coalesce(url, F.lit("")) if is_json else F.col("_metadata.row_index") + 1
    try:
        pages = table.select(html.alias("html"), url.alias("url"), F.concat_ws("!", F.expr(_FILE), place).alias("name"))
    except AnalysisException as error:
        told = error.getMessageParameters() or {}
        name = told.get("objectName") or told.get("fieldName")
        there = ", ".join(table.columns)
        raise click.ClickException(f"{job.source}: no column {name}; there are: {there}") from None
    counted = pages.observe(seen, F.count(F.lit(1)).alias("rows"))
    return extract_pages(counted, url="url", input="name", **job.extraction._asdict())


def _of_text(names: Iterable[str]) -> StructType:
    """Columns of text; ``doc.html`` is what ``html`` is in the struct ``doc``."""
    inner: dict[str, list[str]] = {}
    for name in names:
        top, _, rest = name.partition(".")
        inner.setdefault(top, []).extend([rest] if rest else [])
    return StructType([StructField(top, _of_text(rest) if rest else StringType()) for top, rest in inner.items()])


def _claim(job: Job, state: Folder) -> None:
    """Leave word in OUT of what its parts are made from, or find that they are made from the same."""
    identity = job.identity()
    if (told := state.read("job.json")) is None:
        state.write("job.json", json.dumps(identity, ensure_ascii=False, indent=1) + "\n")
        return
    earlier = json.loads(told)
    if job.parts is None:
        earlier["parts"] = None
    if differing := [key for key, value in identity.items() if earlier.get(key) != value]:
        raise click.ClickException(
            f"{job.target} holds parts of another job ({', '.join(differing)} differ); give another OUT, or empty it"
        )


@contextmanager
def _locked(state: Folder, target: str) -> Iterator[Callable[[], None]]:
    """Nobody else writes to OUT. Yields what raises `click.ClickException` if somebody took it away all the same."""
    since = datetime.now().isoformat(timespec="milliseconds")
    application = state.spark.sparkContext.applicationId
    mine = json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "since": since, "application": application})

    def check() -> None:
        if state.read("lock") != mine:
            raise click.ClickException(f"{target}: another job has taken it; one of the two must have another OUT")

    try:
        state.write("lock", mine)
    except FileExistsError:
        other = json.loads(state.read("lock") or "{}")  # of one that is being written nothing is known
        if not _is_gone(other):
            held = f"held by {other.get('application')} on {other.get('host')} since {other.get('since')}"
            path = f"{state.path}/lock"
            raise click.ClickException(f"{target} is {held}; wait for it, or remove {path} if it is gone") from None
        state.write("lock", mine, replace=True)
    try:
        check()
        yield check
    finally:
        if state.read("lock") == mine:
            state.remove("lock")


def _is_gone(owner: Mapping[str, Any]) -> bool:
    """A job of this machine's whose process is no more."""
    if owner.get("host") != socket.gethostname() or os.name != "posix":  # elsewhere a signal of 0 would end it
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(owner["pid"]), 0)
        except ProcessLookupError:
            return True
    return False
