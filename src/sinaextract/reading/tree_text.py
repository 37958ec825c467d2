"""Text and children moved within a tree."""

from __future__ import annotations

from lxml import etree

from ..text.whitespace import clean_characters
from .selectors import Element

_LONG = 512  # characters


def append_text(parent: Element, last: Element | None, text: str) -> None:
    """Put ``text`` after ``last``, a child of ``parent``; None: where the parent's own text is.

    Cleaned, since lxml gives out control characters (``&#8;``) that it does not take in. To what is long already it is
    not joined but put after an empty comment: joining each of many texts to all before it costs their number squared.
    """
    before = (parent.text if last is None else last.tail) or ""
    if len(before) > _LONG:
        comment = etree.Comment("")
        comment.tail = clean_characters(text)
        if last is None:
            parent.insert(0, comment)
        elif last.getnext() is None:
            parent.append(comment)
        else:
            parent.insert(parent.index(last) + 1, comment)
    elif last is None:
        parent.text = clean_characters(before + text)
    else:
        last.tail = clean_characters(before + text)


def unwrap(element: Element) -> None:
    """Put the text and the children of ``element`` in its place."""
    parent = element.getparent()
    if parent is None:
        return
    append_text(parent, element.getprevious(), element.text or "")
    for child in list(element):
        element.addprevious(child)
    before, tail = element.getprevious(), element.tail or ""
    element.tail = None
    parent.remove(element)
    append_text(parent, before, tail)
