"""One run of the command: settings -> inputs, workers, output and messages -> exit status."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path

from . import batch
from ._version import __version__
from .batch import DEFAULT_TIMEOUT, FEW, worker_count
from .discover import expand
from .formats import ENDINGS
from .inputs import Input, Passed
from .options import Options
from .outputs import FileSink, OneFileSink, PagerSink, ParquetSink, Sink, StreamSink, part_of
from .report import Reporter
from .settings import Settings, is_special


def run(settings: Settings, options: Options) -> int:
    """Do what the command line asks for; 1 if an input gave no article, else 0."""

    def found() -> Iterator[Input | Passed]:
        return expand(settings.inputs, settings.listed, _own_paths(settings, options), settings.columns)

    inputs = found()
    head = list(islice(inputs, FEW + 1))
    is_batch = len(head) > FEW or not settings.is_single
    if is_batch:
        gc.enable()  # `__main__` did without it while modules were loading
    jobs = _jobs(settings, len(head))
    sink = _sink(settings, options)
    with Reporter(settings, is_batch) as reporter:
        reporter.count_in_background(found)
        complete = False
        try:
            timeout = settings.timeout or DEFAULT_TIMEOUT
            everything = chain(head, inputs)
            outcomes = batch.run(everything, sink, options, jobs=jobs, timeout=timeout, dedupe=settings.dedupe)
            with closing(outcomes):
                for outcome in outcomes:
                    reporter.add(outcome)
            complete = is_batch or not reporter.tally.unsuccessful
        finally:
            sink.close(complete)
    return 1 if reporter.tally.unsuccessful or reporter.tally.unbalanced else 0


def _own_paths(settings: Settings, options: Options) -> list[Path]:
    """What this run writes, and so does not read."""
    paths = [Path(path) for path in (settings.errors, settings.audit, options.media) if path]
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
    array = options.format == "json" and not settings.is_single
    if options.view:
        return PagerSink()
    if settings.output is None:
        return StreamSink(sys.stdout.buffer, array)
    path = Path(settings.output)
    if is_special(settings.output):
        return StreamSink(path.open("wb"), array)
    reading = asdict(settings.columns) if settings.columns else None
    identity = {"version": __version__, **asdict(options), "dedupe": settings.dedupe, "columns": reading}
    identity["properties"] = list(options.properties)  # as it will be read back from the journal
    if options.to_folder:
        from .vault import FolderSink

        ending = ENDINGS[options.format]
        return FolderSink(path, ending, identity, settings.resume, settings.skip_existing, settings.force)
    if options.format == "parquet":
        return ParquetSink(path, identity, settings.resume)
    if settings.is_single and not settings.resume:
        return OneFileSink(path)
    return FileSink(path, array, identity, settings.resume)
