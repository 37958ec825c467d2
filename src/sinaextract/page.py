"""Page: decoded text and the parsed tree. The only module that picks a parser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from .css import Element, Index
from .decode import decode
from .errors import NotAnArticle, NotAPage
from .saved import undo_saving
from .sources.post import split_post
from .tolerant import parse_tolerantly
from .whitespace import clean_characters, collapse

_TAG = re.compile(r"<[a-zA-Z!/]")
_NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Page:
    text: str  # decoded HTML (of a post: what follows the front matter)
    encoding: str  # charset really used
    saved_url: str | None  # the address that the way of saving states (browser, archive, crawler)
    given_url: str | None  # the address the caller fetched the page from
    front: Mapping[str, object]  # front matter of a post, else empty
    index: Index
    metas: Mapping[str, str]  # <meta name|property> in lower case -> content, the first one of a name
    warnings: tuple[str, ...]

    def meta(self, *names: str) -> str | None:
        """Content of the first of ``names`` that is there and not empty."""
        return next((value for name in names if (value := self.metas.get(name))), None)


def open_page(data: bytes, url: str | None = None, encoding: str | None = None, tolerant: bool = False) -> Page:
    """Decode and parse a page. ``tolerant`` picks the second parser from the start.

    Raises `NotAnArticle` for what holds no HTML, `UnreadableInput` for a bad codec.
    """
    if not data.strip():
        raise NotAnArticle("the file is empty")
    if kind := _binary_kind(data):
        raise NotAPage(f"not HTML: looks like {kind}")
    decoded = decode(data, encoding)
    post = split_post(decoded.text)
    saved = undo_saving(post.html if post else decoded.text)
    if not _TAG.search(saved.html):
        raise NotAPage("not HTML: no tag in it")
    root = None if tolerant else parse_html(saved.html)
    warnings = post.warnings if post else ()
    if root is None:
        root = parse_tolerantly(saved.html)
        warnings = (*warnings, "markup nested too deep or too broken; read with the tolerant parser")
    index = Index(root)
    return Page(
        text=saved.html,
        encoding=decoded.encoding,
        saved_url=saved.url,
        given_url=url,
        front=post.front if post else _NOTHING,
        index=index,
        metas=_metas(index),
        warnings=warnings,
    )


def parse_html(html: str) -> Element | None:
    """The tree of a page or fragment, its root ``<html>``; None when libxml2 gave up before the end."""
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True)
    root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    if root is None or any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return None
    return root


def visible_text(element: Element) -> str:
    """All text below ``element``, scripts, styles and comments apart, white space collapsed."""
    return collapse("".join(_texts(element)))


def spaced_text(element: Element) -> str:
    """As `visible_text`, with a space between the texts of different elements."""
    return collapse(" ".join(_texts(element)))


def _texts(element: Element) -> list[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template"):
        return []
    parts = [element.text or ""]
    for child in element:
        parts += _texts(child)
        parts.append(child.tail or "")
    return parts


def _metas(index: Index) -> Mapping[str, str]:
    metas: dict[str, str] = {}
    for element in index.by_tag.get("meta", ()):
        name = element.get("name") or element.get("property") or element.get("http-equiv")
        content = clean_characters(element.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
)


def _binary_kind(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and data[:4096].count(b"\0") > 8:
        return "binary data"
    return None
