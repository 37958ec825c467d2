"""Securities: every prefix in inline and tag form, and what states no market gives none."""

from __future__ import annotations

import pytest

from ..pages import FIRST, LAST, article

# Sina's prefix and code -> id, market, ticker
CASES = [
    ("stock", "sh600519", "sh600519", "SH", "600519.SH"),
    ("stock", "sz000001", "sz000001", "SZ", "000001.SZ"),
    ("stock", "bj430047", "bj430047", "BJ", "430047.BJ"),
    ("hkstock", "00700", "hk00700", "HK", "00700.HK"),
    ("hkstock", "hk00700", "hk00700", "HK", "00700.HK"),
    ("usstock", "AAPL", "usAAPL", "US", "AAPL.US"),
    ("fund", "110011", "fund_110011", "FUND", "110011.OF"),
    ("futures", "AU0", "futures_AU0", "FUTURES", "AU0"),
    ("forex", "USDCNY", "forex_USDCNY", "FOREX", "USDCNY"),
]


@pytest.mark.parametrize(("prefix", "code", "identifier", "market", "ticker"), CASES)
def test_inline(prefix: str, code: str, identifier: str, market: str, ticker: str) -> None:
    link = f"<span id={prefix}_{code}><a class=keyword href=#>东澜</a></span><span id=quote_{code}></span>"
    (symbol,) = article(f"<p>　　{link}昨日上涨。</p>{LAST}").symbols
    assert (symbol.id, symbol.market, symbol.ticker) == (identifier, market, ticker)
    assert (symbol.name, symbol.origin) == ("东澜", ("inline",))


@pytest.mark.parametrize(("prefix", "code", "identifier", "market", "ticker"), CASES)
def test_tag(prefix: str, code: str, identifier: str, market: str, ticker: str) -> None:
    (symbol,) = article(f"{FIRST}{LAST}<!-- news_keyword_pub,{prefix},{code} -->").symbols
    assert (symbol.id, symbol.market, symbol.ticker) == (identifier, market, ticker)
    assert (symbol.name, symbol.origin) == (None, ("tag",))


def test_both_forms_are_one_symbol_in_order_of_mention() -> None:
    link = '<span id="stock_sz000001"><a class="keyword" href="#">东澜</a></span>'
    symbols = article(f"<p>　　{link}上涨。</p>{LAST}<!-- news_keyword_pub,stock,sh600519&sz000001 -->").symbols
    assert [(s.id, s.origin) for s in symbols] == [("sz000001", ("inline", "tag")), ("sh600519", ("tag",))]


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("hkstock,00700&usstock,BABA&JD", ["hk00700", "usBABA", "usJD"]),
        ("stock,sh600519,sz000001", ["sh600519", "sz000001"]),
        ("stock,sh600519&amp;sz000001 & bj430047", ["sh600519", "sz000001", "bj430047"]),
        ("stock,sh600519&hkstock,00700", ["sh600519", "hk00700"]),
    ],
)
def test_a_tag_of_several_kinds(tag: str, found: list[str]) -> None:
    assert [s.id for s in article(f"{FIRST}{LAST}<!-- news_keyword_pub,{tag} -->").symbols] == found


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- news_keyword_pub,stock, -->",
        "<!-- news_keyword_pub,stock,600519 -->",
        '<span id="stock_600519">东澜</span>',
        '<span id="bond_019547">东澜</span>',
        "<p>　　东澜（600519）昨日上涨。</p>",
        '<p>　　<a href="http://example.com/?symbol=sh600519">东澜</a>昨日上涨。</p>',
    ],
)
def test_a_market_is_never_inferred(markup: str) -> None:
    assert article(FIRST + markup + LAST).symbols == ()
