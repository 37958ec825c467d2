"""Nothing vanishes: what a reader sees of the article's body is in the text, a caption or the ledger.

Counted in characters without white space, on fixtures, on real pages where they are at hand, and on mutants of both.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sinaextract import NotAnArticle
from sinaextract.page import open_page, visible_text
from sinaextract.pipeline import extract_as
from sinaextract.templates import choose
from sinaextract.whitespace import squeeze

from .mutants import PAGES, some_mutants


def balance(data: bytes) -> tuple[str, str] | None:
    """Characters of the body that are nowhere in the record, and characters of the record that are not in the body."""
    try:
        article = extract_as("whole", data)
    except NotAnArticle:
        return None
    page = open_page(data)
    template = choose(page)
    body = page.index.first(template.body) if template else None
    assert body is not None
    seen = Counter(squeeze(visible_text(body)))
    kept = Counter(squeeze(article.text + "".join(r.text for r in article.removed)))
    kept.update(squeeze("".join(image.caption for image in article.images)))
    alts = Counter(squeeze("".join(img.get("alt") or "" for img in body.iter("img"))))  # captions in photo boxes
    return "".join((seen - kept).elements()), "".join((kept - seen - alts).elements())


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:]))
def test_page_as_saved(page: Path) -> None:
    assert balance(page.read_bytes()) in (None, ("", ""))


def test_mutants() -> None:
    balanced = 0
    for number, data in enumerate(some_mutants(400, seed=20261123)):
        result = balance(data)
        assert result in (None, ("", "")), f"mutant {number}"
        balanced += result is not None
    assert balanced > 200
