"""sinaextract: saved Sina Finance pages -> clean Markdown or JSON.

>>> from sinaextract import extract
>>> article = extract(open("page.html", "rb").read())   # doctest: +SKIP
>>> article.title, article.date, article.text           # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
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

_HOMES = {"errors": ("ExtractError", "NotAnArticle", "UnreadableInput"), "pipeline": ("extract",)}


def __getattr__(name: str) -> Any:
    """Public names, loaded when first asked for (PEP 562), so that the command loads only what its run needs."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = next((module for module, names in _HOMES.items() if name in names), "article")
    return getattr(import_module(f".{home}", __name__), name)
