"""Spark in processes of its own: exactly the rows of one machine, whatever happens to pages and executors."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sinaextract import arrow
from sinaextract.article.record import KEYS
from sinaextract.render import columns

from ..archives import HOST, Archive, archive_of
from ..command import COMMAND, article, run, write
from ..extraction.test_fixtures import PAGES
from ..render.test_columns import as_json
from ..spark_session import needs_spark, session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [needs_spark, pytest.mark.slow]
COUNT, DAMAGED = 2_000, 100  # one page in so many is damaged
DAMAGE = (b"", b"\x89PNG" + bytes(99), gzip.compress(article(1))[:60], b"<html><body>hello</body></html>")
LONG = article(1).replace(b"</p>", "</p><p>　　本港泊位昨日<b>装卸</b>提速。</p>".encode() * 200_000, 1)
Record = dict[str, Any]
Records = tuple[list[Record], dict[str, str]]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    running = session(tmp_path_factory.mktemp("spark"))
    yield running
    running.stop()


def job(spark: SparkSession, source: Path | str, target: Path, **options: Any) -> pa.Table:
    """What the command does, and its output."""
    from sinaextract.spark.job import Job, run

    run(spark, Job(str(source), str(target), **options))
    return pq.read_table(target, partitioning=None)


def of_the_command(folder: Path, beside: Path) -> Records:
    """Records and errors of the single-machine run."""
    errors = beside / "errors.jsonl"
    command = [*COMMAND, str(folder), "-q", "-f", "jsonl", "--errors", str(errors)]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=300, check=False)
    listed = map(json.loads, errors.read_bytes().splitlines())
    failures = {e["input"]: e["reason"] for e in listed if e["outcome"] != "written"}
    return [json.loads(line) for line in done.stdout.splitlines()], failures


def assert_same(table: pa.Table, alone: Records) -> None:
    found = sorted(table.to_pylist(), key=lambda row: str(row["input"]))
    articles = [as_json({key: row[key] for key in KEYS}) for row in found if row["ok"]]
    assert articles == sorted(alone[0], key=lambda record: str(record["input"]))
    assert {row["input"]: row["error"] for row in found if not row["ok"]} == alone[1]
    assert len(found) == len(alone[0]) + len(alone[1])
    assert all(row["error"] is None for row in found if row["ok"])


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


def test_the_rows_of_one_machine_though_an_executor_is_killed(spark: SparkSession, tmp_path: Path) -> None:
    """Pages of every kind, some gzipped, one in a hundred damaged; pictures beside them."""
    real = [path.read_bytes() for path in PAGES]
    pages = {"00/logo.png": b"\x89PNG", "00/x_files/frame.html": b"x", "00/.hidden.html": b"x"}
    for n in range(COUNT):
        data = real[n % len(real)] if n % 10 == 3 else gzip.compress(article(n)) if n % 10 == 5 else article(n)
        pages[f"{n // 500:02}/页+ {n:04}%.html"] = DAMAGE[n // DAMAGED % 4] if n % DAMAGED == 7 else data
    folder = write(tmp_path / "in", pages)
    alone = of_the_command(folder, tmp_path)
    assert len(alone[0]) == COUNT - COUNT // DAMAGED and len(alone[1]) == COUNT // DAMAGED

    failures: list[BaseException] = []

    def work() -> None:
        try:
            job(spark, folder, tmp_path / "out")
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    tracker, application = spark.sparkContext.statusTracker(), spark.sparkContext.applicationId
    assert len(executors(application)) == 2
    killed = None
    while thread.is_alive() and killed is None:
        stages = [info for stage in tracker.getActiveStageIds() if (info := tracker.getStageInfo(stage))]
        if any(info.numTasks > 8 and info.numTasks / 4 <= info.numCompletedTasks for info in stages):
            killed = executors(application)[0]
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.02)
    thread.join()
    assert killed is not None, "the job was over before anything could be killed"
    assert not failures, failures
    table = pq.read_table(tmp_path / "out", partitioning=None)
    assert_same(table, alone)
    utc = pa.timestamp("us", tz="UTC")  # the time zone that Spark writes
    ours = [utc if pa.types.is_timestamp(f.type) else f.with_nullable(True).type for f in columns.schema()]
    assert [field.type for field in table.schema][: len(KEYS)] == ours


def test_pages_that_are_slow_or_huge_cost_their_rows_and_a_scan_costs_none(spark: SparkSession, tmp_path: Path) -> None:
    """60 MB of page; an archive with 300 MB of noise, whose scan takes longer than a page may."""
    noise = random.Random(1).randbytes(1 << 20)
    crawl = Archive()
    crawl.add(HOST + "first", article(1))
    for n in range(300):
        crawl.add(f"http://example.org/{n}", noise)
    crawl.add(HOST + "last", article(2))
    huge = article(3).replace(b"</p>", b"</p>" + b"<i>" * 10_000_000 + "港".encode() * 10_000_000, 1)
    pages = {f"{n}.html": article(n) for n in range(12)}
    write(tmp_path / "in", {**pages, "crawl.warc": crawl.bytes(), "slow.html": LONG, "huge.html": huge})
    found = job(spark, tmp_path / "in", tmp_path / "out", extraction=arrow.Extraction(timeout=0.7)).to_pylist()
    names = {row["input"].removeprefix(f"{tmp_path}/in/"): row["error"] for row in found}
    assert len(found) == 16 and names["slow.html"] == "took longer than 0.7 s"
    assert {name for name, error in names.items() if error} == {"slow.html", "huge.html"}
    assert sum(row["ok"] for row in found if row["input"].endswith(("!" + HOST + "first", "!" + HOST + "last"))) == 2


def test_frames_of_pages(spark: SparkSession) -> None:
    from sinaextract.spark import extract_pages, row_schema

    pages = [(article(1).decode(), HOST + "1"), (None, HOST + "2"), ("hello", None)]
    frame = spark.createDataFrame(pages, "body string, address string")
    found = extract_pages(frame, "body", url="address", explain=True)
    assert found.schema == row_schema(explain=True) and found.columns == [*KEYS, "removed", "ok", "error"]
    first, second, third = found.collect()
    assert first.ok and first.url == first.input == HOST + "1" and first.date.year == 2021
    assert (second.ok, second.input, second.error) == (False, HOST + "2", "no page in this row")
    assert (third.ok, third.input) == (False, "-") and third.error.startswith("not HTML")

    named = [(f"{n}", LONG if n == 5 else article(n)) for n in range(12)]
    frame = spark.createDataFrame(named, "name string, html binary").coalesce(1)
    rows = extract_pages(frame, input="name", timeout=0.7).collect()
    assert {row.input: row.error for row in rows if not row.ok} == {"5": "took longer than 0.7 s"}
    assert [int(row.input) for row in rows] == list(range(12))


def test_spark_and_arrow_say_the_same() -> None:
    from pyspark.sql.pandas.types import to_arrow_schema

    from sinaextract.spark import row_schema

    ours, sparks = arrow.schema(explain=True), to_arrow_schema(row_schema(explain=True), timezone="Asia/Shanghai")
    assert [f.name for f in ours] == [*(f.name for f in columns.schema(explain=True)), "ok", "error"]
    assert str(ours) == str(sparks)


def test_archives_parts_and_what_is_added(
    spark: SparkSession, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, target = tmp_path / "in", tmp_path / "out"
    pages = {path.parts[-2]: path.read_bytes() for path in PAGES}
    packed = archive_of([(HOST + name, data) for name, data in pages.items()], packed=True)
    write(folder, {f"{n}.html": article(n) for n in range(30)})
    write(folder, {"a/crawl.warc.gz": packed + b"\x1f\x8b\x08\0" + bytes(40), "a/other.warc": b"WARC/1.0\r\n\r\n"})
    shutil.make_archive(str(folder / "saved!"), "zip", Path(__file__).parent.parent / "samples/complete")
    alone = of_the_command(folder, tmp_path)
    write(folder, {"_x.html": article(1), "a/b/c/.d/e.html": b"", "a/b.html._COPYING_": b"", "a/p.png": b""})
    assert_same(job(spark, folder, target, parts=3), alone)
    told = capfd.readouterr().err
    hidden = [f"{folder}/_x.html", f"{folder}/a/b.html._COPYING_", f"{folder}/a/b/c/.d"]
    assert "skipped, saved beside a page: 1 file\n" in told and all(path in told for path in hidden)
    skipped = map(json.loads, (target / "_sinaextract/skipped-0.jsonl").read_bytes().splitlines())
    assert {line["input"] for line in skipped} == {*hidden, f"{folder}/a/p.png"}

    marks = {path: path.stat().st_mtime_ns for path in target.glob("part=*/_sinaextract")}
    assert len(marks) == 3
    shutil.rmtree(target / "part=1")
    write(folder, {"added.html": article(99), "_y.html": b""})
    alone[0].append(json.loads(run(folder / "added.html", "-f", "jsonl").stdout))
    assert_same(job(spark, folder, target), alone)

    def written_anew() -> set[str]:
        times = {path: path.stat().st_mtime_ns for path in target.glob("part=*/_sinaextract")}
        anew = {path.parent.name for path, time in times.items() if time != marks.get(path)}
        marks.update(times)
        return anew

    assert written_anew() == {"part=1", "part=3"}
    assert "_y.html" in (told := capfd.readouterr().err) and "_x.html" not in told
    (folder / "added.html").write_bytes(article(98))  # changed; and one that is gone keeps its row
    gone = next(path for path in folder.glob("?.html") if path.name not in (target / "part=3/_sinaextract").read_text())
    gone.unlink()
    alone[0][-1] = json.loads(run(folder / "added.html", "-f", "jsonl").stdout)
    assert_same(job(spark, folder, target), alone)
    assert written_anew() == {"part=3"}
    with pytest.raises(click.ClickException, match=r"another job \(parts differ"):
        job(spark, folder, target, parts=4)


def test_hosts_of_a_wayback_archive(spark: SparkSession, tmp_path: Path) -> None:
    pages = [(f"https://web.archive.org/web/20140601000000/{HOST}a", article(1)), ("http://example.com/b", article(2))]
    write(tmp_path / "in", {"crawl.warc": archive_of(pages)})
    for hosts, count in (("web.archive.org",), 1), (("example.com",), 1), (("*",), 2):
        found = job(spark, tmp_path / "in", tmp_path / hosts[0], hosts=hosts)
        assert found.column("ok").to_pylist() == [True] * count, hosts


def test_one_output_has_one_job(spark: SparkSession, tmp_path: Path) -> None:
    folder, target = write(tmp_path / "in", {"1.html": article(1), "2!.html": article(2)}), tmp_path / "out"
    ended = subprocess.Popen(["true"])
    ended.wait()
    lock = {"host": os.uname().nodename, "pid": os.getpid(), "application": "app-1", "since": "2021-03-05T10:00:00"}
    write(target, {"_sinaextract/lock": json.dumps(lock).encode()})
    with pytest.raises(
        click.ClickException, match=f"held by app-1 on .* since 2021.*remove {target}/_sinaextract/lock"
    ):
        job(spark, folder, target)
    write(target, {"_sinaextract/lock": json.dumps({**lock, "pid": ended.pid}).encode()})  # a killed job's
    assert job(spark, folder, target).num_rows == 2 and not (target / "_sinaextract/lock").exists()

    from sinaextract.spark.job import _without_row

    names = [f"{folder}/{name}" for name in ("1.html", "2!.html", "3.html")]
    assert [_without_row(spark, names[:n], f"{target}/part=0") for n in (2, 3)] == [0, 1]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_tables(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    name = tmp_path / f"in/a [1]+ {{b}}%20.{kind}"
    name.parent.mkdir()
    pages = [{"url": f"{HOST}{n}", "doc": {"html": article(n).decode() if n != 3 else None}} for n in range(20)]
    if kind == "jsonl":
        name.write_text("\n".join([*map(json.dumps, pages[:10]), "{broken", *map(json.dumps, pages[10:])]))
    else:
        pq.write_table(pa.Table.from_pylist(pages), name)
    found = job(spark, name.parent, tmp_path / "out", html="doc.html", url="url").to_pylist()
    assert sum(row["ok"] for row in found) == 19 and len(found) == (21 if kind == "jsonl" else 20)
    assert {row["url"] for row in found if row["ok"]} == {f"{HOST}{n}" for n in range(20) if n != 3}
    names = {f"{name}!" + (f"{HOST}{n}" if kind == "jsonl" else str(n + 1)) for n in range(20)}
    assert names <= {row["input"] for row in found}
    with pytest.raises(
        click.ClickException, match="no column `body`; there are: url, doc" if kind == "parquet" else "another job"
    ):
        job(spark, name.parent, tmp_path / ("out2" if kind == "parquet" else "out"), html="body", url="url")


def test_what_cannot_be_read_is_said_in_a_sentence(spark: SparkSession, tmp_path: Path) -> None:
    from sinaextract.spark.launch import _sentence

    (tmp_path / "empty").mkdir()
    for source, reason in (
        ("s3a://bucket/saved", r"hadoop-aws: --conf spark.jars.packages=org.apache.hadoop:hadoop-aws:\d+\.\d+\.\d+$"),
        ("s3://bucket/saved", "Spark's scheme for S3 is s3a://"),
        (f"{tmp_path}/nothing here", "nothing here: no such file or folder; check its name"),
        (f"{tmp_path}/empty", "empty: no files to read"),
    ):
        with pytest.raises(Exception, match=r".") as error:
            job(spark, source, tmp_path / "out")
        ours = error.value if isinstance(error.value, click.ClickException) else None
        told = ours.message if ours else _sentence(error.value, spark, "local")
        assert re.search(reason, told) and "\n" not in told, told
