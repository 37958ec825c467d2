"""Applies the line rules to finished blocks: whole paragraphs that the site added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..article.article import Removal
from ..article.body import Block, Figure, ListBlock, Paragraph, Quote, Runs, Table, images_of, plain
from ..article.body_text import text_lines
from ..article.inner_pictures import leads_inside, left_out, relocated
from ..text.whitespace import squeeze
from .link_lists import closing_links
from .rules import LineRule

_MOST_PARTS = 40  # items or rows; a list or table of more is no line
_LINE_END = "\n"
_LINK_LIST = ("related-list", "list of links to other pages")


def trim_lines(
    blocks: Iterable[Block], rules: tuple[LineRule, ...], drop_inner: bool = False
) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    """``blocks`` without the paragraphs that match a rule, and the ledger of those.

    ``drop_inner``: also without pictures saved within the page. They stood there until now, so that the text is the
    same whether they are kept or not.
    """
    blocks = tuple(blocks)
    texts = [plain(block.runs) if isinstance(block, Paragraph) else _quoted(block) for block in blocks]
    lines = [number for number, text in enumerate(texts) if text is not None]
    shown = "\n".join(text for text in texts if text)
    spread = tuple(rule for rule in rules if rule.spread)  # of lists and tables, whose text is not in `shown`
    rules = tuple(rule for rule in rules if rule.word in shown)  # of paragraphs: few are left in most articles
    headed = tuple(rule for rule in rules if rule.headed)
    edges = {*_edge(lines, blocks, texts, rules), *_edge(lines[::-1], blocks, texts, rules)}
    links = closing_links(blocks, lambda place: _rule_for(texts[place] or "", rules, True) is not None)
    kept: list[Block] = []
    ledger: list[Removal] = []

    def remove(rule: LineRule, text: str, position: tuple[int, int]) -> None:
        ledger.append(Removal(rule.name, rule.reason, text, (), rule.field, position))

    for number, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        if drop_inner and not isinstance(block, Paragraph):
            inner = [image for image in images_of((block,)) if leads_inside(image.url)]
            ledger += (left_out(image, (len(kept), int(not isinstance(block, Figure)))) for image in inner)
            if inner and not (rest := relocated((block,), str)):
                continue
            block = rest[0] if inner else block
        if number in links:
            ledger.append(Removal(*_LINK_LIST, " ".join(text_lines((block,))), position=(len(kept), 0)))
            continue
        if isinstance(block, Paragraph) and text is not None:
            if headed and len(block.runs) > 2 and (line := _first_line(block.runs)):
                rule = _rule_for(plain(line), headed, number in edges)
                if rule is not None:  # 原标题：临州港开港<br>本报记者 甲
                    block = Paragraph(block.runs[len(line) + 1 :])
                    remove(rule, plain(line), (len(kept), 0))
                    text = plain(block.runs)
            if rule := _rule_for(text, rules, number in edges):
                remove(rule, text, (len(kept), 0))
                continue
            if len(block.runs) > 2 and (line := _last_line(block.runs)) and (rule := _rule_for(plain(line), spread)):
                block = Paragraph(block.runs[: -len(line) - 1])
                remove(rule, plain(line), (len(kept), len(squeeze(plain(block.runs)))))
        elif text is not None:  # a quotation of one paragraph
            if rule := _rule_for(text, rules, number in edges):
                remove(rule, text, (len(kept), 0))
                continue
        elif isinstance(block, (ListBlock, Table)) and _parts(block) <= _MOST_PARTS:
            text = " ".join(text_lines((block,)))
            if rule := _rule_for(text, spread):
                remove(rule, text, (len(kept), 0))
                continue
        kept.append(block)
    return tuple(kept), tuple(ledger)


def _quoted(block: Block) -> str | None:
    """The text of a quotation that holds one paragraph."""
    if not isinstance(block, Quote) or len(block.blocks) != 1 or not isinstance(block.blocks[0], Paragraph):
        return None
    return plain(block.blocks[0].runs)


def _edge(
    lines: Iterable[int], blocks: Sequence[Block], texts: Sequence[str | None], rules: tuple[LineRule, ...]
) -> Iterator[int]:
    """Of ``lines``, places of paragraphs and quotations, the first paragraph that stays and all before it."""
    for number in lines:
        yield number
        if isinstance(blocks[number], Paragraph) and _rule_for(texts[number] or "", rules, True) is None:
            return


def _rule_for(text: str, rules: tuple[LineRule, ...], is_edge: bool = False) -> LineRule | None:
    for rule in rules:  # a generator would cost as much as the test
        if rule.word in text and _matches(rule, text, is_edge):
            return rule
    return None


def _matches(rule: LineRule, text: str, is_edge: bool) -> bool:
    """``is_edge``: ``text`` is the first or the last paragraph, apart from others that go."""
    if callable(rule.pattern):
        return rule.pattern(text, is_edge)
    return rule.pattern.fullmatch(text) is not None


def _first_line(runs: Runs) -> Runs:
    """The runs before the first line break; none where there is no break."""
    for place, run in enumerate(runs):
        if run.text == _LINE_END:
            return runs[:place]
    return ()


def _last_line(runs: Runs) -> Runs:
    """The runs after the last line break; none where there is no break."""
    for place in range(len(runs) - 1, -1, -1):
        if runs[place].text == _LINE_END:
            return runs[place + 1 :]
    return ()


def _parts(block: ListBlock | Table) -> int:
    return len(block.items if isinstance(block, ListBlock) else block.rows)
