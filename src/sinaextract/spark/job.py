"""``python -m sinaextract.spark IN OUT``: a folder, prefix or table of pages -> Parquet, part by part.

Inputs are dealt out to parts by the hash of their file's path. A finished part is marked; a command that is started
again does the others. OUT is read as one table: each part is a folder ``part=N``, a partition in Hive's way.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote

import click
from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import StringType, StructField, StructType

from sinaextract._version import __version__
from sinaextract.spark import Extraction, extract_archives, extract_files, extract_pages, extract_paths, rows

_WARC = r"(?i)\.warc(\.gz|\.zst)?$"
_JSON = r"(?i)\.(jsonl|ndjson|jl|json)(\.gz)?$"
_FILES_A_PART, _ARCHIVES_A_PART = 20_000, 32
# Of the file that a row is from, as `rows.shown` writes it, but percent-encoded. Spark decides on it before it reads.
_PATH = "regexp_replace(_metadata.file_path, '^file:/+', '/')"
_FINISHED = "_sinaextract"  # in the folder of a part that is complete
_NAME = "sinaextract input"  # of a row; no table will have such a column
_MANIFEST = "_sinaextract.json"  # a name that readers of tables pass over
_SQL: dict[str, str | int] = {
    "spark.sql.files.openCostInBytes": 256 << 10,  # 4 MB by default, which makes a task of 32 pages
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # by default a type of Spark's own, without zone
}


@dataclass(frozen=True, slots=True)
class Job:
    source: str
    target: str
    html: str | None
    url: str | None
    parts: int
    extraction: Extraction

    def identity(self) -> dict[str, Any]:
        """What the parts of one output must have in common."""
        return {"version": __version__, **asdict(self)}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--html-field", metavar="NAME", help="IN holds Parquet or JSON lines; their column NAME holds the pages.")
@click.option("--url-field", metavar="NAME", help="The column with the pages' addresses.")
@click.option("--parts", type=click.IntRange(1), metavar="N", help="Parts to finish one by one.  [default: by size]")
@click.option("--explain", is_flag=True, help="Add `removed`: what was taken out of the bodies, and why.")
@click.option("--timeout", type=click.FloatRange(0.01), default=30.0, metavar="S", help="Seconds for one page.")
@click.version_option(__version__, "--version", prog_name="sinaextract.spark")
def command(
    source: str, target: str, html_field: str | None, url_field: str | None, parts: int | None, explain: bool,
    timeout: float,
) -> None:  # fmt: skip
    """Extract the saved Sina Finance pages below IN, on Spark, to Parquet in the folder OUT.

    IN and OUT are folders or prefixes of any store that Spark is set up for. Without --html-field, IN holds pages and
    WARC files. Start the same command again to go on after an interruption. The exit status tells whether the job ran:
    a page without article is a row with `ok` false.
    """
    if url_field and not html_field:
        raise click.UsageError("--url-field goes with --html-field, which names the column that holds the pages.")
    spark = SparkSession.builder.appName("sinaextract").getOrCreate()
    try:
        run(spark, source, target, html_field, url_field, parts, Extraction(explain, timeout))
    finally:
        spark.stop()


def main() -> None:
    command()


def run(
    spark: SparkSession,
    source: str,
    target: str,
    html: str | None = None,
    url: str | None = None,
    parts: int | None = None,
    extraction: Extraction = Extraction(),  # noqa: B008
) -> None:
    """What the command does, in a session of the caller's. Raises `click.ClickException` with the reason."""
    for name, value in _SQL.items():
        spark.conf.set(name, value)
    files = _files(spark, source)
    paths = [rows.shown(path) for path in files.inputFiles()]
    manifest = _Path(spark, f"{target}/{_MANIFEST}")
    earlier = json.loads(manifest.read()) if manifest.exists() else {}
    job = Job(source, target, html, url, parts or earlier.get("parts") or _default_parts(paths), extraction)
    _claim(job, manifest, earlier)
    for number in range(job.parts):
        folder = f"{job.target}/part={number}"
        finished = _Path(spark, f"{folder}/{_FINISHED}")
        counts = "finished earlier"
        if not finished.exists():
            counts = _write(spark, job, files, paths, number, folder)
            finished.write("")
        click.echo(f"sinaextract: part {number + 1} of {job.parts}: {counts}", err=True)


def _write(spark: SparkSession, job: Job, files: DataFrame, paths: list[str], number: int, folder: str) -> str:
    """One part; what came of it, in words."""
    chosen = F.expr(f"pmod(xxhash64({_PATH}), {job.parts}) = {number}")
    if job.html is not None:
        _of_tables(spark, job, paths, chosen).write.mode("overwrite").parquet(folder)
    else:
        _write_files(spark, job, files.where(chosen), _of_part(spark, job, paths, number), folder)
    counts = {row["ok"]: row["count"] for row in spark.read.parquet(folder).groupBy("ok").count().collect()}
    return f"{counts.get(True, 0):,} articles, {counts.get(False, 0):,} errors"


def _of_part(spark: SparkSession, job: Job, paths: list[str], number: int) -> DataFrame:
    """The listed files of one part: ``path``, and whether each ``is_archive``."""
    listed = spark.createDataFrame([(path, unquote(path)) for path in paths], "encoded string, path string")
    ours = listed.where(f"pmod(xxhash64(encoded), {job.parts}) = {number}")
    return ours.select("path", F.col("encoded").rlike(_WARC).alias("is_archive"))


def _write_files(spark: SparkSession, job: Job, files: DataFrame, listed: DataFrame, folder: str) -> None:
    """Pages and archives, told apart by their paths before anything is read; then what Spark did not read."""
    archives = listed.where("is_archive").select("path")
    apart = archives.repartition(max(1, archives.count()))  # a file a task: they are large
    pages = extract_files(files.where(~F.expr(_PATH).rlike(_WARC)), job.extraction)
    pages.unionByName(extract_archives(apart, job.extraction)).write.mode("overwrite").parquet(folder)
    seen = spark.read.parquet(folder).select(F.col("input").alias("path"))
    left = listed.where("not is_archive").join(seen, "path", "left_anti")  # Spark leaves out empty files, and
    extract_paths(left, job.extraction).write.mode("append").parquet(folder)  # is told to leave out unreadable ones


def _files(spark: SparkSession, source: str) -> DataFrame:
    """Every file below ``source``, listed once; what it holds is read when asked for."""
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    try:
        return reader.option("ignoreMissingFiles", True).option("ignoreCorruptFiles", True).load(source)
    except AnalysisException as error:
        raise click.ClickException(f"{source}: {str(error).splitlines()[0]}") from None


def _default_parts(paths: list[str]) -> int:
    archives = sum(bool(re.search(_WARC, path)) for path in paths)
    return 1 + max(len(paths) // _FILES_A_PART, archives // _ARCHIVES_A_PART)


def _of_tables(spark: SparkSession, job: Job, paths: list[str], chosen: Column) -> DataFrame:
    """The rows of Parquet or JSON lines; named by file and, in Parquet, row, else address."""
    wanted = [name for name in (job.html, job.url) if name]
    is_json = any(re.search(_JSON, path) for path in paths)
    reader = spark.read.option("recursiveFileLookup", True)
    strings = StructType([StructField(name, StringType()) for name in wanted])
    table = reader.schema(strings).json(job.source) if is_json else reader.parquet(job.source)
    if lacking := [name for name in wanted if name not in table.columns]:
        raise click.ClickException(f"{job.source}: no column {lacking[0]!r}; there are: {', '.join(table.columns)}")
    file = F.url_decode("_metadata.file_path")
    place = F.col(job.url) if is_json and job.url else F.lit("") if is_json else F.col("_metadata.row_index") + 1
    named = table.where(chosen).select(*wanted, F.concat_ws("!", file, place.cast("string")).alias(_NAME))
    return extract_pages(named, str(job.html), url=job.url, input=_NAME, extraction=job.extraction)


def _claim(job: Job, manifest: _Path, earlier: dict[str, Any]) -> None:
    """Leave word in OUT of what its parts are made from, or find that they are made from the same."""
    identity = job.identity()
    if not earlier:
        manifest.write(json.dumps(identity, ensure_ascii=False, indent=1) + "\n")
    elif differing := [key for key, value in identity.items() if earlier.get(key) != value]:
        raise click.ClickException(
            f"{job.target} holds parts of another job ({', '.join(differing)} differ); give another OUT, or empty it"
        )


@dataclass(frozen=True, slots=True)
class _Path:
    """A file in whatever store Spark reaches, by way of Hadoop's file systems."""

    spark: SparkSession
    path: str

    def _located(self) -> tuple[Any, Any, Any]:
        context: Any = self.spark.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(self.path)
        return context._jvm, path.getFileSystem(context._jsc.hadoopConfiguration()), path

    def exists(self) -> bool:
        _, system, path = self._located()
        return bool(system.exists(path))

    def read(self) -> str:
        jvm, system, path = self._located()
        stream = system.open(path)
        try:
            return str(jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
        finally:
            stream.close()

    def write(self, text: str) -> None:
        _, system, path = self._located()
        stream = system.create(path, False)
        stream.write(bytearray(text.encode()))
        stream.close()
