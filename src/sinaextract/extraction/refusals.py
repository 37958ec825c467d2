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
# What stands in an article's place: 该博文已被加密，请输入密码, 抱歉，您访问的页面不存在, 系统繁忙，请稍后再试
_APOLOGY = r"(?:很?抱歉|对不起|温馨提示|提示)?[，,：:！!\s]*"
_WHAT = r"(?:该|此|本|这篇|这个|当前|原)?(?:文章|博文|内容|页面|网页|帖子|视频|新闻)"
_IS_GONE = (
    r"(?:已经?|正在|暂时?|尚|不|没有?|未|无|被).{0,8}?"
    r"(?:删除|下线|下架|加密|屏蔽|审核|存在|访问|查看|显示|找到|隐藏|失效|过期|公开)"
)
_NOTICE = lazy_regex(
    rf"{_APOLOGY}(?:[您你]所?(?:访问|请求|查看)的)?{_WHAT}{_IS_GONE}.{{0,24}}"
    r"|(?:系统|服务器|网络)(?:繁忙|异常|错误|不给力|出错).{0,16}|.{0,8}访问过于频繁.{0,16}"
    r"|.{0,4}请?输入(?:验证码|密码).{0,8}|Sina Visitor System"
)
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


def is_notice(text: str) -> bool:
    """A short ``text``, all that a page shows in place of its article, says why there is none."""
    return _NOTICE.fullmatch(text) is not None


def _asks_for_password(index: Index) -> bool:
    return any((i.get("type") or "").lower() == "password" for i in index.root.iter("input"))
