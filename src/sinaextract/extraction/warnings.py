"""What makes a finished body doubtful: characters that were lost, little text in a large region, other pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..article import doubts
from ..article.article import Removal, Video
from ..article.body import Image
from ..text.mojibake import LOST, misreading
from .elsewhere import turns_pages

REPLACEMENT = "\ufffd"  # what decoding puts for bytes that are no character

_MUCH = 200  # characters; removing fewer is never suspicious
_SHARE = 4  # times more removed than kept


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
    return (doubts.NO_VIDEO_DATA.says(players - len(videos), players),)


def other_pages(removed: Iterable[Removal], links_to_them: bool) -> tuple[str, ...]:
    """A warning if the file holds one page of the article: a pager was removed, by whatever rule, or is elsewhere."""
    if links_to_them or any(found.rule == "pager" or turns_pages(found.text) for found in removed):
        return (doubts.OTHER_PAGES.says(),)
    return ()
