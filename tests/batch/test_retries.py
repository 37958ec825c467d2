"""``--resume`` does what the messages advise: failures are tried again, with the limits that hold then."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from ..command import Done, article, articles, counts, run, tree, write

pytestmark = pytest.mark.slow

MODES = [
    ("-o", "out"),
    ("-f", "jsonl", "-o", "out.jsonl"),
    ("-f", "json", "-o", "out.json"),
    ("-o", "out", "--name-template", "{stem}-{title}"),
    ("-f", "jsonl", "-o", "out.jsonl", "--dedupe"),
]


def heavy(megabytes: int) -> bytes:
    """A page that takes a second or so for each 2 MB, and memory accordingly."""
    return article(9).replace(b"</p>", b"</p>" + "<p>甲乙丙</p>".encode() * (megabytes * 60_000), 1)


def output(folder: Path, mode: Iterable[str]) -> dict[str, bytes]:
    name = next(option for option in mode if option.startswith("out"))
    return tree(folder / name) if (folder / name).is_dir() else {name: (folder / name).read_bytes()}


def as_from_scratch(folder: Path, mode: tuple[str, ...], first: Done, again: Done) -> None:
    """The run that failed for one page, then the one that took the advice, came to what a clean run comes to."""
    assert first.returncode == 3 and counts(first)["failed"] == 1, first.stderr.decode()
    assert again.returncode == 0 and counts(again)["failed"] == 0, again.stderr.decode()
    assert counts(again)["written"] + counts(again)["skipped"] == 13
    shutil.copytree(folder / "in", folder / "scratch/in")
    run("in", *mode, cwd=folder / "scratch")
    assert output(folder, mode) == output(folder / "scratch", mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles(tmp_path / "in", 12)
    return tmp_path


@pytest.mark.parametrize("mode", MODES)
def test_more_time(folder: Path, mode: tuple[str, ...]) -> None:
    write(folder / "in", {"00/005b.html": heavy(6)})
    first = run("in", *mode, "--timeout", "0.4", cwd=folder)
    assert b"took longer than 0.4 s; --timeout gives a page more" in first.stderr
    again = run("in", *mode, "--timeout", "100", "--resume", cwd=folder)
    as_from_scratch(folder, mode, first, again)


@pytest.mark.parametrize("mode", MODES)
def test_more_memory(folder: Path, mode: tuple[str, ...]) -> None:
    write(folder / "in", {"00/005b.html": heavy(6)})
    little = {"SINAEXTRACT_MAX_WORKER_BYTES": str(150 << 20)}
    first = run("in", *mode, "-j", "1", cwd=folder, env=little)
    assert b"needs more memory than one worker may have; SINAEXTRACT_MAX_WORKER_BYTES raises" in first.stderr
    again = run("in", *mode, "-j", "1", "--resume", cwd=folder)
    as_from_scratch(folder, mode, first, again)


@pytest.mark.parametrize("mode", MODES)
def test_larger_pages(folder: Path, mode: tuple[str, ...]) -> None:
    write(folder / "in", {"00/005b.html": heavy(1)})
    first = run("in", *mode, cwd=folder, env={"SINAEXTRACT_MAX_PAGE_BYTES": "100000"})
    assert b"SINAEXTRACT_MAX_PAGE_BYTES raises it" in first.stderr
    as_from_scratch(folder, mode, first, run("in", *mode, "--resume", cwd=folder))


@pytest.mark.parametrize("mode", MODES)
def test_a_failure_that_stays_is_told_again_and_costs_no_other_page(folder: Path, mode: tuple[str, ...]) -> None:
    write(folder / "in", {"00/005b.html": heavy(1)})
    little = {"SINAEXTRACT_MAX_PAGE_BYTES": "100000"}
    run("in", *mode, cwd=folder, env=little)
    before = output(folder, mode)
    again = run("in", *mode, "--resume", cwd=folder, env=little)
    assert again.returncode == 3 and counts(again) == {"written": 0, "skipped": 12, "refused": 0, "failed": 1}
    assert output(folder, mode) == before
