"""The picture that a page declares as its own: ``<meta property="og:image">``, a post's ``headimg``."""

from __future__ import annotations

from collections.abc import Iterable

from ...article.article import Removal
from ...reading.page import Page
from ...text.addresses import absolute


def find_lead_image(page: Page, removed: Iterable[Removal]) -> str | None:
    """Its address; None if it was ``removed`` from the body, as adverts and QR codes are."""
    declared = page.front.get("headimg") if page.front else page.meta("og:image")
    address = absolute(declared) if isinstance(declared, str) else None
    return None if any(address in removal.images for removal in removed) else address
