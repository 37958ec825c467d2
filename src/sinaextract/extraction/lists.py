"""The items of an HTML list, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ..reading.selectors import Element

_NESTED = frozenset({"ul", "ol", "menu", "dir"})
_MOST_DIGITS = 9  # CommonMark reads no longer numbers


def numbered_items(element: Element) -> Iterator[tuple[int | None, Element | str]]:
    """The items of the list ``element`` in order, each with its number.

    Text outside any item comes with the number of the item that follows, a list outside any item with None.
    ``start`` of the list and ``value`` of an item are heard, ``reversed`` counts down.
    """
    down = element.get("reversed") is not None
    items = [child for child in element if isinstance(child.tag, str) and child.tag not in _NESTED]
    number = _number(element.get("start"), len(items) if down else 1)
    if loose := (element.text or "").strip():
        yield number, loose
    for child in element:
        if isinstance(child.tag, str) and child.tag in _NESTED:
            yield None, child
        elif isinstance(child.tag, str):
            number = _number(child.get("value"), number)
            yield number, child
            number += -1 if down else 1
        if loose := (child.tail or "").strip():
            yield number, loose


def _number(written: str | None, otherwise: int) -> int:
    """The number that an attribute holds; ``otherwise`` where it is none, or one that Markdown cannot show."""
    written = (written or "").strip()
    is_number = written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
    return int(written) if is_number else max(otherwise, 0)
