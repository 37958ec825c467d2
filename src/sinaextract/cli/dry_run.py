"""``--dry-run``: what a run would read, write and skip, found without reading a page or writing a byte."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from ..batch.journal import UNCHANGED, Entry, History
from ..batch.lock import bookkeeping
from ..batch.naming import InputKeys, Names, mirrored
from ..batch.output_folder import EXISTS
from ..batch.process import FAILED, REFUSED, SKIPPED, WRITTEN
from ..batch.record_file import kept_others, lost_others, record_in
from ..batch.store import fingerprint, leftovers, open_regular
from ..batch.tally import count_of
from ..inputs.inputs import LEFT_OUT, Input, Passed
from ..render.formats import named
from ..render.options import Options
from ..text.whitespace import printable
from .settings import Settings


def show_plan(
    found: Iterable[Input | Passed], settings: Settings, options: Options, identity: Mapping[str, Any]
) -> int:
    """One line an input on standard output, ``read NAME -> OUTPUT`` or ``skip NAME: reason``; counts on standard error.

    The exit status is that of what is known before a page is read: 3 where an input cannot be found, 1 where there is
    nothing to read.
    """
    plan = _Plan(settings, options, identity)
    counts: Counter[str] = Counter()
    inputs = 0
    for item in found:
        word, line = plan.line(item)
        inputs += isinstance(item, Input) or item.reason == LEFT_OUT
        counts[word] += count_of(item)
        sys.stdout.write(f"{word} {printable(line)}\n")
    sys.stdout.flush()
    if settings.verbosity >= 0:
        shown = ", ".join(f"{counts[word]:,} to {word}" for word in ("read", "skip", "refuse", "fail"))
        click.echo(f"sinaextract: dry run: {shown}; nothing was read or written", err=True)
    is_refused = plan.tell_of_others() if inputs else False
    return 3 if counts["fail"] or is_refused else 1 if counts["refuse"] or not inputs else 0


_WORDS = {SKIPPED: "skip", REFUSED: "refuse", FAILED: "fail"}


class _Plan:
    def __init__(self, settings: Settings, options: Options, identity: Mapping[str, Any]) -> None:
        self.settings, self.options = settings, options
        self.ending = named(options.format).ending
        self.output = settings.output
        self.history: History | None = None
        if self.output is not None and (settings.resume or options.to_folder):
            path = Path(self.output)
            self.history = History(bookkeeping(path, options.to_folder)[0], identity, settings.force)
            self.keys = InputKeys(path if options.to_folder else path.parent)
            self.parts = {} if options.to_folder else {part.name: part for part in leftovers(path)}
            self.is_sealed = bool(named(options.format).finisher and self.history.finished)
            self.is_finished = self.is_sealed and fingerprint(path) in self.history.finished
        self.names = Names(entry.output for entry in self.history or () if entry.output)

    def line(self, item: Input | Passed) -> tuple[str, str]:
        if isinstance(item, Passed):
            return _WORDS[item.outcome], f"{item.name}: {item.reason}"
        if item.member is None and item.name != "-" and not os.path.lexists(item.name):
            return "fail", f"{item.name}: No such file or directory; check its name"
        entry = self.history.find(self.keys.next(item)) if self.history else None
        output = self.target(item, entry.output if entry else "")
        is_standing = self.settings.resume and self.history and self.history.stands(entry, item.stamp())
        if entry is not None and is_standing and entry.outcome != SKIPPED and self.is_there(entry):
            return "skip", f"{item.name}: {UNCHANGED if entry.outcome == WRITTEN else entry.reason}"
        if self.settings.skip_existing and output and os.path.lexists(output):
            return "skip", f"{item.name}: {EXISTS}"
        return "read", f"{item.name} -> {output}"

    def is_there(self, entry: Entry) -> bool:
        """The output has what an earlier run wrote for an input: it was not deleted, cut or changed since."""
        if entry.outcome != WRITTEN or self.output is None:
            return True
        if self.is_sealed:
            return self.is_finished
        path = Path(self.output)
        place = path / entry.output if self.options.to_folder else self.parts.get(entry.output, path)
        with open_regular(place) or nullcontext() as stream:
            is_whole = record_in(stream, entry) is not None
            return is_whole and not (self.options.to_folder and stream and stream.read(1))  # nothing is added to a note

    def target(self, item: Input, earlier: str) -> str:
        if self.output is None:
            return "-"
        if not self.options.to_folder:
            return self.output
        if self.options.name_template:  # the name is known only once the page is read
            return os.path.join(self.output, self.options.name_template + self.ending)  # noqa: PTH118
        return os.path.join(self.output, mirrored(item.relative, self.ending, self.names, earlier))  # noqa: PTH118

    def tell_of_others(self) -> bool:
        """Tell what becomes of the records of inputs that were not given; whether the run would end because of them."""
        if self.output is None or self.history is None or self.options.to_folder or self.settings.force:
            return False
        others = list(self.history.others(self.keys.given))
        lost = sum(self.is_sealed or not self.history.is_alike(entry) for entry in others)
        if lost:
            click.echo(f"sinaextract: {self.output}: {lost_others(lost)}", err=True)
        elif others and self.settings.verbosity >= 0:
            click.echo(f"sinaextract: {kept_others(len(others))}", err=True)
        return lost > 0
