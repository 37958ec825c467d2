"""The credited medium (来源) and its link, from the family's own place for it."""

from __future__ import annotations

from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.whitespace import clean_address, collapse
from ..templates.family import Family

_DATE = lazy_regex(r"\d{4}\s*[年.\-/].{0,20}?\d{1,2}\s*[:：]\s*\d{2}(?:[:：]\d{2})?")
_LABEL = lazy_regex(r"^.*?(?:来源|稿源|出处|机构)\s*[:：]\s*")
_SITE = lazy_regex(r"^https?://[\w.]+/?$")  # "http://www.sina.com.cn" beside the medium is no credit


def source(page: Page, family: Family) -> tuple[str | None, str | None]:
    """Name and link of the medium; ``(None, None)`` when the page credits none."""
    for element in page.elements.find(family.source):
        found = _read(element)
        if found[0]:
            return found
    return None, None


def _read(element: Element) -> tuple[str | None, str | None]:
    links = [element] if element.tag == "a" else list(element.iter("a"))
    media = [a for a in links if (text := visible_text(a)) and not _is_weibo(a) and not _SITE.match(text)]
    if media:
        return _name(visible_text(media[0])), _href(media[0])
    text = visible_text(element)
    for link in links:  # a weibo link inside #media_name is not part of the name
        if label := visible_text(link):
            text = text.replace(label, " ", 1)
    return _name(_DATE.sub(" ", text)), None


def _name(text: str) -> str | None:
    name = _LABEL.sub("", collapse(text))
    return None if _SITE.match(name) else name or None


def _href(link: Element) -> str | None:
    href = clean_address(link.get("href") or "")
    absolute = "https:" + href if href.startswith("//") else href
    return absolute if absolute.startswith(("http://", "https://")) else None


def _is_weibo(link: Element) -> bool:
    """The medium's Weibo card: ``<a id=media_weibo class=weibo-card…>微博</a>``."""
    return "weibo" in (link.get("id") or "") or "weibo-card" in (link.get("class") or "")
