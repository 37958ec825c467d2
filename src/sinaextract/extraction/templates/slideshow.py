"""Picture pages (``slide.*.sina.com.cn``): the hidden ``#eData`` holds pictures and captions, ``.swpt-intro`` the text.

Each ``dl`` is one picture: ``dt`` its name, then ``dd`` for the large picture, two thumbnails, the time, the caption.
A name other than the album's is the caption of a picture without one.
Not verified against a saved page.
"""

from __future__ import annotations

import copy

from lxml import etree

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from ...text.whitespace import squeeze
from .family import Family

_PICTURE, _CAPTION = 0, 4  # places among the dd
_HEADLINE = ("h1#SI_Title", "h1")


def _album(index: Index) -> Element | None:
    """A body made of the introduction and one photo box per picture."""
    data = index.first(("#eData",))
    if data is None:
        return None
    body = etree.Element("div")
    introduction = index.first((".swpt-intro", "#d_picIntro"))
    if introduction is not None:
        body.append(copy.deepcopy(introduction))
    headline = index.first(_HEADLINE)
    album = squeeze(visible_text(headline)) if headline is not None else ""
    for entry in data.iter("dl"):
        cells = list(entry.iterchildren("dd"))
        if cells:
            box = etree.SubElement(body, "div", {"class": "img_wrapper"})
            etree.SubElement(box, "img", {"src": visible_text(cells[_PICTURE])})
            name = next(entry.iterchildren("dt"), None)
            if len(cells) > _CAPTION and visible_text(cells[_CAPTION]):
                _add_caption(box, cells[_CAPTION])
            elif name is not None and squeeze(visible_text(name)) != album:
                _add_caption(box, name)
    return body


def _add_caption(box: Element, words: Element) -> None:
    caption = copy.deepcopy(words)
    caption.tag, caption.tail = "div", None
    caption.set("class", "img_descr")
    box.append(caption)


SLIDESHOW = Family(
    name="slideshow",
    marks=(("#eData",),),
    title=_HEADLINE,
    date=(".swpt-time", "#d_picTime", ".swpt-info"),
    source=(".swpt-source",),
    body=(_album,),
    keywords=(".swp-tags", ".tags"),
    verified=False,
)
