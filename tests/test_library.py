"""The library as Python callers use it: one file, many files, pickles, a script without a main guard."""

from __future__ import annotations

import copy
import io
import os
import pickle
import re
import subprocess
import sys
import types
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree, html

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
    to_dataframe,
)

from .command import article, articles, run, write
from .pages import FIRST, page

FIXTURES = Path(__file__).parent / "fixtures"
PAGES = sorted(path for path in FIXTURES.glob("*/*/page.*") if path.parts[-3] != "refused")
POST = FIXTURES / "post/stocks-and-promo/page.md"
BARE = b"<html><body>hello</body></html>"


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
    assert extract_file(found.input) == found


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
    outcomes = list(extract_many(saved, errors="return", jobs=jobs))
    assert [outcome.input for outcome in outcomes] == [str(path) for path in sorted(saved.glob("*/*.html"))]
    (error,) = (outcome for outcome in outcomes if isinstance(outcome, ExtractError))
    assert isinstance(error, NotAnArticle) and error.input == str(saved / "00/001.html")


def test_errors_skipped_or_raised(saved: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "sinaextract"):
        assert [type(found) for found in extract_many([saved], jobs=0)] == [Article] * 39
    reason, count = caplog.records
    assert (reason.levelname, count.levelname) == ("INFO", "WARNING")
    assert reason.getMessage().startswith(f"{saved / '00/001.html'}: no single article")
    assert count.getMessage().startswith("1 input gave no article")
    caplog.clear()
    assert len(list(extract_many(saved, errors="return", jobs=0))) == 40 and not caplog.records
    with pytest.raises(NotAnArticle, match=r"00/001\.html: no single article"):
        list(extract_many([saved], errors="raise", jobs=2))
    with pytest.raises(ValueError, match="known are"):
        extract_many(saved, errors="ignore")  # type: ignore[call-overload]


def test_what_cannot_be_read_is_an_error_in_its_place(saved: Path, tmp_path: Path) -> None:
    paths: list[str | Path] = [saved / "00/000.html", "missing.html", tmp_path / "empty"]
    (tmp_path / "empty").mkdir()
    there, missing, empty = extract_many(iter(paths), errors="return")
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

    assert next(extract_many(paths(), jobs=0)).title and len(read) < 20


def test_a_page_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    paragraph = "<p>　　市场人士认为，<b>此举</b>将降低企业成本。</p>\n".encode()
    write(tmp_path, {"a.html": page(FIRST).replace(FIRST.encode(), paragraph * 200_000), "b.html": article(2)})
    slow, quick = extract_many(tmp_path, errors="return", jobs=1, timeout=0.8)
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
        "print(sum(1 for _ in extract_many(sys.argv[1], jobs=2)))\n"
    )
    done = subprocess.run([sys.executable, script, saved], capture_output=True, text=True, timeout=60)
    assert done.stdout == "started\n39\n"
    assert done.stderr == "1 input gave no article and were left out; errors='return' gives the reasons\n"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_whatever_holds_the_page(path: Path) -> None:
    data = path.read_bytes()
    expected = extract(data)
    markup = data.decode("gb18030" if expected.encoding == "gb18030" else expected.encoding)
    for same in (bytearray(data), memoryview(data)):
        assert extract(same) == expected
    from_file, from_text = extract(path), extract(markup)
    assert from_file == extract_file(path) and from_file.text == from_text.text == expected.text
    assert from_text.encoding == "utf-8" and from_text.title == expected.title and from_text.date == expected.date


# What a parser keeps: front matter is no HTML, and libxml2 gives up at a depth of 256 elements.
PARSED = [path for path in PAGES if path.suffix != ".md" and path.parts[-2] != "deep-nesting"]


@pytest.mark.parametrize("path", PARSED, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_trees_that_were_parsed_before(path: Path) -> None:
    data = path.read_bytes()
    expected = extract(data)
    soup = BeautifulSoup(data, "html.parser", from_encoding=expected.encoding)
    tree = html.fromstring(data.decode(expected.encoding)).getroottree()
    for found in (extract(soup), extract(tree), extract(tree.getroot())):
        assert (found.title, found.date, found.source) == (expected.title, expected.date, expected.source)
        assert found.text_sha256 == expected.text_sha256


def test_a_tree_is_left_as_it_is() -> None:
    tree = html.fromstring(page(FIRST).decode())
    before = etree.tostring(tree)
    assert extract(tree).text and etree.tostring(tree) == before


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("saved/page.html", "extract_file(path)"),
        ("C:\\saved\\page.html", "extract_file(path)"),
        ("https://finance.sina.com.cn/a.shtml", "pass the page's bytes"),
        (None, "give bytes, markup as a str, a path or a tree"),
        (["<html>"], "no page in a list"),
        (io.BytesIO(b"<html>"), "pass its .read()"),
        (types.SimpleNamespace(content=b"<html>"), "pass its .content"),
    ],
)
def test_what_holds_no_page_says_what_to_do(given: Any, hint: str) -> None:
    with pytest.raises(TypeError, match=re.escape(hint)):
        extract(given)


def test_markup_that_is_no_article_is_refused_as_bytes_are() -> None:
    for given in ("", " \n", "<html><body>hello</body></html>", "two lines\nof prose"):
        with pytest.raises(NotAnArticle):
            extract(given)
    with pytest.raises(TypeError, match="decoded already"):
        extract("<html></html>", encoding="gbk")


@pytest.mark.parametrize(
    ("given", "kind", "hint"),
    [
        ({"jobs": -1}, ValueError, "jobs=-1; give a number"),
        ({"jobs": "2"}, TypeError, "jobs='2'; give a number"),
        ({"timeout": "3"}, TypeError, "a number of seconds, not '3'"),
        ({"timeout": -1}, ValueError, "-1 is no timeout"),
        ({"timeout": float("inf")}, ValueError, "inf is no timeout"),
        ({"timeout": float("nan")}, ValueError, "nan is no timeout"),
        ({"encoding": 5}, TypeError, "encoding=5: a str or None"),
        ({"encoding": "nope"}, ValueError, "encoding='nope'; it is no charset"),
    ],
)
def test_arguments_of_many_are_checked_at_the_call(given: dict[str, Any], kind: type[Exception], hint: str) -> None:
    with pytest.raises(kind, match=re.escape(hint)):
        extract_many([POST], **given)


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: extract(POST.read_bytes(), url=5), "url=5: a str or None"),  # type: ignore[arg-type]
        (lambda: extract_file(POST, url=b"http"), "url=b'http': a str or None"),  # type: ignore[arg-type]
        (lambda: extract_file(b"a.html"), "os.fsdecode makes a str of bytes"),  # type: ignore[arg-type]
        (lambda: list(extract_many([b"a.html"])), "os.fsdecode makes a str of bytes"),  # type: ignore[list-item]
    ],
)
def test_arguments_that_are_no_text_are_told_at_the_call(call: Callable[[], Any], hint: str) -> None:
    with pytest.raises(TypeError, match=re.escape(hint)):
        call()


def test_names_and_reprs_are_short(saved: Path) -> None:
    assert set(dir(sinaextract)) == set(sinaextract.__all__)
    found = extract_file(POST)
    assert re.fullmatch(rf"<Article '{POST}' 2021-05-19T20:08:33\+08:00 '.{{3,41}}', [\d,]+ characters>", repr(found))
    with pytest.raises(NotAnArticle) as caught:
        extract_file(saved / "00/001.html")
    assert repr(caught.value).startswith('NotAnArticle("no single article')
    assert repr(caught.value).endswith(f", input='{saved / '00/001.html'}')")
    assert repr(NotAnArticle("a list")) == "NotAnArticle('a list')"


def test_a_data_frame_in_one_line(saved: Path) -> None:
    frame = to_dataframe(extract_many(saved, errors="return"))
    assert len(frame) == 39 and list(frame.columns) == list(extract_file(POST).to_dict())
    assert str(frame["date"].dtype).endswith("Asia/Shanghai]") and frame["date"].dt.hour.unique() == [9]
    assert frame["date_modified"].isna().all() and frame["title"].notna().all()
    assert list(to_dataframe([]).columns) == list(frame.columns)


def test_without_pandas_a_data_frame_says_what_to_install() -> None:
    code = "import sys; sys.modules['pandas'] = None; import sinaextract; sinaextract.to_dataframe([])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == "ImportError: a data frame needs pandas: pip install 'sinaextract[pandas]'"


def test_a_limit_that_is_no_number_is_said_at_once() -> None:
    environment = {**os.environ, "SINAEXTRACT_MAX_NESTING": "64k"}
    for imported in (
        "from sinaextract import extract",
        "import sinaextract; sinaextract.extract_many",
        "import sinaextract.arrow",
    ):
        done = subprocess.run([sys.executable, "-c", imported], env=environment, capture_output=True, text=True)
        assert "SINAEXTRACT_MAX_NESTING is '64k'; give a whole number" in done.stderr.splitlines()[-1], done.stderr


def test_every_public_name_is_there_and_documented() -> None:
    for name in sinaextract.__all__:
        assert name == "__version__" or getattr(sinaextract, name).__doc__


TYPED = """
import os
from bs4 import BeautifulSoup
from lxml import html
from sinaextract import extract, extract_file, extract_many, to_dataframe

reveal_type(extract(b""))
reveal_type(extract(BeautifulSoup("", "html.parser")).title)
reveal_type(extract(html.fromstring("<p>")).symbols[0].ticker)
reveal_type(extract_file("x"))
reveal_type(next(extract_many("x")))
reveal_type(next(extract_many(["x"], errors="return")))
reveal_type(to_dataframe(extract_many("x")))
extract(3)
extract_many("x", errors="ignore")
"""
REVEALED = ["Article", "str | None", "str", "Article", "Article", "Article | ExtractError", "DataFrame"]


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_see_the_types(checker: str, tmp_path: Path) -> None:
    (tmp_path / "typed.py").write_text(TYPED)
    environment = {**os.environ, "MYPY_CACHE_DIR": str(tmp_path)}
    options = {"mypy": ["--strict", "--config-file="], "pyright": ["--pythonpath", sys.executable]}
    command = [sys.executable, "-m", checker, *options[checker], "typed.py"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300)
    if checker == "pyright" and "typed.py" not in done.stdout:
        pytest.skip(f"pyright does not start here: {done.stdout + done.stderr}")  # it fetches itself from npm
    shown = re.sub(r"\b(?:\w+\.)+(?=[A-Z]\w+)", "", done.stdout).replace('"builtins.', '"')
    shown = re.sub(r"builtins\.", "", shown)
    assert re.findall(r'(?:Revealed type is|Type of ".*" is) "(.*)"', shown) == REVEALED, done.stdout
    wrong = re.findall(r"typed\.py:(\d+):[\d: -]*error", shown)
    assert set(wrong) == {"14", "15"}, done.stdout
