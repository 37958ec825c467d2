"""Runs -> CommonMark inlines that a parser reads back as exactly the same text, bold runs and links.

Bold needs care in Chinese: CommonMark does not close ``**实施。**在`` (punctuation before the marker, a letter after
it: spec 0.31, "right-flanking delimiter run"). Punctuation at such an edge goes outside the markers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from ..article import Run

_SPECIAL = re.compile(r"[\\`*\[<]|&(?=#|[A-Za-z])")
_UNDERSCORE = re.compile(r"_")
_LINE_START = re.compile(
    r"^(?:(?P<mark>#{1,6}|[-+])(?=[ \t]|$)|(?P<quote>>)|(?P<number>\d{1,9})(?P<dot>[.)])(?=[ \t]|$)"
    r"|(?P<rule>-(?=[- \t]*$)|=(?=[= \t]*$)|~(?=~~)))"
)


def escape(text: str) -> str:
    """``text`` with what CommonMark would read as markup escaped."""
    text = _SPECIAL.sub(lambda m: "\\" + m[0], text)
    if "_" in text:
        text = _UNDERSCORE.sub(lambda m: m[0] if _inside_word(text, m.start()) else "\\_", text)
    if text.count("~") > 1:
        text = text.replace("~", "\\~")
    return text


def _inside_word(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return before.isalnum() and after.isalnum()


def escape_alt(text: str) -> str:
    return escape(text).replace("]", "\\]")


def escape_line_starts(text: str) -> str:
    """Paragraph text whose lines do not read as headings, lists, quotes, rules or fences."""
    lines = text.split("\n")
    if len(lines) > 1:
        lines = [line.replace("|", "\\|") for line in lines]  # two such lines could read as a table
    return "\n".join(_LINE_START.sub(_escape_start, line) for line in lines)


def _escape_start(m: re.Match[str]) -> str:
    return f"{m['number']}\\{m['dot']}" if m["number"] else "\\" + m[0]


def link_target(url: str) -> str:
    """``url`` safe between parentheses."""
    return re.sub(r"[\s()<>\\\x00-\x1f]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), url)


def inline(runs: Sequence[Run], in_table: bool = False) -> str:
    """Markdown of ``runs``; a line break becomes a backslash at the line's end."""
    pieces: list[tuple[str, bool]] = []  # (source, bold)
    for link, group in groupby(runs, key=lambda run: run.link):
        source = [(_source(run.text, in_table), run.bold) for run in group]
        if link is None:
            pieces += source
        else:
            pieces.append(_link(source, link))
    return _with_bold(pieces)


def _source(text: str, in_table: bool) -> str:
    if text == "\n":
        return " " if in_table else "\\\n"
    source = escape(text)
    return source.replace("|", "\\|") if in_table else source


def _link(source: list[tuple[str, bool]], target: str) -> tuple[str, bool]:
    """A link; bold throughout goes around it, bold in part stays inside."""
    all_bold = all(bold for _, bold in source)
    label = "".join(text for text, _ in source) if all_bold else _with_bold(source)
    return f"[{label.replace(']', chr(92) + ']')}]({link_target(target)})", all_bold


def _with_bold(pieces: list[tuple[str, bool]]) -> str:
    merged = [("".join(text for text, _ in group), bold) for bold, group in groupby(pieces, key=lambda p: p[1])]
    out = ""
    for place, (text, bold) in enumerate(merged):
        if not bold:
            out += text
            continue
        after = merged[place + 1][0] if place + 1 < len(merged) else ""
        out += _strong(out, text, after)
    return out


def _strong(before: str, text: str, after: str) -> str:
    """``text`` between ``**``, its edges moved outside until both markers can open and close."""
    start, end = 0, len(text)
    while start < end and not _can_open(before + text[:start], text[start:end]):
        start = _past(text, start, end)
    while end > start and not _can_close(text[start:end], text[end:] + after):
        end = _before(text, start, end)
    if start >= end:
        return text
    return f"{text[:start]}**{text[start:end]}**{text[end:]}"


def _past(text: str, start: int, end: int) -> int:
    """Next edge: an escape and what it escapes go together, a link or hard break as a whole is left alone."""
    return min(end, start + (2 if text[start] == "\\" else 1))


def _before(text: str, start: int, end: int) -> int:
    backslashes = len(text[start : end - 1]) - len(text[start : end - 1].rstrip("\\"))
    return end - (2 if backslashes % 2 else 1)


def _can_open(before: str, text: str) -> bool:
    """A left-flanking ``**`` before ``text``."""
    first, previous = text[0], before[-1:]
    if first.isspace():
        return False
    return not _may_be_punctuation(first) or not previous or previous.isspace() or _is_punctuation(previous)


def _can_close(text: str, after: str) -> bool:
    """A right-flanking ``**`` after ``text``."""
    last, following = text[-1], after[:1]
    if last.isspace():
        return False
    return not _may_be_punctuation(last) or not following or following.isspace() or _is_punctuation(following)


def _may_be_punctuation(char: str) -> bool:
    """Punctuation to any version of the spec: 0.31 counts symbols (￥, →, +), earlier ones do not."""
    return unicodedata.category(char)[0] in "PS"


def _is_punctuation(char: str) -> bool:
    """Punctuation to every version of the spec."""
    return unicodedata.category(char)[0] == "P" or char in "$+<=>^`|~"
