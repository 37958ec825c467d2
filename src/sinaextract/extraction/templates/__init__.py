"""The page families, in the order in which they are tried."""

from __future__ import annotations

from ...reading.page import Page
from ...reading.selectors import begins
from .artibody_title import ARTIBODY_PLAIN, ARTIBODY_TITLE
from .article_16 import ARTICLE_16
from .blog import BLOG
from .book_2004 import BOOK_2004
from .bulletin import ANNOUNCEMENT, RESEARCH_REPORT
from .family import Family
from .fast_path_marks import fast_path_marks
from .flash import FLASH
from .generic import GENERIC, is_generic_article
from .kandian import KANDIAN
from .main_title import FINANCE_MAIN_TITLE, NEWS_MAIN_TITLE
from .mobile import MOBILE
from .post import POST
from .slideshow import SLIDESHOW
from .table_2005 import TABLE_2005
from .video import VIDEO

__all__ = ["FAST_PATH_MARKS", "GENERIC", "POST", "TEMPLATES", "Family", "choose"]

TEMPLATES: tuple[Family, ...] = (
    KANDIAN,
    FINANCE_MAIN_TITLE,
    NEWS_MAIN_TITLE,
    ARTICLE_16,
    ARTIBODY_TITLE,
    MOBILE,
    BLOG,
    VIDEO,
    ANNOUNCEMENT,
    RESEARCH_REPORT,
    FLASH,
    SLIDESHOW,
    TABLE_2005,
    BOOK_2004,
    ARTIBODY_PLAIN,
)

FAST_PATH_MARKS = fast_path_marks(TEMPLATES)


def choose(page: Page, own: tuple[Family, ...] = ()) -> Family | None:
    """The first family whose headline and marks are all there; else GENERIC, if the article can be told without them.

    A person's ``own`` are tried before the built-in ones. A headline behind its body is looked for last: it may be
    another article's.
    """
    if page.front:
        return POST
    for is_headed in (_is_headed, _has_headline):
        for family in (*own, *TEMPLATES):
            headed = not family.headline or is_headed(page, family)
            if headed and all(page.elements.first(mark) is not None for mark in family.marks):
                return family
    return GENERIC if is_generic_article(page) else None


def _is_headed(page: Page, family: Family) -> bool:
    found = (element for name in family.headline for element in page.elements.select(name, behind=False))
    headline = next(found, None)
    body = page.elements.first(family.body) if headline is not None else None
    return headline is not None and body is not None and begins(headline, body)


def _has_headline(page: Page, family: Family) -> bool:
    return page.elements.first(family.headline) is not None and page.elements.first(family.body) is not None
