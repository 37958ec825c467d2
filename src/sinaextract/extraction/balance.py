"""The balance of a page: every visible character of the article's region is in the text, a caption or the ledger.

The region is counted from a parse of its own, of the whole page and before anything is taken out, by code that shares
nothing with the cleaning, so that a loss there shows here. White space and invisible characters do not count. This
costs about as much as the extraction; only ``--explain`` and ``--audit`` ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from lxml import etree

from ..article.article import Article
from ..article.inner_pictures import INNER_PICTURE
from ..reading.page import open_page
from ..reading.partial_index import Incomplete
from ..reading.selectors import Element
from ..reading.visible_text import UNSEEN
from ..text.typography import ON_THE_LINE
from ..text.whitespace import squeeze
from .broken_markup import take_in_the_rest
from .templates import FAST_PATH_MARKS, Family, choose

_LONGEST_EMOTICON = 12  # characters


@dataclass(frozen=True, slots=True)
class Balance:
    """Characters of one page. ``region`` is what its article region shows, the next four are where they went."""

    region: int
    text: int
    captions: int  # those that the region shows; a caption from an alt text is none
    metadata: int  # moved to a field of the record: 原标题, 责任编辑…
    ledger: int
    missing: str  # in the region, nowhere in the record; sorted by character
    surplus: str  # in the record, not in the region

    @property
    def is_even(self) -> bool:
        return not self.missing and not self.surplus

    def to_dict(self) -> dict[str, Any]:
        return {"balanced": self.is_even, **asdict(self)}

    def line(self) -> str:
        """For people, in one line."""
        parts = (
            f"{self.text:,} text + {self.captions:,} captions + {self.metadata:,} metadata + {self.ledger:,} removed"
        )
        if self.is_even:
            return f"{self.region:,} characters in the region = {parts}"
        off = [
            f"{len(chars):,} {what}" for chars, what in ((self.missing, "missing"), (self.surplus, "surplus")) if chars
        ]
        return f"does not balance: {self.region:,} characters in the region, {parts}: {', '.join(off)}"


def balance_of(article: Article, data: bytes, url: str | None = None, own_families: tuple[Family, ...] = ()) -> Balance:
    """Where the region of ``article`` went, which `extract` made of ``data`` and ``url``.

    Raises what `extract` raises.
    """
    try:
        page = open_page(data, url, article.encoding, "tolerant" if article.reading == "tolerant" else "whole")
    except Incomplete:  # libxml2 gives up on what stands around the article
        page = open_page(data, url, article.encoding, "reduced", FAST_PATH_MARKS)
    family = choose(page, own_families)
    body = page.elements.first(family.body) if family else None
    if body is not None:
        take_in_the_rest(body)
    region, alts = (_shown(body), _alts(body)) if body is not None else ("", [])
    text = _squeezed([article.text])
    inner = [removal for removal in article.removed if removal.rule == INNER_PICTURE]
    captions = [_squeezed([image.caption]) for image in article.images] + [_squeezed([r.text]) for r in inner]
    moved = _squeezed(removal.text for removal in article.removed if removal.field)
    removed = _squeezed(removal.text for removal in article.removed if not removal.field and removal not in inner)
    seen, kept = Counter(region), Counter(text + "".join(captions) + moved + removed)
    surplus = kept - seen
    shown = sum(map(len, captions))
    # The one thing that may come from where no reader looks; the longest first, as one may be the start of another.
    for caption in sorted(captions, key=len, reverse=True):
        if caption and caption in alts and not (alone := Counter(caption)) - surplus:
            surplus -= alone
            shown -= len(caption)
            alts.remove(caption)
    named = 0
    for alt in sorted(alts, key=len, reverse=True):  # an emoticon's name stands in the text
        if len(alt) <= _LONGEST_EMOTICON and not (alone := Counter(alt)) - surplus:
            surplus -= alone
            named += len(alt)
    return Balance(
        len(region), len(text) - named, shown, len(moved), len(removed), _sorted(seen - kept), _sorted(surplus)
    )


def _shown(body: Element) -> str:
    """The visible characters below ``body``."""
    parts = [body.text or ""]
    hidden: Element | None = None  # the code element that the walk is in
    for event, node in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        if event == "start":
            if hidden is None and node.tag in UNSEEN:
                hidden = node
            elif hidden is None and node is not body:
                parts.append(node.text or "")
            continue
        if node is hidden:
            hidden = None
        if hidden is None and node is not body:
            parts.append(node.tail or "")
    return _squeezed(parts)


def _alts(body: Element) -> list[str]:
    return [_squeezed([image.get("alt") or image.get("title") or ""]) for image in body.iter("img")]


def _squeezed(texts: Iterable[str]) -> str:
    """Without white space, and digits and signs on the line: 10<sup>8</sup> and 10⁸ show the same characters."""
    return squeeze("".join(texts)).translate(ON_THE_LINE)


def _sorted(counted: Counter[str]) -> str:
    return "".join(_characters(counted))


def _characters(counted: Counter[str]) -> Iterator[str]:
    for char, count in sorted(counted.items()):
        yield char * count
