"""What the walk over a body notes on its way: pictures that have no address, elements that no article holds."""

from __future__ import annotations

from collections.abc import Iterator

from ..article import doubts
from ..reading.selectors import Element
from ..reading.visible_text import visible_text
from ..text.whitespace import clean_characters

# What shows something without any text: of these even an empty one is a loss.
SHOWN = frozenset("audio svg canvas math applet frame bgsound input select textarea button".split())
_SMART_TAGS = ("o:", "st1:", "w:")  # word processors set dates and names in these; they show nothing of their own
_MOST_NAMED = 5  # kinds of elements in one warning
_LONGEST_NAME = 30  # characters


class Notes:
    """
    alts        alternative texts of the pictures met, by address; of one that has several, none
    captions    how many caption elements were met
    nowhere     pictures that no address can be given for
    within      pictures that are saved within the page
    background  pictures that lie behind text
    unknown     names of elements that are not understood
    """

    __slots__ = ("alts", "background", "captions", "nowhere", "unknown", "within")

    def __init__(self) -> None:
        self.alts: dict[str, str] = {}
        self.captions = self.nowhere = self.within = self.background = 0
        self.unknown: set[str] = set()

    def meet_alt(self, address: str, alt: str) -> None:
        if self.alts.setdefault(address, alt) != alt:
            self.alts[address] = ""

    def meet_unknown(self, element: Element) -> None:
        tag = element.tag
        is_hidden = tag == "input" and element.get("type", "").lower() == "hidden"
        if not is_hidden and not tag.startswith(_SMART_TAGS) and (tag in SHOWN or visible_text(element)):
            self.unknown.add(tag)

    def warnings(self, keeps_inner: bool) -> Iterator[str]:
        """``keeps_inner``: pictures saved within the page are not lost."""
        if self.unknown:
            names = sorted(self.unknown)
            named = ", ".join(f"<{clean_characters(name)[:_LONGEST_NAME]}>" for name in names[:_MOST_NAMED])
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            yield doubts.UNKNOWN_ELEMENTS.says(named + more)
        lost = (
            (doubts.NO_ADDRESS, self.nowhere),
            (doubts.WITHIN_PAGE, 0 if keeps_inner else self.within),
            (doubts.BACKGROUND, self.background),
        )
        for doubt, count in lost:
            if count:
                yield doubt.says(f"{count:,} picture{'s' * (count != 1)}")
