"""Table pages of 2003–05: no ids; ``th.f24`` holds the title, the next row date and medium, ``td.l17`` the text."""

from __future__ import annotations

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.times import has_date
from .family import Family

_AUTHOR = lazy_regex("作者|记者")


def _date_cell(index: Index) -> Element | None:
    """The first cell after the title's row that shows a date."""
    return next((cell for cell in index.tell(_cells_beside_title)[1][:12] if has_date(visible_text(cell))), None)


def _medium(index: Index) -> Element | None:
    """The coloured ``font`` beside the date, which names neither it nor an author; the cell, where there is none."""
    cell = index.tell(_date_cell)
    if cell is None:
        return None
    fonts = ((font, visible_text(font)) for font in cell.iter("font"))
    return next((font for font, text in fonts if text and not has_date(text) and not _AUTHOR.search(text)), cell)


def _text_cell(index: Index) -> Element | None:
    """The outermost ``td.l17``: unclosed inner cells leave the end of the text in it.

    ``font#zoom`` is no better: libxml2 closes a font at a ``<center>``, so the cell around it is taken.
    """
    zoom = index.first(("#zoom",))
    if zoom is not None:
        return next(zoom.iterancestors("td"), zoom)
    return index.first(("td.l17",))


def _trail(index: Index) -> Element | None:
    """The breadcrumb: the cell above the title whose text ends with the crumb for the page itself."""
    cells = index.tell(_cells_beside_title)[0]
    return next(
        (c for c in cells if visible_text(c).endswith("正文") and next(c.iterdescendants("a"), None) is not None), None
    )


def _cells_beside_title(index: Index) -> tuple[list[Element], list[Element]]:
    """Cells without cells in them, before and after the title in the page."""
    before: list[Element] = []
    after: list[Element] = []
    title = index.first(("th.f24",))
    if title is None:
        return before, after
    passed = False
    for element in index.root.iter("td", "th"):
        passed = passed or element is title
        if element.tag == "td" and next(element.iterdescendants("td"), None) is None:
            (after if passed else before).append(element)
    return before, after


TABLE_2005 = Family(
    name="table-2005",
    marks=(("th.f24",), ("#zoom", "td.l17")),
    title=("th.f24",),
    date=(_date_cell,),
    source=(_medium,),
    body=(_text_cell,),
    breadcrumb=(_trail,),
)
