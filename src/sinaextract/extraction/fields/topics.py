"""What an article is about, by its page: breadcrumb, keywords, description."""

from __future__ import annotations

import re

from ...reading.feed_export import Value
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.whitespace import collapse, squeeze
from ..templates.family import Family

_HERE = "正文"  # the last crumb: this page
_LONGEST_TRAIL = 40  # characters of one without links
_BETWEEN_CRUMBS = lazy_regex(r"[>＞»›/|]|&gt;")
_SITE_WORDS = frozenset({"sina.cn", "新浪网", "手机新浪网"})


def find_channel(page: Page, family: Family, body: Element) -> tuple[str, ...]:
    """Labels of the breadcrumb, without the crumb for the page itself (posts: ``categories``).

    The first place that has any counts: of two ``p#lo_links`` the parser leaves the first one empty.
    """
    if page.front:
        return _as_texts(page.front.get("categories"))
    trails = map(_labels, family.header(page, family.breadcrumb, body))
    return next(filter(None, trails), ())


def _labels(trail: Element) -> tuple[str, ...]:
    """Of its links; where it has none, what stands between the signs: ``<div class="bread">综合 &gt; 正文</div>``."""
    labels = [visible_text(link) for link in trail.iter("a")]
    if not labels and len(text := visible_text(trail)) <= _LONGEST_TRAIL:
        labels = [collapse(part) for part in _BETWEEN_CRUMBS.split(text)]
    return tuple(label for label in labels if label and label != _HERE)


def find_keywords(page: Page, family: Family, title: str | None) -> tuple[str, ...]:
    """The page's keyword block, else its meta keywords; one that only repeats the title is dropped."""
    if page.front:
        found: tuple[str, ...] = _as_texts(page.front.get("tags"))
    else:
        found = _from_block(page, family) or (_from_meta(page) if family.meta_keywords else ())
    own = squeeze(title or "")
    return tuple(dict.fromkeys(k for k in found if squeeze(k) != own and k not in _SITE_WORDS))


def find_description(page: Page) -> str | None:
    return page.meta("description")


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
