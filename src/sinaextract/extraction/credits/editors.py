"""Editors: the names in the site's line 责任编辑：…, without work codes and without what comes under other labels."""

from __future__ import annotations

from collections.abc import Iterable

from ...article.article import Credit
from ...text.patterns import lazy_regex
from .authors import groups_of, unbracketed
from .names import names_in
from .people import joined
from .segments import Line, read_line

_CODE = lazy_regex(r"[_-]?(?<![A-Za-z])[A-Za-z]{1,4}[_-]?\d{1,6}(?!\d)")  # SF014, also glued to a name
_LONGEST_LINE = 80
_LONGEST_EDITORS = 300


def editors_of(lines: Iterable[str]) -> list[Credit]:
    found: dict[str, Credit] = {}
    for line in lines:
        line = line[:_LONGEST_EDITORS]
        parsed = _read(line)
        words = [
            word
            for group in groups_of(parsed)
            if any(label.role.kind == "editor" and not label.before for label in group.labels)
            for word in group.words
        ]
        for word in joined(words if parsed.segments else parsed.lead):
            for name in names_in(word.text):
                if not name.isascii() or " " in name:  # a lone Latin word is a code: RTT
                    found.setdefault(name, Credit("editor", name, line, "line of the editor"))
    return list(found.values())


def is_editor_line(text: str, is_edge: bool = False) -> bool:
    """The paragraph is the site's line 责任编辑：甲, with or without the desk's others; no author, no medium."""
    if "责任编辑" not in text or len(text) > _LONGEST_LINE:
        return False
    line = _read(text)
    if line.lead or not line.segments or line.segments[0].label != "责任编辑" or line.segments[0].before:
        return False
    if "。" in text or not (line.segments[0].mark or editors_of([text])):
        return False
    return all(segment.role.kind in ("editor", "other") for segment in line.segments)


def _read(text: str) -> Line:
    return read_line(unbracketed(_CODE.sub(lambda code: " " * len(code[0]), text)))
