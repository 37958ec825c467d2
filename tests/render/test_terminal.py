"""``--view``: everything a reader needs is there; nothing that a page says steers the terminal."""

from __future__ import annotations

import re
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

from sinaextract import extract, extract_file
from sinaextract.render.terminal import to_view
from sinaextract.render.wrapping import line_ends
from sinaextract.text.whitespace import squeeze

from ..command import run
from ..mutants import PAGES as ALL
from ..mutants import some_mutants
from ..pages import FIRST, LAST, page
from ..terminal import Terminal

FIXTURES = Path(__file__).parent.parent / "fixtures"
TABLES = FIXTURES / "post/tables/page.md"
STOCKS = FIXTURES / "finance-main-title/symbols-and-disclaimer/page.html"
PAGES = [path for path in ALL if "refused" not in path.parts]
LONG = page("".join(f"<p>　　第{number}段写的是港口。</p>" for number in range(60)))
_ALLOWED = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[^;\x1b]*;[^\x00-\x20\x7f-\x9f]*\x1b\\")


def harmless(shown: str) -> bool:
    """Nothing but colours and links for the terminal to act on."""
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", _ALLOWED.sub("", shown))


@pytest.mark.parametrize("path", PAGES, ids=["/".join(path.parts[-3:-1]) for path in PAGES])
@pytest.mark.parametrize("width", [20, 80])
def test_every_line_of_the_text_and_every_caption_is_shown(path: Path, width: int) -> None:
    article = extract_file(path)
    shown = to_view(article, width, styled=False)
    assert max(map(cell_len, shown.split("\n"))) <= width and "\x1b" not in shown
    seen = squeeze(re.sub("[│┌┬┐├┼┤└┴┘─]", "", shown))
    if not any("\t" in line for line in article.text.split("\n")):  # cells that are broken into lines interleave
        assert all(squeeze(re.sub("[│─]", "", line)) in seen for line in article.text.split("\n"))
    for wanted in (article.title, article.source, article.editor, *(image.caption for image in article.images)):
        assert squeeze(wanted or "") in seen


def test_mutants_are_harmless() -> None:
    for data in some_mutants(60, seed=12):
        try:
            article = extract(data)
        except Exception:
            continue
        assert harmless(to_view(article, 80, styled=True))


def test_tables_lists_and_quotes_keep_their_shape() -> None:
    shown = run(TABLES, "--view").stdout.decode()
    assert "│ 合计         │ 31204.5" in shown and "• 给412个行政村" in shown and "1. 今年底前" in shown
    assert "\n    “快递进村不是" in shown and "\x1b" not in shown


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x08\x08\x08", "\x1b]8;;http://x\x1b\\", "\u202eabc", "\u2066",
        "\x85", "[red]", ":smile:", "&#27;[31m", "&#x9b;1m", "\\x1b[31m",
    ],
)  # fmt: skip
def test_what_a_page_says_cannot_steer_the_terminal(hostile: str) -> None:
    body = (
        f'<p>　　{hostile}甲{hostile}</p><p><b>{hostile}</b><a href="http://e.com/{hostile}">乙{hostile}</a></p>'
        f'<p><a href="javascript:alert(1)">丙</a></p><table><tr><td>{hostile}</td><td>丁</td></tr></table>'
        f'<div class="img_wrapper"><img src="http://e.com/{hostile}.jpg" alt="戊{hostile}"></div>'
    )
    head = f'<meta name="description" content="{hostile}"><meta property="og:url" content="http://e.com/{hostile}">'
    data = page(FIRST + body + LAST, head).replace(b"</h1>", f"{hostile}</h1>".encode())
    shown = to_view(extract(data), 80, styled=True)
    assert harmless(shown) and "甲" in shown and "javascript:" not in shown
    if hostile in ("[red]", ":smile:"):
        assert hostile in shown


def test_hostile_front_matter_is_inert() -> None:
    post = '---\ntitle: "a\\e[2Jb"\nauthor: "\\e]0;x\\a"\ncategories: ["\\x9b1m"]\n---\n<div><p>　　正文。</p></div>'
    shown = to_view(extract(post.encode()), 80, styled=True)
    assert harmless(shown) and "正文" in shown


def test_a_long_article_is_paged_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "long.html").write_bytes(LONG)
    with closing(Terminal(["sinaextract", "long.html", "--view"], tmp_path)) as terminal:
        first = terminal.read_until("第5段")
        assert "临州港跨境结算提速" in first and "第50段" not in first
        terminal.type("G")
        assert "第59段" in terminal.read_until("第59段")
        terminal.type("q")
        terminal.read_until(None)


def test_a_short_one_is_shown_in_colour_and_left_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "short.html").write_bytes(page(FIRST))
    with closing(Terminal(["sinaextract", "short.html", "--view"], tmp_path)) as terminal:
        shown = terminal.read_until(None, raw=True)
    assert "临州港昨日" in shown and "\x1b[1" in shown
    with closing(Terminal(["sinaextract", "short.html", "--view"], tmp_path, {"NO_COLOR": "1"})) as terminal:
        shown = terminal.read_until(None, raw=True)
    assert "临州港昨日" in shown and not re.search(r"\x1b\[[\d;]*3\d", shown)


def test_it_goes_with_one_page_only(tmp_path: Path) -> None:
    for arguments in ([STOCKS, TABLES], [FIXTURES], [STOCKS, "-o", tmp_path / "x"], [STOCKS, "-f", "json"]):
        done = run(*arguments, "--view")
        assert done.returncode == 2 and b"give one INPUT" in done.stderr


def test_a_page_that_is_none_is_refused(tmp_path: Path) -> None:
    done = run(FIXTURES / "refused/home/page.html", "--view")
    assert done.returncode == 1 and done.stdout == b"" and b"home page" in done.stderr


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("东澜港口集团", ["东澜港口", "集团"]),
        ("东澜港口，集团", ["东澜港", "口，集团"]),
        ("东澜港“口”集", ["东澜港", "“口”集"]),
        ("a bc def ghi", ["a bc def ", "ghi"]),
        ("http://example.com", ["http://e", "xample.c", "om"]),
        ("港口600519股", ["港口", "600519股"]),
        ("", [""]),
    ],
)
def test_where_lines_end(text: str, lines: list[str]) -> None:
    ends = [0, *line_ends(text, 8, cell_len), len(text)]
    assert [text[begin:end] for begin, end in pairwise(ends)] == lines
