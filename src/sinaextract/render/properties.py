"""Single fields of the record as plain lines, for shell scripts: ``--property NAME``.

A value is one line (``text`` and ``markdown`` as many as they have), empty when the page has none; a list is one item a
line; an item of several fields, such as a symbol, is one line of JSON, or one field of it: ``symbols.ticker``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from ..article.article import Article, Image, Removal, Symbol, Video

_NESTED: dict[str, type] = {"symbols": Symbol, "images": Image, "videos": Video, "removed": Removal}
_NOT_IN_RECORD = ("blocks", "position", "reading")


def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in _NOT_IN_RECORD)


NAMES: tuple[str, ...] = (
    *_names(Article),
    *(f"{key}.{name}" for key, kind in _NESTED.items() for name in _names(kind)),
)


def to_lines(article: Article, names: tuple[str, ...]) -> str:
    """The values of ``names``, in that order."""
    from .encodable import encodable  # only --property needs it

    return encodable("".join(line + "\n" for name in names for line in _lines(article, name)))


def _lines(article: Article, name: str) -> Iterator[str]:
    key, _, inner = name.partition(".")
    value = getattr(article, key)
    if not isinstance(value, tuple):
        yield _plain(value)
        return
    for item in value:
        yield _plain(getattr(item, inner)) if inner else item if isinstance(item, str) else _json(item)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _json(item: Any) -> str:
    import json  # only values that are no text need it

    return json.dumps({name: getattr(item, name) for name in _names(item)}, ensure_ascii=False)
