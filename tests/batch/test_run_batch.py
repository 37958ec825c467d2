"""Folders in, trees and record files out: the real command on real files."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pandas
import pytest

from ..command import COMMAND, article, articles, counts, run, tree, workers_of, write
from ..pages import FIRST, LAST, page

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parent.parent / "fixtures"
# Root without its privilege to read everything; another user might not be let into the interpreter's folder.
AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
BARE = b"<html><body><p>hello</p></body></html>"  # a page, but no article


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty pages with all that lies beside saved pages."""
    folder = articles(tmp_path_factory.mktemp("batch") / "saved", 60)
    write(
        folder,
        {
            "00/000_files/a.html": article(1),
            "00/000_files/logo.png": b"\x89PNG",
            "00/list.html": BARE,
            "01/empty.html": b"",
            "02/photo.jpg": b"\xff\xd8\xff",
            "02/app.js": b"var a",
            "03/notes": b"\x89PNG\r\n\x1a\n" + bytes(99),
            "04/.DS_Store": bytes(9),
        },
    )
    return folder


def test_every_input_has_one_outcome_and_the_tree_is_the_same_whatever_the_workers(saved: Path, tmp_path: Path) -> None:
    trees = []
    for jobs in ("1", "2"):
        done = run(saved, "-o", tmp_path / jobs, "-j", jobs)
        assert done.returncode == 1 and done.stdout == b""
        assert counts(done) == {"written": 60, "skipped": 6, "refused": 2, "failed": 0}
        assert sum(counts(done).values()) == sum(len(names) for _, _, names in os.walk(saved))
        assert b"00/list.html: no single article" in done.stderr and b"01/empty.html: the file is empty" in done.stderr
        trees.append(tree(tmp_path / jobs))
    assert trees[0] == trees[1] and len(trees[0]) == 60 and "05/059.md" in trees[0]
    assert all(data.startswith(b"---\n") for data in trees[0].values())


@pytest.mark.slow
def test_records_come_in_input_order_whatever_the_workers(saved: Path, tmp_path: Path) -> None:
    few = [str(path) for path in sorted(saved.glob("0[0-1]/0*.html"))][:12]
    in_process = run(*few, "-f", "jsonl").stdout
    assert [json.loads(line)["input"] for line in in_process.splitlines()] == few
    assert run(*few, "-f", "jsonl", "-j", "2").stdout == in_process
    runs = [run(saved, "-f", "jsonl", "-j", jobs).stdout for jobs in ("1", "3")]
    assert runs[0] == runs[1]
    names = [json.loads(line)["input"] for line in runs[0].splitlines()]
    assert names == sorted(names) and len(names) == 60
    done = run(saved, "-f", "jsonl", "-o", tmp_path / "deep/er/news.jsonl", "-j", "2")
    assert (tmp_path / "deep/er/news.jsonl").read_bytes() == runs[0] and counts(done)["written"] == 60
    assert [p.name for p in (tmp_path / "deep/er").iterdir() if not p.name.startswith(".")] == ["news.jsonl"]


def test_json_of_a_folder_is_one_array(saved: Path, tmp_path: Path) -> None:
    done = run(saved, "-f", "json", "-o", tmp_path / "all.json", "-j", "2")
    assert done.returncode == 1
    records = json.loads((tmp_path / "all.json").read_bytes())
    assert len(records) == 60 and records == json.loads(run(saved, "-f", "json").stdout)
    empty = run(write(tmp_path / "none", {"a.html": BARE}), "-f", "json")
    assert json.loads(empty.stdout) == [] and empty.returncode == 1


def test_a_closed_pipe_is_quiet_and_leaves_no_workers(saved: Path) -> None:
    marker = f"SINAEXTRACT_TEST={os.getpid()}-pipe"
    shell = f"{' '.join(COMMAND)} '{saved}' -f jsonl -j 2 | head -3; exit ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "SINAEXTRACT_TEST": marker.split("=")[1]}
    done = subprocess.run(["bash", "-c", shell], capture_output=True, env=environment, timeout=60)
    assert len(done.stdout.splitlines()) == 3
    refused = (b"/list.html: ", b"/empty.html: ")  # that is said; the pipe is not
    assert all(any(name in line for name in refused) for line in done.stderr.splitlines()), done.stderr
    deadline = time.monotonic() + 5
    while workers_of(marker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers_of(marker) == []


def test_a_closed_standard_error_does_not_cost_articles(saved: Path, tmp_path: Path) -> None:
    shell = f"{' '.join(COMMAND)} '{saved}' -v -o '{tmp_path}/vault' 2>&1 >/dev/null | head -1"
    subprocess.run(["bash", "-c", shell], capture_output=True, timeout=60)
    assert len(tree(tmp_path / "vault")) == 60


@pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq")
def test_into_jq(saved: Path) -> None:
    shell = f"{' '.join(COMMAND)} '{saved}' -q -f jsonl | jq -r .title"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=60)
    assert done.stdout.decode().splitlines() == ["临州港跨境结算提速"] * 60 and done.stderr == b""


def test_into_pandas(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    run(FIXTURES, "-q", "-f", "jsonl", "-o", path)
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    frame = pandas.read_json(path, lines=True)
    assert len(frame) == len(records) > 20 and list(frame.columns) == list(records[0])
    assert str(frame["date"].dtype).startswith("datetime64")
    for key in ("input", "url", "docid", "title", "author", "source", "date_published", "text", "text_sha256"):
        values = [None if pandas.isna(value) else value for value in frame[key]]
        assert values == [record[key] for record in records], key
    for key in ("symbols", "images", "byline", "warnings", "channel"):
        assert frame[key].tolist() == [record[key] for record in records], key


def test_several_folders_and_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.html": article(1), "b/x.html": article(2), "b/y.html": article(3), "z.html": article(4)})
    done = run("a", "b", "z.html", "-o", "vault", cwd=tmp_path)
    assert counts(done)["written"] == 4 and done.returncode == 0
    texts = {name: data.decode() for name, data in tree(tmp_path / "vault").items()}
    assert set(texts) == {"x.md", "x.html.md", "y.md", "z.md"}
    assert "第1号" in texts["x.md"] and "第2号" in texts["x.html.md"]


def test_lists_of_inputs_keep_their_folders(tmp_path: Path) -> None:
    write(tmp_path, {"2021/i.html": article(1), "2022/i.html": article(2), "2023/q/i.html": article(3)})
    (tmp_path / "list").write_text("2021/i.html\n2022/i.html\r\n\n2023\nmissing.html\n")
    done = run("--files-from", "list", "-o", "vault", cwd=tmp_path)
    assert done.returncode == 3 and counts(done) == {"written": 3, "skipped": 0, "refused": 0, "failed": 1}
    assert set(tree(tmp_path / "vault")) == {"2021/i.md", "2022/i.md", "2023/q/i.md"}
    by_stdin = run("--files-from", "-", "-f", "jsonl", cwd=tmp_path, stdin=b"2022/i.html\n2021/i.html")
    assert [json.loads(line)["input"] for line in by_stdin.stdout.splitlines()] == ["2022/i.html", "2021/i.html"]
    assert run("--files-from", "nowhere", cwd=tmp_path).returncode == 2


def test_own_output_is_no_input(tmp_path: Path) -> None:
    """Output inside the input folder, and in the very same folder: run twice, the second run finds the same pages."""
    write(tmp_path / "in", {"a.html": article(1), "b.shtml": article(2), "c/d.html": article(3)})
    for _ in range(2):
        done = run(tmp_path / "in", "-o", tmp_path / "in/vault", "--errors", tmp_path / "in/errors.txt")
        assert done.returncode == 0 and counts(done)["written"] == 3
        assert set(tree(tmp_path / "in/vault")) == {"a.md", "b.md", "c/d.md"}
    for ending, form in ((".md", "markdown"), (".txt", "text")):
        folder = write(tmp_path / form, {"a.html": article(1), "z.shtml": article(2)})
        for earlier in (0, 2):
            done = run(folder, "-f", form, "-o", folder)
            assert done.returncode == 0 and counts(done)["written"] == 2, done.stderr
            assert set(tree(folder)) == {"a.html", "z.shtml", "a" + ending, "z" + ending}
            assert done.stderr.count(f"this tool's own output {earlier}".encode()) == (earlier > 0)
    other = run(tmp_path / "markdown", "-f", "jsonl")
    assert len(other.stdout.splitlines()) == 2 and b"this tool's own output 2" in other.stderr


def test_foreign_files_are_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b.html": article(2)})
    write(tmp_path / "vault", {"a.md": "我的笔记".encode()})
    done = run(tmp_path / "in", "-o", tmp_path / "vault")
    assert done.returncode == 3 and counts(done) == {"written": 1, "skipped": 0, "refused": 0, "failed": 1}
    assert (tmp_path / "vault/a.md").read_text() == "我的笔记" and b"use --force" in done.stderr
    resumed = run(tmp_path / "in", "-o", tmp_path / "vault", "--resume")
    assert resumed.returncode == 3 and (tmp_path / "vault/a.md").read_text() == "我的笔记"
    skipping = run(tmp_path / "in", "-o", tmp_path / "vault", "--skip-existing")
    assert skipping.returncode == 0 and counts(skipping)["skipped"] == 2
    assert run(tmp_path / "in", "-o", tmp_path / "vault", "--force").returncode == 0
    assert (tmp_path / "vault/a.md").read_bytes().startswith(b"---\ntitle")


def test_skip_existing_leaves_files_as_they_are(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b.html": article(2)})
    write(tmp_path / "vault", {"a.md": b""})
    done = run(tmp_path / "in", "-o", tmp_path / "vault", "--skip-existing")
    assert counts(done) == {"written": 1, "skipped": 1, "refused": 0, "failed": 0}
    assert b"its output exists 1" in done.stderr and (tmp_path / "vault/a.md").read_bytes() == b""


def test_duplicates_by_docid_else_by_text(tmp_path: Path) -> None:
    pages = {
        "a.html": article(1, "hqfskcn1000001"),
        "b.html": article(2, "hqfskcn1000001"),  # the same document, revised
        "c.html": article(1, "hqfskcn1000002"),  # the same words under another id
        "d.html": article(3),
        "e.html": article(3).replace("　　".encode(), b" "),  # the same text but for white space
    }
    write(tmp_path / "in", pages)
    done = run(tmp_path / "in", "-f", "jsonl", "--dedupe", "--errors", tmp_path / "errors", "-j", "2")
    assert [Path(json.loads(line)["input"]).name for line in done.stdout.splitlines()] == ["a.html", "c.html", "d.html"]
    assert done.returncode == 0 and counts(done) == {"written": 3, "skipped": 2, "refused": 0, "failed": 0}
    errors = [json.loads(line) for line in (tmp_path / "errors").read_text("utf-8").splitlines()]
    assert [(Path(e["input"]).name, e["outcome"]) for e in errors] == [("b.html", "skipped"), ("e.html", "skipped")]
    assert errors[0]["reason"] == f"duplicate: same docid hqfskcn1000001 as {tmp_path}/in/a.html"
    assert len(run(tmp_path / "in", "-f", "jsonl").stdout.splitlines()) == 5


def test_errors_file_has_a_line_for_each_input_without_article_or_with_damage_in_every_run(tmp_path: Path) -> None:
    write(
        tmp_path / "in",
        {"a.html": article(1), "b.html": BARE, "c.html": b"", "f.html": article(2).rpartition(b"</p>")[0]},
    )
    (tmp_path / "in/d.html").symlink_to("nowhere")
    (tmp_path / "in/e.html").symlink_to("e.html")
    done = run(tmp_path / "in", "-o", tmp_path / "vault", "--errors", tmp_path / "logs/errors.jsonl", "-q")
    assert done.returncode == 3 and done.stderr.count(b"\n") == 2, done.stderr  # what failed, not what was refused
    errors = [json.loads(line) for line in (tmp_path / "logs/errors.jsonl").read_text("utf-8").splitlines()]
    assert [(Path(e["input"]).name, e["outcome"]) for e in errors] == [
        ("b.html", "refused"),
        ("c.html", "refused"),
        ("d.html", "failed"),
        ("e.html", "failed"),
        ("f.html", "written"),
    ]
    assert errors[4]["damage"] == ["cut"]
    run(tmp_path / "in", "-o", tmp_path / "vault", "--errors", tmp_path / "again.jsonl", "--resume")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "logs/errors.jsonl").read_bytes()
    assert "No such file" in errors[2]["reason"] and "symbolic links" in errors[3]["reason"]


def test_what_is_no_regular_file_never_hangs_a_run(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a\nb.html": article(1), "sub/z.html": article(2)})
    os.mkfifo(folder / "fifo.html")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "socket.html"))  # relative: such addresses are short
        (folder / "zero.html").symlink_to("/dev/zero")
        (folder / "sub/up").symlink_to("..")
        (folder / "link.html").symlink_to("sub/z.html")
        done = run(folder, "-o", tmp_path / "vault")
        named = run(folder / "fifo.html", "/dev/zero", folder / "socket.html")
    assert done.returncode == 0 and counts(done) == {"written": 3, "skipped": 4, "refused": 0, "failed": 0}
    assert set(tree(tmp_path / "vault")) == {"a_b.md", "sub/z.md", "link.md"}
    assert named.returncode == 3 and named.stderr.count(b"not a regular file") == 2
    assert b"a pipe that nobody writes to" in named.stderr and named.stdout == b""
    verbose = run(folder / "a\nb.html", "-v", "-f", "text")
    assert "a␊b.html" in verbose.stderr.decode() and verbose.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root reads everything")
def test_what_may_not_be_read_costs_only_itself(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.html": article(1), "b.html": article(2), "locked/c.html": article(3)})
    (folder / "b.html").chmod(0)
    (folder / "locked").chmod(0)
    done = run(folder, "-f", "jsonl", prefix=AS_ANYBODY)
    (folder / "locked").chmod(0o700)
    assert done.returncode == 3 and len(done.stdout.splitlines()) == 1, done.stderr
    assert counts(done) == {"written": 1, "skipped": 0, "refused": 0, "failed": 2}
    assert done.stderr.count(b"Permission denied") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["in", "-f", "jsonl", "-o", "in"],
        ["in", "-f", "md", "-o", "news.jsonl"],
        ["in", "--resume"],
        ["in", "--skip-existing"],
        ["in", "--name-template", "{title}"],
        ["in", "-o", "vault", "--name-template", "{nothing}"],
        ["in", "-j", "0"],
        ["in", "--timeout", "2147484"],
        ["in", "--timeout", "nan"],
        ["in", "--timeout", "inf"],
        ["in", "--url", "https://finance.sina.com.cn/"],
    ],
)
def test_what_makes_no_sense_is_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path / "in", {"a.html": page(FIRST + LAST)})
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and b"Usage:" in done.stderr and list(tmp_path.iterdir()) == [tmp_path / "in"]


def test_devices_are_written_to_and_stay(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out.json")
    write(tmp_path / "in", {"a.html": article(1)})
    with subprocess.Popen(["cat", tmp_path / "out.json"], stdout=subprocess.PIPE) as reader:
        assert run(tmp_path / "in/a.html", "-f", "json", "-o", tmp_path / "out.json").returncode == 0
        assert json.loads(reader.communicate(timeout=10)[0])["title"]
    assert (tmp_path / "out.json").is_fifo()
