"""Article -> a row of CSV or TSV (RFC 4180, rows end in LF): one column per key of the record, or per ``--fields``.

A list is one cell, its items joined by ``;``: symbols are their tickers, pictures and videos their addresses, removals
their rules. ``text`` and ``markdown`` keep their lines, within quotes; every other cell is one line. ``--excel`` puts a
byte order mark first, as Excel else reads GBK, and ``'`` before what it would run as a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from ..article.article import Article
from ..article.record import KEYS
from ..text.whitespace import encodable, printable
from .fields import OF_LINES, Field, value
from .options import USUAL, Options

_SHOWN = {"symbols": "symbols.ticker", "images": "images.url", "videos": "videos.url", "removed": "removed.rule"}
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(article: Article, options: Options = USUAL) -> str:
    return _row(_cells(article, options), ",")


def to_tsv(article: Article, options: Options = USUAL) -> str:
    return _row(_cells(article, options), "\t")


def csv_header(options: Options) -> str:
    return _header(options, ",")


def tsv_header(options: Options) -> str:
    return _header(options, "\t")


def _header(options: Options, delimiter: str) -> str:
    names = (printable(field.key or field.name) for field in _columns(options))
    return _BOM * options.excel + _row((_guarded(name, options) for name in names), delimiter)


def _columns(options: Options) -> tuple[Field, ...]:
    keys = (*KEYS, "removed") if options.explain else KEYS
    return options.fields or tuple(map(Field, keys))


def _cells(article: Article, options: Options) -> Iterable[str]:
    for name, _ in _columns(options):
        found = value(article, _SHOWN.get(name, name))
        cell = found if name in OF_LINES else printable(_joined(found, ";"))
        yield _guarded(cell, options)


def _joined(found: Any, by: str) -> str:
    """Items that lack a value keep their place, so that ``symbols.ticker`` and ``symbols.name`` go together."""
    if isinstance(found, list):
        return by.join(_joined(item, ",") for item in found)
    return "" if found is None else str(found)


def _guarded(cell: str, options: Options) -> str:
    return f"'{cell}" if options.excel and cell.startswith(_FORMULA) else cell


def _row(cells: Iterable[str], delimiter: str) -> str:
    """``csv`` puts quotes around CR and LF alike only where both end a row."""
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return encodable(stream.getvalue().removesuffix("\r\n")) + "\n"
