"""Small pages for tests that look at one thing."""

from __future__ import annotations

from sinaextract import Article, extract

FIRST = "<p>　　临州港昨日完成今年第一单跨境结算。</p>"
LAST = "<p>　　市场人士认为，此举将降低企业成本。</p>"
FIRST_TEXT = "临州港昨日完成今年第一单跨境结算。"
LAST_TEXT = "市场人士认为，此举将降低企业成本。"


def page(body: str, head: str = "", outside: str = "") -> bytes:
    """A 2017+ finance page around ``body``."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>临州港跨境结算提速_新浪财经_新浪网</title>{head}</head><body>
<h1 class="main-title">临州港跨境结算提速</h1>
<div class="date-source"><span class="date">2021年03月05日 09:26</span>
<a class="source" href="http://www.example.com/a.html">东澜日报</a></div>
<div class="article" id="artibody">{body}</div>{outside}</body></html>""".encode()


def article(body: str, head: str = "", outside: str = "") -> Article:
    return extract(page(body, head, outside))


def lines(body: str) -> list[str]:
    """Lines of the text of a page with ``body`` alone."""
    return article(body).text.split("\n")
