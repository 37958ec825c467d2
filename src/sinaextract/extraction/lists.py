"""HTML lists -> `ListBlock`s."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..article.body import Block, ListBlock, Paragraph, Run
from ..reading.selectors import Element
from ..text.whitespace import collapse

_NESTED = frozenset({"ul", "ol", "menu", "dir"})
_MOST_DIGITS = 9  # CommonMark reads no longer numbers


Items = list[tuple[Block, ...]]


def read_list(element: Element, read_item: Callable[[Element], tuple[Block, ...]]) -> Iterator[Block]:
    """A list, or several with the text between them, where the numbers do not follow one another."""
    ordered, first = element.tag == "ol", 1
    items: Items = []
    for number, part in _numbered_items(element):
        if isinstance(part, str):
            yield from _closed(ordered, first, items)
            yield Paragraph((Run(part),))
        elif number is None:  # a list within the list, outside any item, belongs to the item before it
            nested = tuple(read_list(part, read_item))
            items[-1:] = [(*items[-1], *nested)] if items else [nested] if nested else []
        elif item := read_item(part):
            if not items or (ordered and number != first + len(items)):
                yield from _closed(ordered, first, items)
                first = number
            items.append(item)
    yield from _closed(ordered, first, items)


def _closed(ordered: bool, first: int, items: Items) -> Iterator[Block]:
    if items:
        yield ListBlock(ordered, first, tuple(items))
        items.clear()


def _numbered_items(element: Element) -> Iterator[tuple[int | None, Element | str]]:
    """The items of the list ``element`` in order, each with its number.

    Text outside any item comes with the number of the item that follows, a list outside any item with None.
    ``start`` of the list and ``value`` of an item are heard, ``reversed`` counts down.
    """
    down = element.get("reversed") is not None
    items = [child for child in element if isinstance(child.tag, str) and child.tag not in _NESTED]
    number = _number(element.get("start"), len(items) if down else 1)
    if loose := collapse(element.text or ""):
        yield number, loose
    for child in element:
        if isinstance(child.tag, str) and child.tag in _NESTED:
            yield None, child
        elif isinstance(child.tag, str):
            number = _number(child.get("value"), number)
            yield number, child
            number += -1 if down else 1
        if loose := collapse(child.tail or ""):
            yield number, loose


def _number(written: str | None, otherwise: int) -> int:
    """The number that an attribute holds; ``otherwise`` where it is none, or one that Markdown cannot show."""
    written = (written or "").strip()
    is_number = written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
    return int(written) if is_number else max(otherwise, 0)
