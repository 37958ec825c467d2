"""What a page family is: the marks that show it and where its fields stand."""

from __future__ import annotations

from typing import NamedTuple

from ...reading.selectors import Locator

Locators = tuple[Locator, ...]


EDITOR_LINES: Locators = ("p.article-editor", ".show_author")


class Family(NamedTuple):
    """One page family. Every ``Locators`` is tried in order; the first match counts."""

    name: str
    marks: tuple[Locators, ...]  # the page is of this family when each of these finds something
    title: Locators
    date: Locators
    source: Locators
    body: Locators
    breadcrumb: Locators = ()
    keywords: Locators = ()
    author: Locators = ()  # where the page itself names its author
    editor: Locators = EDITOR_LINES  # the line 责任编辑：… where it stands beside the body
    researchers: Locators = ()  # names that are the byline, where the page lists them apart from the text
    company: Locators = ()  # links to the quote pages of the companies that the page is about
    meta_keywords: bool = True  # meta keywords are the article's, not the site's words for this kind of page
    line_per_break: bool = False  # a lone <br> ends a paragraph
    keeps_hidden: bool = False  # display:none below the body is the article itself
    verified: bool = True  # checked against a really saved page of the family
