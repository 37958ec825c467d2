"""One definition of white space and of characters that never belong in a text.

`str.split` and `str.isprintable` do at C speed what the expressions say; those run only where a text needs them.
"""

from __future__ import annotations

import re

from .patterns import lazy_regex

# C0/C1 controls (TAB, LF, CR apart), lone surrogates, zero-width spaces, soft hyphen, BOM: invisible or harmful.
_UNWANTED = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
# Line breaks to some programs, and marks that turn the direction of text: what is seen is not what is there.
_TURNING = lazy_regex("[\x85\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATE = lazy_regex("[\ud800-\udfff]")
_SPACES = lazy_regex(r"\s+")  # Unicode white space: covers U+00A0 and U+3000
_INVISIBLE = lazy_regex(r"[\s\u200b-\u200f\u2060\ufeff]+")


def clean_characters(text: str) -> str:
    """``text`` without control characters, lone surrogates and zero-width spaces."""
    is_clean = text.replace("\n", "").replace("\t", "").isprintable()  # as nearly all is
    return text if is_clean else _UNWANTED.sub("", text)


def clean_address(text: str) -> str:
    """An address as the URL standard reads it: no white space at its ends, no line breaks and TABs within."""
    return text.strip() if text.isprintable() else re.sub("[\t\n\r]", "", clean_characters(text)).strip()


def fold(text: str) -> str:
    """``text`` with each run of white space as one space, no control characters."""
    if text.isprintable() and "  " not in text:  # printable: no white space but U+0020, nothing unwanted
        return text
    words = " ".join(text.split())
    if not words.isprintable():
        return _SPACES.sub(" ", _UNWANTED.sub("", _SPACES.sub(" ", text)))
    return f"{' ' * text[:1].isspace()}{words}{' ' * (text[-1:].isspace() and bool(words))}"


def collapse(text: str) -> str:
    """As `fold`, with no space at the ends."""
    text = " ".join(text.split())
    return text if text.isprintable() else fold(text).strip()


def printable(text: str) -> str:
    """``text`` for one line of a terminal: line breaks shown, nothing in it that could steer the terminal."""
    return visible_characters(text.replace("\n", "␊").replace("\r", "␍").replace("\t", " "))


def visible_characters(text: str) -> str:
    """``text`` as it can be seen: nothing in it that steers a terminal or turns the direction of writing."""
    return _TURNING.sub("", clean_characters(text))


def squeeze(text: str) -> str:
    """``text`` without any white space: what conservation and `text_sha256` count."""
    text = "".join(text.split())
    return text if text.isprintable() else _INVISIBLE.sub("", _UNWANTED.sub("", text))


def encodable(text: str) -> str:
    """The last step of every renderer: U+FFFD for what UTF-8 cannot carry, as of a file name that is not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
