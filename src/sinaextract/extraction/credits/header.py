"""What a page states beside its text: the medium in its header and that medium's link, its author, its editor line."""

from __future__ import annotations

from collections.abc import Iterable

from ...reading.feed_export import one_line
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.addresses import web_address, with_scheme
from ...text.patterns import lazy_regex
from ...text.times import without_dates
from ...text.whitespace import clean_address, collapse
from ..templates.family import Family
from .authors import authors_of
from .people import read_people
from .roles import ROLE_OF
from .segments import read_line
from .words import split_words

_HEADER_LABEL = lazy_regex(r"^.*?(?:出处|机构)\s*[:：]\s*")  # no labels of a line in the text
_LONGEST = 300  # characters of a header or a list of researchers
_SITE = lazy_regex(r"(?<!\S)https?://[\w.]+/?(?!\S)")  # http://www.sina.com.cn beside the medium is no credit


def header_medium(places: Iterable[Element]) -> tuple[str | None, str | None]:
    """Name and link of the medium in the family's own ``places`` for it; ``(None, None)`` where they credit none."""
    for element in places:
        found = _read(element)
        if found[0]:
            return found
    return None, None


def header_line(places: Iterable[Element]) -> str:
    """The header's line where it credits people beside the medium: 来源：某报 作者：甲 编辑：乙; else empty."""
    for element in places:
        text = collapse(without_dates(visible_text(element)))[:_LONGEST]
        if any(segment.mark and segment.role.kind in ("author", "editor") for segment in read_line(text).segments):
            return text
    return ""


def listed_researchers(page: Page, family: Family) -> tuple[str, ...]:
    """Names that a research report lists apart from its text: 研究员：甲 乙."""
    texts = (visible_text(element).split("：")[-1] for element in page.elements.find(family.researchers))
    names = (name for text in texts for name in read_people(split_words(text[:_LONGEST]), ROLE_OF["作者"]).names)
    return tuple(dict.fromkeys(names))


def editor_lines(page: Page, family: Family, body: Element) -> tuple[str, ...]:
    """The editor line that stands beside the body, not in it."""
    line = page.elements.first(family.editor)
    return (visible_text(line),) if line is not None and body not in line.iterancestors() else ()


def declared_author(page: Page, family: Family) -> str | None:
    """Front matter ``author``, ``article:author``, a blog's owner."""
    if page.front:
        return collapse(one_line(page.front.get("author"))) or None
    named = page.elements.first(family.author)
    return (visible_text(named) if named is not None else None) or page.meta("article:author")


def _read(element: Element) -> tuple[str | None, str | None]:
    links = [element] if element.tag == "a" else list(element.iter("a"))
    text = visible_text(element)
    undated = without_dates(text) if links else ""
    credit = _credit(undated)
    people = authors_of(undated[:_LONGEST])[0] if links and element.tag != "a" else ()
    named = ((visible_text(a), a) for a in links if not _is_weibo(a))
    media = [
        (name, a) for name, a in named if name and name in credit and name not in people and not _SITE.fullmatch(name)
    ]
    if media:
        return _name(media[0][0]), _href(media[0][1])
    for link in links:  # a weibo link inside #media_name is not part of the name
        if label := visible_text(link):
            text = text.replace(label, " ", 1)
    return _name(without_dates(text)), None


def _name(text: str) -> str | None:
    """The medium in a header's text."""
    text = collapse(_SITE.sub("", _credit(text))).strip(" :：|丨")
    return text or None


def _credit(text: str) -> str:
    """The part of a header's text that names the medium: what follows 来源：, else all of it, up to the next label
    (作者：, 上传者：)."""
    text = _HEADER_LABEL.sub("", collapse(text)[:_LONGEST])
    marked = [segment for segment in read_line(text).segments if segment.mark]
    source = next((segment for segment in marked if segment.role.kind == "source"), None)
    if source:
        return text[source.start : source.end]
    return text[: marked[0].opens] if marked else text


def _href(link: Element) -> str | None:
    return web_address(with_scheme(clean_address(link.get("href") or "")))


def _is_weibo(link: Element) -> bool:
    """The medium's Weibo card: ``<a id=media_weibo class=weibo-card…>微博</a>``, older ones without either."""
    if visible_text(link).strip("[]［］【】()（） ") == "微博":
        return True
    return "weibo" in (link.get("id") or "") or "weibo-card" in (link.get("class") or "")
