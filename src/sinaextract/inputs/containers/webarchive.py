"""Safari's ``.webarchive``: a property list, binary or XML, with the page and the files that it shows."""

from __future__ import annotations

from typing import Any

from ...errors import FETCH_AGAIN, NotAnArticle, UnreadableInput
from ...reading.bundle import Bundle
from ...reading.charset import stated_charset
from ...text.addresses import web_address

_ADDRESS, _DATA = "WebResourceURL", "WebResourceData"


def open_bundle(data: bytes) -> Bundle:
    """The page, its address, its charset, and its pictures by address."""
    import plistlib  # only web archives need it
    from xml.parsers.expat import ExpatError

    try:
        archive = plistlib.loads(data)
    except (ValueError, LookupError, OverflowError, RecursionError, ExpatError, TypeError, AttributeError) as error:
        raise UnreadableInput(f"damaged property list: {type(error).__name__}: {error}; {FETCH_AGAIN}") from None
    main, others = _get(archive, "WebMainResource"), _get(archive, "WebSubresources")
    page = _get(main, _DATA)
    if not isinstance(page, bytes):
        raise NotAnArticle("a property list without a page in it; save the page again")
    files = {}
    for resource in others if isinstance(others, list) else ():
        address, content = _text(resource, _ADDRESS), _get(resource, _DATA)
        if address and isinstance(content, bytes) and _text(resource, "WebResourceMIMEType").startswith("image/"):
            files[address] = content
    charset = stated_charset(_text(main, "WebResourceTextEncodingName"))
    return Bundle(page, web_address(_text(main, _ADDRESS)), charset, files=files)


def _get(resource: Any, key: str) -> Any:
    return resource.get(key) if isinstance(resource, dict) else None


def _text(resource: Any, key: str) -> str:
    value = _get(resource, key)
    return value.strip() if isinstance(value, str) else ""
