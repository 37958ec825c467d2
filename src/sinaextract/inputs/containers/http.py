"""An HTTP response as it went over the wire -> the body that was meant (RFC 9112 section 7, RFC 9110 section 8.4)."""

from __future__ import annotations

import io
import zlib

from ...errors import UnreadableInput
from ...limits import LIMITS, RAISE_PAGE_BYTES
from ...text.patterns import lazy_regex

_CHUNK = lazy_regex(rb"\A[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def body(data: bytes, transfer: str, content: str) -> bytes:
    """``data`` without the codings that the headers Transfer-Encoding and Content-Encoding name.

    Some crawlers undo a coding and keep its header: data that does not look coded is taken as it is.
    Raises `UnreadableInput` for damaged or unknown codings, and for what unpacks to more than a page may be.
    """
    codings = [*_names(content), *_names(transfer)]  # in the order they were applied
    for coding in reversed(codings):
        data = _undone(coding, data)
        if len(data) > LIMITS.page_bytes:
            raise UnreadableInput(f"unpacks to more than {LIMITS.page_bytes:,} bytes; {RAISE_PAGE_BYTES}")
    return data


def _names(header: str) -> list[str]:
    return [name for part in header.lower().split(",") if (name := part.strip()) not in ("", "identity", "none")]


def _undone(coding: str, data: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader  # the extra may be missing

    source = io.BytesIO(data)
    try:
        if coding == "chunked":
            return ChunkedReader(source).read() if _CHUNK.match(data) else data
        if coding in ("gzip", "x-gzip"):
            return _inflated(data, 31) if data.startswith(_GZIP) else data
        if coding == "deflate":
            return _deflated(data)
        if coding == "br":
            return data if _looks_like_markup(data) else BrotliReader(source).read(LIMITS.page_bytes + 1)
        if coding == "zstd":
            return ZstdReader(source).read(LIMITS.page_bytes + 1) if data.startswith(_ZSTD) else data
    except (OSError, zlib.error) as error:
        raise UnreadableInput(f"damaged {coding} data: {error}; fetch the page anew") from None
    raise UnreadableInput(f"unknown content encoding {coding!r}; fetch the page anew without one")


def _deflated(data: bytes) -> bytes:
    """zlib data, as the standard says, or the bare deflate stream that some servers send."""
    if _looks_like_markup(data):
        return data
    try:
        return _inflated(data, 15)
    except zlib.error:
        return _inflated(data, -15)


def _inflated(data: bytes, window: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=window)
    page = unpacker.decompress(data, LIMITS.page_bytes + 1)
    if not unpacker.eof and len(page) <= LIMITS.page_bytes:
        raise zlib.error("cut off")
    return page


def _looks_like_markup(data: bytes) -> bool:
    return data.lstrip()[:1] == b"<"
