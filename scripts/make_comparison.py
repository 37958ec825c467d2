"""Write the tables of the comparison in both READMEs and docs/comparison.md from what was measured.

python scripts/make_comparison.py      # after `make quality` or `make bench`, which run it themselves
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
QUALITY, RESULTS = ROOT / "benchmarks/QUALITY.md", ROOT / "benchmarks/RESULTS.md"
_SPEED = "## Bytes → Article → Markdown"
_TIMED_AS = {"sinaextract": "sinaextract, Markdown"}  # name of a tool in RESULTS.md, where it is another
_FIELDS = ("title", "date", "source", "byline")
_MARKS = re.compile(r"(<!-- comparison (\w+), written by .*? -->\n).*?(<!-- end of comparison -->)", re.S)

Table = list[dict[str, str]]  # heading -> cell, row by row


class Words(NamedTuple):
    """Headings of the short table in one language."""

    tool: str
    kept: str
    noise: str
    fields: str
    speed: str


PAGES: Mapping[str, Words] = {
    "README.md": Words("tool", "text kept", "site's noise left", "fields right", "ms a page"),
    "README.zh-CN.md": Words("工具", "正文保留", "残留的站点杂物", "字段正确", "每页毫秒"),
    "docs/comparison.md": Words("tool", "kept", "noise", "fields", "ms a page"),
}


def main() -> None:
    for name in PAGES:
        page = ROOT / name
        page.write_text(with_tables(name, page.read_text("utf-8")), "utf-8")


def with_tables(name: str, page: str) -> str:
    """``page`` with the tables between its markers as they were measured last."""
    made = {"short": lambda: _short(PAGES[name]), "quality": _quality, "speed": _speed}
    return _MARKS.sub(lambda found: f"{found[1]}\n{made[found[2]]()}\n\n{found[3]}", page)


def _short(words: Words) -> str:
    """One row a tool: what it keeps and finds on the pages of both sets, and its time."""
    first, second = (_tables(section) for section in _sections(QUALITY))
    others = {row["tool"]: row for row in second}
    times = {row["contender"]: row["ms per page, median"] for row in _speed_table()}
    heads = [f"{head} {mark}" for mark in "①②" for head in (words.kept, words.noise, words.fields)]
    rows = [
        [row["tool"], *_figures(row), *_figures(others[row["tool"]]), times[_TIMED_AS.get(row["tool"], row["tool"])]]
        for row in first
    ]
    return _table([words.tool, *heads, words.speed], rows)


def _figures(row: dict[str, str]) -> tuple[str, str, str]:
    """Kept, noise, and the fields in one figure: ``61 of 64``."""
    right, asked = (sum(int(row[field].split(" of ")[part]) for field in _FIELDS) for part in (0, 1))
    return row["kept"], row["noise"].replace(" of ", "/"), f"{right}/{asked}"


def _quality() -> str:
    return "\n\n".join(f"### {section}" for section in _sections(QUALITY))


def _speed() -> str:
    heads = ("contender", "ms per page, median", "ours ÷ its time")
    return _table(heads, [[row[head] for head in heads] for row in _speed_table()])


def _speed_table() -> Table:
    return next(_tables(section) for section in _sections(RESULTS) if f"## {section}".startswith(_SPEED))


def _sections(path: Path) -> list[str]:
    return [section.strip() for section in path.read_text("utf-8").split("\n## ")[1:]]


def _tables(section: str) -> Table:
    head, _, *rows = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in _lines(section))
    return [dict(zip(head, row, strict=True)) for row in rows]


def _lines(section: str) -> Iterable[str]:
    return [line for line in section.splitlines() if line.startswith("|")]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(head)
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
