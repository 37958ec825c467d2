"""Addresses of links and pictures as CommonMark destinations."""

from __future__ import annotations

from ..text.patterns import lazy_regex
from ..text.whitespace import encodable

_LIVE_SCHEMES = frozenset({"http", "https", "ftp", "mailto"})
_SCHEME = lazy_regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_IGNORED = lazy_regex(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2060\ufeff]+")  # a browser may skip these within a scheme
# White space, controls, invisible and bidirectional marks; what ends a destination, a table cell or a code span;
# braces, which programs with templates would run.
_UNSAFE = lazy_regex(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff()<>\\`|{}]")
_SPECIAL = frozenset(" ()<>\\`|{}")  # those of them that are ASCII and printable
_CHARACTER_REFERENCE = lazy_regex(r"&(?=#?[0-9A-Za-z]+;)")


def is_live(url: str) -> bool:
    """Whether ``url`` may be followed: http, https, ftp, mailto or relative, never ``javascript:`` or ``data:``."""
    if url.startswith(("http://", "https://")):
        return True
    visible = _IGNORED.sub("", url)
    scheme = _SCHEME.match(visible)
    return bool(visible) and (scheme is None or scheme[1].lower() in _LIVE_SCHEMES)


def link_target(url: str) -> str:
    """``url`` with what is unsafe between parentheses percent-encoded."""
    if url.isascii() and url.isprintable() and _SPECIAL.isdisjoint(url):
        return url
    return _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), encodable(url))


def destination(url: str) -> str:
    """Source that a parser reads as ``link_target(url)``: ``&lt;`` in an address is no character reference."""
    target = link_target(url)
    return _CHARACTER_REFERENCE.sub(r"\\&", target) if "&" in target else target
