"""MHTML (RFC 2557), ``.mht`` / ``.mhtml`` as Chrome, Edge and Internet Explorer write it: a letter with a page in it.

Internet Explorer writes a page without pictures as the only part.
"""

from __future__ import annotations

import re
from base64 import b64decode
from codecs import BOM_UTF8
from contextlib import suppress
from typing import TYPE_CHECKING

from ...errors import FETCH_AGAIN, GLUED, NotAnArticle, UnreadableInput
from ...reading.bundle import Bundle
from ...reading.charset import stated_charset
from ...text.addresses import web_address

if TYPE_CHECKING:
    from email.message import Message


def open_bundle(data: bytes) -> Bundle:
    """The main page and its pictures by address (``https://…`` or ``cid:…``)."""
    from email import message_from_bytes  # only MHTML needs it

    message = message_from_bytes(data.removeprefix(BOM_UTF8).lstrip())
    parts = [part for part in message.walk() if not part.is_multipart()]
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise NotAnArticle("MHTML without a page in it; save the page again")
    snapshot = str(message["Snapshot-Content-Location"] or "").strip()
    marks = {snapshot, str(message.get_param("start") or "").strip()} - {""}  # else the first page is the main one
    main = next((page for page in pages if marks & set(map(str, page.values()))), pages[0])
    url = web_address(str(main["Content-Location"] or snapshot))
    files = {name: payload for part in parts if (name := _address(part)) and (payload := _picture(part))}
    if re.search(r"<html|<!doctype html|^content-type:", str(message.epilogue or ""), re.I | re.M):
        raise NotAnArticle(GLUED.format("pages"))
    charset = stated_charset(main.get_content_charset())
    return Bundle(_payload(main), url, charset, files=files, cut=_is_cut(message, data))


def _is_cut(message: Message, data: bytes) -> bool:
    """The boundary after the last part, which ends with two dashes, is missing."""
    boundary = message.get_boundary()
    return boundary is not None and f"--{boundary}--".encode("utf-8", "replace") not in data


def _payload(part: Message) -> bytes:
    """Raises `UnreadableInput` for damage; of a part that is cut off, all that there is."""
    if str(part["Content-Transfer-Encoding"]).strip().lower() != "base64":
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""
    text = "".join(str(part.get_payload()).split())
    try:
        return b64decode(text[: len(text) // 4 * 4], validate=True)
    except ValueError as error:
        raise UnreadableInput(f"damaged base64 data: {error}; {FETCH_AGAIN}") from None


def _picture(part: Message) -> bytes:
    with suppress(UnreadableInput):  # the page is worth more than a picture in it
        return _payload(part)
    return b""


def _address(part: Message) -> str | None:
    """Where the page's ``<img src>`` points for a picture part."""
    if part.get_content_maintype() != "image":
        return None
    if part["Content-Location"]:
        return str(part["Content-Location"]).strip()
    identifier = str(part["Content-ID"] or "").strip(" <>")
    return f"cid:{identifier}" if identifier else None
