"""Player pages (``video.sina.com.cn``): a title, a date and a short description that a script shows."""

from __future__ import annotations

import re

from ...reading.page import Page
from .family import Family


def _from_script(page: Page) -> str | None:
    """A video page names itself among its related videos: the address that ends with its own ``sid: '137352395'``."""
    sid = re.search(rb"\bsid\s*:\s*'(\d+)'", page.raw)
    if sid is None:
        return None
    match = re.search(rb"https?://video\.sina\.com\.cn/[^\s\"'<>]{0,200}" + sid[1] + rb"\.html", page.raw)
    return match[0].decode("ascii", "replace") if match else None


VIDEO = Family(
    name="video",
    marks=((".Vd_titBox",), (".vedioinfo_inner", ".vd_vedioinfo")),
    title=(".Vd_titBox h2",),
    date=(".vd_vedioinfo .from em", ".vd_vedioinfo .from"),
    source=(".vd_vedioinfo .from span[class=source]", ".vd_vedioinfo .from"),
    body=("em[task=oldinfor]", ".vd_vedioinfo .intro"),
    breadcrumb=(".vd_vedioinfo .channel",),
    keywords=(".vd_vedioinfo .tags",),
    address=(_from_script,),
    keeps_hidden=True,
)
