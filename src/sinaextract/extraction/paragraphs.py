"""Inline pieces -> paragraphs, figures and captions.

A paragraph ends at ``<br><br>`` and at ``<br>`` before an indent (U+3000 or no-break spaces, inside, outside or
across bold). A lone ``<br>`` is a line break within it. A picture in mid-sentence does not cut the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..article.article import Block, Figure, Image, Paragraph, Run, Runs, plain
from ..text.patterns import lazy_regex
from ..text.typography import SENTENCE_END
from ..text.whitespace import collapse, fold

_INDENT = lazy_regex(r"[\r\n\t ]*(?:\u3000|\xa0[\s]*\xa0)")
# 一、规模, （二）租金, 3. 摊位: no sentence that goes on after a picture
_SUBHEADING = lazy_regex(
    r"(?:第?[一二三四五六七八九十百]{1,3}[、.．章节部篇]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))[^，,。]{0,25}"
)
LONGEST_CAPTION = 120  # characters; text below a centred picture that is longer is a paragraph


class Style(NamedTuple):
    """How text is set. ``script`` maps characters to their forms above or below the line."""

    bold: bool = False
    struck: bool = False
    link: str | None = None
    script: dict[int, int] | None = None

    def run(self, text: str) -> Run:
        """``text`` in this style. Markdown has no marks that open in mid-sentence for both: struck text is not bold."""
        return Run(text, self.bold and not self.struck, self.link, self.struck)


PLAIN = Style()


class Piece(NamedTuple):  # made for every bit of text, and three times as quick to make as a frozen dataclass
    """Raw inline content: text in one style, a picture, or a break (neither)."""

    text: str
    style: Style = PLAIN
    image: Image | None = None
    is_break: bool = False


BREAK = Piece("", is_break=True)


def split_paragraphs(pieces: list[Piece], centered: bool, line_per_break: bool) -> list[Block]:
    """Blocks of one run of inline pieces. ``centered``: short text after a picture is its caption."""
    blocks: list[Block] = []
    for group in _groups(pieces, line_per_break):
        if len(group) == 1 and group[0].text:  # one style throughout, as in most paragraphs
            piece = group[0]
            if text := collapse(piece.text):
                blocks.append(Paragraph((piece.style.run(text),)))
            continue
        images = [piece.image for piece in group if piece.image]
        runs = merge_runs(_runs(group))
        leads = _first_is_image(group)
        if leads and images and runs and centered and blocks_length(runs) <= LONGEST_CAPTION:
            caption = plain(runs)
            blocks += [Figure(image) for image in images[:-1]]
            blocks.append(Figure(images[-1]._replace(caption=caption)))
            continue
        paragraph: list[Block] = [Paragraph(runs)] if runs else []
        figures: list[Block] = [Figure(image) for image in images]
        blocks += figures + paragraph if leads else paragraph + figures
    return blocks


def _groups(pieces: list[Piece], line_per_break: bool) -> list[list[Piece]]:
    """``pieces`` cut at paragraph ends."""
    groups: list[list[Piece]] = [[]]
    breaks = 0
    for place, piece in enumerate(pieces):
        if piece.is_break:
            breaks += 1
            continue
        if not piece.image and not piece.text.strip() and not _INDENT.match(piece.text):
            if breaks == 0 and groups[-1]:
                groups[-1].append(piece)
            continue
        if breaks:
            after_picture = bool(groups[-1]) and groups[-1][-1].image is not None
            starts_anew = breaks > 1 or line_per_break or _INDENT.match(_ahead(pieces, place))
            if not after_picture and (starts_anew or piece.image):
                groups.append([])
            elif not after_picture:
                groups[-1].append(BREAK)
            breaks = 0
        elif piece.image and groups[-1] and _holds_captioned_picture(groups[-1]):
            groups.append([])
        groups[-1].append(piece)
    return groups


def _ahead(pieces: list[Piece], place: int) -> str:
    """The text that starts at ``place``, as far as an indent can reach."""
    text = ""
    for following in range(place, len(pieces)):
        piece = pieces[following]
        if piece.is_break or piece.image or len(text) > 8:
            break
        text += piece.text
    return text


def _holds_captioned_picture(group: list[Piece]) -> bool:
    last = next((p for p in reversed(group) if p.image or p.text.strip()), None)
    return last is not None and last.image is None and _first_is_image(group)


def _first_is_image(group: list[Piece]) -> bool:
    first = next((p for p in group if p.image or p.text.strip()), None)
    return first is not None and first.image is not None


def _runs(group: list[Piece]) -> Iterable[Run]:
    for piece in group:
        if piece.is_break:
            yield Run("\n")
        elif piece.text:  # a line end in the markup is white space, no break
            yield piece.style.run(" " if piece.text == "\n" else piece.text)


def merge_runs(runs: Iterable[Run]) -> Runs:
    """Runs with collapsed white space; neighbours of one style joined, none blank, none at the ends."""
    merged: list[Run] = []
    style, parts = Run(""), list[str]()  # of the run that is open; joined once, or many short parts would cost squares
    for run in runs:
        if run.text == "\n":
            _close(merged, style, parts)
            _strip_end(merged)
            if merged:
                merged.append(Run("\n"))
            continue
        text = fold(run.text)
        if not parts or parts[-1].endswith(" "):
            text = text.lstrip(" ")
        if not text:
            continue
        if parts and text != " " and style[1:4] != run[1:4]:
            _close(merged, style, parts)
        if not parts:
            style = run
        parts.append(text)
    _close(merged, style, parts)
    _strip_end(merged)
    while merged and merged[-1].text == "\n":
        merged.pop()
        _strip_end(merged)
    return tuple(merged)


def _close(merged: list[Run], style: Run, parts: list[str]) -> None:
    if parts:
        merged.append(Run("".join(parts), *style[1:]))
        parts.clear()


def _strip_end(runs: list[Run]) -> None:
    while runs and runs[-1].text != "\n":
        text = runs[-1].text.rstrip(" ")
        if text:
            if text != runs[-1].text:
                runs[-1] = runs[-1]._replace(text=text)
            return
        runs.pop()


def blocks_length(runs: Runs) -> int:
    return sum(len(run.text) for run in runs)


def is_continuation(before: Paragraph, pieces: list[Piece]) -> bool:
    """Bare text after a photo box goes on with the paragraph that stands before the box."""
    text = plain(before.runs)
    return text[-1:] not in SENTENCE_END and not _SUBHEADING.fullmatch(text) and not _INDENT.match(_ahead(pieces, 0))
