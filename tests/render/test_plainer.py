"""``--no-links`` and ``--no-images``: what a language model reads has no addresses; the text is the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ..command import run, write
from ..pages import FIRST, LAST, page

PICTURE = '<div class="img_wrapper"><img src="http://n.sinaimg.cn/v/%s.jpg"><span class="img_descr">%s</span></div>'
BODY = (
    '<p>　　据<a href="http://www.example.com/r.html">港务_局</a>昨日_通报，<a href="http://b.example.com/">全文</a>见附件。</p>'
    + PICTURE % (1, "临州港夜景")
    + '<blockquote><p>他说：<strong><a href="http://c.example.com/">可以</a>再快</strong>。</p></blockquote>'
    + '<ul><li><a href="http://d.example.com/">条目</a>一</li><li>条目二</li></ul>'
    + PICTURE % (2, "")
    + '<table><tr><td>图<img src="http://n.sinaimg.cn/v/3.jpg" alt="走势"></td><td><a href="http://e.example.com/">表</a></td></tr>'
    "<tr><td>甲</td><td>乙</td></tr></table>" + FIRST + LAST
)
ADDRESS = re.compile(r"https?://[^\s)]+")


def record(folder: Path, *arguments: str) -> dict[str, object]:
    write(folder, {"a.html": page(BODY)})
    done = run(folder / "a.html", "-f", "jsonl", *arguments)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def body(folder: Path, *arguments: str) -> str:
    return str(record(folder, *arguments)["markdown"])


def test_the_page_has_links_and_pictures(tmp_path: Path) -> None:
    assert len(ADDRESS.findall(body(tmp_path))) == 8


def test_no_links_leaves_their_text_and_the_pictures(tmp_path: Path) -> None:
    plain = body(tmp_path, "--no-links")
    assert "据港务_局昨日_通报，全文见附件。" in plain and "**可以再快**" in plain
    assert len(ADDRESS.findall(plain)) == plain.count("![") == 3


def test_no_images_leaves_their_captions_and_the_links(tmp_path: Path) -> None:
    plain = body(tmp_path, "--no-images")
    assert "sinaimg" not in plain and "![" not in plain and "\n\n临州港夜景\n\n" in plain
    assert len(ADDRESS.findall(plain)) == 5 and "| 图" in plain


@pytest.mark.parametrize("flags", [["--no-links"], ["--no-images"], ["--no-links", "--no-images"]], ids=" ".join)
def test_nothing_else_of_the_record_changes(flags: list[str], tmp_path: Path) -> None:
    usual, plain = record(tmp_path), record(tmp_path, *flags)
    assert {key for key in usual if usual[key] != plain[key]} == {"markdown"}
    markdown = run(tmp_path / "a.html", *flags).stdout.decode()
    assert markdown.split("---\n", 2)[2] == f"\n{plain['markdown']}\n"


def test_without_addresses_there_are_none(tmp_path: Path) -> None:
    assert not ADDRESS.search(body(tmp_path, "--no-links", "--no-images"))
    shown = run(tmp_path / "a.html", "--no-links", "--no-images", "--flavor", "obsidian", "--fields", "title").stdout
    assert shown.startswith(b"---\ntitle: ") and not ADDRESS.search(shown.decode())
