"""YAML front matter: title, author and date first, then everything else that is not empty.

``categories`` is the channel and ``tags`` are the keywords, the names that Hexo, Hugo, Jekyll and Obsidian read.

Readers follow YAML 1.1 (PyYAML, Jekyll) or 1.2 (Hugo, JavaScript), which take different strings for numbers and
truth values: ``on`` and ``12:30`` in the one, ``0o14`` and ``1e3`` in the other. PyYAML's writer knows 1.1 only and
escapes every emoji, so this module writes its few shapes itself, quoting whatever either version would resolve.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ..article import Article
from .encodable import encodable
from .record import KEYS, to_record

_FIRST = ("title", "author", "date")
_BODY = frozenset({"markdown", "text"})
_NAMES = {"channel": "categories", "keywords": "tags"}
_TIMES = frozenset({"date", "date_published", "date_modified"})
_EMPTY: tuple[object, ...] = (None, [], "", {})

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", re.A)
# Controls, line breaks and tabs, marks that turn or hide text: only ``"\uXXXX"`` shows them and survives every reader.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200c\u200e\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff"
    "\ud800-\udfff]"
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_INDICATOR = re.compile(r"""[\s\-?:,\[\]{}#&*!|>'"%@`<=~.+]|.*(?::(?: |\Z)| #|\s\Z)""", re.S)
_RESOLVED = re.compile(
    r"[0-9][0-9_,.:]*(?:e[-+]?[0-9_]*)?"  # 12, 1_000, 1.5, 1e3, 12:30:45
    r"|0x[0-9a-f_]*|0o[0-7_]*|0b[01_]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[-0-9:.tz+ ]*"
    r"|y|n|yes|no|on|off|true|false|null",
    re.I,
)


def front_matter(article: Article) -> str:
    """The block from ``---`` to ``---`` with its newline."""
    record = to_record(article)
    ordered = [*_FIRST, *(key for key in KEYS if key not in _FIRST and key not in _BODY)]
    fields = {_NAMES.get(key, key): record[key] for key in ordered}
    return "\n".join(["---", *_mapping(fields), "---", ""])


def _is_time(text: str) -> bool:
    try:
        return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:  # the 31st of February
        return False


def _mapping(fields: Mapping[str, Any]) -> Iterator[str]:
    """Lines of the entries that are not empty."""
    for key, value in fields.items():
        if value in _EMPTY:
            continue
        if isinstance(value, list):
            yield f"{key}:"
            for item in value:
                yield from _item(item)
        elif key in _TIMES and _is_time(value):
            yield f"{key}: {value}"  # without quotes, so that readers take it as a time
        else:
            yield f"{key}: {_source(value)}"


def _item(item: Any) -> Iterator[str]:
    lines = list(_mapping(item)) or ["{}"] if isinstance(item, dict) else [_source(item)]
    yield f"- {lines[0]}"
    yield from (f"  {line}" for line in lines[1:])


def _source(value: object) -> str:
    """One scalar on one line: plain if every reader sees the same string in it, else quoted."""
    if not isinstance(value, str):
        return str(value)
    text = encodable(value)
    if _UNPRINTABLE.search(text):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + _UNPRINTABLE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", escaped) + '"'
    if not text or _INDICATOR.match(text) or _RESOLVED.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return text
