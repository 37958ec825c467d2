"""Feeds with whole articles in them, as RSSHub writes them: RSS 0.9 to 2.0, Atom, JSON Feed.

Each entry is an input of its own, ``feed.xml!NUMBER``. What it says of itself is put before its HTML as front matter:
it is then what feed exporters make of such entries, a post.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, Any

from ...errors import FETCH_AGAIN, NotAnArticle, UnreadableInput
from ...named_tuples import NamedTuple
from ...reading.bundle import Bundle
from ...reading.charset import choose_charset, decode
from ...text.addresses import web_address
from ...text.patterns import lazy_regex
from ..inputs import Input, Passed, Wanted
from ..raw_stream import read_to_damage
from . import packings
from .sources import Part, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

    from . import Container

# Names without their namespaces; the first that is there and not empty counts.
_CONTENT = ("encoded", "content", "description", "summary")  # content:encoded; an Atom content; an RSS description
_TITLE = ("title",)
_DATE = ("pubDate", "published", "date", "issued", "updated")  # dc:date, and issued of Atom 0.3
_LINK = ("link", "guid", "id")
_AUTHOR = ("creator", "author")
_CATEGORY = ("category", "subject")
_ROOT = lazy_regex(rb"<((?:rss|(?:\w+:)?feed|rdf:RDF))(?:\s[^>]*)?>")
_ENTRY = lazy_regex(rb"<((?:\w+:)?(?:item|entry))[\s>]")
_ITEMS = lazy_regex(r'"items"\s*:\s*\[\s*')
_REFERENCE = lazy_regex(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:([A-Za-z][A-Za-z0-9]{1,31};)|(?!#\d+;|#x[\dA-Fa-f]+;))", re.S)
_NO_XML = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MEDIA = ("{http://search.yahoo.com/mrss", "{http://www.itunes.com/")  # their titles and texts are those of pictures
_OF_XML = (b"amp;", b"lt;", b"gt;", b"quot;", b"apos;")
_TAG = lazy_regex(r"<[^<>]*>")
_COMMA = lazy_regex(r"\s*,?\s*")


class Entry(NamedTuple):
    """One article as a feed has it; "" for what it does not say."""

    html: str
    title: str
    link: str
    date: str
    author: str
    categories: tuple[str, ...] = ()


class Feed(NamedTuple):
    entries: tuple[Entry | str, ...]  # what is wrong with a damaged one
    damage: str = ""  # why there may be more of them


@dataclass(frozen=True, slots=True)
class FeedEntry(Part):
    source: Source
    number: int

    def read(self) -> Bundle:
        feed = _opened(self.source, self.source.stamp())
        if self.number > len(feed.entries):
            raise UnreadableInput("no such entry in the feed; it changed since the run began, run again")
        entry = feed.entries[self.number - 1]
        if isinstance(entry, str):
            raise UnreadableInput(f"damaged entry: {entry}; {FETCH_AGAIN}")
        return as_post(entry)


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The entries of a feed, in its order."""
    name, relative, source, _ = container
    feed = _opened(source, source.stamp())
    for number in range(1, len(feed.entries) + 1):
        yield Input(f"{name}!{number}", f"{relative}/{number}", FeedEntry(source, number))
    if feed.damage:
        raise UnreadableInput(f"damaged feed after entry {len(feed.entries)}: {feed.damage}; {FETCH_AGAIN}")


def as_post(entry: Entry) -> Bundle:
    """An entry as a post: front matter, then its HTML. Raises `NotAnArticle` for one without HTML."""
    if "<" not in entry.html:
        raise NotAnArticle("an entry without the article's HTML; feeds of headlines hold no articles")
    front: dict[str, object] = {"title": entry.title, "author": entry.author, "date": entry.date}
    front["categories"] = list(entry.categories)
    lines = (
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items() if value or key == "title"
    )
    text = f"---\n{''.join(lines)}---\n<div>{entry.html}</div>\n"
    return Bundle(text.encode("utf-8", "replace"), web_address(entry.link), "utf-8")


@lru_cache(maxsize=1)
def _opened(source: Source, stamp: tuple[int, ...]) -> Feed:
    """Read once for all of its entries."""
    with source.open() as raw:
        data, damage = read_to_damage(packings.opened(raw), "in a feed")
    text = decode(data, choose_charset(data))
    is_json = text[:64].lstrip().startswith("{")
    feed = _read_json(text) if is_json else _read_xml(_NO_XML.sub("", text).encode())
    return feed._replace(damage=str(damage or feed.damage))


def _read_xml(data: bytes) -> Feed:
    """The entries of a feed; when something is wrong with it, each of them read by itself."""
    try:
        root = _parsed(data)
    except ValueError as error:
        start = _ROOT.search(data)
        if start is None or not (places := [match.start() for match in _ENTRY.finditer(data, start.end())]):
            raise UnreadableInput(f"damaged feed: {error}; {FETCH_AGAIN}") from None
        ends = [*places[1:], len(data)]
        entries = tuple(_apart(data, start, slice(*place)) for place in zip(places, ends, strict=True))
        return Feed(entries, "" if any(isinstance(entry, str) for entry in entries) else str(error))
    return Feed(tuple(_from_xml(e) for e in root.iter("{*}item", "{*}entry")))


def _parsed(data: bytes) -> _Element:
    """UTF-8, whatever it declares. Raises `ValueError`."""
    from lxml import etree  # only feeds need it here

    safely: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        return etree.fromstring(data, etree.XMLParser(encoding="utf-8", strip_cdata=True, **safely))
    except etree.XMLSyntaxError as error:
        mended = _REFERENCE.sub(_mended, data)
        if mended != data:
            return _parsed(mended)
        raise ValueError(str(error)) from None


def _mended(found: re.Match[bytes]) -> bytes:
    """``&#160;`` for HTML's ``&nbsp;``, which XML does not know, ``&amp;`` for ``&`` alone; CDATA as it is."""
    if found[0].startswith(b"<") or found[1] in _OF_XML:
        return found[0]
    characters = html5.get(found[1].decode(), "") if found[1] else ""
    return "".join(f"&#{ord(character)};" for character in characters).encode() or b"&amp;" + found[0][1:]


def _apart(data: bytes, start: re.Match[bytes], place: slice) -> Entry | str:
    """An entry of a damaged feed, or what is wrong with it; it needs the namespaces that the feed's first tag names."""
    piece, name = data[place], _ENTRY.match(data, place.start)
    closing = b"</%s>" % (name[1] if name else b"")
    end = piece.rfind(closing)
    if end < 0:
        return "the feed ends in it"
    try:
        root = _parsed(data[: start.end()] + piece[: end + len(closing)] + b"</%s>" % start[1])
    except ValueError as error:
        return str(error)
    return _from_xml(root[-1])


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _from_xml(entry: _Element) -> Entry:
    children: dict[str, list[_Element]] = {}
    for child in entry:
        if isinstance(child.tag, str) and not child.tag.startswith(_MEDIA):
            children.setdefault(_name(child), []).append(child)

    def first(names: tuple[str, ...]) -> str:
        texts = (_text(child) for name in names for child in children.get(name, ()))
        return next((text for text in texts if text), "")

    contents = (_html(child) for name in _CONTENT for child in children.get(name, ()))
    html = next((text for text in contents if text), "")
    categories = (_text(child) or child.get("term") or "" for name in _CATEGORY for child in children.get(name, ()))
    author = "、".join(filter(None, (_author(child) for name in _AUTHOR for child in children.get(name, ()))))
    named = tuple(filter(None, map(_one_line, categories)))
    title = first(_TITLE)
    if any(child.get("type") == "html" for child in children.get("title", ())):  # of Atom
        title = unescape(_TAG.sub("", title))
    return Entry(html, _one_line(title), _link(children), _one_line(first(_DATE)), _one_line(author), named)


def _text(element: _Element) -> str:
    return "".join(str(piece) for piece in element.itertext()).strip()


def _html(element: _Element) -> str:
    """The HTML of a content: escaped text, as nearly always, or Atom's XHTML as elements."""
    if not any(isinstance(child.tag, str) for child in element):
        return _text(element)
    from lxml import etree  # only feeds need it here

    inner = [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return (element.text or "") + "".join(inner)


def _link(children: dict[str, list[_Element]]) -> str:
    """Atom has it in an attribute, and links to other things too; an RSS guid is one unless it says that it is not."""
    for name in _LINK:
        for child in children.get(name, ()):
            is_own = child.get("rel", "alternate") == "alternate" and child.get("isPermaLink", "true") != "false"
            if is_own and (address := web_address(child.get("href") or _text(child))):
                return address
    return ""


def _author(element: _Element) -> str:
    """Atom has the name in an element of its own; RSS is meant to have ``a@b.cn (甲)``."""
    name = next((_text(child) for child in element if _name(child) == "name"), None) or _text(element)
    address, bracket, inside = name.partition("(")
    return inside.rstrip(") ") if bracket and "@" in address else name


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read_json(text: str) -> Feed:
    damage = ""
    try:
        feed = json.loads(text, strict=False)
        items = feed.get("items") if isinstance(feed, dict) else None
    except (ValueError, RecursionError) as error:
        items, damage = _items_before_damage(text), str(error)
    return Feed(tuple(map(_from_json, items)) if isinstance(items, list) else (), damage)


def _items_before_damage(text: str) -> list[Any]:
    items, start = [], _ITEMS.search(text)
    at = start.end() if start else len(text)
    decoder = json.JSONDecoder(strict=False)
    with suppress(ValueError, RecursionError):
        while True:
            item, at = decoder.raw_decode(text, at)
            items.append(item)
            at = _COMMA.match(text, at).end()  # type: ignore[union-attr]  # always matches
    return items


def _from_json(item: Any) -> Entry:
    """An item of a JSON Feed 1.0 or 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    item = item if isinstance(item, dict) else {}

    def text(key: str, values: Any = item) -> str:
        value = values.get(key) if isinstance(values, dict) else None
        return value if isinstance(value, str) else ""

    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    tags = item["tags"] if isinstance(item.get("tags"), list) else []
    return Entry(
        text("content_html"),
        _one_line(text("title")),
        (text("url") or text("id")).strip(),
        _one_line(text("date_published") or text("date_modified")),
        _one_line("、".join(filter(None, (text("name", author) for author in authors or ())))),
        tuple(_one_line(tag) for tag in tags if isinstance(tag, str)),
    )
