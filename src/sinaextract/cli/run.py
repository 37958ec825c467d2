"""One run of the command: settings -> inputs, workers, output and messages -> exit status."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._version import __version__
from ..batch import run_batch
from ..batch.outputs import FileSink, FinishedSink, OneFileSink, PagerSink, Sink, StreamSink, part_of
from ..batch.workers import DEFAULT_TIMEOUT, FEW, worker_count
from ..inputs.discover import expand
from ..inputs.inputs import Input, Passed
from ..render.formats import named
from ..render.options import Options
from .messages import Reporter
from .settings import Settings, is_special

if TYPE_CHECKING:
    from ..htmlreport.writer import PageReport


def run(settings: Settings, options: Options) -> int:
    """Do what the command line asks for; the exit status that it comes to."""

    def found() -> Iterator[Input | Passed]:
        return expand(settings.inputs, settings.listed, _own_paths(settings, options), settings.columns)

    inputs = found()
    head = list(islice(inputs, FEW + 1))
    is_batch = len(head) > FEW or not settings.is_single
    if is_batch:
        gc.enable()  # `__main__` did without it while modules were loading
    jobs = _jobs(settings, len(head))
    page_report = _page_report(settings, options)
    sink = _sink(settings, options)
    with Reporter(settings, is_batch) as reporter, page_report as pages:
        reporter.count_in_background(found)
        complete = False
        try:
            timeout = settings.timeout or DEFAULT_TIMEOUT
            everything = chain(head, inputs)
            outcomes = run_batch.run(everything, sink, options, jobs=jobs, timeout=timeout, dedupe=settings.dedupe)
            with closing(outcomes):
                for outcome in outcomes:
                    reporter.add(outcome)
                    if pages is not None:
                        pages.add(outcome)
            complete = is_batch or not reporter.tally.unsuccessful
        finally:
            sink.close(complete)
    return reporter.tally.status()


def _own_paths(settings: Settings, options: Options) -> list[Path]:
    """What this run writes, and so does not read."""
    paths = [Path(path) for path in (settings.errors, settings.audit, settings.report, options.media) if path]
    if settings.output:
        paths.append(Path(settings.output))
    if settings.output and not options.to_folder:
        paths.append(part_of(Path(settings.output)))
    return paths


def _jobs(settings: Settings, inputs: int) -> int:
    if settings.jobs is not None:
        return settings.jobs
    return worker_count(FEW + 1 if settings.timeout is not None else inputs)  # only a worker can be timed


def _sink(settings: Settings, options: Options) -> Sink:
    format = named(options.format)
    array = format.is_array and not settings.is_single
    if options.view:
        return PagerSink()
    if settings.output is None:
        return StreamSink(sys.stdout.buffer, array)
    path = Path(settings.output)
    if is_special(settings.output):
        return StreamSink(path.open("wb"), array)
    identity = _identity(settings, options)
    if options.to_folder:
        from ..batch.output_folder import FolderSink  # only output into a folder needs it

        return FolderSink(path, format.ending, identity, settings.resume, settings.skip_existing, settings.force)
    if format.finisher:
        return FinishedSink(path, format, identity, settings.resume)
    if settings.is_single and not settings.resume:
        return OneFileSink(path)
    return FileSink(path, array, identity, settings.resume)


def _identity(settings: Settings, options: Options) -> dict[str, Any]:
    """What an earlier run must have in common with this one for its results to stand."""
    reading = settings.columns._asdict() if settings.columns else None
    identity = {"version": __version__, **options._asdict(), "dedupe": settings.dedupe, "columns": reading}
    identity["properties"] = list(options.properties)  # as it will be read back from the journal
    del identity["details"]
    return identity


def _page_report(settings: Settings, options: Options) -> AbstractContextManager[PageReport | None]:
    if settings.report is None:
        return nullcontext()
    from ..htmlreport.writer import PageReport  # only --report needs it

    identity = _identity(settings, options)
    return PageReport(Path(settings.report), identity, settings.resume, resumable=settings.output is not None)
