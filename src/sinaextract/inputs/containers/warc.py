"""WARC (ISO 28500), plain, ``.gz`` or ``.zst``: every page of a Sina host is an input of its own.

It is named ``crawl.warc.gz!OFFSET!URL``. To find it, the archive is read as a stream and only headers are looked at;
whoever extracts the page seeks to its offset, since crawlers compress every record by itself. An archive that was
compressed in one piece is unpacked again by each worker; there, OFFSET counts unpacked bytes.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_PAGE_BYTES
from ...optional_packages import missing
from ...reading.bundle import Bundle
from ...reading.charset import stated_charset
from ...text.patterns import lazy_regex
from ...text.times import BEIJING
from ..inputs import Input, Passed, open_regular
from . import http
from .slices import MAGIC, PLAIN, SKIPPABLE, AsItComes, Slice, packing, unpacked

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_SINA = lazy_regex(r"(?:^|\.)sina(?:\.com)?\.cn$")
_PAGE_TYPES = (None, "", "text/html", "application/xhtml+xml")
_RECORD = b"WARC/1."  # how a record starts
_PROBED = 4  # records that tell whether each is compressed by itself
_SEARCHED = 1 << 20  # bytes read at once in search of a record

Opener = Callable[[], BinaryIO]  # an archive, from its start; it can be sought in


@dataclass(frozen=True, slots=True)
class Found:
    """One record. ``damage`` when it cannot be read, ``reason`` when it is no page of a Sina host."""

    offset: int
    url: str = ""
    reason: str = ""
    damage: str = ""
    record: WarcRecord | None = None  # to be read before the next one is asked for

    def name_in(self, archive: str) -> str:
        return f"{archive}!{self.offset}" + (f"!{self.url}" if self.url else "")


@dataclass(frozen=True, slots=True)
class WarcPage:
    """A response record by its place in the archive."""

    slice: Slice
    is_listed: bool = False

    @property
    def path(self) -> Path:
        return self.slice.path

    def read(self) -> Bundle:
        from fastwarc.warc import ArchiveIterator  # the extra may be missing

        dictionary = b"" if self.slice.is_packed else _dictionary_of(self.path, self.path.stat().st_mtime_ns)
        data = io.BytesIO(dictionary + self.slice.read())
        try:
            return page_of(next(iter(ArchiveIterator(data, parse_http=False))))
        except (OSError, StopIteration) as error:
            raise UnreadableInput(f"damaged WARC record: {error}; {FETCH_AGAIN}") from None


def inputs(name: str, relative: str) -> Iterator[Input | Passed]:
    """The pages of Sina hosts in the archive ``name``, in its order; then, by reason, how many records are none."""
    try:
        import fastwarc  # noqa: F401
    except ImportError:
        yield Passed(name, "failed", missing("warc"))
        return
    path = Path(name)
    others: Counter[str] = Counter()
    in_one_piece = is_in_one_piece(lambda: open_regular(path))
    end = Found(path.stat().st_size)
    for found, following in pairwise(chain(survey(lambda: open_regular(path), in_one_piece), (end,))):
        if found.damage:
            yield Passed(found.name_in(name), "failed", f"damaged WARC record: {found.damage}; {FETCH_AGAIN}")
        elif found.reason:
            others[found.reason] += 1
        else:
            is_last = following is end or following.offset == found.offset
            stop = following.offset if not is_last else found.offset + LIMITS.page_bytes if in_one_piece else end.offset
            member = WarcPage(Slice(path, found.offset, stop - found.offset, in_one_piece))
            yield Input(found.name_in(name), f"{relative}/{_place(found.url)}", member)
    yield from (Passed(name, "skipped", reason, count) for reason, count in others.items())


def survey(archive: Opener, in_one_piece: bool) -> Iterator[Found]:
    """Every record of an archive, in order; after damage it goes on at the next record that there is."""
    from fastwarc.warc import ArchiveIterator  # the extra may be missing

    start = 0
    while start >= 0:
        reached = -1
        stream = cast(BinaryIO, AsItComes(unpacked(archive()))) if in_one_piece else archive()
        stream.seek(start)
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                reached = record.stream_pos
                yield _found(record)
            return
        except (OSError, EOFError) as error:
            damage = str(error)
        following = -1 if in_one_piece else _next_record(archive(), max(start, reached) + 1)
        if reached < 0:
            yield Found(start, damage=damage)
        elif following < 0:
            yield Found(reached, damage=f"{damage} after this record; nothing more can be read")
        elif packing(archive()) == PLAIN:
            yield Found(following, damage=f"{damage} somewhere before this place")
        start = following  # packed: it will be tried, and named if it is the damaged one


def is_in_one_piece(archive: Opener) -> bool:
    """Whether it was compressed as a whole, so that its records cannot be read one without the others."""
    from fastwarc.warc import ArchiveIterator  # the extra may be missing

    kind = packing(archive())
    if kind == PLAIN:
        return False
    try:
        offsets = [record.stream_pos for record in islice(ArchiveIterator(archive(), parse_http=False), _PROBED)]
    except OSError:  # damaged so early: `survey` will find where it goes on
        return False
    stream = archive()
    apart = all(a < b for a, b in pairwise(offsets))
    return not apart or not all(_is_at(stream, offset, MAGIC[kind]) for offset in offsets)


def _is_at(stream: BinaryIO, offset: int, magic: bytes) -> bool:
    stream.seek(offset)
    return stream.read(len(magic)) == magic


def _next_record(stream: BinaryIO, offset: int) -> int:
    """Where the first record at or after ``offset`` may start; -1 when there is none."""
    kind = packing(stream)
    magic = MAGIC.get(kind, b"\n" + _RECORD)
    stream.seek(offset)
    window = b""
    while data := stream.read(_SEARCHED):
        window = window[1 - len(magic) :] + data
        offset += len(data)
        if (place := window.find(magic)) >= 0:
            return offset - len(window) + place + (kind == PLAIN)
    return -1


def _found(record: WarcRecord) -> Found:
    """What a record is, from its headers; its body stays unread."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")  # wget writes the brackets of WARC 1.0's grammar
    kind, offset = str(record.record_type), record.stream_pos
    if kind == "unknown" or (kind == "response" and not url):
        return Found(offset, url, damage="no complete header")
    if kind == "revisit":
        return Found(offset, url, "a revisit record; the page was stored earlier")
    if kind != "response":
        return Found(offset, url, "no response record")
    if not _is_of_sina(url):
        return Found(offset, url, "not of a Sina host")
    try:
        record.parse_http()
        status, content_type = record.http_headers.status_code, record.http_content_type
    except (OSError, AttributeError):
        return Found(offset, url, damage="no HTTP header")
    if status is None or not 200 <= status < 300:
        return Found(offset, url, f"HTTP status {status}")
    return Found(offset, url, "" if content_type in _PAGE_TYPES else "not HTML", record=record)


def _is_of_sina(url: str) -> bool:
    try:
        return bool(_SINA.search(urlsplit(url).hostname or ""))
    except ValueError:
        return False


def page_of(record: WarcRecord) -> Bundle:
    """The page of a response record. Raises `UnreadableInput` for a body that is cut off, damaged or too long."""
    record.parse_http()
    expected = record.content_length
    data = record.reader.read(LIMITS.page_bytes + 1)
    if len(data) > LIMITS.page_bytes:
        raise UnreadableInput(f"record of {expected:,} bytes (limit {LIMITS.page_bytes:,}); {RAISE_PAGE_BYTES}")
    if len(data) < expected:
        raise UnreadableInput(f"damaged WARC record: cut off after {len(data):,} of {expected:,} bytes; {FETCH_AGAIN}")
    headers = record.http_headers
    html = http.body(data, headers.get("Transfer-Encoding") or "", headers.get("Content-Encoding") or "")
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    return Bundle(html, url or None, stated_charset(record.http_charset), _captured(record))


def _captured(record: WarcRecord) -> str | None:
    date = record.record_date
    return date.astimezone(BEIJING).isoformat(timespec="seconds") if date else None


@lru_cache(maxsize=1)
def _dictionary_of(path: Path, stamp: int) -> bytes:
    """The frame before the first record that holds the dictionary of a ``.warc.zst``; b"" when there is none."""
    with open_regular(path) as stream:
        head = stream.read(8)
        if head[1:4] != SKIPPABLE:
            return b""
        return head + stream.read(min(int.from_bytes(head[4:], "little"), LIMITS.page_bytes))


def _place(url: str) -> str:
    """Where a page goes below its archive: host, path and query of its address."""
    parts = urlsplit(url)
    path = parts.path.lstrip("/")
    name = path + ("index.html" if not path or path.endswith("/") else "") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.hostname}/{name}"
