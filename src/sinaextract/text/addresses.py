"""Addresses of links and pictures."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from .patterns import lazy_regex
from .whitespace import clean_address

_FULL = lazy_regex(r"https?://[^\s/]", re.I)
_OTHER = lazy_regex(r"[a-z][a-z0-9+.-]*:|#", re.I)  # mailto:, data:, a place in this page
_SAVED_BESIDE = lazy_regex(r"(?:\./)?[^/?#]+(?:_files|\.files|-filer)/[^/?#]+$")


def with_scheme(address: str) -> str:
    """``//host/a`` as ``https://host/a``; anything else as it is."""
    return "https:" + address if address.startswith("//") else address


def web_address(text: str | None) -> str | None:
    """``text`` without white space around it when it is an http(s) address, else None."""
    address = (text or "").strip()
    return address if address.startswith(("http://", "https://")) else None


def absolute(address: str | None, base: str | None = None) -> str | None:
    """An http(s) address with its scheme (``//host`` becomes ``https://host``); None for anything else.

    With ``base``, the page's address, relative ones are resolved. A picture that a browser saved beside the page
    (``xxx_files/a.jpg``) keeps its relative path.
    """
    address = with_scheme(clean_address(address or ""))
    if _FULL.match(address):
        return address
    if not address or _OTHER.match(address):
        return None
    if _SAVED_BESIDE.match(address):
        return address
    return absolute(urljoin(base, address)) if base else None
