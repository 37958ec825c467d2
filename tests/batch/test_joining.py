"""Several articles in one file or stream stay several, and a resumed file is the file of one run, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sinaextract.render.formats import FORMATS, Format
from sinaextract.render.options import Options

from ..command import Done, article, articles, counts, run, write
from ..pages import page

pytestmark = pytest.mark.slow

ALL = pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
LAST_LINES = {
    "paragraph": "<p>　　最后一段。</p>",
    "list": "<ul><li>最后一项</li></ul>",
    "quote": "<blockquote><p>最后一句。</p></blockquote>",
    "table": "<table><tr><td>港口</td><td>单数</td></tr><tr><td>临州</td><td>3</td></tr></table>",
    "two lines": "<p>　　上一行<br>下一行</p>",
}


@pytest.mark.parametrize("name", LAST_LINES)
def test_no_last_paragraph_becomes_a_heading(name: str, tmp_path: Path) -> None:
    body = "<p>　　第一段。</p>" + LAST_LINES[name]
    write(tmp_path, {"a.html": page(body), "b.html": article(2)})
    alone = run(tmp_path / "a.html").stdout.decode()
    both = run(tmp_path / "a.html", tmp_path / "b.html", "-q").stdout.decode()
    assert both == alone + "\n" + run(tmp_path / "b.html").stdout.decode()
    parser = MarkdownIt("commonmark").enable("table")
    content = alone.split("---\n", 2)[2]
    assert parser.render(both.split("---\n", 2)[2]).startswith(parser.render(content))


def test_text_of_the_next_article_follows_a_blank_line(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1), "b.html": article(2), "c.html": b"<html>"})
    texts = [run(tmp_path / name, "-f", "text").stdout for name in ("a.html", "b.html")]
    assert run(tmp_path, "-f", "text", "-q").stdout == b"\n".join(texts)


def test_fields_of_several_pages_have_no_blank_lines_between(tmp_path: Path) -> None:
    articles(tmp_path, 3)
    assert run(tmp_path, "-q", "--property", "template").stdout == b"finance-main-title\n" * 3


def _file(folder: Path, format: Format, *arguments: str) -> Done:
    return run(folder, "-f", format.name, "-o", folder.parent / f"news{format.ending}", *arguments)


@ALL
@pytest.mark.parametrize("added", ["first", "middle", "last", "none", "changed"])
def test_a_resumed_file_is_that_of_one_run(format: Format, added: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {f"{name}.html": article(ord(name)) for name in "bdf"})
    assert counts(_file(folder, format))["written"] == 3
    new = {"first": "a", "middle": "c", "last": "g", "changed": "d"}.get(added)
    write(folder, {f"{new}.html": article(1000)} if new else {})
    resumed = _file(folder, format, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    (tmp_path / "anew").mkdir()
    anew = tmp_path / "anew" / f"news{format.ending}"
    assert run(folder, "-f", format.name, "-o", anew).returncode == 0
    assert anew.read_bytes() == (tmp_path / f"news{format.ending}").read_bytes()


@ALL
def test_no_article_at_all_gives_a_file_all_the_same(format: Format, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.html": b"<html><p>kein Artikel</p>"})
    assert _file(folder, format).returncode == 1
    written = (tmp_path / f"news{format.ending}").read_bytes()
    assert format.finisher or written == format.joined(Options(), alone=False).empty


def test_a_pipe_has_what_a_file_has(tmp_path: Path) -> None:
    articles(tmp_path / "in", 3)
    for format in FORMATS:
        if format.finisher:
            continue
        assert _file(tmp_path / "in", format).returncode == 0
        piped = run(tmp_path / "in", "-f", format.name, "-q").stdout
        assert piped == (tmp_path / f"news{format.ending}").read_bytes(), format.name
