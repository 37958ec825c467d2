"""The headline as shown to readers, without site suffixes."""

from __future__ import annotations

from copy import deepcopy

from ...reading.feed_export import one_line
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.whitespace import collapse
from ..styles import SCRIPTS
from ..templates.family import Family

_SITE = lazy_regex(
    r"(?<=\S)(?:\s*[_|｜—–-]\s*(?:手机)?新浪(?:网|财经|新闻|科技|博客|视频|看点|股票|基金|港股|美股)(?:头条)?)+\s*\Z"
)


def find_title(page: Page, family: Family, body: Element | None) -> str | None:
    if page.front:
        return _without_site(collapse(one_line(page.front["title"]))) or None
    for element in family.header(page, family.title, body):
        if text := visible_text(_as_one_line(element)):
            return text
    stated = page.meta("og:title")
    return _without_site(stated) if stated else None


def _without_site(title: str) -> str:
    """渡口重开_新浪财经_新浪网 -> 渡口重开"""
    return _SITE.sub("", title) if "新浪" in title else title


def _as_one_line(element: Element) -> Element:
    """``element``, in a copy with 10⁸ for ``10<sup>8</sup>`` and a space for ``<br>`` where it has such."""
    if next(element.iter("br", *SCRIPTS), None) is None:
        return element
    element = deepcopy(element)
    for line_end in element.iter("br"):
        line_end.tail = f" {line_end.tail or ''}"
    for script in element.iter(*SCRIPTS):
        for node in script.iter():
            node.text = node.text and node.text.translate(SCRIPTS[script.tag])
    return element
