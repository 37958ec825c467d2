"""Single fields of the record as plain lines, for shell scripts: ``--property NAME``.

A value is one line (``text`` and ``markdown`` as many as they have), empty when the page has none; a list is one item a
line; an item of several fields, such as a symbol, is one line of JSON, or one field of it: ``symbols.ticker``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..article.article import Article
from ..text.whitespace import printable
from .encodable import encodable
from .fields import NESTED
from .json import dumps

_OF_LINES = ("markdown", "text")  # a value of several lines


def to_lines(article: Article, names: tuple[str, ...]) -> str:
    """The values of ``names``, in that order."""
    return encodable("".join(line + "\n" for name in names for line in _lines(article, name)))


def _lines(article: Article, name: str) -> Iterator[str]:
    key, _, inner = name.partition(".")
    value = getattr(article, key)
    if key in _OF_LINES:
        yield value
    elif not isinstance(value, tuple):
        yield _plain(value)
    elif inner or key not in NESTED:
        yield from (_plain(getattr(item, inner) if inner else item) for item in value)
    else:
        yield from (_json(item, NESTED[key]) for item in value)


def _plain(value: object) -> str:
    """``value`` on one line, whatever a file's name brings along."""
    if value is None:
        return ""
    return printable(",".join(value) if isinstance(value, tuple) else str(value))


def _json(item: object, names: tuple[str, ...]) -> str:
    return dumps({name: getattr(item, name) for name in names}, indent=None)
