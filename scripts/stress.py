"""Does the batch keep its promises under strain? Each part can be run alone.

    python scripts/stress.py                           # what `make stress` does: all parts, some minutes each
    python scripts/stress.py kills --pages 1000        # one part, quicker, for developing
    python scripts/stress.py kills:media kills:report  # some ways to write only

    damage      one page in a hundred is damaged: every input has the outcome that its damage asks for
    kills       SIGKILL at twenty random moments in each mode, then resumed: the same bytes as without
    together    two runs at once, into one output and into two
    full        the disk is full, then is not (small tmpfs; skipped where mounting is not allowed)
    read-only   inputs and outputs in a read-only file system (likewise)
    tiny        ten times as many files of a few bytes, killed and resumed
    memory      it does not grow with the folder
    throughput  pages a second, with one worker and two: reported, not promised; it is the machine's as well

Nothing outside the outputs is touched, no process outlives its run, no traceback is shown. Prints figures; ends with
status 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from stress_tools import MB, Run, accounted, broken, generate, leftovers, promise, run, same_tree, state_of

KILLS = 20
GROWTH = 1.25  # of memory that a folder ten times as large may cost
ENOUGH = 19_000  # articles in the large run from which the tenth of it also holds each kind of damage
PAGES = 20_000


class Mode(NamedTuple):
    """One way to write; ``{out}`` is the folder that everything goes to."""

    name: str
    options: tuple[str, ...]
    is_compared: Callable[[Path], bool] = lambda path: True


MODES = (
    Mode("tree", ("-o", "{out}/vault")),
    Mode("jsonl", ("-f", "jsonl", "-o", "{out}/news.jsonl")),
    Mode("parquet", ("-f", "parquet", "-o", "{out}/news.parquet")),
    Mode("media", ("-o", "{out}/vault", "--extract-media", "{out}/media")),
    Mode("report", ("-f", "jsonl", "-o", "{out}/news.jsonl", "--report", "{out}/report.html"),
         lambda path: path.name != "report.html"),  # it holds times
    Mode("errors", ("-f", "jsonl", "-o", "{out}/news.jsonl", "--errors", "{out}/errors.jsonl")),
)  # fmt: skip


def into(mode: Mode, pages: Path, out: Path) -> list[str]:
    return [str(pages), *(option.format(out=out) for option in mode.options), "-j", "2"]


def same_outputs(mode: Mode, one: Path, other: Path) -> bool:
    for folder in (one, other):
        for path in [path for path in folder.glob("*") if not mode.is_compared(path)]:
            path.replace(path.with_name("." + path.name))
    return same_tree(one, other)


def illustrated(folder: Path, count: int) -> None:
    """Pages that hold a picture of their own, and what only ``xxx_files/`` holds."""
    png = b"\x89PNG\r\n\x1a\n"
    for number in range(count):
        picture = base64.b64encode(png + number.to_bytes(4, "big") * 200).decode()
        path = folder / f"{number // 200:03}" / f"{number:05}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = f'<p>　　第{number}号泊位昨日启用。</p><img src="data:image/png;base64,{picture}">'
        path.write_text(
            f'<meta charset="utf-8"><h1 class="main-title">泊位{number}</h1><div class="date-source">'
            f'<span class="date">2021年03月05日 09:26</span></div><div class="article" id="artibody">{body}</div>',
            "utf-8",
        )


def killed_and_resumed(arguments: list[str], seconds: float, kills: int = KILLS) -> Run:
    """The last of many runs, which each got a little further."""
    dice = random.Random(len(arguments))
    start = run(next(Path(arguments[0]).rglob("*.html")), "-o", os.devnull, "-j", "1").seconds  # until there is work
    killed = 0
    while killed < kills:
        done = run(*arguments, "--resume", kill_after=start + dice.random() * seconds * 1.5 / kills)
        if done.status != -signal.SIGKILL:
            break
        killed += 1
    promise(killed >= kills // 2, "there was time for at least half of the kills", f"{killed} of {kills}")
    if "--extract-media" in arguments:  # a folder that runs may share: its remnants go once they are an hour old
        for part in Path(arguments[arguments.index("--extract-media") + 1]).glob(".sinaextract.*.part"):
            os.utime(part, (0, 0))
    last = run(*arguments, "--resume")
    print(f"  killed {killed} times; then {last.seconds:.1f} s  {last.summary[:160]}", flush=True)
    return last


# The parts.


def check_damage(work: Path, count: int) -> None:
    expected = generate(work / "in", count, damaged=True)
    print(f"{count:,} pages; outcomes they must have: {dict(expected)}", flush=True)
    accounted(run(work / "in", "-o", work / "vault", "-j", "2"), expected)
    done = run(work / "in", "-f", "jsonl", "-j", "2", "-o", work / "news.jsonl")
    accounted(done, expected)
    lines = (work / "news.jsonl").read_bytes().count(b"\n")
    promise(lines == done.counts["written"], "one line for each article")


def check_kills(work: Path, count: int, modes: Iterable[Mode] = MODES) -> None:
    expected = generate(work / "in", count // 4, damaged=True, huge_one=False)
    illustrated(work / "pictures", count // 4)
    for mode in modes:
        pages = work / ("pictures" if mode.name == "media" else "in")
        before = state_of(pages)
        clean = run(*into(mode, pages, work / mode.name / "clean"))
        print(f"{mode.name}: clean run {clean.seconds:.1f} s  {clean.summary[:120]}", flush=True)
        last = killed_and_resumed(into(mode, pages, work / mode.name / "killed"), clean.seconds)
        total = count // 4 if mode.name == "media" else expected.total()
        promise(last.counts.total() == total, f"{mode.name}: inputs of the resumed run are accounted for")
        one, other = work / mode.name / "clean", work / mode.name / "killed"
        promise(leftovers(other) <= leftovers(one), f"{mode.name}: nothing is left over", str(leftovers(other)))
        promise(same_outputs(mode, one, other), f"{mode.name}: the resumed output is byte-identical")
        promise(state_of(pages) == before, f"{mode.name}: inputs are untouched")
        shutil.rmtree(work / mode.name)


def check_together(work: Path, count: int) -> None:
    generate(work / "in", count // 4, damaged=False)
    before = state_of(work / "in")
    for mode in MODES[:2]:
        apart = [into(mode, work / "in", work / name) for name in ("clean", "one", "one", "other")]
        run(*apart[0])
        with ThreadPoolExecutor(3) as pool:
            runs = [*pool.map(lambda arguments: run(*arguments), apart[1:])]
        for done in runs:
            print(f"{mode.name}: status {done.status}, {done.seconds:.1f} s  {done.summary[:120]}", flush=True)
        promise(runs[2].status == 0, f"{mode.name}: a run beside others is not disturbed")
        promise(0 in (runs[0].status, runs[1].status), f"{mode.name}: of two into one output, one does it")
        for name in ("one", "other"):
            promise(same_tree(work / "clean", work / name), f"{mode.name}: the output is byte-identical ({name})")
            shutil.rmtree(work / name)
        shutil.rmtree(work / "clean")
    promise(state_of(work / "in") == before, "inputs are untouched")


@contextmanager
def mounted(place: Path, *arguments: str) -> Iterator[bool]:
    """A mount for a while; False where it is not allowed."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(place)], capture_output=True)
    if done.returncode:
        print("skipped: mounting is not allowed here")
    try:
        yield not done.returncode
    finally:
        if not done.returncode:
            subprocess.run(["umount", "-l", str(place)], check=True)


def check_full(work: Path, count: int) -> None:
    generate(work / "in", count // 4, damaged=False)
    for mode in MODES:
        run(*into(mode, work / "in", work / "clean"))
        needed = sum(-(-size // 4096) * 4096 for size, _, _ in state_of(work / "clean").values())
        with mounted(work / "disk", "-t", "tmpfs", "-o", f"size={needed // 3}", "tmpfs") as can:
            if not can:
                return
            arguments = into(mode, work / "in", work / "disk")
            done = run(*arguments)
            print(f"{mode.name}: {needed // 3:,} bytes of {needed:,}: status {done.status}  {done.summary[:160]}")
            promise(done.status == 3 and "No space left" in done.summary, f"{mode.name}: a full disk is said, status 3")
            subprocess.run(["mount", "-o", "remount,size=1g", str(work / "disk")], check=True)
            done = run(*arguments, "--resume")
            print(f"  resumed with more room: status {done.status}  {done.summary[:160]}", flush=True)
            promise(same_outputs(mode, work / "clean", work / "disk"), f"{mode.name}: then byte-identical")
        shutil.rmtree(work / "clean")


def check_read_only(work: Path, count: int) -> None:
    generate(work / "in", count // 20, damaged=False)
    run(work / "in", "-o", work / "clean")
    with mounted(work / "in", "--bind", str(work / "in")) as can:
        if not can:
            return
        subprocess.run(["mount", "-o", "remount,ro,bind", str(work / "in")], check=True)
        before = state_of(work / "in", work / "clean")
        for mode in MODES:
            done = run(*into(mode, work / "in", work / "in/out"))
            print(f"{mode.name} into a read-only folder: status {done.status}  {done.summary[:160]}", flush=True)
            promise(done.status == 3 and "Read-only" in done.summary, f"{mode.name}: is said, status 3")
        done = run(work / "in", "-o", work / "out")
        promise(done.status == 0 and same_tree(work / "clean", work / "out"), "pages in a read-only folder are read")
        promise(state_of(work / "in", work / "clean") == before, "nothing else is touched")


def check_tiny(work: Path, count: int, modes: Iterable[Mode] = MODES[:2]) -> None:
    """Of a thousand files, one is an article."""
    expected: Counter[str] = Counter()
    illustrated(work / "some", count // 100)
    articles = sorted((work / "some").rglob("*.html"))
    for number in range(count * 10):
        path = work / "in" / f"{number // 500:04}" / f"{number:06}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        is_article = number % 1000 == 7
        path.write_bytes(articles[number // 1000].read_bytes() if is_article else b"<p>%d" % number)
        expected["written" if is_article else "refused"] += 1
    for mode in modes:
        clean = run(*into(mode, work / "in", work / "clean"))
        print(f"{mode.name}: {expected.total() / clean.seconds:,.0f} files/s, peak {max(clean.memory) / MB:.0f} MB")
        accounted(clean, expected)
        last = killed_and_resumed(into(mode, work / "in", work / "killed"), clean.seconds, kills=3)
        print(f"  resumed: peak {max(last.memory) / MB:.0f} MB", flush=True)
        again = run(*into(mode, work / "in", work / "killed"), "--resume")
        print(f"  once more, nothing to do: {expected.total() / again.seconds:,.0f} files/s", flush=True)
        promise(last.counts.total() == again.counts.total() == expected.total(), f"{mode.name}: all accounted for")
        promise(same_tree(work / "clean", work / "killed"), f"{mode.name}: the resumed output is byte-identical")
        shutil.rmtree(work / "clean")
        shutil.rmtree(work / "killed")


def check_memory(work: Path, count: int) -> None:
    """The peak is the promise; the median tells how much of a run came after the 30 MB page, and is only shown."""
    runs = []
    for size in (count // 10, count):
        generate(work / str(size), size, damaged=True)
        runs.append(run(work / str(size), "-o", work / f"vault{size}", "-j", "2"))
    small, large = runs
    for what, of in (("peak", max), ("median", statistics.median)):
        few, many = of(small.memory), of(large.memory)
        print(f"memory, parent and workers, {what}: {few / MB:.0f} MB, ten times the pages: {many / MB:.0f} MB")
    if large.counts["written"] < ENOUGH:
        print("too few pages for both runs to hold a 30 MB page: peaks are not compared")
        return
    promise(max(large.memory) <= max(small.memory) * GROWTH, "peak memory does not grow with the folder")


def report_throughput(work: Path, count: int) -> None:
    pages = count // 4
    generate(work / "in", pages, damaged=False)
    seconds: dict[str, float] = {}
    for jobs in ("1", "2"):
        seconds[jobs] = run(work / "in", "-f", "jsonl", "-j", jobs, "-o", work / f"speed{jobs}.jsonl").seconds
        print(f"{jobs} worker(s): {pages / seconds[jobs]:,.0f} pages/s of sound pages")
    print(f"2 workers : 1 worker = {seconds['1'] / seconds['2']:.2f} (load of the machine: {os.getloadavg()[0]:.1f})")


PARTS: dict[str, Callable[[Path, int], None]] = {
    "damage": check_damage,
    "kills": check_kills,
    **{f"kills:{mode.name}": partial(check_kills, modes=[mode]) for mode in MODES},
    "together": check_together,
    "full": check_full,
    "read-only": check_read_only,
    "tiny": check_tiny,
    **{f"tiny:{mode.name}": partial(check_tiny, modes=[mode]) for mode in MODES[:2]},
    "memory": check_memory,
    "throughput": report_throughput,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--pages", type=int, default=PAGES)
    arguments = parser.parse_args()
    for part in arguments.parts or [part for part in PARTS if ":" not in part]:
        print(f"== {part}", flush=True)
        with tempfile.TemporaryDirectory(prefix="sinaextract-stress-") as folder:
            PARTS[part](Path(folder), arguments.pages)
    print("all promises kept" if not broken else f"{len(broken)} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
