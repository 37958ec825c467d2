"""Every fixture page gives its expected record, key by key, and its expected Markdown; refused pages are refused.

Fixtures are discovered from the folders ``tests/fixtures/<template>/<slug>/``; a page without expectations fails.
Expectations are written by ``scripts/make_expected.py``, never by a test.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sinaextract import Article, NotAnArticle, extract
from sinaextract.article.record import KEYS, to_record
from sinaextract.render.markdown import to_markdown

FIXTURES = Path(__file__).parent.parent / "fixtures"
PAGES = sorted(p for p in FIXTURES.glob("*/*/page.*") if p.parts[-3] != "refused")
REFUSED = sorted(FIXTURES.glob("refused/*/page.*"))


def slug(page: Path) -> str:
    return page.parent.relative_to(FIXTURES).as_posix()


@cache
def article_of(page: Path) -> Article:
    return extract(page.read_bytes(), input=page.name)


@cache
def expected_of(page: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((page.parent / "expected.json").read_text("utf-8"))
    return expected


def test_there_are_fixtures() -> None:
    assert PAGES


@pytest.mark.parametrize("key", [*KEYS, "removed"])
@pytest.mark.parametrize("page", PAGES, ids=slug)
def test_field(page: Path, key: str) -> None:
    record = json.loads(json.dumps(to_record(article_of(page), explain=True)))
    assert record[key] == expected_of(page)[key]


@pytest.mark.parametrize("page", PAGES, ids=slug)
def test_markdown(page: Path) -> None:
    assert to_markdown(article_of(page)).encode() == (page.parent / "expected.md").read_bytes()


@pytest.mark.parametrize("page", PAGES, ids=slug)
def test_is_of_its_folders_template_and_says_why_it_exists(page: Path) -> None:
    assert article_of(page).template == page.parts[-3]
    assert len((page.parent / "why.txt").read_text("utf-8").strip().splitlines()) == 1


@pytest.mark.parametrize("page", REFUSED, ids=slug)
def test_refusal_names_what_the_page_seems_to_be(page: Path) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        extract(page.read_bytes())
    assert (page.parent / "refusal.txt").read_text("utf-8").strip() in str(refusal.value)
