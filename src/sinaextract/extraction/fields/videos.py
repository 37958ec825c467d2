"""The videos of an article, from the data that the CMS leaves in the page for its players."""

from __future__ import annotations

import re

from lxml import etree

from ...article.article import Video
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import visible_text
from ...text.addresses import absolute
from ...text.patterns import lazy_regex
from ...text.whitespace import collapse
from ..templates.family import Family
from ..templates.landmarks import FILM_BOXES

_PLAYER_COMMENT, _PLAYER_COMMENT_END = lazy_regex(r"mce-plugin-videoList\d*\["), "]mce-plugin-videoList"
# SINA_TEXT_PAGE_INFO['videoDatas0'] = [ {… title: '…', pic: '…', url: '…' }, … ];
_PLAYER_SCRIPT = lazy_regex(r"SINA_TEXT_PAGE_INFO\['videoDatas\d*'\]\s*=\s*\[(.{0,20000}?)\]\s*;", re.S)
_PLAYER_MARK, _MOST_PLAYERS = "SINA_TEXT_PAGE_INFO", 100  # in one script; the pattern is costly where it does not end
_OBJECT = lazy_regex(rb"\s*=\s*\{(.{0,8000}?)\n\s*\}", re.S)
_PLAYER_ENTRY = lazy_regex(r"\{([^{}]*)\}")
_SCRIPT_VALUE = lazy_regex(r"""(?:^|[\s,{])(title|pic|thumbUrl|url)\s*:\s*(['"])((?:\\.|(?!\2).)*)\2""")
_ESCAPE = lazy_regex(r"\\(?:u([\da-fA-F]{4})|(.))")  # \u6e21, \', \/

_VIDEO_FRAME = lazy_regex(r"video|player")

_BUTTONS = ("播放", "点击", "观看")


def find_videos(page: Page, family: Family, body: Element) -> tuple[Video, ...]:
    """The players inside ``body`` and the page's own video, from the data the CMS leaves for them."""
    found = [*_from_comments(body), *_from_scripts(body), *_own_video(page, family), *_from_inserts(page, body)]
    return tuple(dict.fromkeys(found or _from_elements(body)))


def _from_elements(body: Element) -> list[Video]:
    """``<video src="…mp4" poster="…jpg">``, or with the address in a ``<source>``: a page saved as it was rendered.

    Also ``<iframe src="https://video.sina.com.cn/share/video/…">``, the player of another page.
    """
    videos = []
    for player in body.iter("video", "iframe"):
        if player.tag == "iframe" and not _VIDEO_FRAME.search(player.get("src") or ""):
            continue
        addresses = (absolute(element.get("src")) for element in (player, *player.iter("source")))
        if url := next(filter(None, addresses), None):
            videos.append(_video(player.get("title"), url, player.get("poster")))
    return videos


def _from_inserts(page: Page, body: Element) -> list[Video]:
    """Films of 2008 to 2011: player and preview both link to the film's page, one of the links is its title."""
    if not _may_hold_films(page):
        return []
    films: dict[str, Video] = {}  # by address: the first title and the first poster count
    for box in body.iterdescendants("span", "div"):
        if FILM_BOXES.isdisjoint((box.get("class") or "").split()):
            continue
        poster = next((absolute(image.get("src")) for image in box.iter("img")), None)
        for link in box.iter("a"):
            if url := absolute(link.get("href")):
                known, text = films.get(url) or Video(), collapse(visible_text(link))
                title = None if text.startswith(_BUTTONS) else text.removeprefix("视频：") or None
                films[url] = Video(known.title or title, url, known.poster or poster)
    return [film for film in films.values() if film.title]


def _may_hold_films(page: Page) -> bool:
    """By the index; a post, which asks it nothing else, by its few bytes."""
    if page.front:
        return any(name.encode() in page.raw for name in FILM_BOXES)
    return not FILM_BOXES.isdisjoint(page.elements.by_class)


def _from_comments(body: Element) -> list[Video]:
    found = []
    for comment in body.iter(etree.Comment):
        text = comment.text or ""
        if (match := _PLAYER_COMMENT.search(text)) and (end := text.rfind(_PLAYER_COMMENT_END)) >= match.end():
            import json  # few pages have players
            from html import unescape

            try:
                listed = json.loads(unescape(text[match.end() : end]))["videos"]
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
            found += [_video(v.get("title"), v.get("url"), v.get("img")) for v in listed if isinstance(v, dict)]
    return found


def _from_scripts(body: Element) -> list[Video]:
    found = []
    for script in body.iter("script"):
        text = script.text or ""
        for data in _PLAYER_SCRIPT.finditer(text) if 0 < text.count(_PLAYER_MARK) <= _MOST_PLAYERS else ():
            for entry in _PLAYER_ENTRY.finditer(data[1]):
                found.append(_from_entry(entry[1]))
    return found


def _own_video(page: Page, family: Family) -> list[Video]:
    """The one video of a video page: ``$SCOPE['video'] = {… title: '…', pic: '…', url: '…' …}``."""
    start = page.raw.find(family.own_video) if family.own_video else -1
    script = _OBJECT.match(page.raw, start + len(family.own_video)) if start >= 0 else None
    return [_from_entry(script[1].decode(page.charset, "replace"))] if script else []


def _from_entry(source: str) -> Video:
    """A video from the inside of its script object: ``title: '…', pic: '…', url: '…'``."""
    values = {m[1]: _ESCAPE.sub(_unescaped, m[3]) for m in _SCRIPT_VALUE.finditer(source)}
    return _video(values.get("title"), values.get("url"), values.get("pic"))


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


def _video(title: object, url: object, poster: object) -> Video:
    return Video(
        collapse(title) or None if isinstance(title, str) else None,
        absolute(url) if isinstance(url, str) else None,
        absolute(poster) if isinstance(poster, str) else None,
    )
