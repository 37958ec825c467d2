"""sinaextract: saved Sina Finance pages -> clean Markdown or JSON.

extract(page)            the article of a page: its bytes, markup, path or parsed tree
extract_file(path)       of a file: page, post, .gz, MHTML
extract_many(paths)      of files, folders and archives, with worker processes
to_dataframe(articles)   a pandas DataFrame of them
load_rules(path)         a person's own rules, for ``rules=`` of the first three

All give an `Article`; what is none raises an `ExtractError`, or, from `extract_many`, is left out or one in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .article.article import Article, Removal, Symbol, Video
    from .article.body import Image
    from .errors import BadRules, DoubtfulArticle, ExtractError, ExtractionFailed, NotAnArticle, UnreadableInput
    from .extraction.own_rules import Rules, load_rules
    from .library import extract, extract_file, extract_many, to_dataframe

__all__ = [
    "Article",
    "BadRules",
    "DoubtfulArticle",
    "ExtractError",
    "ExtractionFailed",
    "Image",
    "NotAnArticle",
    "Removal",
    "Rules",
    "Symbol",
    "UnreadableInput",
    "Video",
    "__version__",
    "extract",
    "extract_file",
    "extract_many",
    "load_rules",
    "to_dataframe",
]

_HOMES = {
    "errors": ("BadRules", "DoubtfulArticle", "ExtractError", "ExtractionFailed", "NotAnArticle", "UnreadableInput"),
    "extraction.own_rules": ("Rules", "load_rules"),
    "library": ("extract", "extract_file", "extract_many", "to_dataframe"),
}


def __getattr__(name: str) -> Any:
    """Public names, loaded when first asked for (PEP 562), so that the command loads only what its run needs."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # names are loaded when they are first asked for

    home = next((module for module, names in _HOMES.items() if name in names), "article.article")
    return getattr(import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    """What `dir` and completion show: the public names."""
    return sorted(__all__)
