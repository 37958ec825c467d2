"""Editors: the names in the site's line 责任编辑：…, without work codes and without what comes under other labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...article.article import Credit
from ...text.patterns import lazy_regex
from .authors import groups_of, unbracketed
from .names import is_bare_name, names_in
from .people import is_organisation, joined
from .roles import MARKS
from .segments import Line, Segment, read_line
from .words import Word

_CODE = lazy_regex(r"[_-]?(?<![A-Za-z])[A-Za-z]{1,4}[_-]?\d{1,6}(?!\d)")  # SF014, also glued to a name
EDGE = 4  # paragraphs at each end of the text where a line of credits may stand
_LONGEST_LINE = 80
_CLAUSE = 7  # characters of a word that is no name: 责任编辑：她在值班室里看完了稿子
_LONGEST_EDITORS = 300
_CLOSING_BRACKET = lazy_regex(r"[（(【\[]([^（()）【】\[\]]*责任编辑[^（()）【】\[\]]+)[）)】\]]\s*\Z")
_SENTENCE_END = lazy_regex("[。！？]")


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
    if "责任编辑" not in text or _SENTENCE_END.search(text) or len(text) > _LONGEST_LINE:
        return False
    line = _read(text)
    if any(_is_clause(word.text) for segment in line.segments for word in segment.words):
        return False
    if line.lead or not (own := _responsible(line)) or not (own[0].mark or editors_of([text])):
        return False
    if line.segments[0] in own:
        return all(segment.role.kind in ("editor", "other") for segment in line.segments)
    # 值班编辑：甲 责任编辑：乙 主编：丙
    return all(_is_of_the_desk(segment) for segment in line.segments) and bool(editors_of([text]))


def credited_editors(lines: Sequence[str]) -> list[Credit]:
    """The 责任编辑 of a line of credits that stays in the text, as it credits others too: 作者：甲 责任编辑：乙.

    Also of a bracket that ends a paragraph: …价格回落。（责任编辑：乙）
    """
    for text in dict.fromkeys((*lines[:EDGE], *lines[-EDGE:])):
        if "责任编辑" not in text:
            continue
        if bracket := _CLOSING_BRACKET.search(text[-_LONGEST_LINE:]):
            text = bracket[1]
        if "。" not in text and len(text) <= _LONGEST_LINE:
            line = _read(text)
            if _responsible(line) and _is_credit(line.lead):
                return editors_of([text])
    return []


def _is_clause(word: str) -> bool:
    return len(word) >= _CLAUSE and not word.isascii() and not names_in(word) and not is_organisation(word)


def _responsible(line: Line) -> list[Segment]:
    return [segment for segment in line.segments if segment.label == "责任编辑" and not segment.before]


def _is_credit(lead: Sequence[Word]) -> bool:
    """Nothing stands before the first label, or a label that no table knows, with names: 一审：甲 责任编辑：乙."""
    if not lead:
        return True
    return len(lead) > 1 and not set(MARKS).isdisjoint(lead[1].gap) and all(is_bare_name(w.text) for w in lead[1:])


def _is_of_the_desk(segment: Segment) -> bool:
    return segment.role.kind == "editor" or segment.role.name == "desk"


def _read(text: str) -> Line:
    return read_line(unbracketed(_CODE.sub(lambda code: " " * len(code[0]), text)))
