"""The same pages by one process, the command's worker processes, Spark and other engines, on this machine's cores.

python -m benchmarks.scale writes its section of RESULTS.md anew; some minutes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from . import child, results
from .batch import fill
from .pages import PageSet, page_set
from .results import Section, significant

SIZES = 1_000, 3_000  # pages
_ALONE = """import sys
from sinaextract import extract_many
from sinaextract.render.json import to_jsonl
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for article in extract_many(sys.argv[1], errors="raise", jobs=0):
        out.write(to_jsonl(article))
"""
# The command; at its end, the processor time that this process took: its workers are no children of it.
_COMMAND = """import atexit, resource, sys
from sinaextract.__main__ import main
usage = resource.RUSAGE_SELF
atexit.register(lambda: print(sum(resource.getrusage(usage)[:2])))
sys.argv[0] = "sinaextract"
main()
"""
_ENGINES = ("daft", "dask", "datasets", "duckdb", "polars", "ray")
_LIMIT = 900.0  # seconds
_PER_TABLE = 250  # pages in a file of Parquet
TITLE = "The same pages in one process, a process pool, Spark and other engines"


class Way(NamedTuple):
    name: str
    output: str  # file or folder
    command: Sequence[str]


class Run(NamedTuple):
    way: str
    pages: int
    seconds: float
    peak: int
    parent: float  # seconds of processor time that feeding a pool took; 0 where there is none


class Outcome(NamedTuple):
    runs: tuple[Run, ...]
    skipped: tuple[str, ...]


def measure(pages: PageSet, sizes: tuple[int, ...]) -> Outcome:
    runs: list[Run] = []
    skipped = tuple(f"Left out, since it is not installed: {name}." for name in _lacking())
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        done = 0
        for size in sizes:
            fill(scratch / "saved", pages, done, size)
            _fill_tables(scratch / "tables", pages, done, size)
            done = size
            runs += [_once(way, size, scratch) for way in _ways(scratch)]
    return Outcome(tuple(runs), skipped)


def _once(way: Way, size: int, scratch: Path) -> Run:
    output = scratch / way.output
    shutil.rmtree(output, ignore_errors=True)
    output.unlink(missing_ok=True)
    found = child.run(way.command, scratch, timeout=_LIMIT)
    records = _records(output) if not found.status else 0
    if records != size:
        raise SystemExit(f"{way.name}: exit status {found.status}, {records} records: {found.errors[-500:]}")
    print(f"{way.name}, {size:,} pages: {found.seconds:.1f} s", file=sys.stderr)
    parent = float(found.output) if way.name.startswith("process pool") else 0.0
    return Run(way.name, size, found.seconds, found.peak, parent)


def _records(output: Path) -> int:
    if output.suffix == ".jsonl":
        return output.read_bytes().count(b"\n")
    return int(pq.read_table(output, columns=["title"]).num_rows)


def _fill_tables(folder: Path, pages: PageSet, start: int, stop: int) -> None:
    folder.mkdir(exist_ok=True)
    for first in range(start, stop, _PER_TABLE):
        numbers = range(first, min(first + _PER_TABLE, stop))
        html = [pages.pages[n % len(pages.pages)].data for n in numbers]
        table = pa.table({"name": [f"page-{n:05d}" for n in numbers], "html": html})
        pq.write_table(table, folder / f"{first:06d}.parquet", compression="none")


def _ways(scratch: Path) -> list[Way]:
    saved, tables, cores = str(scratch / "saved"), str(scratch / "tables"), str(len(os.sched_getaffinity(0)))
    python = sys.executable
    lines, parquet, folder = (scratch / name for name in ("news.jsonl", "news.parquet", "out"))
    ways = [
        Way("one process, `extract_many(…, jobs=0)` to JSON lines", lines.name,
            (python, "-c", _ALONE, saved, str(lines))),
        *(
            Way(f"process pool, `sinaextract FOLDER -f {path.suffix[1:]} -j {cores}`", path.name,
                (python, "-c", _COMMAND, saved, "-q", "-o", str(path), "-j", cores))
            for path in (lines, parquet)
        ),
        Way("the Arrow step alone, one process and its worker, tables", folder.name,
            (python, "-m", "benchmarks.engines", "alone", tables, str(folder), cores)),
        *(
            Way(f"{engine}, the Arrow step, tables", folder.name,
                (python, "-m", "benchmarks.engines", engine, tables, str(folder), cores))
            for engine in _ENGINES if engine not in _lacking()
        ),
    ]  # fmt: skip
    if "spark" not in _lacking():
        spark = (python, "-m", "sinaextract.spark", "--master", f"local[{cores},4]", "--driver-memory", "2g",
                 "--conf", "spark.ui.enabled=false")  # fmt: skip
        ways.append(Way("Spark, `python -m sinaextract.spark FOLDER OUT`", folder.name, (*spark, saved, str(folder))))
        table = (*spark, tables, str(folder), "--html-field", "html")
        ways.append(Way("Spark, `python -m sinaextract.spark TABLES OUT --html-field html`", folder.name, table))
    return ways


def _lacking() -> tuple[str, ...]:
    has_spark = shutil.which("java") and find_spec("pyspark")
    return (*(() if has_spark else ("spark",)), *(name for name in _ENGINES if find_spec(name) is None))


def section(outcome: Outcome) -> Section:
    fastest = {run.pages: run.seconds for run in outcome.runs if run.way.startswith("one process")}
    rows = tuple(
        (
            run.way,
            f"{run.pages:,}",
            significant(run.seconds),
            significant(run.pages / run.seconds),
            significant(fastest[run.pages] / run.seconds),
            _hours(run, outcome),
            significant(run.peak / 1e6),
        )
        for run in sorted(outcome.runs, key=lambda run: [other.way for other in outcome.runs].index(run.way))
    )
    engines = ", ".join(f"{name} {_version(name)}" for name in ("pyspark", *_ENGINES) if _version(name))
    return Section(
        TITLE,
        ("way", "pages", "seconds", "pages/s", "one process = 1", "hours a million pages", "peak memory, MB"),
        rows,
        (
            "One run each, one after the other; start included: Spark's is that of a JVM and its Python workers. Peak "
            "memory is of the largest Python process; the JVM, which gets 2 GB, is not in it.",
            "Tables are Parquet, 250 pages a file; engines write Parquet, and have this machine's cores.",
            "Hours: by the seconds that the larger number of pages took longer, so without the start, on these "
            f"{len(os.sched_getaffinity(0))} cores. No million was run.",
            f"`python -m benchmarks.scale`, {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC, {results.commit()}, load "
            f"{os.getloadavg()[0]:.1f} at the end.",
            *_pool_limits(outcome),
            *((f"Engines: {engines}.",) if engines else ()),
            *outcome.skipped,
        ),
    )


def _pool_limits(outcome: Outcome) -> list[str]:
    """How many workers the process that feeds them can keep busy: what a page costs alone, over what it costs there."""
    alone = _grown([(run.pages, run.seconds) for run in outcome.runs if run.way.startswith("one process")])
    found = []
    for way in dict.fromkeys(run.way for run in outcome.runs if run.parent):
        feeding = _grown([(run.pages, run.parent) for run in outcome.runs if run.way == way])
        if alone > 0 and feeding > 0:
            found.append(
                f"{way}: feeding the workers takes {significant(feeding * 1e3, 2)} ms of processor time a page, and a "
                f"page {significant(alone * 1e3, 2)} ms: enough for about {alone / feeding:.0f} workers."
            )
    return found


def _grown(measured: list[tuple[int, float]]) -> float:
    """Seconds a page, by the smallest and the largest number of pages."""
    (fewest, less), (most, more) = measured[0], measured[-1]
    return (more - less) / (most - fewest) if most > fewest else 0.0


def _hours(run: Run, outcome: Outcome) -> str:
    measured = [(other.pages, other.seconds) for other in outcome.runs if other.way == run.way]
    return significant(_grown(measured) * 1e6 / 3600) if run.pages > measured[0][0] else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def main() -> None:
    """Its section in place of the one that RESULTS.md has."""
    found = section(measure(page_set(), SIZES))
    path = Path(__file__).with_name("RESULTS.md")
    before, _, after = path.read_text("utf-8").partition("## The same ")
    text = f"## {found.title}\n\n{results.table(found)}\n\n" + "".join(f"- {note}\n" for note in found.notes)
    path.write_text(f"{before}{text}\n## {after.partition(chr(10) + '## ')[2]}", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
