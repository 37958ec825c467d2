"""YAML front matter: title, author and date first, then everything else that is not empty.

``categories`` is the channel and ``tags`` are the keywords, the names that Hexo, Hugo, Jekyll and Obsidian read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..article import Article
from .record import KEYS, to_record

_FIRST = ("title", "author", "date")
_BODY = frozenset({"markdown", "text"})
_NAMES = {"channel": "categories", "keywords": "tags"}
_TIMES = frozenset({"date", "date_published", "date_modified"})


class _Time(str):
    """An ISO 8601 time, written without quotes so that readers take it as a time."""


def front_matter(article: Article) -> str:
    """The block from ``---`` to ``---`` with its newline."""
    import yaml

    record = to_record(article)
    ordered = [*_FIRST, *(key for key in KEYS if key not in _FIRST and key not in _BODY)]
    fields: dict[str, Any] = {}
    for key in ordered:
        if (value := record[key]) not in (None, [], ""):
            fields[_NAMES.get(key, key)] = _Time(value) if key in _TIMES else _without_empty(value)
    text = yaml.dump(
        fields, Dumper=_dumper(), allow_unicode=True, sort_keys=False, default_flow_style=False, width=1 << 30
    )
    return f"---\n{text}---\n"


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    if isinstance(value, dict):
        return {k: _without_empty(v) for k, v in value.items() if v not in (None, [], "")}
    return value


@lru_cache(maxsize=1)
def _dumper() -> Any:
    import yaml

    base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(base):  # type: ignore[misc, valid-type]
        def ignore_aliases(self, data: object) -> bool:
            return True  # no &id001 anchors

    Dumper.add_representer(
        _Time, lambda dumper, data: dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(data))
    )
    return Dumper
