"""The whole suite: measure, print the tables, write RESULTS.md and growth.svg beside this file.

python -m benchmarks [--quick]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from . import batch, command, goals, growth, results, scale, speed, stages
from .contenders import CONTENDERS
from .pages import page_set
from .svg import draw

_HERE = Path(__file__).parent
_PICTURE = "growth.svg"
_DEPENDENCIES = (
    "click",
    "beautifulsoup4",
    "rich",
    "PyYAML",
    "pyarrow",
    "pyspark",
)  # ours, named with the contenders' versions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    speed: int  # repetitions
    commands: int  # repetitions
    folders: tuple[int, ...]  # pages
    ways: tuple[int, ...]  # pages
    sizes: tuple[int, ...]  # bytes


_K, _M = 1000, 1_000_000
FULL = Plan(
    9,
    15,
    (100, 1_000, 5_000, 20_000),
    scale.SIZES,
    (10 * _K, 30 * _K, 100 * _K, 300 * _K, _M, 3 * _M, 10 * _M, 30 * _M),
)
QUICK = Plan(3, 5, (100, 1_000), (500,), (10 * _K, 100 * _K, _M, 10 * _M, 30 * _M))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions, no folder above 1,000 pages")
    quick = parser.parse_args().quick
    start = perf_counter()
    sections = measure(QUICK if quick else FULL)
    made_by = "python -m benchmarks" + (" --quick" if quick else "")
    packages = [*(contender.package for contender in CONTENDERS), *_DEPENDENCIES]
    results.write(_HERE / "RESULTS.md", "Benchmark results", made_by, perf_counter() - start, packages, sections)
    for section in sections:
        print(f"\n{section.title}\n\n{results.table(section)}")


def measure(plan: Plan) -> list[results.Section]:
    """Every part in turn; also draws the plot."""
    pages = page_set()
    timings = _timed("time per page", lambda: speed.measure(pages.pages, plan.speed))
    profile = _timed("the steps of a page", lambda: stages.section(pages, 2 * plan.speed))
    one_shot = _timed("one-shot commands", lambda: command.measure(pages, plan.commands))
    folders = _timed("folders", lambda: batch.measure(pages, plan.folders))
    ways = _timed("one process, pool, Spark", lambda: scale.measure(pages, plan.ways))
    grown = _timed("growing pages", lambda: growth.measure(plan.sizes))
    posts = _timed("posts", lambda: goals.post_ratio(2 * plan.speed))
    (_HERE / _PICTURE).write_text(draw([*growth.panels(grown), batch.panel(folders)]), encoding="utf-8")
    return [
        speed.section(pages, timings, plan.speed),
        profile,
        one_shot.section,
        batch.section(pages, folders),
        scale.section(ways),
        growth.section(grown, _PICTURE),
        goals.section(timings, posts, grown, one_shot, folders),
    ]


def _timed(what: str, work: Callable[[], T]) -> T:
    print(f"measuring {what} …", end=" ", file=sys.stderr, flush=True)
    start = perf_counter()
    found = work()
    print(f"{perf_counter() - start:.0f} s", file=sys.stderr)
    return found
