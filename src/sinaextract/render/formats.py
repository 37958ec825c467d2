"""The output formats' names, for the command line, which loads no renderer before it knows which one it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..article.article import Article


def _to_markdown(article: Article) -> str:
    from .markdown import to_markdown

    return to_markdown(article)


def _to_json(article: Article) -> str:
    from .json import to_json

    return to_json(article)


def _to_jsonl(article: Article) -> str:
    from .json import to_jsonl

    return to_jsonl(article)


def _to_jsonld(article: Article) -> str:
    from .jsonld import to_jsonld

    return to_jsonld(article)


def _to_text(article: Article) -> str:
    from .text import to_text

    return to_text(article)


FORMATS: dict[str, Callable[[Article], str]] = {
    "markdown": _to_markdown,
    "json": _to_json,
    "jsonl": _to_jsonl,
    "jsonld": _to_jsonld,
    "text": _to_text,
    "parquet": _to_jsonl,  # what travels; `columns.py` makes columns of many records
}

ENDINGS = {
    "markdown": ".md",
    "json": ".json",
    "jsonl": ".jsonl",
    "jsonld": ".jsonld",
    "text": ".txt",
    "parquet": ".parquet",
}
ONE_FILE = frozenset({"jsonl", "parquet"})  # a collection becomes one file of records, not a folder
FLAVORS = ("hexo", "hugo", "jekyll", "obsidian")  # keys of `render.flavors.FLAVORS`
