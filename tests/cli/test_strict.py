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
