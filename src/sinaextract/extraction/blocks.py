"""Cleaned tree -> blocks.

A walk collects inline pieces until a block ends, then `paragraphs.py` cuts them into paragraphs. Pictures and
their captions become figures at the place where they stand.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from ..article.article import Block, Figure, Heading, Image, ListBlock, Paragraph, Quote, Run, plain
from ..reading.selectors import Element
from ..reading.visible_text import UNSEEN
from ..render.text import text_lines
from ..text.addresses import absolute
from ..text.patterns import lazy_regex
from ..text.typography import SUBSCRIPTS, SUPERSCRIPTS
from ..text.whitespace import collapse, squeeze
from .lists import numbered_items
from .paragraphs import (
    BREAK,
    LONGEST_CAPTION,
    PLAIN,
    Piece,
    Style,
    is_continuation,
    merge_runs,
    split_paragraphs,
)
from .picture_markup import emoticon, inline_data, picture_address
from .tables import has_text_outside_cells, is_layout, read_photos, read_table

_BLOCKS = frozenset(
    (
        "p div section article center main header footer aside nav address dl dt dd form fieldset legend td th tr "
        "tbody thead tfoot table caption figure body html pre xmp listing hr details summary hgroup li"
    ).split()
)
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_PREFORMATTED = frozenset({"pre", "xmp", "listing"})
_INLINE_STYLES = {
    "b": Style(bold=True),
    "strong": Style(bold=True),
    "del": Style(struck=True),
    "s": Style(struck=True),
    "strike": Style(struck=True),
    "sup": Style(script=SUPERSCRIPTS),
    "sub": Style(script=SUBSCRIPTS),
}
_STRUCK_CSS = lazy_regex(r"text-decoration[\w-]*:[^;]*line-through")
_ABOVE_CSS, _BELOW_CSS = lazy_regex(r"vertical-align:\s*super"), lazy_regex(r"vertical-align:\s*sub")
_BLOCK_CSS = lazy_regex(r"display:\s*(?:block|table|flex|list-item|grid)")
_PRE_CSS = lazy_regex(r"white-space:\s*(?:pre|break-spaces)")
_CAPTION_CLASSES = frozenset({"img_descr", "art_img_tit"})
_CAPTION_TAGS = frozenset({"figcaption"})
_AUTOMATIC_LINKS = frozenset({"keyword", "akey", "wt_article_link"})
_SKIPPED = frozenset({*UNSEEN, "head", "link", "meta"})
_MOST_FIGURES = 20  # in the middle of a sentence


class Context(NamedTuple):
    """What the walk needs to know of the page."""

    title: str  # tells alt texts that repeat it from captions
    address: str | None = None  # resolves relative links and pictures
    line_per_break: bool = False  # a lone <br> ends a paragraph
    inline_pictures: bool = False  # keep pictures whose address is a data: or cid: URI


def build_blocks(body: Element, context: Context) -> tuple[Block, ...]:
    """The blocks of a cleaned body."""
    if not len(body) and body.tag not in _PREFORMATTED:  # a cell or an item of nothing but text
        text = collapse(body.text or "")
        return (Paragraph((Run(text),)),) if text else ()
    flow = _Flow(context, body)
    flow.keeps_lines = _is_preformatted(body)
    flow.walk(body, PLAIN)
    flow.flush()
    return tuple(flow.blocks)


class _Flow:
    """The state of one walk: finished blocks, and the inline pieces of the block that is open."""

    def __init__(self, context: Context, root: Element) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.context = context
        self.centered = False
        self.keeps_lines = False  # within <pre>
        self.bare = True  # the open pieces stand directly in a container, in no <p>
        self.container = root  # the innermost block around the open pieces, <p> apart
        self.last_text: tuple[int, Element] | None = None  # the last paragraph's place among the blocks, and container
        self.centered_picture = -1  # the place of a figure in a centred block that ends with it

    def walk(self, element: Element, style: Style) -> None:
        if text := element.text:
            self.add_text(text, style)
        for child in element:
            if isinstance(child.tag, str):
                self.enter(child, style)
            if text := child.tail:
                self.add_text(text, style)

    def enter(self, element: Element, style: Style) -> None:
        tag = element.tag
        if tag in _SKIPPED:
            return
        if tag == "br":
            self.pieces += (BREAK, BREAK) if self.keeps_lines else (BREAK,)
        elif tag == "img":
            self.add_image(element, style)
        elif _is_caption(element):
            self.add_caption(element)
        elif tag in _HEADINGS:
            self.add_heading(element, _HEADINGS[tag])
        elif tag in _LISTS:
            self.add_list(element)
        elif tag == "blockquote":
            self.add_quote(element)
        elif tag == "table":
            self.add_table(element, style)
        elif tag == "p" and not len(element) and not self.keeps_lines and not _is_preformatted(element):
            self.add_plain_paragraph(element, style)
        elif tag in _BLOCKS or ((css := element.get("style")) and _BLOCK_CSS.search(css.lower())):
            self.add_block(element, self.restyled(element, style))
        else:
            self.walk(element, self.restyled(element, style))

    def restyled(self, element: Element, style: Style) -> Style:
        """The style of what stands in ``element``, which stands in text of ``style``."""
        tag = element.tag
        if own := _INLINE_STYLES.get(tag):
            style = Style(style.bold or own.bold, style.struck or own.struck, style.link, own.script or style.script)
        elif tag == "a" and (target := _link(element, self.context.address)):
            style = style._replace(link=target)
        if "strong-Bold" in (element.get("cms-style") or ""):
            style = style._replace(bold=True)
        if css := element.get("style"):
            style = _styled_by(css.lower(), style)
        return style

    def add_text(self, text: str, style: Style) -> None:
        if style.script:
            text = text.translate(style.script)
        if self.keeps_lines and ("\n" in text or "\r" in text):
            first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.pieces.append(Piece(first, style))
            for line in others:
                self.pieces += (BREAK, BREAK, Piece(line, style))
        elif self.pieces or not (text.isspace() and text.isascii()):  # line ends between blocks lead nowhere
            self.pieces.append(Piece(text, style))

    def add_block(self, element: Element, style: Style) -> None:
        self.flush()
        outer = self.centered, self.bare, self.container, self.keeps_lines
        tag = element.tag
        is_centered = _is_centered(element)
        self.centered, self.bare = self.centered or is_centered, tag != "p"
        self.keeps_lines = self.keeps_lines or _is_preformatted(element)
        if self.bare:
            self.container = element
        first = len(self.blocks)
        self.walk(element, style)
        self.flush()
        if is_centered or (self.centered and (tag in ("td", "tr") or _is_second_of_two(element))):
            self.caption_from_block_below(first)
        self.centered, self.bare, self.container, self.keeps_lines = outer
        if _is_photo_box(element):
            self.caption_from_alt(element, first)

    def add_plain_paragraph(self, element: Element, style: Style) -> None:
        """The usual case, a paragraph of nothing but text, without the detour over pieces."""
        self.flush()
        if text := collapse(element.text or ""):
            self.last_text = len(self.blocks), self.container
            self.blocks.append(Paragraph((self.restyled(element, style).run(text),)))
            if self.centered_picture == len(self.blocks) - 2 and _is_centered(element):
                self.caption_from_block_below(len(self.blocks) - 1)

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
        """A list, or several with the text between them, where the numbers do not follow one another."""
        self.flush()
        ordered, first = element.tag == "ol", 1
        items: list[tuple[Block, ...]] = []

        def close() -> None:
            if items:
                self.blocks.append(ListBlock(ordered, first, tuple(items)))
                items.clear()

        for number, part in numbered_items(element):
            if isinstance(part, str):
                close()
                self.add_text(part, PLAIN)
                self.flush()
            elif number is None:  # a list within the list, outside any item, belongs to the item before it
                nested = self.nested_list(part)
                items[-1:] = [(*items[-1], *nested)] if items else [nested] if nested else []
            elif item := build_blocks(part, self.context):
                if not items or (ordered and number != first + len(items)):
                    close()
                    first = number
                items.append(item)
        close()

    def nested_list(self, element: Element) -> tuple[Block, ...]:
        flow = _Flow(self.context, element)
        flow.add_list(element)
        return tuple(flow.blocks)

    def add_quote(self, element: Element) -> None:
        self.flush()
        if inner := build_blocks(element, self.context):
            self.blocks.append(Quote(inner))

    def add_table(self, element: Element, style: Style) -> None:
        """A data table, or photos with their captions; what lays out a page, or has text outside its cells, is walked
        like any other block."""
        if has_text_outside_cells(element):
            self.add_block(element, style)
        elif photos := read_photos(element, self.context.address):
            self.add_photos(element, photos, style)
        elif is_layout(element, self.context.address):
            self.add_block(element, style)
        else:
            table = read_table(element, lambda cell: build_blocks(cell, self.context))
            self.add_table_caption(element, style)
            if table:
                self.blocks.append(table)

    def add_photos(self, table: Element, photos: list[tuple[Element, Element]], style: Style) -> None:
        self.add_table_caption(table, style)
        for cell, words in photos:
            if cell is words:  # both in one cell
                self.add_centered(cell, style)
            else:
                self.blocks += build_blocks(cell, self.context)
                self.add_caption(words)

    def add_centered(self, cell: Element, style: Style) -> None:
        """As if set in ``<center>``, where short text after a picture is its caption."""
        outer, self.centered = self.centered, True
        self.add_block(cell, style)
        self.centered = outer

    def add_table_caption(self, table: Element, style: Style) -> None:
        self.flush()
        for caption in table.iterchildren("caption"):
            self.add_block(caption, style)

    def add_image(self, element: Element, style: Style) -> None:
        if name := emoticon(element):
            self.add_text(name, style)
            return
        address = picture_address(element, self.context.address)
        if address is None and self.context.inline_pictures:
            address = inline_data(element)
        if address:
            self.pieces.append(Piece("", image=Image(address)))

    def add_caption(self, element: Element) -> None:
        """Give the text of a caption element to the figure just before it that has none yet."""
        self.flush()
        inner = build_blocks(element, self.context)
        text = collapse(" ".join(text_lines(inner)))
        last = self.blocks[-1] if self.blocks else None
        if text and isinstance(last, Figure) and not last.image.caption:
            self.blocks[-1] = Figure(last.image._replace(caption=text))
            self.blocks += (block for block in inner if isinstance(block, Figure))
        else:  # a caption without a picture is still the newsroom's text
            self.blocks += inner

    def caption_from_alt(self, box: Element, first: int) -> None:
        """In a photo box without a caption element, an alt text that is a sentence of its own is the caption."""
        if any(map(_is_caption, box.iter(etree.Element))):
            return
        alts = {picture_address(img, self.context.address): collapse(img.get("alt") or "") for img in box.iter("img")}
        for place, block in enumerate(self.blocks[first:], first):
            if isinstance(block, Figure) and not block.image.caption:
                alt = alts.get(block.image.url) or ""
                if len(alt) >= 4 and squeeze(alt) != squeeze(self.context.title):
                    self.blocks[place] = Figure(block.image._replace(caption=alt))

    def caption_from_block_below(self, place: int) -> None:
        """A centred block of a few words just below a centred picture is its caption: ``<center><img></center>
        <center>港口 某某摄</center>``; all bold, it is a subheading."""
        if place < 1 or place != len(self.blocks) - 1 or place - 1 != self.centered_picture:
            return
        above, below = self.blocks[place - 1 :]
        if not (isinstance(above, Figure) and isinstance(below, Paragraph)) or above.image.caption:
            return
        text = plain(below.runs)
        if len(text) <= LONGEST_CAPTION and not all(run.bold for run in below.runs):
            self.blocks[place - 1 :] = [Figure(above.image._replace(caption=text))]

    def flush(self) -> None:
        """End the open block: cut its pieces into paragraphs and figures."""
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return
        fresh = split_paragraphs(pieces, self.centered, self.context.line_per_break)
        if not fresh:
            return
        if self.bare and isinstance(fresh[0], Paragraph):
            self.join_split_paragraph(pieces, fresh)
        self.blocks += fresh
        if fresh and isinstance(fresh[-1], Figure):
            self.centered_picture = len(self.blocks) - 1 if self.centered else -1
        for back, block in enumerate(reversed(fresh), 1):
            if isinstance(block, Paragraph):
                self.last_text = len(self.blocks) - back, self.container
                break

    def join_split_paragraph(self, pieces: list[Piece], fresh: list[Block]) -> None:
        """libxml2 ends a <p> at a photo box set into its text; the bare text after the box is its second half.

        Both halves stand in one container: text of different cells and divs is never joined.
        """
        place, container = self.last_text or (-1, None)
        boxes = self.blocks[place + 1 :]
        if container is not self.container or not 0 < len(boxes) <= _MOST_FIGURES or place < 0:
            return
        before, after = self.blocks[place], fresh[0]
        if not all(isinstance(box, Figure) for box in boxes):
            return
        if isinstance(before, Paragraph) and isinstance(after, Paragraph) and is_continuation(before, pieces):
            self.blocks[place] = Paragraph(merge_runs((*before.runs, *after.runs)))
            del fresh[0]


def _styled_by(css: str, style: Style) -> Style:
    """``style`` as the ``style`` attribute of an element changes it."""
    if _STRUCK_CSS.search(css):
        style = style._replace(struck=True)
    if "vertical-align" in css:
        if _ABOVE_CSS.search(css):
            return style._replace(script=SUPERSCRIPTS)
        if _BELOW_CSS.search(css):
            return style._replace(script=SUBSCRIPTS)
    return style


def _link(element: Element, base: str | None) -> str | None:
    """Target of an editorial link; None for the site's auto-links, whose text stays."""
    if not _AUTOMATIC_LINKS.isdisjoint((element.get("class") or "").split()):
        return None
    return absolute(element.get("href"), base)


def _is_centered(element: Element) -> bool:
    if element.tag == "center":
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        (element.get("align") or "").lower() == "center"
        or "text-align:center" in style
        or "align-Center" in (element.get("cms-style") or "").split()
    )


def _is_second_of_two(element: Element) -> bool:
    """``<div align="center"><div><img></div><div>港口 某某摄</div></div>``, and no further block."""
    parent = element.getparent()
    return parent is not None and len(parent) == 2 and parent[1] is element and _is_centered(parent)


def _is_preformatted(element: Element) -> bool:
    """Its line ends are shown: ``<pre>``, ``<p style="white-space: pre-wrap">``."""
    return element.tag in _PREFORMATTED or bool((css := element.get("style")) and _PRE_CSS.search(css.lower()))


def _is_photo_box(element: Element) -> bool:
    return element.tag == "figure" or "img_wrapper" in (element.get("class") or "").split()


def _is_caption(element: Element) -> bool:
    names = element.get("class")
    return element.tag in _CAPTION_TAGS or (names is not None and not _CAPTION_CLASSES.isdisjoint(names.split()))
