"""Applies the line rules to finished blocks: whole paragraphs that the site added."""

from __future__ import annotations

from collections.abc import Iterable

from ..article.article import Block, Paragraph, Removal, plain
from .rules import LineRule


def trim_lines(blocks: Iterable[Block], rules: tuple[LineRule, ...]) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    """``blocks`` without the paragraphs that match a rule, and the ledger of those."""
    kept: list[Block] = []
    ledger: list[Removal] = []
    for block in blocks:
        rule = _rule_for(block, rules)
        if rule is None:
            kept.append(block)
        elif isinstance(block, Paragraph):
            ledger.append(Removal(rule.name, rule.reason, plain(block.runs), (), rule.field, (len(kept), 0)))
    return tuple(kept), tuple(ledger)


def _rule_for(block: Block, rules: tuple[LineRule, ...]) -> LineRule | None:
    if not isinstance(block, Paragraph):
        return None
    text = plain(block.runs)
    return next((rule for rule in rules if rule.word in text and rule.pattern.fullmatch(text)), None)
