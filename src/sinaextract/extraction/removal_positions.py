"""Where in the article each removal stood; found only when asked for (`Request.positions`).

Positions are counted in visible characters, white space apart. The position of a removed node in the body as it was,
less what was removed before it, is its position in the cleaned body; there the blocks are found again by their text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ..article.article import Removal
from ..article.body import Block, Figure
from ..article.body_text import text_lines
from ..reading.selectors import Element
from ..reading.visible_text import UNSEEN, visible_text
from ..text.typography import ON_THE_LINE
from ..text.whitespace import squeeze

_TELLING = 24  # characters of a block that tell where it starts


def positions(body: Element) -> dict[Element, int]:
    """Visible characters of ``body`` before each node below it."""
    found: dict[Element, int] = {}

    def walk(element: Element, count: int) -> int:
        count += len(squeeze(element.text or ""))
        for child in element:
            found[child] = count
            if isinstance(child.tag, str) and child.tag not in UNSEEN:
                count = walk(child, count)
            count += len(squeeze(child.tail or ""))
        return count

    walk(body, 0)
    return found


def settle(removals: Sequence[Removal], body: Element, blocks: Sequence[Block]) -> tuple[Removal, ...]:
    """``removals`` from a body, counted as if it were one block, with their positions among its ``blocks`` instead."""
    taken = _Taken([(removal.position[1], len(squeeze(removal.text))) for removal in removals if removal.position])
    spans = _spans(squeeze(visible_text(body)), blocks)
    starts = [start for start, _ in spans]

    def settled(removal: Removal) -> Removal:
        if removal.position is None:
            return removal
        before = removal.position[1] - taken.before(removal.position[1])
        block = max(bisect_right(starts, before) - 1, 0)
        start, end = spans[block] if spans else (0, 0)
        return removal._replace(position=(block, before - start) if before < end else (min(block + 1, len(spans)), 0))

    return tuple(map(settled, removals))


def after_lines(removals: Iterable[Removal], lines: Iterable[Removal]) -> tuple[Removal, ...]:
    """``removals`` with positions that count blocks without the paragraphs that were removed as ``lines``."""
    whole = [line.position[0] for line in lines if line.position and not line.position[1]]  # no last line
    gone = sorted(block + number for number, block in enumerate(whole))  # among all blocks

    def settled(removal: Removal) -> Removal:
        if removal.position is None:
            return removal
        block, characters = removal.position
        before = bisect_left(gone, block)
        return removal._replace(position=(block - before, 0 if block in gone[before : before + 1] else characters))

    return tuple(map(settled, removals))


class _Taken:
    """Stretches that were taken out, as (start, length); how much of them stood before a position, in few steps.

    A stretch counts up to the position: as much as lies after its start, less what lies after its end.
    """

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        self.starts = _Passed(start for start, _ in stretches)
        self.ends = _Passed(start + length for start, length in stretches)

    def before(self, position: int) -> int:
        return self.starts.way_to(position) - self.ends.way_to(position)


class _Passed:
    """Points on a line, and how far all those before a position are from it together."""

    def __init__(self, points: Iterable[int]) -> None:
        self.points = sorted(points)
        self.sums = list(accumulate(self.points, initial=0))

    def way_to(self, position: int) -> int:
        passed = bisect_left(self.points, position)
        return passed * position - self.sums[passed]


def _spans(text: str, blocks: Iterable[Block]) -> list[tuple[int, int]]:
    """Where each block's text starts and ends in ``text``; one that is not in it (an alt text) is empty."""
    spans: list[tuple[int, int]] = []
    text = text.translate(ON_THE_LINE)  # blocks hold 10⁸ where the body has 10<sup>8</sup>
    end = 0
    for block in blocks:
        shown = block.image.caption if isinstance(block, Figure) else "".join(text_lines((block,)))
        own = squeeze(shown).translate(ON_THE_LINE)
        start = text.find(own[:_TELLING], end, end + _TELLING + len(own))
        if not own or start < 0:
            start, own = end, ""
        end = start + len(own)
        spans.append((start, end))
    return spans
