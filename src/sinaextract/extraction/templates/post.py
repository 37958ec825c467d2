"""Feed-export posts: YAML front matter, then one ``<div>`` with the article."""

from __future__ import annotations

from ...reading.page import Page
from .family import Family

_ADDRESSES = ("url", "link", "permalink", "guid")  # keys under which exporters keep the address of the page


def _from_front_matter(page: Page) -> str | None:
    values = (page.front.get(key) for key in _ADDRESSES)
    return next((v for v in values if isinstance(v, str) and v.strip().startswith(("http://", "https://"))), None)


POST = Family(
    name="post",
    marks=(),  # chosen by its front matter
    title=(),
    date=(),
    source=(),
    body=("body",),
    editor=(),  # there is no page around the article, that could have a line beside it or name itself
    self_links=(),
    address=(_from_front_matter,),
    comment_counts=(),
)
