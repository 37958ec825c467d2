"""Folders: pages per second of the command with one worker and with two, as the folder grows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import child
from .pages import PageSet
from .results import Section, median, significant
from .svg import Panel, Series, plain

_JOBS = (1, 2)
_LONGEST = 80.0  # seconds; a run that would take longer, judged by the one before, is left out
_PER_FOLDER = 1000
_USAGE = 2  # exit status for a wrong command line


@dataclass(frozen=True, slots=True)
class Run:
    pages: int
    jobs: int
    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Outcome:
    runs: tuple[Run, ...]
    skipped: tuple[str, ...]


def measure(page_set: PageSet, sizes: tuple[int, ...]) -> Outcome:
    runs: list[Run] = []
    skipped: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        filled = 0
        for size in sizes:
            needed = 2 * page_set.size // len(page_set.pages) * (size - filled)
            if shutil.disk_usage(scratch).free < needed:
                skipped.append(f"{size:,} pages: not enough room for copies of them.")
                break
            fill(scratch / "saved", page_set, filled, size)
            filled = size
            for outcome in _jobs(scratch, size, runs):
                if isinstance(outcome, Run):
                    runs.append(outcome)
                elif outcome not in skipped:
                    skipped.append(outcome)
    return Outcome(tuple(runs), tuple(skipped))


def fill(folder: Path, page_set: PageSet, start: int, stop: int) -> None:
    for n in range(start, stop):
        place = folder / f"{n // _PER_FOLDER:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"page-{n:05d}.html").write_bytes(page_set.pages[n % len(page_set.pages)].data)


def _jobs(scratch: Path, size: int, before: list[Run]) -> Iterator[Run | str]:
    for jobs in _JOBS:
        last = next((run for run in reversed(before) if run.jobs == jobs), None)
        if last and last.seconds * size / last.pages > _LONGEST:
            yield f"{size:,} pages with {jobs} workers: it would take over {_LONGEST:.0f} s."
            continue
        yield _measured(scratch, size, jobs)


def _measured(scratch: Path, size: int, jobs: int) -> Run | str:
    """The median run; short ones are repeated."""
    done = [_once(scratch, jobs) for _ in range(3 if size <= _PER_FOLDER else 1)]
    if any(run.status == _USAGE for run in done):
        return f"-j {jobs}: the command refuses it: {done[0].errors.strip().splitlines()[-1]}"
    if any(run.status for run in done):
        return f"{size:,} pages with -j {jobs}: exit status {done[0].status}: {done[0].errors[-200:].strip()}"
    lines = (scratch / "news.jsonl").read_bytes().count(b"\n")
    if lines != size:
        return f"{size:,} pages with -j {jobs}: {lines:,} records for {size:,} pages."
    return Run(size, jobs, median(run.seconds for run in done), max(run.peak for run in done))


def _once(scratch: Path, jobs: int) -> child.Done:
    output = scratch / "news.jsonl"
    output.unlink(missing_ok=True)
    command = [child.script("sinaextract"), str(scratch / "saved"), "-q", "-f", "jsonl", "-o", str(output)]
    return child.run([*command, "-j", str(jobs)], scratch)


def section(page_set: PageSet, outcome: Outcome) -> Section:
    rows = tuple(
        (
            f"{run.pages:,}",
            str(run.jobs),
            significant(run.seconds),
            significant(run.pages / run.seconds),
            significant(run.pages / run.seconds * page_set.size / len(page_set.pages) / 1e6),
            significant(run.peak / 1e6),
        )
        for run in outcome.runs
    )
    return Section(
        "A folder, `sinaextract FOLDER -f jsonl -o FILE -j JOBS`",
        ("pages", "workers", "seconds", "pages/s", "MB/s", "peak memory of the largest process, MB"),
        rows,
        (
            "The folder holds copies of the page set in turn, a thousand to a subfolder, just written and so in the "
            "system's cache; start of the interpreter included; the median of three runs up to 1,000 pages, one above.",
            *(f"Skipped: {line}" for line in outcome.skipped),
        ),
    )


def panel(outcome: Outcome) -> Panel:
    series = tuple(
        Series(f"{jobs} worker{'s' * (jobs > 1)}", tuple((r.pages, r.seconds) for r in outcome.runs if r.jobs == jobs))
        for jobs in _JOBS
    )
    return Panel("Time for a folder", "pages", "seconds", series, plain, plain)
