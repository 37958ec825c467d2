"""The text of an element that readers of the page see."""

from __future__ import annotations

from lxml import etree

from ..text.whitespace import collapse
from .selectors import Element

UNSEEN = ("script", "style", "noscript", "template")  # elements whose text readers do not see

_ALL_TEXT = etree.XPath("string()")  # comments apart; one call into C, where _texts takes several for each element


def visible_text(element: Element) -> str:
    """All text below ``element``, scripts, styles and comments apart, white space collapsed."""
    if not len(element):
        return collapse(element.text or "") if isinstance(element.tag, str) and element.tag not in UNSEEN else ""
    if next(element.iter(*UNSEEN), None) is None:
        return collapse(str(_ALL_TEXT(element)))
    return collapse("".join(_texts(element)))


def spaced_text(element: Element) -> str:
    """As `visible_text`, with a space between the texts of different elements."""
    return collapse(" ".join(_texts(element)))


def linked_length(element: Element) -> int:
    """Characters of `visible_text` that links in ``element`` show."""
    return sum(len(visible_text(link)) for link in element.iter("a"))


def _texts(element: Element) -> list[str]:
    texts: list[str] = []
    if isinstance(element.tag, str) and element.tag not in UNSEEN:
        _add_texts(element, texts)
    return texts


def _add_texts(element: Element, texts: list[str]) -> None:
    if text := element.text:
        texts.append(text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in UNSEEN:
            _add_texts(child, texts)
        if tail := child.tail:
            texts.append(tail)
