"""Finance and news pages since 2017: ``h1.main-title``, ``.date-source``."""

from __future__ import annotations

import re

from ...reading.page import Page
from .family import Family
from .landmarks import OWN_VIDEO, PAGE_TOOLS


def from_mobile_agent(page: Page) -> str | None:
    """``format=html5; url=http://k.sina.cn/article_…``: only the 看点 host has the same path on the desktop."""
    agent = page.meta("mobile-agent")
    match = re.search(r"url=(https?://k\.sina\.cn/\S+)", agent) if agent else None
    return match[1].replace("//k.sina.cn/", "//k.sina.com.cn/") if match else None


FINANCE_MAIN_TITLE = Family(
    name="finance-main-title",
    headline=("h1.main-title",),
    marks=(),
    title=("h1.main-title", ".second-title"),
    date=(".date-source .date", ".date-source"),
    source=(".date-source .source", ".date-source .ent-source"),
    body=("#artibody",),
    breadcrumb=(".channel-path",),
    keywords=("#article-bottom .keywords", "#keywords"),
    tools=PAGE_TOOLS,
    read_in_part=True,
    address=(from_mobile_agent,),
    own_video=OWN_VIDEO,  # 看点 pages, also those without its notice
)

NEWS_MAIN_TITLE = FINANCE_MAIN_TITLE._replace(
    name="news-main-title",
    body=("div#article",),
    own_video=b"",
)
