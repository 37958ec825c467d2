"""Pages and posts that were glued into one input, as ``cat *.html`` does: they would give one article of all."""

from __future__ import annotations

import re

from ..errors import GLUED, NotAnArticle
from ..text.patterns import lazy_regex
from .file_end import is_swallowed

# After the end of a page the next one begins, perhaps after its comment ``<!-- saved from … -->``; or a post, or MHTML.
# The ``</`` stands before what is in either case: it is found four times as fast.
_NEXT_PAGE = lazy_regex(
    rb"</[hH][tT][mM][lL]>(?:\s|\xef\xbb\xbf|<!--(?:(?!-->).){0,300}-->)*"
    rb"(?i:<!doctype\s+html|<html[\s>]|---[ \t]*\r?\n\w[\w-]*:|(?:From|MIME-Version|Date|Subject):[^\n]*\n[\w-]+:)",
    re.S,
)
_PAGE_BEHIND_POST = lazy_regex(r"(?:</div>|-->)\s*<!doctype\s+html", re.I)
# Front matter again, after the text of the first post. A line is of one kind only, else time explodes.
_NEXT_POST = lazy_regex(
    r"\n---[ \t]*\r?\n(?:\w[\w-]*:[^\n]*\n|[ \t][^\n]*\n|-[^\n-][^\n]*\n){1,60}?---[ \t]*(?:\r?\n|\Z)", re.A
)


def refuse_glued_pages(html: bytes) -> None:
    """Raises `NotAnArticle` when in ``html`` a page begins behind the end of another; what a script writes is none."""
    if any(not is_swallowed(html, match.start()) for match in _NEXT_PAGE.finditer(html)):
        raise NotAnArticle(GLUED.format("pages"))


def refuse_glued_posts(post: str) -> None:
    """Raises `NotAnArticle` when ``post``, with its front matter, is several, or a page stands behind it."""
    if len(_NEXT_POST.findall(f"\n{post.lstrip()}")) > 1:
        raise NotAnArticle(GLUED.format("posts"))
    if "<!doctype" in post.lower() and _PAGE_BEHIND_POST.search(post):  # the word is sooner told than the expression
        raise NotAnArticle(GLUED.format("pages"))
