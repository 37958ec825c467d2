"""Containers -> pages: how the bytes of a page are wrapped. Recognised by content, never by name.

`unwrap` opens what holds one page (gzip, MHTML); `zipped.py` lists the members of an archive, each an input of its own.
Front matter (`post.py`) is part of a page and read with it.
"""

from __future__ import annotations

from . import gzipped, mhtml
from .bundle import Bundle

__all__ = ["Bundle", "unwrap"]

CONTAINERS = (gzipped, mhtml)


def unwrap(data: bytes) -> Bundle:
    """The page inside ``data``, with what its container says about it; ``data`` itself when nothing wraps it.

    Raises `UnreadableInput` for a damaged or oversized container.
    """
    bundle = Bundle(data)
    for container in CONTAINERS:  # a gzipped MHTML is both
        if container.recognises(bundle.html):
            bundle = container.open_bundle(bundle.html)
    return bundle
