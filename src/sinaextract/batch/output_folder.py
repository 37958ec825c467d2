"""A folder with one file per article: what ``-o DIR`` writes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from ..errors import OF_ONE_PATH, system_reason
from ..inputs.inputs import OWN_OUTPUT, Input
from ..render.formats import Format, is_own_output, unlinkable
from .journal import Entry, Journal
from .naming import InputKeys, Names, mirrored, templated
from .outputs import FOREIGN
from .process import EDITED, FAILED, REFUSED, SKIPPED, WRITTEN, Result
from .store import Tree, bookkeeping, digest, remove_own

EXISTS = "its output exists"
_REMNANT = 8  # bytes; what is left of an output that was cut off is no edit of anybody's


class FolderSink:
    """Mirrors the inputs' tree, or names files by content (``name_template`` in ``options``).

    ``is_input`` tells of a file whether this run reads it; ``taken`` are paths that other outputs of the run have.
    """

    def __init__(
        self,
        root: Path,
        format: Format,
        options: Mapping[str, Any],
        *,
        resume: bool = False,
        skip_existing: bool = False,
        force: bool = False,
        is_input: Callable[[Path], bool],
        taken: Iterable[Path] = (),
    ) -> None:
        self.root, self.ending, self.by_hand = root, format.ending, format.by_hand
        self.resume, self.skip_existing, self.force = resume, skip_existing, force
        self.is_input = is_input
        self.by_template = options["name_template"] is not None
        self.planned: deque[str] = deque()  # output paths, "" by template, of inputs between `known` and `put`
        self.prefix = os.path.join(os.path.abspath(root), "")  # noqa: PTH100, PTH118
        self.tree = Tree(root, holds_lock=True)
        self.log = Journal(bookkeeping(root, is_folder=True)[0], options, force)
        self.keys = InputKeys(root)
        earlier = [entry.output for entry in self.log.entries.values() if entry.output]
        self.owners = {entry.output: entry for entry in self.log.entries.values() if entry.output}
        self.names = Names(earlier, unlinkable(options.get("flavor")))
        for path in taken:
            if inside := self.inside(path):
                self.names.take(inside)

    def inside(self, path: Path) -> str:
        """``path`` from the root, with ``/``; "" if it is not below it."""
        absolute = os.path.abspath(path)  # noqa: PTH100  (an order of magnitude faster, and asked for every input)
        return absolute[len(self.prefix) :].replace(os.sep, "/") if absolute.startswith(self.prefix) else ""

    def known(self, item: Input) -> Result | None:
        self.planned.append("")
        if item.walked and self.wrote(item):
            return Result(item.name, SKIPPED, OWN_OUTPUT, known=True)
        key = self.keys.of(item)
        earlier = self.log.entries.get(key)
        output = ""
        if not self.by_template:
            output = mirrored(item.relative, self.ending, self.names, earlier.output if earlier else "")
        self.planned[-1] = output
        entry = self.log.standing(key, item.stamp()) if self.resume else None
        if entry is not None and self.stands(entry, output):
            return entry.result(item.name)
        if self.skip_existing and output and self.tree.exists(output):
            return Result(item.name, SKIPPED, EXISTS, known=True)
        return None

    def wrote(self, item: Input) -> bool:
        """``item`` is an output, met because the output folder holds the inputs too."""
        inside = "" if item.member else self.inside(item.path)
        if not inside:
            return False
        data = self.tree.read(inside) or b""
        owner = self.owners.get(inside)
        return (owner is not None and owner.hash == digest(data)) or is_own_output(BytesIO(data))

    def stands(self, entry: Entry, output: str) -> bool:
        if entry.outcome != WRITTEN:
            return entry.outcome == REFUSED
        if not (self.by_template or entry.output == output):
            return False
        data = self.tree.read(entry.output)
        return data is not None and digest(data) == entry.hash and (bool(output) or self.names.claim(entry.output))

    def put(self, item: Input, result: Result) -> Result:
        planned = self.planned.popleft()
        if result.known:
            return result
        key = self.keys.of(item)
        earlier = self.log.entries.get(key)
        output = ""
        if result.outcome == WRITTEN:
            before = earlier.output if earlier else ""
            output = planned or templated(result.proposed_name, self.ending, self.names, before)
            result = self.write(output, item, result, earlier if before == output else None)
        is_kept = result.reason == EXISTS or result.reason.startswith(EDITED)
        if result.outcome != FAILED and not is_kept:  # a failure may pass: then what there is stays
            self.retire(earlier, output if result.outcome == WRITTEN else "")
        if not is_kept and not (result.outcome == FAILED and earlier):  # then what there was is still known
            self.note(key, result, output if result.outcome == WRITTEN else "")
        return result

    def note(self, key: str, result: Result, output: str) -> None:
        entry = Entry(key, self.log.run, result.stamp, result.outcome, result.reason, output)
        if not output:
            self.log.note(entry)
            return
        data = result.payload
        entry = entry._replace(size=len(data), hash=digest(data), duplicate_key=result.duplicate_key)
        self.log.note(entry, self.root / output)

    def write(self, output: str, item: Input, result: Result, earlier: Entry | None) -> Result:
        try:
            if self.tree.exists(output) and (reason := self.objection(output, result.payload, earlier)):
                outcome = FAILED if reason.endswith(FOREIGN) else SKIPPED
                return Result(item.name, outcome, reason, stamp=result.stamp)
            self.tree.write(output, result.payload)
        except OSError as error:
            if error.errno not in OF_ONE_PATH:
                raise
            path = error.filename or self.root / output
            return Result(item.name, FAILED, f"cannot write {path}: {system_reason(error)}", stamp=result.stamp)
        return result

    def objection(self, output: str, payload: bytes, earlier: Entry | None) -> str:
        """Why what is at ``output`` may not be replaced; "" if it may."""
        path = self.root / output
        if self.by_template and self.skip_existing:
            return EXISTS
        data = self.tree.read(output)
        if data is not None:
            is_as_written = data in (b"", payload) or (earlier is not None and digest(data) == earlier.hash)
            if is_as_written or (earlier is not None and _is_cut(data, payload)):
                return ""
        is_ours = data is not None and (earlier is not None or is_own_output(BytesIO(data)))
        is_kept = earlier is not None or self.by_hand or not is_ours  # else nobody edits it, and it is only out of date
        if not is_kept or (self.force and (is_ours or not self.is_input(path))):
            return ""
        return f"{EDITED}: {path}; --force replaces it" if is_ours else f"{path} {FOREIGN}"

    def retire(self, earlier: Entry | None, written: str) -> None:
        """Remove what an earlier run wrote for an input when it now gives another file or none; not what was edited."""
        if earlier is None or not earlier.output or earlier.output == written:
            return
        data = self.tree.read(earlier.output)
        if data is not None and digest(data) == earlier.hash:
            remove_own(self.root / earlier.output)

    def close(self, complete: bool) -> None:
        self.log.close()


def _is_cut(data: bytes, payload: bytes) -> bool:
    """Not what anybody typed, but what a power cut or a full disk leaves of an output: its beginning, NUL bytes."""
    return payload.startswith(data.partition(b"\0")[0]) or len(data) < _REMNANT
