"""`python -m sinaextract.spark` as first typed, on this machine and on a cluster of it; one sentence when it cannot."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest

from ..command import article, write
from ..spark_session import environment, needs_spark

pytestmark = [needs_spark, pytest.mark.slow]
QUIET = ("--conf", "spark.ui.enabled=false", "--conf", "spark.driver.host=127.0.0.1")


def start(folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """The command, by the path of its interpreter and without the environment activated."""
    command = [sys.executable, "-m", "sinaextract.spark", *arguments]
    env = {**environment(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", **variables}
    del env["PYSPARK_PYTHON"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Status, and the last line that was told."""
    errors = process.communicate(timeout=300)[1].decode()
    assert "Traceback" not in errors, errors
    return process.returncode, errors.strip().splitlines()[-1]


def test_the_command_as_first_typed(tmp_path: Path) -> None:
    source, target = str(write(tmp_path / "in", {f"{n}.html": article(n) for n in range(8)})), str(tmp_path / "out")
    works = start(tmp_path, source, target, *QUIET)
    small = start(tmp_path, source, str(tmp_path / "b"), *QUIET, "--driver-memory", "64m")
    nobody = start(tmp_path, source, str(tmp_path / "c"), *QUIET, "--master", "nobody://there")
    assert end(works) == (0, "sinaextract: part 1 of 1: 8 articles, 0 errors")
    assert pq.read_table(target).column("ok").to_pylist() == [True] * 8
    parts = f"{target}/part=*/*.parquet"  # as docs/scale.md says that they read it
    moments = [
        pandas.read_parquet(target)["date"][0].timestamp(),
        polars.read_parquet(parts)["date"][0].timestamp(),
        duckdb.execute(f"SELECT epoch(date) FROM '{parts}' WHERE ok").fetchall()[0][0],
    ]
    assert moments == [datetime.fromisoformat("2021-03-05T09:26:00+08:00").timestamp()] * 3
    status, told = end(small)
    assert status == 1 and told.startswith("Error: Spark gave up: ") and "memory" in told
    status, told = end(nobody)
    assert status == 1 and told.startswith("Error: Spark could not be started, for what stands above")


def test_what_is_wrong_is_said_before_spark_starts(tmp_path: Path) -> None:
    here = ("in", "out")
    bare = [sys.executable, "-c", "import sys; sys.modules['pyspark'] = None; sys.argv[1:] = ['in', 'out']\n"
            "import runpy; runpy.run_module('sinaextract.spark', run_name='__main__')"]  # fmt: skip
    without = subprocess.Popen(bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    no_java = start(tmp_path, *here, PATH=str(tmp_path), JAVA_HOME="")
    field, setting = start(tmp_path, *here, "--url-field", "x"), start(tmp_path, *here, "--conf", "memory=2g")
    submitted = start(tmp_path, *here, "--driver-memory", "2g", PYSPARK_GATEWAY_PORT="1")
    assert end(without) == (1, "Error: running on Spark needs pyspark: pip install 'sinaextract[spark]'")
    status, told = end(no_java)
    assert status == 1 and told.startswith("Error: Spark needs Java 17 or 21: install it")
    for process, reason in (
        (field, "--url-field goes with"),
        (setting, "--conf memory=2g"),
        (submitted, "spark-submit"),
    ):
        status, told = end(process)
        assert status == 2 and told.startswith(f"Error: {reason}"), told


_DEADLY = """import ctypes, os, signal, sys
if "forkserver" in " ".join(sys.orig_argv):  # what worker processes are forked from
    from sinaextract.inputs.inputs import Input
    read = Input.read
    def read_or_die(item):
        page = read(item)
        if b"SIGKILL" in page.html:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"SIGSEGV" in page.html:
            ctypes.string_at(0)
        return page
    Input.read = read_or_die
"""


def test_pages_that_end_their_process_or_take_its_memory_cost_their_rows(tmp_path: Path) -> None:
    """No page is known that does so by itself: a worker process dies as it reads one that says so."""
    pages = {f"{n}.html": article(n) for n in range(40)}
    for name in ("SIGKILL", "SIGSEGV"):
        pages[f"{name}.html"] = article(1).replace(b"</p>", f"{name}</p>".encode(), 1)
    pages["memory.html"] = article(1).replace(b"</p>", b"</p>" + b"<i>a</i>" * 3_000_000, 1)
    source, target = str(write(tmp_path / "in", pages)), str(tmp_path / "out")
    write(tmp_path, {"sitecustomize.py": _DEADLY.encode()})
    limits = {"SINAEXTRACT_MAX_WORKER_BYTES": "200000000", "PYTHONPATH": str(tmp_path)}
    told = end(start(tmp_path, source, target, *QUIET, **limits))
    assert told == (0, "sinaextract: part 1 of 1: 40 articles, 3 errors")
    errors = {Path(row["input"]).stem: row["error"] for row in pq.read_table(target).to_pylist() if not row["ok"]}
    assert errors.pop("memory").startswith("needs more memory")
    died = "the worker process died on this page, twice (signal {})"
    assert errors == {"SIGKILL": died.format(9), "SIGSEGV": died.format(11)}


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A standalone master and a worker of two cores; its address."""
    import pyspark

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    run = [str(Path(pyspark.__file__).parent / "bin/spark-class")]
    env = {**environment(folder), "SPARK_NO_DAEMONIZE": "1", "SPARK_WORKER_MEMORY": "2g"}
    del env["PYSPARK_PYTHON"]
    address = f"spark://127.0.0.1:{port}"
    parts = (
        ("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0"),
        ("org.apache.spark.deploy.worker.Worker", "--cores", "2", "--webui-port", "0", address),
    )
    log = (folder / "log").open("wb")
    processes = [subprocess.Popen([*run, *part], env=env, stdout=log, stderr=log) for part in parts]
    try:
        deadline = time.monotonic() + 120
        while b"Successfully registered with master" not in (folder / "log").read_bytes():
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.2)
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()
        log.close()


def test_a_standalone_cluster(tmp_path: Path) -> None:
    """Its workers have another Python, unless told: then one sentence says so, before anything is read."""
    source, target = str(write(tmp_path / "in", {f"{n}.html": article(n) for n in range(8)})), str(tmp_path / "out")
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')  # as one without any packages
    bare.chmod(0o755)
    with cluster(tmp_path) as master:
        on = ("--master", master, *QUIET, "--conf", "spark.executor.memory=600m", "--conf", "spark.executor.cores=1")
        lacking = start(
            tmp_path, source, target, *on, "--conf", f"spark.pyspark.python={bare}", "--conf", "spark.cores.max=1"
        )
        works = start(tmp_path, source, target, *on, "--conf", f"spark.pyspark.python={sys.executable}",
                      "--conf", "spark.cores.max=1")  # fmt: skip
        status, told = end(lacking)
        assert status == 1 and told.startswith("Error: the workers' Python (") and "has no sinaextract" in told, told
        assert "--conf spark.pyspark.python=PATH" in told
        assert end(works) == (0, "sinaextract: part 1 of 1: 8 articles, 0 errors")
    assert pq.read_table(target).column("ok").to_pylist() == [True] * 8
