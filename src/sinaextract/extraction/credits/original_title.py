"""The headline that a page names as its first: 原标题：…"""

from __future__ import annotations

import re
from functools import cache

from ...text.patterns import lazy_regex
from .authors import authors_of
from .editors import editors_of
from .media import medium_of
from .roles import MARKS, ROLES
from .segments import read_line
from .words import BRACKETS, QUOTED, SYMBOLS

_LABELS = sorted((label for r in ROLES if r.kind == "original title" for label in r.labels), key=len, reverse=True)
# 原标题：旧钟 来源：某报: where a credit may begin behind the headline
_CREDIT = lazy_regex(r"\s+(?=(?:(?:本文|文章)?来源|稿源|转自|作者|本文作者|记者|撰文|责任编辑|责编|编辑)\s*[:：])")
_SENTENCE_ENDS = "。！？!?"
_LONGEST = 120  # characters; a longer paragraph is an article that lost its breaks


@cache
def _pattern() -> re.Pattern[str]:
    opening = re.escape("".join(BRACKETS))
    closing = re.escape("".join(BRACKETS.values()))
    return re.compile(
        rf"[\s{SYMBOLS}]*(?P<open>[{opening}]?)\s*(?:{'|'.join(_LABELS)})"
        rf"(?:(?P<shut>[{closing}])?\s*(?P<mark>[{re.escape(MARKS)}])\s*|(?P<label>[{closing}])\s*|(?P<space>\s+)"
        rf"|(?<=为)(?P<quote>[《“「])(?=[^《》“”「」]+[》”」]\s*[{closing}]?。?\s*\Z))(?P<title>.*)",
        re.S,
    )


def original_title(text: str) -> str | None:
    """The title after the label, without the bracket that was opened before the label."""
    match = _match(text)
    if match is None:
        return None
    title = " ".join(match["title"][: _end_of_title(match["title"])].split())
    closing = BRACKETS.get(match["open"])
    if closing and not (match["shut"] or match["label"]) and title.rstrip("。").endswith(closing):
        title = title.rstrip("。")[:-1].rstrip()
    if match["quote"]:  # 原标题为《旧钟》
        title = title.rstrip("。")[:-1]
    return title or None


def credits_behind_title(text: str) -> str:
    """The credits that the line goes on with: 原标题：旧钟 来源：某报 作者：甲 -> 来源：某报 作者：甲; else empty."""
    match = _match(text)
    rest = match["title"][_end_of_title(match["title"]) :].strip() if match else ""
    return rest.rstrip(BRACKETS.get(match["open"], "")) if match and match["open"] else rest


def is_original_title_line(text: str, is_edge: bool) -> bool:
    """原标题： opens it; before a bar or space only where it is the first or the last paragraph (``is_edge``)."""
    match = _match(text)
    if match is None or not (title := original_title(text)) or len(title) > _LONGEST:
        return False
    if _is_several_sentences(title):
        return False
    if match["mark"] and match["mark"] in ":：∶﹕︰":
        return True
    return is_edge and (match["space"] is None or "。" not in title)


def _end_of_title(title: str) -> int:
    """Up to the first label that really credits somebody: 对话 作者：我为何写港口 is all headline."""
    for found in _CREDIT.finditer(title) if ":" in title or "：" in title else ():
        rest = title[found.end() :]
        if found.start() and (authors_of(rest)[0] or editors_of([rest]) or medium_of(read_line(rest))):
            return found.start()
    return len(title)


def _is_several_sentences(title: str) -> bool:
    """公司昨日公告。记者了解到，…: a text that begins with the label; 船来了！港开了？ is a headline."""
    unquoted = QUOTED.sub("", title)
    inner = unquoted.rstrip("。）)】]").strip()
    return "。" in inner or ("。" in unquoted and any(mark in inner[:-1] for mark in _SENTENCE_ENDS))


def _match(text: str) -> re.Match[str] | None:
    """原标题：…, （原标题：…）, 【原标题】…; a bracket that closes the label was opened before it."""
    match = _pattern().match(text) if any(map(text.__contains__, _LABELS)) else None
    if match is None:
        return None
    shut = match["shut"] or match["label"]
    return match if not shut or shut == BRACKETS.get(match["open"]) else None
