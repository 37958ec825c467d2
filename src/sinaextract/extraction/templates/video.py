"""Player pages (``video.sina.com.cn``): a title, a date and a short description that a script shows."""

from __future__ import annotations

import re
from itertools import chain

from ...reading.page import Page
from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from .family import Family
from .landmarks import OWN_VIDEO

_LABEL = lazy_regex(r"\w{1,8}[:：]")


def _from_script(page: Page) -> str | None:
    """A video page names itself among its related videos: the address that ends with its own ``sid: '137352395'``."""
    sid = re.search(rb"\bsid\s*:\s*'(\d+)'", page.raw)
    if sid is None:
        return None
    match = re.search(rb"https?://video\.sina\.com\.cn/[^\s\"'<>]{0,200}" + sid[1] + rb"\.html", page.raw)
    return match[0].decode("ascii", "replace") if match else None


def _channel(index: Index) -> Element | None:
    """``<p class="channel"><span>频道：</span><a>…``; another of that class says 所属专辑： and names an album."""
    trails = list(index.select(".vd_vedioinfo .channel"))
    named = (trail for trail in trails if visible_text(trail).startswith("频道"))
    unlabelled = (trail for trail in trails if not _LABEL.match(visible_text(trail)))
    return next(chain(named, unlabelled), None)


VIDEO = Family(
    name="video",
    marks=((".Vd_titBox",), (".vedioinfo_inner", ".vd_vedioinfo")),
    title=(".Vd_titBox h2",),
    date=(".vd_vedioinfo .from em", ".vd_vedioinfo .from"),
    source=(".vd_vedioinfo .from span[class=source]", ".vd_vedioinfo .from"),
    body=("em[task=oldinfor]", ".vd_vedioinfo .vdiCont"),
    breadcrumb=(_channel,),
    keywords=(".vd_vedioinfo .tags",),
    address=(_from_script,),
    own_video=OWN_VIDEO,
    keeps_hidden=True,
)
