"""One run of the command: settings -> inputs, workers, output and messages -> exit status."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._version import __version__
from ..batch import run_batch
from ..batch.lock import bookkeeping, locked
from ..batch.outputs import OneFileSink, PagerSink, Sink, StreamSink
from ..batch.store import open_special, remove_leftovers
from ..batch.workers import DEFAULT_TIMEOUT, FEW, worker_count
from ..inputs.discover import expand
from ..inputs.inputs import Input, Passed
from ..limits import LIMITS
from ..render.formats import Joining, named
from ..render.options import Options
from .destinations import Inputs, check_places, outputs_of, side_files
from .messages import Reporter
from .settings import Settings
from .target import is_special

if TYPE_CHECKING:
    from ..htmlreport.writer import PageReport

_PATIENCE = 30.0  # seconds


def run(settings: Settings, options: Options) -> int:
    """Do what the command line asks for; the exit status that it comes to."""
    reads = check_places(settings, options)

    def found() -> Iterator[Input | Passed]:
        return settings.selection.of(
            expand(settings.inputs, settings.listed, _own_paths(settings, options), settings.wanted)
        )

    if settings.dry_run:
        from .dry_run import show_plan  # only --dry-run needs it

        return show_plan(found(), settings, options, _identity(settings, options))
    with ExitStack() as stack:
        _lock(settings, options, stack)
        inputs = found()
        head = list(islice(inputs, FEW + 1))
        is_batch = len(head) > FEW or not settings.is_single
        if is_batch:
            gc.enable()  # `__main__` did without it while modules were loading
        jobs = _jobs(settings, len(head))
        page_report = _page_report(settings, options)
        sink = _sink(settings, options, reads, found)
        reporter = stack.enter_context(Reporter(settings, is_batch))
        pages = stack.enter_context(page_report)
        reporter.count_in_background(found)
        complete = False
        try:
            timeout = settings.timeout or DEFAULT_TIMEOUT
            everything = chain(head, inputs)
            outcomes = run_batch.run(everything, sink, options, jobs=jobs, timeout=timeout)
            with closing(outcomes):
                for outcome in outcomes:
                    reporter.add(outcome)
                    if pages is not None:
                        pages.add(outcome)
            complete = is_batch or not reporter.tally.unsuccessful
        finally:
            to_tell = sink.close(complete)
        if to_tell:
            reporter.say(to_tell)
        if not reporter.tally.inputs:
            is_kept = settings.output is not None and not is_special(settings.output)
            reporter.say(f"no pages to read{'; what earlier runs wrote is left as it is' * is_kept}")
    return reporter.tally.status()


def _lock(settings: Settings, options: Options, stack: ExitStack) -> None:
    """Keep other runs from all that this one writes. Pages done one by one may wait for each other."""
    wait = _PATIENCE if settings.is_single else 0.0
    if settings.output and not is_special(settings.output):
        stack.enter_context(locked(Path(settings.output), options.to_folder, wait))
    for _, path in side_files(settings):
        stack.enter_context(locked(path, False, wait))
        remove_leftovers(path)


def _own_paths(settings: Settings, options: Options) -> list[Path]:
    """What this run writes, and so does not read."""
    paths = [path for _, path in outputs_of(settings, options)]
    return paths + [Path(path) for path in (settings.output, options.media) if path]


def _jobs(settings: Settings, inputs: int) -> int:
    if settings.jobs is not None:
        return settings.jobs
    needs_clock = settings.timeout is not None or settings.rules is not None  # a person's pattern may never end
    return worker_count(FEW + 1 if needs_clock else inputs)  # only a worker can be timed


def _sink(settings: Settings, options: Options, reads: Inputs, found: Callable[[], Iterable[Input | Passed]]) -> Sink:
    format = named(options.format)
    joining = _joining(settings, options)
    if options.view:
        return PagerSink()
    if settings.output is None:
        return StreamSink(sys.stdout.buffer, joining, "standard output")
    path = Path(settings.output)
    if is_special(settings.output):
        return StreamSink(open_special(path), joining, settings.output)
    identity = _identity(settings, options)
    if options.to_folder:
        from ..batch.output_folder import FolderSink  # only output into a folder needs it

        return FolderSink(
            path,
            format,
            identity,
            resume=settings.resume,
            skip_existing=settings.skip_existing,
            force=settings.force,
            is_input=reads.has,
            taken=[side for _, side in side_files(settings)],
        )
    has_journal = bookkeeping(path, is_folder=False)[0].exists()
    if settings.is_single and not (settings.resume or format.finisher or has_journal):
        return OneFileSink(path, format, joining, settings.force)
    from ..batch.record_file import FileSink, FinishedSink  # only files of many records need it

    if format.finisher:
        again = None if "-" in (*settings.inputs, *settings.listed) else found()  # standard input is read but once
        return FinishedSink(path, format, identity, settings.resume, settings.force, again)
    return FileSink(path, format, joining, identity, settings.resume, settings.force)


def _joining(settings: Settings, options: Options) -> Joining:
    """One page's record stands alone, but for a run that is resumed: those of other pages may be there."""
    return named(options.format).joined(options, settings.is_single and not settings.resume)


def _identity(settings: Settings, options: Options) -> dict[str, Any]:
    """What an earlier run must have in common with this one for its results to stand."""
    columns = settings.wanted.columns
    reading = {"columns": columns._asdict() if columns else None, "hosts": list(settings.wanted.hosts)}
    identity = {"version": __version__, **options._asdict(), **reading}
    identity["joining"] = None if options.to_folder else _joining(settings, options)
    identity["limits"] = LIMITS  # with others, a page that was too large may be none
    del identity["details"], identity["output_base"]  # how the output's folder is named; inputs are known from there
    return identity


def _page_report(settings: Settings, options: Options) -> AbstractContextManager[PageReport | None]:
    if settings.report is None:
        return nullcontext()
    from ..htmlreport.writer import PageReport  # only --report needs it

    identity = _identity(settings, options)
    resumable = settings.output is not None
    return PageReport(Path(settings.report), identity, settings.resume, resumable, settings.force)
