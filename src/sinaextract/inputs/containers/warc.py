"""WARC (ISO 28500), plain or packed: every page of a Sina host is an input of its own, ``crawl.warc.gz!OFFSET!URL``.

To find the pages, the archive is read as a stream; whoever extracts a page seeks to it.
Crawlers compress every record by itself, so OFFSET is a place in the file. Where one piece of compressed data holds
several records, those after its first are ``OFFSET+N``, N bytes into what the piece unpacks to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, BinaryIO, ClassVar
from urllib.parse import urlsplit

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS
from ...named_tuples import NamedTuple
from ...reading.bundle import Bundle
from ...reading.charset import stated_charset
from ...text.patterns import lazy_regex
from ...text.times import read_moment
from ..inputs import SINA_HOSTS, Input, Loaded, Passed, Wanted
from ..raw_stream import check_size
from . import http
from .sources import Part, Source
from .warc_records import BrokenRecord, Headers, Place, Record, open_at, read_block, read_headers, records, seek

if TYPE_CHECKING:
    from . import Container

# https://web.archive.org/web/20140601000000id_/http://news.sina.com.cn/… is a copy of the inner address
_WAYBACK = lazy_regex(r"\Ahttps?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(?=https?://)", re.I)
_CHARSET = lazy_regex(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.I)
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_VAGUE_TYPES = ("application/octet-stream", "text/plain", "text/xml", "application/xml", "*/*")  # the content tells
_PAGES = ("response", "resource")
_OTHER_KINDS = {
    "revisit": "a revisit record; the page was stored earlier",
    "conversion": "text that was extracted from a page (WET); give the WARC that it was made from",
    "metadata": "metadata (WAT)",
}


class Found(NamedTuple):
    """One record. ``damage`` when it cannot be read, ``reason`` when it is no page of a wanted host."""

    record: Record
    url: str = ""
    reason: str = ""
    damage: str = ""
    is_vague: bool = False  # only its content can tell whether it is a page

    def name_in(self, archive: str) -> str:
        return f"{archive}!{self.record.place}" + (f"!{self.url}" if self.url else "")


@dataclass(frozen=True, slots=True)
class WarcPage(Part):
    """A record with a page by its place in the archive, and the address that must be found there."""

    source: Source
    place: Place
    url: str
    is_listed: ClassVar[bool] = False

    def read(self) -> Bundle:
        try:
            stream = _opened(self.source, self.source.stamp(), self.place.piece)
            seek(stream, self.place)
            headers = read_headers(stream.readline(), stream)
            record = Record(self.place, headers, read_block(headers, stream, lambda headers: True))
        except (OSError, BrokenRecord) as error:
            raise UnreadableInput(f"damaged WARC record: {error}; {FETCH_AGAIN}") from None
        if self.url and _target(record.headers) != self.url:
            reason = f"the record here is of {_target(record.headers)}; the archive has changed, run again"
            raise UnreadableInput(reason)
        return page_of(record)


@lru_cache(maxsize=1)
def _opened(source: Source, stamp: tuple[int, ...], piece: int) -> BinaryIO:
    """Kept open: a worker meets the records of a piece in order, so unpacking it once gives them all."""
    return open_at(source.open(), Place(piece))


def inputs(container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The pages of wanted hosts in an archive, in its order; then, by reason, how many records are none."""
    name, relative, source, _ = container
    others: Counter[str] = Counter()
    is_empty = True
    for record in records(source.open, lambda headers: _may_be_page(headers, wanted.hosts)):
        found = _found(record, wanted.hosts)
        is_empty = is_empty and found.reason != ""
        if found.damage:
            yield Passed(found.name_in(name), "failed", f"damaged WARC record: {found.damage}; {FETCH_AGAIN}")
        elif found.reason:
            others[found.reason] += 1
        else:
            page = WarcPage(source, found.record.place, found.url)
            member = Loaded.of(partial(page_of, found.record)) if wanted.at_once else page
            yield Input(found.name_in(name), f"{relative}/{path_of(found.url)}", member, walked=found.is_vague)
    yield from (Passed(name, "skipped", reason, count) for reason, count in others.items())
    if is_empty:
        counted = "; ".join(f"{count:,} {reason}" for reason, count in others.most_common(3)) or "it is empty"
        hosts = "a Sina host" if wanted.hosts == SINA_HOSTS else " or ".join(wanted.hosts)
        reason = f"no page of {hosts} in this archive ({counted})"
        yield Passed(name, "refused", f"{reason}; --host reads those of other hosts")


def _target(headers: Headers) -> str:
    """The address of a record; wget writes it in the brackets of WARC 1.0's grammar."""
    return headers.get("warc-target-uri", "").strip("<> ")


def _kind(headers: Headers) -> str:
    return headers.get("warc-type", "").strip().lower()


def is_wanted(url: str, hosts: tuple[str, ...]) -> bool:
    return _is_of(inner_address(url), hosts) or _is_of(url, hosts)


def other_host(hosts: tuple[str, ...]) -> str:
    """Why a page of another host is passed over."""
    return "not of a Sina host" if hosts == SINA_HOSTS else "not of a --host"


def _length(headers: Headers) -> int:
    return int(headers.get("content-length", "")[:18] or 0)


def _may_be_page(headers: Headers, hosts: tuple[str, ...]) -> bool:
    return _kind(headers) in _PAGES and is_wanted(_target(headers), hosts)


def inner_address(url: str) -> str:
    """The address that a copy of the Wayback Machine is of; any other one as it is."""
    return _WAYBACK.sub("", url)


def _found(record: Record, hosts: tuple[str, ...]) -> Found:
    """What a record is."""
    url, kind = _target(record.headers), _kind(record.headers)
    if record.damage:
        return Found(record, url, damage=record.damage)
    if not kind or (kind in _PAGES and not url):
        return Found(record, url, damage="no complete header")
    if kind not in _PAGES:
        return Found(record, url, _OTHER_KINDS.get(kind, "no response record"))
    if not _may_be_page(record.headers, hosts):
        return Found(record, url, other_host(hosts))
    if "warc-segment-number" in record.headers:
        return Found(record, url, damage="it is cut into segments, which are not put together")
    if _length(record.headers) > LIMITS.page_bytes:
        return Found(record, url)  # whoever reads it will say so
    if not _is_http(record.headers):
        return _of_type(record.headers.get("content-type"), Found(record, url))
    response = http.parse(record.block)
    if response is None:
        return Found(record, url, damage="no HTTP status")
    if not 200 <= response.status < 300:
        return Found(record, url, f"HTTP status {response.status}")
    return _of_type(response.headers.get("content-type"), Found(record, url))


def _is_http(headers: Headers) -> bool:
    """A resource record holds the file alone; so do response records of some tools, which say so."""
    stated = headers.get("content-type", "").lower()
    return _kind(headers) == "response" and (not stated or stated.startswith("application/http"))


def _of_type(stated: str | None, found: Found) -> Found:
    """``found`` as a page or not, by its media type: in any case, perhaps several, perhaps with parameters."""
    types = [part.split(";")[0].strip().lower() for part in (stated or "").split(",")]
    if any(name in _PAGE_TYPES for name in types):
        return found
    if any(name in _VAGUE_TYPES for name in types):
        return found._replace(is_vague=True)
    return found._replace(reason="not HTML")


def _is_of(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(wanted == "*" or host == wanted or host.endswith("." + wanted) for wanted in hosts)


def page_of(record: Record) -> Bundle:
    """The page of a response or resource record. Raises `UnreadableInput` for a body that is damaged or too long."""
    check_size("record", _length(record.headers))
    url = inner_address(_target(record.headers)) or None
    captured = read_moment(record.headers.get("warc-date", ""))
    page = Bundle(record.block, url, captured=captured.iso if captured else None)
    is_cut = bool(record.headers.get("warc-truncated"))
    response = http.parse(record.block) if _is_http(record.headers) else None
    if response is None:
        return page._replace(cut=is_cut)
    html, is_cut = http.body(response, is_cut)
    charset = _CHARSET.search(response.headers.get("content-type", ""))
    encoding = stated_charset(charset[1]) if charset else None
    return page._replace(html=html, encoding=encoding, cut=is_cut)


def path_of(url: str) -> str:
    """Where a page goes below its archive: host, path and query of its address."""
    parts = urlsplit(inner_address(url))
    path = parts.path.lstrip("/")
    name = path + ("index.html" if not path or path.endswith("/") else "") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.hostname}/{name}"
