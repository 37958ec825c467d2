"""YAML front matter: title, author and date first, then everything else that is not empty.

``categories`` is the channel and ``tags`` are the keywords, the names that Hexo, Hugo, Jekyll and Obsidian read.

Readers follow YAML 1.1 (PyYAML, Jekyll) or 1.2 (Hugo, JavaScript), which take different strings for numbers and
truth values: ``on`` and ``12:30`` in the one, ``0o14`` and ``1e3`` in the other. PyYAML's writer knows 1.1 only, so
what either version would resolve is quoted here.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
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
# Marks that turn or hide text, and line breaks of the one version only: shown escaped in double quotes.
_UNPRINTABLE = re.compile("[\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff]")
_RESOLVED = re.compile(
    r"[0-9][0-9_,.:]*(?:e[-+]?[0-9_]*)?"  # 12, 1_000, 1.5, 1e3, 12:30:45
    r"|0x[0-9a-f_]*|0o[0-7_]*|0b[01_]*"
    r"|[-+.=<~].*"  # signed numbers, .5, .inf, merge keys
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[-0-9:.tz+ ]*"
    r"|y|n|yes|no|on|off|true|false|null",
    re.I | re.S,
)


class _Time(str):
    """An ISO 8601 time, written without quotes so that readers take it as a time."""


def front_matter(article: Article) -> str:
    """The block from ``---`` to ``---`` with its newline."""
    import yaml  # only Markdown needs it

    record = to_record(article)
    ordered = [*_FIRST, *(key for key in KEYS if key not in _FIRST and key not in _BODY)]
    fields = {
        _NAMES.get(key, key): _Time(value) if key in _TIMES and _is_time(value) else _without_empty(value)
        for key in ordered
        if (value := record[key]) not in _EMPTY
    }
    text: str = yaml.dump(fields, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=1 << 30)
    return f"---\n{text}---\n"


def _is_time(text: str) -> bool:
    try:
        return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:  # the 31st of February
        return False


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item not in _EMPTY}
    return value


@lru_cache(maxsize=1)
def _dumper() -> Any:
    """PyYAML's C writer with our own idea of which strings need quotes."""
    import yaml

    base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(base):  # type: ignore[misc, valid-type]
        def ignore_aliases(self, data: object) -> bool:
            return True  # no &id001 anchors

    def represent_text(dumper: Any, text: str) -> Any:
        style = '"' if _UNPRINTABLE.search(text) else "'" if not text or _RESOLVED.fullmatch(text) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", encodable(text), style=style)

    def represent_time(dumper: Any, time: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(time))

    Dumper.add_representer(str, represent_text)
    Dumper.add_representer(_Time, represent_time)
    return Dumper
