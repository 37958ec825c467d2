"""Fields of the record by name: ``title``, ``symbols``, ``symbols.ticker``. ``--fields`` and ``--property`` take them.

``--fields title,symbols.ticker=tickers`` chooses and renames the keys of front matter, JSON and CSV. ``--property``
prints plain lines for shell scripts: a value is one line (``text`` and ``markdown`` as many as they have), empty when
the page has none; a list is one item a line; an item of several fields is one line of JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..article.article import Article, Image, Symbol, Video
from ..article.record import KEYS, REMOVED_KEYS, record_value
from ..text.whitespace import printable

# Keys whose values are lists of several fields each, and the fields.
_NESTED: dict[str, tuple[str, ...]] = {
    "symbols": Symbol.__slots__,
    "images": Image.__slots__,
    "videos": Video.__slots__,
    "removed": REMOVED_KEYS,
}
OF_LINES = ("markdown", "text")  # a value of several lines

NAMES: tuple[str, ...] = (*KEYS, "removed", *(f"{key}.{name}" for key, names in _NESTED.items() for name in names))


class Field(NamedTuple):
    """One field that was asked for, and the key or heading that it gets; "" for the usual one."""

    name: str
    key: str = ""


class FieldError(ValueError):
    """Fields that cannot be given; the text says why."""


def check_name(name: str) -> str:
    """``name``, if it is one of `NAMES`. Raises `FieldError`."""
    if name not in NAMES:
        from difflib import get_close_matches  # only a slip needs it

        near = " or ".join(get_close_matches(name, NAMES, 2))
        hint = f"did you mean {near}?" if near else f"known are {', '.join(NAMES)}."
        raise FieldError(f"no field {name!r} in the record; {hint}")
    return name


def parse(asked: str) -> tuple[Field, ...]:
    """``title,channel=section`` as fields. Raises `FieldError` for what is no field, and for two of one key."""
    fields = []
    for part in asked.split(","):
        name, mark, key = (side.strip() for side in part.partition("="))
        if mark and not key:
            raise FieldError(f"no key after {name}=; leave the sign out, or name one")
        fields.append(Field(check_name(name), key))
    keys = [field.key or field.name for field in fields]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise FieldError(f"two fields would be called {twice[0]!r}; rename one: {twice[0]}=other")
    return tuple(fields)


def value(article: Article, name: str) -> Any:
    """The value of one field as JSON has it; of ``symbols.ticker``, the list of what the items have."""
    key, _, inner = name.partition(".")
    if key == "removed":
        items: Any = [{name: getattr(item, name) for name in REMOVED_KEYS} for item in article.removed]
    else:
        items = record_value(article, key)
    return [item[inner] for item in items] if inner else items


def to_lines(article: Article, names: tuple[str, ...]) -> str:
    """The values of ``names``, in that order."""
    from .encodable import encodable  # only --property needs it

    return encodable("".join(line + "\n" for name in names for line in _lines(article, name)))


def _lines(article: Article, name: str) -> Iterator[str]:
    key, _, inner = name.partition(".")
    value = getattr(article, key)
    if key in OF_LINES:
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
