"""``--files-from``: lists as editors and shells write them."""

from __future__ import annotations

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
