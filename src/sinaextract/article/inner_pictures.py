"""Pictures saved within the page: finished blocks without them, or with other addresses for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .article import Removal
from .body import Block, Figure, Image, ListBlock, Quote, Runs, Table

INNER_PICTURE = "inner-picture"  # the rule that the ledger names for them
_INSIDE = ("data:", "cid:")


def leads_inside(address: str) -> bool:
    """``address`` means something within the saved page only."""
    return address.startswith(_INSIDE)


def left_out(image: Image, position: tuple[int, int] | None = None) -> Removal:
    """The ledger's entry for a picture that is not kept; its caption goes with it."""
    return Removal(INNER_PICTURE, "picture saved within the page", image.caption, position=position)


def relocated(blocks: Iterable[Block], address: Callable[[str], str]) -> tuple[Block, ...]:
    """``blocks`` with every picture's address replaced, without those whose new one leads inside the page and what held
    nothing else."""
    moved: list[Block] = []
    for block in blocks:
        if isinstance(block, Figure):
            new = address(block.image.url)
            if not leads_inside(new):
                moved.append(Figure(block.image._replace(url=new)))
        elif isinstance(block, Table):
            rows = (tuple(_relocated_cell(cell, address) for cell in row) for row in block.rows)
            if filled := tuple(row for row in rows if any(row)):
                moved.append(Table(filled))
        elif isinstance(block, Quote):
            if inner := relocated(block.blocks, address):
                moved.append(Quote(inner))
        elif isinstance(block, ListBlock):
            if items := tuple(filter(None, (relocated(item, address) for item in block.items))):
                moved.append(block._replace(items=items))
        else:
            moved.append(block)
    return tuple(moved)


def _relocated_cell(cell: Runs, address: Callable[[str], str]) -> Runs:
    moved = (run._replace(image=run.image._replace(url=address(run.image.url))) if run.image else run for run in cell)
    return tuple(run for run in moved if not (run.image and leads_inside(run.image.url)))
