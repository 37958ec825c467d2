"""The Arrow step: a row for a row whatever the pages do, in whatever process an engine runs it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from .archives import HOST
from .command import article, run
from .extraction.test_fixtures import PAGES
from .render.test_columns import as_json

pa = pytest.importorskip("pyarrow")

from sinaextract.arrow import extract_batch, record_schema, schema  # noqa: E402
from sinaextract.article.record import KEYS  # noqa: E402
from sinaextract.limits import LIMITS  # noqa: E402

pytestmark = pytest.mark.slow

LONG = article(1).replace(b"</p>", "</p><p>　　本港泊位昨日<b>装卸</b>提速。</p>".encode() * 100_000, 1)
Row = dict[str, Any]


def rows_of(*pages: bytes | str | None, **options: Any) -> list[Row]:
    rows: list[Row] = extract_batch(pa.record_batch({"html": pa.array(pages)}), **options).to_pylist()
    return rows


def oks(*pages: bytes) -> list[bool]:
    """In a function of a module, so that other processes can be asked for it."""
    return [row["ok"] for row in rows_of(*pages)]


def test_the_records_of_the_command_in_the_order_of_the_rows() -> None:
    names = [str(path) for path in PAGES]
    batch = pa.record_batch({"page": [path.read_bytes() for path in PAGES], "at": names, "n": range(len(names))})
    found = extract_batch(batch, "page", input="at")
    assert found.schema == schema() and found.num_rows == len(PAGES)
    expected = map(json.loads, run(*PAGES, "-f", "jsonl").stdout.splitlines())
    assert [as_json({key: row[key] for key in KEYS}) for row in found.to_pylist()] == list(expected)


def test_a_row_without_article_says_why() -> None:
    batch = pa.table({"html": [article(1).decode(), None, "hello", ""], "at": [HOST + "1", HOST + "2", None, " "]})
    found = extract_batch(batch, url="at", explain=True)
    assert found.schema == schema(explain=True) and found.schema.names == [*KEYS, "removed", "ok", "error"]
    first, second, third, fourth = found.to_pylist()
    assert first["ok"] and first["error"] is None and first["url"] == first["input"] == HOST + "1"
    assert first["date"].year == 2021 and first["encoding"] == "utf-8"
    assert (second["ok"], second["input"], second["error"]) == (False, HOST + "2", "no page in this row")
    assert third["error"].startswith("not HTML") and not fourth["ok"] and {third["input"], fourth["input"]} == {"-"}


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "binary", "large_binary", "binary_view"])
def test_columns_of_every_kind_of_text_or_bytes(kind: str) -> None:
    is_text = "string" in kind
    pages = pa.array([article(1).decode() if is_text else article(1), None], getattr(pa, kind)())
    for column in (pages,) if "view" in kind else (pages, pages.dictionary_encode(), pa.chunked_array([pages])):
        table = pa.table({"html": column})
        assert extract_batch(table).column("ok").to_pylist() == [True, False], column.type


def test_columns_that_hold_no_pages() -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff<html>"]).buffers())  # no UTF-8, as Arrow allows
    assert extract_batch(pa.table({"html": broken, "at": broken}), input="at").to_pylist()[0]["input"] == "\ufffd<html>"
    assert extract_batch(pa.table({"html": pa.nulls(2)})).num_rows == 2
    assert extract_batch(pa.table({"html": pa.array([], pa.string())})).schema == schema()
    assert extract_batch(pa.table({"html": ["<p>"], "id": [7]}), input="id").column("input").to_pylist() == ["7"]
    for table, reason in (
        (pa.table({"body": ["x"]}), "no column 'html'; there are: body"),
        (pa.table({"html": [1]}), "column 'html' holds int64, and no pages"),
        (pa.table({"html": ["x"], "at": [{"a": 1}]}), "column 'at' holds struct"),
    ):
        with pytest.raises(ValueError, match=reason):
            extract_batch(table, input="at" if "at" in table.column_names else None)


def test_a_page_too_long_for_its_time_or_too_large_costs_its_row() -> None:
    pages = [article(1), LONG, article(2), b"<html>" + bytes(LIMITS.page_bytes), article(3)]
    found = rows_of(*pages, timeout=0.3)
    assert [row["ok"] for row in found] == [True, False, True, False, True]
    assert found[1]["error"] == "took longer than 0.3 s" and found[3]["error"].startswith("page of 67,108,870 bytes")


def test_a_page_that_ends_its_process_costs_its_row() -> None:
    def kill() -> None:
        """The worker, as long as it is at the long page, twice."""
        killed: set[int | None] = set()
        while len(killed) < 2 and not done.is_set():
            for child in multiprocessing.active_children():
                if child.pid not in killed and _seconds(child.pid or 0) > before.get(child.pid or 0, 0.0) + 0.3:
                    os.kill(child.pid or 0, signal.SIGKILL)
                    killed.add(child.pid)
            time.sleep(0.02)

    if not hasattr(signal, "SIGKILL") or not os.path.isdir("/proc/self"):  # noqa: PTH112
        pytest.skip("it finds out by /proc what a process is doing")
    done = threading.Event()
    rows_of(article(0))
    before = {child.pid or 0: _seconds(child.pid or 0) for child in multiprocessing.active_children()}
    killer = threading.Thread(target=kill)
    killer.start()
    found = rows_of(article(1), LONG, article(2))
    done.set()
    killer.join()
    assert [row["ok"] for row in found] == [True, False, True]
    assert found[1]["error"] == "the worker process died on this page, twice (signal 9)"


def _seconds(pid: int) -> float:
    """Of processor time that a process has had."""
    try:
        with open(f"/proc/{pid}/stat") as stream:  # noqa: PTH123
            user, system = stream.read().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_batch_after_batch_has_one_process() -> None:
    rows_of(article(1))
    first = {child.pid for child in multiprocessing.active_children()}
    assert all(rows_of(article(n))[0]["ok"] for n in range(5))
    assert {child.pid for child in multiprocessing.active_children()} == first
    rows_of(article(1), explain=True)  # other work: another process in place of the first
    assert len(multiprocessing.active_children()) == len(first)


def test_engines_run_it_in_threads_and_in_processes_of_every_kind() -> None:
    """`multiprocessing.Pool` has processes that may have no children, forked from one that has a worker already."""
    pages = [[article(n), b"", article(n + 1)] for n in range(4)]
    assert oks(*pages[0]) == [True, False, True]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda three: oks(*three), pages)) == [[True, False, True]] * 4
    if "fork" in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context("fork").Pool(1) as forked:
            assert forked.starmap(oks, pages) == [[True, False, True]] * 4
    assert oks(*pages[0]) == [True, False, True]


def test_json_lines_are_read_alike_whatever_the_first_rows_hold(tmp_path: Path) -> None:
    """Recipes are in docs/scale.md; without types Polars fails, and with `datasets` dates lose their zone."""
    import polars

    record = json.loads(run(*PAGES, "-f", "jsonl").stdout.splitlines()[0])
    bare: Row = {key: [] if isinstance(value, list) else None for key, value in record.items()}
    lines = [json.dumps(row) for row in [*[{**bare, "schema_version": 2}] * 200, record]]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), "utf-8")
    found = polars.read_ndjson(tmp_path / "news.jsonl", schema=polars.Schema(record_schema()))
    assert as_json(found.row(200, named=True)) == record and record["date"].endswith("+08:00")
    assert found.to_arrow().schema.field("date").type == record_schema().field("date").type
    assert [field.nullable for field in record_schema()] == [True] * len(KEYS) and record_schema(explain=True).names[
        -1
    ] == "removed"


MEMORY = """import resource, sys
import pyarrow as pa
from sinaextract.arrow import extract_batch
from tests.command import article
pages = [article(1), article(2).replace(b"<p>", b"<p>" + "港".encode() * 20_000_000, 1), article(3)]
batch = pa.record_batch({"html": pages})
extract_batch(batch.slice(0, 1))
del pages
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[1]), -1))
for row in extract_batch(batch).to_pylist():
    print(row["ok"], row["error"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep to limits on memory")
@pytest.mark.parametrize("where", ["here", "worker"])
def test_a_page_too_large_for_memory_costs_its_row(where: str) -> None:
    """60 MB, for which either this process has no room, or the one that works on it."""
    spare, most = (90 << 20, 2 << 30) if where == "here" else (2 << 30, 300 << 20)
    env = {**os.environ, "SINAEXTRACT_MAX_WORKER_BYTES": str(most)}
    done = subprocess.run([sys.executable, "-c", MEMORY, str(spare)], env=env, capture_output=True, timeout=60)
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 3 and lines[0] == lines[2] == "True None", done.stderr.decode()
    assert lines[1].startswith("False needs more memory")
