"""The library as Python callers use it: one file, many files, pickles, a script without a main guard."""

from __future__ import annotations

import copy
import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

import sinaextract
from sinaextract import (
    Article,
    ExtractError,
    ExtractionFailed,
    NotAnArticle,
    UnreadableInput,
    extract,
    extract_file,
    extract_many,
)

from .command import article, articles, run, write
from .pages import FIRST, page

FIXTURES = Path(__file__).parent / "fixtures"
PAGES = sorted(path for path in FIXTURES.glob("*/*/page.*") if path.parts[-3] != "refused")
POST = FIXTURES / "post/stocks-and-promo/page.md"
BARE = b"<html><body>hello</body></html>"
Errors = Literal["return", "skip", "raise"]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return write(articles(tmp_path / "saved", 40), {"00/001.html": BARE, "00/001_files/a.js": b"x", "logo.png": b"x"})


def test_a_file_gives_what_its_bytes_give() -> None:
    assert extract_file(POST) == extract(POST.read_bytes(), input=str(POST))
    assert extract_file(str(POST)).to_dict() == extract_file(POST).to_dict()


def test_the_record_is_the_commands() -> None:
    import json

    assert extract_file(POST).to_dict() == json.loads(run(POST, "-f", "json").stdout)
    assert extract_file(POST).to_dict(explain=True)["removed"]


def test_a_member_of_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("a/b.html", article(1))
    (found,) = extract_many(tmp_path / "pages.zip")
    assert isinstance(found, Article) and extract_file(found.input) == found


def test_a_file_that_gives_none_raises_with_path_and_reason(tmp_path: Path) -> None:
    write(tmp_path, {"bare.html": BARE})
    with pytest.raises(NotAnArticle) as caught:
        extract_file(tmp_path / "bare.html")
    assert caught.value.input == str(tmp_path / "bare.html")
    assert str(caught.value) == f"{caught.value.input}: {caught.value.reason}" and "no single article" in str(
        caught.value
    )
    with pytest.raises(UnreadableInput, match="No such file"):
        extract_file(tmp_path / "missing.html")
    with pytest.raises(UnreadableInput, match="unknown encoding"):
        extract_file(POST, encoding="gb9999")


@pytest.mark.parametrize("jobs", [0, 2, None])
def test_many_in_order_with_errors_as_values(saved: Path, jobs: int | None) -> None:
    outcomes = list(extract_many(saved, jobs=jobs))
    assert [outcome.input for outcome in outcomes] == [str(path) for path in sorted(saved.glob("*/*.html"))]
    (error,) = (outcome for outcome in outcomes if isinstance(outcome, ExtractError))
    assert isinstance(error, NotAnArticle) and error.input == str(saved / "00/001.html")


def test_errors_skipped_or_raised(saved: Path) -> None:
    assert len(list(extract_many([saved], errors="skip", jobs=0))) == 39
    with pytest.raises(NotAnArticle, match=r"00/001\.html: no single article"):
        list(extract_many([saved], errors="raise", jobs=2))
    with pytest.raises(ValueError, match="known are"):
        extract_many(saved, errors="ignore")  # type: ignore[call-overload]


def test_what_cannot_be_read_is_an_error_in_its_place(saved: Path, tmp_path: Path) -> None:
    paths: list[str | Path] = [saved / "00/000.html", "missing.html", tmp_path / "empty"]
    (tmp_path / "empty").mkdir()
    there, missing, empty = extract_many(iter(paths))
    assert isinstance(there, Article) and isinstance(missing, UnreadableInput) and isinstance(empty, NotAnArticle)


def test_own_output_in_a_folder_is_passed_over(saved: Path) -> None:
    run(saved, "-o", saved / "vault", "-q")
    assert len(list(extract_many(saved, errors="skip"))) == 39


def test_pages_are_read_as_they_are_asked_for(saved: Path) -> None:
    read = []

    def paths() -> Iterator[Path]:
        for path in sorted(saved.glob("*/*.html")):
            read.append(path)
            yield path

    first = next(extract_many(paths(), jobs=0))
    assert isinstance(first, Article) and len(read) < 20


def test_a_page_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    paragraph = "<p>　　市场人士认为，<b>此举</b>将降低企业成本。</p>\n".encode()
    write(tmp_path, {"a.html": page(FIRST).replace(FIRST.encode(), paragraph * 200_000), "b.html": article(2)})
    slow, quick = extract_many(tmp_path, jobs=1, timeout=0.8)
    assert isinstance(slow, ExtractionFailed) and slow.reason == "took longer than 0.8 s"
    assert isinstance(quick, Article)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_articles_can_be_pickled_and_copied(path: Path) -> None:
    found = extract_file(path)
    assert pickle.loads(pickle.dumps(found)) == found == copy.deepcopy(found)
    assert hash(found) == hash(copy.copy(found))


def test_errors_can_be_pickled() -> None:
    error = NotAnArticle("seems to be a list page")
    error.input = "a.html"
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is NotAnArticle and (again.input, again.reason) == (error.input, error.reason)


def test_a_script_without_a_main_guard(saved: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; from sinaextract import extract_many; print('started')\n"
        "print(sum(1 for _ in extract_many(sys.argv[1], errors='skip', jobs=2)))\n"
    )
    done = subprocess.run([sys.executable, script, saved], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("started\n39\n", "")


def test_every_public_name_is_there_and_documented() -> None:
    for name in sinaextract.__all__:
        assert name == "__version__" or getattr(sinaextract, name).__doc__


def test_type_checkers_see_the_types(tmp_path: Path) -> None:
    script = tmp_path / "typed.py"
    script.write_text(
        "from sinaextract import extract_file, extract_many\n"
        "reveal_type(extract_file('x'))\n"
        "reveal_type(next(extract_many('x')))\n"
        "reveal_type(next(extract_many(['x'], errors='skip')))\n"
    )
    environment = {**os.environ, "MYPY_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(script)]
    shown = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path).stdout
    shown = re.sub(r"sinaextract\.(article\.article|errors)\.", "", shown)
    assert re.findall(r'Revealed type is "(.*)"', shown) == ["Article", "Article | ExtractError", "Article"], shown
