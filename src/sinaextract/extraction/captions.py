"""Captions that finished figures get: from a caption element, from centred words below, from an alternative text."""

from __future__ import annotations

from collections.abc import Sequence

from ..article.body import Block, Figure, Paragraph, plain
from ..article.body_text import text_lines
from ..text.patterns import lazy_regex
from ..text.whitespace import collapse, squeeze
from .credits.article_lines import opens_with_credit

LONGEST_CAPTION = 120  # characters; text below a centred picture that is longer is a paragraph
_SHORTEST_ALT = 4
# What newsrooms centre that is about no picture: 一、涨价从何而来, 第二节, Ⅱ 退潮, 01, PART 2, * * *, （完）, END,
# 编者按, 【观点】.
_NO_CAPTION = lazy_regex(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十\d]{1,3}[章节部]|[（(]?(?:完|全文完|未完待续)[)）]?\Z"
    r"|[\u2160-\u216b]|(?i:part|chapter)[\s.·-]*[\dIVX一二三四五六七八九十]|[\W\d_]+(?:(?i:end)[\W_]*)?\Z|(?i:(?:the\s)?end)[\W_]*\Z"
    r"|【(?!图)|[\[(（]?(?:编者|导语|导读|摘要|提要)"
)
_PHOTOGRAPHED = lazy_regex(r"摄|图|拍")


def give_caption(blocks: list[Block], inner: Sequence[Block]) -> Sequence[Block]:
    """Give the text of a caption element to the last of ``blocks``, a figure that has none yet; what is left over.

    All is, where there is no such figure: it is still the newsroom's text.
    """
    text = collapse(" ".join(text_lines(inner)))
    last = blocks[-1] if blocks else None
    if not (text and isinstance(last, Figure) and not last.image.caption):
        return inner
    blocks[-1] = Figure(last.image._replace(caption=text))
    return [block for block in inner if isinstance(block, Figure)]


def captions_from_alts(blocks: list[Block], first: int, alts: dict[str, str], title: str) -> None:
    """In a photo box without a caption element, ``blocks`` from ``first`` on, an alternative text (``alts``, by
    address) that is a sentence of its own is the caption; it is taken out of ``alts``."""
    for place, block in enumerate(blocks[first:], first):
        if isinstance(block, Figure) and not block.image.caption:
            alt = alts.pop(block.image.url, "")
            if len(alt) >= _SHORTEST_ALT and squeeze(alt) != squeeze(title):
                blocks[place] = Figure(block.image._replace(caption=alt))


def caption_from_block_below(blocks: list[Block], place: int, centered_picture: int) -> None:
    """A centred block of a few words, the last of ``blocks``, just below a centred picture is its caption:
    ``<center><img></center><center>港口 某某摄</center>``; all bold, it is a subheading."""
    if place < 1 or place != len(blocks) - 1 or place - 1 != centered_picture:
        return
    above, below = blocks[place - 1 :]
    if not (isinstance(above, Figure) and isinstance(below, Paragraph)) or above.image.caption:
        return
    text = plain(below.runs)
    if len(text) <= LONGEST_CAPTION and not all(run.bold for run in below.runs) and _may_be_caption(text):
        blocks[place - 1 :] = [Figure(above.image._replace(caption=text))]


def _may_be_caption(text: str) -> bool:
    """来源丨东澜日报 and 本报记者 张三 are none; 记者 张三 摄 is."""
    return not _NO_CAPTION.match(text) and not opens_with_credit(
        text, of_picture=_PHOTOGRAPHED.search(text) is not None
    )
