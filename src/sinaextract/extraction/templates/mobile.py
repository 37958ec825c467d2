"""Mobile article pages (``finance.sina.cn``, ``news.sina.cn`` …): ``h1.art_tit_h1``, ``section.art_content``."""

from __future__ import annotations

from ...reading.page import Page
from ...text.patterns import lazy_regex
from .family import Family

_COMMENT_ID = lazy_regex(rb'"__cmntId":"([\w-]+:[\w-]+)')  # a group follows as ":0"


def comment_id_of_state(page: Page) -> str | None:
    """``"__cmntId":"cj:comos-hqfskcn2160999:0"`` in the state that the page's script starts from."""
    match = _COMMENT_ID.search(page.raw)
    return match[1].decode("ascii", "replace") if match else None


MOBILE = Family(
    name="mobile",
    marks=(("h1.art_tit_h1",), ("section.art_content",)),
    title=("h1.art_tit_h1",),
    date=("time.weibo_time", "time.art_time"),
    source=("h2.weibo_user", ".art_cite"),
    body=("section.art_content",),
    comment_id=(comment_id_of_state,),
)
