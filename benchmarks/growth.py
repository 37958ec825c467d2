"""Time and memory as one page grows: round the article, and the article itself."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import child
from .results import Section, significant
from .sample import page_with_long_article, page_with_much_around
from .svg import Panel, Series, plain, size_label

_TIMEOUT = 30.0  # seconds for one page in one process
ARTICLE = "the article itself"
_KINDS: tuple[tuple[str, Callable[[int], bytes]], ...] = (
    ("around the article", page_with_much_around),
    (ARTICLE, page_with_long_article),
)
_TOOLS = (("ours", "sinaextract"), ("lxml", "lxml parse only"))


@dataclass(frozen=True, slots=True)
class Point:
    kind: str
    tool: str
    size: int  # bytes of the page
    seconds: float
    peak: int  # bytes, whole process


@dataclass(frozen=True, slots=True)
class Outcome:
    points: tuple[Point, ...]
    failed: tuple[str, ...]


def measure(sizes: tuple[int, ...]) -> Outcome:
    points: list[Point] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "page.html"
        for kind, make in _KINDS:
            slow: set[str] = set()  # larger pages would only be slower
            for size in sizes:
                page.write_bytes(make(size))
                for tool, _ in _TOOLS:
                    if tool in slow:
                        continue
                    found = _point(kind, tool, page)
                    if isinstance(found, Point):
                        points.append(found)
                    else:
                        slow.add(tool)
                        failed.append(found)
    return Outcome(tuple(points), tuple(failed))


def _point(kind: str, tool: str, page: Path) -> Point | str:
    size = page.stat().st_size
    done = child.run([sys.executable, "-m", "benchmarks.one_page", tool, str(page)], page.parent, timeout=_TIMEOUT)
    if done.status:
        reason = done.errors.strip().splitlines()[-1:] or [f"killed after {_TIMEOUT:.0f} s"]
        return f"{tool}, {kind}, {size_label(size)} and more: {reason[0]}"
    seconds, length = done.output.split()
    if int(length) == 0:
        return f"{tool}, {kind}, {size_label(size)} and more: no text"
    return Point(kind, tool, size, float(seconds), done.peak)


def section(outcome: Outcome, picture: str) -> Section:
    return Section(
        "A page that grows",
        (
            "what grows",
            "page",
            "sinaextract, ms",
            "ms per MB",
            "lxml parse only, ms",
            "sinaextract, peak MB",
            "lxml parse only, peak MB",
        ),
        tuple(_row(outcome, point) for point in outcome.points if point.tool == "ours"),
        (
            "Made pages (benchmarks/sample.py), each in a process of its own, processor time of the best run of up to "
            "0.3 s. Growing around: scripts and side bars, half and half, a quarter of them before the article, which "
            "stays at about 5 kB.",
            "Peak memory is the whole process's, interpreter, imports and the page's bytes included. "
            "The lxml parse gets decoded text, not counted in its time.",
            *(f"Stopped: {line}" for line in outcome.failed),
        ),
        picture,
    )


def _row(outcome: Outcome, ours: Point) -> tuple[str, ...]:
    lxml = next((p for p in outcome.points if (p.kind, p.tool, p.size) == (ours.kind, "lxml", ours.size)), None)
    return (
        ours.kind,
        size_label(ours.size),
        significant(1000 * ours.seconds),
        significant(1000 * ours.seconds / (ours.size / 1e6)),
        significant(1000 * lxml.seconds) if lxml else "—",
        significant(ours.peak / 1e6),
        significant(lxml.peak / 1e6) if lxml else "—",
    )


def panels(outcome: Outcome) -> tuple[Panel, ...]:
    time = _series(outcome, lambda point: 1000 * point.seconds)
    memory = _series(outcome, lambda point: point.peak)
    return (
        Panel("Time for a page", "size of the page", "milliseconds", time, size_label, plain),
        Panel("Peak memory for a page", "size of the page", "of the process", memory, size_label, size_label),
    )


def _series(outcome: Outcome, value: Callable[[Point], float]) -> tuple[Series, ...]:
    return tuple(
        Series(
            f"{label}, {kind}",
            tuple((p.size, value(p)) for p in outcome.points if (p.kind, p.tool) == (kind, tool)),
            dashed=tool != "ours",
        )
        for tool, label in _TOOLS
        for kind, _ in _KINDS
    )
