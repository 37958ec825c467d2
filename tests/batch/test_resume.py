"""Runs that are interrupted, at any moment and in any way, and go on."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..command import COMMAND, Done, article, articles, counts, held, run, tree, write

pytestmark = pytest.mark.slow

PAGES = 480
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
STATUS = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = articles(tmp_path_factory.mktemp("resume") / "saved", PAGES)
    return write(folder, {"05/refused.html": b"<html><body>hello</body></html>", "06/logo.png": b"\x89PNG"})


@pytest.fixture(scope="module")
def clean(saved: Path) -> Path:
    """Output of runs that nothing interrupted."""
    into = saved.parent
    run(saved, "-o", into / "vault")
    run(saved, "-f", "jsonl", "-o", into / "news.jsonl")
    run(saved, "-f", "json", "-o", into / "all.json")
    assert len(tree(into / "vault")) == PAGES
    return into


def interrupt(number: int, progress: Callable[[], int], further: int, *arguments: str | Path) -> bytes:
    """Start the command, send its process group a signal once ``progress()`` is so much further; its stderr."""
    threshold = progress() + further
    end = time.monotonic() + 30
    with held(*arguments, "-j", "2") as process:
        while progress() <= threshold and time.monotonic() < end:
            time.sleep(0.001)
        os.killpg(process.pid, number)  # as a terminal does for Ctrl-C: workers get it too
        message = process.communicate(timeout=30)[1]
        assert process.returncode == STATUS[signal.Signals(number)]
    return message


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def part_of(path: Path) -> Path:
    """The file in which an output grows until its run has ended; that of an earlier run may stand beside it."""
    parts = path.parent.glob(f".{path.name}.*.part")
    return max(parts, key=last_change, default=path.with_name("none yet"))


def last_change(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):  # taken away since it was found
        return path.stat().st_mtime_ns
    return 0


def test_a_tree(saved: Path, clean: Path, tmp_path: Path) -> None:
    expected = tree(clean / "vault")
    dice = random.Random(4)
    vault = tmp_path / "vault"
    for number in SIGNALS:
        further = dice.randrange(PAGES // 5)
        arguments = (saved, "-o", vault, "--resume")
        message = interrupt(number, lambda: len(list(vault.glob("*/*.md"))), further, *arguments)
        assert b"Traceback" not in message
        found = tree(vault)
        assert found.items() <= expected.items()  # nothing half-written under a final name
        assert found
    done = run(saved, "-o", vault, "--resume")
    assert tree(vault) == expected and done.returncode == 1
    assert counts(done)["skipped"] >= len(found) - 2 and sum(counts(done).values()) == PAGES + 2
    assert [p.name for p in vault.iterdir() if p.name.startswith(".")] == [".sinaextract.journal"]
    again = run(saved, "-o", vault, "--resume")
    assert counts(again) == {"written": 0, "skipped": PAGES + 1, "refused": 1, "failed": 0}
    assert tree(vault) == expected


@pytest.mark.parametrize(("form", "name"), [("jsonl", "news.jsonl"), ("json", "all.json")])
def test_one_file(saved: Path, clean: Path, tmp_path: Path, form: str, name: str) -> None:
    expected = (clean / name).read_bytes()
    dice = random.Random(5)
    arguments = (saved, "-f", form, "-o", tmp_path / name, "--resume")
    for number in SIGNALS:
        message = interrupt(
            number, lambda: size(part_of(tmp_path / name)), dice.randrange(len(expected) // 5), *arguments
        )
        assert b"Traceback" not in message and not (tmp_path / name).exists()
        part = part_of(tmp_path / name)
        assert size(part)
        if number != signal.SIGKILL:
            assert b"--resume goes on" in message
    with part.open("r+b") as stream:
        stream.truncate(size(part) - 7)  # a record cut off, as a full disk leaves it
    done = run(*arguments)
    assert (tmp_path / name).read_bytes() == expected and not size(part_of(tmp_path / name))
    assert counts(done)["skipped"] > 1 and sum(counts(done).values()) == PAGES + 2
    inode = (tmp_path / name).stat().st_ino
    again = run(*arguments)
    assert counts(again) == {"written": 0, "skipped": PAGES + 1, "refused": 1, "failed": 0}
    assert (tmp_path / name).read_bytes() == expected and (tmp_path / name).stat().st_ino == inode


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return articles(tmp_path / "in", 12)


def resumed(folder: Path, *arguments: str | Path) -> Done:
    return run(folder, *arguments, "--resume")


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["-o", "out"], "out"),
        (["-f", "jsonl", "-o", "out.jsonl"], "out.jsonl"),
        (["-f", "json", "-o", "out.json"], "out.json"),
        (["-o", "out", "--name-template", "{title}"], "out"),
        (["-o", "out", "--dedupe"], "out"),
    ],
)
def test_changed_new_and_removed_inputs(small: Path, tmp_path: Path, arguments: list[str], output: str) -> None:
    """After any change of the inputs, a resumed run gives what a run from scratch gives; only the names of files that
    were there stay, where new pages would have had them."""

    def outcome(place: Path) -> list[bytes]:
        found = place / output
        return sorted(tree(found).values()) if found.is_dir() else [found.read_bytes()]

    def scratch() -> list[bytes]:
        shutil.rmtree(tmp_path / "scratch", ignore_errors=True)
        (tmp_path / "scratch").mkdir()
        run(small, *arguments, cwd=tmp_path / "scratch")
        return outcome(tmp_path / "scratch")

    run(small, *arguments, cwd=tmp_path)
    changed = {"00/003.html": article(77), "00/007.html": b"<html><body>no article any more</body></html>"}
    write(small, {**changed, "00/0025.html": article(8), "01/010.htm": article(78)})
    done = run(small, *arguments, "--resume", cwd=tmp_path)
    assert done.returncode == 1 and outcome(tmp_path) == scratch()
    assert counts(done)["skipped"] >= 3 and sum(counts(done).values()) == 14
    before = outcome(tmp_path)
    (small / "01/011.html").unlink()
    (small / "01/010.htm").rename(small / "01/zz.htm")
    run(small, *arguments, "--resume", cwd=tmp_path)
    assert len(outcome(tmp_path)) >= len(before)  # what an input gave that is gone stays, in a folder and in a file
    if output == "out.jsonl":
        lines = [json.loads(line)["input"].rpartition("/")[2] for line in outcome(tmp_path)[0].splitlines()]
        assert lines[-3:] == ["zz.htm", "010.htm", "011.html"]


@pytest.mark.parametrize("name", ["n.jsonl", "n.json", "n.csv", "n.md", "n.txt"])
def test_a_resumed_file_keeps_the_records_of_inputs_not_given(tmp_path: Path, name: str) -> None:
    for letter in "ab":
        articles(tmp_path / letter, 3)
    run("a", "b", "-o", name, cwd=tmp_path)
    expected = (tmp_path / name).read_bytes()
    for given in (["b"], ["b"], ["a", "--limit", "1"], ["a", "b", "--include", "*002.html"]):
        done = run(*given, "-o", name, "--resume", cwd=tmp_path)
        assert done.returncode == 0 and b" of inputs that this run was not given stay in the output" in done.stderr
        assert len((tmp_path / name).read_bytes()) == len(expected)
    shutil.rmtree(tmp_path / "a")
    run("b", "-o", name, "--resume", cwd=tmp_path)
    assert len((tmp_path / name).read_bytes()) == len(expected)
    done = run("b", "-o", name, cwd=tmp_path)
    assert b"not given" not in done.stderr
    again = run("b", "-o", name, "--resume", cwd=tmp_path)
    assert b"not given" not in again.stderr and len((tmp_path / name).read_bytes()) < len(expected)


@pytest.mark.parametrize("name", ["n.parquet", "n.sqlite"])
def test_a_file_that_cannot_be_added_to_is_not_made_anew_without_others(tmp_path: Path, name: str) -> None:
    for letter in "ab":
        articles(tmp_path / letter, 2)
    run("a", "b", "-o", name, cwd=tmp_path)
    before = (tmp_path / name).read_bytes()
    done = run("b", "-o", name, "--resume", cwd=tmp_path)
    assert done.returncode == 3 and b"2 records of inputs that this run was not given" in done.stderr
    assert (tmp_path / name).read_bytes() == before and done.stderr.count(b"\n") == 1
    assert counts(run("b", "-o", name, cwd=tmp_path))["written"] == 2
    assert counts(run("b", "-o", name, "--resume", cwd=tmp_path))["skipped"] == 2
    assert counts(run("a", "b", "-o", name, "--resume", cwd=tmp_path))["written"] == 4
    assert counts(run("a", "-o", name, "--resume", "--force", cwd=tmp_path))["written"] == 2


@pytest.mark.parametrize("name", ["n.parquet", "n.sqlite"])
def test_a_page_that_fails_now_costs_no_file_its_record(tmp_path: Path, name: str) -> None:
    """Where the file could only be made anew without it, the file stays, and a run without the failure goes on."""
    articles(tmp_path / "in", 3)
    run("in", "-o", name, cwd=tmp_path)
    before, page = (tmp_path / name).read_bytes(), tmp_path / "in/00/001.html"
    whole = page.read_bytes()
    page.write_bytes(whole + b" " * 200_000)
    limit = {"SINAEXTRACT_MAX_PAGE_BYTES": "100000"}
    done = run("in", "-o", name, "--resume", cwd=tmp_path, env=limit)
    assert done.returncode == 3 and b"1 record of inputs that this run was not given or could not read" in done.stderr
    assert (tmp_path / name).read_bytes() == before and b"Traceback" not in done.stderr
    page.write_bytes(whole.replace("第1号".encode(), "第8号".encode()))
    done = run("in", "-o", name, "--resume", cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / name).read_bytes() != before


@pytest.mark.parametrize("name", ["n.jsonl", "n.json"])
def test_a_line_that_a_person_added_is_not_lost(tmp_path: Path, name: str) -> None:
    articles(tmp_path / "in", 3)
    run("in", "-o", name, cwd=tmp_path)
    with (tmp_path / name).open("ab") as stream:
        stream.write(b'{"my": "note"}\n')
    edited = (tmp_path / name).read_bytes()
    for more in ((), ("--resume",)):
        done = run("in", "-o", name, *more, cwd=tmp_path)
        assert done.returncode == 3 and b"use --force" in done.stderr and (tmp_path / name).read_bytes() == edited
    assert run("in", "-o", name, "--force", cwd=tmp_path).returncode == 0
    assert b'"note"' not in (tmp_path / name).read_bytes()


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "md"])
def test_records_stay_in_the_order_they_had(small: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"news.{form}"
    run("00", "01", "-o", output, cwd=small)
    expected = run("01", "00", "-f", form, cwd=small).stdout
    same_columns = ["01", "--no-links"]
    for given in (["01"], ["01/010.html"], ["01", "00", "--limit", "5"], same_columns, ["01/010.html"]):
        assert run(*given, "-o", output, "--resume", cwd=small).returncode == 0
        assert output.read_bytes() == expected, given
    run("01/010.html", "-o", output, cwd=small)
    assert run("01", "-o", output, "--resume", cwd=small).returncode == 0
    assert output.read_bytes() == run("01", "-f", form, cwd=small).stdout  # what was made anew has no others


def test_what_cannot_be_read_now_keeps_its_record(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "news.jsonl"
    run(small, "-o", output)
    before = output.read_bytes()
    (small / "01/011.html").unlink()
    (small / "01/011.html").symlink_to("nowhere")
    done = resumed(small, "-o", output)
    assert done.returncode == 3 and counts(done)["failed"] == 1 and output.read_bytes() == before
    (small / "01/011.html").unlink()
    write(small, {"01/011.html": b"<html><body>no article any more</body></html>"})
    assert resumed(small, "-o", output).returncode == 1
    assert output.read_bytes() == b"".join(before.splitlines(keepends=True)[:-1])


def test_other_columns_lose_no_records_in_silence(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "news.csv"
    run("00", "01", "-o", output, cwd=small)
    before = output.read_bytes()
    other = ("-o", output, "--fields", "title,url")
    done = run("00", *other, "--resume", cwd=small)
    assert done.returncode == 3 and output.read_bytes() == before
    assert b"it holds 2 records of inputs that this run was not given" in done.stderr
    assert b"interrupted" not in done.stderr
    assert run("00", "01", *other, "--resume", cwd=small).returncode == 0
    assert run("00", "-o", output, "--resume", "--force", cwd=small).returncode == 0
    assert output.read_bytes() == run("00", "-f", "csv", cwd=small).stdout


def test_records_of_a_killed_run_with_other_options_stay(small: Path, tmp_path: Path) -> None:
    """The journal tells of them by their latest line, which names the file that the killed run left."""
    output = tmp_path / "news.jsonl"
    run("00", "01", "-o", output, cwd=small)
    before = output.read_bytes()
    run("00", "01", "-o", output, "--no-links", cwd=small)
    lines = (tmp_path / ".news.jsonl.journal").read_bytes().splitlines()
    output.rename(tmp_path / json.loads(lines[-2])[5])  # as if killed just before the end
    output.write_bytes(before)
    done = run("01", "-o", output, "--resume", cwd=small)
    assert done.returncode == 0 and sorted(output.read_bytes().splitlines()) == sorted(before.splitlines())


def test_a_page_that_was_moved_is_no_second_one_to_dedupe(small: Path, tmp_path: Path) -> None:
    run("00", "-o", tmp_path / "news.jsonl", "--dedupe", cwd=small)
    before = (tmp_path / "news.jsonl").read_bytes()
    (small / "00").rename(small / "02")
    done = run("02", "-o", tmp_path / "news.jsonl", "--dedupe", "--resume", cwd=small)
    assert done.returncode == 0 and (tmp_path / "news.jsonl").read_bytes() == before.replace(b'"00/', b'"02/')


def test_an_interrupted_file_whose_inputs_went_away(small: Path, tmp_path: Path) -> None:
    run(small, "-f", "jsonl", "-o", tmp_path / "news.jsonl")
    before = (tmp_path / "news.jsonl").read_bytes()
    part = json.loads((tmp_path / ".news.jsonl.journal").read_bytes().splitlines()[0])[5]
    (tmp_path / "news.jsonl").rename(tmp_path / part)  # as if killed just before the end
    shutil.rmtree(small / "00")
    assert counts(resumed(small, "-f", "jsonl", "-o", tmp_path / "news.jsonl"))["skipped"] == 2
    assert sorted((tmp_path / "news.jsonl").read_bytes().splitlines()) == sorted(before.splitlines())
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_other_options_start_over(small: Path, tmp_path: Path) -> None:
    run(small, "-f", "jsonl", "-o", tmp_path / "news.jsonl")
    done = resumed(small, "-f", "jsonl", "-o", tmp_path / "news.jsonl", "--explain", "-q")
    assert done.returncode == 0
    assert all("removed" in json.loads(line) for line in (tmp_path / "news.jsonl").read_bytes().splitlines())
    run(small, "-o", tmp_path / "vault")
    assert counts(resumed(small, "-o", tmp_path / "vault", "--encoding", "utf-8"))["written"] == 12


def test_a_damaged_journal_costs_only_time(small: Path, tmp_path: Path) -> None:
    run(small, "-o", tmp_path / "vault")
    expected = tree(tmp_path / "vault")
    lines = (tmp_path / "vault/.sinaextract.journal").read_bytes().splitlines(keepends=True)
    (tmp_path / "vault/00/000.md").unlink()
    for skipped, damaged in (
        (4, [*lines[:5], lines[5][:9]]),
        (11, [*lines[:3], b"\0\xff\n", *lines[3:]]),
        (11, [*lines[:3], b"[1,2]\n", *lines[3:]]),
        (0, [b"{"]),
        (0, [bytes(500)]),
    ):
        shutil.copytree(tmp_path / "vault", tmp_path / "copy")
        (tmp_path / "copy/.sinaextract.journal").write_bytes(b"".join(damaged))
        done = resumed(small, "-o", tmp_path / "copy")
        assert done.returncode == 0 and counts(done)["skipped"] == skipped
        assert tree(tmp_path / "copy") == expected
        shutil.rmtree(tmp_path / "copy")


def test_a_failure_is_tried_again_when_the_file_becomes_readable(small: Path, tmp_path: Path) -> None:
    (small / "00/002.html").rename(small / "aside")
    (small / "00/002.html").symlink_to("nowhere")
    for output in ("vault", "news.jsonl"):
        arguments = ("-o", tmp_path / output, *(("-f", "jsonl") if output == "news.jsonl" else ()))
        assert counts(run(small / "00", *arguments))["failed"] == 1
    (small / "00/002.html").unlink()
    (small / "aside").rename(small / "00/002.html")
    assert counts(resumed(small / "00", "-o", tmp_path / "vault"))["written"] == 1
    resumed(small / "00", "-f", "jsonl", "-o", tmp_path / "news.jsonl")
    assert len((tmp_path / "news.jsonl").read_bytes().splitlines()) == 10


@contextlib.contextmanager
def full_disk(where: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A folder with room for 200 KB, and how to make more: a file system of its own if root may mount one."""
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(where)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("needs root and the right to mount")

    def enlarge() -> None:
        subprocess.run(["mount", "-o", "remount,size=9m", str(where)], check=True)

    try:
        yield where, enlarge
    finally:
        subprocess.run(["umount", str(where)], check=True)


@pytest.mark.parametrize(("form", "name"), [("markdown", "vault"), ("jsonl", "news.jsonl")])
def test_a_full_disk(saved: Path, clean: Path, tmp_path: Path, form: str, name: str) -> None:
    with full_disk(tmp_path / "disk") as (disk, enlarge):
        done = run(saved, "-f", form, "-o", disk / name)
        assert_full(done, b"No space left on device")
        enlarge()
        run(saved, "-f", form, "-o", disk / name, "--resume")
        if form == "jsonl":
            assert (disk / name).read_bytes() == (clean / name).read_bytes()
        else:
            assert tree(disk / name) == tree(clean / name)


def assert_full(done: Done, reason: bytes) -> None:
    assert done.returncode == 3 and b"Traceback" not in done.stderr and reason in done.stderr.splitlines()[-1]
    assert b"--resume goes on" in done.stderr


def test_a_file_that_may_not_grow(saved: Path, clean: Path, tmp_path: Path) -> None:
    """Needs no mount: the system refuses to let a file grow over a limit."""
    limited = ("bash", "-c", 'ulimit -f 40; exec "$@"', "limited")  # blocks of 1 KB
    done = run(saved, "-f", "jsonl", "-o", tmp_path / "news.jsonl", prefix=limited)
    assert_full(done, b"news.jsonl: File too large")
    assert 0 < size(part_of(tmp_path / "news.jsonl")) <= 40 * 1024
    run(saved, "-f", "jsonl", "-o", tmp_path / "news.jsonl", "--resume")
    assert (tmp_path / "news.jsonl").read_bytes() == (clean / "news.jsonl").read_bytes()


def test_standard_output_to_a_full_disk(small: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run([*COMMAND, str(small), "-f", "jsonl"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3 and done.stderr.count(b"No space left on device") == 1
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr
