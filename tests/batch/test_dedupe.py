"""``--dedupe``: what has no text is no duplicate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import article, run, tree, write


def post(title: str, body: str) -> bytes:
    return f"\n---\ntitle: '{title}'\ndate: Fri, 05 Mar 2021 01:26:41 GMT\n---\n<div>{body}</div>\n".encode()


def test_articles_without_text_are_never_merged(tmp_path: Path) -> None:
    picture = '<div class="img_wrapper"><img src="https://n.sinaimg.cn/{}.jpg"></div>'
    folder = write(
        tmp_path / "saved",
        {
            "a.md": post("一图看懂码头", picture.format("a")),
            "b.md": post("一图看懂渡轮", picture.format("b")),
            "c.md": post("渡轮", "<p>渡轮停航。</p>"),
            "d.md": post("渡船", "<p>渡轮 停航。</p>"),
        },
    )
    done = run(folder, "-f", "jsonl", "--dedupe", "-j", "1")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(r["input"]).name for r in records] == ["a.md", "b.md", "c.md"]
    assert [r["text_sha256"] is None for r in records] == [True, True, False]
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("in/a.html", "in/a.html"), ["in/a.html"]),
        (("in", "in/a.html"), ["in/a.html", "in/b.html"]),
        (("in/b.html", "in", "in"), ["in/b.html", "in/a.html"]),
    ],
)
def test_a_file_that_is_given_twice_is_kept_once(tmp_path: Path, given: list[str], names: list[str]) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b.html": article(2)})
    done = run(*given, "-f", "jsonl", "--dedupe", cwd=tmp_path)
    assert [json.loads(line)["input"] for line in done.stdout.splitlines()] == names
    for _ in range(2):
        run(*given, "-o", "vault/", "--dedupe", "--resume", cwd=tmp_path)
        assert len(tree(tmp_path / "vault")) == len(names)
        run(*given, "-o", "news.jsonl", "--dedupe", "--resume", cwd=tmp_path)
        assert (tmp_path / "news.jsonl").read_bytes() == done.stdout
