"""Nothing that a page's or file's name holds steers the terminal, turns text round or breaks a line of output."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from ..command import article, run

# ESC, BEL, C1 controls, NEL, marks of direction, line separators
STEERING = "\x1b]0;t\a\x1b[31m\x9b31m\x85\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069"
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A page under a name that holds everything, a line break too."""
    path = tmp_path / f"a\n{STEERING}b.html"
    path.write_bytes(article(1))
    return path


@pytest.mark.parametrize(
    "options",
    [["--property", "input"], ["-f", "json"], ["-f", "jsonl"], ["-f", "jsonld"], ["--view"], ["--explain"], ["-v"]],
)
def test_an_article(named: Path, options: list[str]) -> None:
    done = run(named, *options)
    assert done.returncode == 0
    assert not RAW.search(done.stdout.decode()) and not RAW.search(done.stderr.decode())


def test_json_keeps_the_name_exactly(named: Path) -> None:
    assert json.loads(run(named, "-f", "json").stdout)["input"] == str(named)


def test_a_property_is_one_line(named: Path) -> None:
    assert run(named, "--property", "input", "--property", "title").stdout.count(b"\n") == 2


@pytest.mark.parametrize(
    "options",
    [
        ["{}.missing"], ["{}", "--files-from", "{}.missing"], ["{}", "--report", "{}"], ["{}", "-o", "{}/x/y.md"],
        ["{}", "--errors", "{}/errors"], ["{}", "-f", "x{}"], ["{}", "--name-template", "{{{}}}", "-o", "{}/"],
    ],
)  # fmt: skip
def test_what_goes_wrong(named: Path, options: list[str]) -> None:
    done = run(*(option.replace("{}", str(named)) for option in options))
    assert done.returncode in (2, 3) and done.stderr.strip()
    assert not RAW.search(done.stderr.decode())


def test_members_of_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"{STEERING}.html", b"<html>hello")
        archive.writestr(f"b{STEERING}.html", article(1))
    done = run(tmp_path / "a.zip", "-f", "jsonl", "-v")
    assert done.returncode == 1
    assert not RAW.search(done.stdout.decode()) and not RAW.search(done.stderr.decode())
