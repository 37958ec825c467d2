"""What makes a finished body doubtful: elements that no block knows, little text in a large region, other pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

from ..article import doubts
from ..article.article import Image, Removal, Video
from ..reading.selectors import Element
from ..reading.visible_text import visible_text
from ..text.mojibake import LOST, misreading
from ..text.patterns import lazy_regex
from ..text.whitespace import clean_characters

# Elements whose text a body may hold and whose place in it is understood.
_KNOWN = frozenset(
    (
        "html head body title meta base link script style noscript template "
        "h1 h2 h3 h4 h5 h6 p div section article center main header footer aside nav hgroup address pre hr blockquote "
        "dl dt dd ul ol li dir figure figcaption details summary fieldset legend "
        "table caption colgroup col thead tbody tfoot tr td th "
        "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark marquee nobr q rp rt "
        "ruby s samp small span strike strong sub sup time tt u var wbr br img picture source map area "
        "iframe video object embed param "  # removed by rules, which say so
        "weibo-card"  # weibo-card: a person's name in a link
    ).split()
)
# What shows something without any text: of these even an empty one is a loss.
_SHOWN = frozenset("audio svg canvas math applet frame bgsound input select textarea button".split())
_SMART_TAGS = ("o:", "st1:", "w:")  # word processors set dates and names in these; they show nothing of their own
_MOST_NAMED = 5  # kinds of elements in one warning
_LONGEST_NAME = 30  # characters

REPLACEMENT = "\ufffd"  # what decoding puts for bytes that are no character
_TURNS_PAGES = lazy_regex(r"[上下]一页|余下全文")

_MUCH = 200  # characters; removing fewer is never suspicious
_SHARE = 4  # times more removed than kept


def unknown_elements(body: Element) -> tuple[str, ...]:
    """A warning if elements that are not understood are still in a cleaned ``body``."""
    elements = (e for e in body.iterdescendants(etree.Element) if e.tag not in _KNOWN)
    names = {e.tag for e in elements if not e.tag.startswith(_SMART_TAGS) and _shows(e)}
    if not names:
        return ()
    named = ", ".join(f"<{clean_characters(name)[:_LONGEST_NAME]}>" for name in sorted(names)[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return (doubts.UNKNOWN_ELEMENTS.says(named + more),)


def _shows(element: Element) -> bool:
    if element.tag == "input" and element.get("type", "").lower() == "hidden":
        return False
    return element.tag in _SHOWN or bool(visible_text(element))


def small_body(text: str, images: Iterable[Image], removed: Iterable[Removal]) -> tuple[str, ...]:
    """A warning if the rules took much of the body and left little: one of them may have taken the article."""
    gone = sum(len(removal.text) for removal in removed if removal.field is None)
    if gone < _MUCH or len(text) * _SHARE > gone:
        return ()
    kept = len(text) + sum(len(image.caption) for image in images)
    if kept * _SHARE > gone:
        return ()
    return (doubts.LITTLE_LEFT.says(f"{kept:,}", f"{kept + gone:,}"),)


def cut_off(text: str) -> tuple[str, ...]:
    """The warning of a page of which only the beginning was saved, whoever noticed it."""
    return (doubts.CUT_OFF.says(f"{len(text):,}"),)


def wrongly_decoded(title: str | None, text: str, *others: str | None) -> tuple[str, ...]:
    """Warnings of characters that were lost before or while the page was read, and of text that is another's bytes."""
    shown = "\n".join(filter(None, (title, text, *others)))
    lost = shown.count(REPLACEMENT) + 2 * shown.count(LOST)
    counted = (doubts.LOST_CHARACTERS.says(f"{lost:,}", "s" * (lost != 1)),) if lost else ()
    read = misreading("\n".join(filter(None, (title, text))))
    return (*counted, *((doubts.WRONGLY_DECODED.says(read),) if read else ()))


def lost_videos(videos: Collection[Video], removed: Iterable[Removal]) -> tuple[str, ...]:
    """A warning if the body had more players than the page has data for: ``<div class="video-2017"></div>`` alone."""
    players = sum(1 for removal in removed if removal.rule == "video-player")
    if players <= len(videos):
        return ()
    return (doubts.NO_VIDEO_DATA.says(players, players - len(videos)),)


def other_pages(removed: Iterable[Removal]) -> tuple[str, ...]:
    """A warning if a pager was removed, by whatever rule: the file holds one page of the article."""
    if any(removal.rule == "pager" or _TURNS_PAGES.search(removal.text) for removal in removed):
        return (doubts.OTHER_PAGES.says(),)
    return ()
