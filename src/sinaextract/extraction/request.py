"""What a caller asks of one page, beside the page's bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..named_tuple import NamedTuple

if TYPE_CHECKING:
    from .own_rules import Rules


class Request(NamedTuple):
    url: str | None = None  # where the page was fetched from; used when it does not name its own address
    encoding: str | None = None  # codec name that overrides the charset decision
    input: str = "-"  # name of the input, for the record
    inline_pictures: bool = False  # keep pictures whose only address is a data: or cid: URI (for saving them as files)
    positions: bool = False  # tell of each removal where it stood (`Removal.position`)
    strict: bool = False  # an article with warnings is an error (`DoubtfulArticle`)
    rules: Rules | None = None  # a person's own, besides the built-in ones
    stated_encoding: str | None = None  # what the container says; the page's bytes may say otherwise
