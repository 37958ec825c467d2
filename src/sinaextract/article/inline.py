"""Runs -> CommonMark inlines that a parser reads back as exactly the same text, bold and struck runs and links.

Bold needs care in Chinese: CommonMark does not close ``**实施。**在`` (punctuation before the marker, a letter after
it: spec 0.31, "right-flanking delimiter run"). Punctuation at such an edge goes outside the markers. The ``~~`` of
GFM opens and closes by the same rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from .body import Image, Run
from .links import destination, is_live

_WATCHED = lazy_regex(r"[\\`*<&_\[\]|~]")  # text without any of these needs no escape
_SPECIAL = lazy_regex(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])")  # an underscore between letters is never a marker
# Written as character references, which no reader of Markdown turns live; not all know a backslash before these.
_TAG_START = lazy_regex(r"<(?=[!-~]|\Z)")  # tags and autolinks begin with an ASCII character
_REFERENCE = lazy_regex(r"&(?=#?[0-9A-Za-z]+(?:;|\Z)|#?\Z)")  # a character reference, maybe completed by the next run
# GitHub's autolink of a bare address takes everything up to white space or ``<``, escapes and markers too.
_WORD = lazy_regex(r"[^\s<]+")
_AUTOLINKED = ("http:", "https:", "ftp:", "mailto:", "xmpp:", "www.")
_AUTOLINK = lazy_regex(r"(?:(?<=http)|(?<=https)|(?<=ftp)|(?<=mailto)|(?<=xmpp)):|(?<=www)\.", re.I)
_SWALLOWED = lazy_regex(r".*(?:[\\*\[]|~~|&(?:lt;|amp;|#))", re.S)
# An escape, or the address of a link or picture; text has no such brackets without an escape.
_ESCAPE_OR_ADDRESS = lazy_regex(r"\\.|(?P<address>\]\((?:\\.|[^()\s\\])*\))")
# Where ``[`` alone may begin a link, a definition, a footnote, a wiki link or a task: elsewhere it is just a bracket.
_BRACKET_MATTERS = lazy_regex(r"\]\s*[(:\[]|\[[\^\[]|\A\[[ xX]\]")
_STARTS = (
    r"[0-9]{1,9}(?=[.)](?: |\Z))"
    r"|(?=(?:#{1,6}|[-+])(?: |\Z)|>|(?:- *){3,}\Z)"  # heading, list, quote, rule
)
_LINE_START = lazy_regex(_STARTS)
_LATER_LINE_START = lazy_regex(rf"{_STARTS}|(?==+\Z|[|: ]*-[-|: ]*\Z)")  # setext and table underlines
_TOKEN = lazy_regex(r"\\.|&(?:amp|lt|#9[13]);|.", re.S)  # of source: what must not be torn apart


_BOLD, _STRUCK = "**", "~~"


class _Piece(NamedTuple):
    """Source that stands between two of ``marker``; with a ``target`` it is the label of a link."""

    source: str
    marker: str = ""
    target: str | None = None


class _Unit(NamedTuple):
    """An indivisible part of a marked run: its source within the markers and outside them."""

    inside: str
    outside: str


def inline(runs: Sequence[Run], one_line: bool = False, literal: str = "") -> str:
    """Markdown of ``runs``.

    one_line  line breaks become spaces (headings, table cells) instead of a backslash at the line's end
    literal   further characters that must be escaped here, such as ``|`` in a table cell
    """
    if len(runs) == 1 and _is_plain(runs[0]):
        return runs[0].text
    literal += _also_literal("".join(run.text for run in runs), any(run.struck for run in runs))
    pieces: list[_Piece] = []
    for target, group in groupby(runs, key=_target):
        if target is None:
            pieces += [_text_piece(run, one_line, literal) for run in group]
            continue
        if pieces and pieces[-1].target is None and pieces[-1].source.endswith("!"):  # ``![`` would be a picture
            pieces[-1] = pieces[-1]._replace(source=pieces[-1].source[:-1] + "\\!")
        pieces.append(_link_piece([_text_piece(run, one_line, literal, in_label=True) for run in group], target))
    return outside_addresses(_marked(pieces, "", ""), without_autolinks)


def outside_addresses(source: str, change: Callable[[str], str]) -> str:
    """``source`` with ``change`` made to all but the addresses of links and pictures."""
    parts, end = [], 0
    for match in _ESCAPE_OR_ADDRESS.finditer(source) if "](" in source else ():
        if address := match["address"]:
            parts += [change(source[end : match.start()]), address]
            end = match.end()
    return "".join([*parts, change(source[end:])])


def without_autolinks(source: str) -> str:
    """``source`` in which no bare address is taken for a link together with an escape or marker behind it.

    ``http://a.cn/\\[x`` is one address to GitHub's parser, backslash and all; ``http&#58;//a.cn/\\[x`` is none.
    """
    if ":" not in source and "." not in source:
        return source
    lower = source.lower()  # an expression without regard to case takes a hundred times as long
    return _WORD.sub(_plain_word, source) if any(map(lower.__contains__, _AUTOLINKED)) else source


def _plain_word(word: re.Match[str]) -> str:
    source = word[0]
    swallowed = _SWALLOWED.match(source)
    if swallowed is None:
        return source
    end = swallowed.end()
    return _AUTOLINK.sub(lambda sign: f"&#{ord(sign[0])};", source[:end]) + source[end:]


def picture(image: Image, literal: str = "") -> str:
    """Source of ``image``; nothing if its address must not be followed."""
    if is_live(image.url):
        return f"![{escape_label(image.caption, literal)}]({destination(image.url)})"
    return ""


def _is_plain(run: Run) -> bool:
    """Most paragraphs are one run of text without a character that could be markup."""
    return not (any(run[1:]) or run.text == "\n" or _WATCHED.search(run.text))


def escape(text: str, literal: str = "", in_label: bool = False) -> str:
    """``text`` with what CommonMark would read as markup escaped, and every character of ``literal``.

    In the label of a link or picture, brackets are character references: marked takes the backslash off before it
    looks for links in a label.
    """
    if not _WATCHED.search(text):
        return text
    text = _SPECIAL.sub(r"\\\g<0>", text)
    if "&" in text:
        text = _REFERENCE.sub("&amp;", text)
    if "<" in text:
        text = _TAG_START.sub("&lt;", text)
    if in_label:
        text = text.replace("[", "&#91;").replace("]", "&#93;")
    for char in dict.fromkeys(literal):
        text = text.replace(char, "\\" + char)
    return text


def escape_label(text: str, literal: str = "") -> str:
    """``text`` as the description of a picture."""
    return _no_footnote(escape(text, literal + _also_literal(text), in_label=True))


def escape_line_starts(source: str) -> str:
    """Paragraph source whose lines do not read as headings, lists, quotes, rules, underlines or tables."""
    if source[:1] > "\x7f" and "\n" not in source:
        return source  # as most are: one line that begins with an ideograph
    first, *later = source.split("\n")
    return "\n".join([_escape_start(_LINE_START, first), *(_escape_start(_LATER_LINE_START, line) for line in later)])


def _escape_start(pattern: re.Pattern[str], line: str) -> str:
    match = pattern.match(line)
    return f"{line[: match.end()]}\\{line[match.end() :]}" if match else line


def _also_literal(text: str, has_strikes: bool = False) -> str:
    """Characters that are markup only in the company of others anywhere in the block's ``text``."""
    strikes = "~" if has_strikes or text.count("~") > 1 else ""
    return strikes + ("[" if "[" in text and _BRACKET_MATTERS.search(text) else "")


def _target(run: Run) -> str | None:
    return destination(run.link) if run.link is not None and is_live(run.link) else None


def _text_piece(run: Run, one_line: bool, literal: str, in_label: bool = False) -> _Piece:
    marker = _STRUCK if run.struck else _BOLD if run.bold else ""
    if run.image is not None:
        return _Piece(picture(run.image, literal))
    if run.text == "\n":
        return _Piece(" " if one_line else "\\\n", marker)
    return _Piece(escape(run.text, literal, in_label), marker)


def _link_piece(label: list[_Piece], target: str) -> _Piece:
    """A link; where only a part of it is bold, or any of it struck, that stays its own affair."""
    if {piece.marker for piece in label} <= {label[0].marker} - {_STRUCK}:
        return _Piece("".join(piece.source for piece in label), label[0].marker, target)
    return _Piece(_link(_marked(label, "[", "]"), target))


def _link(label: str, target: str) -> str:
    return f"[{_no_footnote(label)}]({target})"


def _no_footnote(label: str) -> str:
    """``label`` without ``^`` at its start: GitHub's parser takes ``![^`` for a footnote."""
    return "\\" + label if label.startswith("^") else label


def _whole(piece: _Piece) -> str:
    return piece.source if piece.target is None else _link(piece.source, piece.target)


def _marked(pieces: list[_Piece], before: str, after: str) -> str:
    """Source of ``pieces``, which stand between the characters ``before`` and ``after``."""
    stretches = [(marker, list(group)) for marker, group in groupby(pieces, key=lambda piece: piece.marker)]
    written: list[str] = []
    for place, (marker, group) in enumerate(stretches):
        if marker:
            following = _whole(stretches[place + 1][1][0]) if place + 1 < len(stretches) else after
            written.append(_between(marker, group, before, following))
        else:
            written.append("".join(map(_whole, group)))
        before = written[-1] or before
    return "".join(written)


def _between(marker: str, group: list[_Piece], before: str, after: str) -> str:
    """``group`` between two of ``marker``, less the edges that keep one from opening or closing."""
    if len(group) == 1 and _stands(group[0], before, after):
        return f"{marker}{group[0].source}{marker}"
    units = [unit for piece in group for unit in _units(piece)]
    start, end = 0, len(units)
    while start < end and not _can_stand(units[start].inside[0], before[-1:]):
        before = units[start].outside
        start += 1
    while end > start and not _can_stand(units[end - 1].inside[-1], after[:1]):
        end -= 1
        after = units[end].outside
    inner = "".join(unit.inside for unit in units[start:end])
    head, tail = ("".join(unit.outside for unit in part) for part in (units[:start], units[end:]))
    return f"{head}{marker}{inner}{marker}{tail}" if inner else head + tail


def _stands(piece: _Piece, before: str, after: str) -> bool:
    """As most marked text does, all of it: its first and last characters, which are no escapes, may stand inside."""
    source = piece.source
    if piece.target is not None or source[:1] in ("", "\\", "&") or source[-1] == ";" or source[-2:-1] == "\\":
        return False
    return _can_stand(source[0], before[-1:]) and _can_stand(source[-1], after[:1])


def _units(piece: _Piece) -> Iterator[_Unit]:
    """The parts of marked source that may move outside the markers: the characters at its edges, and its core."""
    if piece.target is not None:  # outside the markers, a link carries its own: brackets stand well beside ``**``
        own = _between(piece.marker, [_Piece(piece.source, piece.marker)], "[", "]")
        yield _Unit(_whole(piece), _link(own, piece.target))
        return
    source = piece.source
    if source[:1].isalnum() and source[-1:].isalnum():  # as most: nothing of it may move
        yield _Unit(source, source)
        return
    tokens = _TOKEN.findall(source)
    words = [place for place, token in enumerate(tokens) if token.isalnum()]
    if words:
        first, last = words[0], words[-1] + 1
        tokens[first:last] = ["".join(tokens[first:last])]
    yield from (_Unit(token, token) for token in tokens)


def _can_stand(inner: str, outer: str) -> bool:
    """Whether ``**`` opens or closes between ``inner``, a character of the bold text, and ``outer``, its neighbour.

    Flanking depends on what counts as punctuation: spec 0.31 includes symbols (￥, →, emoji), earlier ones do not.
    This holds for both, and for newer emoji that this Python's Unicode tables do not know. GitHub's parser looks
    through ``~`` at what stands behind it, so a tilde never helps a marker.
    """
    if inner.isspace() or inner == "~":
        return False
    if unicodedata.category(inner)[0] not in "PS" and unicodedata.category(inner) != "Cn":
        return True
    return not outer or outer.isspace() or unicodedata.category(outer)[0] == "P" or outer in "$+<=>^`|"
