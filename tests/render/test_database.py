"""``-f sqlite``: a database as sqlite-utils and Datasette look for it, whose full-text index finds Chinese."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlite_utils

from sinaextract.article.record import KEYS

from ..command import article, articles, run, write
from ..extraction.test_fixtures import PAGES

Record = dict[str, Any]
TABLES = {"symbols", "images", "videos", "credits"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "news.db"
    assert run(*PAGES, "-o", path).returncode == 0
    return path


@pytest.fixture(scope="module")
def records(path: Path) -> list[Record]:
    """In a file beside the database: the addresses of saved pictures start from there."""
    assert run(*PAGES, "-o", path.with_name("news.jsonl"), "--explain", "-q").returncode == 0
    return [json.loads(line) for line in path.with_name("news.jsonl").read_text("utf-8").split("\n")[:-1]]


@pytest.fixture
def news(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        yield database


def dicts(database: sqlite3.Connection, query: str, *values: object) -> list[Record]:
    return [dict(row) for row in database.execute(query, values)]


def test_the_records_come_back(news: sqlite3.Connection, records: list[Record]) -> None:
    assert [row[0] for row in news.execute("PRAGMA integrity_check")] == ["ok"]
    assert news.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = dicts(news, "SELECT * FROM articles ORDER BY id")
    assert list(rows[0]) == ["id", *(key for key in KEYS if key not in TABLES)] and len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        for key in set(row) - {"id"}:
            found = json.loads(row[key]) if isinstance(record[key], list) else row[key]
            assert found == record[key], key
        for table in ("symbols", "images", "videos"):
            select = f"SELECT * FROM {table} WHERE article_id = ? ORDER BY position"
            items = dicts(news, select, row["id"])
            for item in items:
                del item["article_id"], item["position"]
                if table == "symbols":
                    item["origin"] = json.loads(item["origin"])
            assert items == record[table]


def test_everybody_who_is_credited_with_the_role(news: sqlite3.Connection, records: list[Record]) -> None:
    found = {(row["input"], row["role"], row["name"]) for row in news.execute(
        "SELECT input, role, name FROM credits JOIN articles ON articles.id = article_id"
    )}  # fmt: skip
    wanted = {(r["input"], "byline", name) for r in records for name in r["byline"]}
    wanted |= {(r["input"], "source", r["source"]) for r in records if r["source"]}
    wanted |= {(r["input"], "editor", name) for r in records if r["editor"] for name in r["editor"].split("、")}
    assert found == wanted and {role for _, role, _ in wanted} == {"byline", "source", "editor"}


def test_explain_adds_what_was_removed(records: list[Record], tmp_path: Path) -> None:
    assert run(*PAGES, "-o", tmp_path / "n.db", "--explain", "-q").returncode == 0
    with closing(sqlite3.connect(tmp_path / "n.db")) as database:
        rules = [rule for (rule,) in database.execute("SELECT rule FROM removed ORDER BY article_id, position")]
    assert rules == [removal["rule"] for record in records for removal in record["removed"]] and rules


def test_chinese_is_found_by_three_characters_or_more(tmp_path: Path) -> None:
    write(tmp_path / "in", {f"{number}.html": article(number) for number in (3, 30, 41)})
    run(tmp_path / "in", "-o", tmp_path / "n.db")
    with closing(sqlite3.connect(tmp_path / "n.db")) as database:

        def found(condition: str, *values: str) -> int:
            query = (
                f"SELECT count(*) FROM articles JOIN articles_fts ON articles_fts.rowid = articles.id WHERE {condition}"
            )
            return int(database.execute(query, values).fetchone()[0])

        assert found("articles_fts MATCH ?", "号泊位昨") == 3 and found("articles_fts MATCH ?", "跨境结算") == 3
        assert found("articles_fts MATCH ?", "第41号") == 1 and found("articles_fts MATCH ?", "第3号泊") == 1
        assert found("articles_fts MATCH ?", "泊位") == 0  # two characters: the index has no such words
        assert found("instr(articles.text, ?)", "泊位") == 3 and found("articles.text LIKE ?", "%泊位%") == 3
        assert (
            found("articles_fts MATCH ?", "title: 港跨境") == 3 and found("articles_fts MATCH ?", "text: 港跨境") == 0
        )


def test_sqlite_utils_opens_and_searches_it(path: Path, records: list[Record]) -> None:
    table = sqlite_utils.Database(path)["articles"]
    assert isinstance(table, sqlite_utils.db.Table)
    assert table.detect_fts() == "articles_fts" and table.count == len(records)
    text = next(record["text"] for record in records if len(record["text"]) > 200)
    found = [row["text"] for row in table.search(sqlite_utils.Database(path).quote_fts(text[20:28]))]
    assert text in found


def test_datasette_opens_and_searches_it(path: Path, records: list[Record]) -> None:
    text = next(record["text"] for record in records if len(record["text"]) > 200)
    query = urlencode({"_search": f'"{text[20:28]}"', "_shape": "array", "_size": "max"})
    datasette = [sys.executable, "-m", "datasette", str(path), "--get", f"/{path.stem}/articles.json?{query}"]
    done = subprocess.run(datasette, capture_output=True, check=True, timeout=60)
    assert text in [row["text"] for row in json.loads(done.stdout)]


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    """Files of JSON lines without the database: what a run leaves that is killed before its end."""
    folder = articles(tmp_path / "in", 8)
    whole = tmp_path / "whole.db"
    assert run(folder, "-o", whole).returncode == 0
    limited = ("bash", "-c", 'ulimit -f 32; exec "$@"', "x")  # of 1,024 bytes: enough for the lines, not for the tables
    done = run(folder, "-o", tmp_path / "n.db", prefix=limited)
    assert done.returncode == 3 and b"n.db" in done.stderr and b"Traceback" not in done.stderr, done.stderr
    assert not (tmp_path / "n.db").exists()
    resumed = run(folder, "-o", tmp_path / "n.db", "--resume", "-v")
    assert resumed.returncode == 0 and b"unchanged" in resumed.stderr, resumed.stderr
    assert (tmp_path / "n.db").read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob(".*.part"))


def test_a_database_of_others_is_not_replaced(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "n.db")) as database:
        database.execute("CREATE TABLE mine (x)")
    before = (tmp_path / "n.db").read_bytes()
    assert run(*PAGES[:2], "-o", tmp_path / "n.db").returncode == 3
    assert (tmp_path / "n.db").read_bytes() == before
