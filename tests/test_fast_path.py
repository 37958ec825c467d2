"""The reduced page and the whole page give identical records, whatever was done to the page.

Pages are the fixtures and, where it exists beside the project, the corpus of real pages; then the same pages with
regions cut, doubled and moved, closing tags broken, and marks set into comments and scripts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sinaextract import NotAnArticle
from sinaextract.page import Reading
from sinaextract.pipeline import extract_as
from sinaextract.region import Incomplete, reduce_page
from sinaextract.render.record import to_record

from .mutants import HERE, PAGES, some_mutants

MUTANTS = 400


def record(reading: Reading, data: bytes) -> dict[str, Any] | str:
    try:
        return to_record(extract_as(reading, data), explain=True)
    except Incomplete:
        return "incomplete"
    except NotAnArticle:
        return "refused"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:]))
def test_page_as_saved(page: Path) -> None:
    data = page.read_bytes()
    reduced = record("reduced", data)
    assert reduced in ("incomplete", "refused") or reduced == record("whole", data)


def test_mutated_pages() -> None:
    fast = 0
    for number, data in enumerate(some_mutants(MUTANTS, seed=20260101)):
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


@pytest.mark.parametrize(
    "junk", [b"<img alt='9 /></div>", b'<img alt="9 /></div>', b"<img alt= '9>", b"<a href=x ", b"<div\n"]
)
@pytest.mark.parametrize("mark", [b"main-title", b'id="artibody"'])
def test_a_tag_or_attribute_that_swallows_what_follows(junk: bytes, mark: bytes) -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    at = data.rindex(b"<", 0, data.index(b"<h1") + 4 if mark == b"main-title" else data.index(mark))
    data = data[:at] + junk + data[at:]
    assert record("reduced", data) in ("incomplete", "refused", record("whole", data))


def test_a_name_that_only_begins_like_div() -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    at = data.rindex(b"<div", 0, data.index(b'id="artibody"'))
    data = data[:at] + b"<divb" + data[at + 4 :]
    assert reduce_page(data) is None
