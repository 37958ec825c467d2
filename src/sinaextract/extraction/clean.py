"""Takes the site's additions out of the article body. The only code that detaches nodes; it writes the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Literal

from lxml import etree

from ..article.article import Removal
from ..named_tuples import NamedTuple
from ..reading.selectors import Compound, Element, distinct, parse
from ..reading.tree_text import append_text
from ..reading.visible_text import UNSEEN, visible_text
from ..text.typography import INDENT, SENTENCE_END
from ..text.whitespace import clean_characters, collapse
from .broken_markup import let_out
from .picture_markup import picture_address
from .rules import Rule
from .rules.conditions import BRACKETS, text_beside

INLINE = frozenset({"a", "b", "strong", "font", "span", "em", "i", "u", "sup", "sub", "wbr", "br"})


class _Slot(NamedTuple):
    """A part of what markers delimit: a whole ``node`` with its tail, the ``tail`` or the ``text`` of one that stays,
    or the closing ``mark``, whose tail stays."""

    node: Element
    kind: Literal["node", "tail", "text", "mark"]


def clean(
    body: Element, rules: tuple[Rule, ...], positions: Mapping[Element, int] | None = None
) -> tuple[Removal, ...]:
    """Apply ``rules`` to ``body`` in place; what they took out, in rule order.

    ``positions`` (visible characters before each node) gives removals their `Removal.position`, as if in one block.
    """
    ledger = _remove_marked(body, rules, positions)
    for rule, element in _matches(body, rules):
        if (rule.when is None or rule.when(element, body)) and _is_below(element, body):
            if rule.no_prose and len(element):
                let_out(element)
            text = visible_text(element)
            brackets = _take_brackets(element) if rule.brackets else ""
            text = brackets[:1] + text + brackets[1:]
            ledger.append(_entry(rule, text, (element,), positions, len(brackets[:1])))
            _detach(element)
    return tuple(ledger)


def _remove_marked(body: Element, rules: tuple[Rule, ...], positions: Mapping[Element, int] | None) -> list[Removal]:
    """Take out what stands between comment markers."""
    ledger: list[Removal] = []
    marking, marks = _marking(rules)
    comments = [(c, text) for c in body.iter(etree.Comment) if (text := (c.text or "").strip()).startswith(marks)]
    unseen = {c for code in body.iter("template", "noscript") for c in code.iter(etree.Comment)} if comments else ()
    comments = [mark for mark in comments if mark[0] not in unseen]
    for rule in marking if comments else ():
        runs = _marked_runs(comments, rule)
        for slots in runs:
            if _is_below(slots[0].node, body):  # else it went with a run around it, as some of it may have
                ledger += _remove_run([slot for slot in slots if _is_below(slot.node, body)], rule, positions)
        if runs:
            comments = [mark for mark in comments if _is_below(mark[0], body)]
    return ledger


def _matches(body: Element, rules: tuple[Rule, ...]) -> list[tuple[Rule, Element]]:
    """Every (rule, element) pair, found in one pass, ordered by rule and then as they stand in the page."""
    by_name, by_attribute = _dispatch(rules)
    named, with_attribute = by_name.get, by_attribute.get
    found: list[tuple[int, int, Rule, Element]] = []
    for number, element in enumerate(body.iterdescendants(etree.Element)):
        candidates = named(element.tag, ())
        for name, value in element.items():
            if name == "class":
                for token in distinct(value.split()):  # type: ignore[arg-type]  # never bytes
                    candidates += named("." + token, ())
            elif name == "id":
                candidates += named(f"#{value}", ())  # type: ignore[str-bytes-safe]
            candidates += with_attribute(name, ())
        for order, rule, compound in candidates:
            if compound is None or compound.matches(element):
                found.append((order, number, rule, element))
    found.sort(key=itemgetter(0, 1))
    return [(rule, element) for _, _, rule, element in found]


_Candidates = tuple[tuple[int, Rule, Compound | None], ...]  # None stands for a compound that is no more than its key


class _Dispatch(NamedTuple):
    """The rules' compounds by the rarest thing a match must have."""

    by_name: dict[str | None, _Candidates]  # an id (``#a``), a class (``.a``), a tag
    by_attribute: dict[str | bytes, _Candidates]  # where it has none of these


@cache
def _dispatch(rules: tuple[Rule, ...]) -> _Dispatch:
    by_name: dict[str | None, _Candidates] = {}
    by_attribute: dict[str | bytes, _Candidates] = {}
    for order, rule in enumerate(rules):
        for selector in rule.selectors:
            (compound,) = parse(selector)
            if not (compound.id or compound.classes or compound.tag):
                name = compound.attributes[0][0]
                by_attribute[name] = (*by_attribute.get(name, ()), (order, rule, compound))
                continue
            key = f"#{compound.id}" if compound.id else f".{compound.classes[0]}" if compound.classes else compound.tag
            by_name[key] = (*by_name.get(key, ()), (order, rule, None if selector == key else compound))
    return _Dispatch(by_name, by_attribute)


@cache
def _marking(rules: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules that go by comment markers, and how all those comments begin."""
    marking = tuple(rule for rule in rules if rule.between or rule.after)
    marks = (mark for rule in marking for mark in (*(mark for pair in rule.between for mark in pair), rule.after))
    return marking, tuple(filter(None, marks))


def _marked_runs(comments: list[tuple[Element, str]], rule: Rule) -> list[list[_Slot]]:
    """What the comment markers of ``rule`` delimit, the markers themselves included."""
    if rule.after:
        marks = [c for c, text in comments if text.startswith(rule.after)]
        return [_to_the_end(marks[-1])] if marks else []
    runs: list[list[_Slot]] = []
    for opening, closing in rule.between:
        start: Element | None = None
        if not closing and (first := next((c for c, text in comments if text.startswith(opening)), None)) is not None:
            runs.append(_to_the_end(first))
            continue
        for comment, text in comments:
            if start is not None and text.startswith(closing):
                runs.append([_Slot(start, "node"), *_between(start, comment), _Slot(comment, "mark")])
                start = None
            elif text.startswith(opening):
                start = comment
    return runs


def _to_the_end(start: Element) -> list[_Slot]:
    return [_Slot(node, "node") for node in (start, *start.itersiblings())]


def _between(start: Element, end: Element) -> Iterator[_Slot]:
    """What stands between two comments in document order.

    The parser may have put them at different depths: of ``<a>甲<!--begin-->(</a>乙<p>丙<!--end-->丁</p>`` it is ``(``,
    乙 and 丙. Elements that hold one of the two stay, with the text that is not between.
    """
    around_end = {end, *end.iterancestors()}
    node: Element = start
    while node is not end:
        following = node.getnext()
        if following is None:
            parent = node.getparent()
            if parent is None or parent in around_end:
                return
            node = parent
            yield _Slot(node, "tail")
        elif following is end:
            return
        elif following in around_end:
            yield _Slot(following, "text")
            while (inner := following[0]) in around_end and inner is not end:
                following = inner
                yield _Slot(following, "text")
            if inner is end:
                return
            node = inner
            yield _Slot(node, "node")
        else:
            node = following
            yield _Slot(node, "node")


def _remove_run(slots: list[_Slot], rule: Rule, positions: Mapping[Element, int] | None) -> list[Removal]:
    """Take what a run holds out of the tree; the ledger gets its text in one entry."""
    parts: list[str] = []
    for node, kind in slots:
        if kind == "text":
            parts.append(node.text or "")
            node.text = None
        elif kind != "mark":
            parts += [visible_text(node) if kind == "node" and isinstance(node.tag, str) else "", node.tail or ""]
            node.tail = None
    nodes = [node for node, kind in slots if kind == "node"]
    entry = _entry(rule, collapse(" ".join(parts)), nodes, positions)
    for node, kind in slots:
        if kind in ("node", "mark"):
            _detach(node)
    has_content = entry.text or any(isinstance(node.tag, str) for node in nodes)
    return [entry] if has_content else []


def _take_brackets(element: Element) -> str:
    """Take the brackets around ``element`` out of the text before and after it; which ones, or "" where none are."""
    previous, parent = element.getprevious(), element.getparent()
    before, after = text_beside(element)
    brackets = before[-1:] + after[:1]
    if brackets not in BRACKETS:
        return ""
    if previous is not None:
        previous.tail = clean_characters(before[:-1])
    elif parent is not None:
        parent.text = clean_characters(before[:-1])
    element.tail = clean_characters(after[1:])
    return brackets


def _entry(
    rule: Rule, text: str, nodes: Sequence[Element], positions: Mapping[Element, int] | None, opening: int = 0
) -> Removal:
    """``opening``: how many of the text's characters stand before its first node."""
    pictures = (image for node in nodes if isinstance(node.tag, str) for image in node.iter("img"))
    images = tuple(address for image in pictures if (address := picture_address(image, None)))
    position = None
    if positions and nodes[0] in positions:
        position = (0, positions[nodes[0]] - opening)
    return Removal(rule.name, rule.reason, text, images, rule.field, position)


def _is_below(element: Element, body: Element) -> bool:
    node = element.getparent()
    while node is not None and node is not body:
        node = node.getparent()
    return node is body


def _detach(node: Element) -> None:
    """Remove ``node`` and leave its tail where it stood, joined without a space."""
    parent = node.getparent()
    if parent is None:
        return
    tail, previous = node.tail or "", node.getprevious()
    node.tail = None
    parent.remove(node)
    if not tail:
        return
    if previous is None:
        append_text(parent, None, tail)
    elif _was_split(previous, tail):
        _heal(previous, tail)
    else:
        append_text(parent, previous, tail)


def _was_split(previous: Element, tail: str) -> bool:
    """The parser closed paragraph ``previous`` at the removed block, and ``tail`` is its second half."""
    if previous.tag != "p" or (previous.tail or "").strip() or not tail.strip():
        return False
    before = _last_character(previous)
    return bool(before) and before not in SENTENCE_END and not tail.lstrip("\r\n\t ").startswith(INDENT)


def _last_character(element: Element) -> str:
    """The last visible one; "" when there is none."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return ""
    for child in reversed(element):
        if text := collapse(child.tail or "") or _last_character(child):
            return text[-1]
    return collapse(element.text or "")[-1:]


def _heal(paragraph: Element, tail: str) -> None:
    """Give a split paragraph its second half back: ``tail`` and the inline nodes that follow it."""
    append_text(paragraph, next(paragraph.iterchildren(reversed=True), None), tail)
    following = paragraph.getnext()
    while following is not None and (isinstance(following, etree._Comment) or following.tag in INLINE):
        upcoming = following.getnext()
        paragraph.append(following)  # lxml moves the node with its tail
        following = upcoming
