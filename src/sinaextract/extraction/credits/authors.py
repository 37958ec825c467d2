"""The authors of a line that holds nothing but credits."""

from __future__ import annotations

from collections.abc import Sequence

from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex
from .names import is_bare_name, is_surnamed
from .people import SENT_FROM, is_organisation, is_report, may_be_medium, read_people
from .roles import Role
from .segments import Line, Segment, is_medium, read_line
from .words import BRACKETS, Word

# 记者林知夏参与采写, 实习生林知夏对本文亦有贡献
_TOOK_PART = lazy_regex(
    r"\s*(?:参与了?(?:[本此]文)?的?(?:采写|写作|撰写|采访|报道)|[对为][本此]文[亦也均都]?(?:有|做出了?)所?贡献)$"
)
_PARTS_TAKEN = ("采写", "写作", "撰写", "采访", "报道", "贡献")
_LONGEST_LEAD = 40  # characters before the first label
_LONGEST_VALUE = 80
_COLONS = frozenset(":：")
_FULL_STOPS = ("。", "！", "？", "”")
_LONGEST_WITH_FULL_STOP = 40
_SENTENCE_ENDS = str.maketrans("！？!?", "。。。。")
_ABOUT_THE_AUTHOR = tuple("作者 本文作者 本文来自 本文转自 本文转载自 文章来自 文章转自 文章转载自".split())


class Group(NamedTuple):
    """Words and all the labels that credit them: 采写/摄影 林知夏 has two, 记者 林知夏 摄 has one on each side."""

    labels: tuple[Segment, ...]
    words: tuple[Word, ...]
    labels_after: tuple[Segment, ...] = ()

    def credits(self, kind: str) -> bool:
        """The words are credited as ``kind``; a label after them has the last word (记者 林知夏 摄)."""
        if self.labels_after and not any(label.role.kind == kind for label in self.labels_after):
            return False
        if kind == "author" and self._are_of_reporters_for_another_thing():
            return False
        return any(label.role.kind == kind for label in (*self.labels, *self.labels_after))

    def _are_of_reporters_for_another_thing(self) -> bool:
        """供图：海岸日报记者 林知夏"""
        if len(self.labels) < 2 or self.labels[0].role.kind != "other":
            return False
        if any(label.role.name == "author of the words" for label in self.labels):  # 图/文 记者 林知夏
            return False
        return self.labels[0].mark in (":", "：") or self.labels[-1].role.name in ("reporter", "intern")


def authors_of(text: str, bare: bool = False) -> tuple[list[str], str]:
    """Names that ``text`` credits as authors, and the label that says so; none if it holds anything but credits.

    ``bare``: each must be a name even without the label.
    """
    line = read_line(_TOOK_PART.sub("", text) if text.endswith(_PARTS_TAKEN) else text)
    if not line.segments:
        return _reported(line.lead), "报道"
    if not _is_lead(line):
        return [], ""
    names = _led_by_names(line)
    pen_names: list[str] = []
    label = ""
    groups = groups_of(line)
    for group in groups:
        if not group.credits("author"):
            if len("".join(word.text for word in group.words)) > _LONGEST_VALUE:
                return [], ""
            continue
        first = next(own for own in (*group.labels, *group.labels_after) if own.role.kind == "author")
        if first.role.of_place and not _has_organisation(first, line, groups):
            continue
        people = read_people(group.words, first.role, surnamed=not _takes_pen_names(group))
        if not people.names and group.words and all(is_medium(word.text) for word in group.words):
            continue  # 文 | 海岸财经，作者 | 林知夏
        if not people.is_all or not people.names or (bare and not people.are_bare):
            return [], ""
        if not people.are_bare and _could_be_prose(group, line, people.names):
            return [], ""
        label = label or first.before + first.label
        if any(map(is_surnamed, people.names)) or not all(name.isalpha() for name in people.names):
            names += people.names
        else:
            pen_names += people.names
    return names or pen_names, label


def _led_by_names(line: Line) -> list[str]:
    """林知夏 实习生 周慕白, as in 中新社3月5日电 (林知夏 实习生 周慕白)."""
    first = line.segments[0]
    if first.label not in ("实习生", "通讯员", "记者") or first.before or not line.lead:
        return []
    found = [word.text for word in line.lead]
    return found if all(is_bare_name(name) and not is_organisation(name) for name in found) else []


def groups_of(line: Line) -> list[Group]:
    """The segments of ``line``, joined labels together, labels that follow their words with those."""
    groups: list[Group] = []
    waiting: list[Segment] = []
    for segment in line.segments:
        if not segment.words and _is_joined(line, segment):
            waiting.append(segment)
            continue
        groups.append(Group((*waiting, segment), segment.words))
        waiting = []
    if waiting:
        groups.append(Group(tuple(waiting), ()))
    return _with_labels_after(groups, line.lead)


def _is_joined(line: Line, segment: Segment) -> bool:
    """Another label follows at once and shares the words: 采写/摄影 林知夏; not so in 摄影： 编辑：甲."""
    number = line.segments.index(segment)
    if number + 1 == len(line.segments):
        return False
    if line.segments[number + 1].role.kind == "author":  # 作者：海岸日报记者 林知夏
        return True
    return _COLONS.isdisjoint(line.text[segment.start : segment.end])


def _with_labels_after(groups: list[Group], lead: Sequence[Word]) -> list[Group]:
    """林知夏/文 周慕白/图 -> 文：林知夏 图：周慕白. A last label with nothing after it tells that labels come after."""
    if not groups or groups[-1].words or not _may_come_after(groups[-1]):
        return groups
    first = len(groups) - 1
    while first and groups[first - 1].words and _may_come_after(groups[first - 1]):
        first -= 1
    if first == 0 and not any(is_bare_name(word.text) for word in lead):
        first = 1  # 图：林知夏 摄
    before = groups[first - 1] if first else Group((), tuple(lead))
    shifted = []
    for group in groups[first:]:
        shifted.append(before._replace(labels_after=group.labels))
        before = Group((), group.words)
    return [*groups[: max(first - 1, 0)], *shifted]


def _may_come_after(group: Group) -> bool:
    return all(label.role.after for label in group.labels)


def _is_lead(line: Line) -> bool:
    """What stands before the first label can be a medium, a place or a date."""
    if sum(len(word.text) for word in line.lead) > _LONGEST_LEAD or len(line.lead) > 4:
        return False
    return all(is_medium(word.text) for word in line.lead)


def _has_organisation(label: Segment, line: Line, groups: Sequence[Group]) -> bool:
    if label.before:
        return is_organisation(label.before)
    if line.lead and label is line.segments[0]:
        return is_organisation(line.lead[-1].text)
    return False


def _takes_pen_names(group: Group) -> bool:
    """作者：沙夜, but not 记者：您好 and not 作者 沙夜."""
    return any(
        label.mark and label.role.name.startswith("author") and (label.label != "文" or label.mark not in ":：")
        for label in group.labels
    )


def _could_be_prose(group: Group, line: Line, names: Sequence[str]) -> bool:
    """A single common word after a label that is more often a word than a credit: 记者：方便, 文 高峰."""
    if not group.labels or group.labels_after:
        return False
    if not group.labels[-1].mark and group.labels[0].role.name == "author of the words":
        return True
    is_reporter = group.labels[-1].role.name == "reporter" and not group.labels[-1].before
    return is_reporter and len(line.segments) == 1 and len(names) == 1 and not line.lead


def _reported(words: Sequence[Word]) -> list[str]:
    """海岸日报 林知夏 上海报道, 海岸科技 林知夏发自上海: medium, names, place, without a label."""
    if len(words) < 2 or not is_report(words[-1].text):
        return []
    if not (may_be_medium if SENT_FROM in words[-1].text else is_organisation)(words[0].text):
        return []
    people = read_people(words[1:], _NO_LABEL, surnamed=True)
    return list(people.names) if people.is_all and people.are_bare else []


_NO_LABEL = Role("reporter", "author", ())


def unbracketed(text: str) -> str:
    """``text`` without the pair of brackets that encloses all of it."""
    text = text.strip()
    closing = BRACKETS.get(text[:1])
    if closing is None or not text.endswith(closing):
        return text
    depth = 0
    for place, char in enumerate(text):
        depth += (char == text[0]) - (char == closing)
        if depth == 0:
            return text[1:-1].strip() if place == len(text) - 1 else text
    return text


def credit_clause(text: str) -> str | None:
    """The part of a credit line before any sentence; None where it is prose.

    作者：林知夏，海岸大学教授。本文不代表本报观点。 -> 作者：林知夏，海岸大学教授
    """
    is_about_the_author = text.lstrip("（(【[ \u3000").startswith(_ABOUT_THE_AUTHOR)
    if len(text) > _LONGEST_WITH_FULL_STOP and text.endswith(_FULL_STOPS) and not is_about_the_author:
        return None
    clauses = [clause for clause in text.translate(_SENTENCE_ENDS).split("。") if clause.strip()]
    if len(clauses) > 1 and not is_about_the_author:
        return None
    return clauses[0].strip() if clauses else None
