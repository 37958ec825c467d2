"""``-f sqlite``: the records of a run as one SQLite database, with a full-text index that finds Chinese.

Tables: ``articles`` (one row each; lists of strings are JSON arrays, which ``json_each`` and Datasette's facets read),
and what an article has several of, by ``article_id`` and ``position``: ``symbols``, ``images``, ``videos``, ``credits``
(names with their ``role``), and ``removed`` with ``--explain``. ``articles_fts`` indexes title and text by every three
characters (FTS5's trigram), as Chinese has no spaces between words; it is named and linked as sqlite-utils and
Datasette look for it. What has two characters is found by ``instr(text, '银行')``, without the index.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from ..article.article import SCHEMA_VERSION
from ..article.record import KEYS
from .fields import NESTED
from .own_output import SQLITE_APPLICATION

_COLUMNS = tuple(key for key in KEYS if key not in NESTED)
_ROLES = ("source", "byline", "editor")
_OLDEST = (3, 34)  # of SQLite, that has the trigram tokenizer
_INDEX = """
CREATE INDEX articles_date ON articles(date);
CREATE INDEX symbols_ticker ON symbols(ticker);
CREATE INDEX credits_name ON credits(name);
CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content="articles", content_rowid="id", tokenize="trigram");
INSERT INTO articles_fts(articles_fts) VALUES ('rebuild');
"""


def write_sqlite(lines: Path, target: IO[bytes], path: Path, explain: bool) -> None:
    """The JSON lines of a finished run as a database at ``path``, where ``target`` is an empty file.

    Raises OSError also for what SQLite says: the disk is full, or it knows no trigram index.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        found = f"SQLite {sqlite3.sqlite_version}"
        raise OSError(errno.ENOTSUP, f"Python has {found} here, and a full-text index of Chinese needs 3.34")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            _write(lines, database, explain)
    except sqlite3.Error as error:
        is_full = "full" in str(error)
        raise OSError(errno.ENOSPC if is_full else errno.EIO, f"SQLite: {error}") from None


def _write(lines: Path, database: sqlite3.Connection, explain: bool) -> None:
    """In one transaction, without a journal: a file that is not finished is thrown away whole."""
    nested = {key: names for key, names in NESTED.items() if explain or key != "removed"}
    nested["credits"] = ("role", "name")
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;")
    database.execute(f"PRAGMA application_id = {int.from_bytes(SQLITE_APPLICATION, 'big')}")
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    database.execute("BEGIN")
    database.execute(f"CREATE TABLE articles (id INTEGER PRIMARY KEY, {', '.join(map(_column, _COLUMNS))})")
    for table, names in nested.items():
        database.execute(
            f"CREATE TABLE {table} (article_id INTEGER NOT NULL REFERENCES articles(id), position INTEGER NOT NULL,"
            f" {', '.join(map(_column, names))}, PRIMARY KEY (article_id, position))"
        )
    with lines.open("rb") as source:
        for number, record in enumerate(map(json.loads, source), 1):
            _insert(database, "articles", [(number, *(_cell(record[key]) for key in _COLUMNS))])
            record["credits"] = list(_credits(record))
            for table, names in nested.items():
                _insert(database, table, _rows(number, record[table], names))
    database.execute("COMMIT")
    database.executescript(f"BEGIN;{_INDEX}COMMIT;")


def _column(name: str) -> str:
    return f'"{name}" {"INTEGER" if name == "schema_version" else "TEXT"}'


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    for row in rows:
        database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _rows(number: int, items: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    for position, item in enumerate(items, 1):
        yield number, position, *(_cell(item[name]) for name in names)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _credits(record: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Every name that is credited, with its role; editors are one string in the record."""
    names = {"source": [record["source"]], "byline": record["byline"], "editor": (record["editor"] or "").split("、")}
    for role in _ROLES:
        yield from ({"role": role, "name": name} for name in names[role] if name)
