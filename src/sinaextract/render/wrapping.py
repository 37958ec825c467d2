"""Where lines of Chinese and Latin text may end on a terminal.

Between any two Chinese characters, but not before closing punctuation or after opening punctuation, and not inside a
Latin word or number. Widths are terminal cells: two for a Chinese character.
"""

from __future__ import annotations

from collections.abc import Callable

from ..text.patterns import lazy_regex

_CLOSING = r"，。、；：？！）】》〉」』”’…—·％,.;:?!)\]}%"
_OPENING = r"（【《〈「『“‘(\[{"
# What holds together: opening marks, a Latin word or one other character, closing marks, a space.
_PIECE = lazy_regex(rf"[{_OPENING}]*(?:[!-~\u00a1-\u024f]+|[^\s{_OPENING}])?[{_CLOSING}]*\s*")


def line_ends(text: str, width: int, cells: Callable[[str], int]) -> list[int]:
    """Offsets at which to cut ``text`` (one paragraph) into lines of at most ``width`` cells."""
    ends: list[int] = []
    begin, used = 0, 0
    for match in _PIECE.finditer(text):
        if not match[0]:
            continue
        size = cells(match[0].rstrip())
        if used and used + size > width:
            ends.append(match.start())
            begin, used = match.start(), 0
        if size > width:  # an address longer than a line is cut anywhere
            for place in range(match.start(), match.end()):
                if place > begin and cells(text[begin : place + 1]) > width:
                    ends.append(place)
                    begin = place
            used = cells(text[begin : match.end()])
        else:
            used += cells(match[0])
    return ends
