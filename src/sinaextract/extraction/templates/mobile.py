"""Mobile article pages (``finance.sina.cn``, ``news.sina.cn`` …): ``h1.art_tit_h1``, ``section.art_content``."""

from .family import Family

MOBILE = Family(
    name="mobile",
    marks=(("h1.art_tit_h1",), ("section.art_content",)),
    title=("h1.art_tit_h1",),
    date=("time.weibo_time", "time.art_time"),
    source=("h2.weibo_user", ".art_cite"),
    body=("section.art_content",),
)
