"""sinaextract: saved Sina Finance pages -> clean Markdown or JSON.

>>> from sinaextract import extract
>>> article = extract(open("page.html", "rb").read())   # doctest: +SKIP
>>> article.title, article.date, article.text           # doctest: +SKIP
"""

from __future__ import annotations

from ._version import __version__
from .article import Article, Image, Removal, Symbol, Video
from .errors import ExtractError, NotAnArticle, UnreadableInput
from .pipeline import extract

__all__ = [
    "Article",
    "ExtractError",
    "Image",
    "NotAnArticle",
    "Removal",
    "Symbol",
    "UnreadableInput",
    "Video",
    "__version__",
    "extract",
]
