"""The medium that a 来源 segment or a page's header names."""

from __future__ import annotations

from ...text.patterns import lazy_regex
from ...text.times import without_dates
from ...text.whitespace import collapse
from .authors import unbracketed
from .people import is_organisation
from .roles import DECOY, MARKS, find_label
from .segments import Line, Segment, is_medium
from .words import ADDRESS, BRACKETS, SYMBOLS

_LONGEST = 40  # characters after a mark; less after a space, where prose may follow
_LONGEST_UNMARKED = 20
# How to find it is not its name: （ID：haianrb）, （haianrb）, （微信号 haianrb）, （2021年3月5日 第2版）
_NOTE = lazy_regex(
    r"\s*[（(]\s*(?:\w{0,8}(?:ID|Id|id|号)\s*[:：]?[^（()）]*"
    r"|[A-Za-z0-9@._:/ -]+|[^（()）]*(?:\d{1,2}[月版]|授权|转载|侵删)[^（()）]*)[）)]|\s*第?\s*[A-Z]?\d{1,3}\s*版$"
    r"|\s*(?:\d{4}年)?第?\d{1,4}期$"
)
_BRACKET = lazy_regex(r"[（(]\s*([^（()）]*)[）)]")
# 来源：某报，转载已获授权
_ABOUT_RIGHTS = lazy_regex(
    r"[\s，,；;]+(?:如有|如涉|若有|侵|版权|转载|授权|已获|已授权|经授权|仅供|略?有删|略?有改|原题|原标题)[^《》]*$"
)
# 综合自某报, 综合某报、某网
_PUT_TOGETHER = lazy_regex(r"综合(?:整理)?(?:自|(?=[^、]+、))\s*")
_ACCOUNT = lazy_regex(r"(?:微信公众号|微信公号|公众号|公号|头条号|合作媒体)\s*[:：|丨]?\s*(?=\S)")
_QUOTED = lazy_regex(r"[“\"「](?P<name>[^“”\"「」]+)[”\"」]$")
_NOT_IN_A_NAME = lazy_regex(r"[。！？!?；，,…\t]")
# 来源：作者供图, 来源：据公司公告整理
_NO_NAME = lazy_regex(r"根?据|.*(?:供图|提供|自制|截图|拍摄)$")
_EDGES = f" {MARKS}、；;·-—"
# 出品：甲 来源：某报, 图片来源：甲 文章来源：某报; after 图片：甲 it is the picture's
_MAY_STAND_BEFORE = ("desk", "other hands", "contact and date", "another thing's origin")
# 来源：Wind stands under charts; 来源：网络 names nobody.
_NO_MEDIA = frozenset(
    (
        "网络 互联网 本报 本刊 本网 本站 本站原创 原创 未知 不详 佚名 投稿 作者投稿 作者供稿 网友投稿 网友 "
        "综合 网络综合 综合网络 网络整理 公开资料 公开信息 作者 wind 万得 choice ifind 同花顺ifind "
        "bloomberg 彭博"
    ).split()
)


def medium_of(line: Line) -> tuple[str, Segment] | None:
    """The medium that a line credits, and the segment that says so; None where it is no 来源 line.

    The label opens the line, perhaps after a date, or follows other credits (作者：甲 来源：某报).
    """
    if not line.segments:
        return None
    first = line.segments[0]
    lead = line.text[: first.opens]
    if without_dates(lead).strip(f" \u3000（(【[•*—–-{SYMBOLS}"):
        return None
    if first.role.kind not in ("source", "author", "editor") and first.role.name not in _MAY_STAND_BEFORE:
        return None
    for number, segment in enumerate(line.segments):
        if segment.role.kind != "source" or (first.role is DECOY and segment.label == "来源"):
            continue
        following = line.segments[number + 1] if number + 1 < len(line.segments) else None
        name = medium_name(line.text[segment.start : _end(segment, following)], bool(segment.mark))
        if name is None and not segment.words and following is not None:
            name = medium_name(following.before)  # 来源：海岸日报记者 林知夏
        return (name, segment) if name else None
    return None


def _end(segment: Segment, following: Segment | None) -> int:
    """Where the medium ends; in 来源：潮声网 海岸日报 记者 林知夏 the second medium is the reporter's."""
    words = segment.words
    is_reporters = following is not None and following.role.before == "medium" and not following.before
    if is_reporters and len(words) > 1 and not words[-1].gap.strip() and all(is_organisation(w.text) for w in words):
        return words[-1].start
    return segment.end


def medium_name(text: str, marked: bool = True) -> str | None:
    """``text`` as the name of a medium, without address, id and date; None where it is none."""
    # 海岸日报（记者 林知夏）
    text = _BRACKET.sub(lambda bracket: "" if _opens_with_label(bracket[1]) else bracket[0], text)
    text = collapse(without_dates(ADDRESS.sub(" ", _NOTE.sub("", _ABOUT_RIGHTS.sub("", text))))).strip(_EDGES)
    text = text.rstrip("，,。")
    for opening, closing in BRACKETS.items():
        if text.count(closing) != text.count(opening):
            text = text.strip(opening + closing)
    text = text[found.end() :] if (found := _PUT_TOGETHER.match(text)) else text
    text = _ACCOUNT.sub("", text, count=1) if _ACCOUNT.match(text) else text
    text = unbracketed(text)  # 稿源：（某报）
    if quoted := _QUOTED.match(text):
        text = quoted["name"]
    text = text.strip(_EDGES)
    longest = _LONGEST if marked else _LONGEST_UNMARKED
    if not marked and not is_medium(text):
        return None
    if not text or len(text) > longest or text.lower() in _NO_MEDIA:
        return None
    return None if _NOT_IN_A_NAME.search(text) or _NO_NAME.match(text) else text


def _opens_with_label(text: str) -> bool:
    found = find_label(text)
    return found is not None and found[0] == 0
