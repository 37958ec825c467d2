"""Company announcements and research reports (``vip.stock`` / ``stock.finance.sina.com.cn``), GBK bytes.

Not verified against a saved page: written from the markup of vCB_AllBulletinDetail and vReport_Show.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from .family import Family

_FILES = (".pdf", ".doc", ".docx", ".txt")


def _bulletin_title(index: Index) -> Element | None:
    """The heading cell without the PDF link beside the title."""
    cell = index.first(("table#allbulletin th", "#allbulletin th"))
    if cell is None:
        return None
    title = copy.deepcopy(cell)
    for link in list(title.iter("a")):
        if (link.get("href") or "").lower().endswith(_FILES):
            link.text = None  # 下载公告PDF
    return title


def _credit(label: str) -> Callable[[Index], Element | None]:
    """The part of the report's credit line that starts with ``label``, e.g. 机构：…"""

    def find(index: Index) -> Element | None:
        return next((part for part in index.select(".creab span") if visible_text(part).startswith(label)), None)

    find.__doc__ = f"The `.creab span` that starts with {label}"
    return find


ANNOUNCEMENT = Family(
    name="announcement",
    marks=(("#allbulletin",), ("#content",)),
    title=(_bulletin_title,),
    date=("td.graybgH2", "#allbulletin"),
    source=(),
    body=("#content",),
    company=(".toolbartop h1 a", "#toolbar h1 a"),
    line_per_break=True,
    meta_keywords=False,
    days_only=True,
    verified=False,
)

RESEARCH_REPORT = Family(
    name="research-report",
    marks=((".creab",), (".blk_container",)),
    title=(".content h1",),
    date=(".creab",),
    source=(_credit("机构"),),
    body=(".blk_container",),
    researchers=(_credit("研究员"),),
    line_per_break=True,
    meta_keywords=False,
    days_only=True,
    verified=False,
)
