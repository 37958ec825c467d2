"""The record of one article and the blocks of its body. Knows no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..named_tuple import NamedTuple

SCHEMA_VERSION = 2
_SHOWN = 40  # characters of a title in an article's repr

Reading = Literal["reduced", "whole", "tolerant"]  # how a page was parsed; see `reading.page.open_page`


# All but the article are named tuples: made three times as fast as frozen dataclasses, of which a page has hundreds,
# and defined several times as fast, which every start of the command pays for.
class Image(NamedTuple):
    """A picture of the body, ``url`` absolute."""

    url: str
    caption: str = ""


class Run(NamedTuple):
    """A stretch of text in one style. ``"\\n"`` alone is a line break inside a paragraph.

    struck  crossed out: what was valid before; never bold at once
    image   a picture in a table's cell, which has no text
    """

    text: str
    bold: bool = False
    link: str | None = None
    struck: bool = False
    image: Image | None = None


Runs = tuple[Run, ...]


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


class Paragraph(NamedTuple):
    """A paragraph; text without any markup around it is one too."""

    runs: Runs


class Heading(NamedTuple):
    """A subheading, ``level`` 2 to 6."""

    level: int
    runs: Runs


class Figure(NamedTuple):
    """A picture with its caption, at its place in the body."""

    image: Image


class ListBlock(NamedTuple):
    """A list; an item holds blocks. ``start`` is the first number of an ordered one."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


class Table(NamedTuple):
    """Rows of equal length; a spanning cell stands at its first place, the places it covers are empty."""

    rows: tuple[tuple[Runs, ...], ...]


class Quote(NamedTuple):
    """A block quotation."""

    blocks: tuple[Block, ...]


Block = Paragraph | Heading | Figure | ListBlock | Table | Quote


def plain(runs: Runs) -> str:
    """The text of ``runs`` on one line."""
    text = runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)
    return text.replace("\n", " ")


def images_of(blocks: Iterable[Block]) -> Iterator[Image]:
    """The pictures of ``blocks`` in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):  # as most are
            continue
        if isinstance(block, Figure):
            yield block.image
        elif isinstance(block, Quote):
            yield from images_of(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from images_of(item)
        elif isinstance(block, Table):
            yield from (run.image for row in block.rows for cell in row for run in cell if run.image)


@dataclass(frozen=True, repr=False)
class Article:
    """One article. Field order is the order of the JSON keys; see docs of each in the README.

    Dates are ISO 8601 strings with ``+08:00``; absent values are ``None`` or an empty tuple.
    ``blocks`` is the structured body; it, ``credits`` and ``reading`` are not part of the JSON record.
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
    markdown: str
    text: str
    text_sha256: str | None
    template: str
    encoding: str
    warnings: tuple[str, ...]
    removed: tuple[Removal, ...]
    blocks: tuple[Block, ...]
    credits: tuple[Credit, ...] = field(default=(), compare=False)  # where each credit was read
    schema_version: int = SCHEMA_VERSION
    reading: Reading = field(default="whole", compare=False)

    def __repr__(self) -> str:
        """One line: what tells an article from others in a list."""
        shown = (self.title or "")[:_SHOWN] + ("…" if len(self.title or "") > _SHOWN else "")
        return f"<Article {self.input!r} {self.date or 'undated'} {shown!r}, {len(self.text):,} characters>"

    def to_dict(self, explain: bool = False) -> dict[str, Any]:
        """The record of plain dicts, lists and strings, as ``-f json`` prints it; ``explain`` adds ``removed``."""
        from .record import to_record  # the JSON record is only one of the formats

        return to_record(self, explain)
