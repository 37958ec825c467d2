"""What a page that is no single article seems to be; the words of the refusal."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..reading.page import Page
from ..reading.selectors import Index
from ..reading.visible_text import visible_text
from ..text.patterns import lazy_regex
from .fields.identity import find_url

_FEW_LINKS, _MANY_LINKS = 25, 300
_LIST_SHARE = 0.4  # share of the text that stands in links
_QUOTE_MARKS = ("#quote", "#hqDetails", "#stockName", "#hqPrice", "#h5Figure")
_QUOTE_TITLE = lazy_regex(r"[(（]\w{0,4}\d{5,6}[)）]|行情|股票价格|资金流向|基金净值")
_HOME_TITLE = lazy_regex(r"首页|^\s*新浪\w{0,4}(?:_新浪网)?\s*$")


def describe(page: Page) -> str:
    """A noun phrase: ``a login page``, ``a search page``…"""
    index = page.elements
    body = next(index.root.iter("body"), None)
    text = visible_text(body) if body is not None else ""
    title = " ".join(visible_text(t) for t in index.root.iter("title"))
    path = urlsplit(find_url(page, None) or "")
    links = list(index.root.iter("a"))
    linked = sum(len(visible_text(a)) for a in links)
    if not text:
        return "an empty page"
    if "搜索" in title or (path.hostname or "").startswith(("search.", "so.")):
        return "a search page"
    if _QUOTE_TITLE.search(title) or index.first(_QUOTE_MARKS) is not None:
        return "a quote page"
    if "评论" in title:
        return "a comment page"
    if "直播" in title:
        return "a live-text page"
    if _asks_for_password(index) and len(links) < _MANY_LINKS:
        return "a login page; save the article while logged in"
    if _HOME_TITLE.search(title) or path.path in ("/", "/index.html", "/index.shtml"):
        return "a home page"
    if len(links) >= _MANY_LINKS or (len(links) >= _FEW_LINKS and linked >= _LIST_SHARE * len(text)):
        return "a list page"
    return "a page of no known article layout; if it is one of Sina's articles, please report it"


def _asks_for_password(index: Index) -> bool:
    return any((i.get("type") or "").lower() == "password" for i in index.root.iter("input"))
