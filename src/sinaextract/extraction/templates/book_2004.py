"""Book and column pages of 2004: no ids but ``font#zoom``; ``td.title14`` holds the title, no date is shown."""

from __future__ import annotations

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from .family import Family


def _text_cell(index: Index) -> Element | None:
    """The cell around ``font#zoom``: libxml2 closes a font before the end of the text that a browser shows in it."""
    zoom = index.first(("#zoom",))
    return next(zoom.iterancestors("td"), zoom) if zoom is not None else None


def _trail(index: Index) -> Element | None:
    """The breadcrumb: the first cell with links whose text ends with the crumb for the page itself."""
    cells = (cell for cell in index.root.iter("td") if next(cell.iterdescendants("td"), None) is None)
    links = (cell for cell in cells if next(cell.iterdescendants("a"), None) is not None)
    return next((cell for cell in links if visible_text(cell).endswith("正文")), None)


BOOK_2004 = Family(
    name="book-2004",
    marks=(("td.title14",), ("#zoom",)),
    title=("td.title14",),
    date=(),
    source=(),
    body=(_text_cell,),
    breadcrumb=(_trail,),
)
