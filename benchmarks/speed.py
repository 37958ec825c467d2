"""Time per page of every contender: one process, the same pages, the contenders taking turns.

In its turn a contender goes from page to page, as it would through a folder: its code is warm, the page is not.
Processor time is what counts: all of them compute in one thread, and other work on the machine must not.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

from .contenders import CONTENDERS, OURS, Contender, text_of
from .pages import Page, PageSet
from .results import Section, median, significant, spread

_TURN = 0.15  # seconds: quick contenders go through the pages again and again until about this long
_MOST_PASSES = 20

Seconds = list[float]  # one per repetition


@dataclass(frozen=True, slots=True)
class Timing:
    contender: Contender
    seconds: dict[str, Seconds]  # by page name; pages without text from this contender are left out

    def median(self, page: str) -> float:
        return median(self.seconds[page])


def measure(pages: Sequence[Page], repetitions: int) -> list[Timing]:
    timings = [Timing(c, {p.name: [] for p in pages if text_of(c, p) is not None}) for c in CONTENDERS]
    passes = [_passes(timing, pages) for timing in timings]
    # What the contenders' imports left alive is not ours to scan again and again in the collector.
    gc.collect()
    gc.freeze()
    for repetition in range(repetitions):
        for place in range(len(timings)):
            number = (place + repetition) % len(timings)  # nobody always follows the same neighbour
            _take_turn(timings[number], pages, passes[number])
    gc.unfreeze()
    return timings


def _passes(timing: Timing, pages: Sequence[Page]) -> int:
    start = process_time()
    _pass(timing, pages)
    return max(1, min(_MOST_PASSES, round(_TURN / (process_time() - start))))


def _take_turn(timing: Timing, pages: Sequence[Page], passes: int) -> None:
    gc.collect()  # nobody pays for the garbage of the one before
    found = [_pass(timing, pages) for _ in range(passes)]
    for page in timing.seconds:
        timing.seconds[page].append(median(one[page] for one in found))


def _pass(timing: Timing, pages: Sequence[Page]) -> dict[str, float]:
    found: dict[str, float] = {}
    run = timing.contender.run
    for page in pages:
        if page.name in timing.seconds:
            start = process_time()
            run(page)
            found[page.name] = process_time() - start
    return found


def section(page_set: PageSet, timings: Sequence[Timing], repetitions: int) -> Section:
    ours = next(timing for timing in timings if timing.contender is OURS)
    return Section(
        f"Bytes → Article → Markdown ({len(page_set.pages)} pages, {repetitions} repetitions)",
        (
            "contender",
            "pages with text",
            "ms per page, median",
            "time ÷ ours, all pages: min – median – max of the repetitions",
            "ours ÷ its time",
            "time ÷ ours, page by page: min – median – max",
        ),
        tuple(_row(timing, ours, page_set) for timing in timings),
        _notes(page_set),
    )


def _row(timing: Timing, ours: Timing, page_set: PageSet) -> tuple[str, ...]:
    shared = _shared(timing, ours)
    count = f"{len(timing.seconds)} of {len(page_set.pages)}"
    if not shared:
        return (timing.contender.name, count, "—", "—", "—", "—")
    ratios = total_ratios(timing, ours)
    return (
        timing.contender.name,
        count,
        significant(1000 * median(timing.median(page) for page in shared)),
        spread(ratios, 3),
        significant(1 / median(ratios)),
        spread([timing.median(page) / ours.median(page) for page in shared], 3),
    )


def _shared(timing: Timing, ours: Timing) -> list[str]:
    """The pages where both return text."""
    return [name for name in timing.seconds if name in ours.seconds]


def total_ratios(timing: Timing, ours: Timing) -> list[float]:
    """Its time ÷ ours over the pages where both return text, by repetition."""
    shared = _shared(timing, ours)
    repetitions = len(ours.seconds[shared[0]])
    return [
        sum(timing.seconds[page][n] for page in shared) / sum(ours.seconds[page][n] for page in shared)
        for n in range(repetitions)
    ]


def _notes(page_set: PageSet) -> tuple[str, ...]:
    left_out = f"Left out, no article text found by sinaextract: {', '.join(page_set.refused)}."
    return (
        f"Pages: `{page_set.place}`, {page_set.size / 1e6:.1f} MB that give an article. "
        + (left_out if page_set.refused else "None is left out."),
        "Processor time in one process; in each repetition every contender in turn, in an order that shifts, goes "
        f"through all pages; quick ones up to {_MOST_PASSES} times, and the median counts. All are warm: trafilatura "
        "keeps a cache of dates seen, so its first sight of a page is slower than shown.",
        "sinaextract starts from the bytes as saved. The others, the floors too, get text that was decoded rightly for "
        "them (not counted) and declared as UTF-8: left alone, most of them guess these charsets wrong.",
        "“Pages with text”: a contender that fails on a page or returns fewer than 20 Chinese characters for it is not "
        "timed there; each ratio is over the pages where both returned text. A floor must find the title.",
        *(f"{c.name}: {c.does}." for c in CONTENDERS),
    )
