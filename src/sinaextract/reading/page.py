"""Page: decoded text and the parsed tree. The only module that picks a parser."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from ..article.article import Reading
from ..article.doubts import TOLERANT_PARSER
from ..errors import NotAnArticle, NotAPage
from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from ..text.whitespace import collapse
from .charset import GB18030, UTF8, choose_charset, decode, decode_as
from .fast_path import FastPathMarks, reduce_page
from .feed_export import Value, may_be_post, split_post
from .file_end import end_mark
from .glued import refuse_glued_pages, refuse_glued_posts
from .partial_index import Incomplete, PartialIndex
from .saved_copies import HEAD, needs_undoing, states_address, undo_saving
from .selectors import Element, Index

# A page in UTF-16, or one that holds NULs: a disk that filled up or was cut off leaves blocks of them.
_MARKUP_WITH_NULS = lazy_regex(rb"\xff\xfe|\xfe\xff|(?:\xef\xbb\xbf)?[\0\s]*(?:<|---)")
_STRAY_END = "Unexpected end tag : p"  # libxml2's words
_TAG = lazy_regex(rb"<[a-zA-Z!/]")
# libxml2 drops whatever follows </html>, and takes what follows </body> out of its containers; browsers do neither.
_PAGE_END = lazy_regex(rb"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])\s*>")
_MAY_BREAK = lazy_regex(rb"</?(?:wbr|WBR)\s*/?>")  # a place, which libxml2 takes for an element around what follows


class Page(NamedTuple):
    raw: bytes  # the page in an ASCII-compatible charset (of a post: what follows the front matter)
    charset: str  # of ``raw``
    encoding: str  # charset that the page was saved in
    saved_url: str | None  # the address that the way of saving states (browser, archive, crawler)
    given_url: str | None  # the address the caller fetched the page from
    front: Mapping[str, Value]  # front matter of a post, else empty
    elements: Index
    metas: Mapping[str, str]  # <meta name|property> in lower case -> content as written, the first one of a name
    warnings: tuple[str, ...]
    reading: Reading
    is_marked: bool  # the page's own end was not saved: `ends_within` tells whether the article's was

    def meta(self, *names: str) -> str | None:
        """Content of the first of ``names`` that is there and not empty."""
        for name in names:
            if value := collapse(self.metas.get(name, "")):
                return value
        return None


class _Source(NamedTuple):
    """A page's bytes before parsing, and what was learned on the way to them."""

    raw: bytes
    charset: str  # of ``raw``
    encoding: str  # charset of the bytes as saved
    url: str | None = None
    front: Mapping[str, Value] = MappingProxyType({})
    warnings: tuple[str, ...] = ()


def open_page(
    data: bytes,
    url: str | None = None,
    encoding: str | None = None,
    reading: Reading = "whole",
    marks: FastPathMarks | None = None,
    stated_encoding: str | None = None,
) -> Page:
    """Decode and parse a page: all of it, only what `reduce_page` finds by ``marks``, or all with the tolerant parser.

    Raises `NotAnArticle` for what holds no HTML, or several pages, `UnreadableInput` for a bad codec, `Incomplete` when
    libxml2 gives up before the end. A reduced page may raise `Incomplete` whenever it is asked something.
    """
    if not data or data.isspace():
        raise NotAnArticle("the file is empty; save the page again")
    if kind := _binary_kind(data):
        raise NotAPage(f"not HTML: looks like {kind}")
    source = _source(data, encoding, stated_encoding)
    if not _TAG.search(source.raw):
        raise NotAPage("not HTML: no tag in it; save the page as HTML, not as text")
    warnings = source.warnings
    index: Index | None = None
    mark = b""
    if reading == "reduced" and marks and not source.front:
        index = _partial_index(source, marks)
    if index is None:
        if reading != "tolerant":  # tried last
            refuse_glued_pages(source.raw)
        mark = end_mark(source.raw)
        if reading == "tolerant":
            from .tolerant_parser import parse_tolerantly  # few pages need it

            index = Index(parse_tolerantly(decode_as(source.raw + mark, source.charset)))
            warnings = (*warnings, TOLERANT_PARSER.says())
        else:
            index = Index(_parse(source.raw + mark, source))
    raw, charset, encoding, saved_url, front, _ = source
    return Page(raw, charset, encoding, saved_url, url, front, index, _metas(index), warnings, reading, bool(mark))


def _partial_index(source: _Source, marks: FastPathMarks) -> Index | None:
    """The fast path; None where only the whole page will do."""
    reduced = reduce_page(source.raw, marks)
    if reduced is None:
        return None
    refuse_glued_pages(reduced.left_out.after)  # before that stands no page's end, or it would not have been reduced
    return PartialIndex(_parse(reduced.html, source), reduced.left_out, reduced.body_ids)


def _source(data: bytes, encoding: str | None, stated: str | None) -> _Source:
    """The page's bytes without front matter and what saving wrote into them."""
    charset = choose_charset(data, encoding, stated)
    if b"\0" in data and not charset.name.startswith("utf-16"):
        data = data.replace(b"\0", b"")  # a NUL shows nothing; parsers stop at it or put U+FFFD for it
    doubts = (charset.doubt,) if charset.doubt else ()
    head = data[charset.bom : charset.bom + HEAD]
    if charset.name in (UTF8, GB18030) and not needs_undoing(head, data) and not may_be_post(head):
        url = undo_saving(decode_as(head, charset.name)).url if states_address(head) else None
        return _Source(data[charset.bom :], charset.name, charset.name, url, warnings=doubts)
    text = decode(data, charset)
    if may_be_post(head):
        refuse_glued_posts(text)
    if post := split_post(text):  # written by an exporter: no browser or archive ever saved it
        raw = post.html.encode("utf-8", "replace")
        return _Source(raw, UTF8, charset.name, None, post.front, (*doubts, *post.warnings))
    saved = undo_saving(text)
    return _Source(saved.html.encode("utf-8", "replace"), UTF8, charset.name, saved.url, warnings=doubts)


def _parse(html: bytes, source: _Source) -> Element:
    html = _PAGE_END.sub(b"", html)
    if b"<wbr" in html or b"<WBR" in html:  # blogs have hundreds
        html = _MAY_BREAK.sub(b"", html)
    if source.charset != UTF8 or not _is_utf8(html):
        html = decode_as(html, source.charset).encode("utf-8", "replace")
    if (root := parse_html(html)) is None:
        raise Incomplete("libxml2 gave up before the end")
    return root


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def parse_html(html: bytes) -> Element | None:
    """The tree of UTF-8 ``html``, its root ``<html>``; None when libxml2 gave up before the end.

    Raises `MemoryError` also where libxml2 calls it a syntax error.
    """
    root, said = _parse_once(html)
    if _STRAY_END not in said:
        return root
    from .stray_ends import settle_marks, with_marks  # most pages have none

    if (marked := with_marks(html)) is not None:
        root, _ = _parse_once(marked)
        if root is not None:
            settle_marks(root)
    return root


def _parse_once(html: bytes) -> tuple[Element | None, set[str]]:
    """The tree, and what libxml2 says of the markup."""
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        root = etree.fromstring(html, parser)
    except etree.XMLSyntaxError as error:
        raise MemoryError if error.code == etree.ErrorTypes.ERR_NO_MEMORY else error from None  # type: ignore[attr-defined]
    said = {error.message for error in parser.error_log}
    gave_up = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return None if gave_up else root, said


def _metas(index: Index) -> Mapping[str, str]:
    """The page's own metadata stands before its first ``h1``, whatever else widgets and comments bring along."""
    metas: dict[str, str] = {}
    for element in index.root.iter("meta", "h1"):
        if element.tag == "h1":
            break
        name = element.get("name") or element.get("property") or element.get("http-equiv")
        content = element.get("content")
        if name and content and not content.isspace():
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
    if b"\0" in data[:4096] and data[:4096].count(b"\0") > 8 and not _MARKUP_WITH_NULS.match(data):
        return "binary data"
    return None
