"""Runs as they stand in the markup -> paragraphs, figures and captions.

A paragraph ends at ``<br><br>`` and at ``<br>`` before an indent (U+3000 or no-break spaces, inside, outside or
across bold). A lone ``<br>`` is a line break within it. A picture in mid-sentence does not cut the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..article.body import Block, Figure, Paragraph, Run, Runs, plain
from ..text.patterns import lazy_regex
from ..text.typography import SENTENCE_END
from ..text.whitespace import collapse, fold
from .captions import LONGEST_CAPTION

_INDENT = lazy_regex(r"[\r\n\t ]*(?:\u3000|\xa0[\s]*\xa0)")
# 一、规模, （二）租金, 3. 摊位: no sentence that goes on after a picture
_SUBHEADING = lazy_regex(
    r"(?:第?[一二三四五六七八九十百]{1,3}[、.．章节部篇]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))[^，,。]{0,25}"
)
_FAR = 8  # characters; an indent is shorter
BREAK = Run("\n")


def split_paragraphs(runs: list[Run], centered: bool, line_per_break: bool) -> list[Block]:
    """Blocks of ``runs`` as they stand in the markup, among them `BREAK` and pictures.

    ``centered``: short text after a picture is its caption.
    """
    if len(runs) == 1 and runs[0].text:  # one style throughout, as in most paragraphs
        text = collapse(runs[0].text)
        return [Paragraph((runs[0]._replace(text=text),))] if text else []
    blocks: list[Block] = []
    for group in _groups(runs, line_per_break):
        images = [run.image for run in group if run.image]
        merged = merge_runs(group)
        if not images:
            if merged:
                blocks.append(Paragraph(merged))
            continue
        leads = _first_is_image(group)
        if leads and merged and centered and len(caption := plain(merged)) <= LONGEST_CAPTION:
            blocks += [Figure(image) for image in images[:-1]]
            blocks.append(Figure(images[-1]._replace(caption=caption)))
            continue
        paragraph: list[Block] = [Paragraph(merged)] if merged else []
        figures: list[Block] = [Figure(image) for image in images]
        blocks += figures + paragraph if leads else paragraph + figures
    return blocks


def _groups(runs: list[Run], line_per_break: bool) -> list[list[Run]]:
    """``runs`` cut at paragraph ends."""
    if not any(run.image or run.text == "\n" for run in runs):
        return [runs]
    groups: list[list[Run]] = [[]]
    breaks = 0
    for place, run in enumerate(runs):
        if run.text == "\n":
            breaks += 1
            continue
        if not run.image and not run.text.strip() and not _INDENT.match(run.text):
            if breaks == 0 and groups[-1]:
                groups[-1].append(run)
            continue
        if breaks:
            after_picture = bool(groups[-1]) and groups[-1][-1].image is not None
            starts_anew = breaks > 1 or line_per_break or _INDENT.match(_ahead(runs, place))
            if not after_picture and (starts_anew or run.image):
                groups.append([])
            elif not after_picture:
                groups[-1].append(BREAK)
            breaks = 0
        elif run.image and groups[-1] and _holds_captioned_picture(groups[-1]):
            groups.append([])
        groups[-1].append(run)
    return groups


def _ahead(runs: list[Run], place: int) -> str:
    """The text that starts at ``place``, as far as an indent can reach."""
    text = ""
    for following in range(place, len(runs)):
        run = runs[following]
        if run.text == "\n" or run.image or len(text) > _FAR:
            break
        text += run.text
    return text


def _holds_captioned_picture(group: list[Run]) -> bool:
    last = next((run for run in reversed(group) if run.image or run.text.strip()), None)
    return last is not None and last.image is None and _first_is_image(group)


def _first_is_image(group: list[Run]) -> bool:
    first = next((run for run in group if run.image or run.text.strip()), None)
    return first is not None and first.image is not None


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
        text = "".join(parts)
        merged.append(style if text == style.text else Run(text, *style[1:]))
        parts.clear()


def _strip_end(runs: list[Run]) -> None:
    while runs and runs[-1].text != "\n":
        text = runs[-1].text.rstrip(" ")
        if text:
            if text != runs[-1].text:
                runs[-1] = runs[-1]._replace(text=text)
            return
        runs.pop()


def is_continuation(before: Paragraph, runs: list[Run]) -> bool:
    """Bare text after a photo box goes on with the paragraph that stands before the box."""
    text = plain(before.runs)
    return text[-1:] not in SENTENCE_END and not _SUBHEADING.fullmatch(text) and not _INDENT.match(_ahead(runs, 0))
