"""What was aimed at, and how far it is reached: ratios in one run, of what the other parts measured."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from lxml import etree

from sinaextract import extract
from sinaextract.reading.charset import choose_charset, decode
from sinaextract.reading.feed_export import split_post
from sinaextract.render.markdown import to_markdown

from . import batch, command, growth, speed
from .contenders import OURS
from .pages import ROOT
from .results import Section, median, significant

_PLACES = (("../shared/corpus/posts", "*.md"), ("tests/fixtures/post", "*/page.md"))
_MEGABYTE = 1_000_000


class Goal(NamedTuple):
    what: str
    at_least: bool  # else at most
    aim: float
    measured: float | None  # None: not measured in this run


def post_ratio(repetitions: int) -> float:
    """Bytes → Article → Markdown of all posts ÷ lxml parses of their bodies; the median of the repetitions."""
    found = next(paths for place, names in _PLACES if (paths := sorted((ROOT / place).glob(names))))
    posts = [(data, body) for data in map(Path.read_bytes, found) if (body := _body(data))]
    gc.collect()
    return median(_time(posts, ours=True) / _time(posts, ours=False) for _ in range(repetitions))


def _body(data: bytes) -> str:
    post = split_post(decode(data, choose_charset(data)))
    return post.html if post else ""


def _time(posts: Sequence[tuple[bytes, str]], ours: bool) -> float:
    start = process_time()
    for data, body in posts:
        if ours:
            to_markdown(extract(data))
        else:
            etree.HTML(body)
    return process_time() - start


def section(
    timings: Sequence[speed.Timing],
    posts: float,
    grown: growth.Outcome,
    one_shot: command.Outcome,
    folders: batch.Outcome,
) -> Section:
    goals = (
        Goal("a page ÷ resiliparse", False, 1.0, _of(timings, "resiliparse")),
        Goal("a page ÷ lxml parse", False, 1.0, _of(timings, "floor: lxml parse")),
        Goal("trafilatura ÷ a page", True, 50, _inverse(_of(timings, "trafilatura"))),
        Goal("a post ÷ lxml parse of its body", False, 8, posts),
        Goal("an article of 1 MB ÷ its lxml parse", False, 8, _grown(grown)),
        Goal("one command ÷ its imports' floor", False, 1.8, one_shot.ratio),
        Goal("a folder: one worker ÷ two", True, 1.85, _folder(folders)),
    )
    return Section(
        "What was aimed at",
        ("ratio", "aim", "measured", "reached"),
        tuple(_row(goal) for goal in goals),
        (
            "What is not reached is explained by the steps of a page above: the last column says what the whole would "
            "be, were one of them free.",
            f"Folder: the largest of the table, {max(run.pages for run in folders.runs):,} pages.",
        ),
    )


def _row(goal: Goal) -> tuple[str, ...]:
    aim = f"{'≥' if goal.at_least else '≤'} {goal.aim:g}"
    if goal.measured is None:
        return goal.what, aim, "—", "—"
    is_reached = goal.measured >= goal.aim if goal.at_least else goal.measured <= goal.aim
    return goal.what, aim, significant(goal.measured), "yes" if is_reached else "no"


def _of(timings: Sequence[speed.Timing], name: str) -> float | None:
    """Ours ÷ that contender's time, over the pages where both return text."""
    ours = next(timing for timing in timings if timing.contender is OURS)
    other = next((timing for timing in timings if timing.contender.name == name), None)
    return 1 / median(speed.total_ratios(other, ours)) if other else None


def _inverse(ratio: float | None) -> float | None:
    return 1 / ratio if ratio else None


def _grown(grown: growth.Outcome) -> float | None:
    article = [point for point in grown.points if point.kind == growth.ARTICLE]
    near = min((point.size for point in article), key=lambda size: abs(size - _MEGABYTE), default=0)
    seconds = {point.tool: point.seconds for point in article if point.size == near}
    return seconds["ours"] / seconds["lxml"] if len(seconds) == 2 else None


def _folder(folders: batch.Outcome) -> float | None:
    largest = max((run.pages for run in folders.runs), default=0)
    seconds = {run.jobs: run.seconds for run in folders.runs if run.pages == largest}
    return seconds[1] / seconds[2] if len(seconds) == 2 else None
