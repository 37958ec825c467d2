"""Containers -> pages: how the bytes of a page are wrapped. Recognised by content, never by name.

`unwrap` opens what holds one page (gzip, MHTML); the pages inside an archive (`zipped.py`, `warc.py`) are inputs of
their own.
Front matter (`post.py`) is part of a page and read with it.
"""

from __future__ import annotations

from dataclasses import replace

from ...errors import UnreadableInput
from ...reading.bundle import Bundle
from . import gzipped, mhtml

__all__ = ["Bundle", "unwrap"]

CONTAINERS = (gzipped, mhtml)
_WARC = b"WARC/1."


def unwrap(bundle: Bundle) -> Bundle:
    """The page inside ``bundle``, with what its containers say about it; ``bundle`` itself when nothing wraps it.

    Raises `UnreadableInput` for a damaged or oversized container.
    """
    for container in CONTAINERS:  # a gzipped MHTML is both
        if container.recognises(bundle.html):
            inner = container.open_bundle(bundle.html)
            bundle = replace(inner, url=inner.url or bundle.url, captured=bundle.captured, cut=inner.cut or bundle.cut)
    if bundle.html.startswith(_WARC):
        raise UnreadableInput("a WARC here cannot be read record by record; give it as a file of its own")
    return bundle
