"""The last step of every renderer: text that UTF-8 can carry."""

from __future__ import annotations

from .patterns import lazy_regex

_SURROGATE = lazy_regex("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """``text`` with U+FFFD for each lone surrogate, such as Python makes of a file name that is not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
