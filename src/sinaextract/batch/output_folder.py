"""A folder with one file per article: what ``-o DIR`` writes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

from ..errors import OF_ONE_PATH, system_reason
from ..inputs.inputs import OWN_OUTPUT, Input
from ..named_tuples import NamedTuple
from ..render.formats import Format, is_own_output, unlinkable
from .journal import Entry, History, Journal, noted
from .lock import bookkeeping
from .naming import InputKeys, Names, mirrored, templated
from .outputs import FOREIGN, Sink
from .process import EDITED, FAILED, REFUSED, SKIPPED, WRITTEN, Result
from .store import Tree, digest, remove_own

EXISTS = "its output exists"
_REMNANT = 8  # bytes; what is left of an output that was cut off is no edit of anybody's


class _Planned(NamedTuple):
    """What is known of an input before it is read; ``output`` is "" where a template names it by what it holds."""

    key: str
    earlier: Entry | None = None
    output: str = ""


class FolderSink(Sink):
    """Mirrors the inputs' tree, or names files by content (``name_template`` in ``options``).

    ``is_input`` tells of a file whether this run reads it; ``taken`` are paths that other outputs of the run have.
    """

    noted = staticmethod(noted)

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
        self.planned: deque[_Planned] = deque()  # of inputs between `known` and `put`
        self.tree = Tree(root, holds_lock=True)
        self.log = Journal(bookkeeping(root, is_folder=True)[0], options, self.tree.synchronise, force).open()
        self.keys = InputKeys(root)
        self.names = Names((entry.output for entry in self.log if entry.output), unlinkable(options.get("flavor")))
        self.digests: set[str] | None = None  # of all outputs, once the inputs are found to lie among them
        for path in taken:
            if inside := self.keys.inside(self.keys.of_file(str(path))):
                self.names.take(inside)

    def known(self, item: Input) -> Result | None:
        key = self.keys.next(item)
        if item.walked and not item.member and (inside := self.keys.inside(key)) and self.wrote(inside):
            self.planned.append(_Planned(key))
            return Result(item.name, SKIPPED, OWN_OUTPUT, known=True)
        earlier = self.log.find(key)
        output = ""
        if not self.by_template:
            output = mirrored(item.relative, self.ending, self.names, earlier.output if earlier else "")
        self.planned.append(_Planned(key, earlier, output))
        if self.resume and earlier and self.log.stands(earlier, item.stamp()) and self.is_there(earlier, output):
            return earlier.result(item.name)
        if self.skip_existing and output and self.tree.exists(output):
            return Result(item.name, SKIPPED, EXISTS, known=True)
        return None

    def wrote(self, inside: str) -> bool:
        """A file below the root that the inputs hold too is an output."""
        if self.digests is None:
            with closing(History(self.log.path, {}, force=True)) as log:
                self.digests = {entry.hash for entry in log}
        data = self.tree.read(inside) or b""
        return digest(data) in self.digests or is_own_output(BytesIO(data))

    def is_there(self, entry: Entry, output: str) -> bool:
        """The outcome of an earlier run stands: its output too, if it has one."""
        if entry.outcome != WRITTEN:
            return entry.outcome == REFUSED
        if not (self.by_template or entry.output == output):
            return False
        data = self.tree.read(entry.output)
        return data is not None and digest(data) == entry.hash and (bool(output) or self.names.claim(entry.output))

    def put(self, item: Input, result: Result) -> Result:
        key, earlier, output = self.planned.popleft()
        if result.known:
            return result
        if result.outcome == WRITTEN:
            before = earlier.output if earlier else ""
            output = output or templated(result.proposed_name, self.ending, self.names, before)
            result = self.write(output, item, result, earlier if before == output else None)
        if result.outcome != WRITTEN:
            output = ""
        is_kept = result.reason == EXISTS or result.reason.startswith(EDITED)
        if result.outcome != FAILED and not is_kept:  # a failure may pass: then what there is stays
            result = self.retire(earlier, output, result)
        if not is_kept and not (result.outcome == FAILED and earlier):  # then what there was is still known
            self.log.note(key, result, output)
        return result

    def write(self, output: str, item: Input, result: Result, earlier: Entry | None) -> Result:
        try:
            if self.tree.exists(output) and (reason := self.objection(output, result.payload, earlier)):
                outcome = FAILED if reason.endswith(FOREIGN) else SKIPPED
                return Result(item.name, outcome, reason, stamp=result.stamp)
            self.tree.write(output, result.payload)
        except OSError as error:
            if error.errno not in OF_ONE_PATH:
                raise
            path = error.filename or self.tree.root + output
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

    def retire(self, earlier: Entry | None, written: str, result: Result) -> Result:
        """Remove what an earlier run wrote for an input when it now gives another file or none; not what was edited.
        The result tells of either."""
        if earlier is None or not earlier.output or earlier.output == written:
            return result
        path = self.tree.root + earlier.output
        data = self.tree.read(earlier.output)
        if data is None:
            return result
        if digest(data) != earlier.hash:
            return result._replace(kept=path)
        remove_own(path)
        return result._replace(retired=path)

    def close(self, complete: bool) -> str:
        self.log.close()
        return ""


def _is_cut(data: bytes, payload: bytes) -> bool:
    """Not what anybody typed, but what a power cut or a full disk leaves of an output: its beginning, which ends in the
    midst of a line, NUL bytes. Who deletes the last paragraphs leaves whole lines."""
    left, nul, _ = data.partition(b"\0")
    return (payload.startswith(left) and (nul != b"" or not left.endswith(b"\n"))) or len(data) < _REMNANT
