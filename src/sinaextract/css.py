"""Compound CSS selectors over one indexed tree.

Supported: ``tag``, ``#id``, ``.class``, ``[attr]``, ``[attr=value]``, ``[attr^=value]``, ``[attr*=value]``,
compounds of them, and the descendant combinator (a space). Tags and attribute names are lower case.
A page is asked some forty selectors; one pass that indexes ids, classes and tags answers all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

Element = etree._Element

_PART = re.compile(
    r"""(?P<tag>^[a-z][a-z0-9]*)|\#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)|\[(?P<attr>[^\]=^*]+)(?:(?P<op>[\^*]?=)(?P<value>[^\]]*))?\]"""
)


@dataclass(frozen=True, slots=True)
class Compound:
    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]  # (name, "" | "=" | "^=" | "*=", value)

    def matches(self, element: Element) -> bool:
        if self.tag is not None and element.tag != self.tag:
            return False
        if self.id is not None and element.get("id") != self.id:
            return False
        if self.classes:
            have = (element.get("class") or "").split()
            if not all(name in have for name in self.classes):
                return False
        return all(_attribute_matches(element, *attribute) for attribute in self.attributes)


def _attribute_matches(element: Element, name: str, operator: str, value: str) -> bool:
    have = element.get(name)
    if have is None:
        return False
    if operator == "=":
        return have == value
    if operator == "^=":
        return have.lstrip().startswith(value)
    return operator == "" or value in have


@cache
def parse(selector: str) -> tuple[Compound, ...]:
    """``"div.a #b"`` -> its compounds, outermost first. Raises `ValueError` for anything unsupported."""
    return tuple(_parse_compound(part) for part in selector.split())


def _parse_compound(part: str) -> Compound:
    tag = identifier = None
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    end = 0
    for m in _PART.finditer(part):
        if m.start() != end:
            break
        end = m.end()
        if m["tag"]:
            tag = m["tag"]
        elif m["id"]:
            identifier = m["id"]
        elif m["cls"]:
            classes.append(m["cls"])
        else:
            attributes.append((m["attr"], m["op"] or "", m["value"] or ""))
    if end != len(part):
        raise ValueError(f"unsupported selector {part!r}")
    return Compound(tag, identifier, tuple(classes), tuple(attributes))


class Index:
    """The elements of one tree by id, class and tag, in document order."""

    __slots__ = ("by_class", "by_id", "by_tag")

    def __init__(self, root: Element) -> None:
        self.by_id: dict[str, list[Element]] = {}
        self.by_class: dict[str, list[Element]] = {}
        self.by_tag: dict[str, list[Element]] = {}
        for element in root.iter(etree.Element):
            self.by_tag.setdefault(element.tag, []).append(element)
            if identifier := element.get("id"):
                self.by_id.setdefault(identifier, []).append(element)
            if names := element.get("class"):
                for name in names.split():
                    self.by_class.setdefault(name, []).append(element)

    def select(self, selector: str) -> Iterator[Element]:
        """Elements that match ``selector``, in document order of its outermost compound."""
        first, *rest = parse(selector)
        found: Iterable[Element] = (e for e in self._candidates(first) if first.matches(e))
        for compound in rest:
            found = _descendants(found, compound)
        return iter(found)

    def find(self, places: Iterable[Place]) -> Iterator[Element]:
        """Elements at ``places``: all matches of the first, then of the second…"""
        for place in places:
            if isinstance(place, str):
                yield from self.select(place)
            elif (element := place(self)) is not None:
                yield element

    def first(self, places: Iterable[Place]) -> Element | None:
        """The first match of the first place that has any."""
        return next(self.find(places), None)

    def _candidates(self, compound: Compound) -> list[Element]:
        if compound.id is not None:
            return self.by_id.get(compound.id, [])
        if compound.classes:
            return self.by_class.get(compound.classes[0], [])
        if compound.tag is not None:
            return self.by_tag.get(compound.tag, [])
        return [element for elements in self.by_tag.values() for element in elements]


def _descendants(scopes: Iterable[Element], compound: Compound) -> Iterator[Element]:
    seen: set[Element] = set()
    for scope in scopes:
        for element in scope.iterdescendants(compound.tag or etree.Element):
            if element not in seen and compound.matches(element):
                seen.add(element)
                yield element


# Where something stands: a selector, or a function for old pages whose markup has no name for it.
Place = str | Callable[[Index], "Element | None"]
