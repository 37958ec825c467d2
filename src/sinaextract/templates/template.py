"""What a page family is: the marks that show it and where its fields stand."""

from __future__ import annotations

from dataclasses import dataclass

Selectors = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One page family. Every ``Selectors`` is tried in order; the first match counts."""

    name: str
    marks: tuple[Selectors, ...]  # the page is of this family when each of these finds something
    title: Selectors
    date: Selectors
    source: Selectors
    body: Selectors
    breadcrumb: Selectors = ()
    keywords: Selectors = ()
    line_per_break: bool = False  # a lone <br> ends a paragraph
    keeps_hidden: bool = False  # display:none below the body is the article itself
    verified: bool = True  # checked against a really saved page of the family
