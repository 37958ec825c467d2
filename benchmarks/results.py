"""Tables, and the file that keeps them with the machine, the versions and the date they belong to."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .pages import ROOT


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    picture: str | None = None  # file name beside the results


def spread(values: Sequence[float], digits: int = 2) -> str:
    """``min – median – max`` of ``values``."""
    ordered = sorted(values)
    three = (ordered[0], median(ordered), ordered[-1])
    return " – ".join(significant(value, digits) for value in three)


def median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def significant(value: float, digits: int = 3) -> str:
    """``value`` with at least ``digits`` significant digits and no exponent."""
    decimals = digits - 1
    size = abs(value)
    while size >= 10 and decimals > 0:
        size, decimals = size / 10, decimals - 1
    while 0 < size < 1:
        size, decimals = size * 10, decimals + 1
    return f"{value:,.{decimals}f}"


def table(section: Section) -> str:
    lines = [section.header, tuple("---" if n == 0 else "--:" for n in range(len(section.header))), *section.rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write(
    path: Path, title: str, command: str, seconds: float, packages: Iterable[str], sections: Iterable[Section]
) -> None:
    parts = [f"# {title}", _facts(command, seconds, packages)]
    for section in sections:
        parts += [f"## {section.title}", table(section)]
        if section.picture:
            parts.append(f"![{section.title}]({section.picture})")
        if section.notes:
            parts.append("\n".join(f"- {note}" for note in section.notes))
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _facts(command: str, seconds: float, packages: Iterable[str]) -> str:
    facts = (
        ("made by", f"`{command}` in {seconds:.0f} s; this file is written by it, do not edit"),
        ("date", datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
        ("code", f"sinaextract {version('sinaextract')}, {commit()}"),
        ("processor", f"{_processor()}, {_cores()} cores"),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"),
        ("load", f"{os.getloadavg()[0]:.1f} at the end (1 is the benchmark itself; more is other work on the machine)"),
        ("system", f"{platform.system()} {platform.machine()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("packages", ", ".join(_versions(packages))),
    )
    return "\n".join(f"- {name}: {fact}" for name, fact in facts)


def _versions(packages: Iterable[str]) -> list[str]:
    found = []
    for name in sorted(set(packages) - {"sinaextract"}, key=str.lower):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} (not installed)")
    return found


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def commit() -> str:
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--", "src")
    except (OSError, subprocess.CalledProcessError):
        return "not in a git checkout"
    return f"commit {commit}" + (" with uncommitted changes in src" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
