"""Tables with a column of HTML: JSON lines and CSV as crawlers and spreadsheets write them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..command import article, counts, run, tree
from ..extraction.test_fixtures import PAGES

FIELDS = ("--html-field", "html", "--url-field", "url")
Rows = list[dict[str, Any]]


def json_lines(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def json_lines_readable(rows: Rows) -> bytes:
    return "\r\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8-sig")


def csv_table(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "crawl.jsonl": json_lines,
    "crawl.ndjson": json_lines_readable,
    "crawl.jsonl.gz": lambda rows: gzip.compress(json_lines(rows)),
    "crawl.csv": csv_table,
    "excel.csv": lambda rows: csv_table(rows, "utf-8-sig"),
    "gbk.csv": lambda rows: csv_table(rows, "gb18030"),
    "crawl.tsv": lambda rows: csv_table(rows, delimiter="\t"),
    "crawl.csv.gz": lambda rows: gzip.compress(csv_table(rows)),
}


def records(*arguments: str | Path, status: int = 0) -> Rows:
    done = run(*arguments, "-f", "jsonl")
    assert done.returncode == status, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
@pytest.mark.parametrize("name", WRITERS)
def test_rows_give_the_records_of_the_pages(tmp_path: Path, name: str, jobs: tuple[str, ...]) -> None:
    plain = records(*PAGES)
    rows: Rows = []
    for path, record in zip(PAGES, plain, strict=True):
        html = path.read_bytes().decode(record["encoding"], "replace").replace("\r\n", "\n")
        rows.append({"id": len(rows), "url": "http://example.com/?" + path.parts[-2], "html": html})
    (tmp_path / name).write_bytes(WRITERS[name](rows))
    found = records(tmp_path / name, *FIELDS, *jobs)
    for number, (record, expected, row) in enumerate(zip(found, plain, rows, strict=True), 1):
        assert record["input"] == f"{tmp_path / name}!{number}"
        assert record["url"] == (expected["url"] or row["url"])
        differing = ("input", "url", "encoding")
        assert {k: v for k, v in record.items() if k not in differing} == {
            k: v for k, v in expected.items() if k not in differing
        }


def test_damaged_rows_cost_only_themselves(tmp_path: Path) -> None:
    good = json_lines([{"html": article(1).decode()}])
    bad = [b"{\n", b"[1]\n", b'{"url": "x"}\n', b'{"html": null}\n', b'{"html": "hello"}\n', b"[" * 9000 + b"\n"]
    (tmp_path / "a.jsonl").write_bytes(good + b"".join(line + good for line in bad))
    done = run(tmp_path / "a.jsonl", *FIELDS, "-f", "jsonl")
    assert counts(done) == {"written": 7, "skipped": 0, "refused": 1, "failed": 5} and done.returncode == 3
    for number, reason in ((2, "damaged row"), (4, "no JSON object"), (6, "no column 'html'; there are: 'url'")):
        assert f"a.jsonl!{number}: ".encode() in done.stderr and reason.encode() in done.stderr
    assert b"'html' holds no text" in done.stderr


def test_a_damaged_gzip_gives_what_it_holds(tmp_path: Path) -> None:
    rows = [{"html": article(n).decode() + f"<!--{n * 'x7' * 3000}-->"} for n in range(60)]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(json_lines(rows))[:-200])
    done = run(tmp_path / "a.jsonl.gz", *FIELDS, "-f", "jsonl")
    assert done.returncode == 3 and b"damaged table after row" in done.stderr and b"Traceback" not in done.stderr
    assert done.stdout.count(b"\n") > 30


def test_a_csv_without_the_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv_table([{"url": "x", "content": "y"}]))
    done = run(tmp_path / "a.csv", *FIELDS)
    assert done.returncode == 3 and b"a.csv: no column 'html'; there are: 'url', 'content'" in done.stderr


def test_empty_tables(tmp_path: Path) -> None:
    for name, data in (("a.jsonl", b"\n\n"), ("a.csv", b"html,url\n")):
        (tmp_path / name).write_bytes(data)
        assert b"a table without rows" in run(tmp_path / name, *FIELDS).stderr


def test_tables_in_folders_are_read_only_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(article(1))
    (tmp_path / "b.csv").write_bytes(csv_table([{"html": article(n).decode()} for n in (2, 3)]))
    assert counts(run(tmp_path, "-f", "jsonl")) == {"written": 1, "skipped": 1, "refused": 0, "failed": 0}
    done = run(tmp_path, "--html-field", "html", "-o", tmp_path / "out")
    assert set(tree(tmp_path / "out")) == {"a.md", "b.csv/1.md", "b.csv/2.md"} and done.returncode == 0


def test_hints(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines([{"html": "x"}]))
    done = run(tmp_path / "a.jsonl")
    assert done.returncode == 1 and b"a table; --html-field names the column" in done.stderr
    done = run(tmp_path / "a.jsonl", "--url-field", "url")
    assert done.returncode == 2 and b"--url-field goes with --html-field" in done.stderr
    assert run("-", "--html-field", "html").returncode == 2


def test_resume(tmp_path: Path) -> None:
    table = tmp_path / "a.jsonl"
    table.write_bytes(json_lines([{"html": article(n).decode()} for n in range(40)]))
    news, journal = tmp_path / "news.jsonl", tmp_path / ".news.jsonl.journal"
    run(table, *FIELDS, "-f", "jsonl", "-o", news)
    whole = news.read_bytes()
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:30]))
    done = run(table, *FIELDS, "-f", "jsonl", "-o", news, "--resume")
    assert counts(done) == {"written": 11, "skipped": 29, "refused": 0, "failed": 0} and news.read_bytes() == whole
    done = run(table, "--html-field", "html", "--url-field", "u", "-f", "jsonl", "-o", news, "--resume")
    assert counts(done)["written"] == 40  # other options: other records
