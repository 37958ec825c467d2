"""The page families, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.page import Page
from ...reading.selectors import Element, begins
from .artibody_title import ARTIBODY_PLAIN, ARTIBODY_TITLE
from .article_16 import ARTICLE_16
from .blog import BLOG
from .book_2004 import BOOK_2004
from .bulletin import ANNOUNCEMENT, RESEARCH_REPORT
from .family import Family, Locators
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
    """The family whose headline and body stand first, else the first one whose marks are all there; else GENERIC, if
    the article can be told without them.

    A person's ``own`` are tried before the built-in ones. A headline behind its body is looked for last: it may be
    another article's.
    """
    if page.front:
        return POST
    return next(_told(page, own), None) or (GENERIC if is_generic_article(page) else None)


def _told(page: Page, own: tuple[Family, ...]) -> Iterator[Family]:
    """The families whose marks are there, the most likely one first."""
    yield from (family for family in own if _has(page, *family.marks))
    if (first := _first_headed(page)) is not None:
        yield first
    yield from (family for family in TEMPLATES if not family.headline and _has(page, *family.marks))
    headed = (family for family in TEMPLATES if family.headline)
    yield from (family for family in headed if _has(page, family.headline, family.body, *family.marks))


def _first_headed(page: Page) -> Family | None:
    """Of those whose headline stands above their body, the one with the first body: behind it is another article."""
    found: Family | None = None
    first: tuple[Element, Element] | None = None  # its headline and body
    for family in TEMPLATES:
        names = family.headline
        headline = next((h for name in names for h in page.elements.select(name, behind=False)), None)
        if headline is None or (first and headline is first[0]):
            continue
        body = page.elements.first(family.body)
        if body is None or not begins(headline, body) or (first and not begins(body, first[1])):
            continue
        if _has(page, *family.marks):
            found, first = family, (headline, body)
    return found


def _has(page: Page, *places: Locators) -> bool:
    return all(page.elements.first(place) is not None for place in places)
