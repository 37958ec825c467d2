"""The grammar of credits: a line, a bracket or the opening of a paragraph as labelled segments.

    来源 海岸财经 文丨海岸日报首席记者林知夏（实习生） 北京报道
    ---- -------- --  ------------ --  ------ ------  --------
    label value   label  medium  label name   note    place, report

A segment is a label with what stands glued before it and the words up to the next label. What the words are (names,
titles, places) is the readers' matter: see `people` and `media`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...text.patterns import lazy_regex
from .names import names_in
from .people import glued_names
from .roles import DECOY, LABEL, MARKS, ROLE_OF, Role
from .words import Word, split_words


class Segment(NamedTuple):
    """What one label credits. ``start`` and ``end`` are those of the value in the line."""

    role: Role
    label: str
    before: str  # what stands glued before the label: a medium, titles, an adjective
    marked: bool  # a colon, bar or slash follows the label
    words: tuple[Word, ...]
    start: int
    end: int


class Line(NamedTuple):
    """``lead`` is what stands before the first label."""

    text: str
    lead: tuple[Word, ...]
    segments: tuple[Segment, ...]


class _Label(NamedTuple):
    role: Role
    text: str
    before: str
    start: int
    end: int


_QUOTED = lazy_regex(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"")
_PROSE = lazy_regex(r"^据|的|了|对(?!外)|向(?!导|上)|被|从|接受|给|告诉|[一二三两几多数0-9]+[名位]|[某女男]$|当日|近日|昨|今日?$|称$|说$|问$|答$|与|是$|为$|在(?!线)")
_LONGEST_MEDIUM = 30
_ADJECTIVE = lazy_regex(r"(?:本文|本版|本期|本报|本刊|专栏|特约|特邀|特别|签约|原创|联合|合作|首席|资深|独立|财经|新闻|图|图片|数据|视频|\+|&|和|、)*")


def is_medium(text: str) -> bool:
    """``text`` can be the name of a medium, with the titles of who works for it: no words of a sentence are in it."""
    return len(text) <= _LONGEST_MEDIUM and not _PROSE.search(_QUOTED.sub("", text))


def read_line(text: str) -> Line:
    """``text`` taken apart; without any label all of it is ``lead``."""
    words = split_words(text)
    lead: list[Word] = []
    open_labels: list[tuple[_Label, bool, list[Word]]] = []
    for number, word in enumerate(words):
        following = words[number + 1].gap if number + 1 < len(words) else text[word.end :]
        for piece in _pieces(word, following):
            if isinstance(piece, _Label):
                gap = following if piece.end == word.end else ""
                open_labels.append((piece, word.is_label_in_brackets or _is_marked(gap), []))
            elif open_labels:
                open_labels[-1][2].append(piece)
            else:
                lead.append(piece)
    segments = [
        Segment(label.role, label.text, label.before, marked, tuple(own), label.end, _end(open_labels, n, text))
        for n, (label, marked, own) in enumerate(open_labels)
    ]
    return Line(text, tuple(lead), tuple(segments))


def _end(labels: list[tuple[_Label, bool, list[Word]]], number: int, text: str) -> int:
    if number + 1 == len(labels):
        return len(text)
    following = labels[number + 1][0]
    return following.start - len(following.before)


def _is_marked(gap: str) -> bool:
    return any(mark in gap for mark in MARKS)


def _pieces(word: Word, following: str) -> Iterator[Word | _Label]:
    """The labels in ``word`` and what stands between them: 记者林知夏实习生周慕白 has two."""
    done = 0
    previous: _Label | None = None
    for match in LABEL.finditer(word.text):
        if match.start() < done:
            continue
        before, after = word.text[done : match.start()], word.text[match.end() :]
        names_before = previous is not None and names_in(before, surnamed=True)
        role = _role(match[0], "" if names_before else before, after, following)
        if role is None:
            continue
        if names_before:
            yield word.part(done, match.start())
            before = ""
        previous = _Label(role, match[0], before, word.start + match.start(), word.start + match.end())
        yield previous
        done = match.end()
    if done < len(word.text):
        yield word.part(done, len(word.text))


def _role(label: str, before: str, after: str, following: str) -> Role | None:
    """The role that ``label`` announces where it stands, if it does at all."""
    role = ROLE_OF[label]
    if role.kind == "source" and before:
        return DECOY if not after and len(before) <= 6 and is_medium(before) else None
    if before and not _may_stand_before(role, before):
        return None
    if after:
        return role if role.glued and len(label) > 1 and glued_names(after, role) else None
    if role.marked and not _is_marked(following):
        return None
    return role


def _may_stand_before(role: Role, before: str) -> bool:
    if role.before == "medium":
        return is_medium(before)
    if role.before == "adjective":
        return _ADJECTIVE.fullmatch(before) is not None
    return False
