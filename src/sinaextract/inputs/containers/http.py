"""An HTTP response as it went over the wire -> the body that was meant (RFC 9112 section 7, RFC 9110 section 8.4)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from ...errors import UnreadableInput
from ...limits import LIMITS
from ...named_tuples import NamedTuple
from ...optional_packages import missing
from ...text.patterns import lazy_regex
from ..raw_stream import check_read
from . import packings

_STATUS = lazy_regex(rb"\s*HTTP/[\d.]+[ \t]+(\d{3})\b[^\n]*(?:\n|\Z)", re.I)
_FIELD = lazy_regex(rb"([^:\s]+)[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)\n?")  # perhaps folded
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_END = lazy_regex(rb"\r?\n")
_CHUNK = lazy_regex(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class Response(NamedTuple):
    """A response taken apart; names of headers are in lower case, a header that was sent twice is joined by commas."""

    status: int
    headers: Mapping[str, str]
    body: bytes  # as it was sent


def parse(block: bytes) -> Response | None:
    """A response whose lines end in CRLF or LF; None when it begins with no status."""
    match = _STATUS.match(block)
    status, at, fields = 0, 0, dict[str, list[str]]()
    while match is not None:
        status, at, fields = int(match[1]), match.end(), {}
        while (field := _FIELD.match(block, at)) is not None:
            value = " ".join(field[2].decode("latin-1").split())
            fields.setdefault(field[1].decode("latin-1").lower(), []).append(value)
            at = field.end()
        blank = _END.match(block, at)
        at = blank.end() if blank else at
        match = _STATUS.match(block, at) if status < 200 else None  # 100 Continue: the response is yet to come
    headers = {name: ", ".join(values) for name, values in fields.items()}
    return Response(status, headers, block[at:]) if at else None


def body(response: Response, is_cut: bool) -> tuple[bytes, bool]:
    """The body without the codings that the headers name, and whether it is cut off; then it is what there is.

    ``is_cut``: who stored it says so. Some crawlers undo a coding and keep its header: data that does not look coded is
    taken as it is. Raises `UnreadableInput` for damaged or unknown codings, and for more than a page may be.
    """
    data, sent = response.body, response.headers.get("content-length", "")
    is_cut = is_cut or response.status == 206 or (sent.isdecimal() and len(data) < int(sent[:18]))
    headers = (response.headers.get(name, "") for name in ("content-encoding", "transfer-encoding"))
    codings = [name for header in headers for name in _names(header)]  # in the order they were applied
    for coding in reversed(codings):
        if coding == "chunked":
            data, is_whole = _joined(data)
            is_cut = is_cut or not is_whole
        else:
            data = _undone(coding, data, is_cut)
        check_read(f"in {coding} data", len(data))
    return data, is_cut


def _names(header: str) -> list[str]:
    return [name for part in header.lower().split(",") if (name := part.strip()) not in ("", "identity", "none")]


def _undone(coding: str, data: bytes, is_cut: bool) -> bytes:
    try:
        if coding in ("gzip", "x-gzip"):
            return packings.unpack(data, packings.GZIP, True, is_cut) if data.startswith(_GZIP) else data
        if coding == "zstd":
            return packings.unpack(data, is_cut=is_cut) if data.startswith(_ZSTD) else data
        if coding in ("deflate", "br"):
            unpack = _deflated if coding == "deflate" else _unbrotlied
            return data if data.lstrip()[:1] == b"<" else unpack(data, is_cut)
    except zlib.error as error:
        raise UnreadableInput(f"damaged {coding} data: {error}; fetch the page anew") from None
    raise UnreadableInput(f"unknown content encoding {coding!r}; fetch the page anew without one")


def _joined(data: bytes) -> tuple[bytes, bool]:
    """The chunks of a body, and whether the last one is there; what is in none as it is."""
    pieces, at = list[bytes](), 0
    while (match := _CHUNK.match(data, at)) is not None:
        size = int(match[1], 16)
        if not size:
            return b"".join(pieces), True
        pieces.append(data[match.end() : match.end() + size])
        end = _END.match(data, match.end() + size)
        at = end.end() if end else match.end() + size
    return (b"".join(pieces), False) if pieces else (data, True)


def _unbrotlied(data: bytes, is_cut: bool) -> bytes:
    try:
        import brotli  # the extra may be missing
    except ImportError:
        raise UnreadableInput(missing("warc")) from None
    unpacker = brotli.Decompressor()
    try:
        page: bytes = unpacker.process(data, output_buffer_limit=LIMITS.page_bytes + 1)
    except brotli.error as error:
        raise UnreadableInput(f"damaged br data: {error}; fetch the page anew") from None
    if not unpacker.is_finished() and not is_cut and len(page) <= LIMITS.page_bytes:
        raise UnreadableInput("damaged br data: cut off; fetch the page anew")
    return page


def _deflated(data: bytes, is_cut: bool) -> bytes:
    """zlib data, as the standard says, or the bare deflate stream that some servers send."""
    try:
        page = (unpacker := zlib.decompressobj()).decompress(data, LIMITS.page_bytes + 1)
    except zlib.error:
        page = (unpacker := zlib.decompressobj(wbits=-15)).decompress(data, LIMITS.page_bytes + 1)
    if not unpacker.eof and not is_cut and len(page) <= LIMITS.page_bytes:
        raise zlib.error("cut off")
    return page
