"""WARC (ISO 28500), plain or packed: every page of a Sina host is an input of its own, ``crawl.warc.gz!OFFSET!URL``.

To find the pages, the archive is read as a stream and only headers are looked at; whoever extracts a page seeks to it.
Crawlers compress every record by itself, so OFFSET is a place in the file. Where one piece of compressed data holds
several records, those after its first are ``OFFSET+N``, N bytes into what the piece unpacks to.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast
from urllib.parse import urlsplit

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_PAGE_BYTES
from ...optional_packages import missing
from ...reading.bundle import Bundle
from ...reading.charset import stated_charset
from ...text.patterns import lazy_regex
from ...text.times import BEIJING
from ..inputs import SINA_HOSTS, Input, Member, Passed, Wanted
from . import http, packings
from .slices import Source

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

    from . import Container

# https://web.archive.org/web/20140601000000id_/http://news.sina.com.cn/… is a copy of the inner address
_WAYBACK = lazy_regex(r"\Ahttps?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(?=https?://)", re.I)
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_VAGUE_TYPES = ("application/octet-stream", "text/plain", "text/xml", "application/xml", "*/*")  # the content tells
_RECORD = b"WARC/1."  # how a record starts
_HEADER = lazy_regex(rb"\r?\n\r?\n")
_LENGTH = lazy_regex(rb"\nContent-Length:[ \t]*(\d{1,18})[ \t]*\r?\n", re.I)
_LONGEST_HEADER = 1 << 20  # bytes
_ENDS = (b"", b"\r\n\r\n", b"\n\n", b"WARC")  # what may follow a block: nothing, blank lines, the next record
_NO_HEADERS: Mapping[str, str] = {}
_SEARCHED = 1 << 20  # bytes read at once in search of a record
_PROBED = 1024  # packed bytes that tell whether a record starts with them
_MOST_READ = 16, 256 << 20  # how often the bytes of an archive may be read in search of records, and bytes beyond that
_OTHER_KINDS = {
    "revisit": "a revisit record; the page was stored earlier",
    "conversion": "text that was extracted from a page (WET); give the WARC that it was made from",
    "metadata": "metadata (WAT)",
}

Opener = Callable[[], BinaryIO]  # an archive, from its start; it can be sought in


class Place(NamedTuple):
    """Where a record starts: a byte of the file, and how far into what is packed from there on."""

    piece: int
    inside: int = 0

    def __str__(self) -> str:
        return f"{self.piece}+{self.inside}" if self.inside else str(self.piece)


@dataclass(frozen=True, slots=True)
class Found:
    """One record. ``damage`` when it cannot be read, ``reason`` when it is no page of a wanted host."""

    place: Place
    url: str = ""
    reason: str = ""
    damage: str = ""
    is_vague: bool = False  # only its content can tell whether it is a page
    record: WarcRecord | None = None  # to be read before the next one is asked for

    def name_in(self, archive: str) -> str:
        return f"{archive}!{self.place}" + (f"!{self.url}" if self.url else "")


@dataclass(frozen=True, slots=True)
class WarcPage:
    """A record with a page by its place in the archive, and the address that must be found there."""

    source: Source
    place: Place
    url: str
    is_listed: bool = False

    @property
    def path(self) -> Path:
        return self.source.path

    def read(self) -> Bundle:
        from fastwarc.warc import ArchiveIterator  # the extra may be missing

        try:
            stream = _opened(self.source, self.path.stat().st_mtime_ns, self.place.piece)
            stream.seek(self.place.inside if _is_packed(stream) else self.place.piece)
            data = _whole_record(stream)
            record = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=False)))
            if _target(record) != self.url:
                raise UnreadableInput(f"the record here is of {_target(record)}; the archive has changed, run again")
            return page_of(record)
        except (OSError, StopIteration) as error:
            raise UnreadableInput(f"damaged WARC record: {error}; {FETCH_AGAIN}") from None


@lru_cache(maxsize=1)
def _opened(source: Source, stamp: int, piece: int) -> BinaryIO:
    """Kept open: a worker meets the records of a piece in order, so unpacking it once gives them all."""
    return _open_at(source.open(), piece)


def _open_at(raw: BinaryIO, start: int) -> BinaryIO:
    """The archive from the piece, or of a plain one the byte, at ``start``."""
    packing = _packing(raw)
    if packing is not None:
        return cast(BinaryIO, io.BufferedReader(packings.Unpacked(raw, packing, start)))
    raw.seek(start)
    return raw


def _packing(raw: BinaryIO) -> packings.Packing | None:
    raw.seek(0)
    return packings.packing_of(raw.read(6))


def _is_packed(stream: BinaryIO) -> bool:
    return isinstance(getattr(stream, "raw", None), packings.Unpacked)


def _whole_record(stream: BinaryIO) -> bytes:
    """The bytes of a record, its length checked against what follows. Raises `OSError`, `UnreadableInput`."""
    head, end = b"", None
    while end is None and len(head) < _LONGEST_HEADER and (line := stream.readline(_LONGEST_HEADER)):
        head += line
        end = _HEADER.search(head, max(0, len(head) - len(line) - 4))
    length = _LENGTH.search(head)
    if end is None or length is None:
        raise OSError("no complete header" if end is None else "no readable Content-Length")
    expected = int(length[1])
    block = stream.read(min(expected, LIMITS.page_bytes + _LONGEST_HEADER))
    if len(block) < min(expected, LIMITS.page_bytes):
        raise OSError(f"cut off after {len(block):,} of {expected:,} bytes")
    if expected > LIMITS.page_bytes + _LONGEST_HEADER:
        raise UnreadableInput(f"record of {expected:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
    following = stream.read(4)
    if not (following in _ENDS or following.startswith(b"\n\n")):
        raise OSError("its Content-Length does not lead to its end")
    return head + block + b"\r\n\r\n"


def inputs(
    container: Container, wanted: Wanted, member: Callable[[Source, Found], Member] | None = None
) -> Iterator[Input | Passed]:
    """The pages of wanted hosts in an archive, in its order; then, by reason, how many records are none.

    ``member`` makes of a record what gives its page: by default a `WarcPage`, for whoever opens the archive again.
    """
    name, relative, source, _ = container
    try:
        import fastwarc  # noqa: F401
    except ImportError:
        yield Passed(name, "failed", missing("warc"))
        return
    others: Counter[str] = Counter()
    is_empty = True
    try:
        for found in survey(source.open, wanted.hosts):
            if found.damage:
                is_empty = False
                yield Passed(found.name_in(name), "failed", f"damaged WARC record: {found.damage}; {FETCH_AGAIN}")
            elif found.reason:
                others[found.reason] += 1
            else:
                is_empty = False
                page = member(source, found) if member else WarcPage(source, found.place, found.url)
                yield Input(found.name_in(name), f"{relative}/{_path(found.url)}", page, walked=found.is_vague)
    except UnreadableInput as error:
        is_empty = False
        yield Passed(name, "failed", str(error))
    yield from (Passed(name, "skipped", reason, count) for reason, count in others.items())
    if is_empty:
        counted = "; ".join(f"{count:,} {reason}" for reason, count in others.most_common(3)) or "it is empty"
        hosts = "a Sina host" if wanted.hosts == SINA_HOSTS else " or ".join(wanted.hosts)
        reason = f"no page of {hosts} in this archive ({counted})"
        yield Passed(name, "refused", f"{reason}; --host reads those of other hosts")


def survey(archive: Opener, hosts: tuple[str, ...]) -> Iterator[Found]:
    """Every record of an archive, in order; after damage it goes on at the next record that there is."""
    from fastwarc.warc import ArchiveIterator  # the extra may be missing

    start, left = 0, 0
    while start >= 0:
        raw = archive()
        packing = _packing(raw)
        size = raw.seek(0, 2)
        left = left or _MOST_READ[0] * size + _MOST_READ[1]
        stream = packings.Unpacked(raw, packing, start) if packing else _open_at(raw, start)
        reached: Place | None = None
        end = 0  # where the record should end
        damage, is_between = "", packing is None  # is_between: other records may be lost than the one reached
        try:
            for record in ArchiveIterator(stream, parse_http=False, stream_detect=False):
                position = record.stream_pos
                place = stream.place_of(position) if isinstance(stream, packings.Unpacked) else (position, 0)
                length = record.content_length
                reached, end = Place(*place), position + length
                found = _found(record, reached, hosts)
                if packing is None and end > size:  # reading on would read all the rest, again for each such record
                    cut = f"cut off, or its Content-Length of {length:,} bytes lies"
                    yield found if found.reason else Found(reached, found.url, damage=cut)
                    break
                yield found
            if reached is None or end <= (stream.tell() if packing else size):
                return
        except (OSError, EOFError) as error:  # else the last record claims more than there is: it may hide others
            damage = str(error)
            is_between = is_between or bool(reached and reached.inside) or stream.unpacker.eof  # type: ignore[union-attr]
        left -= raw.tell() - start
        following = _next_record(archive(), packing, (start if reached is None else reached.piece) + 1, reached is None)
        if reached is None:
            yield Found(Place(start), damage=damage)
        elif damage and is_between and following < 0:
            yield Found(reached, damage=f"{damage} after this record; nothing more can be read")
        elif damage and is_between:
            yield Found(Place(following), damage=f"{damage} somewhere before this place")
        if following >= 0 and left < 0:
            yield Found(Place(following), damage="too many damaged records before this one; no more are looked for")
            return
        start = following  # packed: it will be tried, and named if it is the damaged one


def _next_record(stream: BinaryIO, packing: packings.Packing | None, offset: int, must_unpack: bool) -> int:
    """Where the first record at or after ``offset`` may start; -1 when there is none.

    After a piece that gave nothing (``must_unpack``) only one that unpacks to a record counts: in damaged data the few
    bytes that pieces start with may stand anywhere, and each try may read all the rest.
    """
    magic = packing.magic if packing else b"\n" + _RECORD
    dictionary = packings.dictionary_of(stream) if packing and must_unpack else b""
    step = 4096
    while True:
        stream.seek(offset)
        window = stream.read(step + _PROBED)
        searched = step if len(window) == step + _PROBED else len(window)
        at = window.find(magic)
        while 0 <= at < searched:
            if packing is None:
                return offset + at + 1
            if not must_unpack or _may_be_record(packing, dictionary, window[at : at + _PROBED]):
                return offset + at
            at = window.find(magic, at + 1)
        if searched < step or len(window) == searched:
            return -1
        offset += step
        step = min(2 * step, _SEARCHED)  # the next one is near, mostly; there may be many


def _may_be_record(packing: packings.Packing, dictionary: bytes, head: bytes) -> bool:
    """A piece unpacks to a record, by its first bytes; Zstandard gives a block of up to 128 KiB or nothing."""
    try:
        data = packing.unpacker(dictionary).decompress(head, len(_RECORD))
    except Exception:  # each decompressor has classes of its own for damage
        return False
    return data.startswith(_RECORD) if data or packing.name == "gzip" else True


def _target(record: WarcRecord) -> str:
    """The address of a record; wget writes it in the brackets of WARC 1.0's grammar."""
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


def inner_address(url: str) -> str:
    """The address that a copy of the Wayback Machine is of; any other one as it is."""
    return _WAYBACK.sub("", url)


def _found(record: WarcRecord, place: Place, hosts: tuple[str, ...]) -> Found:
    """What a record is, from its headers; its body stays unread."""
    url, kind = _target(record), str(record.record_type)
    if kind == "unknown" or (kind in ("response", "resource") and not url):
        return Found(place, url, damage="no complete header")
    if kind not in ("response", "resource"):
        return Found(place, url, _OTHER_KINDS.get(kind, "no response record"))
    if not (_is_of(inner_address(url), hosts) or _is_of(url, hosts)):
        return Found(place, url, "not of a Sina host" if hosts == SINA_HOSTS else "not of a --host")
    if not _is_http(record):
        return _of_type(record.headers.get("Content-Type"), Found(place, url, record=record))
    try:
        record.parse_http()
        status = record.http_headers.status_code
    except (OSError, AttributeError):
        return Found(place, url, damage="no HTTP header")
    if status is None:
        return Found(place, url, damage="no HTTP status")
    if not 200 <= status < 300:
        return Found(place, url, f"HTTP status {status}")
    return _of_type(record.http_headers.get("Content-Type"), Found(place, url, record=record))


def _is_http(record: WarcRecord) -> bool:
    """A resource record holds the file alone; so do response records of some tools, which say so."""
    stated = (record.headers.get("Content-Type") or "").lower()
    return str(record.record_type) == "response" and (not stated or stated.startswith("application/http"))


def _of_type(stated: str | None, found: Found) -> Found:
    """``found`` as a page or not, by its media type: in any case, perhaps several, perhaps with parameters."""
    types = [part.split(";")[0].strip().lower() for part in (stated or "").split(",")]
    if any(name in _PAGE_TYPES for name in types):
        return found
    if any(name in _VAGUE_TYPES for name in types):
        return Found(found.place, found.url, is_vague=True, record=found.record)
    return Found(found.place, found.url, "not HTML")


def _is_of(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(wanted == "*" or host == wanted or host.endswith("." + wanted) for wanted in hosts)


def page_of(record: WarcRecord) -> Bundle:
    """The page of a response or resource record.

    Raises `UnreadableInput` for a body that is cut off unsaid, damaged or too long.
    """
    has_http = _is_http(record)
    if has_http:
        record.parse_http()
    expected = record.content_length
    data = record.reader.read(LIMITS.page_bytes + 1)
    if len(data) > LIMITS.page_bytes:
        raise UnreadableInput(f"record of {expected:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
    if len(data) < expected:
        raise UnreadableInput(f"damaged WARC record: cut off after {len(data):,} of {expected:,} bytes; {FETCH_AGAIN}")
    headers = record.http_headers if has_http else _NO_HEADERS
    html = http.body(data, headers.get("Transfer-Encoding") or "", headers.get("Content-Encoding") or "")
    sent = headers.get("Content-Length") or ""
    is_cut = bool(record.headers.get("WARC-Truncated")) or (sent.isdecimal() and len(data) < int(sent[:18]))
    charset = record.http_charset if has_http else None
    url = inner_address(_target(record))
    return Bundle(html, url or None, stated_charset(charset), _captured(record), cut=is_cut)


def _captured(record: WarcRecord) -> str | None:
    date = record.record_date
    return date.astimezone(BEIJING).isoformat(timespec="seconds") if date else None


def _path(url: str) -> str:
    """Where a page goes below its archive: host, path and query of its address."""
    parts = urlsplit(inner_address(url))
    path = parts.path.lstrip("/")
    name = path + ("index.html" if not path or path.endswith("/") else "") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.hostname}/{name}"
