"""Feed-export posts: YAML front matter, then the article's HTML.

The exporter writes ``title, categories, headimg, author, comments, date, thumbnail``, starts the file with a
blank line and replaces braces by ``&#123;`` / ``&#125;``. It does not escape quotes, so some front matter is
not valid YAML; that is then read line by line rather than losing the article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ..text.patterns import lazy_regex

_BEGINNING = lazy_regex(rb"(?:\s|\xef\xbb\xbf|\x84\x31\x95\x33)*---")  # byte order marks of UTF-8 and GB18030
_FRONT = lazy_regex(r"\A[\s\ufeff]*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_ENTRY = lazy_regex(r"^(\w+):[ \t]*(.*)$")
_ITEM = lazy_regex(r"^[ \t]+-[ \t]+(.*)$")


class Post(NamedTuple):
    front: Mapping[str, object]
    html: str
    warnings: tuple[str, ...]


def may_be_post(head: bytes) -> bool:
    """Whether a page that starts with ``head`` could have front matter."""
    return _BEGINNING.match(head) is not None


def split_post(text: str) -> Post | None:
    """The parts of a post, or None when ``text`` does not start with front matter that names a title."""
    match = _FRONT.match(text)
    if match is None:
        return None
    warnings: tuple[str, ...] = ()
    front = _read_yaml(match[1])
    if front is None:
        front = _read_lines(match[1])
        warnings = ("front matter is not valid YAML; read line by line",)
    if "title" not in front:
        return None
    return Post(front, text[match.end() :], warnings)


def _read_yaml(source: str) -> Mapping[str, object] | None:
    import yaml  # only posts need it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if "*" in source and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(source, Loader=loader)):
            return None  # the exporter writes none; a few of them can stand for gigabytes
        front = yaml.load(source, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: an impossible date such as 2022-02-31
        return None
    return {str(k): v for k, v in front.items()} if isinstance(front, dict) else None


def _read_lines(source: str) -> Mapping[str, object]:
    front: dict[str, object] = {}
    items: list[str] = []
    for line in map(_without_end, source.splitlines()):
        if m := _ENTRY.match(line):
            items = []
            front[m[1]] = _unquote(m[2]) if m[2] else items
        elif m := _ITEM.match(line):
            items.append(_unquote(m[1]))
    return front


def _without_end(line: str) -> str:
    return line.rstrip(" \t")


def _unquote(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
