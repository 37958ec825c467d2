"""`-f parquet`: typed columns, readable by what people read Parquet with, written in bounded memory, resumable."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sinaextract.article.record import KEYS, TIMES
from sinaextract.article.schema import schema_text
from sinaextract.render.columns import schema, write_parquet

from ..command import article, articles, counts, run, write
from ..extraction.test_fixtures import PAGES

pytestmark = pytest.mark.slow

Record = dict[str, Any]
JSON_SCHEMA = json.loads(schema_text())


@pytest.fixture(scope="module")
def records(news: Path) -> list[Record]:
    beside = news.with_suffix(".jsonl")  # pictures saved beside pages lead there from the output's folder
    assert run(*PAGES, "-o", beside).returncode == 0
    return [json.loads(line) for line in beside.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parquet") / "news.parquet"
    assert run(*PAGES, "-f", "parquet", "-o", path).returncode == 0
    return path


def as_json(row: Record) -> Record:
    """A row as the JSON record writes it."""
    beijing = ZoneInfo("Asia/Shanghai")
    return {k: v.astimezone(beijing).isoformat() if isinstance(v, datetime) else v for k, v in row.items()}


def test_arrow_gives_the_records_back(news: Path, records: list[Record]) -> None:
    assert [as_json(row) for row in pq.read_table(news).to_pylist()] == records


def rows_of(query: str) -> list[Any]:
    relation = duckdb.sql(query)
    assert relation is not None
    return relation.fetchall()


def test_duckdb(news: Path, records: list[Record]) -> None:
    query = f"""SELECT title, epoch(date), s.ticker FROM '{news}', unnest(symbols) AS t(s)
                WHERE date < TIMESTAMPTZ '2100-01-01 00:00:00+08:00'"""
    expected = [
        (r["title"], datetime.fromisoformat(r["date"]).timestamp(), s["ticker"])
        for r in records
        if r["date"]
        for s in r["symbols"]
    ]
    assert sorted(rows_of(query)) == sorted(expected) and expected
    types = dict(rows_of(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{news}')"))
    assert types["date"] == "TIMESTAMP WITH TIME ZONE" and types["byline"] == "VARCHAR[]"
    assert re.fullmatch(r"STRUCT\(.*origin VARCHAR\[\]\)\[\]", types["symbols"].replace('"', ""))


def test_pandas(news: Path, records: list[Record]) -> None:
    frame = pandas.read_parquet(news)
    assert list(frame.columns) == list(KEYS) and frame["text"].tolist() == [r["text"] for r in records]
    assert str(frame["date"].dtype) == "datetime64[us, Asia/Shanghai]"
    assert [None if pandas.isna(d) else d.isoformat() for d in frame["date"]] == [r["date"] for r in records]
    assert [[s["id"] for s in cell] for cell in frame["symbols"]] == [[s["id"] for s in r["symbols"]] for r in records]


def test_polars(news: Path, records: list[Record]) -> None:
    frame = polars.read_parquet(news)
    assert frame["title"].to_list() == [r["title"] for r in records]
    assert frame["keywords"].to_list() == [r["keywords"] for r in records]
    utc = [d and d.astimezone(timezone.utc) for d in frame["date"].to_list()]
    assert utc == [r["date"] and datetime.fromisoformat(r["date"]).astimezone(timezone.utc) for r in records]


def json_type(field: pa.Field) -> Record:
    """What the JSON Schema says of a column of that type."""
    kind, options = field.type, ["null"] if field.nullable else []
    if pa.types.is_timestamp(kind) or pa.types.is_string(kind):
        return {"types": ["string", *options], "is_time": pa.types.is_timestamp(kind)}
    if pa.types.is_integer(kind):
        return {"types": ["integer"], "is_time": False}
    if pa.types.is_list(kind):
        return {"types": ["array", *options], "items": json_type(kind.value_field)}
    return {"types": ["object", *options], "properties": {inner.name: json_type(inner) for inner in kind}}


def stated(part: Record) -> Record:
    """The same of a part of the JSON Schema."""
    kind = part.get("type") or ("integer" if isinstance(part.get("const"), int) else "string")
    types = kind if isinstance(kind, list) else [kind]
    if "array" in types:
        return {"types": types, "items": stated(part["items"])}
    if "object" in types:
        assert set(part["required"]) == set(part["properties"])
        return {"types": types, "properties": {name: stated(inner) for name, inner in part["properties"].items()}}
    return {"types": types, "is_time": "\\+08:00" in part.get("pattern", "")}


def test_arrow_and_json_schema_say_the_same() -> None:
    ours = schema(explain=True)
    assert ours.names == list(JSON_SCHEMA["properties"]) == [*KEYS, "removed"]
    for field in ours:
        assert json_type(field) == stated(JSON_SCHEMA["properties"][field.name]), field.name
    assert [f.name for f in ours if pa.types.is_timestamp(f.type)] == list(TIMES)


def test_one_page_and_explain(tmp_path: Path) -> None:
    page = next(path for path in PAGES if path.parts[-2] == "stocks-and-promo")
    done = run(page, "-f", "parquet", "--explain", "-q", "-o", tmp_path / "one.parquet")
    assert done.returncode == 0
    table = pq.read_table(tmp_path / "one.parquet")
    assert table.num_rows == 1 and table.schema.equals(schema(explain=True))
    assert "account-qr" in str(table["removed"].to_pylist())


def test_failures_are_counted_and_no_rows(tmp_path: Path) -> None:
    folder = write(articles(tmp_path / "in", 5), {"x.html": b"<html><body>hello</body></html>"})
    done = run(folder, "-f", "parquet", "-o", tmp_path / "news.parquet")
    assert done.returncode == 1 and pq.read_table(tmp_path / "news.parquet").num_rows == 5
    assert not list(tmp_path.glob("*.part"))
    run(write(tmp_path / "none", {"x.html": b"<html>"}), "-f", "parquet", "-o", tmp_path / "none.parquet")
    assert pq.read_table(tmp_path / "none.parquet").num_rows == 0


def test_resume(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 60)
    news, journal = tmp_path / "news.parquet", tmp_path / ".news.parquet.journal"
    arguments = (folder, "-f", "parquet", "-o", news)
    run(*arguments)
    part = tmp_path / json.loads(journal.read_bytes().splitlines()[-2])[5]  # where the records stood
    whole = news.read_bytes()
    assert run(folder, "-f", "jsonl", "-o", tmp_path / "x").returncode == 0
    part.write_bytes((tmp_path / "x").read_bytes()[:-99])  # what a killed run leaves: records, the last one cut off
    news.unlink()
    done = run(*arguments, "--resume")
    assert counts(done)["skipped"] == 59 and counts(done)["written"] == 1
    assert news.read_bytes() == whole and not part.exists() and journal.exists()
    assert counts(run(*arguments, "--resume"))["skipped"] == 60
    write(folder, {"zz.html": article(99)})
    assert counts(run(*arguments, "--resume"))["written"] == 61  # a finished file cannot be added to
    (folder / "zz.html").unlink()
    assert run(*arguments, "--resume").returncode == 3  # nor is anything taken out of it, which may be gone for good
    assert counts(run(*arguments))["written"] == 60
    assert news.read_bytes() == whole


def test_hints(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(article(1))
    for output in ((), ("-o", tmp_path), ("-o", "/dev/null")):
        done = run(tmp_path / "a.html", "-f", "parquet", *output)
        assert done.returncode == 2 and b"news.parquet" in done.stderr and done.stdout == b""
    code = "import importlib.util as u; f = u.find_spec; u.find_spec = lambda n: n != 'pyarrow' and f(n) or None\n"
    code += "from sinaextract.cli.command import main; main()"
    command = [sys.executable, "-c", code, "a.html", "-f", "parquet"]
    found = subprocess.run([*command, "-o", "x.parquet"], cwd=tmp_path, capture_output=True, check=False)
    assert found.returncode == 2 and b"pip install 'sinaextract[parquet]'" in found.stderr


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells a process's own peak memory")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    line = run(PAGES[0], "-f", "jsonl").stdout
    peaks = []
    for count in (40, 160):
        (tmp_path / "in").write_bytes(line.replace(b'"text": "', b'"text": "' + b"x" * 1_000_000) * count)
        code = f"""from pathlib import Path; from sinaextract.render.columns import write_parquet
write_parquet(Path({str(tmp_path / "in")!r}), open({str(tmp_path / "out")!r}, "wb"), Path(), False)
status = Path("/proc/self/status").read_text()  # getrusage counts what the test itself held when it forked
print(status.split("VmHWM:")[1].split()[0])"""
        peaks.append(int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout))
        assert pq.ParquetFile(tmp_path / "out").num_row_groups >= count // 40
    assert peaks[1] < 1.3 * peaks[0], peaks


def test_an_impossible_day_is_null(tmp_path: Path) -> None:
    line = run(PAGES[0], "-f", "jsonl").stdout
    (tmp_path / "in").write_bytes(re.sub(rb'"date": "[^"]*"', b'"date": "2021-02-31T00:00:00+08:00"', line))
    with (tmp_path / "out").open("wb") as target:
        write_parquet(tmp_path / "in", target, tmp_path / "out", explain=False)
    assert pq.read_table(tmp_path / "out")["date"].to_pylist() == [None]
