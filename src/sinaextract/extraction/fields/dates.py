"""The three times of an article, all ISO 8601 with ``+08:00`` (Sina states Beijing time).

``date`` is what readers see, to the minute; its seconds come from page metadata that agrees to the minute.
``date_published`` and ``date_modified`` are the CMS's own and may differ from it by hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date as day
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from ...reading.page import Page
from ...reading.visible_text import spaced_text
from ...text.patterns import lazy_regex
from ..templates.family import Family

BEIJING = timezone(timedelta(hours=8))

_SHOWN = lazy_regex(
    r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2})\s*[:：]\s*(\d{2})(?:\s*[:：]\s*(\d{2}))?)?"
)
# <!--[31,1,18372262] published at 2014-03-02 00:26:42 from #153 by system-->: the last publication, not the
# article's date, so it only lends its seconds where the minute agrees.
_PUBLISHED_AT = lazy_regex(rb"<!--[^>]{0,80}published at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")


class Times(NamedTuple):
    """The record's ``date``, ``date_published`` and ``date_modified``."""

    shown: str | None
    published: str | None
    modified: str | None
    warnings: tuple[str, ...]


def find_dates(page: Page, family: Family) -> Times:
    if page.front:
        return Times(post_date(page.front.get("date")), None, None, ())
    published = stated(page.meta("article:published_time"))
    created = stated(page.meta("weibo: article:create_at", "weibo:article:create_at"))
    modified = stated(page.meta("weibo: article:update_at", "weibo:article:update_at", "article:modified_time"))
    shown, warnings = _shown(page, family, _witnesses(page, created, published))
    if shown is None and (created or published):
        shown, warnings = created or published, ("no date is shown; date is the one in the page's metadata",)
    return Times(shown, published, modified, warnings)


def _witnesses(page: Page, *stated: str | None) -> Iterator[str | None]:
    yield from stated
    yield _last_publication(page)


def _shown(page: Page, family: Family, witnesses: Iterable[str | None]) -> tuple[str | None, tuple[str, ...]]:
    for element in page.elements.find(family.date):
        if match := _SHOWN.search(spaced_text(element)):
            return _with_seconds(match, witnesses)
    return None, ()


def _with_seconds(match: re.Match[str], witnesses: Iterable[str | None]) -> tuple[str | None, tuple[str, ...]]:
    year, month, dayno, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        moment = datetime(year, month, dayno, hour, minute, second, tzinfo=BEIJING).isoformat()
    except ValueError:
        return None, (f"impossible date on the page: {match[0]}",)
    if match[4] is None:
        return moment, ("the page shows no time of day; date is given as 00:00:00",)
    if match[6] is None:
        agreeing = (w for w in witnesses if w and w[:16] == moment[:16])
        moment = next(agreeing, moment)
    return moment, ()


def stated(value: str | None) -> str | None:
    """A metadata time, ``2018-12-28T19:56:29+08:00`` or ``2018-12-28 19:56:29``, as ISO 8601 with ``+08:00``."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return _in_beijing(moment)


def post_date(value: object) -> str | None:
    """Front matter's ``date``: RFC 2822 text as the exporter writes it, or what YAML made of an ISO date."""
    if isinstance(value, datetime):
        return _in_beijing(value)
    if isinstance(value, day):
        return datetime(value.year, value.month, value.day, tzinfo=BEIJING).isoformat()
    if not isinstance(value, str):
        return None
    from email.utils import parsedate_to_datetime  # only posts need it

    try:
        return _in_beijing(parsedate_to_datetime(value))
    except (ValueError, TypeError):
        return stated(value)


def _in_beijing(moment: datetime) -> str | None:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    try:
        return moment.astimezone(BEIJING).isoformat(timespec="seconds")
    except OverflowError:
        return None


def _last_publication(page: Page) -> str | None:
    match = _PUBLISHED_AT.search(page.raw, 0, 4096)
    return stated(match[1].decode("ascii")) if match else None
