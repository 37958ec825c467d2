"""Single fields of the record as plain lines, for shell scripts: ``--property NAME``.

A value is one line (``text`` and ``markdown`` as many as they have), empty when the page has none; a list is one item a
line; an item of several fields, such as a symbol, is one line of JSON, or one field of it: ``symbols.ticker``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..article.article import Article, Image, Symbol, Video
from ..article.record import KEYS, REMOVED_KEYS
from ..text.whitespace import printable

# Keys whose values are lists of several fields each, and the fields.
_NESTED: dict[str, tuple[str, ...]] = {
    "symbols": Symbol.__slots__,
    "images": Image.__slots__,
    "videos": Video.__slots__,
    "removed": REMOVED_KEYS,
}
_OF_LINES = ("markdown", "text")  # a value of several lines

NAMES: tuple[str, ...] = (*KEYS, "removed", *(f"{key}.{name}" for key, names in _NESTED.items() for name in names))


def to_lines(article: Article, names: tuple[str, ...]) -> str:
    """The values of ``names``, in that order."""
    from .encodable import encodable  # only --property needs it

    return encodable("".join(line + "\n" for name in names for line in _lines(article, name)))


def _lines(article: Article, name: str) -> Iterator[str]:
    key, _, inner = name.partition(".")
    value = getattr(article, key)
    if key in _OF_LINES:
        yield value
    elif not isinstance(value, tuple):
        yield _plain(value)
    elif inner or key not in _NESTED:
        yield from (_plain(getattr(item, inner) if inner else item) for item in value)
    else:
        yield from (_json(item, _NESTED[key]) for item in value)


def _plain(value: object) -> str:
    """``value`` on one line, whatever a file's name brings along."""
    if value is None:
        return ""
    return printable(",".join(value) if isinstance(value, tuple) else str(value))


def _json(item: object, names: tuple[str, ...]) -> str:
    from .json import dumps  # only items of several fields need it

    return dumps({name: getattr(item, name) for name in names}, indent=None)
