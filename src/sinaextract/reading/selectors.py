"""Compound CSS selectors over one indexed tree.

Supported: ``tag``, ``#id``, ``.class``, ``[attr]``, ``[attr=value]``, ``[attr^=value]``, ``[attr*=value]``,
compounds of them, and the descendant combinator (a space). Tags and attribute names are lower case.
A page is asked some forty selectors; one pass that indexes ids, classes and tags answers all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

from ..text.patterns import lazy_regex
from .fast_path import BODY_IDS, Incomplete
from .raw_markup import markup_of

Element = etree._Element

_PART = lazy_regex(
    r"""(?P<tag>^[a-z][a-z0-9]*)|\#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)|\[(?P<attr>[^\]=^*]+)(?:(?P<op>[\^*]?=)(?P<value>[^\]]*))?\]"""
)


_MOST_LOOKS = 64  # occurrences of a word that are looked at before it is taken to stand there
_MANY_NAMES = 8
_LONGEST_VALUE = 400  # bytes of an attribute before the word


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: they are looked up for every page
class Compound:
    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]  # (name, "" | "=" | "^=" | "*=", value)

    @property
    def word(self) -> bytes:
        """What the bytes of a page must hold for anything to match."""
        named = self.id or (self.classes[0] if self.classes else "")
        return (named or next((v for _, _, v in self.attributes if v), "") or f"<{self.tag}").encode()

    def may_stand_in(self, markup: bytes) -> bool:
        """Whether an id or class of this name could be in ``markup``, where its word is."""
        if self.id is not None:
            pattern = _value_pattern("id", self.id)
        elif self.classes:
            pattern = _class_pattern(self.classes[0])
        else:
            stated = next(((name, value) for name, _, value in self.attributes if value), None)
            if stated is None:
                return True
            pattern = _value_pattern(*stated)
        word = self.word
        at = -1
        for _ in range(_MOST_LOOKS):
            at = markup.find(word, at + 1)
            if at < 0:
                return False
            if pattern.search(markup, max(0, at - _LONGEST_VALUE), at + len(word) + 1):
                return True
        return True

    def matches(self, element: Element) -> bool:
        if self.tag is not None and element.tag != self.tag:
            return False
        if self.id is not None and element.get("id") != self.id:
            return False
        if self.classes:
            have = (element.get("class") or "").split()
            for name in self.classes:
                if name not in have:
                    return False
        return not self.attributes or all(_attribute_matches(element, *attribute) for attribute in self.attributes)


@cache
def _value_pattern(name: str, value: str) -> re.Pattern[bytes]:
    """An attribute that may have this value, however it is quoted; for ids exactly this one."""
    gap, end = (rb"\s*", rb"""\s*["'\s>/]""") if name == "id" else (rb"[^\"'<>]{0,200}?", b"")
    return lazy_regex(rb"""\b%b\s*=\s*["']?%b%b%b""" % (name.encode(), gap, re.escape(value.encode()), end), re.I)


@cache
def _class_pattern(name: str) -> re.Pattern[bytes]:
    """A ``class`` attribute with this token, however it is quoted."""
    token = rb"(?<![\w-])" + re.escape(name.encode()) + rb"(?![\w-])"
    return lazy_regex(rb"""\bclass\s*=\s*(?:"[^"]*?%b|'[^']*?%b|[^"'\s>]*%b)""" % (token, token, token), re.I)


def _attribute_matches(element: Element, name: str, operator: str, value: str) -> bool:
    have = element.get(name)
    if have is None:
        return False
    if operator == "=":
        return have == value
    if operator == "^=":
        return have.lstrip().startswith(value)
    return operator == "" or value in have


def distinct(names: list[str]) -> Collection[str]:
    """Class names without repetitions, which only a hostile page has; a handful needs no looking at."""
    return names if len(names) < _MANY_NAMES else dict.fromkeys(names)


@cache
def parse(selector: str) -> tuple[Compound, ...]:
    """``"div.a #b"`` -> its compounds, outermost first. Raises `ValueError` for anything unsupported."""
    return tuple(_parse_compound(part) for part in selector.split())


@cache
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
    """The elements of one tree by id and class, in document order.

    ``before`` and ``after`` are the bytes of the page that a reduced tree leaves out (see `region.py`); where an
    answer could depend on them, `Incomplete` is raised.
    """

    __slots__ = ("after", "around", "before", "by_class", "by_id", "left_out", "markup", "root")

    def __init__(self, root: Element, before: bytes = b"", after: bytes = b"") -> None:
        self.root, self.before, self.after = root, before, after
        self.markup: dict[str, bytes] = {}  # what is left out, without comments and raw elements
        self.left_out: dict[tuple[Compound, str], bool] = {}
        by_id: dict[str, list[Element]] = defaultdict(list)
        by_class: dict[str, list[Element]] = defaultdict(list)
        for element in root.iter(etree.Element):
            get = element.get
            if identifier := get("id"):
                by_id[identifier].append(element)
            if names := get("class"):
                for name in distinct(names.split()):
                    by_class[name].append(element)
        self.by_id, self.by_class = dict(by_id), dict(by_class)
        self.around = self._around_body() if before or after else ()

    def _around_body(self) -> Collection[Element]:
        """The elements that the article's body stands in: in the whole page they go on, with what is left out."""
        bodies = (body for name in BODY_IDS for body in self.by_id.get(name, ()))
        return frozenset(body.iterancestors()) if (body := next(bodies, None)) is not None else ()

    def select(self, selector: str) -> Iterator[Element]:
        """Elements that match ``selector``, in document order of its outermost compound."""
        first, *rest = parse(selector)
        if self.before and self._is_left_out(first, "before"):
            raise Incomplete(selector)
        found: Iterable[Element] = (self._whole(e) for e in self._candidates(first) if first.matches(e))
        for compound in rest:
            found = _descendants(found, compound)
        yield from found
        if self.after and self._is_left_out(first, "after"):
            raise Incomplete(selector)

    def _first(self, selector: str) -> Element | None:
        """What ``next(self.select(selector), None)`` gives; most selectors are one compound, and need no generators."""
        compounds = parse(selector)
        if len(compounds) > 1:
            return next(self.select(selector), None)
        compound = compounds[0]
        if self.before and self._is_left_out(compound, "before"):
            raise Incomplete(selector)
        for element in self._candidates(compound):
            if compound.matches(element):
                return self._whole(element)
        if self.after and self._is_left_out(compound, "after"):
            raise Incomplete(selector)
        return None

    def find(self, locators: Iterable[Locator]) -> Iterator[Element]:
        """Elements at ``locators``: all matches of the first, then of the second…"""
        for locator in locators:
            if isinstance(locator, str):
                yield from self.select(locator)
            elif (element := locator(self)) is not None:
                yield element

    def first(self, locators: Iterable[Locator]) -> Element | None:
        """The first match of the first place that has any."""
        for locator in locators:
            element = self._first(locator) if isinstance(locator, str) else locator(self)
            if element is not None:
                return element
        return None

    def _whole(self, element: Element) -> Element:
        if element in self.around:
            raise Incomplete(element.tag)
        return element

    def _is_left_out(self, compound: Compound, side: str) -> bool:
        known = self.left_out.get((compound, side))
        if known is None:
            known = self.left_out[compound, side] = self._stands_in(compound, side)
        return known

    def _stands_in(self, compound: Compound, side: str) -> bool:
        raw = self.before if side == "before" else self.after
        if compound.word not in raw or not compound.may_stand_in(raw):
            return False
        markup = self.markup.get(side)  # it may stand in a comment or script: a second, sure look
        if markup is None:
            markup = self.markup[side] = markup_of(raw)
        return compound.may_stand_in(markup)

    def _candidates(self, compound: Compound) -> Iterable[Element]:
        if compound.id is not None:
            return self.by_id.get(compound.id, [])
        if compound.classes:
            return self.by_class.get(compound.classes[0], [])
        return self.root.iter(compound.tag or etree.Element)


def _descendants(scopes: Iterable[Element], compound: Compound) -> Iterator[Element]:
    seen: set[Element] = set()
    for scope in scopes:
        for element in scope.iterdescendants(compound.tag or etree.Element):
            if element not in seen and compound.matches(element):
                seen.add(element)
                yield element


# Tells where something stands: a CSS selector, or a function for old pages whose markup has no name for it.
Locator = str | Callable[[Index], "Element | None"]
