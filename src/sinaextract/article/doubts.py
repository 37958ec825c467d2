"""THE table of what can be doubtful about an article: the words of every warning, and what each is about."""

from __future__ import annotations

from functools import lru_cache

from ..named_tuples import NamedTuple


class Doubt(NamedTuple):
    """One warning of `Article.warnings`.

    kind   what summaries count it under
    words  its text, with ``{}`` for what differs from page to page
    """

    kind: str
    words: str

    def says(self, *values: object) -> str:
        return self.words.format(*values)

    def said(self, warning: str) -> bool:
        """Whether ``warning`` is one of its."""
        first, *pieces = self.words.split("{}")
        return (
            warning.startswith(first)
            and warning.endswith(pieces[-1] if pieces else "")
            and (warning == first if not pieces else all(piece in warning for piece in pieces))
        )


CUT, UNDECODABLE, PICTURES, VIDEOS, PARTS = "cut", "undecodable", "pictures lost", "videos lost", "parts missing"
DATE, CHARSET, MARKUP = "date", "charset", "markup"
DAMAGE = (CUT, UNDECODABLE, PICTURES, VIDEOS, PARTS)  # kinds that mean that something of the article is not there

CUT_OFF = Doubt(CUT, "cut off after {} characters of text; the page was not saved to its end")
LOST_CHARACTERS = Doubt(UNDECODABLE, "{} undecodable character{}")
WRONGLY_DECODED = Doubt(UNDECODABLE, "the text was decoded wrongly before it was saved: {}")
NO_ADDRESS = Doubt(PICTURES, "{} without an address")
WITHIN_PAGE = Doubt(PICTURES, "{} saved within the page; --extract-media keeps them")
NO_BITMAP = Doubt(PICTURES, "{} saved within the page, of no kind that is kept")
BACKGROUND = Doubt(PICTURES, "{} behind text, set by a style; not kept")
NO_VIDEO_DATA = Doubt(VIDEOS, "{} of {} video players in the body without data to tell the video by")
OTHER_PAGES = Doubt(PARTS, "the article has further pages, which are not in this input")
OTHER_BODY = Doubt(PARTS, "the page has another article body, of {} characters, which was not read")
SWALLOWED = Doubt(PARTS, "a {} that is not closed hides {} characters of the page")
LITTLE_LEFT = Doubt(PARTS, "little is left of the body: {} of {} characters; see what was removed")
EMPTY_TITLE = Doubt(PARTS, "the front matter's title is empty")
NO_SHOWN_DATE = Doubt(DATE, "no date is shown; date is the one in the page's metadata")
NO_TIME_BUT_PUBLISHED = Doubt(DATE, "the page shows no time of day; it is that of its last publication on that day")
NO_TIME = Doubt(DATE, "the page shows no time of day; date is given as 00:00:00")
NO_TIME_IN_FRONT_MATTER = Doubt(DATE, "the front matter gives no time of day; date is given as 00:00:00")
NO_ZONE = Doubt(DATE, "the front matter's date names no zone; taken as +08:00")
UNREADABLE_DATE = Doubt(DATE, "{} cannot be read as a time: {}")
DECLARED_CHARSET = Doubt(CHARSET, "the page declares the charset {}")
UNSAID_BIG5 = Doubt(CHARSET, "the page does not say that it is Big5; read as Big5")
UNKNOWN_ELEMENTS = Doubt(MARKUP, "unknown in an article body: {}; their text was kept")
ENDED_EARLY = Doubt(MARKUP, "an end tag too many closed the body early; {} characters behind it were read as its own")
UNKNOWN_FAMILY = Doubt(MARKUP, "unknown page family: the body was found by text density")
TOLERANT_PARSER = Doubt(MARKUP, "markup nested too deep or too broken; read with the tolerant parser")
BAD_FRONT_MATTER = Doubt(MARKUP, "front matter is not valid YAML; read line by line")

DOUBTS = tuple(value for value in list(globals().values()) if isinstance(value, Doubt))


@lru_cache(1024)
def kind_of(warning: str) -> str:
    """The kind of a warning, as it stands in a record; "" for what none of the table says."""
    return next((doubt.kind for doubt in DOUBTS if doubt.said(warning)), "")
