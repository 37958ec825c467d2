"""Which lines of an article are looked at for credits, and in what form each is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...article.article import Credit
from ...text.patterns import lazy_regex
from .authors import authors_of, credit_clause, unbracketed
from .editors import EDGE
from .media import medium_of
from .names import is_bare_name
from .people import is_organisation, joined, may_be_medium
from .roles import may_credit_an_author
from .segments import read_line
from .words import Word, split_words

_LONGEST_LINE = 300  # characters
_OPENING = 90  # characters of a paragraph in which its opening credit ends
_LONGEST_BRACKET = 120
_SHORTEST_TEXT = 8
_MOST_SIGNATURES = 4
_LONGEST_SIGNATURE = 40

_OPENING_BRACKET = lazy_regex(
    r"\s*(?:【(?P<a>[^【】]{2,80})】|[\[［](?P<b>[^\[\]［］]{2,80})[\]］]|[（(](?P<c>[^（()）]{2,80})[）)])"
)
_LATER_BRACKET = lazy_regex(r"[（(](?P<credit>[^（()）]{2,80})[）)]")
_REPORT_END = lazy_regex(r"(?:报道|报导|专电|电|讯|发自\s?\w{2,6})(?=[\s:：，,】]|$)")
_SENTENCE_MARKS = frozenset("。！？!?；")
_DATELINE_ENDS = ("电", "讯", "报道", "消息")
_CLOSING = {"）": "（", ")": "(", "】": "【", "]": "[", "］": "［"}
_OPENING_OF = {"（": "（(", "(": "（(", "【": "【", "[": "[", "［": "［"}
_TAIL_NOISE = lazy_regex(r"\s*[（(【](?:完|全文完|本文完|图|组图|待续|未完待续|完结|END|end)[）)】]\s*$")
_SENTENCE_ENDS = "。！？”…）)】"
_OF_THE_AUTHOR = lazy_regex("作者(?:系|为|是|单位)")  # （林知夏 作者系海岸大学教授）
_NAME_IN_SENTENCE = lazy_regex(r"\s*[\w·]{2,4}(?:从|在|对|向|于)")
_PREDICATE = lazy_regex(r"\s*(?:曾|说|称|表示|认为|指出|写道|告诉|介绍|回忆|坦言|透露|强调)")  # 作者 林知夏 曾写道
_RESEARCHER = lazy_regex(r"(?<!\w)(?:研究员|评论员)")  # 《海岸日报》（上海，研究员 林知夏）讯
_DIALOGUE = ("记者：", "记者:")
_MAY_CREDIT_A_MEDIUM = lazy_regex(r"来\s{0,4}源|稿源|转自|来自|载自|摘自|原载")


def credited_authors(lines: Sequence[str]) -> list[Credit]:
    """Who the lines of a text credit as reporter or author, in order of mention."""
    found: list[Credit] = []
    last = len(lines) - 1
    for number, line in enumerate(lines):
        if line.startswith(_DIALOGUE) and sum(other.startswith(_DIALOGUE) for other in lines) > 1:
            continue
        at_head, at_end = number < EDGE, number > last - EDGE
        credits = _in_one_line(line, at_head) if at_head or at_end else []
        if not credits and line.rstrip(" \u3000。")[-1:] in _CLOSING:
            credits = _in_closing_bracket(line, is_last=number == last)
        if not credits and number == last:
            credits = _after_last_sentence(line) or _signed(lines)
        found += credits
    return _distinct(found)


def credited_medium(lines: Sequence[str]) -> Credit | None:
    """The medium that a 来源 line among the first or the last paragraphs names."""
    edges = [*range(min(EDGE, len(lines))), *range(max(EDGE, len(lines) - EDGE), len(lines))]
    for number in edges:
        line = lines[number]
        if not _MAY_CREDIT_A_MEDIUM.search(line):
            continue
        for text in _may_be_credits(line, is_last=number == len(lines) - 1):
            found = medium_of(read_line(text))
            if found and not (number == len(lines) - 1 and _bare_names(split_words(found[0]))):
                return Credit("source", found[0], line, f"line of credits: {found[1].label}")
    return None


def opens_with_credit(text: str, of_picture: bool) -> bool:
    """A short ``text`` begins with a line of credits; ``of_picture``: people in it may be a picture's (记者 甲 摄)."""
    line = read_line(unbracketed(text))
    kind = line.segments[0].role.kind if line.segments else "other"
    if kind in ("author", "editor"):
        return not of_picture
    return kind != "other" and not line.lead  # 资料图片 来源：某社


def _may_be_credits(line: str, is_last: bool) -> Iterator[str]:
    """The line without brackets around it, and the bracket that closes the last paragraph."""
    if len(line) <= _LONGEST_LINE and (clause := credit_clause(unbracketed(line))):
        yield clause
    if is_last and (closing := closing_bracket(line)) and closing[0].rstrip().endswith(("。", "！", "？", "”", "…")):
        yield closing[1]


def _in_one_line(line: str, at_head: bool) -> list[Credit]:
    if not may_credit_an_author(line):
        return _in_bare_dateline(line) if at_head else []
    if len(line) <= _LONGEST_LINE and (clause := credit_clause(unbracketed(line))):
        names, label = authors_of(clause)
        if names:
            return _credits(names, line, f"line of credits: {label}")
    if not at_head:
        return []
    return _in_opening(line) if may_credit_an_author(line[:_OPENING]) else _in_bare_dateline(line)


def _in_opening(line: str) -> list[Credit]:
    """【海岸时报记者 甲】…, 海岸日报讯（记者 甲）…, 本报记者 甲 上海报道 …, 本报记者 甲 …"""
    opening = _OPENING_BRACKET.match(line) if line.lstrip()[:1] in _OPENING_OF else None
    if opening:
        names, label = authors_of(opening["a"] or opening["b"] or opening["c"])
        if names:
            return _credits(names, line, f"opening bracket: {label}")
    for bracket in _LATER_BRACKET.finditer(line, 0, _OPENING + 80):
        before = line[: bracket.start()]
        if len(before) > 60 or not _SENTENCE_MARKS.isdisjoint(before):
            break
        if before.startswith("据") and not before.rstrip().endswith(_DATELINE_ENDS):
            break  # 据某报（记者 甲）报道 is another's
        if before.endswith("》") and "作者" in bracket["credit"]:
            break  # 《远山》（作者 甲） is a book
        credit = bracket["credit"]
        researcher = _RESEARCHER.search(credit)
        if researcher and is_organisation(before.strip()) and line.startswith(_DATELINE_ENDS, bracket.end()):
            credit = before.strip() + credit[researcher.start() :]
        names, label = authors_of(credit)
        if names:
            return _credits(names, line, f"bracket after a dateline: {label}")
    return _in_bare_dateline(line) or _in_report(line) or _before_text(line)


def _in_bare_dateline(line: str) -> list[Credit]:
    """某社北京11月2日电(林知夏)…: names without a label."""
    bracket = _LATER_BRACKET.search(line, 0, _OPENING)
    if bracket and line[: bracket.start()].rstrip().endswith(_DATELINE_ENDS):
        names = _bare_names(split_words(bracket["credit"]), with_medium=True)
        return _credits(names, line, "bracket after a dateline, only names")
    return []


def _in_report(line: str) -> list[Credit]:
    for report in _REPORT_END.finditer(line, 0, _OPENING):
        head = line[: report.end()]
        if not _SENTENCE_MARKS.isdisjoint(head):
            break
        names, label = authors_of(head)
        if names:
            return _credits(names, line, f"opening of a paragraph, up to 报道: {label}")
    return []


def _before_text(line: str) -> list[Credit]:
    """本报记者 林知夏 周慕白 and then, after a space, the text."""
    head = line[:_OPENING].rstrip("\u3000 ")
    while (space := max(head.rfind(" "), head.rfind("\u3000"))) > 0:
        head = head[:space].rstrip("\u3000 ")
        if _SENTENCE_MARKS.isdisjoint(head) and "，" not in head and _is_text(line[len(head) :]):
            names, label = authors_of(head, bare=True)
            if names:
                return _credits(names, line, f"opening of a paragraph: {label}")
    return []


def _is_text(rest: str) -> bool:
    """``rest`` goes on as a text does, not as a credit: 摄影 潘安澜."""
    if _PREDICATE.match(rest):
        return False
    if _NAME_IN_SENTENCE.match(rest) and any(is_bare_name(rest.strip()[:size]) for size in (2, 3, 4)):
        return False  # 记者林知夏 周慕白从海岸市获悉
    return len(rest.strip()) >= _SHORTEST_TEXT and not read_line(rest[:_SHORTEST_TEXT]).segments


def _in_closing_bracket(line: str, is_last: bool) -> list[Credit]:
    closing = closing_bracket(line)
    if closing is None:
        return []
    clause = credit_clause(closing[1])
    if clause and may_credit_an_author(clause):
        names, label = authors_of(clause)
        if names:
            return _credits(names, line, f"bracket at the end of a paragraph: {label}")
    if (
        is_last
        and not read_line(closing[1]).segments
        and (names := _bare_names(split_words(closing[1]), with_medium=True))
    ):
        return _credits(names, line, "bracket at the end of the text, only names")
    return []


def closing_bracket(line: str) -> tuple[str, str] | None:
    """What stands before the bracket that ends ``line``, and what stands in it; notes such as （完） do not count."""
    text = _without_note(line).rstrip(" \u3000。")
    if text[-1:] not in _CLOSING:
        return None
    opening = _OPENING_OF[_CLOSING[text[-1]]]
    closing = "）)" if text[-1] in "）)" else text[-1]
    depth = 0
    for place in range(len(text) - 1, max(-1, len(text) - _LONGEST_BRACKET), -1):
        depth += (text[place] in closing) - (text[place] in opening)
        if depth == 0:
            return text[:place], text[place + 1 : -1].strip()
    return None


def _without_note(line: str) -> str:
    return _TAIL_NOISE.sub("", line) if line.rstrip()[-1:] in _CLOSING else line


def _after_last_sentence(line: str) -> list[Credit]:
    """…街上热闹起来。本报记者 林知夏"""
    end = max(map(_without_note(line).rfind, _SENTENCE_ENDS))
    tail = line[end + 1 :].strip() if end >= 0 else ""
    if not tail or len(tail) > 60 or not may_credit_an_author(tail):
        return []
    names, label = authors_of(tail)
    return _credits(names, line, f"after the last sentence: {label}")


def _signed(lines: Sequence[str]) -> list[Credit]:
    """A last line that is nothing but names, alone or as 来源: 甲; not the end of a list of names."""
    if len(lines) < 3 or len(lines[-1]) > _LONGEST_SIGNATURE:
        return []
    line = read_line(lines[-1])
    if line.segments and (line.lead or line.segments[0].role.kind != "source"):
        return []
    names = _bare_names(line.segments[0].words if line.segments else line.lead)
    if not names or len(names) > _MOST_SIGNATURES or _bare_names(split_words(lines[-2])):
        return []
    return _credits(names, lines[-1], "last line, only names")


def _bare_names(words: Sequence[Word], with_medium: bool = False) -> list[str]:
    """Names without a label: all words are names, after at most one that is a medium."""
    words = joined(words)
    if any(":" in word.gap or "：" in word.gap for word in words[1:]):
        return []  # 原著：林知夏
    if with_medium and len(words) > 1 and may_be_medium(words[0].text) and not is_bare_name(words[0].text):
        words = words[1:]
    names = [word.text for word in words]
    if len(names) > 1 and _OF_THE_AUTHOR.match(names[-1]):
        names.pop()
    return names if names and all(map(is_bare_name, names)) else []


def _credits(names: Iterable[str], line: str, form: str) -> list[Credit]:
    return [Credit("byline", name, line, form) for name in names]


def _distinct(credits: Iterable[Credit]) -> list[Credit]:
    first: dict[str, Credit] = {}
    for credit in credits:
        first.setdefault(credit.value, credit)
    return list(first.values())
