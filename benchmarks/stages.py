"""Where the time of a page goes: the pipeline's steps one by one, beside a bare parse of the same pages.

This is the profile that says why the whole is not quicker. Every step is timed on what the step before it left; of all
repetitions the quickest counts, with all its steps, so that they add up.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeVar

from lxml import etree

from sinaextract import extract
from sinaextract.article.body_markdown import body_markdown
from sinaextract.article.body_text import text_lines
from sinaextract.extraction.blocks import Context, build_blocks
from sinaextract.extraction.clean import clean
from sinaextract.extraction.clean_lines import trim_lines
from sinaextract.extraction.credits import read_credits, stated_credits
from sinaextract.extraction.fields.dates import find_dates
from sinaextract.extraction.fields.identity import find_identity
from sinaextract.extraction.fields.symbols import find_symbols
from sinaextract.extraction.fields.title import find_title
from sinaextract.extraction.fields.topics import find_channel, find_keywords
from sinaextract.extraction.fields.videos import find_videos
from sinaextract.extraction.notes import Notes
from sinaextract.extraction.rules import LINE_RULES, NODE_RULES
from sinaextract.extraction.templates import FAST_PATH_MARKS, Family, choose
from sinaextract.reading.charset import choose_charset
from sinaextract.reading.fast_path import reduce_page
from sinaextract.reading.page import open_page, parse_html
from sinaextract.render.front_matter import with_front_matter
from sinaextract.render.markdown import to_markdown

from .pages import Page, PageSet
from .results import Section, significant

T = TypeVar("T")
Seconds = dict[str, float]  # by step

_WHOLE, _OPEN, _PARSE = "the whole page to Markdown", "open", "floor: lxml parse of the whole page"
_CHARSET, _LOCATE = "charset", "locating head and article in the bytes"
_PARSE_OURS = "parse of what was located: libxml2 alone"


def measure(pages: Sequence[Page], repetitions: int) -> Seconds:
    """Seconds by step, summed over ``pages``."""
    gc.collect()
    gc.freeze()  # what the other tools' imports left alive is not ours to scan again and again
    total: Seconds = defaultdict(float)
    for page in pages:
        quickest = min((_steps(page) for _ in range(repetitions)), key=lambda steps: sum(steps.values()))
        for step, seconds in quickest.items():
            total[step] += seconds
    gc.unfreeze()
    return total


def _timed(steps: Seconds, step: str, work: Callable[[], T]) -> T:
    start = perf_counter()
    result = work()
    steps[step] = perf_counter() - start
    return result


def _steps(saved: Page) -> Seconds:
    steps: Seconds = {}
    data = saved.data
    _timed(steps, _PARSE, lambda: etree.HTML(saved.text))
    article = extract(data)
    _timed(steps, "front matter", lambda: with_front_matter("", article))
    _timed(steps, _WHOLE, lambda: to_markdown(extract(data)))
    _timed(steps, _CHARSET, lambda: choose_charset(data))
    reduced = _timed(steps, _LOCATE, lambda: reduce_page(data, FAST_PATH_MARKS))
    located = reduced.html if reduced else saved.text.encode()
    _timed(steps, _PARSE_OURS, lambda: parse_html(located))
    page = _timed(steps, _OPEN, lambda: open_page(data, reading=article.reading, marks=FAST_PATH_MARKS))
    chosen = _timed(steps, "choice of the family", lambda: choose(page))
    if chosen is None:
        return steps
    family: Family = chosen
    body = page.elements.first(family.body)
    if body is None:
        return steps
    title = find_title(page, family, body) or ""
    stated = stated_credits(page, family, body)

    def fields() -> None:
        find_dates(page, family, body)
        stated_credits(page, family, body)
        find_symbols(page, family, body)
        find_videos(page, family, body)
        find_channel(page, family, body)
        find_keywords(page, family, title)
        find_identity(page, family)

    _timed(steps, "fields", fields)
    removed = _timed(steps, "removal rules", lambda: clean(body, NODE_RULES))
    context = Context(Notes(), title, None, family.line_per_break)
    blocks, _ = _timed(steps, "blocks", lambda: trim_lines(build_blocks(body, context), LINE_RULES))
    lines = _timed(steps, "text", lambda: [line for line in text_lines(blocks) if line])
    _timed(steps, "credits of the text", lambda: read_credits(stated, lines, removed))
    _timed(steps, "Markdown", lambda: body_markdown(blocks))
    return steps


def section(page_set: PageSet, repetitions: int) -> Section:
    total = measure(page_set.pages, repetitions)
    whole, floor = total[_WHOLE], total[_PARSE]
    opened = total.pop(_OPEN) - total[_CHARSET] - total[_LOCATE] - total[_PARSE_OURS]
    steps = {name: seconds for name, seconds in total.items() if name not in (_WHOLE, _PARSE)}
    steps["decoding, index, metadata"] = max(0.0, opened)
    steps["the rest"] = max(0.0, whole - sum(steps.values()))
    rows = [(_WHOLE, whole), *sorted(steps.items(), key=lambda step: -step[1]), (_PARSE, floor)]
    return Section(
        "Where the time of a page goes",
        ("step", "µs a page", "share", "÷ lxml parse", "the whole without it ÷ lxml parse"),
        tuple(
            (
                name,
                significant(1e6 * s / len(page_set.pages)),
                f"{s / whole:.0%}",
                significant(s / floor, 2),
                significant((whole - s) / floor) if name in steps else "",
            )
            for name, s in rows
        ),
        ("Each page's quickest repetition, summed over the pages. The floor is C alone; of ours only the parse is.",),
    )
