"""What names the page: canonical URL, CMS document id, comment id."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ..page import Page

_DOCID = re.compile(r"^[a-z]+\d+$")
_OLD_DOCID_IN_URL = re.compile(r"/(?:doc|detail)-i([a-z]+\d+)\.")
_COMMENT_ID = re.compile(r"^[\w-]+:[\w-]+$")
# var ARTICLE_DATA = {… channel:'cj', … newsid:'31-1-18372262', …}; the same keys in a video page's $SCOPE.video
_SCRIPT_CHANNEL = re.compile(r"""\bchannel\s*:\s*['"]([\w-]+)['"]""")
_SCRIPT_NEWSID = re.compile(r"""\bnewsid\s*:\s*['"]([\w-]+)['"]""")
_COMMENT_LINK = re.compile(r"comment\w*\.[\w.]*sina\.com\.cn/[^\"'\s>]*?channel=([\w-]+)&(?:amp;)?newsid=([\w-]+)")
_TRACKING = ("from", "subch", "vt", "cre", "mod", "loc", "r", "doct", "rfunc", "tj", "tr", "wm", "sudaref")


def url(page: Page) -> str | None:
    """The canonical address that the page names, else the one it was fetched from."""
    for candidate in _named_addresses(page):
        if candidate and (address := canonical(candidate)):
            return address
    return page.given_url


def _named_addresses(page: Page) -> list[str | None]:
    index = page.index
    canonical_links = [e.get("href") for e in index.select("link[rel=canonical]")]
    mood = [e.get("url") for e in index.select("span[name=moodcounter]")]
    comments = [e.get("p_url") for e in index.select("span[name=cmnt_count]")]
    return [
        page.meta("og:url"),
        *canonical_links,
        *mood,
        *comments,
        _from_mobile_agent(page),
        _from_blog_title(page),
        _from_video_script(page.text),
        page.saved_url,
    ]


def _from_mobile_agent(page: Page) -> str | None:
    """``format=html5; url=http://k.sina.cn/article_…``: only the 看点 host has the same path on the desktop."""
    match = re.search(r"url=(https?://k\.sina\.cn/\S+)", page.meta("mobile-agent") or "")
    return match[1].replace("//k.sina.cn/", "//k.sina.com.cn/") if match else None


def _from_blog_title(page: Page) -> str | None:
    """``<h2 id=t_50861ae80102e99u class=titName>``: the id that the blog's addresses are made of."""
    title = page.index.first(("h2.titName",))
    match = re.match(r"t_(\w{16})$", title.get("id") or "") if title is not None else None
    return f"http://blog.sina.com.cn/s/blog_{match[1]}.html" if match else None


def _from_video_script(text: str) -> str | None:
    """A video page names itself among its related videos: the address that ends with its own ``sid``."""
    if "$SCOPE['video']" not in text:
        return None
    sid = re.search(r"\bsid\s*:\s*'(\d+)'", text)
    match = re.search(rf"https?://video\.sina\.com\.cn/[^\s\"'<>]*{sid[1]}\.html", text) if sid else None
    return match[0] if match else None


def canonical(address: str) -> str | None:
    """``address`` as an absolute http(s) URL without fragment and tracking query; None when it is none."""
    address = address.strip()
    if re.match(r"https?%3A", address, re.I):
        address = unquote(address)
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


def docid(page: Page) -> str | None:
    """The CMS id without the ``i`` that URLs put before it; old numeric ids are none."""
    for candidate in (page.meta("publishid"), *(e.get("docid") for e in page.index.by_tag.get("h1", ()))):
        if candidate and _DOCID.match(candidate):
            return candidate
    match = _OLD_DOCID_IN_URL.search(page.meta("og:url") or "")
    return match[1] if match else None


def comment_id(page: Page) -> str | None:
    """``channel:newsid`` of the comment service."""
    stated = page.meta("comment")
    if stated and _COMMENT_ID.match(stated):
        return stated
    return _from_widget(page) or _from_script(page.text) or _from_form(page) or _from_link(page.text)


def _from_widget(page: Page) -> str | None:
    for element in page.index.select("span[name=cmnt_count]"):
        if m := re.match(r"([\w-]+:[\w-]+)", element.get("cmnt_id") or ""):
            return m[1]
    return None


def _from_script(text: str) -> str | None:
    mobile = re.search(r'"__cmntId":"([\w-]+:[\w-]+)', text)  # a group follows as ":0"
    if mobile:
        return mobile[1]
    newsid = _SCRIPT_NEWSID.search(text)
    if newsid is None:
        return None
    before = text[max(0, newsid.start() - 1500) : newsid.start()]
    channels = _SCRIPT_CHANNEL.findall(before)  # the nearest one belongs to the same object
    return f"{channels[-1]}:{newsid[1]}" if channels else None


def _from_form(page: Page) -> str | None:
    """The 2009 comment form's hidden inputs."""
    for form in page.index.by_tag.get("form", ()):
        values = {i.get("name"): i.get("value") for i in form.iter("input")}
        if values.get("channel") and values.get("newsid"):
            return f"{values['channel']}:{values['newsid']}"
    return None


def _from_link(text: str) -> str | None:
    match = _COMMENT_LINK.search(text)
    return f"{match[1]}:{match[2]}" if match else None
