"""Takes every outcome of a run; writes the report when the run has ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

from .._version import __version__
from ..batch.journal import UNCHANGED
from ..batch.process import SKIPPED, WRITTEN, Result
from ..batch.tally import count_of
from ..inputs.inputs import OWN_OUTPUT, Passed
from .document import write_document
from .pages_file import PageStore, Row
from .summary import Summary


class PageReport:
    """The report at ``path``. Until the run has ended, what was there stays; an interrupted run leaves it too.

    resumable  the run has a journal: the pages' store stays beside the report, for a later ``--resume``
    """

    def __init__(
        self, path: Path, identity: Mapping[str, Any], resume: bool, resumable: bool, force: bool = False
    ) -> None:
        self.path, self.resumable = path, resumable
        self.store = PageStore(path.with_name(f".{path.name}.pages"), identity, resume, force)
        self.summary = Summary()
        self.started = time.monotonic()

    def __enter__(self) -> PageReport:
        return self

    def add(self, outcome: Result | Passed) -> None:
        """The next input's outcome."""
        if outcome.outcome == SKIPPED and (isinstance(outcome, Passed) or outcome.reason == OWN_OUTPUT):
            self.summary.skip(outcome.reason, count_of(outcome))
        elif isinstance(outcome, Result) and outcome.known:
            self.add_known(outcome)
        else:
            stamp, details = ((0, 0, 0), b"") if isinstance(outcome, Passed) else (outcome.stamp, outcome.details)
            self.store.add(Row(outcome.name, outcome.outcome, outcome.reason, None), stamp, details)

    def add_known(self, outcome: Result) -> None:
        """An input that a resumed run did not read: the report's own line of it, else just what the journal says."""
        self.summary.unchanged += 1
        if not self.store.add_earlier(outcome.name, outcome.stamp):
            was_written = outcome.reason == UNCHANGED
            row = Row(outcome.name, *((WRITTEN, "") if was_written else (outcome.outcome, outcome.reason)), None)
            self.store.add(row, outcome.stamp, b"")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                facts = {
                    "version": __version__,
                    "time": datetime.now(timezone.utc).astimezone().isoformat(timespec="seconds"),
                    "seconds": round(time.monotonic() - self.started, 1),
                }
                write_document(self.path, self.store, self.summary, facts)
        finally:
            self.store.close(keep=self.resumable)
