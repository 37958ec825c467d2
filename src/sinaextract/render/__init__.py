"""Renderers: they see only an Article."""

from __future__ import annotations

from collections.abc import Callable

from ..article import Article
from .json import to_json, to_jsonl
from .markdown import to_markdown
from .text import to_text


def to_jsonld(article: Article) -> str:
    from .jsonld import to_jsonld  # few runs want it

    return to_jsonld(article)


FORMATS: dict[str, Callable[[Article], str]] = {
    "markdown": to_markdown,
    "json": to_json,
    "jsonl": to_jsonl,
    "jsonld": to_jsonld,
    "text": to_text,
    "parquet": to_jsonl,  # what travels; `columns.py` makes columns of many records
}

__all__ = ["FORMATS", "to_json", "to_jsonl", "to_jsonld", "to_markdown", "to_text"]
