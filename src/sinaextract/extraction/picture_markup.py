"""Pictures in markup: where the address of one is kept, which are no pictures, and which are held back by code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ..reading.selectors import Attributes, Element, attributes_of
from ..text.addresses import absolute
from ..text.patterns import lazy_regex

# Lazy loading and saving tools keep the address elsewhere than in src, which then holds a placeholder.
_LAZY = ("real_src", "data-src", "data-original", "data-sf-original-src", "big-src")
_LAZY_NAME = lazy_regex(r"lazy|original|real|actual|echo|data-(?:\w+-)*src\Z", re.I)
_NO_ADDRESSES = frozenset({"src", "alt", "title", "class", "style", "id", "href", "width", "height", *_LAZY})
_PICTURE_FILE = lazy_regex(r"[^\s,]+\.(?:jpe?g|png|gif|webp|bmp|avif|heic)(?:[?#!@][^\s,]*)?", re.I)
_HOLDS_PICTURE = lazy_regex(r"src|original|lazy|image|img|pic", re.I)
_FULL_ADDRESS = lazy_regex(r"(?:https?:)?//[^\s,]+", re.I)
_CANDIDATE = lazy_regex(r"(\S*[^\s,])(?:\s+([\d.]+)[wxh])?\s*(?:,|\Z)")  # of a srcset: address, width or density
# The words of a placeholder's file name: sg_trans.gif, loading-1x1.gif, default_lazy.png.
_WORDS = lazy_regex(r"[a-z]+")
_LONG_NUMBER = lazy_regex(r"\d{4}")
_SPACER_WORDS = frozenset({"spacer", "blank", "transparent", "trans", "pixel", "space", "empty", "dot"})
_LOADING_WORDS = frozenset(
    "loading loader preload lazy lazyload placeholder holder nopic noimg noimage grey gray".split()
)
_NEUTRAL_WORDS = frozenset({"x", "px", "bg", "img", "image", "pic", "icon", "sg", "default", "w", "h"})
_SMALLEST = 2  # pixels; a picture that is no wider or higher counts visitors or draws a line
_LEADING_NUMBER = lazy_regex(r"\s*(\d+)(?:px)?\s*\Z")
_SMALLEST_GIF = lazy_regex(r"data:image/gif;base64,R0lGOD[dl]hAQAB", re.I)  # one pixel
_BACKGROUND = lazy_regex(r"background(?:-image)?\s*:[^;]*?url\(\s*[\"']?([^\"')]+)", re.I)
_IS_PATTERN = lazy_regex(r"repeat-[xy]|:\s*repeat|\srepeat\b", re.I)  # a line or a pattern of many
_INLINE = ("data:image/", "cid:")
# [偷笑], but not [图] or [组图]; also what stands for itself, an emoji.
_EMOTICON_NAME = lazy_regex(
    r"\[[^\[\]图]{1,10}\]|[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u200d\ufe0f]{1,8}"
)
_EMOTICON_FILE = lazy_regex(r"/(?:[\w-]*(?:emot|emoji|expression|smil)[\w-]*|face|myshow)(?:/|[^/]*\.)", re.I)
_IMAGE_TAG = lazy_regex(r"<img\s[^<>]{1,2000}>", re.I)
_SOURCE_VALUE = lazy_regex(r"""\ssrc\s*=\s*(["']?)([^"'\s<>]+)\1""", re.I)
_LONGEST_NAME = 12  # characters of an emoticon's


def picture_address(image: Element, base: str | None) -> str | None:
    """The address of an ``img``, past placeholders; None for spacers, inline data and one that has none.

    ``base``, the page's address, resolves relative ones. Attributes are told by their values, so that the next
    lazy-loading script's is found too; of a ``srcset`` the largest counts.
    """
    for written in _written(image):
        if (address := absolute(written, base)) and not is_placeholder(address):
            return address
    return None


def _written(image: Element) -> Iterator[str]:
    """What may be its address, the likeliest first."""
    attributes = attributes_of(image)
    for name in _LAZY:
        if value := attributes.get(name):
            yield value
    others = [
        (name, value)
        for name, value in attributes.items()
        if name not in _NO_ADDRESSES
        and "srcset" not in name
        and (_PICTURE_FILE.fullmatch(value) or _is_full(name, value))
    ]
    yield from (value for name, value in others if _LAZY_NAME.search(name))
    if (source := attributes.get("src")) and not _is_dot(attributes):
        yield source
    yield from (value for _, value in others)
    yield from _candidates(attributes)
    picture = next(image.iterancestors("picture"), None)
    for source_element in picture.iter("source") if picture is not None else ():
        yield from _candidates(attributes_of(source_element))
        yield source_element.get("src") or ""


def _is_full(name: str, value: str) -> bool:
    return bool(_HOLDS_PICTURE.search(name) and _FULL_ADDRESS.fullmatch(value))


def _candidates(attributes: Attributes) -> Iterator[str]:
    """The best address of each attribute such as ``srcset="a.jpg 1x, b.jpg 2x"``."""
    for name, value in attributes.items():
        if "srcset" in name:
            sized = [(float(size) if size.count(".") < 2 and size != "." else 1.0, -n, address)
                     for n, (address, size) in enumerate(_sized(value))]  # fmt: skip
            yield from (address for _, _, address in sorted(sized, reverse=True))


def _sized(srcset: str) -> list[tuple[str, str]]:
    return [(match[1], match[2] or "1") for match in _CANDIDATE.finditer(srcset)]


def background_address(css: str, base: str | None) -> str | None:
    """The address of the picture that a ``style`` sets behind an element; None for patterns and placeholders."""
    match = _BACKGROUND.search(css) if "(" in css else None
    address = absolute(match[1], base) if match and not _IS_PATTERN.search(css) else None
    return address if address and not is_placeholder(address) else None


def is_placeholder(address: str) -> bool:
    """Its file is named as what stands there until the picture is loaded, or as a spacer."""
    words = _file_words(address)
    return bool(words) and words <= _SPACER_WORDS | _LOADING_WORDS


def _file_words(address: str) -> set[str]:
    """Those of its file's name; none where a number in it tells the file of one article from that of another."""
    name = address.partition("?")[0].rpartition("/")[2].lower()
    if name == "c.gif":  # the site's own spacer
        return {"spacer"}
    stem = name.rpartition(".")[0]
    return set() if _LONG_NUMBER.search(stem) else set(_WORDS.findall(stem)) - _NEUTRAL_WORDS


def _is_dot(attributes: Attributes) -> bool:
    for name in ("width", "height"):
        value = attributes.get(name)
        if value and (match := _LEADING_NUMBER.match(value)) and len(match[1]) < 6 and int(match[1]) <= _SMALLEST:
            return True
    return False


def inline_data(image: Element) -> str | None:
    """The ``data:`` or ``cid:`` URI of a picture that is saved within the page; None for a single pixel."""
    source = (image.get("src") or "").strip()
    return source if source.lower().startswith(_INLINE) and not _SMALLEST_GIF.match(source) else None


def emoticon(image: Element) -> str | None:
    """The name that a reader sees in place of an emoticon; None if the picture is none.

    ``<img src="//h5.sinaimg.cn/m/emoticon/icon/default/d_xiaoku.png" alt="[笑cry]">``
    """
    for name in ("alt", "title"):
        text = (image.get(name) or "").strip()
        is_name = 0 < len(text) <= _LONGEST_NAME
        if is_name and (
            _EMOTICON_NAME.fullmatch(text) or _EMOTICON_FILE.search(image.get("real_src") or image.get("src") or "")
        ):
            return text
    return None


def release_pictures(body: Element) -> None:
    """Make every picture an ``img`` that can be seen.

    Browsers read ``<image src>`` as one and show ``<input type="image" src>`` so, scripts ``<amp-img src>``;
    ``<noscript>`` holds pictures that a script would have shown. The address goes to the placeholder beside it; where
    there is none, the picture itself stands before the element.
    """
    for other in list(body.iter("image", "amp-img", "input")):
        is_picture = other.tag != "input" or other.get("type", "").lower() == "image"
        if is_picture and (other.get("src") or other.get("srcset")):
            other.tag = "img"
    for code in list(body.iter("noscript")):
        _read_escaped(code)
        beside = [image for node in (_beside(code, True), _beside(code, False)) for image in _images(node)]
        for image in list(code.iter("img")):
            address = picture_address(image, None)
            if address is None or _is_dot(attributes_of(image)) or not _PICTURE_FILE.fullmatch(address):
                continue
            image.getparent().remove(image)  # type: ignore[union-attr]
            empty = next((other for other in beside if picture_address(other, None) is None), None)
            if empty is not None:
                empty.set("real_src", address)
            elif all(picture_address(other, None) != address for other in beside):
                image.tail = None
                code.addprevious(image)


def _read_escaped(code: Element) -> None:
    """Some tools save what stands in a ``<noscript>`` as text: ``&lt;img src="a.jpg"&gt;``."""
    for tag in _IMAGE_TAG.findall(code.text or ""):
        address = _SOURCE_VALUE.search(tag)
        if address:
            from html import unescape  # its table of names takes a millisecond, and few pages need it

            etree.SubElement(code, "img", src=unescape(address[2]))


def _beside(node: Element, before: bool) -> Element | None:
    """The nearest sibling element."""
    sibling = node.getprevious() if before else node.getnext()
    while sibling is not None and not isinstance(sibling.tag, str):
        sibling = sibling.getprevious() if before else sibling.getnext()
    return sibling


def _images(node: Element | None) -> list[Element]:
    """The pictures of a small element."""
    return list(node.iter("img")) if node is not None and node.tag in ("img", "picture", "a", "span") else []


def is_spacer(image: Element) -> bool:
    """It holds space open or counts visitors, and was never meant to show anything."""
    words = _file_words(image.get("src") or "")
    return _is_dot(attributes_of(image)) or (bool(words) and words <= _SPACER_WORDS)


def has_picture(element: Element, base: str | None) -> bool:
    """``element`` shows a picture that is no emoticon."""
    return any(picture_source(image, base) and not emoticon(image) for image in element.iter("img"))


def picture_source(image: Element, base: str | None) -> str | None:
    """The address of a picture, else what it is saved as within the page."""
    return picture_address(image, base) or inline_data(image)
