"""``--files-from``: lists as editors and shells write them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.command import article, run, write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lists_in_any_charset(tmp_path: Path, encoding: str, end: str) -> None:
    folder = write(tmp_path / "旧页", {"渡轮.html": article(1), "码头.html": article(2)})
    paths = [str(folder / "渡轮.html"), str(folder / "码头.html")]
    (tmp_path / "list.txt").write_bytes((end.join(paths) + end).encode(encoding))
    done = run("--files-from", tmp_path / "list.txt", "-f", "jsonl")
    assert done.returncode == 0, done.stderr.decode()
    assert [json.loads(line)["input"] for line in done.stdout.splitlines()] == paths


@pytest.mark.parametrize(
    "content",
    [
        article(1),
        b"\xef\xbb\xbf\r\n" + article(1),
        b"\n---\ntitle: x\n---\n<div>",
        b'{"html": "<p>"}\n',
        gzip.compress(article(1)),
        b"PK\x03\x04",
    ],
)
def test_what_is_no_list_is_told_once(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page").write_bytes(content)
    done = run("--files-from", "page", "-f", "jsonl", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count(b"--files-from page:") == 1 and not done.stdout
    by_stdin = run("--files-from", "-", "-f", "jsonl", cwd=tmp_path, stdin=content)
    assert by_stdin.returncode == 2 and b"--files-from -:" in by_stdin.stderr


def test_a_list_of_odd_names_is_a_list(tmp_path: Path) -> None:
    write(tmp_path, {"<b>.html": article(1), "{x}.html": article(2)})
    (tmp_path / "list").write_bytes(b"{x}.html\n<b>.html\n<gone>\n---\n")
    done = run("--files-from", "list", "-f", "jsonl", cwd=tmp_path)
    assert done.returncode == 3 and done.stdout.count(b"\n") == 2 and b"<gone>: No such file" in done.stderr
