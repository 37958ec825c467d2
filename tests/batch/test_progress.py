"""What is shown while a batch goes on and when it has ended: on a terminal, in a pipe, without colour."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from ..command import COMMAND, articles, run, write

pytestmark = pytest.mark.slow

BARE = b"<html><body>hello</body></html>"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = articles(tmp_path_factory.mktemp("progress") / "saved", 60)
    return write(folder, {"00/[red]bad.html": BARE})


def on_terminal(*arguments: str | Path, env: dict[str, str] | None = None) -> str:
    """What the command writes to a terminal that is its standard error."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **(env or {})}
    command = [*COMMAND, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            shown += data
        os.close(ours)
    assert process.returncode == 1
    return shown.decode()


def test_a_bar_and_a_table_on_a_terminal(saved: Path, tmp_path: Path) -> None:
    shown = on_terminal(saved, "-o", tmp_path / "out", "-j", "2")
    assert "pages/s" in shown and "/61" in shown and "without article" in shown and "\x1b[" in shown
    table = shown[shown.rindex("sinaextract: 61 inputs") :]
    assert "written" in table and "finance-main-title" in table and "[red]bad.html" in table
    assert table.count("no single article") == 1


def test_no_colour_if_asked(saved: Path, tmp_path: Path) -> None:
    import re

    shown = on_terminal(saved, "-o", tmp_path / "out", env={"NO_COLOR": "1"})
    assert "61 inputs" in shown and not re.search(r"\x1b\[[\d;]*3\d[;m]", shown)


def test_quiet_on_a_terminal(saved: Path) -> None:
    assert on_terminal(saved, "-f", "jsonl", "-q") == ""


def test_one_plain_line_in_a_pipe(saved: Path) -> None:
    done = run(saved, "-f", "jsonl", env={"FORCE_COLOR": "", "COLUMNS": "40"})
    first, last = done.stderr.decode().splitlines()
    assert "[red]bad.html: no single article" in first and "\x1b" not in first + last
    assert last.startswith("sinaextract: 60 written, 0 skipped, 1 refused, 0 failed; ") and "pages/s" in last
    assert "families: finance-main-title 60" in last


def test_only_the_first_failures_are_told(tmp_path: Path) -> None:
    write(tmp_path, {f"{i:02}.html": BARE for i in range(30)})
    lines = run(tmp_path, "-f", "jsonl").stderr.decode().splitlines()
    assert len(lines) == 12 and "--errors FILE lists all" in lines[10] and "30 refused" in lines[11]
    assert len(run(tmp_path, "-f", "jsonl", "-v").stderr.splitlines()) == 31
