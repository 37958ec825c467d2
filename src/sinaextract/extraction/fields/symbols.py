"""Securities named by the page, each with where it was found.

page    the page is about this company (announcements): link to its quote page in the page's header
inline  auto-links in the text: ``<span id=stock_sh600519><a class=keyword>名</a></span>``
tag     the comment ``<!-- news_keyword_pub,stock,sh600519&sz000001 -->``

The site's linker is a word match and can be wrong (太平洋 inside 南太平洋), so the origin is kept. An exchange
is taken only from a stated prefix, never inferred from digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ...article.article import Symbol
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ..templates.family import Family

_SPAN_ID = lazy_regex(r"^(stock|hkstock|usstock|fund|futures|forex)_(\w[\w.]*)$")
_COMPANY_PAGE = lazy_regex(r"/realstock/company/((?:sh|sz|bj)\d{6})/")
_TAG_NAME = "news_keyword_pub"
_TAG = lazy_regex(rf"{_TAG_NAME}\s*,\s*([\w&.,;\s]*)")
_BETWEEN_TAGS = lazy_regex(r"&amp;|[&,;\s]+")
_A_SHARE = lazy_regex(r"^(sh|sz|bj)(\d{6})$", re.I)

# Sina's prefix -> (market, suffix of the ticker); the A-share prefix "stock" carries its exchange in the code.
_MARKETS = {
    "hkstock": ("HK", ".HK"),
    "usstock": ("US", ".US"),
    "fund": ("FUND", ".OF"),
    "futures": ("FUTURES", ""),
    "forex": ("FOREX", ""),
}
_KINDS = frozenset({"stock", *_MARKETS})


def find_symbols(page: Page, family: Family, body: Element) -> tuple[Symbol, ...]:
    """Symbols of the page and its untouched article body, in order of first mention."""
    found: dict[str, Symbol] = {}
    for kind, code, element, origin in (*_subjects(page, family), *_inline(body), *_tagged(body)):
        symbol = _symbol(kind, code, origin)
        if symbol is None:
            continue
        known = found.get(symbol.id, symbol)
        if known is not symbol and origin in known.origin:
            continue
        name = known.name or (visible_text(element) or None if element is not None else None)
        origins = known.origin if known is symbol else (*known.origin, origin)
        found[symbol.id] = known._replace(name=name, origin=origins)
    return tuple(found.values())


_Mention = tuple[str, str, Element | None, str]  # Sina's prefix, code, what shows the name, origin


def _subjects(page: Page, family: Family) -> Iterator[_Mention]:
    for link in page.elements.find(family.company):
        if m := _COMPANY_PAGE.search(link.get("href") or ""):
            yield "stock", m[1], link, "page"


def _inline(body: Element) -> Iterator[_Mention]:
    for span in body.iter("span"):
        if (name := span.get("id")) and (m := _SPAN_ID.match(name)):
            yield m[1], m[2], span, "inline"


def _tagged(body: Element) -> Iterator[_Mention]:
    for comment in body.iter(etree.Comment):
        if _TAG_NAME not in (text := comment.text or ""):
            continue
        for m in _TAG.finditer(text):
            kind = ""
            for word in filter(None, _BETWEEN_TAGS.split(m[1])):
                if not kind or word in _KINDS:  # hkstock,00700&usstock,BABA
                    kind = word
                else:
                    yield kind, word, None, "tag"


def _symbol(kind: str, code: str, origin: str) -> Symbol | None:
    """A nameless `Symbol` from Sina's prefix and code; None when they do not state a market."""
    if m := _A_SHARE.match(code):
        exchange, digits = m[1].upper(), m[2]
        return Symbol(exchange.lower() + digits, exchange, digits, f"{digits}.{exchange}", None, (origin,))
    if kind not in _MARKETS:
        return None
    market, suffix = _MARKETS[kind]
    prefix = {"HK": "hk", "US": "us"}.get(market, kind + "_")
    if market == "HK" and code.lower().startswith("hk"):  # both hkstock_00700 and hkstock_hk00700 occur
        code = code[2:]
    code = code.upper() if kind != "forex" else code
    return Symbol(prefix + code, market, code, code + suffix, None, (origin,))
