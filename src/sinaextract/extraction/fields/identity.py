"""What names the page: canonical URL, CMS document id, comment id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ...reading.page import Page
from ...text.patterns import lazy_regex
from ...text.whitespace import clean_characters

_DOCID = lazy_regex(r"^[a-z]+\d+\Z")
_OLD_DOCID_IN_URL = lazy_regex(r"/(?:doc|detail)-i([a-z]+\d+)\.")
_COMMENT_ID = lazy_regex(r"^[\w-]+:[\w-]+\Z")
# var ARTICLE_DATA = {… channel:'cj', … newsid:'31-1-18372262', …}; the same keys in a video page's $SCOPE.video
_SCRIPT_CHANNEL = lazy_regex(rb"""\bchannel\s*:\s*['"]([\w-]+)['"]""")
_SCRIPT_NEWSID = lazy_regex(rb"""newsid\s*:\s*['"]([\w-]+)['"]""")
_MOBILE_ID = lazy_regex(rb'"__cmntId":"([\w-]+:[\w-]+)')  # a group follows as ":0"
_FORM = lazy_regex(  # the 2009 comment form's hidden inputs
    rb"""<input[^<>]{0,80}name=["']?channel["'\s][^<>]{0,80}value=["']?([\w-]+)["'][^<>]{0,80}>"""
    rb"""[^<>]{0,200}<input[^<>]{0,80}name=["']?newsid["'\s][^<>]{0,80}value=["']?([\w-]+)["']"""
)
_COMMENT_LINK = lazy_regex(
    rb"comment\w{0,9}\.[\w.]{0,40}sina\.com\.cn/[^\"'\s<>]{0,80}?channel=([\w-]+)&(?:amp;)?newsid=([\w-]+)"
)
_SELF_LINKS = (
    ("link[rel=canonical]", "href"),
    ("span[name=moodcounter]", "url"),
    ("span[name=cmnt_count]", "p_url"),
)
_TRACKING = ("from", "subch", "vt", "cre", "mod", "loc", "r", "doct", "rfunc", "tj", "tr", "wm", "sudaref")


class Identity(NamedTuple):
    url: str | None
    docid: str | None
    comment_id: str | None


def find_identity(page: Page) -> Identity:
    return Identity(find_url(page), find_docid(page), find_comment_id(page))


def find_url(page: Page) -> str | None:
    """The canonical address that the page names, else the one it was fetched from."""
    for candidate in _named_addresses(page):
        if candidate and (address := canonical(candidate)):
            return address
    return _readable(page.given_url)


def _readable(address: str | None) -> str | None:
    """What a caller or a container gives, if it can be taken apart at all (``http://[`` cannot)."""
    address = clean_characters(address or "")
    try:
        urlsplit(address)
    except ValueError:
        return None
    return address or None


def _named_addresses(page: Page) -> Iterator[str | None]:
    """The places where pages name themselves, the surest first."""
    index = page.elements
    yield page.meta("og:url")
    for selector, attribute in _SELF_LINKS:
        for element in index.select(selector):
            yield element.get(attribute)
    yield _from_mobile_agent(page)
    yield _from_blog_title(page)
    yield _from_video_script(page.raw)
    yield page.saved_url


def _from_mobile_agent(page: Page) -> str | None:
    """``format=html5; url=http://k.sina.cn/article_…``: only the 看点 host has the same path on the desktop."""
    agent = page.meta("mobile-agent")
    match = re.search(r"url=(https?://k\.sina\.cn/\S+)", agent) if agent else None
    return match[1].replace("//k.sina.cn/", "//k.sina.com.cn/") if match else None


def _from_blog_title(page: Page) -> str | None:
    """``<h2 id=t_50861ae80102e99u class=titName>``: the id that the blog's addresses are made of."""
    title = page.elements.first(("h2.titName",))
    match = re.match(r"t_(\w{16})$", title.get("id") or "") if title is not None else None
    return f"http://blog.sina.com.cn/s/blog_{match[1]}.html" if match else None


def _from_video_script(raw: bytes) -> str | None:
    """A video page names itself among its related videos: the address that ends with its own ``sid``."""
    if b"$SCOPE['video']" not in raw:
        return None
    sid = re.search(rb"\bsid\s*:\s*'(\d+)'", raw)
    if sid is None:
        return None
    match = re.search(rb"https?://video\.sina\.com\.cn/[^\s\"'<>]{0,200}" + sid[1] + rb"\.html", raw)
    return match[0].decode("ascii", "replace") if match else None


def canonical(address: str) -> str | None:
    """``address`` as an absolute http(s) URL without fragment and tracking query; None when it is none."""
    address = address.strip()
    if address[:8].lower().startswith(("http%3a", "https%3a")):
        address = unquote(address)
    address = clean_characters(address)
    if address.startswith("//"):
        address = "https:" + address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        return None
    query = "&".join(p for p in parts.query.split("&") if p and p.split("=")[0] not in _TRACKING)
    return parts._replace(query=query, fragment="").geturl()


def find_docid(page: Page) -> str | None:
    """The CMS id without the ``i`` that URLs put before it; old numeric ids are none."""
    for candidate in (page.meta("publishid"), *(e.get("docid") for e in page.elements.root.iter("h1"))):
        if candidate and _DOCID.match(candidate):
            return candidate
    address = page.meta("og:url")
    match = _OLD_DOCID_IN_URL.search(address) if address else None
    return match[1] if match else None


def find_comment_id(page: Page) -> str | None:
    """``channel:newsid`` of the comment service."""
    stated = page.meta("comment")
    if stated and _COMMENT_ID.match(stated):
        return stated
    if found := _from_widget(page):
        return found
    pair = _from_raw(page.raw)
    return pair.decode("ascii", "replace") if pair else None


def _from_widget(page: Page) -> str | None:
    for element in page.elements.select("span[name=cmnt_count]"):
        if m := re.match(r"([\w-]+:[\w-]+)", element.get("cmnt_id") or ""):
            return m[1]
    return None


def _from_raw(raw: bytes) -> bytes | None:
    """From a script, a form or a link, wherever it stands; words are looked for first, which is ten times faster."""
    if b"__cmntId" in raw and (mobile := _MOBILE_ID.search(raw)):
        return mobile[1]
    if b"newsid" not in raw:
        return None
    return _from_script(raw) or _pair(_FORM, raw) or _pair(_COMMENT_LINK, raw)


def _from_script(raw: bytes) -> bytes | None:
    newsid = _SCRIPT_NEWSID.search(raw)
    if newsid is None:
        return None
    channels = _SCRIPT_CHANNEL.findall(raw, max(0, newsid.start() - 1500), newsid.start())
    return channels[-1] + b":" + newsid[1] if channels else None  # the nearest one belongs to the same object


def _pair(pattern: re.Pattern[bytes], raw: bytes) -> bytes | None:
    match = pattern.search(raw)
    return match[1] + b":" + match[2] if match else None
