"""Inputs -> outputs: every input ends as exactly one of written, skipped, refused, failed."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..inputs.inputs import Input, Passed
from ..render.options import Options
from .outputs import Sink
from .process import SKIPPED, WRITTEN, Result, failure, process, without_article
from .store import Workshop
from .workers import in_order

if TYPE_CHECKING:
    from .pictures import Media


def run(
    found: Iterable[Input | Passed],
    sink: Sink,
    options: Options,
    *,
    jobs: int,
    timeout: float,
    dedupe: bool = False,
) -> Generator[Result | Passed, None, None]:
    """Process everything in ``found`` in order; yield each outcome after it was stored.

    ``jobs`` and ``timeout`` as `workers.in_order` takes them.
    """
    work = partial(_work, options=options)
    steps = (_with_known(item, sink) for item in found)
    results = in_order(steps, work, _failure, jobs, timeout)
    pictures = Workshop(Path(options.media)) if options.media is not None else None
    try:
        for (item, _), result in results:
            if isinstance(item, Passed):
                yield item
            elif result is not None:
                yield _store(item, result, sink, pictures, dedupe)
    finally:
        results.close()  # now, not when the last traceback is gone: it stops the workers
        if pictures is not None:
            pictures.clear()


Step = tuple[Input | Passed, Result | None]  # what is known of it already, if anything


def _with_known(item: Input | Passed, sink: Sink) -> Step:
    return item, sink.known(item) if isinstance(item, Input) else None


def _work(step: Step, options: Options) -> Result | None:
    item, known = step
    return known if known is not None or isinstance(item, Passed) else process(item, options)


def _failure(step: Step, reason: str) -> Result | None:
    item = step[0]
    reason += "; --timeout gives a page more" if "took longer" in reason else "; please report it with the page"
    if isinstance(item, Passed):
        return None
    return without_article(item, failure(item, reason))._replace(stamp=item.stamp())


def _store(item: Input, result: Result, sink: Sink, pictures: Workshop | None, dedupe: bool) -> Result:
    if result.known:
        return result
    if dedupe and result.outcome == WRITTEN:
        first = sink.keys.setdefault(result.duplicate_key, item.name)
        if first != item.name:
            reason = f"duplicate: same {result.duplicate_key} as {first}"
            stamp, balance, details = result.stamp, result.balance, result.details
            result = Result(item.name, SKIPPED, reason, stamp=stamp, balance=balance, details=details)
    if pictures is not None and result.outcome == WRITTEN:
        _save_media(result.media, pictures)  # before the article: a finished article has its pictures
    return sink.put(item, result)


def _save_media(media: Iterable[Media], pictures: Workshop) -> None:
    for picture in media:
        path = pictures.root / picture.name
        if not path.exists():  # named by its content
            pictures.write(path, picture.data)
