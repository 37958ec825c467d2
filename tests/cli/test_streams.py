"""Standard streams that are closed, full, or that nobody reads; standard input next to other inputs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ..command import COMMAND, Done, article, articles, counts, run, tree, write

pytestmark = pytest.mark.slow


def shell(line: str, folder: Path) -> Done:
    """``line`` in bash, ``$S`` for the command; ``$?`` of its first part is its status."""
    script = line.replace("$S", " ".join(COMMAND)) + "; exit ${PIPESTATUS[0]}"
    return subprocess.run(["bash", "-c", script], capture_output=True, cwd=folder, timeout=120)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    articles(tmp_path / "in", 30)
    return write(tmp_path, {"page.html": article(1), "bad.html": b""})


def test_a_closed_standard_output_is_an_error_of_one_line_where_it_is_needed(saved: Path) -> None:
    done = shell("$S page.html >&-", saved)
    assert done.returncode == 3 and done.stderr.startswith(b"sinaextract: standard output: Bad file descriptor")
    assert done.stderr.count(b"\n") == 1
    done = shell("$S page.html -o a.md >&-", saved)
    assert done.returncode == 0 and done.stderr == b"" and (saved / "a.md").stat().st_size > 100


def test_a_closed_standard_error_costs_nothing_and_gets_into_no_file(saved: Path) -> None:
    done = shell("$S page.html 2>&-", saved)
    assert done.returncode == 0 and done.stdout == run("page.html", cwd=saved).stdout
    assert shell("$S page.html -o a.md 2>&-", saved).returncode == 0
    assert (saved / "a.md").read_bytes() == done.stdout
    assert shell("$S bad.html -o b.md -v 2>&-", saved).returncode == 1 and not (saved / "b.md").exists()
    assert shell("$S in -o out -v -j 2 2>&-", saved).returncode == 0 and len(tree(saved / "out")) == 30
    assert all(data.startswith(b"---\n") for data in tree(saved / "out").values())


def test_a_closed_standard_input_is_named(saved: Path) -> None:
    done = shell("$S - <&-", saved)
    assert done.returncode == 3 and b"-: standard input is closed" in done.stderr and done.stderr.count(b"\n") == 1
    done = shell("$S --files-from - <&-", saved)
    assert done.returncode == 2 and b"--files-from -: it is closed" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("what", ["--help", "--version", "--schema", "page.html", "in", "in -f jsonl"])
def test_a_full_standard_output_is_one_line(saved: Path, what: str) -> None:
    done = shell(f"$S {what} >/dev/full", saved)
    assert done.returncode == 3 and done.stderr.count(b"No space left on device") == 1
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


@pytest.mark.parametrize("what", ["page.html -o", "in -f jsonl -j 2 -o", "page.html -o o/ --audit"])
def test_a_full_device_is_named(saved: Path, what: str) -> None:
    done = shell(f"$S {what} /dev/full", saved)
    assert done.returncode == 3 and done.stderr.count(b"/dev/full: No space left on device") == 1
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


@pytest.mark.parametrize("how", ["2>/dev/full", "2>&1 >/dev/null | head -1 >/dev/null"])
@pytest.mark.parametrize("options", ["-v", "--explain", "-v --explain -j 2"])
def test_messages_that_nobody_can_read_cost_no_article(saved: Path, how: str, options: str) -> None:
    done = shell(f"$S in -o out {options} {how}", saved)
    assert done.returncode == 0 and done.stderr == b"" and len(tree(saved / "out")) == 30


def test_a_reader_that_goes_away_ends_the_run_quietly(saved: Path) -> None:
    for jobs in ("1", "2"):
        done = shell(f"$S in in in in in in in in -f jsonl -j {jobs} | head -1", saved)
        assert done.returncode == 0 and done.stderr == b"" and done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("options", [[], ["-j", "2"], ["--timeout", "20"]])
def test_standard_input_is_an_input_like_others(tmp_path: Path, options: list[str]) -> None:
    alone = run("-", "-f", "jsonl", *options, stdin=article(4))
    assert alone.returncode == 0 and json.loads(alone.stdout)["input"] == "-"
    articles(tmp_path / "in", 20)
    done = run(tmp_path / "in", "-", "-f", "jsonl", *options, stdin=article(4))
    assert done.returncode == 0 and counts(done)["written"] == 21
    assert done.stdout.splitlines()[-1] + b"\n" == alone.stdout
    done = run("-", tmp_path / "in", "-o", tmp_path / "out", *options, stdin=article(4))
    assert done.returncode == 0 and "第4号" in tree(tmp_path / "out")["stdin.md"].decode()
    done = run("-", tmp_path / "in", "-f", "jsonl", *options, stdin=b"")
    assert counts(done) == {"written": 20, "skipped": 0, "refused": 1, "failed": 0}


def test_standard_input_is_told_from_an_earlier_one_by_its_content(tmp_path: Path) -> None:
    arguments = ("-", "-f", "jsonl", "-o", tmp_path / "news.jsonl", "--resume")
    run(*arguments, stdin=article(1))
    inode = (tmp_path / "news.jsonl").stat().st_ino
    run(*arguments, stdin=article(1))
    assert (tmp_path / "news.jsonl").stat().st_ino == inode  # not written again
    run(*arguments, stdin=article(2))
    assert "第2号" in (tmp_path / "news.jsonl").read_text("utf-8")
    assert "第1号" not in (tmp_path / "news.jsonl").read_text("utf-8")


@pytest.mark.parametrize("options", [[], ["-j", "1"]])
def test_standard_input_has_the_limit_of_a_page(options: list[str]) -> None:
    limit = {"SINAEXTRACT_MAX_PAGE_BYTES": "100000"}
    done = run("-", *options, stdin=article(1) + bytes(100_000), env=limit)
    assert done.returncode == 3 and done.stdout == b""
    assert b"-: more than 100,000 bytes on standard input; SINAEXTRACT_MAX_PAGE_BYTES raises it" in done.stderr


def test_endless_standard_input_ends() -> None:
    """By its limit of 64 MiB, not by the memory of the machine."""
    with Path("/dev/zero").open("rb") as endless:
        limited = ["bash", "-c", 'ulimit -v 1000000; exec "$@"', "limited", *COMMAND, "-"]
        done = subprocess.run(limited, stdin=endless, capture_output=True, timeout=120)
    assert done.returncode == 3 and b"on standard input; SINAEXTRACT_MAX_PAGE_BYTES" in done.stderr
