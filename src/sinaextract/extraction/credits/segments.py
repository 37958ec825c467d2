"""The grammar of credits: a line, a bracket or the opening of a paragraph as labelled segments.

    来源 海岸财经 文丨海岸日报首席记者林知夏（实习生） 北京报道
    ---- -------- --  ------------ --  ------ ------  --------
    label value   label  medium  label name   note    place, report

A segment is a label with what stands glued before it and the words up to the next label. What the words are (names,
titles, places) is the readers' matter: see `people` and `media`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex, replaced
from .names import is_bare_name, names_in
from .people import glued_names, is_organisation
from .roles import DECOY, MARKS, ROLE_OF, UNKNOWN, Role, find_label
from .words import QUOTED, Word, shape_of, split_words


class Segment(NamedTuple):
    """What one label credits."""

    role: Role
    label: str
    before: str  # what stands glued before the label: a medium, titles, an adjective
    mark: str  # the colon, bar or slash that follows the label, if any
    words: tuple[Word, ...]
    opens: int  # where ``before`` starts in the line
    start: int  # where the value starts, and where it ends
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
    opens: int
    start: int


_SET_APART = lazy_regex(r"(?<!\w)(?P<first>\w)(?P<space>[ \u3000]{1,4})(?P<second>\w)(?=\s*(?P<mark>[^\w\s]|丨))")
_NOT_BY_AN_AUTHOR = lazy_regex(r"\b(Photos?|Edit(?:ing|ed)|Translated|Compiled) (?=by\b)")
_BRACKETED = lazy_regex(r"\([^()]*\)")  # in a line's shape
_PROSE = lazy_regex(
    r"^据|^图[为中]|^原(?![子点创])|著名|知名|的|了|对(?!外)|向(?!导|上)|被|从|接受|给|告诉|某|[一二三两几多数0-9]+[名位]|[女男]$|当日|近日|昨|今日?$|称$|说$|问$|答$|(?<!参)与|是$|为$|在(?!线)"
)
_ACCOUNT = lazy_regex("(?:微信)?公众号|微信公号|[“《]")  # 本文来自微信公众号“澜江财经”
_LONGEST_MEDIUM = 30
_VERBS = ("采写", "撰写", "撰文", "撰稿", "执笔", "采编", "编译", "翻译", "摄影", "拍摄")  # 林知夏采写
_AND = ("和", "与", "及")
_COLONS = ":：∶﹕︰"
_UNKNOWN_LABEL = lazy_regex(r"[A-Z\d]{0,4}[^\W\d_a-zA-Z]{2,6}$")
_ADJECTIVE = lazy_regex(
    r"(?:参与|本文|本版|本期|本组|本报|本刊|专栏|特约|特邀|特别|签约|原创|联合|合作|首席|资深|独立|财经|新闻|图|图片|数据|视频|\+|&|和|、)*"
)


def is_medium(text: str) -> bool:
    """``text`` can be the name of a medium, with the titles of who works for it: no words of a sentence are in it."""
    return len(text) <= _LONGEST_MEDIUM and not _PROSE.search(QUOTED.sub("", text))


@lru_cache(maxsize=64)  # one line is asked for its authors, its medium, its signature
def read_line(text: str) -> Line:
    """``text`` taken apart; without any label all of it is ``lead``."""
    if " " in text or "\u3000" in text:
        text = _SET_APART.sub(_closed_up, text)
        text = _NOT_BY_AN_AUTHOR.sub(r"\1_", text) if " by" in text else text
    words = split_words(text)
    if not words or find_label(text) is None:
        return Line(text, tuple(words), ())
    lead: list[Word] = []
    own = lead
    labels: list[tuple[_Label, str, list[Word]]] = []
    rest = text[words[-1].end :]
    following_gaps = [
        *(word.gap for word in words[1:]),
        replaced(rest, _BRACKETED.finditer(shape_of(rest)), "") if rest else "",
    ]
    for word, following in zip(words, following_gaps, strict=True):
        valued = labels[-1][0].role if labels and not own else None
        pieces = list(_pieces(word, following, valued))
        may_be_label = labels and own and pieces == [word] and word is not words[-1]
        if may_be_label and _is_unknown_label(word, following, labels[-1][1]):
            pieces = [_Label(UNKNOWN, word.text, "", word.start, word.end)]
        for piece in pieces:
            if isinstance(piece, Word):
                own.append(piece)
                continue
            if not word.gap and piece.opens == word.start:
                piece = _with_medium(piece, own)
            gap = ":" if word.is_label_in_brackets else following if piece.start == word.end else ""
            own = _named_in_brackets(word) if piece.start == word.end else []
            labels.append((piece, _mark(gap), own))
    ends = [label.opens for label, _, _ in labels[1:]] + [len(text)]
    segments = [
        Segment(label.role, label.text, label.before, mark, tuple(own), label.opens, label.start, end)
        for (label, mark, own), end in zip(labels, ends, strict=False)
    ]
    return Line(text, tuple(lead), tuple(segments))


def _closed_up(match: re.Match[str]) -> str:
    """来 源：某报 -> 来源 ：某报"""
    label = match["first"] + match["second"]
    return label + match["space"] if label in ROLE_OF and match["mark"] in MARKS else match[0]


def _with_medium(label: _Label, words: list[Word]) -> _Label:
    """``label`` with the last of ``words`` as its medium; only a bracket stands between: 本报（www.…）记者."""
    if not words or not words[-1].notes:
        return label
    medium = words.pop()
    return label._replace(before=medium.text + label.before, opens=medium.start)


def _is_unknown_label(word: Word, following: str, mark: str) -> bool:
    """After a credit, what stands alone before the same mark is a label too: 作者：林知夏 文案：周慕白."""
    own = _mark(following)
    if not own or _mark(word.gap) or not word.gap or not (own in _COLONS or own == mark):
        return False
    if _UNKNOWN_LABEL.match(word.text) is None:
        return False
    return own in _COLONS or not names_in(word.text, surnamed=True)


def _named_in_brackets(word: Word) -> list[Word]:
    """The names that a bracket after a label holds: 记者（林知夏 周慕白）."""
    found = split_words(word.notes[0]) if word.notes else []
    if not found or not all(is_bare_name(own.text) for own in found):
        return []
    return [Word(own.text, own.gap, word.end, word.end) for own in found]


def _mark(gap: str) -> str:
    return next((char for char in gap if char in MARKS), "")


def _pieces(word: Word, following: str, valued: Role | None) -> Iterator[Word | _Label]:
    """The labels in ``word`` and what stands between them: 记者林知夏实习生周慕白 has two.

    ``valued`` is the label that the word follows: 作者：林知夏编辑：周慕白.
    """
    done = 0
    previous: _Label | None = None
    place = 0
    while found := find_label(word.text, place):
        start, label = found
        end = start + len(label)
        place = start + 1  # where this is no label, a shorter one in it may be: 豫视频记者
        before, after = word.text[done:start].lstrip("—–*"), word.text[end:]  # ——来源：海岸日报
        if before.endswith(_AND) and is_bare_name(before[:-1]) and ROLE_OF[label].glued:
            yield word.part(done, start - 1)  # 记者林知夏、周慕白及实习生顾清和
            done, before = start, ""
        if valued is None or done:
            closes = label in _VERBS and not after and not _mark(following)
            names_before = (previous is not None or closes) and bool(names_in(before, surnamed=True))
        else:
            names_before = bool(_mark(following)) and not after and _is_value(before, valued, label)
        role = _role(label, "" if names_before else before, after, following)
        if role is None:
            continue
        if names_before:
            yield word.part(done, start)
            before = ""
        if word.is_label_in_brackets:
            yield _Label(role, label, "", word.start, word.end)
            return
        opens = word.start + start
        previous = _Label(role, label, before, opens - len(before), opens + len(label))
        yield previous
        place = done = end
    if not done:
        yield word
    elif done < len(word.text):
        yield word.part(done, len(word.text))


def _is_value(before: str, valued: Role, label: str) -> bool:
    """``before`` belongs to the label in front of it: 作者：林知夏编辑：周慕白, 来源：海岸日报作者：林知夏."""
    if valued.kind == "source":
        return ROLE_OF[label].before == "adjective" and is_organisation(before)
    return bool(names_in(before, surnamed=True))


def _role(label: str, before: str, after: str, following: str) -> Role | None:
    """The role that ``label`` announces where it stands, if it does at all."""
    role = ROLE_OF[label]
    if role.kind == "source" and before:
        return DECOY if not after and len(before) <= 6 and is_medium(before) else None
    if before and not _may_stand_before(role, before, following):
        return None
    if after and role.kind == "source" and _ACCOUNT.match(after):
        return role
    if after:
        if role.name == "origin of pictures":
            return role  # 图据受访者
        if not role.glued or len(label) == 1 or (_mark(following) in _COLONS and _mark(following)):
            return None  # 记者林知夏：您好, 记者连线：周慕白
        return role if _starts_with_names(after, role) else None
    if role.marked and not _mark(following):
        return None
    return role


def _starts_with_names(after: str, role: Role) -> bool:
    """``after`` is names, perhaps with their report (林知夏北京报道) or up to a further label (林知夏实习生周慕白)."""
    further = find_label(after)
    return glued_names(after, role) or (further is not None and glued_names(after[: further[0]], role))


def _may_stand_before(role: Role, before: str, following: str) -> bool:
    if role.before == "medium":
        return is_medium(before)
    if role.before == "adjective":
        if _ADJECTIVE.fullmatch(before):
            return True
        # 红砖周刊作者 | 林知夏, but not 《远山》作者：林知夏
        return role.kind == "author" and bool(_mark(following)) and "《" not in before and is_organisation(before)
    return False
