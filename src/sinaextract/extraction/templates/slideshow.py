"""Picture pages (``slide.*.sina.com.cn``): the hidden ``#eData`` holds pictures and captions, ``.swpt-intro`` the text.

Each ``dl`` is one picture: ``dt`` its name, then ``dd`` for the large picture, two thumbnails, the time, the caption.
Not verified against a saved page.
"""

from __future__ import annotations

import copy

from lxml import etree

from ...reading.selectors import Element, Index
from ...reading.visible_text import visible_text
from .family import Family

_PICTURE, _CAPTION = 0, 4  # places among the dd


def _album(index: Index) -> Element | None:
    """A body made of the introduction and one photo box per picture."""
    data = index.first(("#eData",))
    if data is None:
        return None
    body = etree.Element("div")
    introduction = index.first((".swpt-intro", "#d_picIntro"))
    if introduction is not None:
        body.append(copy.deepcopy(introduction))
    for entry in data.iter("dl"):
        cells = [visible_text(dd) for dd in entry.iterchildren("dd")]
        if cells:
            box = etree.SubElement(body, "div", {"class": "img_wrapper"})
            etree.SubElement(box, "img", {"src": cells[_PICTURE]})
            caption = etree.SubElement(box, "span", {"class": "img_descr"})
            caption.text = cells[_CAPTION] if len(cells) > _CAPTION else ""
    return body


SLIDESHOW = Family(
    name="slideshow",
    marks=(("#eData",),),
    title=("h1#SI_Title", "h1"),
    date=(".swpt-time", "#d_picTime", ".swpt-info"),
    source=(".swpt-source",),
    body=(_album,),
    keywords=(".swp-tags", ".tags"),
    verified=False,
)
