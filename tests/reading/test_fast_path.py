"""The reduced page and the whole page give identical records, whatever was done to the page.

Pages are the fixtures and, where it exists beside the project, the corpus of real pages; then the same pages with
regions cut, doubled and moved, closing tags broken, and marks set into comments and scripts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sinaextract import NotAnArticle, extract
from sinaextract.article.article import Reading
from sinaextract.article.record import to_record
from sinaextract.extraction.pipeline import Request, extract_as
from sinaextract.extraction.templates import FAST_PATH_MARKS
from sinaextract.reading.fast_path import Reduced
from sinaextract.reading.fast_path import reduce_page as reduce_by
from sinaextract.reading.partial_index import Incomplete

from ..mutants import HERE, PAGES, some_mutants

MUTANTS = 400


def reduce_page(data: bytes) -> Reduced | None:
    return reduce_by(data, FAST_PATH_MARKS)


def record(reading: Reading, data: bytes) -> dict[str, Any] | str:
    try:
        return to_record(extract_as(reading, data, Request()), explain=True)
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
    [
        b"<!--",
        b"<script>",
        b"<textarea>",
        b"<plaintext>",
        b'<meta property="og:url" content="x">',
        b"</html>",
        b"<script><!-- f('<script></script>') -->",  # double escaped until then, and not closed
        b'<style type="text/css></style><a href="x">',  # its tag goes on to the next quotation mark
        b'<script src="a></script><script>f()</script><a href="x">',
        b'<img alt="x><!--<a href="y">-->',  # the comment begins in a value
        b"<script>f()</scripts>",
        b"</di<textarea>",
        b'<span class="a&>x</span></div><a href="b">',
        b"<p>x</p~\n</div>",
    ],
)
@pytest.mark.parametrize("name", ["finance-main-title/plain", "artibody-title/gb2312-photo"])
def test_what_is_unclear_never_gives_another_record(name: str, junk: bytes) -> None:
    data = (HERE / "fixtures" / name / "page.html").read_bytes()
    assert reduce_page(data) is not None
    body = data.index(b">", data.index(b'id="artibody"')) + 1
    for at in (data.index(b"<body"), data.index(b"<div"), data.rindex(b"<h1", 0, body), body):
        mutant = data[:at] + junk + data[at:]
        assert record("reduced", mutant) in ("incomplete", "refused", record("whole", mutant)), at


@pytest.mark.parametrize(
    "junk", [b"<img alt='9 /></div>", b'<img alt="9 /></div>', b"<img alt= '9>", b"<a href=x ", b"<div\n"]
)
@pytest.mark.parametrize("mark", [b"main-title", b'id="artibody"'])
def test_a_tag_or_attribute_that_swallows_what_follows(junk: bytes, mark: bytes) -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    at = data.rindex(b"<", 0, data.index(b"<h1") + 4 if mark == b"main-title" else data.index(mark))
    data = data[:at] + junk + data[at:]
    assert record("reduced", data) in ("incomplete", "refused", record("whole", data))


def test_a_source_that_does_not_close_before_the_body() -> None:
    data = (HERE / "fixtures/artibody-title/tech-2019/page.html").read_bytes()
    start = data.rindex(b"<", 0, data.index(b'id="media_name"'))
    end = data.rindex(b"<", 0, data.index(b'id="artibody"'))
    data = data[:start] + b'<span id="media_name"><a href="x">x<div></a></span>' + data[end:]
    assert record("reduced", data) in ("incomplete", record("whole", data))


@pytest.mark.parametrize("name", [b"textarea", b"iframe", b"noembed"])
def test_a_raw_element_in_the_keyword_block_that_goes_on_after_it(name: bytes) -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    at = data.index(b"</a>", data.index(b'class="keywords"'))
    end = data.index(b"</div>", data.index(b"</div>", data.index(b"</div>", at) + 1) + 1)
    data = data[:at] + b"<" + name + b">" + data[at:end] + b"</" + name + b">" + data[end:]
    assert record("reduced", data) in ("incomplete", record("whole", data))


def test_a_name_that_only_begins_like_div() -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    at = data.rindex(b"<div", 0, data.index(b'id="artibody"'))
    data = data[:at] + b"<divb" + data[at + 4 :]
    assert reduce_page(data) is None


NEWS, OLD = "fixtures/news-main-title/poem/page.html", "fixtures/artibody-title/tech-2019/page.html"


@pytest.mark.parametrize(("one", "other"), [(OLD, NEWS), (NEWS, OLD)])
def test_of_two_articles_in_one_page_the_first_is_read(one: str, other: str) -> None:
    """Without the end of the first page, which would tell that they were glued."""
    first, second = ((HERE / name).read_bytes().decode() for name in (one, other))
    first, second = (text.replace("</html>", "").replace("</body>", "") for text in (first, second))
    reduced, whole = (record(reading, (first + second).encode()) for reading in ("reduced", "whole"))
    assert isinstance(whole, dict) and reduced in ("incomplete", whole)
    assert whole["title"] == extract((HERE / one).read_bytes()).title


@pytest.mark.parametrize("place", [b"<meta", b"<h1", b"</h1>", b"</p>", b"</body>"])
@pytest.mark.parametrize("name", [OLD, NEWS])
def test_a_page_that_a_script_writes_is_not_glued(name: str, place: bytes) -> None:
    data = (HERE / name).read_bytes()
    written = b"<script>w('</html><!DOCTYPE html><html>')</script><!-- </html><!DOCTYPE html><html> -->"
    changed = data.replace(place, written + place, 1)
    reduced, whole = (record(reading, changed) for reading in ("reduced", "whole"))
    assert isinstance(whole, dict) and reduced in ("incomplete", whole) and whole["title"] == extract(data).title
    glued = data.replace(place, b"</html><!DOCTYPE html><html>" + place, 1)
    assert {record(reading, glued) for reading in ("reduced", "whole")} == {"refused"}


def test_a_page_that_an_advert_shows_as_text_loses_its_ends_in_both_readings() -> None:
    data = (HERE / "fixtures/finance-main-title/plain/page.html").read_bytes()
    at = data.index(b"<p>", data.index(b'id="artibody"'))
    advert = b"<p><textarea><iframe src=\"javascript:'<html><body></body></html>'\"></iframe></textarea></p>"
    reduced, whole = (record(reading, data[:at] + advert + data[at:]) for reading in ("reduced", "whole"))
    assert isinstance(whole, dict) and reduced in ("incomplete", whole)
