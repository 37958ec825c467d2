"""How files that this tool wrote are told from anybody else's, whatever their names: by how they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from ..text.patterns import lazy_regex

Recogniser = Callable[[BinaryIO], bool]  # of a file, read from its start; may seek

REPORT_MARK = b"<!doctype html><!-- sinaextract report"  # how the file of --report starts
_HEAD = 256  # bytes that a mark at the start may take
_ALWAYS_THERE = frozenset((b"schema_version", b"input", b"template", b"encoding"))  # in front matter, in any flavour
_KEY = lazy_regex(rb"(\w+):")
_PARQUET = b"PAR1"  # its first and last four bytes; before the last stand the footer's length and the footer

SQLITE_APPLICATION = b"Sina"  # at byte 68 of a database, where SQLite has an application put its mark


def starts(pattern: bytes) -> Recogniser:
    """Files whose first bytes match ``pattern``."""
    mark = lazy_regex(pattern)
    return lambda stream: mark.match(stream.read(_HEAD)) is not None


def first_line(start: bytes, rest: bytes) -> Recogniser:
    """Files whose first line is ``start``, then what matches ``rest`` up to the line's end."""
    mark = lazy_regex(rest)
    return lambda stream: stream.read(len(start)) == start and mark.fullmatch(stream.readline()) is not None


def front_matter(stream: BinaryIO) -> bool:
    """Markdown whose front matter, however long, has the keys that ours never lacks."""
    if stream.readline(5) != b"---\n":
        return False
    missing = set(_ALWAYS_THERE)
    for line in stream:
        if line == b"---\n":
            return not missing
        if key := _KEY.match(line):
            missing.discard(key[1])
    return False


def parquet(stream: BinaryIO) -> bool:
    """Parquet whose footer names our columns; it is read without pyarrow, which not every run has."""
    if stream.read(4) != _PARQUET:
        return False
    end = stream.seek(0, 2)
    stream.seek(max(4, end - 8))
    length, mark = int.from_bytes(stream.read(4), "little"), stream.read(4)
    stream.seek(max(4, end - 8 - length))
    footer = stream.read(length)
    return mark == _PARQUET and all(name in footer for name in (b"schema_version", b"text_sha256", b"template"))


def sqlite(stream: BinaryIO) -> bool:
    head = stream.read(72)
    return head.startswith(b"SQLite format 3\0") and head[68:] == SQLITE_APPLICATION
