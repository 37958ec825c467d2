"""One definition of white space and of characters that never belong in a text."""

from __future__ import annotations

from .lazy import lazy_regex

# C0/C1 controls (TAB, LF, CR apart), lone surrogates, zero-width spaces, soft hyphen, BOM: invisible or harmful.
_UNWANTED = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
_SPACES = lazy_regex(r"\s+")  # Unicode white space: covers U+00A0 and U+3000
_INVISIBLE = lazy_regex(r"[\s\u200b-\u200f\u2060\ufeff]+")


def clean_characters(text: str) -> str:
    """``text`` without control characters, lone surrogates and zero-width spaces."""
    return _UNWANTED.sub("", text)


def collapse(text: str) -> str:
    """``text`` with each run of white space as one space, none at the ends, no control characters."""
    return _SPACES.sub(" ", _UNWANTED.sub("", text)).strip()


def squeeze(text: str) -> str:
    """``text`` without any white space: what conservation and `text_sha256` count."""
    return _INVISIBLE.sub("", _UNWANTED.sub("", text))
