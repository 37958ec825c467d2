"""What a person types next: names of formats, endings, pipes, addresses, globs, a plan; with the real command."""

from __future__ import annotations

import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from ..command import COMMAND, article, articles, counts, run, tree, write
from ..terminal import Terminal
from .test_streams import shell

pytestmark = pytest.mark.slow

MARKDOWN, JSON, JSONL = b"---\ntitle: ", b'{\n  "schema_version"', b'{"schema_version"'


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_bytes(article(1))
    return tmp_path


def test_a_dash_is_standard_output(page: Path) -> None:
    done = run("page.html", "-o", "-", cwd=page)
    assert done.returncode == 0 and done.stdout.startswith(MARKDOWN) and not (page / "-").exists()
    assert run("page.html", "-o", "-", "-f", "json", cwd=page).stdout.startswith(JSON)


@pytest.mark.parametrize("option", ["--errors", "--audit", "--report"])
def test_a_dash_is_no_file_of_messages(page: Path, option: str) -> None:
    done = run("page.html", option, "-", cwd=page)
    assert done.returncode == 2 and b"writes a file" in done.stderr and not (page / "-").exists()


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.json", JSON),
        ("a.JSONL", JSONL),
        ("a.ndjson", JSONL),
        ("a.md", MARKDOWN),
        ("a.markdown", MARKDOWN),
        ("a", MARKDOWN),
        ("a.jsonld", b'{"@context"'),
        ("a.txt", "　".encode()[:0]),
    ],
)
def test_the_ending_of_the_output_tells_the_format(page: Path, name: str, start: bytes) -> None:
    assert run("page.html", "-o", name, cwd=page).returncode == 0
    written = (page / name).read_bytes()
    assert written.startswith(start) and (name != "a.txt" or written == run("page.html", "-f", "text", cwd=page).stdout)


def test_a_folder_may_be_called_like_a_file(page: Path) -> None:
    (page / "old.json").mkdir()
    assert run("page.html", "-o", "old.json", cwd=page).returncode == 0
    assert run("page.html", "-o", "new.json/", cwd=page).returncode == 0
    assert list(tree(page / "old.json")) == list(tree(page / "new.json")) == ["page.md"]


@pytest.mark.parametrize("arguments", [["-f", "md", "-o", "a.json"], ["-f", "json", "-o", "a.jsonl"]])
def test_format_and_ending_that_disagree_are_a_usage_error(page: Path, arguments: list[str]) -> None:
    done = run("page.html", *arguments, cwd=page)
    assert done.returncode == 2 and b"disagree" in done.stderr and list(page.iterdir()) == [page / "page.html"]


@pytest.mark.parametrize(("name", "advice"), [("a.xlsx", "--excel"), ("a.HTML", ".jsonl"), ("a.xyz", "-f")])
def test_markdown_is_not_put_under_the_ending_of_something_else(page: Path, name: str, advice: str) -> None:
    done = run("page.html", "-o", name, cwd=page)
    assert done.returncode == 2 and advice in done.stderr.decode() and not (page / name).exists()
    assert run("page.html", "-f", "csv", "-o", name, cwd=page).returncode == 0  # as asked
    (page / "v.zip").mkdir()
    assert run("page.html", "-o", "v.zip", cwd=page).returncode == 0 and (page / "v.zip/page.md").exists()
    for folder in ("w.zip/", "sina.com.cn/", "v1.0/"):
        assert run("page.html", "-o", folder, cwd=page).returncode == 0 and (page / folder / "page.md").exists()
    assert run("page.html", "-o", "2021.03", cwd=page).returncode == 0 and (page / "2021.03").is_file()  # no ending


def test_a_slip_in_the_ending_makes_no_folder_of_that_name(page: Path) -> None:
    done = run(page, "-o", page / "news.jsnl")
    assert done.returncode == 2 and b".jsonl" in done.stderr and not (page / "news.jsnl").exists()


def test_properties_are_listed_with_commas_too(page: Path) -> None:
    apart = run("page.html", "--property", "title", "--property", "date", cwd=page)
    assert apart.stdout.count(b"\n") == 2
    assert run("page.html", "--property", "title, date", cwd=page).stdout == apart.stdout


@pytest.mark.parametrize("name", ["ndjson", "NDJSON", "Jsonl"])
def test_formats_have_other_names_in_any_case(page: Path, name: str) -> None:
    assert run("page.html", "-f", name, cwd=page).stdout.startswith(JSONL)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["-f", "jsn"], "Did you mean json"),
        (["-f", "xyz"], "Give one of markdown"),
        (["--flavor", "obsidan"], "obsidian?"),
    ],
)
def test_a_slip_is_told_what_it_may_mean(page: Path, arguments: list[str], hint: str) -> None:
    done = run("page.html", *arguments, cwd=page)
    assert done.returncode == 2 and hint in done.stderr.decode()


def test_the_version_has_a_short_name() -> None:
    assert run("-V").stdout == run("--version").stdout != b""


def test_what_is_piped_in_is_read_without_a_dash(page: Path) -> None:
    assert run(stdin=article(1)).stdout == run("-", stdin=article(1)).stdout != b""
    assert shell("$S -f json < page.html", page).stdout.startswith(JSON)
    for nothing in ("$S < /dev/null", "$S <&-"):
        done = shell(nothing, page)
        assert done.returncode == 2 and b"Missing argument" in done.stderr


def test_without_arguments_on_a_terminal_the_usage_is_shown(tmp_path: Path) -> None:
    with closing(Terminal(["sinaextract"], tmp_path)) as terminal:
        assert "Missing argument" in terminal.read_until(None)


def test_an_address_is_told_how_to_be_fetched(tmp_path: Path) -> None:
    done = run("https://finance.sina.com.cn/a?b=1&c", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and not list(tmp_path.iterdir())
    assert "curl -L 'https://finance.sina.com.cn/a?b=1&c' | sinaextract - --url '" in done.stderr.decode()


@pytest.mark.parametrize("options", ["", "-j 2", "--timeout 20"])
def test_process_substitution(page: Path, options: str) -> None:
    done = shell(f"$S <(sleep 0.2; cat page.html) <(cat page.html) -f jsonl {options}", page)
    assert done.returncode == 0 and done.stdout.count(JSONL) == 2, done.stderr
    assert all(json.loads(line)["input"].startswith("/dev/fd/") for line in done.stdout.splitlines())


def test_a_named_pipe_has_time_to_be_opened_and_the_limit_of_a_page(page: Path) -> None:
    done = shell("mkfifo p; (sleep 0.5; cat page.html > p) & $S p -f json", page)
    assert done.returncode == 0 and done.stdout.startswith(JSON)
    done = shell("$S <(cat page.html /dev/zero)", page)
    assert done.returncode == 3 and done.stderr.count(b"\n") == 1 and b"SINAEXTRACT_MAX_PAGE_BYTES" in done.stderr


def test_lists_whose_paths_are_ended_by_nul(tmp_path: Path) -> None:
    write(tmp_path, {"a\nb.html": article(1), "码头.html": article(2), "c": article(3)})
    for order in ("-print0 | sort -z", "-print0 | sort -rz"):
        done = shell(f"find . -type f {order} | $S --files-from - -f jsonl", tmp_path)
        assert done.stderr.count(b"3 written") == 1 and done.returncode == 0, done.stderr
    done = shell(r"$S --files-from <(printf 'c\0') -f jsonl", tmp_path)  # two bytes: also a letter in UTF-16
    assert done.returncode == 0 and done.stdout.startswith(JSONL)
    done = shell(r"$S --files-from <(printf 'gone\0c\0') -f jsonl", tmp_path)
    assert done.returncode == 3 and done.stdout.startswith(JSONL) and b"gone: No such file" in done.stderr


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    names = ("index.html", "2019/a.html", "2019/index.html", "2020/b.htm", "2020/old/c.html")
    return write(tmp_path / "saved", {name: article(number) for number, name in enumerate(names)})


@pytest.mark.parametrize(
    ("options", "read"),
    [
        (["--include", "*.htm"], {"2020/b.md"}),
        (["--include", "2019"], {"2019/a.md", "2019/index.md"}),
        (["--include", "2019/", "--include", "b.*"], {"2019/a.md", "2019/index.md", "2020/b.md"}),
        (["--exclude", "index*"], {"2019/a.md", "2020/b.md", "2020/old/c.md"}),
        (["--exclude", "**/index.html", "--exclude", "old"], {"2019/a.md", "2020/b.md"}),
        (["--include", "20*", "--exclude", "2020/*.html"], {"2019/a.md", "2019/index.md", "2020/b.md"}),
        (["--exclude", "saved"], {"index.md", "2019/a.md", "2019/index.md", "2020/b.md", "2020/old/c.md"}),
        (["--limit", "2"], {"2019/a.md", "2019/index.md"}),
        (["--exclude", "a*", "--limit", "1"], {"2019/index.md"}),
    ],
)
def test_what_is_read_can_be_chosen(saved: Path, tmp_path: Path, options: list[str], read: set[str]) -> None:
    plan = run(saved, "-o", tmp_path / "out", *options, "--dry-run")
    assert not (tmp_path / "out").exists()
    done = run(saved, "-o", tmp_path / "out", *options)
    assert done.returncode == plan.returncode == 0 and set(tree(tmp_path / "out")) == read
    planned = {line.split(" -> ")[1] for line in plan.stdout.decode().splitlines() if line.startswith("read ")}
    assert planned == {str(tmp_path / "out" / name) for name in read}


def test_a_dry_run_lists_and_writes_nothing(saved: Path, tmp_path: Path) -> None:
    (saved / "logo.png").write_bytes(b"\x89PNG")
    run(saved, "-o", "out", "--limit", "2", cwd=tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    done = run("saved", "gone", "-o", "out", "--resume", "--dry-run", "--errors", "e", "--report", "r", cwd=tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert done.stdout.decode().splitlines() == [
        "skip saved/2019/a.html: unchanged since it was written",
        "skip saved/2019/index.html: unchanged since it was written",
        "read saved/2020/b.htm -> out/2020/b.md",
        "read saved/2020/old/c.html -> out/2020/old/c.md",
        "read saved/index.html -> out/index.md",
        "skip saved/logo.png: saved beside a page",
        "fail gone: No such file or directory; check its name",
    ]
    assert done.returncode == 3 and b"3 to read, 3 to skip, 0 to refuse, 1 to fail" in done.stderr
    done = run("saved", "-f", "jsonl", "-o", "n.jsonl", "--dry-run", cwd=tmp_path)
    assert done.stdout.count(b" -> n.jsonl\n") == 5 and not (tmp_path / "n.jsonl").exists()


@pytest.mark.parametrize(("name", "status", "told"), [("n.jsonl", 0, b"stay in the output"), ("n.parquet", 3, b"hold")])
def test_a_dry_run_tells_of_records_as_the_run_does(
    saved: Path, tmp_path: Path, name: str, status: int, told: bytes
) -> None:
    """Of inputs that it is not given: they stay, or the run would not lose them."""
    run("saved", "-o", name, cwd=tmp_path)
    given = ("saved/2019", "-o", name, "--resume")
    plan = run(*given, "--dry-run", cwd=tmp_path)
    done = run(*given, cwd=tmp_path)
    assert plan.returncode == done.returncode == status, plan.stderr
    assert told in plan.stderr and plan.stderr.splitlines()[-1] in done.stderr.splitlines()


@pytest.mark.parametrize("name", ["out/", "n.jsonl", "n.csv", "n.parquet", "n.db"])
@pytest.mark.parametrize("harm", ["none", "cut", "deleted"])
def test_a_dry_run_sees_what_became_of_the_output(saved: Path, tmp_path: Path, name: str, harm: str) -> None:
    run("saved", "-o", name, cwd=tmp_path)
    output = tmp_path / name / "2020/b.md" if name == "out/" else tmp_path / name
    data = output.read_bytes()
    if harm == "deleted":
        output.unlink()
    elif harm == "cut":
        output.write_bytes(data[:-20])
    plan = run("saved", "-o", name, "--resume", "--dry-run", cwd=tmp_path)
    done = run("saved", "-o", name, "--resume", "--force", cwd=tmp_path)
    read = plan.stdout.count(b"read ")
    assert read == counts(done)["written"], (plan.stdout, done.stderr)
    assert (read == 0) == (harm == "none")


def test_exit_statuses(page: Path) -> None:
    write(page, {"home.html": b"<html><body>hello</body></html>", "full/a.html": article(2)})
    statuses = {
        "$S page.html": 0,
        "$S home.html": 1,
        "$S page.html home.html": 1,
        "$S full -f jsonl --exclude '*'": 0,  # skipped as asked
        "$S full -f jsonl --exclude 'b*'": 0,
        "$S --nothing": 2,
        "$S gone.html": 3,
        "$S home.html gone.html page.html": 3,
        "$S page.html -o /proc/x.md": 3,
        "$S page.html | true": 0,
        "timeout -s INT 0.7 $S <(sleep 9)": 124,  # timeout's own: the command itself gave 130
        "timeout --preserve-status -s INT 0.7 $S <(sleep 9)": 130,
    }
    for line, status in statuses.items():
        for quiet in ("", " -q"):
            done = shell(line + quiet, page)
            assert done.returncode == status, (line, done.stderr)
            assert b"Traceback" not in done.stderr
            assert status != 3 or done.stderr, line  # -q hides no failure
            assert quiet == "" or status not in (0, 1) or done.stderr == b"", line


@pytest.mark.parametrize("name", ["PAGE_BYTES", "NESTING"])
@pytest.mark.parametrize("value", ["1KB", "-5", "1.5", "１０"])
def test_a_limit_that_is_no_number_is_an_error_of_one_line(page: Path, name: str, value: str) -> None:
    done = run("page.html", cwd=page, env={"SINAEXTRACT_MAX_" + name: value})
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1
    assert f"SINAEXTRACT_MAX_{name} is {value!r}" in done.stderr.decode()


ENCODINGS = ["iso-8859-1", "cp1252", "gbk", "ascii", "utf-8", "big5"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_encoding_of_the_terminal(page: Path, encoding: str) -> None:
    (page / "in").mkdir()
    (page / "in/码头.html").write_bytes(article(2))
    for how in ({"PYTHONIOENCODING": encoding}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        for line in ("--help", "page.html --view", "in -o out -v", "in --explain -f jsonl", "gone码头.html", "-f 码"):
            done = run(*line.split(), cwd=page, env=how)
            assert done.returncode in ((0,) if "码" not in line else (2, 3)), (line, done.stderr)
            assert b"Traceback" not in done.stderr and b"Error: 'utf-8'" not in done.stderr
    assert run("page.html", cwd=page, env={"PYTHONIOENCODING": encoding}).stdout == run("page.html", cwd=page).stdout


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_file_names_by_title_in_any_locale(page: Path, encoding: str) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding}
    done = run("page.html", "-o", "out/", "--name-template", "{title}", cwd=page, env=env)
    assert b"Traceback" not in done.stderr and b"internal error" not in done.stderr, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["iso-8859-1", "gbk", "ascii"])
def test_progress_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    articles(tmp_path / "in", 40)
    env = {"PYTHONIOENCODING": encoding}
    with closing(Terminal(["sinaextract", "in", "-o", "out", "-j", "2"], tmp_path, env)) as terminal:
        shown = terminal.read_until(None)
    assert "40 inputs" in shown and "Traceback" not in shown


@pytest.mark.slow
def test_no_progress_where_a_pipe_carries_the_data(tmp_path: Path) -> None:
    articles(tmp_path / "in", 40)
    moves = "\x1b[2K"  # how the bar is wiped
    for line, is_shown in (("in -o out", True), ("in -f jsonl | cat > all", False), ("in -f jsonl > all", True)):
        with closing(Terminal(["bash", "-c", f"{' '.join(COMMAND)} {line} -j 2"], tmp_path)) as terminal:
            assert (moves in terminal.read_until(None, raw=True)) == is_shown, line


def test_limits_of_messages_in_quiet_batches(tmp_path: Path) -> None:
    links = tmp_path / "in"
    links.mkdir()
    for number in range(30):
        (links / f"{number}.html").symlink_to("gone")
    done = subprocess.run([*COMMAND, "in", "-f", "jsonl", "-q"], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 3 and 0 < done.stderr.count(b"\n") <= 11
    assert counts(run("in", "-f", "jsonl", cwd=tmp_path))["failed"] == 30


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gbk", "iso-8859-1", "ascii"])
def test_a_view_on_a_terminal_of_any_encoding(page: Path, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding, "PAGER": "cat", "NO_COLOR": "1"}
    with closing(Terminal(["sinaextract", "page.html", "--view"], page, env)) as terminal:
        shown = terminal.read_until(None, raw=True)
    assert "Traceback" not in shown and len(shown) > 100 and "\x1b[3" not in shown
