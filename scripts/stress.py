"""Twenty thousand pages, one in a hundred damaged, killed again and again: does the batch keep its promises?

    python scripts/stress.py                 # what `make stress` does: some minutes on two cores
    python scripts/stress.py --pages 2000    # quicker, for developing

Promises: every input is accounted for, with the outcome that its damage asks for; a run that is killed with SIGKILL at
random moments and resumed gives the same bytes as one that was not; memory does not grow with the folder. Prints
figures; ends with status 1 when a promise is broken. Throughput is only reported: it is the machine's as well.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import statistics
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
KILLS = 5
GROWTH = 1.25  # of memory that a folder ten times as large may cost
ENOUGH = 19_000  # articles in the large run from which the tenth of it also holds each kind of damage
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


def generate(folder: Path, count: int, damaged: bool) -> Counter[str]:
    """``count`` pages of all families, five hundred a folder; how many must have which outcome."""
    dice = random.Random(count)
    pages = [page for page in sorted(FIXTURES.glob("*/*/page.*")) if page.parent.parent.name != "refused"]
    originals = [(page.suffix, page.read_bytes()) for page in pages]
    expected: Counter[str] = Counter()
    for number in range(count):
        suffix, data = originals[number % len(originals)]
        data = data.replace(b"</p>", b" %d</p>" % number).replace(b"<br>", b" %d<br>" % number)
        path = folder / f"{number // 500:03}" / f"{number:05}-{NAMES[number % len(NAMES)]}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if damaged and number == count // 2:
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


def killed_and_resumed(arguments: tuple[str | Path, ...], seconds: float, dice: random.Random) -> Run:
    killed, resumed = 0, ""
    while killed < KILLS:
        delay = 0.3 + dice.random() * seconds / KILLS
        done = run(*arguments, "--resume", kill_after=delay)
        promise(done.status == -signal.SIGKILL, "the run was still going on when it was killed", str(delay))
        killed, resumed = killed + 1, f"{resumed} {delay:.1f}"
    print(f"  killed {killed} times, after s:{resumed}", flush=True)
    return run(*arguments, "--resume")


def same_tree(one: Path, other: Path) -> bool:
    pairs = zip_longest(*(sorted(p for p in top.rglob("*") if p.name[0] != ".") for top in (one, other)))
    return all(
        a is not None
        and b is not None
        and a.relative_to(one) == b.relative_to(other)
        and (a.is_dir() or a.read_bytes() == b.read_bytes())
        for a, b in pairs
    )


# What is promised.


def check_resuming(pages: Path, expected: Counter[str], work: Path) -> Run:
    """Clean runs and killed ones; the clean run into a tree."""
    dice = random.Random(417)
    print("clean run into a tree", flush=True)
    clean = run(pages, "-o", work / "clean", "-j", "2")
    accounted(clean, expected)
    print("killed and resumed into a tree", flush=True)
    resumed = killed_and_resumed((pages, "-o", work / "vault", "-j", "2"), clean.seconds, dice)
    print(f"  {resumed.seconds:6.1f} s  {resumed.summary[:200]}", flush=True)
    promise(resumed.counts.total() == expected.total(), "inputs of the resumed run are accounted for")
    promise(same_tree(work / "clean", work / "vault"), "the resumed tree is byte-identical")
    print("clean run into one file", flush=True)
    records = ("-f", "jsonl", "-j", "2", "-o")
    clean_file = run(pages, *records, work / "clean.jsonl")
    accounted(clean_file, expected)
    print("killed and resumed into one file", flush=True)
    resumed = killed_and_resumed((pages, *records, work / "news.jsonl"), clean_file.seconds, dice)
    print(f"  {resumed.seconds:6.1f} s  {resumed.summary[:200]}", flush=True)
    one, other = ((work / name).read_bytes() for name in ("clean.jsonl", "news.jsonl"))
    promise(one == other, "the resumed file is byte-identical")
    promise(one.count(b"\n") == clean_file.counts["written"], "one line for each article")
    return clean


def check_memory(small: Run, large: Run) -> None:
    """The peak is the promise; the median tells how much of a run came after the 30 MB page, and is only shown."""
    for what, of in (("peak", max), ("median", statistics.median)):
        few, many = of(small.memory), of(large.memory)
        print(f"memory, parent and workers, {what}: {few / MB:.0f} MB, ten times the pages: {many / MB:.0f} MB")
    if large.counts["written"] < ENOUGH:
        print("too few pages for both runs to hold a 30 MB page: peaks are not compared")
        return
    promise(max(large.memory) <= max(small.memory) * GROWTH, "peak memory does not grow with the folder")


def report_throughput(pages: Path, count: int, work: Path) -> None:
    seconds: dict[str, float] = {}
    for jobs in ("1", "2"):
        seconds[jobs] = run(pages, "-f", "jsonl", "-j", jobs, "-o", work / f"speed{jobs}.jsonl").seconds
        print(f"{jobs} worker(s): {count / seconds[jobs]:,.0f} pages/s of sound pages")
    print(f"2 workers : 1 worker = {seconds['1'] / seconds['2']:.2f} (load of the machine: {os.getloadavg()[0]:.1f})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    count = parser.parse_args().pages
    with tempfile.TemporaryDirectory(prefix="sinaextract-stress-") as folder:
        work = Path(folder)
        expected = generate(work / "large", count, damaged=True)
        print(f"{count:,} pages; outcomes they must have: {dict(expected)}", flush=True)
        large = check_resuming(work / "large", expected, work)
        few = generate(work / "small", count // 10, damaged=True)
        print("a tenth of the pages", flush=True)
        small = run(work / "small", "-o", work / "small-vault", "-j", "2")
        accounted(small, few)
        check_memory(small, large)
        generate(work / "sound", count // 4, damaged=False)
        report_throughput(work / "sound", count // 4, work)
    print("all promises kept" if not broken else f"{len(broken)} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
