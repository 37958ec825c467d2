"""One file that the records of a whole run go into: what ``-f jsonl -o FILE`` writes."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..inputs.inputs import Input, Passed
from ..render.formats import NOTHING_BETWEEN, Format, Joining
from .journal import Entry, Journal, noted
from .lock import bookkeeping
from .naming import InputKeys
from .outputs import Sink, objection
from .process import FAILED, REFUSED, WRITTEN, Result
from .store import (
    Growing,
    InTheWay,
    digest,
    fingerprint,
    leftovers,
    named_errors,
    new_digest,
    open_regular,
    remove_own,
    whole,
)


def kept_others(count: int) -> str:
    """What people are told of records that stay."""
    return f"{_records(count)} of inputs that this run was not given stay in the output; without --resume they go"


def lost_others(count: int) -> str:
    """Why a file stays as it is rather than lose so many."""
    return (
        f"it holds {_records(count)} of inputs that this run was not given or could not read; give all, with the"
        " options that made it, or leave --resume out to make it of these alone"
    )


def record_in(stream: io.BufferedReader | None, entry: Entry) -> bytes | None:
    """What an earlier run wrote for an input, if it is there and whole."""
    if stream is None:
        return None
    try:
        if stream.tell() != entry.start:
            stream.seek(entry.start)
        record = stream.read(entry.size)
    except OSError:  # a place that no file has, or a damaged disk
        return None
    return record if digest(record) == entry.hash else None


class FileSink(Sink):
    """One file that all records go into, in input order.

    Records of unchanged inputs are taken from the output of an earlier run, finished or killed, once their hashes tell
    that they are whole. Where nothing changed, the output stays as it is. A resumed run keeps the records of inputs
    that it was not given or could not read, behind those of its own: nobody may be able to make them again.
    """

    def __init__(
        self,
        path: Path,
        format: Format,
        joining: Joining,
        options: Mapping[str, Any],
        resume: bool,
        force: bool,
    ) -> None:
        self.path, self.format, self.joining = path, format, joining
        self.noted = partial(noted, joining=joining)
        self.resume, self.force = resume, force
        self.parts = {part.name: part for part in leftovers(path)}
        self.files: dict[Path, io.BufferedReader | None] = {}  # earlier outputs, open for reading
        log = bookkeeping(path, is_folder=False)[0]
        self.log = Journal(log, options, lambda _: self.synchronise(), force)
        self.planned: deque[tuple[str, Entry | None]] = deque()  # of inputs between `known` and `put`
        self.keys = InputKeys(path.parent)
        self.is_sealed = False  # what the output holds cannot be read back
        self.written = self.log.finished.get(fingerprint(path)) if self.log.finished else None  # tells what is in it
        may_be_edited = format.by_hand or bool(self.log.finished)
        if not force and (reason := objection(path, may_be_edited, self.written is not None, wrote=self.wrote)):
            raise InTheWay(path, reason)
        self.log.open()
        self.growing: Growing | None = None
        self.base: Path | None = None  # the earlier output that begins with all records so far
        self.end = 0  # bytes of finished records
        self.count = 0
        self.was_asked = False
        self.failed: set[int] = set()  # hashes of keys whose records stay, as if their inputs had not been given
        self.duplicate_keys: set[str] = set()  # for --dedupe

    def wrote(self) -> bool:
        """The journal knows a record in the file: for formats in which nothing tells whose it is."""
        return any(entry.outcome == WRITTEN and self.stored(entry) is not None for entry in self.log)

    def synchronise(self) -> None:
        if self.growing is not None and not self.growing.stream.closed:
            self.growing.synchronise()

    def known(self, item: Input) -> Result | None:
        self.was_asked = True
        key = self.keys.next(item)
        entry = self.log.find(key) if self.resume else None
        self.planned.append((key, entry))
        if entry is None or entry.outcome not in (WRITTEN, REFUSED) or not self.log.stands(entry, item.stamp()):
            return None
        if entry.outcome == REFUSED:
            return entry.result(item.name)
        record = self.stored(entry)
        return None if record is None else entry.result(item.name, record)

    def place(self, entry: Entry) -> Path:
        """The file that an earlier run wrote: it is finished unless a killed run left it."""
        return self.parts.get(entry.output, self.path)

    def stored(self, entry: Entry) -> bytes | None:
        """The record of an earlier run, if it is there and whole."""
        path = self.place(entry)
        if path not in self.files:
            self.files[path] = open_regular(path)
        return record_in(self.files[path], entry)

    def put(self, item: Input, result: Result) -> Result:
        key, entry = self.planned.popleft()
        if result.duplicate_key:
            self.duplicate_keys.add(result.duplicate_key)
        if result.known and entry is not None and result.payload:
            self.keep(entry, result.payload)
        elif result.outcome == WRITTEN:
            self.log.note(key, result, *self.added(result.payload))
        elif result.outcome == FAILED and entry is not None and self.may_have(entry):
            self.failed.add(hash(key))  # a failure may pass
        elif not result.known:
            self.log.note(key, result)
        return result

    def may_have(self, entry: Entry) -> bool:
        """The record of an earlier run is in the output, as far as that can be told."""
        return entry.outcome == WRITTEN and (self.is_sealed or (self.log.is_alike(entry) and bool(self.stored(entry))))

    def keep(self, entry: Entry, record: bytes) -> None:
        """A record that stands. As long as all of them do in one file, in order, nothing need be written."""
        before = self.joining.before(self.count)
        file = self.place(entry)
        if self.growing is None and self.base in (None, file) and entry.start == self.end + len(before):
            self.base = file
            self.end = entry.start + entry.size
            self.count += 1
        else:
            output, start = self.added(record)
            self.log.note_entry(entry._replace(output=output, start=start))

    def added(self, record: bytes) -> tuple[str, int]:
        """The file that has ``record`` now, and where."""
        growing = self.opened()
        before = self.joining.before(self.count)
        growing.write(before + record)
        start = self.end + len(before)
        self.end = start + len(record)
        self.count += 1
        return growing.part.name, start

    def opened(self) -> Growing:
        """The file that becomes the output, with the records so far, open for more."""
        if self.growing is None:
            if self.base in self.parts.values() and self.is_last(self.base):
                self.growing = Growing(self.path, self.base, self.end)
            else:
                self.growing = Growing(self.path)
                self.copy_base(self.growing)
        return self.growing

    def is_last(self, base: Path | None) -> bool:
        """No record of an earlier run stands behind those in ``base`` that this one has taken."""
        entries = (entry for entry in self.log if entry.output and self.place(entry) == base)
        return all(entry.start + entry.size <= self.end for entry in entries)

    def copy_base(self, growing: Growing) -> None:
        earlier = self.files[self.base] if self.base else None
        if earlier is not None:
            earlier.seek(0)
            left = self.end
            while data := earlier.read(min(1 << 20, left)):
                growing.write(data)
                left -= len(data)

    def keep_others(self) -> int:
        """Keep the records of inputs that this run was not given or could not read; how many there are. What goes is
        forgotten.

        Raises `InTheWay` where they have no place in the new output and would be lost.
        """
        self.keys.given -= self.failed
        if self.resume and not self.force and (lost := sum(map(self.would_be_lost, self.log.others(self.keys.given)))):
            raise InTheWay(self.path, lost_others(lost))
        kept = 0
        for entry in self.log.others(self.keys.given):
            record = self.stored(entry) if self.resume and self.log.is_alike(entry) else None
            if record is not None and entry.duplicate_key not in self.duplicate_keys:
                self.keep(entry, record)
                kept += 1
            else:
                self.log.note_entry(entry._replace(outcome=FAILED, output=""))
        return kept

    def would_be_lost(self, entry: Entry) -> bool:
        return self.is_sealed if self.stored(entry) is None else not self.log.is_alike(entry)

    def close(self, complete: bool) -> str:
        kept = 0
        try:
            if complete and self.was_asked:
                kept = self.keep_others()
                ending = self.joining.ending(self.count)
                if not self.is_there(ending):
                    self.opened().write(ending)
            for stream in filter(None, self.files.values()):
                stream.close()
            if self.growing is not None and complete:
                self.finish(self.growing)
        finally:
            self.log.close()
        if self.growing is not None and not complete:
            self.growing.leave()
        if complete:
            for part in self.parts.values():
                remove_own(part)
        return kept_others(kept) if kept else ""

    def is_there(self, ending: bytes) -> bool:
        """The output of an earlier run is what this one would write."""
        stream = self.files.get(self.path)
        if self.growing is not None or self.base != self.path or stream is None:
            return False
        stream.seek(self.end)
        return stream.read() == ending

    def finish(self, growing: Growing) -> None:
        self.remember(growing.part)
        growing.commit()

    def remember(self, finished: Path, content: str = "") -> None:
        """The journal knows all records, and the finished output, before it has its name: what becomes of it later
        is told from it."""
        hash = fingerprint(finished)
        self.log.note_entry(Entry("", self.log.run, (0, 0, 0), WRITTEN, content, self.path.name, hash=hash))
        self.log.flush()
        self.log.settle()


class FinishedSink(FileSink):
    """A file of a format with a finisher (Parquet, SQLite). Until the run ends, JSON lines grow beside it, which a
    resumed run can add to; then they become the file, which cannot be added to: resuming after the end leaves it where
    nothing has changed among ``found``, the inputs of the run, if they can be gone through first; else it starts over.
    """

    def __init__(
        self,
        path: Path,
        format: Format,
        options: Mapping[str, Any],
        resume: bool,
        force: bool,
        found: Iterable[Input | Passed] | None,
    ) -> None:
        super().__init__(path, format, NOTHING_BETWEEN, options, resume, force)
        self.explain = bool(options["explain"])
        self.content = new_digest()
        self.is_sealed = self.written is not None
        self.is_current = resume and self.is_sealed and found is not None and self.holds(found)

    def holds(self, found: Iterable[Input | Passed]) -> bool:
        """The finished file is of just the records that these inputs give.

        Raises `InTheWay` where it holds others, which making it anew would lose.
        """
        content, stand, keys = new_digest(), True, InputKeys(self.path.parent)
        for item in found:
            if isinstance(item, Input):
                key = keys.next(item)
                entry = self.log.find(key)
                if entry is None or not self.log.stands(entry, item.stamp()):
                    stand = False
                elif entry.outcome == WRITTEN:
                    content.update(_content(key, entry.hash))
        others = sum(1 for _ in self.log.others(keys.given)) if keys.given else 0
        if others and not self.force:
            raise InTheWay(self.path, lost_others(others))
        return stand and content.hexdigest() == self.written

    def known(self, item: Input) -> Result | None:
        if not self.is_current:
            return super().known(item)
        self.was_asked = True
        key = self.keys.next(item)
        entry = self.log.find(key)
        self.planned.append((key, entry))
        if entry is None or not self.log.stands(entry, item.stamp()):
            return Result(item.name, FAILED, "came or changed while the run went on; run again", known=True)
        return entry.result(item.name)

    def put(self, item: Input, result: Result) -> Result:
        if result.payload:
            self.content.update(_content(self.planned[0][0], result.hash))
        return super().put(item, result)

    def is_there(self, ending: bytes) -> bool:
        return self.is_current

    def finish(self, growing: Growing) -> None:
        self.log.flush()
        self.log.settle()
        growing.leave()
        with named_errors(self.path), whole(self.path) as file:
            target = io.BufferedWriter(file.stream)
            self.format.finish(growing.part, target, file.part, self.explain)
            target.detach()
            self.remember(file.part, self.content.hexdigest())
        remove_own(growing.part)


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def _content(key: str, record: str) -> bytes:
    """What tells, in order, which records a file holds, and of which inputs. ``record``: its `digest`."""
    return f"{key}\0{record}\n".encode("utf-8", "surrogatepass")
