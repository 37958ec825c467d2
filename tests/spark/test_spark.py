"""Spark in processes of its own: exactly the rows of one machine, whatever happens to pages and executors."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sinaextract.article.record import KEYS
from sinaextract.render import columns
from sinaextract.spark import rows

from ..archives import HOST, archive_of
from ..command import COMMAND, article, run, write
from ..extraction.test_fixtures import PAGES
from ..render.test_columns import as_json
from ..spark_session import environment, needs_spark, session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [needs_spark, pytest.mark.slow]
COUNT, DAMAGED = 5_000, 100  # one page in so many is damaged
DAMAGE = (b"", b"\x89PNG" + bytes(99), gzip.compress(article(1))[:60], b"<html><body>hello</body></html>")
Record = dict[str, Any]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    running = session(tmp_path_factory.mktemp("spark"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of every kind, some gzipped, one in a hundred damaged; pictures beside them."""
    pages = {}
    real = [path.read_bytes() for path in PAGES]
    for n in range(COUNT):
        data = real[n % len(real)] if n % 10 == 3 else gzip.compress(article(n)) if n % 10 == 5 else article(n)
        pages[f"{n // 500:02}/页 {n:04}.html"] = DAMAGE[n // DAMAGED % 4] if n % DAMAGED == 7 else data
    folder = write(tmp_path_factory.mktemp("saved") / "in", pages)
    return write(folder, {"00/logo.png": b"\x89PNG", "00/x_files/frame.html": b"x", "00/.hidden.html": b"x"})


@pytest.fixture(scope="module")
def alone(saved: Path) -> tuple[list[Record], dict[str, str]]:
    """Records and errors of the single-machine run."""
    news, errors = saved.parent / "news.jsonl", saved.parent / "errors.jsonl"
    command = [*COMMAND, str(saved), "-q", "-f", "jsonl", "--errors", str(errors)]
    with news.open("wb") as stream:  # on stdout addresses of pictures beside pages stay as they are, as in Spark's rows
        subprocess.run(command, stdout=stream, timeout=300, check=False)
    listed = map(json.loads, errors.read_bytes().splitlines())
    failures = {e["input"]: e["reason"] for e in listed if e["outcome"] != "written"}
    records = [json.loads(line) for line in news.read_bytes().splitlines()]
    assert len(records) == COUNT - COUNT // DAMAGED and len(failures) == COUNT // DAMAGED
    return records, failures


def assert_same(table: pa.Table, alone: tuple[list[Record], dict[str, str]]) -> None:
    found = sorted(table.to_pylist(), key=lambda row: str(row["input"]))
    articles = [as_json({key: row[key] for key in KEYS}) for row in found if row["ok"]]
    assert articles == sorted(alone[0], key=lambda record: str(record["input"]))
    assert {row["input"]: row["error"] for row in found if not row["ok"]} == alone[1]
    assert len(found) == len(alone[0]) + len(alone[1])
    assert all(row["error"] is None for row in found if row["ok"])


def in_thread(write: Any) -> tuple[threading.Thread, list[BaseException]]:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            write()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, failures


def executors(application: str) -> list[int]:
    """Process ids of the executors' JVMs."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"CoarseGrainedExecutorBackend" in command and application.encode() in command:
                found.append(int(process.name))
    return found


def test_the_rows_of_one_machine(spark: SparkSession, saved: Path, alone: Any, tmp_path: Path) -> None:
    from sinaextract.spark.job import run as run_job

    run_job(spark, str(saved), str(tmp_path / "out"))
    assert len(executors(spark.sparkContext.applicationId)) == 2
    table = pq.read_table(tmp_path / "out", partitioning=None)
    assert_same(table, alone)
    assert [field.type for field in table.schema][: len(KEYS)] == [
        field.with_nullable(True).type for field in no_names()
    ]


def no_names() -> pa.Schema:
    """Our schema with the time zone that Spark writes."""
    utc = pa.timestamp("us", tz="UTC")
    return pa.schema([f.with_type(utc) if pa.types.is_timestamp(f.type) else f for f in columns.schema()])


def test_a_killed_executor_loses_nothing(spark: SparkSession, saved: Path, alone: Any, tmp_path: Path) -> None:
    from sinaextract.spark.job import run as run_job

    tracker, context = spark.sparkContext.statusTracker(), spark.sparkContext
    thread, failures = in_thread(lambda: run_job(spark, str(saved), str(tmp_path / "out")))
    killed = None
    while thread.is_alive() and killed is None:
        stages = [info for stage in tracker.getActiveStageIds() if (info := tracker.getStageInfo(stage))]
        if any(info.numTasks > 8 and info.numTasks / 4 <= info.numCompletedTasks for info in stages):
            killed = executors(context.applicationId)[0]
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.02)
    thread.join()
    assert killed is not None, "the job was over before anything could be killed"
    assert not failures, failures
    assert_same(pq.read_table(tmp_path / "out", partitioning=None), alone)


def test_a_page_that_takes_too_long_is_an_error_row(spark: SparkSession) -> None:
    from sinaextract.spark import Extraction, extract_pages

    long = article(1).replace(
        b"</p>", "</p><p>　　本港泊位昨日完成今年结算，<b>装卸</b>效率提高。</p>".encode() * 500_000, 1
    )
    pages = [(f"{n}", long if n == 5 else article(n)) for n in range(12)]
    frame = spark.createDataFrame(pages, "name string, html binary").coalesce(1)
    found = extract_pages(frame, input="name", extraction=Extraction(timeout=2.5)).collect()
    assert {row.input: row.error for row in found if not row.ok} == {"5": "took longer than 2.5 s"}
    assert sorted(int(row.input) for row in found) == list(range(12))


def test_a_dataframe_of_text(spark: SparkSession) -> None:
    from sinaextract.spark import Extraction, extract_pages, row_schema

    pages = [(article(1).decode(), HOST + "1"), (None, HOST + "2"), ("hello", None)]
    frame = spark.createDataFrame(pages, "body string, address string")
    found = extract_pages(frame, "body", url="address", extraction=Extraction(explain=True))
    assert found.schema == row_schema(explain=True) and found.columns == [*KEYS, "removed", "ok", "error"]
    first, second, third = found.collect()
    assert first.ok and first.url == first.input == HOST + "1" and first.date.year == 2021
    assert (second.ok, second.input, second.error) == (False, HOST + "2", "no page in this row")
    assert (third.ok, third.input) == (False, "-") and third.error.startswith("not HTML")


def test_spark_and_arrow_say_the_same() -> None:
    from pyspark.sql.pandas.types import to_arrow_schema

    from sinaextract.spark import row_schema

    ours, sparks = rows.schema(explain=True), to_arrow_schema(row_schema(explain=True), timezone="Asia/Shanghai")
    assert [f.name for f in ours] == [*(f.name for f in columns.schema(explain=True)), "ok", "error"]
    assert str(ours) == str(sparks)


def test_archives_and_resuming_by_part(spark: SparkSession, tmp_path: Path) -> None:
    from sinaextract.spark.job import run as run_job

    pages = {path.parts[-2]: path.read_bytes() for path in PAGES}
    folder, target = tmp_path / "in", tmp_path / "out"
    write(folder, {f"{n}.html": article(n) for n in range(30)})
    archive = archive_of([(HOST + name, data) for name, data in pages.items()], packed=True)
    write(
        folder / "warc", {"crawl.warc.gz": archive + b"\x1f\x8b\x08\0" + bytes(40), "other.warc": b"WARC/1.0\r\n\r\n"}
    )
    news, errors = tmp_path / "news.jsonl", tmp_path / "errors"
    assert run(folder, "-q", "-f", "jsonl", "-o", news, "--errors", errors).returncode == 3
    expected = [json.loads(line) for line in news.read_bytes().splitlines()]
    listed = map(json.loads, errors.read_bytes().splitlines())
    failures = {e["input"]: e["reason"] for e in listed if e["outcome"] != "written"}
    run_job(spark, str(folder), str(target), parts=3)
    assert_same(pq.read_table(target, partitioning=None), (expected, failures))
    stamps = {path: path.stat().st_mtime_ns for path in target.glob("part=*/_sinaextract")}
    assert len(stamps) == 3
    shutil.rmtree(target / "part=1")
    run_job(spark, str(folder), str(target))  # as many parts as before
    assert [p.parent.name for p, t in stamps.items() if p.stat().st_mtime_ns != t] == ["part=1"]
    assert_same(pq.read_table(target, partitioning=None), (expected, failures))
    with pytest.raises(click.ClickException, match="another job"):
        run_job(spark, str(folder), str(target), parts=4)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_tables(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    from sinaextract.spark.job import run as run_job

    (tmp_path / "in").mkdir()
    pages = [{"url": f"{HOST}{n}", "html": article(n).decode() if n != 3 else None} for n in range(20)]
    if kind == "jsonl":
        lines = [*map(json.dumps, pages[:10]), "{broken", *map(json.dumps, pages[10:])]
        (tmp_path / "in" / "a.jsonl").write_text("\n".join(lines))
    else:
        pq.write_table(pa.Table.from_pylist(pages), tmp_path / "in" / "a.parquet")
    run_job(spark, str(tmp_path / "in"), str(tmp_path / "out"), "html", "url")
    found = pq.read_table(tmp_path / "out", partitioning=None).to_pylist()
    assert sum(row["ok"] for row in found) == 19 and len(found) == (21 if kind == "jsonl" else 20)
    assert {row["url"] for row in found if row["ok"]} == {page["url"] for page in pages if page["html"]}
    names = {f"{tmp_path}/in/a.{kind}!" + (f"{HOST}{n}" if kind == "jsonl" else str(n + 1)) for n in range(20)}
    assert names <= {row["input"] for row in found}
    with pytest.raises(click.ClickException, match="no column 'body'" if kind == "parquet" else "another job"):
        run_job(spark, str(tmp_path / "in"), str(tmp_path / ("out2" if kind == "parquet" else "out")), "body", "url")


def test_the_command(tmp_path: Path) -> None:
    write(tmp_path / "in", {f"{n}.html": article(n) for n in range(8)})
    command = [sys.executable, "-m", "sinaextract.spark", str(tmp_path / "in"), str(tmp_path / "out")]
    arguments = "--master local[1] --conf spark.ui.enabled=false pyspark-shell"
    env = {**environment(tmp_path), "PYSPARK_SUBMIT_ARGS": arguments}
    done = subprocess.run(command, env=env, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert b"part 1 of 1: 8 articles, 0 errors" in done.stderr
    assert pq.read_table(tmp_path / "out").num_rows == 8
    wrong = subprocess.run([*command, "--url-field", "x"], env=env, capture_output=True, timeout=300)
    assert wrong.returncode == 2 and b"--url-field goes with --html-field" in wrong.stderr
