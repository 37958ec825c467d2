"""The command ``python -m sinaextract.spark``: a session that works as first typed, and one sentence when it cannot."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sinaextract._version import __version__
from sinaextract.batch.workers import DEFAULT_TIMEOUT, checked_timeout
from sinaextract.inputs.inputs import SINA_HOSTS
from sinaextract.optional_packages import missing

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_MASTER = "local[*,4]"  # all cores; a task may be tried four times, as on clusters
_JAVA = "Spark needs Java 17 or 21: install it (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME"
_NAME_PYTHON = "name one that has it: --conf spark.pyspark.python=PATH"
# What errors of Spark and Hadoop hold, and what to say instead.
_SENTENCES = (
    (r"JAVA_GATEWAY_EXITED", "Spark could not be started, for what stands above; it needs Java 17 or 21"),
    (r"Class org\.apache\.hadoop\.fs\.s3a\.\w+ not found", "s3a:// needs hadoop-aws: --conf spark.jars.packages={aws}"),
    (r'No FileSystem for scheme "s3"', "Spark's scheme for S3 is s3a://"),
    (r'No FileSystem for scheme "(\w+)"', "Spark has no file system for {0}://; give its connector with --conf"),
    (
        r"\[PATH_NOT_FOUND\] Path does not exist: (?:file:)?(.+?)\. SQLSTATE",
        "{0}: no such file or folder; check its name",
    ),
    (r"\[PYTHON_VERSION_MISMATCH\]", "the workers run another Python than this one; " + _NAME_PYTHON),
    (r"Cannot run program \"(.*?)\"", "the workers cannot run {0}; " + _NAME_PYTHON),
    (r"All masters are unresponsive", "no Spark master answers at {master}"),
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--html-field", metavar="NAME", help="IN holds Parquet or JSON lines; their column NAME holds the pages.")
@click.option("--url-field", metavar="NAME", help="The column with the pages' addresses.")
@click.option("--host", "hosts", multiple=True, metavar="HOST", help="Of web archives, whose pages to read; '*': all.")
@click.option("--parts", type=click.IntRange(1), metavar="N", help="Parts to finish one by one.  [default: by size]")
@click.option("--explain", is_flag=True, help="Add `removed`: what was taken out of the bodies, and why.")
@click.option("--timeout", type=float, default=DEFAULT_TIMEOUT, metavar="S", help="Seconds for a page.")
@click.option("--master", metavar="URL", help=f"Where Spark runs.  [default: {_MASTER}, or what Spark is set up for]")
@click.option("--driver-memory", metavar="SIZE", help="Of the JVM here, such as 4g; in local mode it is all there is.")
@click.option("--conf", multiple=True, metavar="KEY=VALUE", help="A setting of Spark's; may be given several times.")
@click.version_option(__version__, "--version", prog_name="sinaextract.spark")
def command(
    source: str, target: str, html_field: str | None, url_field: str | None, hosts: tuple[str, ...], parts: int | None,
    explain: bool, timeout: float, master: str | None, driver_memory: str | None, conf: tuple[str, ...],
) -> None:  # fmt: skip
    """Extract the saved Sina Finance pages below IN, on Spark, to Parquet in the folder OUT.

    IN and OUT are folders or prefixes of any store that Spark is set up for. Without --html-field, IN holds pages and
    archives of pages. Start the same command again to go on after an interruption, or when files were added. The exit
    status tells whether the job ran: a page without article is a row with `ok` false.
    """
    if url_field and not html_field:
        raise click.UsageError("--url-field goes with --html-field, which names the column that holds the pages.")
    try:
        checked_timeout(timeout)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--timeout") from None
    warnings.simplefilter("ignore", FutureWarning)  # PySpark tells everybody what it thinks of pandas
    spark = _session(master, _settings(driver_memory, conf))
    try:
        from sinaextract.arrow import Extraction  # PySpark is there, and so is Arrow
        from sinaextract.spark.job import Job, run

        _probe(spark)
        extraction = Extraction(explain, timeout)
        run(spark, Job(source, target, html_field, url_field, parts, hosts or SINA_HOSTS, extraction))
    except (click.ClickException, KeyboardInterrupt):
        raise
    except Exception as error:
        raise click.ClickException(_sentence(error, spark, str(spark.sparkContext.master))) from None
    finally:
        spark.stop()


def _settings(driver_memory: str | None, conf: tuple[str, ...]) -> dict[str, str]:
    settings = {"spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false"}
    if driver_memory:
        settings["spark.driver.memory"] = driver_memory
    for setting in conf:
        key, equals, value = setting.partition("=")
        if not equals or not key.startswith("spark."):
            raise click.UsageError(f"--conf {setting}: write it as spark.KEY=VALUE.")
        settings[key] = value
    return settings


def _session(master: str | None, settings: dict[str, str]) -> SparkSession:
    """Raises `click.ClickException` when there can be none."""
    try:
        import pyarrow  # noqa: F401  (the extra may be missing)
        from pyspark.sql import SparkSession  # the extra may be missing
    except ImportError:
        raise click.ClickException(missing("spark")) from None
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        if master or "spark.driver.memory" in settings:
            raise click.UsageError(
                "spark-submit has started Spark: give --master and --driver-memory to it, before the file."
            )
    elif not _has_java():
        raise click.ClickException(_JAVA)
    os.environ.setdefault("MASTER", _MASTER)  # what counts last: after --master, --conf and spark-defaults.conf
    builder = SparkSession.builder.appName("sinaextract")
    if master:
        builder = builder.master(master)
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        raise click.ClickException(_sentence(error, None, master or os.environ["MASTER"])) from None
    _choose_python(spark)
    return spark


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin") if home else None) is not None


def _choose_python(spark: SparkSession) -> None:
    """Which Python the workers run: in local mode this one, unless another is named."""
    context: Any = spark.sparkContext
    named = os.environ.get("PYSPARK_PYTHON") or context.getConf().get("spark.pyspark.python")
    if named or context.master.startswith("local"):
        context.pythonExec = named or sys.executable


def _probe(spark: SparkSession) -> None:
    """Raises `click.ClickException` when workers lack this package, what it needs, or this version of it."""

    def told(_: Iterable[object]) -> Iterator[dict[str, str]]:
        """What a worker has. As a function in a function it is sent whole: this package may be what is missing."""
        found = {"where": f"the workers' Python ({sys.executable} on {socket.gethostname()})"}
        for name in ("sinaextract", "pyarrow"):
            try:
                found[name] = str(import_module(name).__version__)
            except Exception as error:  # one that is there and cannot be loaded is not there
                found[name] = "" if isinstance(error, ImportError) else f"broken: {error}"
        yield found

    cores = spark.sparkContext.defaultParallelism
    for worker in spark.sparkContext.parallelize(range(cores), cores).mapPartitions(told).collect():
        if not worker["sinaextract"]:
            raise click.ClickException(f"{worker['where']} has no sinaextract; {_NAME_PYTHON}")
        if worker["sinaextract"] != __version__:
            raise click.ClickException(
                f"{worker['where']} has sinaextract {worker['sinaextract']}; here: {__version__}"
            )
        if not worker["pyarrow"] or "broken" in worker["pyarrow"]:
            raise click.ClickException(f"{worker['where']}: {missing('spark')}")


def _sentence(error: Exception, spark: SparkSession | None, master: str) -> str:
    text = str(error)
    for pattern, sentence in _SENTENCES:
        if found := re.search(pattern, text):
            aws = f"org.apache.hadoop:hadoop-aws:{_hadoop(spark)}"
            return sentence.format(*found.groups(), aws=aws, master=master)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("\t", "Traceback"))]
    cause = next((line for line in lines if line.startswith(("Caused by:", ": "))), lines[0] if lines else "")
    return f"Spark gave up: {type(error).__name__}: {cause.removeprefix(': ')}"


def _hadoop(spark: SparkSession | None) -> str:
    jvm: Any = spark.sparkContext._jvm if spark else None
    return str(jvm.org.apache.hadoop.util.VersionInfo.getVersion()) if jvm else "VERSION"
