"""A folder with one file per article: what ``-o DIR`` writes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import OF_ONE_PATH, system_reason
from ..inputs.inputs import OWN_OUTPUT, Input
from ..render.formats import is_own_output
from . import journal
from .journal import ByName, Entry, InOrder, Journal
from .naming import Names, mirrored, templated
from .process import FAILED, SKIPPED, WRITTEN, Result
from .store import Workshop

EXISTS = "its output exists"


class FolderSink:
    """Mirrors the inputs' tree, or names files by content (``name_template`` in ``options``)."""

    def __init__(
        self, root: Path, ending: str, options: Mapping[str, Any], resume: bool, skip_existing: bool, force: bool
    ) -> None:
        self.root, self.ending = root, ending
        self.skip_existing, self.force = skip_existing, force
        self.by_template = options["name_template"] is not None
        self.names = Names()
        self.planned: deque[str] = deque()  # output paths, "" by template, of inputs between `known` and `put`
        self.keys: dict[str, str] = {}
        root.mkdir(parents=True, exist_ok=True)
        self.prefix = os.path.join(os.path.abspath(root), "")  # noqa: PTH100, PTH118
        self.workshop = Workshop(root)
        log = root / ".sinaextract.journal"
        self.ours = set(journal.outputs(log))
        in_order = self.by_template or options["dedupe"]  # an article may then change what becomes of later ones
        self.log: Journal = (InOrder if in_order else ByName)(log, options, resume)

    def known(self, item: Input) -> Result | None:
        if item.walked and self.wrote(item):
            return Result(item.name, SKIPPED, OWN_OUTPUT, known=True)
        output = "" if self.by_template else mirrored(item.relative, self.ending, self.names)
        entry = self.log.find(item.name, item.stamp(), lambda entry: self.stands(entry, output))
        if entry is not None:
            if entry.outcome == WRITTEN:
                self.keys[entry.key] = item.name
                self.names.take(entry.output)
            return entry.result()
        if self.skip_existing and output and (self.root / output).exists():
            return Result(item.name, SKIPPED, EXISTS, known=True)
        self.planned.append(output)
        return None

    def wrote(self, item: Input) -> bool:
        """``item`` is an output, met because the output folder holds the inputs too."""
        path = os.path.abspath(item.path)  # noqa: PTH100  (an order of magnitude faster, and asked for every input)
        if item.member or not path.startswith(self.prefix):
            return False
        return path[len(self.prefix) :].replace(os.sep, "/") in self.ours or _is_own(Path(path))

    def stands(self, entry: Entry, output: str) -> bool:
        if entry.outcome != WRITTEN:
            return True
        return (self.by_template or entry.output == output) and (self.root / entry.output).is_file()

    def put(self, item: Input, result: Result) -> Result:
        planned = self.planned.popleft()
        written = ""
        if result.outcome == WRITTEN:
            output = planned or templated(result.proposed_name, self.ending, self.names)
            result = self.write(output, item, result)
            written = output if result.outcome == WRITTEN else ""
        if result.outcome != FAILED:  # a failure may pass: then what there is stays
            self.retire(item, planned, written)
        key = result.duplicate_key
        self.log.append(Entry(item.name, result.stamp, result.outcome, result.reason, written, 0, key))
        return result

    def write(self, output: str, item: Input, result: Result) -> Result:
        path = self.root / output
        if path.exists():
            if self.by_template and self.skip_existing:
                return Result(item.name, SKIPPED, EXISTS, stamp=result.stamp)
            if not (self.force or output in self.ours or _is_ours(path, result.payload)):
                reason = f"{path} exists and is not this tool's own; use --force"
                return Result(item.name, FAILED, reason, stamp=result.stamp)
        try:
            self.workshop.write(path, result.payload)
        except OSError as error:
            if error.errno not in OF_ONE_PATH:
                raise
            return Result(item.name, FAILED, f"cannot write {path}: {system_reason(error)}", stamp=result.stamp)
        return result

    def retire(self, item: Input, planned: str, written: str) -> None:
        """Remove what an earlier run wrote for ``item`` when it now gives another file, or none."""
        earlier = self.log.replaced.pop(item.name, "")
        if earlier and earlier != written and (earlier == planned or not self.names.has(earlier)):
            (self.root / earlier).unlink(missing_ok=True)

    def close(self, complete: bool) -> None:
        self.log.close(complete)
        self.workshop.clear()


def _is_ours(path: Path, payload: bytes) -> bool:
    """The file was written by this tool, or is what it would write: overwriting it loses nobody's work."""
    if _is_own(path):
        return True
    return path.is_file() and path.stat().st_size in (0, len(payload)) and path.read_bytes() in (b"", payload)


def _is_own(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return is_own_output(stream)
    except OSError:
        return False
