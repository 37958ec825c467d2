"""Single fields of the record as plain lines, for shell scripts: ``--property NAME``.

A value is one line (``text`` and ``markdown`` as many as they have), empty when the page has none; a list is one item a
line; an item of several fields, such as a symbol, is one line of JSON, or one field of it: ``symbols.ticker``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..article.article import Article
from ..text.whitespace import encodable, printable
from .fields import OF_LINES, value
from .json import dumps


def to_lines(article: Article, names: tuple[str, ...]) -> str:
    """The values of ``names``, in that order."""
    return encodable("".join(line + "\n" for name in names for line in _lines(article, name)))


def _lines(article: Article, name: str) -> Iterator[str]:
    found = value(article, name)
    if name in OF_LINES:
        yield found
        return
    for item in found if isinstance(found, list) else [found]:
        yield dumps(item, indent=None) if isinstance(item, dict) else _plain(item)


def _plain(item: object) -> str:
    """``item`` on one line, whatever a file's name brings along."""
    if item is None:
        return ""
    return printable(",".join(item) if isinstance(item, list) else str(item))
