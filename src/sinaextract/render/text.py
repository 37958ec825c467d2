"""Article -> plain text."""

from __future__ import annotations

from ..article.article import Article
from ..text.whitespace import encodable


def to_text(article: Article) -> str:
    return encodable(article.text) + "\n"
