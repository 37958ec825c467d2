"""Inputs -> outputs: every input ends as exactly one of written, skipped, refused, failed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OF_ONE_PATH, system_reason
from ..inputs.inputs import Input, Passed, here
from ..render.options import Options
from .outputs import Sink
from .process import FAILED, SKIPPED, WRITTEN, Result, failure, process, without_article
from .store import Tree
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
) -> Generator[Result | Passed, None, None]:
    """Process everything in ``found`` in order; yield each outcome after it was stored.

    ``jobs`` and ``timeout`` as `workers.in_order` takes them.
    """
    work = partial(_work, options=options, noted=sink.noted)
    steps = (_with_known(here(item), sink) for item in found)
    keys: dict[str, str] = {}  # for --dedupe: docid or text -> the first input that has it
    results = in_order(steps, _sent, work, _failure, jobs, timeout)
    pictures = Tree(Path(options.media), holds_lock=False) if options.media is not None else None
    try:
        for (item, known), done in results:
            if isinstance(item, Passed):
                yield item
            elif (result := known if done is None else Result._make(done)) is not None:
                yield _store(item, result, sink, pictures, keys)
    finally:
        results.close()  # now, not when the last traceback is gone: it stops the workers


Plain = tuple[Any, ...]  # an `Input`, a `Result` on its way: see `in_order`
Step = tuple[Input | Passed, Result | None]  # what is known of it already, if anything


def _with_known(item: Input | Passed, sink: Sink) -> Step:
    if isinstance(item, Passed):
        return item, None
    try:
        return item, sink.known(item)
    except Exception as error:
        return item, _of_one_input(item, error)._replace(known=True)


def _sent(step: Step) -> Plain | None:
    item, known = step
    return tuple(item) if known is None and isinstance(item, Input) else None


def _work(sent: Plain, options: Options, noted: Callable[[Result], Result] | None) -> Plain:
    result = process(Input(*sent), options)
    return tuple(noted(result) if noted else result)


def _of_one_input(item: Input, error: Exception) -> Result:
    """What an error of planning or storing one input comes to: a failure of it, and of the run only if others would
    meet it too, as a full disk. Paths may be too long or too deep for the system, names such as it does not take."""
    if isinstance(error, OSError):
        if error.errno not in OF_ONE_PATH:
            raise error
        return Result(item.name, FAILED, f"cannot be written: {system_reason(error)}", stamp=item.stamp())
    reason = f"internal error, please report it: {type(error).__name__}: {error}"
    if isinstance(error, RecursionError):
        reason = "cannot be written: its path is too deep; shorten it, or name outputs with --name-template"
    return Result(item.name, FAILED, reason, stamp=item.stamp())


def _failure(sent: Plain, reason: str) -> Plain:
    if "took longer" in reason:
        reason += "; --timeout gives a page more"
    elif "died" in reason:
        reason += "; please report it with the page"
    item = Input(*sent)
    return tuple(without_article(item, failure(item, reason))._replace(stamp=item.stamp()))


def _store(item: Input, result: Result, sink: Sink, pictures: Tree | None, keys: dict[str, str]) -> Result:
    if result.duplicate_key:
        if first := keys.get(result.duplicate_key):
            reason = f"duplicate: same {result.duplicate_key} as {first}"
            stamp, balance, details = result.stamp, result.balance, result.details
            result = Result(item.name, SKIPPED, reason, stamp=stamp, balance=balance, details=details)
        else:
            keys[result.duplicate_key] = item.name
    if pictures is not None and result.outcome == WRITTEN:
        try:
            _save_media(result.media, pictures)  # before the article: a finished article has its pictures
        except Exception as error:
            result = _of_one_input(item, error)
    try:
        return sink.put(item, result)
    except Exception as error:
        return _of_one_input(item, error)


def _save_media(media: Iterable[Media], pictures: Tree) -> None:
    """Pictures are named by their content: one that is there is the same, unless it was cut off."""
    missing = [picture for picture in media if pictures.read(picture.name) != picture.data]
    for picture in missing:
        pictures.write(picture.name, picture.data)
    if missing:
        pictures.synchronise(picture.name for picture in missing)
