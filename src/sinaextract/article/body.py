"""The blocks that an article's body is made of. They know no HTML.

Named tuples: made three times as fast as frozen dataclasses, of which a page has hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..named_tuples import NamedTuple


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
