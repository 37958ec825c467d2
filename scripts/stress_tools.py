"""What the parts of `stress.py` share: pages and what damages them, runs of the real command, promises, snapshots."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
TIMEOUT = "120"  # a 30 MB page takes seconds; on a busy machine its time limit would decide what is compared
ORPHANED = 60  # seconds: a worker whose parent was killed finishes its page, which may be the one of 30 MB
# Root reads everything, also what nobody may read, unless it gives up the privilege.
AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
COMMAND = (*AS_ANYBODY, sys.executable, "-m", "sinaextract")
NAMES = ("“五一”假期…", "page", "doc-ihzvkqr4170417", "财经 头条", "x" * 60)
ANY = "any"  # damage that may or may not leave an article
MB = 1_000_000


# The pages: a damage writes what it makes of a page, and tells the outcome that it must have.

Damage = Callable[[Path, bytes, random.Random], str]


def empty(path: Path, data: bytes, dice: random.Random) -> str:
    path.write_bytes(b"")
    return "refused"


def binary(path: Path, data: bytes, dice: random.Random) -> str:
    path.write_bytes(bytes(20) + dice.randbytes(5000))
    return "refused"


def truncated(path: Path, data: bytes, dice: random.Random) -> str:
    path.write_bytes(data[: dice.randrange(len(data))])
    return ANY


def deep(path: Path, data: bytes, dice: random.Random) -> str:
    start = data.find(b"<p")
    path.write_bytes(data[:start] + b"<div>" * 100_000 + data[start:])
    return ANY


def huge(path: Path, data: bytes, dice: random.Random) -> str:
    middle = data.find(b"</p>", len(data) // 2) + 4
    paragraph = "<p>　　沧澜重工昨日公告称，灯塔工厂的产线改造已经完成。</p>\n".encode()
    path.write_bytes(data[:middle] + paragraph * (30 * MB // len(paragraph)) + data[middle:])
    return ANY


def unreadable(path: Path, data: bytes, dice: random.Random) -> str:
    path.write_bytes(data)
    path.chmod(0)
    return "failed"


def dangling(path: Path, data: bytes, dice: random.Random) -> str:
    path.symlink_to("nowhere.html")
    return "failed"


def looping(path: Path, data: bytes, dice: random.Random) -> str:
    path.symlink_to(path.name)
    return "failed"


DAMAGES: tuple[Damage, ...] = (empty, binary, truncated, deep, unreadable, dangling, looping)


def generate(folder: Path, count: int, damaged: bool, huge_one: bool = True) -> Counter[str]:
    """``count`` pages of all families, five hundred a folder; how many must have which outcome.

    ``damaged``: one in a hundred, and the middle one is of 30 MB unless that would be all that takes time.
    """
    dice = random.Random(count)
    pages = [page for page in sorted(FIXTURES.glob("*/*/page.*")) if page.parent.parent.name != "refused"]
    originals = [(page.suffix, page.read_bytes()) for page in pages]
    expected: Counter[str] = Counter()
    for number in range(count):
        suffix, data = originals[number % len(originals)]
        data = data.replace(b"</p>", b" %d</p>" % number).replace(b"<br>", b" %d<br>" % number)
        path = folder / f"{number // 500:03}" / f"{number:05}-{NAMES[number % len(NAMES)]}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if damaged and huge_one and number == count // 2:
            expected[huge(path, data, dice)] += 1
        elif damaged and number % 100 == 50:
            expected[DAMAGES[number // 100 % len(DAMAGES)](path, data, dice)] += 1
        else:
            path.write_bytes(data)
            expected["written"] += 1
    return expected


# The runs.


@dataclass
class Run:
    status: int = 0
    seconds: float = 0.0
    summary: str = ""
    memory: list[int] = field(default_factory=list)  # bytes of all processes together, by samples

    @property
    def counts(self) -> Counter[str]:
        found = re.findall(r"([\d,]+) (written|skipped|refused|failed)\b", self.summary.split(";")[0])
        return Counter({name: int(number.replace(",", "")) for number, name in found})


def run(*arguments: str | Path, kill_after: float = float("inf")) -> Run:
    """Run the command to its end, or to SIGKILL after so many seconds."""
    started = time.monotonic()
    done = Run()
    command = [*COMMAND, *map(str, arguments), "--timeout", TIMEOUT]
    with tempfile.TemporaryFile() as messages:
        with subprocess.Popen(command, stderr=messages, start_new_session=True) as process:
            while process.poll() is None:
                done.memory.append(sum(resident(process.pid)))
                if time.monotonic() - started > kill_after:
                    process.send_signal(signal.SIGKILL)  # the parent alone: workers have to notice
                with suppress(subprocess.TimeoutExpired):
                    process.wait(min(0.1, max(0.001, started + kill_after - time.monotonic())))
        messages.seek(0)
        lines = messages.read().decode().splitlines()
    done.status, done.seconds = process.returncode, time.monotonic() - started
    done.summary = lines[-1].removeprefix("sinaextract: ") if lines else ""
    promise(not re.search("Traceback|internal error", "\n".join(lines)), "no traceback", "\n".join(lines))
    deadline = time.monotonic() + ORPHANED
    while any(resident(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    promise(not any(resident(process.pid)), "no process outlives its run")
    return done


def resident(session: int) -> Iterator[int]:
    """Memory in bytes of each process of a session."""
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            with suppress(OSError, ValueError, IndexError):
                fields = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    yield int(fields[21]) * os.sysconf("SC_PAGE_SIZE")


broken: list[str] = []


def promise(kept: bool, what: str, detail: str = "") -> None:
    if not kept:
        broken.append(what)
        print(f"BROKEN: {what}\n{detail}".rstrip(), flush=True)


def accounted(done: Run, expected: Counter[str]) -> None:
    print(f"  {done.seconds:6.1f} s  {done.summary[:200]}", flush=True)
    counts = done.counts
    promise(counts.total() == expected.total(), f"{expected.total()} inputs are accounted for", str(counts))
    for outcome in ("written", "refused", "failed"):
        at_least, at_most = expected[outcome], expected[outcome] + expected[ANY]
        promise(at_least <= counts[outcome] <= at_most, f"{at_least} to {at_most} {outcome}", str(counts))


def same_tree(one: Path, other: Path) -> bool:
    pairs = zip_longest(*(sorted(p for p in top.rglob("*") if p.name[0] != ".") for top in (one, other)))
    return all(
        a is not None
        and b is not None
        and a.relative_to(one) == b.relative_to(other)
        and (a.is_dir() or a.read_bytes() == b.read_bytes())
        for a, b in pairs
    )


State = dict[str, tuple[int, int, int]]


def state_of(*folders: Path) -> State:
    """Of every file: size, modification time, inode. What a run must not touch is the same afterwards."""
    found = (path for folder in folders for path in folder.rglob("*"))
    status = {str(path): path.lstat() for path in found if path.is_symlink() or path.is_file()}
    return {name: (of.st_size, of.st_mtime_ns, of.st_ino) for name, of in status.items()}


def leftovers(folder: Path) -> set[str]:
    """Names that begin with a dot, or end like what is being written: journals, locks, temporary files."""
    return {path.name for path in folder.rglob("*") if path.name[0] == "." or path.suffix == ".part"}
