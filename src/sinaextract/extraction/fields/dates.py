"""The three times of an article, all ISO 8601 with ``+08:00`` (Sina states Beijing time).

``date`` is what readers see, to the minute; its seconds come from page metadata that agrees to the minute.
``date_published`` and ``date_modified`` are the CMS's own and may differ from it by hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from ...article import doubts
from ...named_tuples import NamedTuple
from ...reading.page import Page
from ...reading.selectors import Element
from ...reading.visible_text import spaced_text
from ...text.patterns import lazy_regex
from ...text.times import Moment, find_moment, has_date, read_moment, states_time
from ...text.whitespace import collapse
from ..templates.family import Family

# <!--[31,1,18372262] published at 2014-03-02 00:26:42 from #153 by system-->: the last publication, not the
# article's date, so it only lends its seconds where the minute agrees, its time of day where nothing else has it.
_PUBLISHED_AT = lazy_regex(rb"<!--[^>]{0,80}published at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
_MANY_DIGITS = 6  # of which a date has as many, and no name of a medium
_LONGEST = 60  # characters of an unreadable date that a warning repeats


class Times(NamedTuple):
    """The record's ``date``, ``date_published`` and ``date_modified``."""

    shown: str | None
    published: str | None
    modified: str | None
    warnings: tuple[str, ...]


def find_dates(page: Page, family: Family, body: Element) -> Times:
    warnings: list[str] = []
    if page.front:
        return Times(_post_date(page.front.get("date"), warnings), None, None, tuple(warnings))
    published = _stated(page, warnings, "article:published_time")
    created = _stated(page, warnings, "weibo: article:create_at", "weibo:article:create_at")
    names = ("weibo: article:update_at", "weibo:article:update_at", "article:modified_time")
    modified = _stated(page, warnings, *names)
    shown = _shown(page, family, body, tuple(time for time in (created, published) if time), warnings)
    if shown is None and (created or published):
        shown = created or published
        warnings.append(doubts.NO_SHOWN_DATE.says())
    return Times(shown, published, modified, tuple(warnings))


def _post_date(value: object, warnings: list[str]) -> str | None:
    """Front matter's ``date``, in whatever form the exporter writes it."""
    text = collapse(value) if isinstance(value, str) else ""
    moment = read_moment(text)
    if moment is None:
        if text:
            warnings.append(_unreadable("date", text))
        return None
    if not moment.has_time_of_day:
        warnings.append(doubts.NO_TIME_IN_FRONT_MATTER.says())
    elif not moment.has_zone:
        warnings.append(doubts.NO_ZONE.says())
    return moment.iso


def _stated(page: Page, warnings: list[str], *names: str) -> str | None:
    """The time that the page's metadata gives under the first of ``names``."""
    text = page.meta(*names)
    moment = read_moment(text) if text else None
    if text and moment is None:
        warnings.append(_unreadable(names[0], text))
    return moment.iso if moment else None


def _shown(page: Page, family: Family, body: Element, stated: tuple[str, ...], warnings: list[str]) -> str | None:
    """The date that readers see, the rest of it from the metadata where that agrees as far as it goes."""
    unclear = ""
    for element in family.header(page, family.date, body):
        text = spaced_text(element)
        if moment := find_moment(text) or read_moment(text):
            return _completed(moment, stated, page, [] if family.days_only else warnings)
        if has_date(text):
            warnings.append(_unreadable("date", text))
            return None
        unclear = unclear or (text if states_time(text) or sum(map(str.isdigit, text)) >= _MANY_DIGITS else "")
    if unclear:  # 昨天 21:03, 2021第3期第1234号
        warnings.append(_unreadable("date", unclear))
    return None


def _completed(moment: Moment, stated: tuple[str, ...], page: Page, warnings: list[str]) -> str:
    if moment.has_seconds:
        return moment.iso
    if moment.has_time_of_day:
        return _agreeing(moment.iso[:16], chain(stated, _last_publication(page))) or moment.iso
    day = moment.iso[:10]
    if time := _agreeing(day, stated):
        return time
    if time := _agreeing(day, _last_publication(page)):
        warnings.append(doubts.NO_TIME_BUT_PUBLISHED.says())
        return time
    warnings.append(doubts.NO_TIME.says())
    return moment.iso


def _agreeing(start: str, times: Iterable[str]) -> str | None:
    return next((time for time in times if time.startswith(start)), None)


def _last_publication(page: Page) -> Iterator[str]:
    match = _PUBLISHED_AT.search(page.raw, 0, 4096)
    if match and (moment := read_moment(match[1].decode("ascii"))):
        yield moment.iso


def _unreadable(name: str, text: str) -> str:
    return doubts.UNREADABLE_DATE.says(name, text[:_LONGEST])
