"""What a page family is: the marks that show it and where its fields stand."""

from __future__ import annotations

from typing import NamedTuple

from ...reading.selectors import Place

Places = tuple[Place, ...]


class Template(NamedTuple):
    """One page family. Every ``Places`` is tried in order; the first match counts."""

    name: str
    marks: tuple[Places, ...]  # the page is of this family when each of these finds something
    title: Places
    date: Places
    source: Places
    body: Places
    breadcrumb: Places = ()
    keywords: Places = ()
    author: Places = ()  # where the page itself names its author
    researchers: Places = ()  # names that are the byline, where the page lists them apart from the text
    company: Places = ()  # links to the quote pages of the companies that the page is about
    meta_keywords: bool = True  # meta keywords are the article's, not the site's words for this kind of page
    line_per_break: bool = False  # a lone <br> ends a paragraph
    keeps_hidden: bool = False  # display:none below the body is the article itself
    verified: bool = True  # checked against a really saved page of the family
