"""Article -> schema.org: a ``NewsArticle`` as JSON-LD, one line per page.

Only what the record knows: a name is a ``Person`` when the text credits it, an ``Organization`` when it is the medium;
a declared author that is neither becomes ``creditText``. Symbols are ``mentions`` (the site's auto-links and tags), or
``about`` when the page is about that company. ``<`` is escaped, so that a line may stand in an HTML ``script``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..article.article import Article, Symbol, Video
from ..article.body import Image
from .json import dumps

_EXCHANGES = {"SH": "XSHG", "SZ": "XSHE", "BJ": "BJSE", "HK": "XHKG"}  # ISO 10383; for US the exchange is not known


def to_jsonld(article: Article) -> str:
    """One JSON-LD document; absent values are left out."""
    names = {"@context": "https://schema.org", "@type": "NewsArticle"}
    known = {key: value for key, value in _properties(article).items() if value not in (None, [], "")}
    return dumps({**names, **known}, indent=None).replace("<", "\\u003c") + "\n"


def _properties(article: Article) -> dict[str, Any]:
    return {
        "@id": article.url,
        "url": article.url,
        "mainEntityOfPage": article.url,
        "identifier": _identifiers(article),
        "headline": article.title,
        "alternativeHeadline": article.original_title,
        "description": article.description,
        **_author(article),
        "editor": [_named("Person", name) for name in (article.editor or "").split("、") if name],
        "sourceOrganization": _medium(article),
        "datePublished": article.date_published or article.date,
        "dateModified": article.date_modified,
        "articleSection": list(article.channel),
        "keywords": list(article.keywords),
        "about": [_company(symbol) for symbol in article.symbols if "page" in symbol.origin],
        "mentions": [_mention(symbol) for symbol in article.symbols if "page" not in symbol.origin],
        "image": _images(article),
        "video": [_video(video) for video in article.videos],
        "inLanguage": "zh-Hans",
        "articleBody": article.text,
    }


def _named(kind: str, name: str | None) -> dict[str, Any]:
    return {"@type": kind, "name": name}


def _value(kind: str, value: str) -> dict[str, Any]:
    return {"@type": "PropertyValue", "propertyID": kind, "value": value}


def _identifiers(article: Article) -> list[dict[str, Any]]:
    pairs = (("docid", article.docid), ("comment_id", article.comment_id))
    return [_value(kind, value) for kind, value in pairs if value]


def _author(article: Article) -> dict[str, Any]:
    if article.byline:
        return {"author": [_named("Person", name) for name in article.byline]}
    if article.author and article.author == article.source:
        return {"author": _named("Organization", article.author)}
    return {"creditText": article.author}


def _medium(article: Article) -> dict[str, Any] | None:
    if article.source is None:
        return None
    return {**_named("Organization", article.source), **({"url": article.source_url} if article.source_url else {})}


def _mention(symbol: Symbol) -> dict[str, Any]:
    """A thing, not a company: codes are also of funds, indices, futures and currencies."""
    return {**_named("Thing", symbol.name or symbol.ticker), "identifier": _value("ticker", symbol.ticker)}


def _company(symbol: Symbol) -> dict[str, Any]:
    company = {**_mention(symbol), "@type": "Corporation"}
    exchange = _EXCHANGES.get(symbol.market)
    return {**company, "tickerSymbol": f"{exchange} {symbol.code}"} if exchange else company


def _images(article: Article) -> list[dict[str, Any]]:
    """The lead image first, unless it is one of the body's."""
    lead = article.lead_image
    leading: Iterable[Image] = (Image(lead),) if lead and all(lead != image.url for image in article.images) else ()
    return [
        {"@type": "ImageObject", "url": image.url, **({"caption": image.caption} if image.caption else {})}
        for image in (*leading, *article.images)
    ]


def _video(video: Video) -> dict[str, Any]:
    values = {"name": video.title, "url": video.url, "thumbnailUrl": video.poster}
    return {"@type": "VideoObject", **{key: value for key, value in values.items() if value}}
