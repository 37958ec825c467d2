"""Names, paths and files that are hard on the batch itself, not on the extraction: each costs one input, no run."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..archives import archive_of
from ..command import Done, article, articles, counts, held, run, tree, write
from ..pages import page

pytestmark = pytest.mark.slow


def packed(path: Path, *members: tuple[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)


def costs_one(done: Done, written: int, why: bytes) -> None:
    assert done.returncode == 3 and counts(done) == {"written": written, "skipped": 0, "refused": 0, "failed": 1}
    assert why in done.stderr and b"Traceback" not in done.stderr and b"internal error" not in done.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_member_whose_path_is_longer_than_the_system_takes(tmp_path: Path, jobs: str) -> None:
    articles(tmp_path / "in", 20)
    packed(tmp_path / "in/00/005x.zip", ("b/" * 2500 + "x.html", article(99)), ("y.html", article(98)))
    done = run(tmp_path / "in", "-o", tmp_path / "out", "-j", jobs)
    costs_one(done, 21, b"its path is too deep")
    assert len(tree(tmp_path / "out")) == 21
    again = run(tmp_path / "in", "-o", tmp_path / "out", "-j", jobs, "--resume")
    assert again.returncode == 3 and counts(again) == {"written": 0, "skipped": 21, "refused": 0, "failed": 1}


def test_a_member_in_folders_nested_deeper_than_python_recurses(tmp_path: Path) -> None:
    articles(tmp_path / "in", 20)
    packed(tmp_path / "in/00/005x.zip", ("b/" * 1200 + "x.html", article(99)))
    done = run(tmp_path / "in", "-o", tmp_path / "out", "-j", "1")
    assert b"Traceback" not in done.stderr and counts(done)["written"] >= 20
    assert sum(counts(done).values()) == 21 and len(list((tmp_path / "out").glob("*/*.md"))) == 20
    if counts(done)["failed"]:  # or the system took it
        costs_one(done, 20, b"b/b/b/x.html: ")


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_a_path_that_the_output_makes_too_long(tmp_path: Path) -> None:
    """The input's own path is legal, that of its output is not."""
    write(tmp_path / "in", {"a.html": article(1), "z.html": article(2)})
    with inside(tmp_path / "in"):
        for _ in range(20):
            Path("d" * 180).mkdir()
            os.chdir("d" * 180)
        Path("x.html").write_bytes(article(3))
    output = "o" * 250 + "/" + "p" * 250
    costs_one(run("in", "-o", output, "-j", "1", cwd=tmp_path), 2, b"File name too long")


def test_folders_too_deep_to_be_walked(tmp_path: Path) -> None:
    """Beside a page, where files are only counted, and among pages, below what the system can name."""
    write(tmp_path / "in", {"a.html": article(1), "z.html": article(2)})
    for name in ("a_files", "deep"):
        (tmp_path / "in" / name).mkdir()
        with inside(tmp_path / "in" / name):
            for _ in range(1100):
                Path("long" if name == "deep" else "d").mkdir()
                os.chdir("long" if name == "deep" else "d")
            Path("x.html").write_bytes(article(3))
    try:
        done = run(tmp_path / "in", "-f", "jsonl", "-o", tmp_path / "n.jsonl", "-j", "1")
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "in")], check=True)  # what pytest would trip over
    assert done.returncode == 3 and counts(done) == {"written": 2, "skipped": 1, "refused": 0, "failed": 1}
    assert b"File name too long" in done.stderr and b"Traceback" not in done.stderr


def test_a_title_as_long_as_a_page_makes_a_name_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    data = page("<p>甲。</p>").replace("临州港跨境结算提速".encode(), "临\u0301州".encode() * 200_000)
    write(tmp_path / "in", {f"{i}.html": data for i in range(2)})
    done = run(tmp_path / "in", "-o", tmp_path / "out", "--name-template", "{title}", "--timeout", "20")
    assert done.returncode == 0 and time.monotonic() - started < 40  # the square would be hours
    names = sorted(tree(tmp_path / "out"))
    assert len(names) == 2 and all(100 < len(name.encode()) <= 210 for name in names)


@pytest.mark.parametrize("length", [5000, 65_000])
def test_members_with_names_longer_than_a_pipe_holds(tmp_path: Path, length: int) -> None:
    """Parent and worker each waited for the other to read."""
    body = "<p>" + "甲乙丙丁。" * 20_000 + "</p>"
    packed(tmp_path / "z.zip", *((f"{i:03}" + "a" * length + ".html", page(body)) for i in range(60)))
    done = run(tmp_path / "z.zip", "-f", "jsonl", "-o", tmp_path / "n.jsonl", "-j", "1", "-q")
    assert done.returncode == 0 and (tmp_path / "n.jsonl").read_bytes().count(b"\n") == 60


def test_records_with_addresses_longer_than_a_pipe_holds(tmp_path: Path) -> None:
    body = page("<p>" + "甲乙丙丁。" * 20_000 + "</p>")
    addresses = [f"http://finance.sina.com.cn/{i}.html?q=" + "x" * 16_000 for i in range(60)]
    (tmp_path / "x.warc").write_bytes(archive_of((address, body) for address in addresses))
    done = run(tmp_path / "x.warc", "-f", "jsonl", "-o", tmp_path / "n.jsonl", "-j", "1", "-q")
    assert done.returncode == 0 and (tmp_path / "n.jsonl").read_bytes().count(b"\n") == 60


def workers(parent: int) -> list[int]:
    """The processes that a run forked its pages to, in a session of its own."""
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            command = (process / "cmdline").read_bytes()
            if int(fields[3]) == parent and int(fields[1]) != parent and b"forkserver" in command:
                found.append(int(process.name))
    return found


@pytest.mark.parametrize(("form", "name"), [("jsonl", "news.jsonl"), ("markdown", "vault")])
def test_workers_killed_from_outside_cost_nothing(tmp_path: Path, form: str, name: str) -> None:
    """As the system does when memory is short."""
    articles(tmp_path / "in", 3000)
    killed = 0
    with held(tmp_path / "in", "-f", form, "-o", tmp_path / name, "-j", "2") as process:
        deadline = time.monotonic() + 30
        while killed < 3 and time.monotonic() < deadline:
            for worker in workers(process.pid)[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                    killed += 1
            time.sleep(0.3)
        message = process.communicate(article(0), timeout=60)[1]
    assert killed == 3
    assert process.returncode == 0 and b" 3,001 written, " in message, message.decode()


def test_a_file_that_turns_into_a_fifo(tmp_path: Path) -> None:
    """Whoever asks what a file is before opening it is answered about another one."""
    write(tmp_path, {"p.html": article(1), "list": b"p.html\n" * 3000})
    os.mkfifo(tmp_path / "fifo")
    over = threading.Event()
    exchange = ctypes.CDLL(None).renameat2
    paths = [os.fsencode(tmp_path / name) for name in ("p.html", "fifo")]

    def swap() -> None:
        while not over.is_set():
            for _ in range(100):
                exchange(-100, paths[0], -100, paths[1], 2)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        done = run("--files-from", "list", "-f", "jsonl", "-o", "n.jsonl", "-j", "2", cwd=tmp_path)
    finally:
        over.set()
        thread.join()
    assert b"Traceback" not in done.stderr and sum(counts(done).values()) == 3000
    assert counts(done)["written"] and counts(done)["failed"]
    assert set(done.stderr.splitlines()[0].split(b": ")[2:]) == {
        b"not a regular file; give a file, a folder or - for standard input"
    }


def test_a_name_that_no_system_takes(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1), "list": b"no\nsuch.html\0a.html\0"})
    costs_one(run("--files-from", "list", "-f", "jsonl", "-o", "n.jsonl", cwd=tmp_path), 1, b"check its name")
