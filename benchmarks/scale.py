"""The same folder three ways: one process, the command's worker processes, Spark on the cores of this machine."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from . import child
from .batch import fill
from .pages import PageSet
from .results import Section, significant

_ALONE = """import sys
from sinaextract import extract_many
from sinaextract.render.json import to_jsonl
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for article in extract_many(sys.argv[1], errors="raise", jobs=0):
        out.write(to_jsonl(article))
"""
_LIMIT = 900.0  # seconds


@dataclass(frozen=True, slots=True)
class Run:
    way: str
    pages: int
    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Outcome:
    runs: tuple[Run, ...]
    skipped: tuple[str, ...]


def measure(page_set: PageSet, sizes: tuple[int, ...]) -> Outcome:
    runs: list[Run] = []
    skipped = _lacking()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        done = 0
        for size in sizes:
            fill(scratch / "saved", page_set, done, size)
            done = size
            for way, command in _ways(scratch, with_spark=not skipped):
                shutil.rmtree(scratch / "out", ignore_errors=True)
                found = child.run(command, scratch, timeout=_LIMIT)
                if found.status:
                    raise SystemExit(f"{way}: exit status {found.status}: {found.errors[-500:]}")
                runs.append(Run(way, size, found.seconds, found.peak))
    return Outcome(tuple(runs), skipped)


def _ways(scratch: Path, with_spark: bool) -> list[tuple[str, Sequence[str]]]:
    saved, news, cores = str(scratch / "saved"), str(scratch / "news"), len(os.sched_getaffinity(0))
    ways: list[tuple[str, Sequence[str]]] = [
        ("one process, `extract_many(…, jobs=0)` to JSON lines", (sys.executable, "-c", _ALONE, saved, news)),
        (
            f"process pool, `sinaextract FOLDER -f jsonl -j {cores}`",
            (child.script("sinaextract"), saved, "-q", "-f", "jsonl", "-o", news, "-j", str(cores)),
        ),
        (
            f"process pool, `sinaextract FOLDER -f parquet -j {cores}`",
            (child.script("sinaextract"), saved, "-q", "-f", "parquet", "-o", news, "-j", str(cores)),
        ),
    ]
    if with_spark:
        os.environ["PYSPARK_PYTHON"] = sys.executable
        os.environ["PYSPARK_SUBMIT_ARGS"] = (
            f"--master local[{cores},4] --driver-memory 2g --conf spark.ui.enabled=false pyspark-shell"
        )
        job = (sys.executable, "-m", "sinaextract.spark", saved, str(scratch / "out"))
        ways.append((f"Spark, `python -m sinaextract.spark FOLDER OUT`, `local[{cores}]`", job))
    return ways


def _lacking() -> tuple[str, ...]:
    lacking = [name for name, there in (("Java", shutil.which("java")), ("PySpark", find_spec("pyspark"))) if not there]
    return (f"Spark was left out: {' and '.join(lacking)} not installed.",) if lacking else ()


def section(outcome: Outcome) -> Section:
    fastest = {run.pages: run.seconds for run in outcome.runs if run.way.startswith("one process")}
    rows = tuple(
        (
            f"{run.pages:,}",
            run.way,
            significant(run.seconds),
            significant(run.pages / run.seconds),
            significant(fastest[run.pages] / run.seconds),
            significant(run.peak / 1e6),
        )
        for run in outcome.runs
    )
    return Section(
        "The same folder in one process, a process pool and Spark",
        ("pages", "way", "seconds", "pages/s", "one process = 1", "peak memory of the largest process, MB"),
        rows,
        (
            "One run each, one after the other; start included: Spark's is that of a JVM and its Python workers. Peak "
            "memory is of the largest Python process; the JVM, which gets 2 GB, is not in it.",
            "What a million pages cost follows from two sizes of one way: [docs/scale.md](../docs/scale.md).",
            *outcome.skipped,
        ),
    )
