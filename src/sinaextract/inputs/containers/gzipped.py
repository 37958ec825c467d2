"""gzip (RFC 1952): one page, compressed."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_PAGE_BYTES
from ...reading.bundle import Bundle

if TYPE_CHECKING:
    import gzip


def recognises(data: bytes) -> bool:
    return data.startswith(b"\x1f\x8b")


def open_bundle(data: bytes) -> Bundle:
    import gzip  # only gzip needs it

    return Bundle(read_limited(gzip.GzipFile(fileobj=io.BytesIO(data)), "gzip data"))


def read_limited(stream: io.BufferedIOBase | gzip.GzipFile, what: str) -> bytes:
    """All of ``stream``. Raises `UnreadableInput` when it is damaged or unpacks to more than a page may be."""
    try:
        data = stream.read(LIMITS.page_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(f"damaged {what}: {error}; {FETCH_AGAIN}") from None
    if len(data) > LIMITS.page_bytes:
        raise UnreadableInput(f"{what} unpacks to more than {LIMITS.page_bytes:,} bytes; {RAISE_PAGE_BYTES}")
    return data
