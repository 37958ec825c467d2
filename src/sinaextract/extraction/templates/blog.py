"""Blog posts (``blog.sina.com.cn``): ``h2.titName``, ``.articalContent``; text littered with ``<wbr>``."""

from __future__ import annotations

import re

from ...reading.page import Page
from .family import Family


def _from_title(page: Page) -> str | None:
    """``<h2 id=t_50861ae80102e99u class=titName>``: the id that the blog's addresses are made of."""
    title = page.elements.first(("h2.titName",))
    match = re.match(r"t_(\w{16})$", title.get("id") or "") if title is not None else None
    return f"http://blog.sina.com.cn/s/blog_{match[1]}.html" if match else None


BLOG = Family(
    name="blog",
    marks=(("h2.titName",), (".articalContent",)),
    title=("h2.titName",),
    date=(".articalTitle .time", "span.time"),
    source=(),
    body=("#sina_keyword_ad_area2", ".articalContent"),
    keywords=(".blog_tag",),
    author=("#ownernick",),
    address=(_from_title,),
)
