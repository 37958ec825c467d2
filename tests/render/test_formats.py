"""What holds for every format of the table: it is written, told as ours, resumed, replaced, never read as a page."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest

from sinaextract import Article, extract
from sinaextract.render.formats import FLAVORS, FORMATS, NAMES_AND_ALIASES, Format, flavored, is_own_output, named
from sinaextract.render.options import Options

from ..command import article, counts, run, tree, write
from ..pages import FIRST, LAST, page

pytestmark = pytest.mark.slow

PICTURE = '<div class="img_wrapper"><img src="http://n.sinaimg.cn/v/1.jpg"></div>'  # gives an article without text
EVERY = pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
TELLING = pytest.mark.parametrize("format", [f for f in FORMATS if f.is_own], ids=lambda format: format.name)
ONE_EACH = pytest.mark.parametrize("format", [f for f in FORMATS if not f.one_file], ids=lambda format: format.name)


def _target(folder: Path, format: Format) -> Path:
    return folder / f"news{format.ending}" if format.one_file else folder


@EVERY
def test_names_and_endings_are_unmistakable(format: Format) -> None:
    assert format.ending.startswith(".") and [f for f in FORMATS if f.ending == format.ending] == [format]
    names = (format.name, *format.aliases)
    assert all(named(name) is format for name in names)
    assert sum(NAMES_AND_ALIASES.count(name) for name in names) == len(names)
    assert format.name in run("--help").stdout.decode()


def test_the_table_loads_no_renderer() -> None:
    done = run("--help", env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = done.stderr.decode()
    assert "sinaextract.render.formats" in loaded
    assert not any(f"sinaextract.render.{format.renderer.split('.')[0]}\n" in loaded for format in FORMATS)
    assert "sinaextract.render.flavors" not in loaded


@TELLING
def test_what_is_written_is_told_as_ours_and_by_no_other_format(format: Format, tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b.html": article(2)})
    assert run(tmp_path / "in", "-f", format.name, "-o", tmp_path / f"news{format.ending}").returncode == 0
    whole = (tmp_path / f"news{format.ending}").read_bytes()
    assert format.is_own is not None and format.is_own(BytesIO(whole)) and is_own_output(whole)
    assert [f.name for f in FORMATS if f.is_own and f.is_own(BytesIO(whole))] == [format.name]
    for cut in (0, 1, 9):
        assert not format.is_own(BytesIO(whole[:cut]))


def _articles() -> dict[str, Article]:
    words = "、".join(f"词{number:05}" for number in range(9000))
    return {
        "usual": extract(page(FIRST + LAST)),
        "without-text": extract(page(PICTURE)),
        "long-front-matter": extract(page(FIRST + LAST, f'<meta name="keywords" content="{words}">')),
        "long-title": extract(page(FIRST).replace("提速</h1>".encode(), ("提速" * 40_000 + "</h1>").encode())),
        "markup-in-text": extract(page('<p>　　他说：a &lt; b，"c\\"，</p>' + LAST)),
    }


ARTICLES = _articles()


@pytest.mark.parametrize("name", ARTICLES)
def test_ours_are_told_whatever_the_article(name: str) -> None:
    for format in FORMATS:
        if format.is_own and not format.finisher:
            for explain in (False, True):
                options = Options(explain=explain)
                start = format.joined(options, alone=True).start
                assert is_own_output(start + format.render(ARTICLES[name], options).encode()), format.name
    for flavor in FLAVORS:
        assert is_own_output(flavored(ARTICLES[name], flavor).encode()), flavor


def test_the_long_ones_are_long() -> None:
    markdown = named("markdown").render(ARTICLES["long-front-matter"]).encode()
    assert markdown.index(b"\n---\n") > 1 << 16 and ARTICLES["without-text"].text == ""


@pytest.mark.parametrize(
    "data",
    [
        b"---\ntitle: a\ninput: b\n---\n\nschema_version: 1\ntemplate: x\nencoding: y\n---\n",
        b"---\ntitle: a\ntemplate: post\ntags:\n- x\n---\n",
        b"---\nschema_version: 1\ninput: a\ntemplate: b\nencoding: c\n",
        b'{"schema_version": 1, "name": "x"}\n',
        b'{\n  "schema_version": 3\n}\n',
        b'{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", "inLanguage": "en"}\n',
        b'{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "<b>", "inLanguage": "zh-Hans"}\n',
        b"PAR1PAR1",
        b"PAR1" + bytes(20) + b"PAR1",
        b"<!doctype html><!-- another report -->",
        b"",
    ],
)
def test_files_of_others_are_not_ours(data: bytes) -> None:
    assert not is_own_output(data)


@EVERY
def test_an_output_met_in_an_input_folder_is_no_page(format: Format, tmp_path: Path) -> None:
    """In the folder of the pages, and in a copy of the output that knows nothing of the run that wrote it."""
    folder = write(tmp_path / "in", {"a.html": article(1), "c/b.shtml": article(2)})
    first = run(folder, "-f", format.name, "-o", _target(folder, format))
    assert first.returncode == 0 and counts(first)["written"] == 2, first.stderr
    again = run(folder, "-f", "jsonl")
    assert again.returncode == 0 and counts(again)["written"] == 2, again.stderr
    copy = tmp_path / "copy"
    for name, data in tree(folder).items():
        write(copy, {name: data})
    assert (copy / "a.html").exists() and not list(copy.glob(".*"))
    elsewhere = run(copy, "-f", "jsonl")
    assert elsewhere.returncode == 0 and counts(elsewhere)["written"] == 2, elsewhere.stderr


@EVERY
def test_a_run_is_resumed(format: Format, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.html": article(1), "b.html": article(2)})
    target = _target(tmp_path / "out", format)
    assert counts(run(folder, "-f", format.name, "-o", target))["written"] == 2
    before = tree(tmp_path / "out")
    again = run(folder, "-f", format.name, "-o", target, "--resume")
    assert counts(again)["skipped"] == 2 and counts(again)["written"] == 0 and tree(tmp_path / "out") == before
    write(folder, {"c.html": article(3)})
    resumed = run(folder, "-f", format.name, "-o", target, "--resume")
    assert resumed.returncode == 0 and counts(resumed)["written"] == (3 if format.finisher else 1), resumed.stderr
    after = tree(tmp_path / "out")
    assert format.one_file or {name: after[name] for name in before} == before
    assert len(after) == len(before) + (not format.one_file)


@ONE_EACH
def test_an_output_is_replaced_also_without_the_journal_of_its_run(format: Format, tmp_path: Path) -> None:
    """What people edit by hand needs ``--force`` then: an edit could not be told; nothing else does."""
    folder = write(tmp_path / "in", {"a.html": article(1)})
    run(folder, "-f", format.name, "-o", tmp_path / "out")
    write(folder, {"a.html": article(4)})
    assert run(folder, "-f", format.name, "-o", tmp_path / "out").returncode == 0
    written = tree(tmp_path / "out")
    for hidden in (tmp_path / "out").glob(".*"):
        shutil.rmtree(hidden) if hidden.is_dir() else hidden.unlink()
    write(folder, {"a.html": article(7)})
    anew = run(folder, "-f", format.name, "-o", tmp_path / "out")
    assert (tree(tmp_path / "out") != written) != format.by_hand
    assert not format.by_hand or b"--force" in anew.stderr
    assert run(folder, "-f", format.name, "-o", tmp_path / "out", "--force").returncode == 0
    assert tree(tmp_path / "out") != written


@pytest.mark.parametrize("alias", [alias for format in FORMATS for alias in format.aliases])
def test_an_alias_is_the_format(alias: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1)})
    assert run(tmp_path / "a.html", "-f", alias).stdout == run(tmp_path / "a.html", "-f", named(alias).name).stdout


def test_notes_beside_pages_are_passed_over_but_not_when_they_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1), "notes.txt": "没有标签的笔记".encode(), "page.txt": article(2)})
    assert run(tmp_path / "a.html", "-o", tmp_path / "chosen.md", "--fields", "title,date").returncode == 0  # unmarked
    done = run(tmp_path, "-f", "jsonl")
    assert done.returncode == 0 and counts(done) == {"written": 2, "skipped": 2, "refused": 0, "failed": 0}
    assert run(tmp_path / "notes.txt").returncode == run(tmp_path / "chosen.md").returncode == 1


def test_the_package_of_a_format_is_asked_for_before_anything_is_read(tmp_path: Path) -> None:
    (lacking,) = [format for format in FORMATS if format.package]
    assert lacking.package is not None
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules[{lacking.package[0]!r}] = None\n")
    hidden = {"PYTHONPATH": str(tmp_path)}
    done = run("missing.html", "-f", lacking.name, "-o", tmp_path / f"x{lacking.ending}", env=hidden)
    assert done.returncode == 2 and f"sinaextract[{lacking.package[1]}]".encode() in done.stderr, done.stderr
