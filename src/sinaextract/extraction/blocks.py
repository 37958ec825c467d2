"""Cleaned tree -> blocks.

A walk collects inline pieces until a block ends, then `paragraphs.py` cuts them into paragraphs. Pictures and
their captions become figures at the place where they stand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from ..article.article import Block, Figure, Heading, Image, ListBlock, Paragraph, Quote, Run, plain
from ..reading.selectors import Element
from ..reading.visible_text import UNSEEN, visible_text
from ..text.addresses import absolute
from ..text.whitespace import collapse, squeeze
from .paragraphs import BREAK, Piece, is_continuation, merge_runs, split_paragraphs
from .tables import is_layout, read_table

_BLOCKS = frozenset(
    (
        "p div section article center main header footer aside nav address dl dt dd form fieldset td th tr "
        "tbody thead tfoot table figure body html pre hr details summary li"
    ).split()
)
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD = frozenset({"b", "strong"})
_CAPTION_CLASSES = frozenset({"img_descr", "art_img_tit"})
_CAPTION_TAGS = frozenset({"figcaption"})
_SKIPPED = frozenset({*UNSEEN, "head", "link", "meta"})
_MOST_FIGURES = 20  # in the middle of a sentence
_SPACERS = ("/c.gif", "sg_trans.gif", "transparent.gif", "spacer.gif", "blank.gif")
# Lazy-loading and saving tools keep the address elsewhere than in src.
_ADDRESS_ATTRIBUTES = ("real_src", "data-src", "data-original", "data-sf-original-src", "big-src", "src")


class Context(NamedTuple):
    """What the walk needs to know of the page."""

    title: str  # tells alt texts that repeat it from captions
    address: str | None = None  # resolves relative links and pictures
    line_per_break: bool = False  # a lone <br> ends a paragraph
    inline_pictures: bool = False  # keep pictures whose address is a data: or cid: URI


def build_blocks(body: Element, context: Context) -> tuple[Block, ...]:
    """The blocks of a cleaned body."""
    flow = _Flow(context)
    flow.walk(body, bold=False, link=None)
    flow.flush()
    return tuple(flow.blocks)


class _Flow:
    """The state of one walk: finished blocks, and the inline pieces of the block that is open."""

    def __init__(self, context: Context) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.context = context
        self.centered = False
        self.bare = True  # the open pieces stand directly in a container, in no <p>

    def walk(self, element: Element, bold: bool, link: str | None) -> None:
        self.add_text(element.text, bold, link)
        for child in element:
            if isinstance(child.tag, str):
                self.enter(child, bold, link)
            self.add_text(child.tail, bold, link)

    def enter(self, element: Element, bold: bool, link: str | None) -> None:
        tag = element.tag
        if tag in _SKIPPED:
            return
        if tag == "br":
            self.pieces.append(BREAK)
        elif tag == "img":
            self.add_image(element)
        elif _is_caption(element):
            self.add_caption(element, bold, link)
        elif tag in _HEADINGS:
            self.add_heading(element, _HEADINGS[tag])
        elif tag in ("ul", "ol"):
            self.add_list(element)
        elif tag == "blockquote":
            self.add_quote(element)
        elif tag == "table" and not is_layout(element):
            self.add_table(element)
        elif tag == "p" and not len(element):
            self.add_plain_paragraph(element, bold, link)
        elif tag in _BLOCKS or tag == "caption":
            self.add_block(element, bold or _is_bold(element), link)
        else:
            target = _link(element, self.context.address) if tag == "a" else None
            self.walk(element, bold or _is_bold(element), target or link)

    def add_text(self, text: str | None, bold: bool, link: str | None) -> None:
        if text and (self.pieces or not (text.isspace() and text.isascii())):  # line ends between blocks lead nowhere
            self.pieces.append(Piece(text, bold, link))

    def add_block(self, element: Element, bold: bool, link: str | None) -> None:
        self.flush()
        outer = self.centered, self.bare
        self.centered, self.bare = self.centered or _is_centered(element), element.tag != "p"
        first = len(self.blocks)
        self.walk(element, bold, link)
        self.flush()
        self.centered, self.bare = outer
        if _is_photo_box(element):
            self.caption_from_alt(element, first)

    def add_plain_paragraph(self, element: Element, bold: bool, link: str | None) -> None:
        """The usual case, a paragraph of nothing but text, without the detour over pieces."""
        self.flush()
        if text := collapse(element.text or ""):
            self.blocks.append(Paragraph((Run(text, bold or _is_bold(element), link),)))

    def add_heading(self, element: Element, level: int) -> None:
        self.flush()
        inner = build_blocks(element, self.context)
        for block in inner:  # bold inside a heading is the heading's own look
            if isinstance(block, Paragraph):
                runs = merge_runs(run._replace(bold=False) for run in block.runs)
                self.blocks.append(Heading(level, runs))
            else:
                self.blocks.append(block)

    def add_list(self, element: Element) -> None:
        self.flush()
        items = [build_blocks(item, self.context) for item in element if isinstance(item.tag, str)]
        loose = collapse((element.text or "") + "".join(child.tail or "" for child in element))
        kept = tuple(item for item in items if item)
        if kept:
            self.blocks.append(ListBlock(element.tag == "ol", _start(element), kept))
        if loose:  # text outside any <li>
            self.add_text(loose, bold=False, link=None)
            self.flush()

    def add_quote(self, element: Element) -> None:
        self.flush()
        if inner := build_blocks(element, self.context):
            self.blocks.append(Quote(inner))

    def add_table(self, element: Element) -> None:
        """A data table; one with text outside its cells is walked like any other block, so that none is lost."""
        table = read_table(element, lambda cell: build_blocks(cell, self.context))
        captions = list(element.iterchildren("caption"))
        in_cells = "".join(plain(cell) for row in table.rows for cell in row) if table else ""
        in_all = squeeze(in_cells + "".join(map(visible_text, captions)))
        if len(in_all) != len(squeeze(visible_text(element))):
            self.add_block(element, bold=False, link=None)
            return
        self.flush()
        for caption in captions:
            self.add_block(caption, bold=False, link=None)
        if table:
            self.blocks.append(table)

    def add_image(self, element: Element) -> None:
        address = image_address(element, self.context.address)
        if address is None and self.context.inline_pictures:
            inline = (element.get("src") or "").strip()
            address = inline if inline.lower().startswith(("data:image/", "cid:")) else None
        if address:
            self.pieces.append(Piece("", image=Image(address)))

    def add_caption(self, element: Element, bold: bool, link: str | None) -> None:
        """Give the text of a caption element to the figures just before it that have none yet."""
        self.flush()
        text = visible_text(element)
        if not text:
            return
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Figure) and not last.image.caption:
            self.blocks[-1] = Figure(replace(last.image, caption=text))
        else:  # a caption without a picture is still the newsroom's text
            self.walk(element, bold, link)
            self.flush()

    def caption_from_alt(self, box: Element, first: int) -> None:
        """In a photo box without a caption element, an alt text that is a sentence of its own is the caption."""
        if any(map(_is_caption, box.iter(etree.Element))):
            return
        alts = {image_address(img, self.context.address): collapse(img.get("alt") or "") for img in box.iter("img")}
        for place, block in enumerate(self.blocks[first:], first):
            if isinstance(block, Figure) and not block.image.caption:
                alt = alts.get(block.image.url) or ""
                if len(alt) >= 4 and squeeze(alt) != squeeze(self.context.title):
                    self.blocks[place] = Figure(replace(block.image, caption=alt))

    def flush(self) -> None:
        """End the open block: cut its pieces into paragraphs and figures."""
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return
        fresh = split_paragraphs(pieces, self.centered, self.context.line_per_break)
        if self.bare and fresh and isinstance(fresh[0], Paragraph):
            self.join_split_paragraph(pieces, fresh)
        self.blocks += fresh

    def join_split_paragraph(self, pieces: list[Piece], fresh: list[Block]) -> None:
        """libxml2 ends a <p> at a photo box set into its text; the bare text after the box is its second half."""
        place = len(self.blocks) - 1
        while place >= max(0, len(self.blocks) - _MOST_FIGURES) and isinstance(self.blocks[place], Figure):
            place -= 1
        if place < 0 or place == len(self.blocks) - 1:
            return
        before, after = self.blocks[place], fresh[0]
        if isinstance(before, Paragraph) and isinstance(after, Paragraph) and is_continuation(before, pieces):
            self.blocks[place] = Paragraph(merge_runs((*before.runs, *after.runs)))
            del fresh[0]


def image_address(element: Element, base: str | None) -> str | None:
    """The picture's own address, past lazy-loading placeholders; None for spacers and inline data."""
    for name in _ADDRESS_ATTRIBUTES:
        address = absolute(element.get(name), base)
        if address and not address.split("?")[0].endswith(_SPACERS):
            return address
    return None


def _link(element: Element, base: str | None) -> str | None:
    """Target of an editorial link; None for the site's auto-links, whose text stays."""
    if {"keyword", "akey", "wt_article_link"} & set((element.get("class") or "").split()):
        return None
    return absolute(element.get("href"), base)


def _is_bold(element: Element) -> bool:
    return element.tag in _BOLD or "strong-Bold" in (element.get("cms-style") or "")


def _is_centered(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.tag == "center"
        or (element.get("align") or "").lower() == "center"
        or "text-align:center" in style
        or "align-Center" in (element.get("cms-style") or "").split()
    )


def _is_photo_box(element: Element) -> bool:
    return element.tag == "figure" or "img_wrapper" in (element.get("class") or "").split()


def _is_caption(element: Element) -> bool:
    names = element.get("class")
    return element.tag in _CAPTION_TAGS or (names is not None and not _CAPTION_CLASSES.isdisjoint(names.split()))


def _start(element: Element) -> int:
    value = element.get("start") or ""
    return int(value) if value.isdecimal() and len(value) < 10 else 1
