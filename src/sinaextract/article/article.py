"""The record of one article and the blocks of its body. Knows no HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from ..named_tuples import NamedTuple
from ..text.digest import sha256
from ..text.whitespace import squeeze
from .body import Block, Image

SCHEMA_VERSION = 2
_SHOWN = 40  # characters of a title in an article's repr

Reading = Literal["reduced", "whole", "tolerant"]  # how a page was parsed; see `reading.page.open_page`


class Video(NamedTuple):
    """A player's data; what the page leaves open is None."""

    title: str | None = None
    url: str | None = None
    poster: str | None = None


class Symbol(NamedTuple):
    """A security named by the page.

    ``origin``: ``inline`` (auto-link in the text), ``tag`` (the page's tag comment), ``page`` (the page is about it).
    """

    id: str
    market: str
    code: str
    ticker: str
    name: str | None
    origin: tuple[str, ...]


class Removal(NamedTuple):
    """One thing taken out of the body; ``field`` names the record key that its text went to, if any.

    ``position`` is where it stood, if that was asked for: index of the block, and visible characters of it before.
    """

    rule: str
    reason: str
    text: str = ""
    images: tuple[str, ...] = ()
    field: str | None = None
    position: tuple[int, int] | None = None

    @property
    def shows(self) -> bool:
        """A reader saw something of it; else it is only counted for people: an empty box, a script."""
        return bool(self.text or self.images)


class Credit(NamedTuple):
    """One value of ``field`` (byline, source, editor, original_title), the line that gave it, and its form there."""

    field: str
    value: str
    line: str
    form: str


@dataclass(frozen=True, repr=False)
class Article:
    """One article. Field order is the order of the JSON keys; see docs of each in the README.

    Dates are ISO 8601 strings with ``+08:00``; absent values are ``None`` or an empty tuple.
    ``markdown`` and ``text_sha256`` are made when asked for. ``blocks`` is the structured body; it, ``credits`` and
    ``reading`` are not part of the JSON record.
    """

    input: str
    url: str | None
    docid: str | None
    comment_id: str | None
    title: str | None
    original_title: str | None
    author: str | None
    byline: tuple[str, ...]
    source: str | None
    source_url: str | None
    editor: str | None
    date: str | None
    date_published: str | None
    date_modified: str | None
    captured: str | None = field(default=None, kw_only=True)  # an archive's word, not the page's
    channel: tuple[str, ...]
    keywords: tuple[str, ...]
    description: str | None
    symbols: tuple[Symbol, ...]
    images: tuple[Image, ...]
    videos: tuple[Video, ...]
    lead_image: str | None
    text: str
    template: str
    encoding: str
    warnings: tuple[str, ...]
    removed: tuple[Removal, ...]
    blocks: tuple[Block, ...]
    credits: tuple[Credit, ...] = field(default=(), compare=False)  # where each credit was read
    schema_version: int = SCHEMA_VERSION
    reading: Reading = field(default="whole", compare=False)

    @cached_property
    def markdown(self) -> str:
        """The body as CommonMark with GFM tables."""
        from .body_markdown import body_markdown  # not all formats show it

        return body_markdown(self.blocks)

    @cached_property
    def text_sha256(self) -> str | None:
        """The hash of ``text`` without white space, in hexadecimal digits; None where there is no text."""
        squeezed = squeeze(self.text)
        return sha256(squeezed.encode()) if squeezed else None

    def __repr__(self) -> str:
        """One line: what tells an article from others in a list."""
        shown = (self.title or "")[:_SHOWN] + ("…" if len(self.title or "") > _SHOWN else "")
        return f"<Article {self.input!r} {self.date or 'undated'} {shown!r}, {len(self.text):,} characters>"

    def to_dict(self, explain: bool = False) -> dict[str, Any]:
        """The record of plain dicts, lists and strings, as ``-f json`` prints it; ``explain`` adds ``removed``."""
        from .record import to_record  # the JSON record is only one of the formats

        return to_record(self, explain)
