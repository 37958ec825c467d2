"""The index of a tree that was made from a part of its page.

What was left out is kept at hand as bytes. Where it could change an answer (a selector's id or class also stands in
it, or the asked-for element goes on into it), the index refuses: it raises `Incomplete`, and the whole page is parsed.
So a page that was read in part never answers differently from the whole one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Literal

from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from .raw_markup import markup_of
from .selectors import Compound, Element, Index

Side = Literal["before", "after"]

_MOST_LOOKS = 64  # occurrences of a word that are looked at before it is taken to stand there
_IN_NAMES = frozenset(bytes([byte]) for byte in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_LONGEST_VALUE = 400  # bytes of an attribute before the word
_LONGEST_GAP = 40  # bytes of it before an id, which is all of its value


class Incomplete(Exception):  # noqa: N818  (a signal, not an error)
    """What is asked of a page is not in what was parsed of it: it was left out, or libxml2 gave up before it."""


class LeftOut(NamedTuple):
    """The markup of a page that its tree was made without."""

    before: bytes  # the article
    after: bytes


class PartialIndex(Index):
    """An index that answers as that of the whole page would, or raises `Incomplete`."""

    def __init__(self, root: Element, left_out: LeftOut, body_ids: Sequence[str]) -> None:
        super().__init__(root)
        self.left_out = left_out
        self.markup: dict[Side, bytes] = {}  # what is left out, without comments and raw elements
        self.known: dict[tuple[object, Side], bool] = {}  # by pattern, as several compounds may ask for one name
        self.around = self._around_body(body_ids)

    def _around_body(self, body_ids: Sequence[str]) -> Collection[Element]:
        """The elements that the article's body stands in: in the whole page they go on, with what is left out."""
        bodies = (body for name in body_ids for body in self.by_id.get(name, ()))
        return frozenset(body.iterancestors()) if (body := next(bodies, None)) is not None else ()

    def matching(self, compound: Compound, behind: bool = True) -> Iterator[Element]:
        if self._is_left_out(compound, "before"):
            raise Incomplete(compound)
        for element in self.candidates(compound):
            if compound.matches(element):
                if element in self.around:
                    raise Incomplete(compound)
                yield element
        if behind and self._is_left_out(compound, "after"):
            raise Incomplete(compound)

    def _is_left_out(self, compound: Compound, side: Side) -> bool:
        what = _pattern(compound) or compound
        known = self.known.get((what, side))
        if known is None:
            known = self.known[what, side] = self._stands_in(compound, side)
        return known

    def _stands_in(self, compound: Compound, side: Side) -> bool:
        raw = self.left_out.before if side == "before" else self.left_out.after
        if word_of(compound) not in raw or not may_stand_in(raw, compound):
            return False
        markup = self.markup.get(side)  # it may stand in a comment or script: a second, sure look
        if markup is None:
            markup = self.markup[side] = markup_of(raw)
        return may_stand_in(markup, compound)


@cache
def word_of(compound: Compound) -> bytes:
    """What the bytes of a page must hold for anything to match: ``artibody`` for ``div#artibody``."""
    named = compound.id or (compound.classes[0] if compound.classes else "")
    return (named or next((v for _, _, v in compound.attributes if v), "") or f"<{compound.tag}").encode()


def may_stand_in(markup: bytes, compound: Compound) -> bool:
    """Whether an id, a class or an attribute's value of this name could be in ``markup``, where its word is."""
    pattern = _pattern(compound)
    if pattern is None:
        return True
    word = word_of(compound)
    is_name = compound.id is not None or bool(compound.classes)
    reach = _LONGEST_GAP if compound.id is not None else _LONGEST_VALUE
    looks, at = 0, -1
    while (at := markup.find(word, at + 1)) >= 0:
        end = at + len(word)
        if is_name and (markup[end : end + 1] in _IN_NAMES or markup[at - 1 : at] in _IN_NAMES):
            continue  # articles, article-list: another name
        looks += 1
        if looks > _MOST_LOOKS or pattern.search(markup, max(0, at - reach), end + 1):
            return True
    return False


@cache
def _pattern(compound: Compound) -> re.Pattern[bytes] | None:
    """What a match's tag would look like in the bytes; None for a tag's name alone."""
    if compound.id is not None:
        return _value_pattern("id", compound.id)
    if compound.classes:
        return _class_pattern(compound.classes[0])
    return next((_value_pattern(name, value) for name, _, value in compound.attributes if value), None)


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
