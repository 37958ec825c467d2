"""What markup with a tag too many or too few does to an article's body, and what can be made good of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..article import doubts
from ..reading.fast_path import PROSE
from ..reading.page import Page
from ..reading.partial_index import PartialIndex
from ..reading.raw_markup import RAW_ELEMENTS
from ..reading.selectors import Element, attributes_of
from ..reading.tree_text import append_text
from ..reading.visible_text import UNSEEN, linked_length, visible_text
from ..text.patterns import lazy_regex
from ..text.typography import INDENT, SENTENCE_END
from ..text.whitespace import clean_characters, squeeze
from .elements import BEFORE_ROWS, CELLS, HEADINGS, ROW_GROUPS

_BOXES = frozenset("div section table ul dl form".split())  # of the site, behind a body
_PARTS_OF_TABLES = {
    "tr": CELLS,
    **dict.fromkeys(ROW_GROUPS, ("tr",)),
    "table": ("tr", *ROW_GROUPS, *BEFORE_ROWS),
}
_LEAST = 12  # characters that may be an article's
_LONG = 30  # characters; a sentence of an advert is shorter
_PARAGRAPHS = lazy_regex(r"</?(?:p|br|div)[\s/>]", re.I)
_PROSE_FIRST = lazy_regex(r"\s*(?:</?[a-z]|[\u3000\u4e00-\u9fff])", re.I)  # no script begins so
_TAG = lazy_regex(r"<[^<>]*>")
_ODD_NAMES = etree.XPath(
    "boolean(descendant::*[contains(name(), '<')] or descendant::*/@*[contains(., '<') or contains(name(), '<')])"
)
_OPEN_END = lazy_regex(rb"</\w+(?=[^>\w])([^<>]*[\x80-\xff][^<>]*)")  # </b　　甲。<p>


def take_in_the_rest(body: Element) -> tuple[str, ...]:
    """Put back into ``body`` what an end tag too many left outside; the warning that says so.

    ``<div id="artibody"><p>甲</p></div><p>乙</p></div>``: browsers show 乙 in its place, and no reader sees that it is
    not the body's. What the site puts behind a body has an id or a class, so that bare text or a paragraph without
    them, or with a class that the body's own have, is the article's where it comes first.
    """
    own = frozenset(paragraph.get("class") for paragraph in body.iter("p")) | {None}
    if (before := _last_before_prose(body, own)) is None:
        return ()
    rest = _rest(before, own)
    shown = "".join((visible_text(node) if _is_prose(node, own) else "") + (node.tail or "") for node in rest)
    if (count := len(squeeze((before.tail or "") + shown))) < _LEAST:
        return ()
    if tail := before.tail:
        before.tail = None
        append_text(body, body[-1] if len(body) else None, tail)
    body.extend(rest)
    return (doubts.ENDED_EARLY.says(f"{count:,}"),)


def _last_before_prose(body: Element, own: frozenset[str | None]) -> Element | None:
    """The element whose end tag, maybe with those of the boxes around it, stands before bare text or a paragraph."""
    node: Element | None = body
    while node is not None and not squeeze(node.tail or ""):
        for following in node.itersiblings():
            if _is_prose(following, own) or squeeze(following.tail or ""):
                return node
            if _shows_text(following) and not _is_out_of_place(following):
                return None
        node = node.getparent()
    return node


def _is_out_of_place(node: Element) -> bool:
    """It stands among rows or cells and is none, as nothing does but what a cell closed early has lost: of
    ``<td>甲</td><table>…</table><p>乙</p></td></tr>`` the advert's table is no end of the article."""
    parent = node.getparent()
    return parent is not None and node.tag not in _PARTS_OF_TABLES.get(parent.tag, (node.tag,))


def _shows_text(node: Element) -> bool:
    """Told at the first text met; all that a box of comments holds would be much."""
    return any(
        (isinstance(element.tag, str) and element.tag not in UNSEEN and squeeze(element.text or ""))
        or (element is not node and squeeze(element.tail or ""))
        for element in node.iter()
    )


def _rest(before: Element, own: frozenset[str | None]) -> list[Element]:
    """Its following siblings, to the last that is prose and what is no box of the site's behind that."""
    found = list(before.itersiblings())
    last = max((at for at, node in enumerate(found) if _is_prose(node, own) or squeeze(node.tail or "")), default=-1)
    while last + 1 < len(found) and found[last + 1].tag not in _BOXES:
        last += 1
    return found[: last + 1]


def _is_prose(node: Element, own: frozenset[str | None]) -> bool:
    if node.tag not in PROSE or node.get("id") is not None or node.get("class") not in own:
        return False
    return len(visible_text(node)) > linked_length(node)


def let_out(box: Element) -> None:
    """Put the article's paragraphs behind ``box``, one of the site's that took them in since it is not closed:
    ``<div class="app-kaihu-qr"><img><p>　　甲。</p><p>　　乙。</p>``, to the end of the body."""
    prose = [paragraph for paragraph in box.iter("p") if _is_sentence(paragraph)]
    if (len(prose) < 2 and not (prose and _is_indented(prose[0]))) or all(map(_has_link, prose)):
        return
    first = prose[0]
    while (before := first.getprevious()) is not None and before.tag in PROSE and _is_heading(before):
        first = before
    behind = [first, *first.itersiblings()]
    behind[-1].tail, box.tail = clean_characters((behind[-1].tail or "") + (box.tail or "")), None
    for node in reversed(behind):
        box.addnext(node)


def _is_sentence(paragraph: Element) -> bool:
    text = squeeze(visible_text(paragraph))
    linked = sum(len(squeeze(visible_text(a))) for a in paragraph.iter("a"))
    is_long = len(text) >= _LONG or (bool(text) and _is_indented(paragraph))
    return is_long and text[-1:] in SENTENCE_END and linked * 2 <= len(text)


def _is_heading(node: Element) -> bool:
    return (node.tag in HEADINGS or _is_indented(node)) and not _has_link(node)


def _has_link(node: Element) -> bool:
    return next(node.iter("a"), None) is not None


def _is_indented(paragraph: Element) -> bool:
    return "".join(map(str, paragraph.itertext())).lstrip("\r\n\t ").startswith(INDENT)


def swallowed(page: Page, body: Element) -> Iterator[str]:
    """Warnings of what hides a part of the article up to another's end: comments, raw elements and tags in ``body``
    that do not end.

    A page that was read in part has none of the latter in its article: the fast path looks for them.
    """
    for node in body.iter(*RAW_ELEMENTS, etree.Comment):
        text = node.text or ""
        if _PARAGRAPHS.search(text) and _is_unclosed(node, text):
            yield from _hidden(f"<{node.tag}>" if isinstance(node.tag, str) else "comment", _TAG.sub("", text))
    if isinstance(page.elements, PartialIndex) or not (_has_odd_marks(page.raw) if page.front else _ODD_NAMES(body)):
        return
    within = "".join(text for element in body.iter(etree.Element) for text in _texts_within_tag(element))
    if page.front:  # a post is its article; in a page's scripts there is much of this kind
        within += "".join(tag.decode(page.charset, "replace") for tag in _OPEN_END.findall(page.raw))
    yield from _hidden("tag", _TAG.sub("", within))


def _hidden(what: str, text: str) -> Iterator[str]:
    if (count := len(squeeze(text))) >= _LEAST:
        yield doubts.SWALLOWED.says(what, f"{count:,}")


def _has_odd_marks(html: bytes) -> bool:
    return any(html.count(mark) % 2 for mark in (b'"', b"'")) or html.count(b"<") != html.count(b">")


def _texts_within_tag(element: Element) -> Iterator[str]:
    """``<p　　甲。</p>`` is one tag, and ``<p class="a>　　甲。</p><p class="b">`` another, whose value ends in =. In
    that of ``<a href="b.cn>甲</a>乙</p><p>他说"`` a tag ends before one begins."""
    if not element.tag.isascii():
        yield element.tag
    for name, value in attributes_of(element).items():
        if not name.isascii():
            yield name
        if "<" in value and not value.isascii():
            first = value.find(">")
            if value.endswith("=") or first < 0 or ("</" in value and first < value.find("<")):
                yield value


def _is_unclosed(node: Element, text: str) -> bool:
    """``<!-- 甲<p>乙</p><!-- 正文 end -->``, ``<style><p>甲</p>``; templates in scripts say what they are."""
    if not isinstance(node.tag, str):
        return "<!--" in text
    if node.tag == "script":
        return "javascript" in (node.get("type") or "javascript") and _PROSE_FIRST.match(text) is not None
    return True
