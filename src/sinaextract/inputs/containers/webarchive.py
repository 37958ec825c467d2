"""Safari's ``.webarchive``: a property list, binary or XML, with the page and the files that it shows."""

from __future__ import annotations

from typing import Any

from ...errors import FETCH_AGAIN, NotAnArticle, UnreadableInput
from ...reading.bundle import Bundle
from ...reading.charset import stated_charset

_MAIN, _OTHERS = b"WebMainResource", "WebSubresources"


def open_bundle(data: bytes) -> Bundle:
    """The page, its address, its charset, and its pictures by address."""
    import plistlib  # only web archives need it
    from xml.parsers.expat import ExpatError

    try:
        archive = plistlib.loads(data)
    except (ValueError, LookupError, OverflowError, RecursionError, ExpatError, TypeError, AttributeError) as error:
        raise UnreadableInput(f"damaged property list: {type(error).__name__}: {error}; {FETCH_AGAIN}") from None
    main = archive.get(_MAIN.decode()) if isinstance(archive, dict) else None
    page = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(page, bytes):
        raise NotAnArticle("a property list without a page in it; save the page again")
    others = archive.get(_OTHERS)
    files = {}
    for resource in others if isinstance(others, list) else ():
        address, content = (
            _text(resource, "WebResourceURL"),
            isinstance(resource, dict) and resource.get("WebResourceData"),
        )
        if (
            address
            and isinstance(content, bytes)
            and (_text(resource, "WebResourceMIMEType") or "").startswith("image/")
        ):
            files[address] = content
    url = _text(main, "WebResourceURL")
    return Bundle(
        page,
        url if url and url.startswith(("http://", "https://")) else None,
        stated_charset(_text(main, "WebResourceTextEncodingName")),
        files=files,
    )


def _text(resource: Any, key: str) -> str | None:
    value = resource.get(key) if isinstance(resource, dict) else None
    return value.strip() if isinstance(value, str) else None
