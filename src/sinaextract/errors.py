"""The errors a caller can meet. Their text is one line, fit to show to a user."""

from __future__ import annotations


class ExtractError(Exception):
    """Base of everything that `extract` raises on purpose."""


class NotAnArticle(ExtractError):  # noqa: N818  (reads as what it says)
    """The input is readable, but it is no single article: list, home page, login, empty file, picture…"""


class NotAPage(NotAnArticle):
    """No HTML at all: a picture, a script, plain notes."""


class EmptyBody(NotAnArticle):
    """A page of a known article family whose body holds no text, picture or video."""


class UnreadableInput(ExtractError):  # noqa: N818
    """The input cannot be read: missing, no permission, damaged container, unknown charset name…"""
