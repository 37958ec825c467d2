"""How the fast path tells the large families by their bytes: from their own selectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...reading.fast_path import FastPathMarks, Layout
from ...reading.selectors import Compound, Locator, parse
from .family import Family


def fast_path_marks(families: Iterable[Family]) -> FastPathMarks:
    """The marks of those that are `read_in_part`: their headline is an ``h1`` with a name, their body a ``div#id``."""
    by_headline: dict[bytes, list[Family]] = {}
    for family in families:
        for headline in _names(family.headline) if family.read_in_part else ():
            by_headline.setdefault(headline, []).append(family)
    return tuple(
        Layout(
            headline,
            bodies=_distinct(name for family in chosen for name in _names(family.body)),
            trails=_distinct(name for family in chosen for name in _names(family.breadcrumb)),
            tools=_distinct(name for family in chosen for name in _names(family.tools)),
            after=_distinct(name for family in chosen for name in _after(family)),
        )
        for headline, chosen in by_headline.items()
    )


def _after(family: Family) -> Iterator[bytes]:
    """What is read after the body: keyword block, editor line, the elements that name the page's address."""
    yield from _names(family.keywords)
    yield from _names(family.editor)
    yield from _names(selector for selector, _ in family.self_links if not selector.startswith("link"))  # in the head


def _names(locators: Iterable[Locator]) -> Iterator[bytes]:
    """``artibody`` for ``div#artibody``, ``main-title`` for ``h1.main-title``, of the outermost element of each."""
    for locator in locators:
        if isinstance(locator, str):
            yield _name(parse(locator)[0])


def _name(compound: Compound) -> bytes:
    return (compound.id or next(iter(compound.classes), "") or compound.attributes[0][2]).encode()


def _distinct(names: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(names))
