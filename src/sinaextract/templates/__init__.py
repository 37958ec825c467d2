"""The page families, in the order in which they are tried."""

from __future__ import annotations

from ..page import Page
from .artibody_title import ARTIBODY_TITLE
from .article_16 import ARTICLE_16
from .main_title import FINANCE_MAIN_TITLE, NEWS_MAIN_TITLE
from .post import POST
from .template import Template

__all__ = ["POST", "TEMPLATES", "Template", "choose"]

TEMPLATES: tuple[Template, ...] = (
    FINANCE_MAIN_TITLE,
    NEWS_MAIN_TITLE,
    ARTICLE_16,
    ARTIBODY_TITLE,
)


def choose(page: Page) -> Template | None:
    """The first family whose marks are all present."""
    if page.front:
        return POST
    return next((t for t in TEMPLATES if all(page.index.first(mark) is not None for mark in t.marks)), None)
