"""One-shot commands: wall time and peak memory, taking turns."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import child
from .pages import PageSet, han_count, median_sized
from .results import Section, median, significant, spread

_PARSER_ONLY = 'python -c "import click, lxml.etree"'
_OURS = "sinaextract page.html"
_ARTICLE = 20  # Chinese characters


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    arguments: tuple[str, ...]
    extracts: bool  # its output must hold an article


@dataclass(frozen=True, slots=True)
class Outcome:
    section: Section
    ratio: float  # our command ÷ the floor, the median of the turns


def measure(page_set: PageSet, repetitions: int) -> Outcome:
    page = median_sized(page_set.pages)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "page.html").write_bytes(page.data)
        commands = _commands(str(scratch / "page.html"))
        for command in commands:
            _run(command, scratch)  # warm-up: byte code written, files in memory
        runs = [[_run(command, scratch) for command in commands] for _ in range(repetitions)]
    base = next(n for n, command in enumerate(commands) if command.name == _PARSER_ONLY)
    ours = next(n for n, command in enumerate(commands) if command.name == _OURS)
    section = Section(
        f"One page, one command ({repetitions} repetitions)",
        ("command", "ms, min – median – max", f"time ÷ `{_PARSER_ONLY}`, min – median – max", "peak memory, MB"),
        tuple(_row(command, [r[n] for r in runs], [r[base] for r in runs]) for n, command in enumerate(commands)),
        (
            f"The page of median size: {page.name}, {len(page.data) / 1000:.0f} kB. The commands take turns; "
            "ratios are between runs of the same turn; start of the interpreter included.",
            "trafilatura reads the page from standard input, the only way its command takes one page. Both outputs are "
            "checked for an article.",
        ),
    )
    return Outcome(section, median(run[ours].seconds / run[base].seconds for run in runs))


def _commands(page: str) -> tuple[Command, ...]:
    return (
        Command("python -c pass", (sys.executable, "-c", "pass"), False),
        Command(_PARSER_ONLY, (sys.executable, "-c", "import click, lxml.etree"), False),
        Command(_OURS, (child.script("sinaextract"), page), True),
        Command(
            "trafilatura --markdown --with-metadata < page.html",
            (child.script("trafilatura"), "--markdown", "--with-metadata"),
            True,
        ),
    )


def _run(command: Command, scratch: Path) -> child.Done:
    done = child.run(command.arguments, scratch, stdin=str(scratch / "page.html"))
    if done.status != 0:
        raise SystemExit(f"{command.name} exited {done.status}: {done.errors[-500:]}")
    if command.extracts and han_count(done.output) < _ARTICLE:
        raise SystemExit(f"{command.name} printed no article: {done.output[:200]!r}")
    return done


def _row(command: Command, runs: list[child.Done], base: list[child.Done]) -> tuple[str, ...]:
    return (
        f"`{command.name}`",
        spread([1000 * run.seconds for run in runs], 3),
        spread([run.seconds / other.seconds for run, other in zip(runs, base, strict=True)], 3),
        significant(median(run.peak for run in runs) / 1e6),
    )
