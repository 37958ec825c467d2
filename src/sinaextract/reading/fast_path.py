"""The fast path: the few kilobytes of a page that hold head and article, located in the bytes.

`reduce_page` is the only function that decides whether a page can be read from less than all of it. It walks the bytes
once, stepping over comments, scripts and other raw text, finds the marks of the large families (``main-title``,
``artibodyTitle``; `FastPathMarks`), and gives back the slices that matter. Whatever is unclear (unclosed comments,
stray table tags in the body, a body that does not close) gives None, and the whole page is parsed.

What is left out goes into the `PartialIndex`, which refuses to answer where it could matter.
"""

from __future__ import annotations

import re
from functools import cache

from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from .partial_index import LeftOut
from .raw_markup import CODE, OPAQUE, end_of_tag, has_plain_tags, is_plain, stretches, without

# Tags that decide where the body ends; libxml2 lets table tags and the page's own close a div from inside.
_STRUCTURE = lazy_regex(
    rb"<(/?)(?=[bdhptBDHPT])((?i:div|table|tr|td|th|tbody|thead|tfoot|body|html|head|plaintext))(?=[\s/>])"
)
_PAGE_PART = lazy_regex(rb"<(?=[mM/])(?i:meta|/body|/html)(?=[\s/>])")
_NOT_HEAD = lazy_regex(rb"<(?!/?(?:meta|title|link|base|head)\b|html\b|[!?])")
_NOT_INLINE = lazy_regex(rb"<(?!/?(?:a|b|br|div|em|font|h1|h2|i|img|p|span|strong)\b|!)")
_TOKEN = lazy_regex(rb"<(/?)(\w+)([^>]*)>|[^<]+")
_BLANK = lazy_regex(rb"(?:\s|&nbsp;|\xe3\x80\x80|\xc2\xa0|\xa1\xa1)+")
# Elements that hold an article's text without the site's giving them a name.
PROSE = frozenset("p br b strong font h2 h3 h4 h5 h6 blockquote".split())
_PROSE = frozenset(name.encode() for name in PROSE)
_VOID = frozenset(b"br hr img input link meta".split())
_CLASS = lazy_regex(rb"""\b(?i:class)\s*=\s*["']?([^"'\s>]+)""")
_ID = lazy_regex(rb"\b(?i:id)\s*=")
_TAG_NAME = lazy_regex(rb"<([a-z][a-z0-9]*)[\s>]")
_DIV = lazy_regex(rb"<div\s")
_IN_TABLES = frozenset({b"tr", b"td", b"th", b"tbody", b"thead", b"tfoot"})
_BEFORE_NAME = frozenset((b'"', b"'", b"="))
_AFTER_NAME = frozenset((b'"', b"'", b">", b" "))
_NEAR_TITLE = 16_384  # bytes before the title in which the breadcrumb is looked for
_FAR_AFTER = 16_384  # bytes after the body in which a text that goes on is looked for
_FAR_TRAILER = 8_192  # likewise editor line and keyword block
_DEEPEST = 32  # nested divs; libxml2 stops at 256 elements, counted from the root
_LONGEST_HEAD = 16_384  # bytes in which its last meta is looked for; what follows may have none
_GAP = 16  # bytes of white space that may stand before an attribute's value
_LEAST = 8_192  # smaller pages are parsed whole: nothing to gain


class Layout(NamedTuple):
    """How the pages with one headline are told by their bytes; made from the families that have it.

    All are ids and classes, but for ``after``, where the values of other attributes will do too.
    """

    headline: bytes  # of its <h1>
    bodies: tuple[bytes, ...]  # ids that the body's <div> may have
    trails: tuple[bytes, ...]  # of breadcrumbs, which stand before the headline
    tools: tuple[bytes, ...]  # of buttons between date and body, which nothing is read from
    after: tuple[bytes, ...]  # of what is read after the body: editor line, keywords, address


FastPathMarks = tuple[Layout, ...]


class Reduced(NamedTuple):
    html: bytes  # head and article
    left_out: LeftOut
    body_ids: tuple[str, ...]


def reduce_page(data: bytes, marks: FastPathMarks) -> Reduced | None:
    """The slices of a page that hold its head and article, or None when only the whole page will do."""
    if len(data) < _LEAST:
        return None
    head = _head(data)
    title = _title(data, marks, head[1]) if head else None
    if head is None or title is None:
        return None
    head_end = head[1]
    layout, title_at = title
    body = _body(data, layout.bodies, title_at)
    if body is None or _goes_on(data, *body):
        return None
    start = _start_of_area(data, layout.trails, head_end, title_at)
    tools = _start_of_tools(data, layout.tools, title_at, body[0])
    trailer, end = _trailer(data, layout.after, body[1])
    area = without(CODE, data, start, tools)
    other = without(CODE, data, tools, body[0])
    before = _markup_before(data, head_end, start)
    if area is None or other is None or before is None:
        return None
    if any(_may_lie_in_a_tag(data, head_end, offset) for offset in {start, title_at, tools, *body, end}):
        return None
    if not _is_closed(data, title_at, tools):
        return None
    if not all(has_plain_tags(data, *part) for part in ((start, tools), (tools, body[0]), body, (body[1], end))):
        return None
    kept = (head[0], area, data[body[0] : body[1]], trailer)
    if _is_doubtful(*kept) or _PAGE_PART.search(area) or _PAGE_PART.search(other):
        return None
    if any(_has_id(part, layout.bodies) for part in (trailer, area)):
        return None  # another body, of which the slice may hold a part
    html = b"".join((head[0], b"</head><body>", *kept[1:]))
    left_out = LeftOut(before + other, after=data[end:])
    return Reduced(html, left_out, tuple(name.decode() for name in layout.bodies))


def _markup_before(data: bytes, start: int, stop: int) -> bytes | None:
    """What of it is markup. None when a comment, a raw element or a value that does not end may go on into the
    article, or when a part of the head or the page's end stands there."""
    markup = without(OPAQUE, data, start, stop)
    if markup is None or _PAGE_PART.search(markup):
        return None
    if not is_plain(markup) and any(_may_lie_in_a_tag(data, *stretch) for stretch in stretches(data, start, stop)):
        return None  # a value may swallow where a comment or script begins
    return markup


def _may_lie_in_a_tag(data: bytes, start: int, offset: int) -> bool:
    """A tag that begins after ``start`` may still be open at ``offset``, there or within an attribute's value.

    An open value holds no quotation mark of its kind, so the last one before ``offset`` would be the one that opens it.
    """
    if data.rfind(b"<", start, offset) > data.rfind(b">", start, offset):
        return True
    marks = (data.rfind(mark, start, offset) for mark in (b'"', b"'"))
    return any(mark >= 0 and data[max(start, mark - _GAP) : mark].rstrip().endswith(b"=") for mark in marks)


def _is_doubtful(head: bytes, area: bytes, body: bytes, trailer: bytes) -> bool:
    """Something in the slices may reach out of them, as far as counts can tell."""
    if head.count(b'"') % 2:
        return True  # a quotation mark that does not close may swallow tags
    if area.count(b"<span") != area.count(b"</span") or area.count(b"<a ") != area.count(b"</a"):
        return True
    open_paragraphs = trailer.count(b"<p>") + trailer.count(b"<p ") > trailer.count(b"</p")
    return open_paragraphs or _NOT_HEAD.search(head) is not None


def _head(data: bytes) -> tuple[bytes, int] | None:
    """The head's markup up to its last ``meta``, without raw elements, and where that ends."""
    first_body = data.find(b"<body", 0, _LONGEST_HEAD)
    last_meta = data.rfind(b"<meta", 0, first_body if first_body >= 0 else _LONGEST_HEAD)
    end = end_of_tag(data, last_meta) if last_meta >= 0 else -1
    if end < 0:
        return None
    head = without(OPAQUE, data, 0, end)
    return (head, end) if head is not None else None


def _title(data: bytes, marks: FastPathMarks, head_end: int) -> tuple[Layout, int] | None:
    """The first headline tag of a large family: what goes with it, and where the tag starts."""
    at = head_end
    while (at := data.find(b"<h1 ", at)) >= 0:
        if match := _title_pattern(marks).match(data, at):
            return next(layout for layout in marks if layout.headline == match[1]), at
        at += 3
    return None


@cache
def _title_pattern(marks: FastPathMarks) -> re.Pattern[bytes]:
    """``<h1 class="main-title">``, ``<h1 id=artibodyTitle pid=31>``"""
    names = b"|".join(re.escape(layout.headline) for layout in marks)
    return re.compile(rb"""<h1[^>]{0,200}?["'=](%b)["'\s>]""" % names)


def _has_id(markup: bytes, ids: tuple[bytes, ...]) -> bool:
    """An element has one of ``ids``; the words are looked for first, which is ten times faster."""
    there = [name for name in ids if name in markup]
    ends = (name + end for name in there for end in (b'"', b"'", b">", b" "))
    return any(word in markup for word in ends) and _id_pattern(ids).search(markup) is not None


@cache
def _id_pattern(ids: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """``id="artibody"``, however it is quoted."""
    return re.compile(rb"""\bid\s*=\s*["']?\s*(?:%b)["'\s>]""" % b"|".join(map(re.escape, ids)))


def _body(data: bytes, ids: tuple[bytes, ...], title_at: int) -> tuple[int, int] | None:
    """Start and end of the body's ``div``: the first element after the title that has one of the ``ids``."""
    quoted = tuple(b'"%b"' % name for name in ids)
    at = title_at
    while (at := data.find(b'id="', at + 1)) >= 0:
        if data.startswith(quoted, at + 3):
            break
    start = data.rfind(b"<", title_at, at) if at >= 0 else -1
    if start < 0 or not _DIV.match(data, start):
        return None
    end = _closing_div(data, start)
    return (start, end) if end is not None else None


def _closing_div(data: bytes, start: int) -> int | None:
    """The end of the ``div`` that starts at ``start``; None unless divs and tables in it nest without doubt."""
    depth = tables = 0
    for begin, stop in stretches(data, start, len(data)):
        if begin < 0:
            return None
        for match in _STRUCTURE.finditer(data, begin, stop):
            step, name = (-1 if match[1] else 1), match[2].lower()
            if name == b"table":
                tables += step
            elif name == b"div" and not tables:
                depth += step
            elif name not in _IN_TABLES or not tables:
                return None
            if tables < 0 or depth > _DEEPEST:
                return None
            if depth == 0:
                return end_of_tag(data, match.end()) if not tables else None
    return None


def _goes_on(data: bytes, body_start: int, body_end: int) -> bool:
    """The first text behind the body, or behind the first element there that shows some, could be the body's own."""
    depth, has_shown = 0, False
    for begin, stop in stretches(data, body_end, min(len(data), body_end + _FAR_AFTER)):
        for token in _TOKEN.finditer(data, max(begin, 0), stop):
            name = token[2] and token[2].lower()
            if name is None:
                if _BLANK.fullmatch(token[0]):
                    continue
                if depth == 0:
                    return True
                has_shown = True
            elif token[1]:
                depth = max(depth - 1, 0)
            elif depth == 0 and has_shown:
                return False
            elif depth == 0 and _may_be_prose(name, token[3], data[body_start:body_end]):
                return True
            else:
                depth += name not in _VOID
    return False


def _may_be_prose(name: bytes, attributes: bytes, body: bytes) -> bool:
    if name not in _PROSE or _ID.search(attributes):
        return False
    of_class = _CLASS.search(attributes)
    return of_class is None or of_class[1] in body


def _start_of_area(data: bytes, trails: tuple[bytes, ...], head_end: int, title_at: int) -> int:
    """The tag of the first breadcrumb that is plain to see; else of the title."""
    near = max(head_end, title_at - _NEAR_TITLE)
    found = sorted(at for name in trails if (at := _find_name(data, name, near, title_at)) >= 0)
    starts = (data.rfind(b"<", head_end, at) for at in found)
    for at in starts:
        if at >= 0 and _is_closed(data, at, title_at) and _is_simple(data, at) and has_plain_tags(data, at, title_at):
            return at
    return title_at


def _start_of_tools(data: bytes, tools: tuple[bytes, ...], title_at: int, body_start: int) -> int:
    """The tag of the buttons between date and body, which nothing is read from; else the body."""
    found = [at for name in tools if (at := _find_name(data, name, title_at, body_start)) >= 0]
    return data.rfind(b"<", title_at, min(found)) if found else body_start


def _find_name(data: bytes, name: bytes, start: int, stop: int) -> int:
    """Where ``name`` stands first as an id or as an element's first class: ``class="bread"``, not ``"breadcrumb"``."""
    at = start - 1
    while (at := data.find(name, at + 1, stop)) >= 0:
        if data[at - 1 : at] in _BEFORE_NAME and data[at + len(name) : at + len(name) + 1] in _AFTER_NAME:
            break
    return at


def _is_closed(data: bytes, start: int, stop: int) -> bool:
    """The element that starts at ``start`` ends before ``stop``; nothing starts at ``stop`` itself."""
    if start >= stop:
        return True
    name = _TAG_NAME.match(data, start)
    if name is None:
        return False
    if name[1] == b"div":
        end = _closing_div(data, start)
        return end is not None and end <= stop
    closing = data.find(b"</" + name[1], start, stop)
    return closing >= 0 and all(data.find(tag, start + 1, closing) < 0 for tag in (b"<div", b"<h1", b"<!--"))


def _is_simple(data: bytes, start: int) -> bool:
    """The breadcrumb that starts at ``start`` holds nothing but text, links and inline markup."""
    end = _closing_div(data, start) if data.startswith(b"<div", start) else data.find(b"</p", start)
    return end is not None and end >= 0 and _NOT_INLINE.search(data, start, end) is None


def _trailer(data: bytes, words: tuple[bytes, ...], body_end: int) -> tuple[bytes, int]:
    """The markup after the body up to editor line and keyword block, where they follow closely, and its end.

    Ends where every ``div`` that it opened is closed; empty when that is nowhere near.
    """
    limit = min(len(data), body_end + _FAR_TRAILER)
    last = body_end
    for word in words:
        last = max(last, data.rfind(word, last, limit))
    if last == body_end:
        return b"", body_end
    depth = 0
    for begin, stop in stretches(data, body_end, limit):
        if begin < 0:
            break
        for match in _STRUCTURE.finditer(data, begin, stop):
            if match[2].lower() != b"div":
                return b"", body_end
            depth += -1 if match[1] else 1
            if match.start() > last and depth <= 0:
                end = end_of_tag(data, match.end())
                return without(CODE, data, body_end, end) or b"", end
    return b"", body_end
