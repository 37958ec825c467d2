"""Cleaned tree -> blocks, in one walk.

The walk collects runs of text until a block ends, then `paragraphs.py` cuts them into paragraphs. Pictures and their
captions become figures at the place where they stand. What has no place in an article is noted on the way (`Notes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from ..article.body import Block, Figure, Heading, Image, Paragraph, Quote, Run
from ..named_tuples import NamedTuple
from ..reading.selectors import NO_ATTRIBUTES, Attributes, Element, attributes_of
from ..reading.visible_text import visible_text
from ..text.whitespace import collapse
from . import elements
from .captions import caption_from_block_below, captions_from_alts, give_caption
from .lists import read_list
from .notes import Notes
from .paragraphs import BREAK, is_continuation, merge_runs, split_paragraphs
from .picture_markup import background_address, emoticon, inline_data, is_spacer, picture_address
from .styles import PLAIN, STYLING, Style, restyled
from .tables import has_text_outside_cells, is_layout, read_photos, read_table, settle, take_edges

_MOST_FIGURES = 20  # in the middle of a sentence


class Context(NamedTuple):
    """What the walk needs to know of the page, and where it notes what it met."""

    notes: Notes
    title: str = ""  # tells alt texts that repeat it from captions
    address: str | None = None  # resolves relative links and pictures
    line_per_break: bool = False  # a lone <br> ends a paragraph

    def read(self, element: Element) -> tuple[Block, ...]:
        return build_blocks(element, self)

    def read_part(self, element: Element) -> tuple[Block, ...]:
        """What stands in an item or a cell, which the walk does not enter itself."""
        if css := element.get("style"):
            self.show_background(element, css)
        return build_blocks(element, self)

    def show_background(self, element: Element, css: str) -> None:
        """``<div style="background-image: url(a.jpg)"></div>`` is a picture; behind text it is only noted."""
        address = background_address(css, self.address)
        if address is None:
            return
        if visible_text(element) or next(element.iter("img"), None) is not None:
            self.notes.background += 1
        else:
            etree.SubElement(element, "img", src=address)


def build_blocks(body: Element, context: Context) -> tuple[Block, ...]:
    """The blocks of a cleaned body."""
    if not len(body) and body.tag not in elements.PREFORMATTED:  # a cell or an item of nothing but text
        text = collapse(body.text or "")
        return (Paragraph((Run(text),)),) if text else ()
    flow = _Flow(context, body)
    flow.keeps_lines = elements.is_preformatted(body.tag, attributes_of(body))
    flow.walk(body, PLAIN)
    flow.flush()
    return tuple(flow.blocks)


class _Flow:
    """The state of one walk: finished blocks, and the runs of the block that is open."""

    def __init__(self, context: Context, root: Element) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.parts: list[str] = []  # of the run that is open; joined once, or many short ones would cost squares
        self.style = PLAIN  # of that run
        self.context = context
        self.centered = False
        self.keeps_lines = False  # within <pre>
        self.bare = True  # the open runs stand directly in a container, in no <p>
        self.container = root  # the innermost block around the open runs, <p> apart
        self.last_text: tuple[int, Element] | None = None  # the last paragraph's place among the blocks, and container
        self.centered_picture = -1  # the place of a figure in a centred block that ends with it

    def walk(self, element: Element, style: Style) -> None:
        if text := element.text:
            self.add_text(text, style)
        for child in element:
            self.enter(child, style)
            if text := child.tail:
                self.add_text(text, style)

    def enter(self, element: Element, style: Style) -> None:
        """Every node of the body passes here once: its tag says what is made of it, its attributes may change that."""
        tag = element.tag
        add = _ADDED_BY.get(tag) or self.unknown(element)
        if add is _Flow.skip:
            return
        attributes = attributes_of(element)
        css = attributes.get("style")
        if "class" in attributes and elements.is_caption(tag, attributes):
            add = _Flow.add_caption
        elif css and add is _Flow.add_inline and elements.shown_as_block(css):
            add = _Flow.add_block
        if css and tag not in elements.EMPTY:
            self.context.show_background(element, css)
        if tag in STYLING or css or "cms-style" in attributes:
            style = restyled(style, tag, attributes, self.context.address)
        add(self, element, style, attributes)

    def unknown(self, element: Element) -> _Add:
        """How an element is taken that no article holds; it is noted if it shows anything."""
        self.context.notes.meet_unknown(element)
        return _Flow.add_block if element.tag in elements.UNKNOWN_BLOCKS else _Flow.add_inline

    def skip(self, element: Element, style: Style, attributes: Attributes) -> None:
        """A comment, or code that is no text."""

    def add_inline(self, element: Element, style: Style, attributes: Attributes) -> None:
        if len(element):
            self.walk(element, style)
        elif text := element.text:
            self.add_text(text, style)

    def add_break(self, element: Element, style: Style, attributes: Attributes) -> None:
        self.end_run()
        self.runs += (BREAK, BREAK) if self.keeps_lines else (BREAK,)

    def add_text(self, text: str, style: Style) -> None:
        if style.script:
            text = text.translate(style.script)
        if self.keeps_lines and ("\n" in text or "\r" in text):
            first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.add_text(first, style)
            for line in others:
                self.end_run()
                self.runs += (BREAK, BREAK)
                self.add_text(line, style)
        elif self.parts or self.runs or not (text.isspace() and text.isascii()):  # line ends between blocks go nowhere
            if style is not self.style:
                self.end_run()
                self.style = style
            self.parts.append(text)

    def end_run(self) -> None:
        if self.parts:
            text = "".join(self.parts)
            self.runs.append(self.style.run(" " if text == "\n" else text))  # in the markup it is white space, no break
            self.parts.clear()

    def add_block(self, element: Element, style: Style, attributes: Attributes = NO_ATTRIBUTES) -> None:
        self.flush()
        outer = self.centered, self.bare, self.container, self.keeps_lines
        tag = element.tag
        centered = elements.is_centered(tag, attributes)
        self.centered, self.bare = self.centered or centered, tag != "p"
        self.keeps_lines = self.keeps_lines or elements.is_preformatted(tag, attributes)
        if self.bare:
            self.container = element
        first, captions = len(self.blocks), self.context.notes.captions
        self.walk(element, style)
        self.flush()
        if centered or (self.centered and (tag in ("td", "tr") or elements.is_second_of_two(element))):
            caption_from_block_below(self.blocks, first, self.centered_picture)
        self.centered, self.bare, self.container, self.keeps_lines = outer
        if elements.is_photo_box(tag, attributes) and self.context.notes.captions == captions:
            captions_from_alts(self.blocks, first, self.context.notes.alts, self.context.title)

    def add_paragraph(self, element: Element, style: Style, attributes: Attributes) -> None:
        if len(element) or self.keeps_lines or (attributes and elements.is_preformatted("p", attributes)):
            self.add_block(element, style, attributes)
            return
        self.flush()
        if text := collapse(element.text or ""):  # as most are: nothing but text
            self.last_text = len(self.blocks), self.container
            self.blocks.append(Paragraph((style.run(text),)))
            if elements.is_centered("p", attributes):
                caption_from_block_below(self.blocks, len(self.blocks) - 1, self.centered_picture)
        else:
            self.last_text = None  # what follows is the second half of no paragraph

    def add_heading(self, element: Element, style: Style, attributes: Attributes) -> None:
        self.flush()
        level = elements.HEADINGS[element.tag]
        for block in self.context.read(element):  # bold inside a heading is the heading's own look
            if isinstance(block, Paragraph):
                block = Heading(level, merge_runs(run._replace(bold=False) for run in block.runs))
            self.blocks.append(block)

    def add_list(self, element: Element, style: Style, attributes: Attributes) -> None:
        self.flush()
        self.blocks += read_list(element, self.context.read_part)

    def add_quote(self, element: Element, style: Style, attributes: Attributes) -> None:
        self.flush()
        if inner := self.context.read(element):
            self.blocks.append(Quote(inner))

    def add_table(self, element: Element, style: Style, attributes: Attributes) -> None:
        """A data table, or photos with their captions; what lays out a page, or has text outside its cells, is walked
        like any other block."""
        settle(element)
        if has_text_outside_cells(element):
            before, after = take_edges(element)
            self.add_block(before, style)
            self.add_settled_table(element, style, attributes)
            self.add_block(after, style)
        else:
            self.add_settled_table(element, style, attributes)

    def add_settled_table(self, element: Element, style: Style, attributes: Attributes) -> None:
        if has_text_outside_cells(element):
            self.add_block(element, style, attributes)
        elif photos := read_photos(element, self.context.address):
            self.add_photos(element, photos, style)
        elif is_layout(element, self.context.address):
            self.add_block(element, style, attributes)
        else:
            table = read_table(element, self.context.read_part)
            self.add_table_caption(element, style)
            if table:
                self.blocks.append(table)

    def add_photos(self, table: Element, photos: list[tuple[Element, Element]], style: Style) -> None:
        self.add_table_caption(table, style)
        for cell, words in photos:
            if cell is words:  # both in one: as in <center>, short text after a picture is its caption
                outer, self.centered = self.centered, True
                self.add_block(cell, style, attributes_of(cell))
                self.centered = outer
            else:
                self.blocks += self.context.read(cell)
                self.add_caption(words, style, NO_ATTRIBUTES)

    def add_table_caption(self, table: Element, style: Style) -> None:
        self.flush()
        for caption in table.iterchildren("caption"):
            self.add_block(caption, style, attributes_of(caption))

    def add_image(self, element: Element, style: Style, attributes: Attributes) -> None:
        if (name := emoticon(element)) and name != self.context.title:  # which blogs give all their pictures
            self.add_text(name, style)
            return
        notes = self.context.notes
        address = picture_address(element, self.context.address)
        if address is None and (address := inline_data(element)):
            notes.within += 1
        if address:
            self.end_run()
            self.runs.append(Run("", image=Image(address)))
            notes.meet_alt(address, collapse(attributes.get("alt", "")))
        elif not is_spacer(element):
            notes.nowhere += 1

    def add_caption(self, element: Element, style: Style, attributes: Attributes) -> None:
        """Give the text of a caption element to the figure just before it that has none yet."""
        self.flush()
        self.context.notes.captions += 1
        self.blocks += give_caption(self.blocks, self.context.read(element))

    def flush(self) -> None:
        """End the open block: cut its runs into paragraphs and figures."""
        self.end_run()
        if not self.runs:
            return
        runs, self.runs = self.runs, []
        fresh = split_paragraphs(runs, self.centered, self.context.line_per_break)
        if not fresh:
            return
        if self.bare and isinstance(fresh[0], Paragraph):
            self.join_split_paragraph(runs, fresh)
        self.blocks += fresh
        if fresh and isinstance(fresh[-1], Figure):
            self.centered_picture = len(self.blocks) - 1 if self.centered else -1
        for back, block in enumerate(reversed(fresh), 1):
            if isinstance(block, Paragraph):
                self.last_text = len(self.blocks) - back, self.container
                break

    def join_split_paragraph(self, runs: list[Run], fresh: list[Block]) -> None:
        """libxml2 ends a <p> at a photo box set into its text; the bare text after the box is its second half.

        Both halves stand in one container: text of different cells and divs is never joined.
        """
        place, container = self.last_text or (-1, None)
        if container is not self.container or not 0 < len(self.blocks) - place - 1 <= _MOST_FIGURES or place < 0:
            return
        before, after = self.blocks[place], fresh[0]
        if not all(isinstance(box, Figure) for box in self.blocks[place + 1 :]):
            return
        if isinstance(before, Paragraph) and isinstance(after, Paragraph) and is_continuation(before, runs):
            self.blocks[place] = Paragraph(merge_runs((*before.runs, *after.runs)))
            del fresh[0]


_Add = Callable[[_Flow, Element, Style, Attributes], None]
# What a node adds to the article, by its tag; all other elements are unknown, and taken for inline ones.
_ADDED_BY: Mapping[object, _Add] = {
    **dict.fromkeys(elements.INLINE, _Flow.add_inline),
    **dict.fromkeys(elements.BLOCKS, _Flow.add_block),
    **dict.fromkeys(elements.HEADINGS, _Flow.add_heading),
    **dict.fromkeys(elements.LISTS, _Flow.add_list),
    **dict.fromkeys(elements.SKIPPED, _Flow.skip),
    "p": _Flow.add_paragraph,
    "br": _Flow.add_break,
    "img": _Flow.add_image,
    "blockquote": _Flow.add_quote,
    "table": _Flow.add_table,
    "figcaption": _Flow.add_caption,
}
