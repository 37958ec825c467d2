"""Article -> Markdown: YAML front matter, then the body."""

from __future__ import annotations

from ..article.article import Article
from .front_matter import with_front_matter
from .options import USUAL, Options


def to_markdown(article: Article, options: Options = USUAL) -> str:
    return with_front_matter(article.markdown, article, options.fields)
