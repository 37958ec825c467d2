"""Bylines, editors and the author.

A byline is read only where newsrooms put one: a line of its own near the head or the end of the text
(新京报记者 甲 乙 北京报道, 文/甲, 作者：甲), brackets after a dateline (某社北京5月1日电（记者 甲）), and brackets
at the end of the text (（记者 甲、乙）, (甲)). People quoted in the text are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...reading.page import Page
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.whitespace import collapse
from ..templates.family import Family
from .names import is_bare_name, is_labelled_name, split_names

_AUTHORS = ("记者", "作者", "撰文", "采写", "撰稿", "执笔", "通讯员", "实习生", "文")
_LABELS = (
    *_AUTHORS,
    *("责任编辑", "编辑", "责编", "摄影", "摄像", "校对", "校审", "监制", "主编", "统筹", "编审", "审核", "制图", "图"),
    *("来源", "视频", "剪辑", "策划", "出品", "设计", "值班", "翻译", "编译", "实习编辑"),
)
# A label with whatever stands glued before it: 21世纪经济报道记者, 每经编辑, 见习记者, 《证券日报》记者
_LABEL = lazy_regex(
    rf"(?:^|(?<=[\s、，,;；:：/|丨｜&（(]))(?P<prefix>[^\s、，,;；:：/|丨｜&（()）。！？]*?)(?P<label>{'|'.join(_LABELS)})"
    r"(?=[\s:：/|丨｜]|$|(?P<glued>[\u4e00-\u9fff]))\s*[:：/|丨｜]*\s*"
)
_SEPARATORS = lazy_regex(r"[\s、，,;；/|丨｜&]+")
_REPORTS = ("报道", "电", "发自")
_PLACE_REPORT = lazy_regex(r"(?:\s*[\u4e00-\u9fff]{0,8}(?:综合|摄影|联合)?(?:报道|电)|\s*发自\s*\S+)\s*$")
_SENTENCE_MARKS = frozenset("。！？!?；")
_DATELINE = lazy_regex(r"^.{0,40}?[电讯报道]\s{0,3}[（(](?P<credit>[^（()）]{2,60})[）)]")
_HEAD_CREDIT = lazy_regex(r"^.{0,60}?[（(](?P<credit>[^（()）]{0,20}记者[^（()）]{2,40})[）)]")
_TAIL_CREDIT = lazy_regex(r"[（(\[【](?P<credit>[^（()）\[\]【】]{2,60})[）)\]】]\s*$")
_TAIL_NOISE = lazy_regex(r"\s*[（(](?:完|全文完|图|组图|待续|未完待续)[）)]\s*$")
_BIOGRAPHY = lazy_regex(r"[（(].*?[）)]|[，,].*(?:研究员|教授|经济学家|分析师|首席|院长|所长|主任|博士).*$")
_BRACKETS, _CLOSING = frozenset("（("), ("）", ")", "]", "】")
_EDGE = 3  # lines at each end of the text that may be a byline
_LONGEST_LINE = 60

_EDITOR_LABEL = lazy_regex(r"^\W*(?:责任编辑|责编|编辑)\s*[:：]\s*")
_CODE = lazy_regex(r"\b[A-Za-z]{1,4}\d{1,5}\b")


def byline(lines: Sequence[str]) -> tuple[str, ...]:
    """Names credited as reporter or author, from the text's lines (see `Article.text`), in order of mention."""
    names: list[str] = []
    head, tail = lines[:_EDGE], lines[max(_EDGE, len(lines) - _EDGE) :]
    for line in head:
        names += _line_credit(line) or _bracket_credit(line)
    for line in tail:
        names += _line_credit(line)
    if lines:
        names += _tail_credit(lines[-1]) or (_signature(lines[-1]) if len(lines) > 2 else [])
    return tuple(dict.fromkeys(names))


def listed(page: Page, family: Family) -> tuple[str, ...]:
    """Names that the page lists apart from its text (researchers of a report)."""
    texts = (visible_text(element) for element in page.elements.find(family.researchers))
    return tuple(dict.fromkeys(name for text in texts for name in _names(text.split("：")[-1])[0]))


def author(declared: str | None, names: Sequence[str], source: str | None) -> str | None:
    """What the page declares, else the byline, else the medium."""
    return (collapse(declared) if declared else None) or "、".join(names) or source


def editors(lines: Sequence[str]) -> str | None:
    """Names in 责任编辑 lines, work codes such as SF014 dropped, several joined by 、."""
    names: list[str] = []
    for line in lines:
        rest = _CODE.sub(" ", _EDITOR_LABEL.sub("", line))
        names += [token for token in re.split(r"[\s、，,/()（）\[\]【】]+", rest) if token]
    return "、".join(dict.fromkeys(names)) or None


def _line_credit(line: str) -> list[str]:
    """Names of a line that is nothing but a credit."""
    if len(line) > _LONGEST_LINE or not _SENTENCE_MARKS.isdisjoint(line):
        return []
    inner = line.strip("（()）[]【】 ")
    names, complete = parse_credit(inner)
    return names if complete else []


def _bracket_credit(line: str) -> list[str]:
    if "记者" in line and (match := _HEAD_CREDIT.match(line)):
        return parse_credit(match["credit"])[0]
    if not _BRACKETS.isdisjoint(line) and (match := _DATELINE.match(line)):
        return parse_credit(match["credit"])[0] or _bare_names(match["credit"])
    return []


def _tail_credit(line: str) -> list[str]:
    if not line.rstrip().endswith(_CLOSING):
        return []
    match = _TAIL_CREDIT.search(_TAIL_NOISE.sub("", line))
    if match is None:
        return []
    names, _ = parse_credit(match["credit"])
    return names or _bare_names(match["credit"])


def _signature(line: str) -> list[str]:
    """A last line that is nothing but names, alone or as 来源: 甲."""
    return _bare_names(re.sub(r"^来源\s*[:：]\s*", "", line), with_medium=False)


def parse_credit(credit: str) -> tuple[list[str], bool]:
    """Author names in a labelled credit, and whether the credit holds nothing else.

    ``南方财经全媒体记者 钟甲 编辑：杜乙`` -> (["钟甲"], True); without an author label: ([], False).
    """
    if any(word in credit for word in _REPORTS):
        credit = _PLACE_REPORT.sub("", credit)
    labels = list(_LABEL.finditer(credit)) if any(word in credit for word in _LABELS) else []
    if not labels or credit[: labels[0].start()].strip():
        return [], False
    names: list[str] = []
    complete = True
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        text = credit[label.end() : following.start() if following else len(credit)]
        found, is_clean = _names(_BIOGRAPHY.sub("", text))
        if label["label"] in _AUTHORS:
            if label["label"] == "文" and (label["prefix"] or label["glued"]):
                return [], False  # a word that ends or starts with 文, no label
            names += found
            complete = complete and is_clean and (bool(found) or not text.strip())
    return names, complete and bool(names)


def _names(text: str) -> tuple[list[str], bool]:
    """Leading names of ``text`` and whether that was all of it."""
    tokens = _join_spaced([t for t in _SEPARATORS.split(text.strip(" :：·")) if t])
    names: list[str] = []
    for token in tokens:
        if not is_labelled_name(token):
            return names, False
        names += split_names(token)
    return names, True


def _join_spaced(tokens: list[str]) -> list[str]:
    """A two-character name set with a space (王 强) as one token."""
    joined: list[str] = []
    for token in tokens:
        if joined and len(token) == 1 and len(joined[-1]) == 1:
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _bare_names(credit: str, with_medium: bool = True) -> list[str]:
    """Names without a label: all tokens are names, after at most one that names the medium."""
    tokens = _join_spaced([t for t in _SEPARATORS.split(credit.strip()) if t])
    if with_medium and len(tokens) > 1 and not is_bare_name(tokens[0]):
        tokens = tokens[1:]
    return tokens if tokens and all(is_bare_name(t) for t in tokens) else []
