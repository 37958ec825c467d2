"""What a page family is: the marks that show it and where its fields stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...named_tuples import NamedTuple
from ...reading.page import Page
from ...reading.selectors import Element, Locator
from .landmarks import COMMENT_COUNTS, EDITOR_LINES, SELF_LINKS

Locators = tuple[Locator, ...]
Named = tuple[Callable[[Page], str | None], ...]  # each finds a value in a page, or None


class Family(NamedTuple):
    """One page family; all its facts stand in its module. ``Locators`` are tried in order; the first match counts."""

    name: str
    marks: tuple[Locators, ...]  # the page is of this family when each of these finds something
    title: Locators
    date: Locators
    source: Locators
    body: Locators
    headline: tuple[str, ...] = ()  # where given, a page must also have it before its body: behind are other articles'
    breadcrumb: Locators = ()
    keywords: Locators = ()
    author: Locators = ()  # where the page itself names its author
    editor: Locators = EDITOR_LINES  # the line 责任编辑：… where it stands beside the body
    researchers: Locators = ()  # names that are the byline, where the page lists them apart from the text
    company: Locators = ()  # links to the quote pages of the companies that the page is about
    self_links: tuple[tuple[str, str], ...] = SELF_LINKS  # selector and attribute of what names the page's address
    address: Named = ()  # the page's address, where no such element names it
    comment_counts: Locators = COMMENT_COUNTS  # elements whose ``cmnt_id`` is the page's id at the comment service
    comment_id: Named = ()  # that id, where it stands elsewhere
    own_video: bytes = b""  # the script variable that holds the page's own video, where the family has one
    tools: Locators = ()  # buttons between date and body, which no field is read from
    read_in_part: bool = False  # its header stands before its body: large pages need not be parsed whole; see `header`
    meta_keywords: bool = True  # meta keywords are the article's, not the site's words for this kind of page
    title_in_text: bool = False  # the headline is the beginning of the text
    line_per_break: bool = False  # a lone <br> ends a paragraph
    days_only: bool = False  # its pages show the day and never a time of day, so that no warning says so
    keeps_hidden: bool = False  # display:none below the body is the article itself
    warning: str | None = None  # what is doubtful about every page of the family
    verified: bool = True  # checked against a really saved page of the family

    def header(self, page: Page, locators: Locators, body: Element | None) -> Iterator[Element]:
        """What stands at ``locators`` in the header of a page with this ``body``.

        Behind the body of a family that is `read_in_part` there are other articles' titles, dates and media.
        """
        return page.elements.find(locators, before=body if self.read_in_part else None)
