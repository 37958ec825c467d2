"""Each removal knows where in the article it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from sinaextract import Article, NotAnArticle, Removal, extract
from sinaextract.article.body import Heading, Paragraph, plain
from sinaextract.article.record import to_record
from sinaextract.extraction.pipeline import Request, extract_with
from sinaextract.text.whitespace import squeeze

from ..mutants import PAGES, some_mutants
from ..pages import FIRST, FIRST_TEXT, LAST, page

QUOTE = "<span id=quote_sh600519>(115.395, 2.79, 2.47%)</span>"
ADVERT = "<ins class=sinaads></ins>"


def placed(body: str) -> Article:
    return extract_with(page(body), Request(positions=True))


def around(article: Article, removal: Removal) -> tuple[str, str]:
    """The visible text of the removal's block before and after the place."""
    assert removal.position is not None
    number, characters = removal.position
    block = article.blocks[number]
    assert isinstance(block, Paragraph | Heading)
    text = squeeze(plain(block.runs))
    return text[:characters], text[characters:]


def test_inside_a_paragraph() -> None:
    article = placed(f"{FIRST}<p>　　贵州茅台{QUOTE}昨日上涨，五粮液{QUOTE}下跌。</p>{LAST}")
    assert [around(article, removal) for removal in article.removed] == [
        ("贵州茅台", "昨日上涨，五粮液下跌。"),
        ("贵州茅台昨日上涨，五粮液", "下跌。"),
    ]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (f'<div class="tech-quotation">下载客户端</div>{FIRST}{LAST}', (0, 0)),
        (f'{FIRST}<div class="tech-quotation">下载客户端</div>{LAST}', (1, 0)),
        (f'{FIRST}{LAST}<div class="tech-quotation">下载客户端</div>', (2, 0)),
        (f"{FIRST}<p>责任编辑：甲乙</p>{LAST}", (1, 0)),
    ],
)
def test_between_paragraphs(body: str, place: tuple[int, int]) -> None:
    assert [removal.position for removal in placed(body).removed] == [place]


def test_after_a_paragraph_that_a_line_rule_removed() -> None:
    article = placed(f"<p>原标题：临州港提速</p>{FIRST}{ADVERT}{LAST}")
    assert {removal.rule: removal.position for removal in article.removed} == {
        "original-title": (0, 0),
        "advert": (1, 0),
    }


def test_weibo_label_in_brackets() -> None:
    article = placed(f'<p>　　王某某[<a href="http://weibo.com/1">微博</a>]表示同意。</p>{QUOTE}{LAST}')
    (label, _) = sorted(article.removed, key=lambda removal: removal.position or ())
    assert label.text == "[微博]"
    assert around(article, label) == ("王某某", "表示同意。")


def test_repeated_paragraphs() -> None:
    article = placed(f"{FIRST}{FIRST}{ADVERT}{FIRST}")
    assert [removal.position for removal in article.removed] == [(2, 0)]
    assert article.text.split("\n") == [FIRST_TEXT] * 3


def test_not_asked_for() -> None:
    assert [removal.position for removal in extract(page(f"{FIRST}{ADVERT}{LAST}")).removed] == [None]


def check(data: bytes) -> bool:
    """Every removal has a place, and asking changes nothing else; whether there is an article."""
    try:
        article = extract(data)
    except NotAnArticle:
        return False
    asked = extract_with(data, Request(positions=True))
    assert to_record(asked, explain=True) == to_record(article, explain=True)
    for removal in asked.removed:
        assert removal.position is not None
        assert 0 <= removal.position[0] <= len(asked.blocks)
        assert removal.position[1] >= 0
    return True


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:]))
def test_pages(page: Path) -> None:
    check(page.read_bytes())


def test_mutated_pages() -> None:
    assert sum(map(check, some_mutants(200, seed=11))) > 100
