"""A list of links to the site's other pages that ends a text, where no element holds it: paragraphs, lines, items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..article.body import Block, Heading, ListBlock, Paragraph, Runs, plain
from ..article.body_text import text_lines
from ..named_tuples import NamedTuple
from ..text.whitespace import squeeze
from .rules.conditions import is_list_label, is_site_link, leaves_unannounced

_LEAST = 3  # links of a list without a label, of as many characters as a headline has
_SHORTEST = 6
_MOST = 50  # blocks that are looked at
_LONGEST_HEADING = 15
_NEARLY_ALL = 0.8  # of a line


class _Links(NamedTuple):
    found: int  # 0: no list of links
    headlines: int = 0  # those that are long enough to be headlines
    labelled: bool = False  # it begins with a label: 相关报道：<a…


def closing_links(blocks: Sequence[Block], goes: Callable[[int], bool]) -> frozenset[int]:
    """The places of the last of ``blocks`` that are such a list, its label with them; ``goes``: one is removed anyway.

    A label tells one link (相关阅读：), else there are three or more, a headline each, less than the text before them,
    which does not end in words of the newsroom's with a colon or in a heading.
    """
    found: list[int] = []
    count = 0
    for place in range(len(blocks) - 1, max(len(blocks) - _MOST, 0), -1):  # the first is no list of other articles
        if goes(place):
            continue
        links = _links(blocks[place])
        if not links.found:
            return _with_label(blocks, place, found, count)
        found.append(place)
        count += links.headlines
        if links.labelled:
            return frozenset(found)
    return frozenset()


def _with_label(blocks: Sequence[Block], place: int, found: list[int], count: int) -> frozenset[int]:
    before = blocks[place]
    text = squeeze(plain(before.runs)) if isinstance(before, (Paragraph, Heading)) else ""
    if found and is_list_label(text):
        return frozenset((*found, place))
    if count < _LEAST or not leaves_unannounced(text) or _is_heading(text):
        return frozenset()
    return frozenset(found) if _length(blocks[: place + 1]) > _length(blocks[n] for n in found) else frozenset()


def _is_heading(text: str) -> bool:
    """参考资料, set as a subheading or as a paragraph, is the newsroom's own label."""
    return text[-1:].isalnum() and len(text) <= _LONGEST_HEADING


def _length(blocks: Iterable[Block]) -> int:
    return sum(map(len, text_lines(blocks)))


def _links(block: Block) -> _Links:
    if isinstance(block, Paragraph):
        return _links_in(block.runs)
    if isinstance(block, ListBlock):
        items = [_links(item[0]) if len(item) == 1 else _Links(0) for item in block.items]
        is_list = all(links.found for links in items)
        return _Links(len(items), sum(links.headlines for links in items)) if is_list else _Links(0)
    return _Links(0)


def _links_in(runs: Runs) -> _Links:
    """One link to the site in each line of a paragraph, and hardly anything else."""
    if not any(run.link for run in runs):  # as nearly all are
        return _Links(0)
    lead = next(place for place, run in enumerate(runs) if run.link)
    before = squeeze(plain(runs[:lead]))
    labelled = not before[-1:].isalpha() and is_list_label(before)  # not of 更多数据见<a…
    lines: list[list[int]] = [[0, 0]]  # characters, and those of links to the site
    for run in runs[lead:] if labelled else runs:
        if run.text == "\n":
            lines.append([0, 0])
            continue
        is_linked = run.link is not None and is_site_link(run.link)
        length = sum(map(str.isalpha, run.text))  # of bullets, numbers and dates nothing counts
        lines[-1][0] += length
        lines[-1][1] += length if is_linked else 0
    lines = [line for line in lines if line[0]]
    is_list = all(linked >= _NEARLY_ALL * length for length, linked in lines)
    headlines = sum(linked >= _SHORTEST for _, linked in lines)
    return _Links(len(lines), headlines, labelled) if is_list else _Links(0)
