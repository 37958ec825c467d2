"""``-f csv`` and ``-f tsv``: read back by what people read them with; ``--excel``; the header once."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas
import pytest

from sinaextract.article.record import KEYS

from ..command import articles, run, write
from ..extraction.test_fixtures import PAGES
from ..pages import FIRST, FIRST_TEXT, page

DELIMITERS = {"csv": ",", "tsv": "\t"}
BOTH = pytest.mark.parametrize("format", DELIMITERS)
POST = Path(__file__).parent.parent / "fixtures/post/stocks-and-promo/page.md"


def rows(data: bytes, format: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=DELIMITERS[format], strict=True))


@BOTH
def test_every_record_comes_back(format: str) -> None:
    records = [json.loads(line) for line in run(*PAGES, "-f", "jsonl").stdout.splitlines()]
    head, *found = rows(run(*PAGES, "-f", format).stdout, format)
    assert head == list(KEYS) and len(found) == len(records)
    for row, record in zip(found, records, strict=True):
        cells = dict(zip(head, row, strict=True))
        for key in ("title", "date", "source", "text", "markdown", "docid", "text_sha256"):
            assert cells[key] == (record[key] or ""), key
        assert cells["symbols"] == ";".join(symbol["ticker"] for symbol in record["symbols"])
        assert cells["images"] == ";".join(image["url"] for image in record["images"])
        assert cells["byline"] == ";".join(record["byline"]) and cells["keywords"] == ";".join(record["keywords"])


@BOTH
def test_pandas_reads_it(format: str, tmp_path: Path) -> None:
    run(*PAGES, "-f", format, "-o", tmp_path / f"n.{format}")
    frame = pandas.read_csv(tmp_path / f"n.{format}", sep=DELIMITERS[format], dtype=str, keep_default_na=False)
    assert list(frame.columns) == list(KEYS) and len(frame) == len(PAGES)
    assert frame["text"][0] == json.loads(run(PAGES[0], "-f", "json").stdout)["text"]


@BOTH
def test_fields_are_columns(format: str) -> None:
    record = json.loads(run(POST, "-f", "json").stdout)
    asked = "title=标题,date,symbols.ticker,symbols.name=names,symbols.origin,editor"
    head, row = rows(run(POST, "-f", format, "--fields", asked).stdout, format)
    assert head == ["标题", "date", "symbols.ticker", "names", "symbols.origin", "editor"]
    symbols = record["symbols"]
    assert row[:2] == [record["title"], record["date"]] and row[5] == record["editor"]
    assert row[2].split(";") == [symbol["ticker"] for symbol in symbols]
    assert row[3].split(";") == [symbol["name"] or "" for symbol in symbols]
    assert row[4].split(";") == [",".join(symbol["origin"]) for symbol in symbols]


def _hostile(title: str) -> bytes:
    body = '<pre>第一行,"引号"\n第二行\t制表</pre>' + FIRST
    return page(body, '<meta name="description" content="+1+cmd">').replace(
        "临州港跨境结算提速</h1>".encode(), f"{title}</h1>".encode()
    )


@BOTH
def test_line_breaks_quotes_and_delimiters_stay_in_their_cells(format: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.html": _hostile("甲,乙\t“丙”\r丁\n戊&quot;己&#x9b;31m")})
    head, row = rows(run(tmp_path / "a.html", "-f", format, "--fields", "title,text").stdout, format)
    record = json.loads(run(tmp_path / "a.html", "-f", "json").stdout)
    assert head == ["title", "text"] and row == [record["title"], record["text"]] and "\n" in row[1]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
@BOTH
def test_excel_gets_a_mark_and_no_formulas(format: str, sign: str, tmp_path: Path) -> None:
    title = f'{sign}HYPERLINK("http://x.example/","甲")'
    write(tmp_path, {"a.html": _hostile(title.replace('"', "&quot;"))})
    target = tmp_path / f"a.{format}"
    assert (
        run(tmp_path / "a.html", "-f", format, "--excel", "-o", target, "--fields", "title,text,source==x").returncode
        == 0
    )
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    head, row = rows(data[3:], format)
    assert head == ["title", "text", "'=x"] and row[0] == f"'{title}" and not row[1].startswith("'")
    plain = rows(run(tmp_path / "a.html", "-f", format, "--fields", "title").stdout, format)
    assert plain == [["title"], [title]]


def test_excel_is_of_tables_alone(tmp_path: Path) -> None:
    done = run(POST, "--excel")
    assert done.returncode == 2 and b"-f csv" in done.stderr


@BOTH
def test_the_header_is_there_once(format: str, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 5)
    target = tmp_path / f"n.{format}"
    for count in (5, 7):
        articles(folder, count)
        assert run(folder, "-o", target, "--resume", "--excel", "--fields", "title,text").returncode == 0
        data = target.read_bytes()
        assert len(rows(data[3:], format)) == count + 1 and data.count(b"title") == 1
    assert run(folder, "-f", format, "-q", "--excel", "--fields", "title,text").stdout == data


@BOTH
def test_explain_adds_the_rules_of_what_was_removed(format: str) -> None:
    head, row = rows(run(POST, "-f", format, "--explain", "-q").stdout, format)
    assert head[-1] == "removed" and "account-qr" in row[-1].split(";")


@BOTH
def test_a_folder_is_no_target(format: str, tmp_path: Path) -> None:
    done = run(POST, "-f", format, "-o", tmp_path)
    assert done.returncode == 2 and f"news.{format}".encode() in done.stderr


def test_one_page_again_that_gives_other_rows_wants_force(tmp_path: Path) -> None:
    """A single page has no journal that would tell the old rows from edited ones."""
    for body, force, status in (
        (FIRST, (), 0),
        (FIRST, (), 0),
        (FIRST + FIRST, (), 3),
        (FIRST + FIRST, ("--force",), 0),
    ):
        write(tmp_path, {"a.html": page(body)})
        assert run(tmp_path / "a.html", "-o", tmp_path / "a.csv", *force).returncode == status
    assert (tmp_path / "a.csv").read_text("utf-8").count(FIRST_TEXT) == 2 * 2  # as text and as Markdown
