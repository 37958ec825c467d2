"""The real command on real bytes: streams, formats, exit status, one clear line for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ..command import run
from ..pages import FIRST, LAST, page
from ..pages import page as article_page

FIXTURES = Path(__file__).parent.parent / "fixtures"
POST = FIXTURES / "post/bold-and-qr/page.md"
GBK = FIXTURES / "artibody-title/gb2312-photo/page.html"


def test_markdown_on_stdout_by_default() -> None:
    done = run(POST)
    assert done.returncode == 0
    assert done.stdout.startswith(b"---\ntitle: ") and done.stderr == b""


def test_the_installed_command_is_the_module() -> None:
    command = Path(sys.executable).with_name("sinaextract")
    assert subprocess.run([command, POST], capture_output=True).stdout == run(POST).stdout


def test_two_runs_are_identical() -> None:
    assert run(GBK, "-f", "json").stdout == run(GBK, "-f", "json").stdout


def test_the_text_is_the_same_whatever_the_format_or_flag() -> None:
    text = json.loads(run(GBK, "-f", "json").stdout)["text"]
    assert json.loads(run(GBK, "-f", "jsonl", "--explain").stdout)["text"] == text
    assert run(GBK, "-f", "text").stdout.decode() == text + "\n"


def test_standard_input() -> None:
    done = run("-", "-f", "json", stdin=GBK.read_bytes())
    record = json.loads(done.stdout)
    assert record["input"] == "-" and record["encoding"] == "gb18030"


def test_json_of_several_inputs_is_an_array_and_jsonl_is_lines() -> None:
    assert [r["input"] for r in json.loads(run(POST, GBK, "-f", "json").stdout)] == [str(POST), str(GBK)]
    records = [json.loads(line) for line in run(POST, GBK, "-f", "jsonl").stdout.decode().splitlines()]
    assert [r["input"] for r in records] == [str(POST), str(GBK)]


def test_output_file_and_mirrored_folder(tmp_path: Path) -> None:
    assert run(POST, "-o", tmp_path / "one.md").stdout == b""
    assert (tmp_path / "one.md").read_bytes() == run(POST).stdout
    saved = tmp_path / "saved" / "2021"
    saved.mkdir(parents=True)
    (saved / "“五一”假期….html").write_bytes(page(FIRST + LAST))
    assert run(tmp_path / "saved", "-o", tmp_path / "vault").returncode == 0
    written = [
        p.relative_to(tmp_path / "vault").as_posix()
        for p in (tmp_path / "vault").rglob("*")
        if p.is_file() and p.suffix == ".md"
    ]
    assert len(written) == 1 and written[0].startswith("2021/“五一”假期…") and written[0].endswith(".md")


def test_explain_goes_to_stderr_and_json_gets_the_ledger() -> None:
    done = run(POST, "--explain", "-f", "json")
    ledger = json.loads(done.stdout)["removed"]
    assert {"account-qr", "app-qr", "editor-line"} <= {entry["rule"] for entry in ledger}
    table = done.stderr.decode()
    assert "account-qr" in table and "became metadata" in table
    assert "removed" not in json.loads(run(POST, "-f", "json").stdout)


def test_explain_counts_what_showed_nothing(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(
        article_page("<p>正文。</p><script>a()</script><style>b</style><ins class='sinaads'>凉茶广告</ins>")
    )
    done = run(page, "--explain", "-f", "json", env={"COLUMNS": "200"})
    shown = done.stderr.decode()
    assert "also removed, without text or picture: code 2" in shown
    assert "凉茶广告" in shown and shown.count("scripts, styles") == 0
    assert len(json.loads(done.stdout)["removed"]) == 3  # the record has all


def test_no_colour_in_a_pipe_or_with_no_color() -> None:
    assert b"\x1b" not in run(POST, "--explain").stderr
    assert b"\x1b[3" not in run(POST, "--explain", env={"NO_COLOR": "1", "FORCE_COLOR": ""}).stderr


def test_verbose_and_quiet() -> None:
    assert b"artibody-title, gb18030" in run(GBK, "-v").stderr
    done = run("missing.html", "-q")
    assert (done.returncode, done.stdout) == (3, b"") and b"No such file" in done.stderr  # a failure is never hidden
    assert run(GBK, "-q").stderr == b""


def test_url_and_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(FIRST + LAST))
    given = run(tmp_path / "a.html", "-f", "json", "--url", "https://finance.sina.com.cn/x.shtml")
    assert json.loads(given.stdout)["url"] == "https://finance.sina.com.cn/x.shtml"
    wrong = run(tmp_path / "a.html", "-f", "json", "--encoding", "gb18030")
    assert json.loads(wrong.stdout)["encoding"] == "gb18030"
    assert json.loads(wrong.stdout)["text"] != json.loads(given.stdout)["text"]


def test_version_and_help() -> None:
    from sinaextract import __version__

    assert run("--version").stdout.decode().strip() == f"sinaextract, version {__version__}"
    shown = run("--help").stdout.decode()
    assert "Exit status" in shown and "Examples:" in shown
    headings = [line[:-1] for line in shown.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Most used", "Output", "Reading pages", "Whole collections", "Messages", "Other"]


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_no_extractor(option: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "sinaextract", option]
    loaded = subprocess.run(command, capture_output=True, check=True).stderr.decode()
    assert "click" in loaded and not any(name in loaded for name in ("lxml", "sinaextract.extraction.pipeline", "rich"))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.html", b"", "the file is empty"),
        ("blank.html", b" \n ", "the file is empty"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        ("binary.bin", bytes(range(256)) * 40, "binary"),
        ("notes.txt", "没有标签的笔记".encode(), "not HTML"),
        ("other.html", b"<html><body><p>hello</p></body></html>", "no single article"),
        ("half.html", page(FIRST + LAST)[:200], "no single article"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_1(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = run(path)
    assert done.returncode == 1 and done.stdout == b""
    message = done.stderr.decode()
    assert len(message.splitlines()) == 1 and str(path) in message and reason in message


def test_a_truncated_gbk_file_still_gives_its_article(tmp_path: Path) -> None:
    path = tmp_path / "cut.html"
    data = GBK.read_bytes()
    middle = data.index(b"publish_helper_end")
    path.write_bytes(data[: middle - 41])
    done = run(path, "-f", "json")
    assert done.returncode == 0
    record = json.loads(done.stdout)
    assert record["encoding"] == "gb18030" and len(record["text"]) > 100


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    done = run(tmp_path / "missing.html")
    assert done.returncode == 3 and b"missing.html: No such file or directory" in done.stderr
    done = run(tmp_path)
    assert done.returncode == 1 and b"no pages in this folder" in done.stderr


def test_one_bad_page_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(FIRST + LAST))
    (tmp_path / "b.html").write_bytes(b"<html><body>hello</body></html>")
    (tmp_path / "c.html").write_bytes(page(FIRST + LAST))
    done = run(tmp_path, "-f", "jsonl")
    assert done.returncode == 1 and len(done.stdout.splitlines()) == 2 and b"b.html" in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["--no-such-option", "x"], ["-f", "docx", "x"], ["a", "b", "--url", "http://x"]]
)
def test_a_wrong_command_line_is_status_2_with_a_hint(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and b"Usage:" in done.stderr and b"Traceback" not in done.stderr


def test_a_closed_pipe_is_quiet() -> None:
    shell = f"{sys.executable} -m sinaextract {FIXTURES} -q -f jsonl | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=60)
    assert done.stderr == b""
    done = subprocess.run(["bash", "-c", f"{sys.executable} -m sinaextract {POST} | head -1"], capture_output=True)
    assert done.stdout == b"---\n" and done.stderr == b""


def test_unknown_encoding_is_a_clear_error() -> None:
    done = run(GBK, "--encoding", "gb9999")
    assert done.returncode == 2 and b"unknown charset 'gb9999'" in done.stderr


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, sinaextract; print([m for m in ('bs4', 'rich', 'yaml', 'click') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout.strip() == b"[]"


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ([FIXTURES / "refused/login/page.html"], "save the article while logged in"),
        ([GBK, "--encoding", "gb9999"], "try utf-8 or gb18030"),
        ([GBK, "-o", "news.txt", "-f", "markdown", POST], "leave out -f"),
        ([GBK, POST, "--url", "http://x"], "give one INPUT"),
        (["--files-from", "missing.txt"], "one path a line"),
        ([POST, "-o", "x/", "-f", "jsonl"], "news.jsonl"),
        ([POST, "--resume"], "give it with -o"),
        ([], "Give a file, a folder"),
    ],
)
def test_messages_say_what_to_do_next(arguments: list[str | Path], advice: str) -> None:
    done = run(*arguments)
    assert done.returncode in (1, 2, 3) and advice in " ".join(done.stderr.decode().split())


@pytest.mark.parametrize(
    "option", ["-o", "--name-template", "--report", "--errors", "--url", "--media-base", "--include"]
)
def test_a_value_that_is_empty_is_status_2(option: str, tmp_path: Path) -> None:
    """As ``-o "$OUT"`` gives it where the variable is not set: nothing is written, into this folder least of all."""
    (tmp_path / "a.html").write_bytes(page(FIRST + LAST))
    done = run("a.html", option, "", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"") and b"it is empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "finance.sina.com.cn/x.shtml", "x"])
def test_what_is_no_address_is_refused(address: str) -> None:
    done = run(POST, "--url", address)
    assert done.returncode == 2 and b"from http:// or https:// on" in done.stderr


def test_inputs_left_out_as_asked_are_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(FIRST + LAST))
    for more in ([], ["--dry-run"]):
        done = run(tmp_path, "--exclude", "*.html", "-o", tmp_path / "vault/", *more)
        assert done.returncode == 0 and not list(tmp_path.glob("vault/*")) + list(tmp_path.glob("vault/.*"))
    (tmp_path / "b.html").write_bytes(b"<html><body>hello</body></html>")
    assert run(tmp_path, "--exclude", "a.html", "-f", "jsonl").returncode == 1


def test_limits_say_how_to_raise_them() -> None:
    done = run(GBK, env={"SINAEXTRACT_MAX_PAGE_BYTES": "100"})
    assert done.returncode == 3 and b"SINAEXTRACT_MAX_PAGE_BYTES raises it" in done.stderr
