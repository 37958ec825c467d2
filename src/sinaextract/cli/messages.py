"""What the user sees while a run goes on and when it has ended: messages, progress, the errors file."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..article.doubts import kind_of
from ..batch.process import FAILED, REFUSED, WRITTEN, Result
from ..batch.store import Growing, InTheWay, Special
from ..batch.tally import Tally, count_of, damage_of
from ..inputs.inputs import Input, Passed
from ..text.whitespace import printable
from .target import is_special

if TYPE_CHECKING:
    from .settings import Settings

_SHOWN = 10  # failures told one by one in a batch


class Reporter:
    """Takes every outcome; a progress bar on a terminal, plain lines otherwise."""

    def __init__(self, settings: Settings, is_batch: bool) -> None:
        self.verbosity, self.is_batch = settings.verbosity, is_batch
        self.resumable = settings.output is not None and not is_special(settings.output)
        self.tally = Tally()
        self.terminal = sys.stderr.isatty()
        self.errors = _opened(settings.errors)
        self.audit = _opened(settings.audit)
        self.progress: Any = None
        self.bar: Any = None

    def __enter__(self) -> Reporter:
        if self.is_batch and self.terminal and not _is_pipe(1) and self.verbosity == 0:
            from rich.progress import (  # only a terminal shows progress
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
            self.progress = Progress(*columns, console=_console(), transient=True, refresh_per_second=4)
            self.bar = self.progress.add_task("", total=None)
            self.progress.start()
        return self

    def count_in_background(self, inputs: Callable[[], Iterable[Input | Passed]]) -> None:
        """Give the bar its total once a walk of its own has found it, unless it would have to read whole archives."""
        if self.progress is None:
            return

        def count() -> None:
            total = 0
            for item in inputs():
                if isinstance(item, Input) and item.member and not item.member.is_listed:
                    return
                total += count_of(item)
            self.progress.update(self.bar, total=total)

        threading.Thread(target=count, daemon=True).start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.progress is not None:
            self.progress.stop()
        for listing in (self.errors, self.audit):
            if listing is not None:
                listing.commit()
        if self.is_batch and self.verbosity >= 0 and kind is not BrokenPipeError:
            if kind is not None and self.resumable and not issubclass(kind, InTheWay):
                self.say("interrupted; the same command with --resume goes on from here")
            if self.terminal:
                self.tally.print_table()
            else:
                self.say(self.tally.line())

    def add(self, outcome: Result | Passed) -> None:
        self.tally.add(outcome)
        page = outcome if isinstance(outcome, Result) else None
        if page and (page.article is not None or page.balance is not None):
            self.show_page(page)
        if outcome.outcome in (REFUSED, FAILED):
            self.tell_failure(outcome)
        elif self.verbosity >= 1:
            self.say(_described(outcome))
        if page and page.warnings:
            self.tell_warnings(page)
        if self.errors is not None and (problem := _problem(outcome)):
            found = {"input": outcome.name, **problem}
            _write_line(self.errors, found)
        if self.progress is not None:
            text = f"{self.tally.rate():,.0f} pages/s, {self.tally.unsuccessful:,} without article"
            self.progress.update(self.bar, advance=count_of(outcome), description=text)

    def show_page(self, result: Result) -> None:
        """What --explain and --audit ask for."""
        if result.article is not None and self.verbosity >= 0:
            from .explain import print_explanation  # only --explain needs it

            print_explanation(result.article, result.balance)
        if result.balance is None:
            return
        if self.audit is not None:
            _write_line(self.audit, {"input": result.name, **result.balance.to_dict()})
        if not result.balance.is_even:
            self.say(f"{result.name}: {result.balance.line()}")

    def tell_warnings(self, result: Result) -> None:
        """What is doubtful of one page is told; in a batch it is counted, unless asked for."""
        is_told = self.verbosity >= 1 or (not self.is_batch and result.article is None)  # --explain has told it
        for warning in result.warnings if is_told else ():
            self.say(f"{result.name}: warning: {warning}")

    def tell_failure(self, outcome: Result | Passed) -> None:
        if self.verbosity < 0 and outcome.outcome == REFUSED:
            return
        told_in_table = self.is_batch and self.terminal and self.verbosity == 0
        if not told_in_table and (self.verbosity >= 1 or not self.is_batch or self.tally.unsuccessful <= _SHOWN):
            _say(f"{outcome.name}: {outcome.reason}")
            if self.is_batch and self.verbosity == 0 and self.tally.unsuccessful == _SHOWN:
                self.say("further failures are only counted; --errors FILE lists all, -v shows them")

    def say(self, message: str) -> None:
        """One line on standard error, whatever names and pages put into it."""
        if self.verbosity >= 0:
            _say(message)


def _say(message: str) -> None:
    line = printable(message)
    sys.stderr.write(f"sinaextract: {line}\n".encode("utf-8", "replace").decode("utf-8"))


def _is_pipe(descriptor: int) -> bool:
    """Somebody reads it on: ``| less`` shows what it reads where a progress bar would move about."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _opened(path: str | None) -> Growing | None:
    """A file of JSON lines that the run writes; its folder is made."""
    if not path:
        return None
    return Special(Path(path)) if is_special(path) else Growing(Path(path))


def _write_line(listing: Growing, record: dict[str, Any]) -> None:
    import json  # only --errors and --audit need it

    listing.write((json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace"))


def _problem(outcome: Result | Passed) -> dict[str, Any]:
    """What --errors says of an input: why it gave no article, or how the article is damaged; empty for the others."""
    if outcome.outcome in (REFUSED, FAILED) or outcome.reason.startswith("duplicate"):
        return {"outcome": outcome.outcome, "reason": outcome.reason}
    if not isinstance(outcome, Result) or not (kinds := damage_of(outcome)):
        return {}
    reason = "; ".join(warning for warning in outcome.warnings if kind_of(warning) in kinds)
    return {"outcome": WRITTEN, "reason": reason, "damage": kinds}  # by this run or an earlier one


def _described(outcome: Result | Passed) -> str:
    detail = outcome.reason or (f"{outcome.template}, {outcome.encoding}" if isinstance(outcome, Result) else "")
    return f"{outcome.name}: {outcome.outcome}" + (f", {detail}" if detail else "")


def _console() -> Any:
    from rich.console import Console  # only messages in a terminal need it

    return Console(stderr=True)
