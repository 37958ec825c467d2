"""A person's own rules, from a TOML file: what to remove besides, and where fields stand, in all pages or in their own.

    [[remove]]                              # a `Rule`
    name = "crawler-banner"
    reason = "set in by our crawler"
    selectors = ["div.crawler-banner", "#notes p.small"]

    [[lines]]                               # a `LineRule`
    name = "forwarded"
    reason = "said by the mail program"
    pattern = "转发自：.*"

    [[family]]                              # a `Family`
    name = "our-wiki"
    title = ["h1.headline"]
    body = ["#content"]

    [fields]                                # places of a `Family`, tried before those of each page's own
    source = ["#our-medium"]

They are the data classes of the built-in ones, so that everything that tells of removals tells of these.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from ..errors import BadRules, system_reason
from ..reading.selectors import Compound, Element, parse
from .rules import LINE_RULES, NODE_RULES, LineRule, Rule
from .templates import GENERIC, POST, TEMPLATES, Family

_PLACES = ("title", "body", "date", "source", "author", "editor", "keywords", "breadcrumb")  # of a `Family`
_TAKEN = frozenset((*(rule.name for rule in NODE_RULES), *(rule.name for rule in LINE_RULES)))
_FAMILIES = frozenset(family.name for family in (POST, *TEMPLATES, GENERIC))
_LARGEST = 1 << 20  # bytes


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """A person's own rules; ``text`` is the file's, by which they travel to workers and are told apart."""

    nodes: tuple[Rule, ...] = ()
    lines: tuple[LineRule, ...] = ()
    families: tuple[Family, ...] = ()
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()  # name of a field of `Family` -> selectors
    text: str = field(default="", repr=False)

    def over(self, family: Family) -> Family:
        """``family`` with the person's own places before its own; these may stand anywhere in the page."""
        places: dict[str, Any] = {key: (*own, *getattr(family, key)) for key, own in self.places}
        return family._replace(**places, read_in_part=family.read_in_part and not places)

    def __reduce__(self) -> tuple[Callable[[str], Rules], tuple[str]]:
        return parse_rules, (self.text,)


def load_rules(path: str | os.PathLike[str]) -> Rules:
    """The rules of a TOML file, for ``extract(page, rules=…)``.

    Raises `BadRules`, with the file, the line and the reason, for what cannot be read or is no such rule.
    """
    try:
        return parse_rules(_text(path))
    except BadRules as error:
        error.input = os.fspath(path)
        raise


def _text(path: str | os.PathLike[str]) -> str:
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise BadRules(system_reason(error) if isinstance(error, OSError) else str(error)) from None
    if len(data) > _LARGEST:
        raise BadRules(f"larger than {_LARGEST:,} bytes; is it a file of rules?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRules(f"line {data.count(10, 0, error.start) + 1}: not UTF-8; save it as UTF-8") from None


@cache  # each page that a worker gets brings them along; rules are told apart by identity, so they are made once
def parse_rules(text: str) -> Rules:
    """As `load_rules`, of the file's text."""
    source = _Source(text)
    tables = source.tables()
    return Rules(
        tuple(rule for table in tables if table.kind == "remove" for rule in _node_rules(table)),
        tuple(_line_rule(table) for table in tables if table.kind == "lines"),
        tuple(_family(table) for table in tables if table.kind == "family"),
        tuple(place for table in tables if table.kind == "fields" for place in _places(table)),
        text,
    )


class _Source:
    """The text of a file, to say in which line something stands."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.document = _document(text)

    def tables(self) -> list[_Table]:
        return [
            _Table(self, kind, number, values)
            for kind, found in self.document.items()
            for number, values in enumerate(self.items(kind, found))
        ]

    def items(self, kind: str, found: Any) -> list[dict[str, Any]]:
        if kind not in _KEYS:
            raise BadRules(
                f"line {self.find(kind)}: unknown table {kind!r}; known are {_known(tuple(map(_bracketed, _KEYS)))}"
            )
        if kind in _SINGLE:
            if not isinstance(found, dict):
                raise BadRules(f"line {self.find(kind)}: write [{kind}], in one bracket: there is one")
            return [found]
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise BadRules(f"line {self.find(kind)}: write [[{kind}]], in two brackets: there may be several")
        return found

    def find(self, word: str, number: int = 0, start: int = 0) -> int:
        """The line of ``[[word]]``, the ``number``-th of them, or of ``word = …``; the first is 1."""
        pattern = re.compile(rf"""\s*(?:\[\[?\s*)?["']?{re.escape(word)}["']?\s*(?:\]|=)""")
        matches = [n for n, line in enumerate(self.lines[start:], start + 1) if pattern.match(line)]
        return matches[min(number, len(matches) - 1)] if matches else start + 1


@dataclass(frozen=True, slots=True)
class _Table:
    source: _Source
    kind: str
    number: int  # among those of its kind, from 0
    values: dict[str, Any]

    def fault(self, reason: str, key: str = "") -> BadRules:
        line = self.source.find(self.kind, self.number)
        if key:
            line = self.source.find(key, start=line - 1)
        name = self.values.get("name")
        named = f" {name!r}" if isinstance(name, str) else f" number {self.number + 1}"
        return BadRules(f"line {line}: {_bracketed(self.kind)}{'' if self.kind in _SINGLE else named}: {reason}")

    def check(self) -> None:
        known = _KEYS[self.kind]
        for key in self.values:
            if key not in known:
                raise self.fault(f"unknown key {key!r}; known are {_known(known)}", key)

    def string(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip() or "\n" in value:
            lack = "is missing" if value is None else "must be a string of one line that is not empty"
            raise self.fault(f"{key} {lack}", key if key in self.values else "")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; one alone will do."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(item, str) and item.strip() for item in listed):
            raise self.fault(f"{key} must be a list of strings", key)
        return tuple(listed)

    def selectors(self, key: str) -> tuple[str, ...]:
        found = self.strings(key)
        for selector in found:
            try:
                parse(selector)
            except ValueError:
                raise self.fault(
                    f"{key}: {selector!r} is no selector that is known; those are tag, #id, .class, [attr],"
                    " [attr=value], [attr^=start], [attr*=part], compounds of them (div.note[id]), a space for"
                    " what is inside",
                    key,
                ) from None
        return found


def _document(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib  # only --rules needs it
    else:
        import tomli as tomllib  # the same, before Python had it
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"(.*) \(at line (\d+), column (\d+)\)\Z", str(error), re.S)
        if found:
            raise BadRules(f"line {found[2]}, column {found[3]}: no TOML: {found[1]}") from None
        raise BadRules(f"line {text.count(chr(10)) + 1}: no TOML: {error}") from None
    except RecursionError:
        raise BadRules("line 1: no TOML that can be read: nested too deep") from None


def _node_rules(table: _Table) -> Iterator[Rule]:
    """One `Rule` for all selectors that look at an element alone, one for each that looks at what it is inside of."""
    table.check()
    name, reason = _name(table, _TAKEN), table.string("reason")
    selectors = table.selectors("selectors")
    between = table.values.get("between", [])
    if not isinstance(between, list) or not all(_is_pair(pair) for pair in between):
        raise table.fault('between must be a list of pairs: [["advert begin", "advert end"]]', "between")
    if not selectors and not between:
        raise table.fault("give selectors, or between for what stands between two comments")
    alone = tuple(selector for selector in selectors if len(parse(selector)) == 1)
    yield Rule(name, reason, alone, tuple((opening, closing) for opening, closing in between))
    for selector in selectors:
        *outer, _ = parse(selector)
        if outer:
            yield Rule(name, reason, (selector.split()[-1],), when=partial(_is_inside, tuple(outer)))


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(text, str) and text.strip() for text in value)


def _is_inside(outer: tuple[Compound, ...], element: Element, body: Element) -> bool:
    """``element`` stands in one that matches the last of ``outer``, this in one that matches the one before…"""
    wanted = list(outer)
    for around in element.iterancestors():
        if wanted[-1].matches(around):
            wanted.pop()
            if not wanted:
                return True
    return False


def _line_rule(table: _Table) -> LineRule:
    table.check()
    name, reason, pattern = _name(table, _TAKEN), table.string("reason"), table.string("pattern")
    try:
        return LineRule(name, reason, "", re.compile(pattern, re.S))
    except (re.error, OverflowError, RecursionError) as error:
        raise table.fault(f"pattern: {error}", "pattern") from None


def _family(table: _Table) -> Family:
    name = _name(table, _FAMILIES)
    places = dict(_places(table))  # without an editor's place, the site's own is meant
    for key in ("title", "body"):
        if key not in places:
            raise table.fault(f"{key} is missing: give the selectors of where it stands")
    marks = tuple((mark,) for mark in table.selectors("marks")) or (places["title"], places["body"])
    return Family(name=name, marks=marks, **{"date": (), "source": (), **places})  # type: ignore[arg-type]


def _places(table: _Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields for which the table has selectors."""
    table.check()
    for key in _PLACES:
        if selectors := table.selectors(key):
            yield key, selectors


def _name(table: _Table, taken: frozenset[str]) -> str:
    name = table.string("name")
    if name in taken:
        raise table.fault(f"the name {name!r} is a built-in one's; choose another, so that the ledger tells them apart")
    return name


_KEYS = {
    "remove": ("name", "reason", "selectors", "between"),
    "lines": ("name", "reason", "pattern"),
    "family": ("name", "marks", *_PLACES),
    "fields": _PLACES,
}
_SINGLE = ("fields",)  # tables that there is one of


def _bracketed(kind: str) -> str:
    return f"[{kind}]" if kind in _SINGLE else f"[[{kind}]]"


def _known(names: Iterable[str]) -> str:
    return ", ".join(names)
