"""What an article is about, by its page: breadcrumb, keywords, description."""

from __future__ import annotations

import re

from ...reading.feed_export import Value
from ...reading.page import Page
from ...reading.visible_text import visible_text
from ...text.whitespace import collapse, squeeze
from ..templates.family import Family

_HERE = "正文"  # the last crumb: this page
_SITE_WORDS = frozenset({"sina.cn", "新浪网", "手机新浪网"})


def find_channel(page: Page, family: Family) -> tuple[str, ...]:
    """Labels of the breadcrumb's links, without the crumb for the page itself (posts: ``categories``)."""
    if page.front:
        return _as_texts(page.front.get("categories"))
    trail = page.elements.first(family.breadcrumb)
    if trail is None:
        return ()
    labels = (visible_text(link) for link in trail.iter("a"))
    return tuple(label for label in labels if label and label != _HERE)


def find_keywords(page: Page, family: Family, title: str | None) -> tuple[str, ...]:
    """The page's keyword block, else its meta keywords; one that only repeats the title is dropped."""
    if page.front:
        found: tuple[str, ...] = _as_texts(page.front.get("tags"))
    else:
        found = _from_block(page, family) or (_from_meta(page) if family.meta_keywords else ())
    return tuple(dict.fromkeys(k for k in found if squeeze(k) != squeeze(title or "") and k not in _SITE_WORDS))


def find_description(page: Page) -> str | None:
    return collapse(page.meta("description") or "") or None


def _from_block(page: Page, family: Family) -> tuple[str, ...]:
    block = page.elements.first(family.keywords)
    if block is None:
        return ()
    return tuple(text for link in block.iter("a") if (text := visible_text(link)))


def _from_meta(page: Page) -> tuple[str, ...]:
    listed = page.meta("keywords") or ""
    return tuple(word for part in re.split(r"[,，]", listed) if (word := collapse(part)))


def _as_texts(value: Value | None) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value or ()
    return tuple(text for part in parts if (text := collapse(part)))
