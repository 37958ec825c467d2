"""Nobody's file is lost: what is written, where, over what, by how many runs. The real command on real files."""

from __future__ import annotations

import ast
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

import sinaextract
from sinaextract.article.doubts import BAD_FRONT_MATTER, LOST_CHARACTERS
from sinaextract.batch.journal import Entry, History, Journal, noted
from sinaextract.batch.process import Result
from sinaextract.batch.store import Tree, digest
from sinaextract.render.formats import Joining

from ..command import COMMAND, article, articles, counts, held, run, tree, write

pytestmark = pytest.mark.slow

SOURCES = Path(sinaextract.__file__).parent
WRITERS = frozenset("write_text write_bytes touch mkdir makedirs unlink rmdir rename rmtree symlink_to".split())
BARE = b"<html><body><p>hello</p></body></html>"  # a page, but no article


def writes(call: ast.Call) -> bool:
    """A call that makes, fills, renames or removes a file."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    of_os = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "os"
    if name in WRITERS or (of_os and name in ("replace", "remove", "truncate", "link", "symlink")):
        return True
    source = ast.unparse(call)
    if "devnull" in source or "closefd=False" in source:  # a stream that is open already
        return False
    if of_os and name == "open":
        return any(flag in source for flag in ("O_RDWR", "O_WRONLY", "O_CREAT", "_NEW"))
    values: Iterable[ast.expr] = (*call.args, *(keyword.value for keyword in call.keywords))
    texts = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    modes = [set(text) for text in texts if set(text) <= set("rwxabt+")]
    return name in ("open", "fdopen", "FileIO") and any(mode & set("wxa+") for mode in modes)


def test_no_other_module_writes_files() -> None:
    found = {
        f"{path.relative_to(SOURCES).as_posix()}:{node.lineno}"
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and writes(node)
    }
    assert any(place.startswith("batch/store.py") for place in found)
    assert [place for place in sorted(found) if not place.startswith("batch/store.py")] == []


def test_links_in_a_saved_folder_lead_no_write_elsewhere(tmp_path: Path) -> None:
    """Whatever they are called: what the tool calls its own files beside an output, and what it once did."""
    names = (
        ".sinaextract-tmp", ".sinaextract.journal", ".sinaextract.journal.new", ".sinaextract.lock", "n.jsonl.part",
        ".n.jsonl.journal", ".n.jsonl.journal.new", ".n.jsonl.lock", ".r.html.pages", "r.html.part", "a.md",
        ".n.jsonl.0123456789ab.part", "e.txt",
    )  # fmt: skip
    for name in names:
        folder, victim = tmp_path / f"saved{name}", tmp_path / f"victim{name}"
        write(folder, {"a.html": article(1), "b.html": article(2)})
        victim.write_bytes(b"precious")
        (folder / name).symlink_to(victim)
        run(folder, "-o", folder)
        run(folder, "-o", folder, "--resume")
        run(
            folder, "-f", "jsonl", "-o", folder / "n.jsonl", "--report", folder / "r.html", "--errors", folder / "e.txt"
        )
        run(folder, "-f", "jsonl", "-o", folder / "n.jsonl", "--resume")
        assert victim.read_bytes() == b"precious", name


def test_a_folder_of_a_former_temporary_name_is_nothing_special(tmp_path: Path) -> None:
    write(
        tmp_path, {"saved/a.html": article(1), "victim/thesis.txt": b"precious", ".sinaextract-tmp/x.html": article(2)}
    )
    (tmp_path / "saved/.sinaextract-tmp").symlink_to("../victim")
    assert run("saved/a.html", "-o", "saved/a.md", cwd=tmp_path).returncode == 0
    assert (tmp_path / "victim/thesis.txt").read_bytes() == b"precious"
    done = run("--files-from", "-", "-o", "vault", cwd=tmp_path, stdin=b".sinaextract-tmp/x.html")
    assert done.returncode == 0 and (tmp_path / "vault/.sinaextract-tmp/x.md").exists()


def test_a_name_template_writes_through_no_link(tmp_path: Path) -> None:
    write(tmp_path, {"saved/a.html": article(1), "saved/b.html": article(2), "home/mine.txt": b"mine"})
    (tmp_path / "saved/东澜日报").symlink_to("../home")
    for more in ((), ("--force",)):
        done = run("saved", "-o", "saved", "--name-template", "{source}/{title}", *more, cwd=tmp_path)
        assert done.returncode == 3 and counts(done)["failed"] == 2 and b"it is a link" in done.stderr
        assert [path.name for path in (tmp_path / "home").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "place", ["../victim.txt", "/{root}/victim.txt", "x/../../victim.txt", "..\\victim.txt", 7, None]
)
def test_a_journal_of_a_stranger_harms_nothing(tmp_path: Path, place: object) -> None:
    """It claims, with the right hash, to have written a file elsewhere for a page that is no article any more."""
    write(tmp_path, {"saved/page.html": article(1), "saved/b.html": article(2), "victim.txt": b"precious"})
    run("saved", "-o", "saved", cwd=tmp_path)
    log = tmp_path / "saved/.sinaextract.journal"
    lines = []
    for entry in map(json.loads, log.read_bytes().splitlines()):
        output = place.format(root=str(tmp_path)[1:]) if isinstance(place, str) else place
        lines.append([*entry[:5], output, 0, 8, digest(b"precious"), ""])
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "saved/page.html").write_bytes(BARE)
    done = run("saved", "-o", "saved", "--resume", cwd=tmp_path)
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert (tmp_path / "victim.txt").read_bytes() == b"precious"


def test_a_journal_does_not_make_a_note_ours(tmp_path: Path) -> None:
    write(tmp_path, {"saved/page.html": article(1), "saved/page.md": b"my own notes"})
    for line in (["x", [1, 1, 1], "written", "", "page.md"], ["./page.html", "r", [1, 1, 1], "written", "", "page.md"]):
        (tmp_path / "saved/.sinaextract.journal").write_text(json.dumps(line) + "\n")
        run("saved/page.html", "-o", "saved/", cwd=tmp_path)
        assert (tmp_path / "saved/page.md").read_bytes() == b"my own notes"


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.html", "-o", "a.html"],
        ["a.html", "b.html", "-f", "jsonl", "-o", "b.html", "--force"],
        ["a.html", "-o", "x.md", "--errors", "a.html"],
        ["a.html", "-f", "json", "-o", "x.json", "--audit", "./a.html"],
        ["a.html", "-o", "hard.html"],
        ["a.html", "-o", "soft.html", "--force"],
        [".", "-f", "jsonl", "-o", "b.html", "--force"],
        ["--files-from", "list", "-f", "jsonl", "-o", "list", "--force"],
        ["a.html", "b.html", "-f", "jsonl", "-o", "x.jsonl", "--errors", "x.jsonl"],
        ["a.html", "b.html", "--errors", "e", "--audit", "e"],
        ["a.html", "--audit", "r.html", "--report", "./r.html"],
        ["a.html", "b.html", "-f", "jsonl", "-o", "x.jsonl", "--errors", ".x.jsonl.journal"],
        ["a.html", "b.html", "-o", "vault/", "--errors", "vault/a.md"],
        ["a.html", "b.html", "-o", "vault/", "--errors", "vault/.sinaextract.journal"],
        ["a.html", "-f", "jsonl", "-o", "x.jsonl", "--report", "r.html", "--errors", ".r.html.pages"],
    ],
)
def test_an_output_that_is_an_input_or_another_output_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"a.html": article(1), "b.html": article(2), "list": b"a.html\nb.html\n"})
    (tmp_path / "hard.html").hardlink_to(tmp_path / "a.html")
    (tmp_path / "soft.html").symlink_to("a.html")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and done.stdout == b"", done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("mine", "arguments"),
    [
        ("mine.md", ["in/a.html", "-o", "mine.md"]),
        ("mine.txt", ["in/a.html", "-f", "text", "-o", "mine.txt"]),
        ("mine.jsonl", ["in", "-f", "jsonl", "-o", "mine.jsonl"]),
        ("mine.txt", ["in/a.html", "in/b.html", "--property", "title", "-o", "mine.txt"]),
        ("mine.parquet", ["in", "-f", "parquet", "-o", "mine.parquet"]),
        ("mine", ["in", "-f", "jsonl", "--errors", "mine"]),
        ("mine", ["in", "-f", "jsonl", "--audit", "mine"]),
        ("mine.html", ["in", "-f", "jsonl", "--report", "mine.html"]),
        ("vault/a.md", ["in", "-o", "vault"]),
        (".x.jsonl.journal", ["in", "-f", "jsonl", "-o", "x.jsonl"]),
    ],
)
def test_no_option_replaces_what_the_tool_did_not_write(tmp_path: Path, mine: str, arguments: list[str]) -> None:
    write(tmp_path, {"in/a.html": article(1), "in/b.html": article(2), mine: b"my data\n"})
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 3 and mine.encode() in done.stderr and b"Traceback" not in done.stderr
    assert (tmp_path / mine).read_bytes() == b"my data\n"
    assert {path.name for path in tmp_path.iterdir()} == {"in", mine.split("/")[0]}  # a refused run leaves nothing
    for _ in range(2):  # the second time it is the tool's own
        assert run(*arguments, "--force", cwd=tmp_path).returncode == 0
        assert b"my data" not in (tmp_path / mine).read_bytes()
    assert run(*arguments, cwd=tmp_path).returncode == 0


def test_what_grows_beside_an_output_is_in_nobodys_way(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.html": article(1), "x.jsonl.part": b"half a download", ".x.jsonl.new": b"mine"})
    assert run("in", "-f", "jsonl", "-o", "x.jsonl", cwd=tmp_path).returncode == 0
    assert (tmp_path / "x.jsonl.part").read_bytes() == b"half a download"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".x.jsonl.journal",
        ".x.jsonl.new",
        "in",
        "x.jsonl",
        "x.jsonl.part",
    ]


def test_an_input_is_not_replaced_by_force(tmp_path: Path) -> None:
    """A page saved as x.md, in a folder that is the output folder too."""
    write(tmp_path / "in", {"x.md": article(1), "y.html": article(2)})
    done = run("in", "-o", "in", "--force", cwd=tmp_path)
    assert done.returncode == 3 and counts(done)["failed"] == 1 and (tmp_path / "in/x.md").read_bytes() == article(1)


def test_an_edited_note_is_kept_and_named(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b.html": article(2), "c.html": article(3)})
    run("in", "-o", "vault", cwd=tmp_path)
    expected = tree(tmp_path / "vault")
    note = tmp_path / "vault/a.md"
    shorter = expected["a.md"][: expected["a.md"].rindex(b"\n\n") + 1]  # without the last paragraph
    mine = (b"MINE: read this\n" + expected["a.md"], b"I wrote this anew, MINE\n", expected["a.md"] + b"MINE\n")
    for edited in (shorter, *mine):
        note.write_bytes(edited)
        for more in ((), ("--resume",)):
            done = run("in", "-o", "vault", *more, cwd=tmp_path)
            assert done.returncode == 0 and note.read_bytes() == edited
            assert b"edited since it was written" in done.stderr and b"a.md" in done.stderr.splitlines()[-1]
    write(tmp_path / "in", {"a.html": article(9)})
    assert b"a.md" in run("in", "-o", "vault", "--resume", cwd=tmp_path).stderr and note.read_bytes() == edited
    (tmp_path / "in/a.html").write_bytes(BARE)
    run("in", "-o", "vault", "--resume", cwd=tmp_path)
    assert note.read_bytes() == edited  # nor is it removed when its page is none any more
    write(tmp_path / "in", {"a.html": article(1)})
    run("in", "-o", "vault", "--force", cwd=tmp_path)
    assert tree(tmp_path / "vault") == expected


def test_a_file_where_a_folder_is_needed_is_named_as_that(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1), "b.html": article(2), "y": b"mine"})
    for output in ("y", "y/"):
        done = run("a.html", "b.html", "-o", output, cwd=tmp_path)
        assert done.returncode == 3 and b"it is a file, and several pages need a folder" in done.stderr
    done = run("a.html", "-o", "y/z.md", cwd=tmp_path)
    assert done.returncode == 3 and done.stderr.startswith(b"sinaextract: y/z.md: Not a directory"), done.stderr
    assert (tmp_path / "y").read_bytes() == b"mine"


def test_older_outputs_of_the_same_inputs_are_removed_with_a_word(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b.html": article(2), "c.html": article(3)})
    run("in", "-o", "vault", cwd=tmp_path)
    edited = (tmp_path / "vault/a.md").read_bytes() + b"MINE\n"
    (tmp_path / "vault/a.md").write_bytes(edited)
    last = run("in", "-o", "vault", "-f", "json", cwd=tmp_path).stderr.splitlines()[-1].decode()
    assert "2 older outputs of these inputs removed" in last and "edited and left so: vault/a.md" in last, last
    assert sorted(tree(tmp_path / "vault")) == ["a.json", "a.md", "b.json", "c.json"]
    assert tree(tmp_path / "vault")["a.md"] == edited
    named = run("in", "-o", "vault", "-f", "json", "--name-template", "{docid}-{title}", cwd=tmp_path).stderr
    assert b"; 3 older outputs of these inputs removed" in named
    again = run("in", "-o", "vault", "-f", "json", "--name-template", "{docid}-{title}", cwd=tmp_path)
    assert b"older" not in again.stderr


def test_an_output_that_damage_changed_is_written_anew(tmp_path: Path) -> None:
    articles(tmp_path / "in", 5)
    run("in", "-o", "vault", cwd=tmp_path)
    expected = tree(tmp_path / "vault")
    whole = expected["00/003.md"]
    for damaged in (b"", whole[:100], whole[:-1], b"cut\n", whole[:200] + bytes(len(whole) - 200), bytes(4096)):
        for more in ((), ("--resume",)):
            (tmp_path / "vault/00/003.md").write_bytes(damaged)
            assert run("in", "-o", "vault", *more, cwd=tmp_path).returncode == 0
            assert tree(tmp_path / "vault") == expected
    (tmp_path / "vault/00/003.md").unlink()
    assert counts(run("in", "-o", "vault", "--resume", cwd=tmp_path))["written"] == 1
    assert tree(tmp_path / "vault") == expected


@pytest.mark.parametrize(("form", "name"), [("jsonl", "x.jsonl"), ("json", "x.json")])
def test_records_that_damage_changed_are_made_anew(tmp_path: Path, form: str, name: str) -> None:
    articles(tmp_path / "in", 6)
    arguments = ("in", "-f", form, "-o", name)
    output = tmp_path / name
    run(*arguments, cwd=tmp_path)
    expected = output.read_bytes()
    half = len(expected) // 2
    for damaged in (expected[:half], expected[:half] + bytes(300) + expected[half + 300 :], expected + b"x", bytes(9)):
        output.write_bytes(damaged)
        done = run(*arguments, "--resume", "--force", cwd=tmp_path)
        assert done.returncode == 0 and output.read_bytes() == expected


def test_another_inputs_output_is_never_taken_over(tmp_path: Path) -> None:
    write(tmp_path, {"one/x.html": article(1), "two/x.html": article(2)})
    run("one", "-o", "vault", cwd=tmp_path)
    first = tree(tmp_path / "vault")
    run("two", "-o", "vault", cwd=tmp_path)
    both = tree(tmp_path / "vault")
    assert first.items() <= both.items() and set(both) == {"x.md", "x.html.md"}
    for spelling in ("./one/", tmp_path / "one", "two/../one"):  # the same input, however it is given
        run(spelling, "-o", "vault", cwd=tmp_path)
    run(".", "-o", "../vault", cwd=tmp_path / "one")
    assert set(tree(tmp_path / "vault")) == set(both)
    (tmp_path / "one/x.html").unlink()
    write(tmp_path, {"three/x.html": article(3)})
    kept = tree(tmp_path / "vault")["x.md"]
    run("three", "-o", "vault", cwd=tmp_path)
    assert tree(tmp_path / "vault")["x.md"] == kept and len(tree(tmp_path / "vault")) == 3


def test_a_name_once_given_stays(tmp_path: Path) -> None:
    """All pages have one title; new ones come before, between and after."""
    write(tmp_path / "in", {f"p{n}.html": article(n) for n in (2, 4, 6)})
    arguments = ("in", "-o", "vault", "--name-template", "{title}")
    run(*arguments, cwd=tmp_path)
    first = tree(tmp_path / "vault")
    assert len(first) == 3
    for number, more in ((1, ("--resume",)), (3, ()), (5, ("--resume", "-j", "2")), (7, ())):
        write(tmp_path / "in", {f"p{number}.html": article(number)})
        run(*arguments, *more, cwd=tmp_path)
        assert first.items() <= tree(tmp_path / "vault").items()
    assert len(tree(tmp_path / "vault")) == 7
    name = sorted(first)[1]
    for more in (("--skip-existing",), ("--resume",)):
        run(*arguments, "--skip-existing", cwd=tmp_path)
        (tmp_path / "vault" / name).unlink()
        run(*arguments, *more, cwd=tmp_path)
        assert tree(tmp_path / "vault")[name] == first[name]


def stopped(cwd: Path, sign: str, *arguments: str) -> subprocess.Popen[bytes]:
    """The command, stopped by a signal while it has its output."""
    process = held(*arguments, cwd=cwd)
    end = time.monotonic() + 30
    while not list(cwd.glob(sign)) and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(signal.SIGSTOP)
    return process


@pytest.mark.parametrize(
    ("lock", "sign", "arguments"),
    [
        (".x.jsonl.lock", ".x.jsonl.journal", ("-f", "jsonl", "-o", "x.jsonl")),
        ("vault/.sinaextract.lock", "vault/.sinaextract.journal", ("-o", "vault")),
        (".e.txt.lock", ".e.txt.*.part", ("-f", "jsonl", "--errors", "e.txt")),
    ],
)
def test_one_run_at_a_time_for_an_output(tmp_path: Path, lock: str, sign: str, arguments: tuple[str, ...]) -> None:
    articles(tmp_path / "in", 100)
    articles(tmp_path / "other", 3)
    first = stopped(tmp_path, sign, "in", *arguments, "-j", "1")
    second = run("other", *arguments, cwd=tmp_path)
    first.send_signal(signal.SIGCONT)
    message = first.communicate(article(100), timeout=60)[1]
    assert second.returncode == 3 and b"another run is writing to it" in second.stderr and second.stdout == b""
    assert second.stderr.count(b"\n") == 1 and first.returncode == 0 and b"101 written" in message
    if lock == ".x.jsonl.lock":
        lines = (tmp_path / "x.jsonl").read_bytes().splitlines()
        assert [json.loads(line)["input"][:3] for line in lines] == ["in/"] * 100 + ["-"]
    assert not (tmp_path / lock).exists()
    assert run("other", *arguments, cwd=tmp_path).returncode == 0


def test_a_lock_of_a_killed_run_holds_nobody_up(tmp_path: Path) -> None:
    articles(tmp_path / "in", 100)
    first = stopped(tmp_path, "vault/.sinaextract.journal", "in", "-o", "vault", "-j", "1")
    first.kill()
    first.communicate(timeout=30)
    write(tmp_path / "vault", {"00/.sinaextract.0123abcd.0123456789ab.part": b"of another root"})
    done = run("in", "-o", "vault", "--resume", cwd=tmp_path)
    assert done.returncode == 0 and len(tree(tmp_path / "vault")) == 100
    hidden = sorted(path.name for path in (tmp_path / "vault").rglob(".*"))
    assert hidden == [".sinaextract.0123abcd.0123456789ab.part", ".sinaextract.journal"]


def test_a_killed_runs_temporary_files_are_removed(tmp_path: Path) -> None:
    """Of outputs, of pictures, of journals, of side files; those that another run may be writing, when they are old."""
    articles(tmp_path / "in", 3)
    arguments = ("in", "-o", "vault", "--errors", "e.txt", "--report", "r.html", "--extract-media", "media")
    run(*arguments, cwd=tmp_path)
    (tmp_path / "media").mkdir(exist_ok=True)
    vault, media = (Tree(tmp_path / name, holds_lock=False).own for name in ("vault", "media"))
    mark = "0123456789ab.part"
    left = [f"vault/00/{vault}{mark}", f"media/{media}{mark}", f".e.txt.{mark}", f".r.html.{mark}", f".one.md.{mark}"]
    left += [f"..r.html.pages.{mark}", f"vault/..sinaextract.journal.{mark}"]
    others = ["vault/00/.x.part", ".e.txt.mine.part", f"media/{media}ab{mark}"]
    write(tmp_path, dict.fromkeys((*left, *others), b"x"))
    os.utime(tmp_path / left[1], (1e9, 1e9))
    run(*arguments, "--resume", cwd=tmp_path)
    run("in/00/000.html", "-o", "one.md", cwd=tmp_path)
    assert [name for name in left if (tmp_path / name).exists()] == []
    assert all((tmp_path / name).exists() for name in others)


def test_single_pages_side_by_side_into_one_folder(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 10) / "00"
    for target in ("out/{}.md", "tree/"):
        started = [
            subprocess.Popen(
                [*COMMAND, str(page), "-o", target.format(page.stem)], cwd=tmp_path, stderr=subprocess.PIPE
            )
            for page in sorted(pages.iterdir())
        ]
        for process in started:
            assert process.communicate(timeout=90)[1] == b"" and process.returncode == 0
        folder = tmp_path / target.split("/")[0]
        assert sorted(tree(folder)) == [f"{n:03}.md" for n in range(10)]
        assert {path.name for path in folder.iterdir() if path.name.startswith(".")} <= {".sinaextract.journal"}


def test_a_run_without_input_leaves_what_is_there(tmp_path: Path) -> None:
    articles(tmp_path / "in", 3)
    write(tmp_path, {"pictures/a.png": b"\x89PNG"})
    (tmp_path / "empty").mkdir()
    for name in ("x.jsonl", "x.json", "x.parquet"):
        run("in", "-o", name, cwd=tmp_path)
        before = (tmp_path / name).read_bytes()
        for nothing in ("empty", "pictures"):
            for more in ((), ("--resume",)):
                done = run(nothing, "-o", name, *more, cwd=tmp_path)
                assert done.returncode == 1 and (tmp_path / name).read_bytes() == before
                assert b"no pages to read; what earlier runs wrote is left as it is" in done.stderr
    done = run("empty", "-f", "jsonl", cwd=tmp_path)  # to standard output, where no earlier run wrote anything
    assert (done.returncode, done.stdout) == (1, b"") and b"no pages to read\n" in done.stderr


@pytest.mark.parametrize(
    ("source", "form", "edit"),
    [
        ("in/00/000.html", "md", b"mine\n"),
        ("in/00/000.html", "txt", b"mine\n"),
        ("in", "md", b"mine\n"),
        ("in", "csv", b"mine\n"),
        ("in", "jsonl", b'{"mine": 1}\n'),
        ("in", "json", b"\n"),
        ("in", "parquet", b"mine"),
        ("in", "db", b"CREATE TABLE mine(x)"),
    ],
)
def test_a_file_that_was_edited_is_not_replaced(tmp_path: Path, source: str, form: str, edit: bytes) -> None:
    """One page's, or that of many records: as long as it is as it was written, other pages and options replace it."""
    articles(tmp_path / "in", 2)
    name = f"news.{form}"
    path = tmp_path / name
    assert run(source, "-o", name, cwd=tmp_path).returncode == 0
    assert run(source, "-o", name, cwd=tmp_path).returncode == 0
    if source == "in":
        assert run(source, "-o", name, "--explain", "-q", cwd=tmp_path).returncode == 0
    if form == "db":
        with closing(sqlite3.connect(path)) as database:
            database.execute(edit.decode())
    else:
        path.write_bytes(path.read_bytes() + edit)
    before = path.read_bytes()
    for more in ((), ("--resume",)):
        done = run(source, "-o", name, *more, cwd=tmp_path)
        assert done.returncode == 3 and b"use --force" in done.stderr and path.read_bytes() == before
    assert run(source, "-o", name, "--force", cwd=tmp_path).returncode == 0
    assert path.read_bytes() != before
    if form in ("jsonl", "json"):  # the run of a single page learns of the edit from the journal, too
        path.write_bytes(path.read_bytes() + edit)
        done = run("in/00/000.html", "-o", name, cwd=tmp_path)
        assert done.returncode == 3 and b"use --force" in done.stderr


def test_what_lies_there_may_be_of_any_size(tmp_path: Path) -> None:
    """A sparse file of a terabyte is a few bytes in an archive; numbers in a journal may be any, too."""
    articles(tmp_path / "in", 2)
    records = ("in", "-f", "jsonl", "-o", "x.jsonl", "--report", "r.html", "--resume")
    run("in", "-o", "vault", cwd=tmp_path)
    expected = run(*records, cwd=tmp_path) and (tmp_path / "x.jsonl").read_bytes()
    for name in ("vault/.sinaextract.journal", "vault/00/000.md", ".x.jsonl.journal", ".r.html.pages"):
        os.truncate(tmp_path / name, 1 << 40)
    done = run("in", "-o", "vault", "--resume", cwd=tmp_path)
    assert counts(done) == {"written": 0, "skipped": 1, "refused": 0, "failed": 1} and b"000.md exists" in done.stderr
    assert counts(run(*records, cwd=tmp_path))["skipped"] == 2
    log = tmp_path / ".x.jsonl.journal"
    entries = [json.loads(line) for line in log.read_bytes().splitlines()]
    for start, size in ((10**30, 5), (0, 10**30), (-1, 5), (1 << 61, 5)):
        log.write_text("".join(json.dumps([*entry[:6], start, size, *entry[8:]]) + "\n" for entry in entries))
        done = run(*records, cwd=tmp_path)
        assert counts(done)["written"] == 2 and (tmp_path / "x.jsonl").read_bytes() == expected


def test_an_input_given_twice_has_two_outputs_in_every_run(tmp_path: Path) -> None:
    articles(tmp_path / "in", 2)
    for more in ((), (), ("--resume",), ("--resume",)):
        assert run("in/00/000.html", "in/00/000.html", "in", "-o", "vault", *more, cwd=tmp_path).returncode == 0
        assert sorted(tree(tmp_path / "vault")) == ["00/000.md", "00/001.md", "000.html.md", "000.md"]


def test_a_failure_is_tried_again_and_a_raised_limit_is_a_change(tmp_path: Path) -> None:
    articles(tmp_path / "in", 4)
    write(tmp_path / "in", {"00/001.html": article(1) + b" " * 5000})
    small = {"SINAEXTRACT_MAX_PAGE_BYTES": "4000"}
    for output in (("-o", "vault"), ("-f", "jsonl", "-o", "x.jsonl")):
        assert counts(run("in", *output, cwd=tmp_path, env=small))["failed"] == 1
        assert counts(run("in", *output, "--resume", cwd=tmp_path, env=small))["failed"] == 1
        done = run("in", *output, "--resume", cwd=tmp_path)
        assert done.returncode == 0 and counts(done)["failed"] == 0
    assert len((tmp_path / "x.jsonl").read_bytes().splitlines()) == len(tree(tmp_path / "vault")) == 4


def test_a_page_in_the_middle_costs_only_itself(tmp_path: Path) -> None:
    """Records behind a changed one are copied from the earlier output, not made again."""
    articles(tmp_path / "in", 9)
    run("in", "-f", "jsonl", "-o", "x.jsonl", cwd=tmp_path)
    write(tmp_path / "in", {"00/004.html": article(77), "00/0015.html": article(78)})
    removed = (tmp_path / "x.jsonl").read_bytes().splitlines(keepends=True)[7]
    (tmp_path / "in/00/007.html").unlink()
    done = run("in", "-f", "jsonl", "-o", "x.jsonl", "--resume", cwd=tmp_path)
    assert counts(done) == {"written": 2, "skipped": 7, "refused": 0, "failed": 0}
    assert (tmp_path / "x.jsonl").read_bytes() == run("in", "-f", "jsonl", cwd=tmp_path).stdout + removed


def test_the_journal_says_nothing_of_an_output_before_it_is_on_disk(tmp_path: Path) -> None:
    told: list[tuple[list[str], bytes]] = []
    path = tmp_path / "journal"

    def make_durable(paths: Sequence[str]) -> None:
        told.append((list(paths), path.read_bytes()))

    journal = Journal(path, {}, make_durable).open()
    for number in range(600):
        journal.note_entry(Entry(f"in/{number}", journal.run, (1, 2, 3), "written", output=f"{number}.md"))
    journal.close()
    written = [output for outputs, _ in told for output in outputs]
    assert written == [f"{number}.md" for number in range(600)] and len(told) < 20
    for outputs, before in told:
        assert not any(f'"{output}"'.encode() in before for output in outputs)
    assert [entry.key for entry in History(path, {})] == [f"in/{number}" for number in range(600)]


def test_a_line_that_a_worker_composed_is_read_as_what_it_was_composed_of(tmp_path: Path) -> None:
    with_damage = Result("甲\t.html", "written", payload=b"x\n", stamp=(7, 8, 9), duplicate_key='docid "1"')
    with_damage = with_damage._replace(warnings=(LOST_CHARACTERS.says(2, "s"), BAD_FRONT_MATTER.words))
    failed = Result("乙.html", "failed", "no \\ such file")
    journal = Journal(tmp_path / "journal", {}, lambda _: None).open()
    for result in (noted(with_damage, Joining(bare=True)), failed):
        journal.note(result.name, result, *(("目录/甲.md", 5) if result.payload else ()))
    journal.close()
    lines = (tmp_path / "journal").read_text(encoding="ascii").splitlines()
    assert lines == [json.dumps(json.loads(line), separators=(",", ":")) for line in lines]
    first, second = History(tmp_path / "journal", {})
    told = Entry("甲\t.html", journal.run, (7, 8, 9), "written", "", "目录/甲.md", 5, 1, digest(b"x"))
    assert first == told._replace(duplicate_key='docid "1"', warnings=("2 undecodable characters",))
    assert second == Entry("乙.html", journal.run, (0, 0, 0), "failed", "no \\ such file")


def test_the_library_writes_nothing(tmp_path: Path) -> None:
    articles(tmp_path / "in", 20)
    before = sorted(tmp_path.rglob("*"))
    code = "import sinaextract; print(len(list(sinaextract.extract_many('in', jobs=2))))"
    done = subprocess.run([COMMAND[0], "-c", code], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.stdout == b"20\n", done.stderr
    assert sorted(tmp_path.rglob("*")) == before
