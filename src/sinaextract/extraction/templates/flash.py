"""One item of the 7×24 flash news (``finance.sina.com.cn/7x24/…``). The list page has many and is refused.

Not verified against a saved page.
"""

from __future__ import annotations

import re

from lxml import etree

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from .family import Family

_BRACKETED = lazy_regex(r"^\s*【([^】]{2,80})】")


def _only_item(index: Index) -> Element | None:
    """The page's one ``.bd_i_txt_c``"""
    items = list(index.select(".bd_i_txt_c"))
    return items[0] if len(items) == 1 else None


def _headline(index: Index) -> Element | None:
    """The part in 【】 that flash items start with, else their first sentence."""
    item = _only_item(index)
    if item is None:
        return None
    text = visible_text(item)
    match = _BRACKETED.match(text)
    title = etree.Element("span")
    title.text = match[1] if match else re.split(r"(?<=[。！？])", text)[0]
    return title


FLASH = Family(
    name="flash",
    marks=((_only_item,),),
    title=(_headline,),
    date=(".bd_i_time_c",),
    source=(),
    body=(_only_item,),
    title_in_text=True,
    meta_keywords=False,
    verified=False,
)
