"""What a container gives: the page's bytes, its address, and the files saved with it."""

from __future__ import annotations

from collections.abc import Mapping

from ..named_tuples import NamedTuple


class Bundle(NamedTuple):
    html: bytes
    url: str | None = None  # the address that the container states
    encoding: str | None = None  # the charset that the container states for the page
    captured: str | None = None  # when it was fetched, ISO 8601 with +08:00
    files: Mapping[str, bytes] = {}  # never written to: picture address -> bytes
    cut: bool = False  # the container says that it holds only the beginning of the page
