"""``--strict``: a warning is a failure, and a doubtful article is not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sinaextract import DoubtfulArticle, extract_file, extract_many
from tests.command import article, run, write
from tests.pages import FIRST, page

CUT = page(FIRST * 3)[:-60]


def test_one_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(CUT)
    done = run(tmp_path / "a.html", "--strict")
    assert (done.returncode, done.stdout) == (3, b"")
    assert "cut off after" in done.stderr.decode()
    assert run(tmp_path / "a.html").returncode == 0


def test_what_is_doubtful_of_one_page_is_told(tmp_path: Path) -> None:
    """One line a warning, beside the same output; a batch counts them; -q is silent."""
    write(tmp_path, {"a.html": CUT, "b.html": article(1)})
    pager = page(FIRST * 3 + "<p>上一页 1 <a href='2.html'>2</a> <a href='3.html'>3</a> 下一页</p>")[:-60]
    (tmp_path / "two.html").write_bytes(pager)
    for name, count in (("a.html", 1), ("two.html", 2), ("b.html", 0)):
        done, quiet = run(name, cwd=tmp_path), run(name, "-q", cwd=tmp_path)
        told = done.stderr.decode().splitlines()
        assert len(told) == count and all(line.startswith(f"sinaextract: {name}: warning: ") for line in told)
        assert done.stdout == quiet.stdout and quiet.stderr == b"" and done.returncode == 0
    done = run("-", stdin=CUT)
    assert done.stderr.startswith(b"sinaextract: -: warning: ") and done.stderr.count(b"\n") == 1
    assert run("a.html", "-o", "a.md", cwd=tmp_path).stderr.count(b"\n") == 1
    assert b": warning: " not in run("a.html", "b.html", cwd=tmp_path).stderr
    explained = run("a.html", "--explain", cwd=tmp_path).stderr.decode()
    assert explained.count("cut off after") == 1 and ": warning: " not in explained


def test_a_page_without_doubt(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(article(1))
    assert run(tmp_path / "a.html", "--strict").returncode == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_in_a_batch_it_costs_only_itself(tmp_path: Path, jobs: str) -> None:
    folder = write(tmp_path / "saved", {"a.html": article(1), "b.html": CUT, "c.html": article(2)})
    done = run(folder, "-o", tmp_path / "out", "--strict", "-j", jobs)
    assert done.returncode == 3
    assert sorted(path.name for path in (tmp_path / "out").glob("*.md")) == ["a.md", "c.md"]


def test_on_standard_input() -> None:
    assert run("-", "--strict", stdin=CUT).returncode == 3


def test_in_the_library(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1), "b.html": CUT})
    assert extract_file(tmp_path / "b.html").warnings
    with pytest.raises(DoubtfulArticle, match="cut off after"):
        extract_file(tmp_path / "b.html", strict=True)
    first, second = extract_many(tmp_path, errors="return", strict=True, jobs=0)
    assert not isinstance(first, DoubtfulArticle) and isinstance(second, DoubtfulArticle)
    assert second.input == str(tmp_path / "b.html")
