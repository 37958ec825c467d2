"""What names the page: canonical URL, CMS document id, comment id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote, urlsplit

from ...named_tuples import NamedTuple
from ...reading.page import Page
from ...text.addresses import with_scheme
from ...text.patterns import lazy_regex
from ...text.whitespace import clean_characters
from ..templates.family import Family
from ..templates.landmarks import SELF_LINKS

_DOCID = lazy_regex(r"^[a-z]+\d+\Z")
_OLD_DOCID_IN_URL = lazy_regex(r"/(?:doc|detail)-i([a-z]+\d+)\.")
_COMMENT_ID = lazy_regex(r"^[\w-]+:[\w-]+\Z")
_COMMENT_ID_AND_GROUP = lazy_regex(r"([\w-]+:[\w-]+)")  # cj:comos-hqfskcn2160999:0
# var ARTICLE_DATA = {… channel:'cj', … newsid:'31-1-18372262', …}; the same keys in a video page's $SCOPE.video
_SCRIPT_CHANNEL = lazy_regex(rb"""\bchannel\s*:\s*['"]([\w-]+)['"]""")
_SCRIPT_NEWSID = lazy_regex(rb"""newsid\s*:\s*['"]([\w-]+)['"]""")
_FORM = lazy_regex(  # the 2009 comment form's hidden inputs
    rb"""<input[^<>]{0,80}name=["']?channel["'\s][^<>]{0,80}value=["']?([\w-]+)["'][^<>]{0,80}>"""
    rb"""[^<>]{0,200}<input[^<>]{0,80}name=["']?newsid["'\s][^<>]{0,80}value=["']?([\w-]+)["']"""
)
_COMMENT_LINK = lazy_regex(
    rb"comment\w{0,9}\.[\w.]{0,40}sina\.com\.cn/[^\"'\s<>]{0,80}?channel=([\w-]+)&(?:amp;)?newsid=([\w-]+)"
)
_DOCUMENT = lazy_regex(r"[^/]/[^?#]*[^/?#]\.s?html?(?:[?#]|\Z)", re.I)  # the address of a page
_TRACKING = (
    "from",
    "subch",
    "vt",
    "cre",
    "mod",
    "loc",
    "r",
    "doct",
    "rfunc",
    "tj",
    "tr",
    "wm",
    "sudaref",
    "pos",
    "autocallup",
    "isfromsina",
    "utm_source",
    "utm_medium",
    "utm_campaign",
)


class Identity(NamedTuple):
    url: str | None
    docid: str | None
    comment_id: str | None


def find_identity(page: Page, family: Family) -> Identity:
    url = find_url(page, family)
    return Identity(url, find_docid(page, url), find_comment_id(page, family))


def find_url(page: Page, family: Family | None) -> str | None:
    """The canonical address that the page names, else the one it was fetched from."""
    for candidate in _named_addresses(page, family):
        if candidate and (address := canonical(candidate)) and (family is None or not _is_sites(address)):
            return address
    return _readable(page.given_url)


def _is_sites(address: str) -> bool:
    """http://finance.sina.com.cn/ names the site alone, as some templates do in every page."""
    return urlsplit(address)[2:4] in (("", ""), ("/", ""))


def _readable(address: str | None) -> str | None:
    """What a caller or a container gives, if it can be taken apart at all (``http://[`` cannot) and is no script."""
    address = clean_characters(address or "")
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return None
    return None if scheme in ("javascript", "vbscript", "data") else address or None


def _named_addresses(page: Page, family: Family | None) -> Iterator[str | None]:
    """What pages name as their own address, the surest first."""
    yield page.meta("og:url")
    for selector, attribute in family.self_links if family else SELF_LINKS:
        for element in page.elements.select(selector):
            yield element.get(attribute)
    yield from (find(page) for find in (family.address if family else ()))
    yield page.saved_url
    for base in page.elements.select("base[href]"):
        if _DOCUMENT.search(base.get("href") or ""):  # <base href="https://finance.sina.com.cn/"> names the site alone
            yield base.get("href")


def canonical(address: str) -> str | None:
    """``address`` as an absolute http(s) URL without fragment and tracking query; None when it is none."""
    address = address.strip()
    if address[:8].lower().startswith(("http%3a", "https%3a")):
        address = unquote(address)
    address = with_scheme(clean_characters(address))
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        return None
    query = "&".join(p for p in parts.query.split("&") if p and p.split("=")[0] not in _TRACKING)
    return parts._replace(query=query, fragment="").geturl()


def find_docid(page: Page, url: str | None) -> str | None:
    """The CMS id without the ``i`` that ``url``, the page's address, puts before it; old numeric ids are none."""
    headings = (heading.get("docid") for heading in page.elements.root.iter("h1"))
    for candidate in chain((page.meta("publishid"),), headings):
        if candidate and _DOCID.match(candidate):
            return candidate
    match = _OLD_DOCID_IN_URL.search(url) if url else None
    return match[1] if match else None


def find_comment_id(page: Page, family: Family) -> str | None:
    """``channel:newsid`` of the comment service."""
    stated = page.meta("comment")
    if stated and _COMMENT_ID.match(stated):
        return stated
    for element in page.elements.find(family.comment_counts):
        if m := _COMMENT_ID_AND_GROUP.match(element.get("cmnt_id") or ""):
            return m[1]
    named = (found for find in family.comment_id if (found := find(page)))
    return next(named, None) or _from_raw(page.raw)


def _from_raw(raw: bytes) -> str | None:
    """From a script, a form or a link, wherever it stands; words are looked for first, which is ten times faster."""
    if b"newsid" not in raw:
        return None
    found = _from_script(raw) or _pair(_FORM, raw) or _pair(_COMMENT_LINK, raw)
    return found.decode("ascii", "replace") if found else None


def _from_script(raw: bytes) -> bytes | None:
    newsid = _SCRIPT_NEWSID.search(raw)
    if newsid is None:
        return None
    channels = _SCRIPT_CHANNEL.findall(raw, max(0, newsid.start() - 1500), newsid.start())
    return channels[-1] + b":" + newsid[1] if channels else None  # the nearest one belongs to the same object


def _pair(pattern: re.Pattern[bytes], raw: bytes) -> bytes | None:
    match = pattern.search(raw)
    return match[1] + b":" + match[2] if match else None
