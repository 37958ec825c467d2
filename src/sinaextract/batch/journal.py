"""What batches have done so far, beside their output: whose each output is, and the base of ``--resume``.

One JSON list per finished input and line, the fields of `Entry`; each line stands by itself, the last one of an input
counts. The file may come from anybody: what does not check is passed over, so damage costs only time.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..article.doubts import DAMAGE, kind_of
from ..named_tuples import NamedTuple
from ..render.formats import NOTHING_BETWEEN, Joining
from .process import FAILED, REFUSED, SKIPPED, WRITTEN, Result, Stamp
from .store import MOST, InTheWay, digest, named_errors, open_log, open_regular, remove_own, whole, write_all

if TYPE_CHECKING:
    from concurrent.futures import Future

UNCHANGED = "unchanged since it was written"
_GROUP = 256  # outputs that are synchronised together before the journal tells of them,
_SECONDS = 0.2  # and the longest that one waits for that
_LONGEST = 4 << 20  # bytes of a line; names of 64 KiB are a tenth of it
_SHAPING = ("format", "joining", "fields", "properties")  # options that records of one file have in common
_quoted = json.encoder.encode_basestring_ascii
_FARTHEST = 1 << 62  # bytes into a file
_UNSAFE = re.compile(r"^(?:/|[A-Za-z]:)|(?:^|/)(?:\.{1,2})?(?:/|$)|[\\\0]")  # absolute, `..`, an empty part


class Entry(NamedTuple):
    key: str  # the input: its path from the folder of the journal; "": the whole of an output of many records
    run: str  # digest of the options that it was done with, behind one of those that shape the record
    stamp: Stamp
    outcome: str
    reason: str = ""
    output: str = ""  # path below the journal's folder
    start: int = 0  # where in that file its record starts
    size: int = 0  # bytes
    hash: str = ""  # `digest` of them; of the whole of an output its `fingerprint`
    duplicate_key: str = ""  # for --dedupe
    warnings: tuple[str, ...] = ()  # of an article with damage, for --errors

    def line(self) -> str:
        told = _told(self.stamp, self.outcome, self.reason)
        content = _content(self.size, self.hash, self.duplicate_key, self.warnings)
        return _line(_quoted(self.key), _quoted(self.run), told, self.output, self.start, content)

    def result(self, name: str, payload: bytes = b"") -> Result:
        """What a run that need not do it again tells of it."""
        if self.outcome == WRITTEN:
            found = Result(name, SKIPPED, UNCHANGED, payload, stamp=self.stamp, known=True)
            return found._replace(hash=self.hash, duplicate_key=self.duplicate_key, warnings=self.warnings)
        return Result(name, self.outcome, self.reason, stamp=self.stamp, known=True)


class History:
    """What the journal at ``path`` says of earlier runs, the latest of each input. Nothing is written.

    Memory: where in the file each input's line starts, some hundred bytes an input.
    """

    def __init__(self, path: Path, options: Mapping[str, Any], force: bool = False) -> None:
        self.path = path
        self.shape = digest(_json([options.get(name) for name in _SHAPING]))[:8]
        self.run = self.shape + digest(_json(options))
        self.places: dict[int, int] = {}  # hash of the key -> where its last line starts
        self.finished: dict[str, str] = {}  # digests of finished outputs of many records -> of what is in them, if told
        self.lines = 0
        self.end = 0
        self.stream = open_regular(path)
        self.read(force)

    def read(self, force: bool) -> None:
        """Find the lines. Raises `InTheWay` for a file that is no journal."""
        while self.stream is not None and (line := self.stream.readline(_LONGEST)):
            if not self.end and line[:1] not in b"[{\0" and not force:
                raise InTheWay(self.path, "it is no journal of this tool; move it away")
            if not line.endswith(b"\n"):
                break  # cut off by a crash, or none of ours
            if (entry := _entry(line)) is not None:
                self.lines += 1
                if entry.key:
                    self.places[hash(entry.key)] = self.end
                else:
                    self.finished[entry.hash] = entry.reason
            self.end += len(line)

    def find(self, key: str) -> Entry | None:
        """What is known of an input."""
        place = self.places.get(hash(key))
        entry = None if place is None else self.at(place)
        return entry if entry is not None and entry.key == key else None

    def at(self, place: int) -> Entry | None:
        if self.stream is None:
            return None
        if self.stream.tell() != place:
            self.stream.seek(place)
        return _entry(self.stream.readline(_LONGEST))

    def __iter__(self) -> Iterator[Entry]:
        """The entries, in the order in which they were written."""
        return filter(None, map(self.at, sorted(self.places.values())))

    def others(self, given: Container[int]) -> Iterator[Entry]:
        """Those of outputs whose inputs are none of ``given``, hashes of keys."""
        places = sorted(place for key, place in self.places.items() if key not in given)
        return (entry for place in places if (entry := self.at(place)) is not None and entry.outcome == WRITTEN)

    def is_alike(self, entry: Entry) -> bool:
        """Its record may stand in one file with those of this run: it has the same form and columns."""
        return entry.run.startswith(self.shape)

    def stands(self, entry: Entry | None, stamp: Stamp) -> bool:
        """The input is as it was, done with the same options, and not to be tried again, as failures are."""
        return entry is not None and entry.outcome != FAILED and (entry.run, entry.stamp) == (self.run, stamp)

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()


class Journal(History):
    """The journal at ``path``, with what this run adds to it.

    Lines are written by a thread, in groups, each when ``make_durable`` has had the group's outputs outlive a power
    cut: waiting for a disk would hold up the workers.
    """

    def __init__(
        self,
        path: Path,
        options: Mapping[str, Any],
        make_durable: Callable[[Sequence[str]], None],
        force: bool = False,
    ) -> None:
        super().__init__(path, options, force)
        if self.lines > 2 * len(self.places) + _GROUP:  # most of it is about what later runs did again
            self.compact()
            super().__init__(path, options, force)
        from concurrent.futures import ThreadPoolExecutor  # workers need none

        self.make_durable = make_durable
        self.log: FileIO  # from `open` on
        self.quoted_run = _quoted(self.run)
        self.waiting: list[str] = []  # lines
        self.outputs: list[str] = []  # that they tell of
        self.since = time.monotonic()
        self.thread = ThreadPoolExecutor(1)
        self.written: Future[None] | None = None  # of the last group

    def open(self) -> Journal:
        """Make it ready for what this run adds. (Nothing is written before: a run may be refused by what it says.)"""
        self.log = open_log(self.path, self.end if self.lines else None)
        return self

    def note(self, key: str, result: Result, output: str = "", start: int = 0) -> None:
        """Add an input's result, and where its record starts in the ``output``."""
        told, content = result.noted
        if not told:  # by no worker
            told, content = noted(result).noted
        self.add(_line(_quoted(key), self.quoted_run, told, output, start, content), output)

    def note_entry(self, entry: Entry) -> None:
        """Add what an earlier run, or this one of the whole output, says."""
        self.add(entry.line(), entry.output)

    def add(self, line: str, output: str) -> None:
        """Write ``line`` once its output, if it has one, would outlive a power cut."""
        self.waiting.append(line)
        if output:
            self.outputs.append(output)
        if len(self.waiting) >= _GROUP or time.monotonic() - self.since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Have what waits written. Raises what went wrong with the group before it."""
        self.settle()
        if self.waiting:
            self.written = self.thread.submit(self.write, self.waiting, self.outputs)
            self.waiting, self.outputs = [], []
        self.since = time.monotonic()

    def settle(self) -> None:
        """Wait until it is."""
        if self.written is not None:
            self.written.result()

    def write(self, lines: list[str], outputs: list[str]) -> None:
        self.make_durable(outputs)
        with named_errors(self.path):
            write_all(self.log, "".join(lines).encode())

    def compact(self) -> None:
        with whole(self.path) as anew:
            for entry in self:
                anew.write(entry.line().encode())
            for hash, content in self.finished.items():
                entry = Entry("", self.run, (0, 0, 0), WRITTEN, content, self.path.name, hash=hash)
                anew.write(entry.line().encode())
        super().close()

    def close(self) -> None:
        try:
            self.flush()
            self.settle()
        finally:
            self.thread.shutdown()
            is_empty = not self.log.tell()
            self.log.close()
            if is_empty:
                remove_own(self.path)
            super().close()


def _json(options: object) -> bytes:
    return json.dumps(options, sort_keys=True, default=list).encode()


def _entry(line: bytes) -> Entry | None:
    """A line of a journal as an entry, if it is one."""
    try:
        entry = Entry(*json.loads(line))
        size, modified, changed = entry.stamp
        warnings = tuple(entry.warnings)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (entry.key, entry.run, entry.reason, entry.output, entry.hash, entry.duplicate_key, *warnings)
    numbers = (size, modified, changed, entry.start, entry.size)
    if not all(type(text) is str for text in texts) or not all(type(number) is int for number in numbers):
        return None
    if not (0 <= entry.start < _FARTHEST and 0 <= entry.size <= MOST):
        return None
    if entry.outcome not in (WRITTEN, SKIPPED, REFUSED, FAILED):
        return None
    if (entry.outcome == WRITTEN) != bool(entry.output) or (entry.output and _UNSAFE.search(entry.output)):
        return None
    return entry._replace(stamp=(size, modified, changed), warnings=warnings)


def noted(result: Result, joining: Joining = NOTHING_BETWEEN) -> Result:
    """``result`` with its payload as it stands in the output, and with what the journal says of it: composed by the
    workers, a line would take this process as long as anything else that it does for a page."""
    record = joining.record(result.payload)
    hash = digest(record) if record else ""
    damage = tuple(warning for warning in result.warnings if kind_of(warning) in DAMAGE)
    duplicate_key = result.duplicate_key if result.outcome == WRITTEN else ""
    told = _told(result.stamp, result.outcome, result.reason)
    content = _content(len(record), hash, duplicate_key, damage)
    return result._replace(payload=record, hash=hash, noted=(told, content))


# A line as `json.dumps` writes it, which takes three times as long: it makes an encoder for each.


def _line(key: str, run: str, told: str, output: str, start: int, content: str) -> str:
    return f"[{key},{run},{told},{_quoted(output)},{start},{content}]\n"


def _told(stamp: Stamp, outcome: str, reason: str) -> str:
    return f"[{stamp[0]},{stamp[1]},{stamp[2]}],{_quoted(outcome)},{_quoted(reason)}"


def _content(size: int, hash: str, duplicate_key: str, warnings: Sequence[str]) -> str:
    return f"{size},{_quoted(hash)},{_quoted(duplicate_key)},[{','.join(map(_quoted, warnings))}]"
