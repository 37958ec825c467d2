"""Tables with a column of HTML: JSON lines and CSV as crawlers and spreadsheets write them."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sinaextract.errors import UnreadableInput
from sinaextract.inputs.containers.csv_rows import Dialect, Lines
from sinaextract.inputs.containers.csv_spans import CsvReader
from sinaextract.inputs.discover import expand
from sinaextract.inputs.inputs import Columns, Input, Passed, Wanted

from ..archives import zstd
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


@pytest.mark.slow
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


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.json.gz", "a.csv.gz"])
def test_a_small_table_whose_packing_is_cut_gives_its_rows(tmp_path: Path, name: str) -> None:
    rows = [{"html": article(n).decode()} for n in range(5)]
    data = json.dumps(rows).encode() if ".json." in name else csv_table(rows) if ".csv" in name else json_lines(rows)
    (tmp_path / name).write_bytes(gzip.compress(data)[:-4])
    done = run(tmp_path / name, *FIELDS[:2], "-f", "jsonl")
    assert counts(done) == {"written": 5, "skipped": 0, "refused": 0, "failed": 1}
    assert b"damaged table after row 5: damaged gzip data: it is cut off" in done.stderr


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
    for name, write in (("a.jsonl", json_lines), ("a.csv", csv_table)):
        (tmp_path / name).write_bytes(write([{"html": "x"}]))
        done = run(tmp_path / name)
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
    assert counts(done) == {"written": 10, "skipped": 30, "refused": 0, "failed": 0} and news.read_bytes() == whole
    done = run(table, "--html-field", "html", "--url-field", "u", "-f", "jsonl", "-o", news, "--resume")
    assert counts(done)["written"] == 40  # other options: other records


ROWS: Rows = [{"id": n, "url": f"http://a.example/{n}", "html": article(n).decode()} for n in range(1, 6)]
_THIRD = csv_table(ROWS[2:3]).split(b"\r\n", 1)[1]  # as it stands, the heading left out
CSV_DAMAGE: dict[str, tuple[bytes, bytes]] = {
    "no closing quote": (_THIRD.rstrip(b'\r\n"') + b"\r\n", b"damaged row"),
    "no opening quote": (_THIRD.replace(b',"<', b",<", 1), b"damaged row"),
    "a bare CR": (_THIRD.replace(b"a.example/3", b"a.example/\r3"), b"damaged row"),
    "a cell too many": (_THIRD.rstrip(b"\r\n") + b",more\r\n", b"4 cells, the heading has 3"),
    "too few cells": (b"3,http://a.example/3\r\n", b"no column 'html'"),
    "a cell beyond the limit": (b'3,x,"' + b"<p>a</p>" * 40_000 + b'"\r\n', b"damaged row"),
    "a line beyond the limit": (b"3,x," + b"<p>a</p>" * 40_000 + b"\r\n", b"a line of 320,006 bytes"),
}


@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
@pytest.mark.parametrize("damage", CSV_DAMAGE)
def test_a_damaged_row_of_a_csv_costs_itself_by_number(tmp_path: Path, damage: str, jobs: tuple[str, ...]) -> None:
    third, reason = CSV_DAMAGE[damage]
    (tmp_path / "a.csv").write_bytes(csv_table(ROWS).replace(_THIRD, third))
    done = run(tmp_path / "a.csv", *FIELDS, *jobs, "-f", "jsonl", env={"SINAEXTRACT_MAX_PAGE_BYTES": "200000"})
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["input"].split("!")[1] for r in found] == ["1", "2", "4", "5"], done.stderr
    assert all(f"第{r['input'].split('!')[1]}号" in r["text"] for r in found) and done.returncode == 3
    assert b"a.csv!3: " in done.stderr and reason in done.stderr, done.stderr


CSV_WHOLE: dict[str, bytes] = {
    "U+2028, NEL and form feed": csv_table(ROWS).replace(b"a.example/3", "a.example/\u2028\x85\x0c3".encode()),
    "NUL": csv_table(ROWS).replace("本港第3号".encode(), "本港\0第3号".encode()),
    "duplicate headings": csv_table(ROWS).replace(b"id,url,html", b"html,url,html", 1),
    "a heading over two lines": csv_table(ROWS).replace(b"id,url,html", b'"id\nof it",url,html', 1),
    "byte order mark and quoted headings": b"\xef\xbb\xbf" + csv_table(ROWS).replace(b"id,url", b'"id","url"', 1),
    "UTF-16": csv_table(ROWS, "utf-16"),
    "UTF-16 of the other end": b"\xfe\xff" + csv_table(ROWS, "utf-16-be"),
    "line feeds alone": csv_table(ROWS).replace(b"\r\n", b"\n"),
    "carriage returns alone": csv_table(ROWS).replace(b"\r\n", b"\r").replace(b"\n", b" "),
    "packed by bzip2": bz2.compress(csv_table(ROWS)),
    "UTF-16 packed by gzip": gzip.compress(csv_table(ROWS, "utf-16")),
    "semicolons, as Excel writes them": csv_table(ROWS, "utf-8-sig", ";"),
    "Excel's line for the delimiter": b"sep=;\r\n" + csv_table(ROWS, delimiter=";"),
    "tabs in a .csv": csv_table(ROWS, delimiter="\t"),
    "backslashes before quotes, as Spark writes them": csv_table(ROWS).replace(b'""', b'\\"'),
    "an empty cell after every row": csv_table(ROWS).replace(b'"\r\n', b'",\r\n'),
}


ORDERS = ("html", "html url", "url html", "id html url", "html id url", "id url html")


def _page(number: int) -> str:
    script = '<script>f("a", "b,c"), g(1,2)</script>'
    return f'<!DOCTYPE html>\n<title>甲,乙 {number}</title>\n{script}\n<p id="b{number}">丙,丁</p>\n戊'


def _rows_of(order: str) -> list[str]:
    """A heading and four rows, everything in quotes."""
    rows = [{"id": str(n), "url": f"http://a.example/{n}", "html": _page(n)} for n in range(1, 5)]
    cells = [order.split(), *([row[name] for name in order.split()] for row in rows)]
    return [",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in cells]


@pytest.mark.parametrize("order", ORDERS)
def test_a_missing_quote_costs_one_row_wherever_it_was(tmp_path: Path, order: str) -> None:
    """Every quote of the second row in turn, whatever column the page is in."""
    head, first, victim, *rest = _rows_of(order)
    for place, character in enumerate(victim):
        if character == '"':
            damaged = victim[:place] + victim[place + 1 :]
            (tmp_path / "a.csv").write_bytes("".join([head, first, damaged, *rest]).encode())
            found = dict(map(_numbered, expand([str(tmp_path / "a.csv")], wanted=Wanted(Columns("html")))))
            assert found == {1: _page(1), 2: found[2], 3: _page(3), 4: _page(4)}, (place, victim[:place][-20:])


def _numbered(item: Input | Passed) -> tuple[int, str]:
    """The number of a row and its page, "" for a damaged one."""
    try:
        page = item.read().html.decode() if isinstance(item, Input) else ""
    except UnreadableInput:
        page = ""
    return int(item.name.rpartition("!")[2]), page


U, V = ["u1", _page(1)], ["u2", _page(2)]
ODD_ROWS: dict[str, list[list[str]]] = {
    "too few, then too many": [["x"], [*U, "extra"], V],
    "odd ones in a run, behind a page without quotes": [["u0", "<p>short"], ["x"], ["y", "short", "extra"], V],
    "odd ones at the end": [U, ["x"], [*V, "extra"], ['q, "r"'], ["y", "<p>short", "extra"]],
    "empty pages": [["u0", ""], ["", ""], U, ["x"], ["u0", ""]],
    "an odd one with a page, before a short one": [[*U, "extra"], ["x"], ["y"], V],
}


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("kind", ODD_ROWS)
def test_rows_of_too_few_or_too_many_cells_are_rows_by_themselves(tmp_path: Path, kind: str, quoting: Any) -> None:
    """As many rows as csv wrote; each page under the number of its row."""
    table = tmp_path / "a.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=quoting).writerows([["url", "html"], *ODD_ROWS[kind]])
    found = list(map(_numbered, expand([str(table)], wanted=Wanted(Columns("html")))))
    assert found == [(n, row[1] if len(row) == 2 else "") for n, row in enumerate(ODD_ROWS[kind], 1)]


def _written(order: str, page: Callable[[int], str], **how: Any) -> list[str]:
    """A heading and four rows as the csv module writes them, with quotes and line breaks in titles and notes too."""
    texts = {"id": "{}", "title": '甲 "乙", {}', "url": "http://a.example/{}", "note": '第一行 "q"\n第二行, {}'}
    rows = [[page(n) if name == "html" else texts[name].format(n) for name in order.split()] for n in range(1, 5)]
    written = []
    for row in (order.split(), *rows):
        stream = io.StringIO()
        csv.writer(stream, **how).writerow(row)
        written.append(stream.getvalue())
    return written


def _after_a_break(number: int) -> str:
    return "\n" + _page(number)


def _post(number: int) -> str:
    return f'\n---\ntitle: 第{number}号\nauthor: 叶 "舟"\n---\n<div><p>第{number}号, "x"</p>\n<p>二</p></div>\n'


@pytest.mark.parametrize(
    ("order", "page", "quoting"),
    [
        ("title html", _page, csv.QUOTE_ALL),
        ("html note", _page, csv.QUOTE_MINIMAL),
        ("id url html note", _page, csv.QUOTE_MINIMAL),
        ("id html", _after_a_break, csv.QUOTE_ALL),
        ("title html", _after_a_break, csv.QUOTE_MINIMAL),
        ("id url html note", _post, csv.QUOTE_MINIMAL),
    ],
)
def test_a_missing_quote_costs_one_row_as_csv_is_written(
    tmp_path: Path, order: str, page: Callable[[int], str], quoting: Any
) -> None:
    """Every quote of the third row in turn; posts begin with a blank line, and titles hold quotes."""
    head, first, second, victim, last = _written(order, page, quoting=quoting)
    for place in [place for place, character in enumerate(victim) if character == '"']:
        damaged = victim[:place] + victim[place + 1 :]
        (tmp_path / "a.csv").write_bytes("".join([head, first, second, damaged, last]).encode())
        found = dict(map(_numbered, expand([str(tmp_path / "a.csv")], wanted=Wanted(Columns("html")))))
        assert found == {1: page(1), 2: page(2), 3: found[3], 4: page(4)}, (place, victim[:place][-20:])


HOSTILE = (
    b'"\n',
    b"1,\n",
    b'1,"\n',
    b"1,\n---\n",
    b"1,<p>a\n",
    b'1,"<p>x</p>"\n2,"<p>"x</p>"\n',
    b'a ""b"", 1","\n',
    b'1,"<p>x</p>"\nx\n\n',
)


@pytest.mark.parametrize("rows", HOSTILE)
def test_rows_are_found_in_steps_that_grow_with_the_table(monkeypatch: pytest.MonkeyPatch, rows: bytes) -> None:
    steps: list[int] = []
    read = Lines.next

    def counted(lines: Lines) -> bytes:
        steps[-1] += 1
        return read(lines)

    monkeypatch.setattr(Lines, "next", counted)
    for size in (40_000, 160_000):
        steps.append(0)
        reader = CsvReader(io.BytesIO(b"id,html\n" + rows * (size // len(rows))), Dialect(","))
        reader.heading()
        with suppress(csv.Error):  # no row can be found in what follows
            assert list(reader.spans(2, 1))
    assert steps[1] < 5 * steps[0], steps


def test_a_missing_quote_costs_no_short_row_behind_it(tmp_path: Path) -> None:
    """Every quote of a page but its last, behind which the short rows might be the page's."""
    head, first, victim, third, _ = _rows_of("url html")
    for place in [place for place, character in enumerate(victim[:-3]) if character == '"']:
        damaged = victim[:place] + victim[place + 1 :]
        (tmp_path / "a.csv").write_bytes("".join([head, first, damaged, "x\r\n", "y,z,more\r\n", third]).encode())
        found = dict(map(_numbered, expand([str(tmp_path / "a.csv")], wanted=Wanted(Columns("html")))))
        assert found == {1: _page(1), 2: found[2], 3: "", 4: "", 5: _page(3)}, (place, victim[:place][-20:])


@pytest.mark.parametrize("kind", CSV_WHOLE)
def test_odd_csv_is_read_whole(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.csv").write_bytes(CSV_WHOLE[kind])
    found = records(tmp_path / "a.csv", *FIELDS)
    assert [r["input"].split("!")[1] for r in found] == ["1", "2", "3", "4", "5"]
    assert all(f"第{number}号" in r["text"] for number, r in enumerate(found, 1))


def indented(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


JSON_WHOLE: dict[str, bytes] = {
    "array.json": json.dumps(ROWS).encode(),
    "indented.json": b"\xef\xbb\xbf" + indented(ROWS),
    "objects.json": b"\n".join(json.dumps(row, indent=1).encode() for row in ROWS),
    "utf16.json": indented(ROWS).decode().encode("utf-16"),
    "a.jsonl.zst": zstd(json_lines(ROWS)),
    "a.jsonl.bz2": bz2.compress(json_lines(ROWS)),
    "a.jsonl.xz": lzma.compress(json_lines(ROWS)),
    "utf16.jsonl": json_lines_readable(ROWS).decode("utf-8-sig").encode("utf-16"),
    "separators.jsonl": json_lines_readable(ROWS).replace("本港".encode(), "本\u2028港\x85".encode()),
}


@pytest.mark.parametrize("name", JSON_WHOLE)
def test_json_in_every_form_and_its_rows_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(JSON_WHOLE[name])
    found = records(path, *FIELDS)
    assert [r["input"] for r in found] == [f"{path}!{number}" for number in range(1, 6)]
    assert all(f"第{number}号" in r["text"] for number, r in enumerate(found, 1))
    assert records(f"{path}!4", *FIELDS) == found[3:4]  # what the tool printed is accepted back


def test_damage_in_json_costs_its_row(tmp_path: Path) -> None:
    items = [json.dumps(row) for row in ROWS]
    items[1], items[2] = "17", items[2].replace('"url"', "'url'")
    (tmp_path / "a.json").write_text("[" + ",\n".join(items) + "]", "utf-8")
    done = run(tmp_path / "a.json", *FIELDS, "-f", "jsonl")
    found = [json.loads(line)["input"].split("!")[1] for line in done.stdout.splitlines()]
    assert found == ["1", "4", "5"] and done.returncode == 3
    assert b"a.json!2: " in done.stderr and b"a.json!3: " in done.stderr


ITEMS = [json.dumps(row).encode() for row in ROWS]
JSON_BEYOND: dict[str, tuple[bytes, list[int], bytes]] = {  # the numbers of rows that fail, and why
    "arrays one after the other": (b"[%b,%b]\n[%b]\n[]" % tuple(ITEMS[:3]), [], b""),
    "cut behind an item": (b"[%b,\n%b" % tuple(ITEMS[:2]), [3], b"the file ends before its array does"),
    "cut behind a comma": (b"[%b,\n%b,\n" % tuple(ITEMS[:2]), [3], b"the file ends before its array does"),
    "cut in an item": (b"[%b,\n%b" % (ITEMS[0], ITEMS[1][:-9]), [2], b"the file ends in it"),
    "something behind the array": (b"[%b] and more {%b" % (ITEMS[0], ITEMS[1][1:]), [2], b"no JSON object"),
    "something between objects": (b"\n{%b\nxyz\n{%b\n]\n{%b" % tuple(i[1:] for i in ITEMS[:3]), [2, 4], b"damaged row"),
}


@pytest.mark.parametrize("kind", JSON_BEYOND)
def test_json_that_is_cut_or_goes_on_behind_its_end(tmp_path: Path, kind: str) -> None:
    data, failing, reason = JSON_BEYOND[kind]
    (tmp_path / "a.json").write_bytes(data)
    done = run(tmp_path / "a.json", *FIELDS, "-f", "jsonl")
    numbers = [int(json.loads(line)["input"].split("!")[1]) for line in done.stdout.splitlines()]
    assert sorted(numbers + failing) == list(range(1, len(numbers + failing) + 1)) and reason in done.stderr
    assert done.returncode == (3 if failing else 0) and all(b"a.json!%d: " % n in done.stderr for n in failing)


def test_pages_inside_json_are_no_page(tmp_path: Path) -> None:
    """Without --html-field the HTML in JSON is never read as a page, whatever the file is called."""
    for name, data in (("a.json", json.dumps(ROWS[0]).encode()), ("b.html", indented(ROWS)), ("c", json_lines(ROWS))):
        (tmp_path / name).write_bytes(data)
        done = run(tmp_path / name)
        assert done.returncode == 1 and done.stdout == b"", done.stderr
        assert name.encode() + b": JSON; --html-field names the column" in done.stderr
    piped = run("-", stdin=indented(ROWS))
    assert piped.returncode == 1 and piped.stdout == b"" and b"--html-field" in piped.stderr
