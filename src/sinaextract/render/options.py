"""What shapes the output of one page; goes to the workers with every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..named_tuples import NamedTuple

if TYPE_CHECKING:
    from .fields import Field


class View(NamedTuple):
    """For reading in a terminal of so many columns, ``styled`` with colours and links, or for a pipe."""

    columns: int
    styled: bool


class Options(NamedTuple):
    """See `cli/command.py` for the options of these names."""

    format: str = "markdown"
    encoding: str | None = None
    url: str | None = None
    strict: bool = False  # an article with warnings is a failure
    explain: bool = False
    audit: bool = False
    dedupe: bool = False  # keep the first of articles that are the same
    media: str | None = None  # folder for the article's pictures
    media_prefix: str = ""  # how Markdown at the top of the output refers to that folder
    media_base: str | None = None  # what stands before addresses of pictures instead of a way from the output
    output_base: str | None = None  # folder at the top of the output, from which pictures are found; None: stdout
    to_folder: bool = False  # each article gets a file of its own, maybe folders below the top
    name_template: str | None = None
    details: bool = False  # keep what --report shows of the page; does not change the output
    properties: tuple[str, ...] = ()  # print these fields of the record and nothing else
    fields: tuple[Field, ...] = ()  # these and no others in front matter, JSON, CSV; all if empty
    excel: bool = False  # CSV for Excel: a byte order mark, no formulas
    no_links: bool = False  # in Markdown
    no_images: bool = False  # in Markdown
    view: View | None = None  # laid out for reading
    rules: str | None = None  # text of the file with a person's own rules
    flavor: str | None = None  # the program that Markdown is for


USUAL = Options()
