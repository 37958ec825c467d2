"""Fields of the record by name: ``title``, ``symbols``, ``symbols.ticker``. ``--fields`` and ``--property`` take them.

``--fields title,symbols.ticker=tickers`` chooses and renames the keys of front matter, JSON and CSV.
"""

from __future__ import annotations

from typing import Any

from ..article.article import Article, Symbol, Video
from ..article.body import Image
from ..article.record import KEYS, REMOVED_KEYS, record_value
from ..named_tuples import NamedTuple

# Keys whose values are lists of several fields each, and the fields.
NESTED: dict[str, tuple[str, ...]] = {
    "symbols": Symbol._fields,
    "images": Image._fields,
    "videos": Video._fields,
    "removed": REMOVED_KEYS,
}

NAMES: tuple[str, ...] = (*KEYS, "removed", *(f"{key}.{name}" for key, names in NESTED.items() for name in names))


OF_LINES = ("markdown", "text")  # whose values are of several lines


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
