"""The reduced page and the whole page give identical records, whatever was done to the page.

Pages are the fixtures and, where it exists beside the project, the corpus of real pages; then the same pages with
regions cut, doubled and moved, closing tags broken, and marks set into comments and scripts.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from sinaextract import NotAnArticle
from sinaextract.page import Reading
from sinaextract.pipeline import extract_as
from sinaextract.region import Incomplete, reduce_page
from sinaextract.render.record import to_record

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
PAGES = sorted(HERE.glob("fixtures/*/*/page.*")) + sorted(p for d in ("pages", "posts") for p in CORPUS.glob(f"{d}/*"))
MUTANTS = 400

INSERTS = [
    b'<h1 class="main-title">x</h1>', b'<h1 id="artibodyTitle">z</h1>',
    b'<div class="article" id="artibody"><p>y</p></div>', b'<!-- <h1 class="main-title">c</h1> -->',
    b'<script>var a=\'<div id="artibody"><p>s</p></div>\'</script>', b"<!--", b"-->", b"<script>",
    b"</script>", b"<style>", b"<textarea>", b"<iframe>", b"</iframe>", b"</div>", b"<div>", b"</p>", b"<p>",
    b"<table><tr><td>", b"</td>", b"</table>", b"</body>", b"</html>", b"<body>", b"<b>", b"</b>",
    b"<a href=x>", b'<span class="date">2020-01-01 10:10</span>', b'<div class="keywords"><a>k</a></div>',
    b"<div id='artibody'>", b'<p class="article-editor">q</p>',
    b'<meta property="og:url" content="http://a.sina.com.cn/x">',
]  # fmt: skip


def record(reading: Reading, data: bytes) -> dict[str, Any] | str:
    try:
        return to_record(extract_as(reading, data), explain=True)
    except Incomplete:
        return "incomplete"
    except NotAnArticle:
        return "refused"


def mutate(data: bytes, chance: random.Random) -> bytes:
    """``data`` with one to three regions cut, doubled or moved, closing tags dropped or markup set in, at tags."""
    for _ in range(chance.randint(1, 3)):
        start = max(0, data.find(b"<", chance.randrange(len(data))))
        stop = max(start, data.find(b"<", min(len(data) - 1, start + chance.choice([5, 40, 400, 4000, 20000]))))
        kind = chance.choice(["cut", "double", "move", "insert", "insert", "unclose"])
        if kind == "cut":
            data = data[:start] + data[stop:] or data
        elif kind == "double":
            data = data[:stop] + data[start:stop] + data[stop:]
        elif kind == "move":
            rest = data[:start] + data[stop:]
            place = max(0, rest.find(b"<", chance.randrange(len(rest) or 1)))
            data = rest[:place] + data[start:stop] + rest[place:]
        elif kind == "insert":
            data = data[:start] + chance.choice(INSERTS) + data[start:]
        elif (closing := data.find(b"</", start)) >= 0:
            data = data[:closing] + data[data.find(b">", closing) + 1 :]
    return data


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:]))
def test_page_as_saved(page: Path) -> None:
    data = page.read_bytes()
    reduced = record("reduced", data)
    assert reduced in ("incomplete", "refused") or reduced == record("whole", data)


def test_mutated_pages() -> None:
    chance = random.Random(20260101)
    pages = [data for page in PAGES if len(data := page.read_bytes()) < 150_000]
    fast = 0
    for number in range(MUTANTS):
        data = mutate(chance.choice(pages), chance)
        reduced = record("reduced", data)
        if isinstance(reduced, str):
            continue
        fast += reduce_page(data) is not None
        assert reduced == record("whole", data), f"mutant {number}"
    assert fast > MUTANTS // 10, "the fast path was hardly taken"


def test_the_fast_path_is_taken_for_the_large_families() -> None:
    taken = {p.parts[-3] for p in PAGES if "fixtures" in p.parts and reduce_page(p.read_bytes())}
    assert {"finance-main-title", "news-main-title", "finance-article-16", "artibody-title", "kandian"} <= taken


@pytest.mark.parametrize(
    "junk",
    [b"<!--", b"<script>", b"<textarea>", b"<plaintext>", b'<meta property="og:url" content="x">', b"</html>"],
)
def test_what_is_unclear_never_gives_another_record(junk: bytes) -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    assert reduce_page(data) is not None
    at = data.index(b"<h1")
    data = data[:at] + junk + data[at:]
    reduced = record("reduced", data)
    assert reduced in ("incomplete", "refused") or reduced == record("whole", data)
