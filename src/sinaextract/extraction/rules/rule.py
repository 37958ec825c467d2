"""What a removal rule is. A rule is data; `clean.py` and `lines.py` apply it and write the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...named_tuples import NamedTuple
from ...reading.selectors import Element


class Rule(NamedTuple):
    """Removes elements from the body: what the site added around the article.

    selectors  elements to remove
    between    pairs of comment markers: what stands from one that starts with the first text to one with the second;
               where that is "", from the first such comment to the end of what it stands in
    after      comment marker: everything that follows the last such comment in the body
    when       a further condition on (element, body); the element is kept where this is false
    brackets   takes the brackets around the element along
    field      the record key that the text goes to, for lines that become metadata
    no_prose   paragraphs of prose in such an element are the article's: its end tag is missing
    """

    name: str
    reason: str
    selectors: tuple[str, ...] = ()
    between: tuple[tuple[str, str], ...] = ()
    after: str | None = None
    when: Callable[[Element, Element], bool] | None = None
    brackets: bool = False
    field: str | None = None
    no_prose: bool = False
    # told apart by identity: tuples of them are a cache's key
    __hash__, __eq__ = object.__hash__, object.__eq__  # type: ignore[misc]


class LineRule(NamedTuple):
    """Removes a whole paragraph whose text matches ``pattern`` from its first character to its last.

    pattern  an expression, or a reader of (text, it is the first or the last paragraph)
    word     no text without it matches: most paragraphs are told by that alone
    headed   also the first line of a paragraph (before ``<br>``)
    spread   also a list or a table whose text matches, and the last line of a paragraph (after ``<br>``)
    """

    name: str
    reason: str
    word: str
    pattern: re.Pattern[str] | Callable[[str, bool], bool]
    field: str | None = None
    spread: bool = False
    headed: bool = False
