"""What the report keeps of one article, made in the worker: facts for the table, and the packed body for its page."""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..article.article import Article, Removal
from ..article.body import Block, Figure, Heading, ListBlock, Quote, Run, Runs, Table
from ..article.links import is_live
from ..text.whitespace import encodable

# Fields whose share of the pages is shown; a page's facts hold one bit for each, the first one lowest.
COVERED: tuple[str, ...] = (
    "date", "source", "author", "byline", "editor", "symbols", "keywords", "channel", "description", "images",
    "docid", "url", "original_title", "videos",
)  # fmt: skip
_SHOWN = (
    "author", "byline", "source", "source_url", "editor", "date", "date_published", "date_modified", "channel",
    "keywords", "description", "original_title", "url", "docid", "captured", "template",
    "encoding",
)  # fmt: skip


def details(article: Article) -> bytes:
    """JSON of two values with a comma between: the facts, and the body as Base64 of zlib-packed JSON."""
    body = base64.b64encode(zlib.compress(_json(_body(article))))
    return _json(_facts(article)) + b',"' + body + b'"'


def _facts(article: Article) -> list[Any]:
    """As ``data.js`` reads them."""
    present = sum(1 << bit for bit, name in enumerate(COVERED) if getattr(article, name))
    symbols = [[symbol.ticker, symbol.name or ""] for symbol in article.symbols]
    rules = [removal.rule for removal in article.removed]
    return [
        article.title, article.date or "", article.source or "", symbols, article.template, article.warnings,
        present, rules,
    ]  # fmt: skip


def _body(article: Article) -> dict[str, Any]:
    return {
        "fields": {name: value for name in _SHOWN if (value := getattr(article, name))},
        "blocks": _blocks(article.blocks),
        "videos": [[video.title or "", _live(video.url)] for video in article.videos],
        "removed": [_removal(removal) for removal in article.removed if removal.shows],
        "unseen": Counter(removal.rule for removal in article.removed if not removal.shows),
    }


def _removal(removal: Removal) -> list[Any]:
    return [removal.rule, removal.text, removal.images, removal.field or "", *(removal.position or (None, 0))]


def _blocks(blocks: Iterable[Block]) -> list[list[Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> list[Any]:
    if isinstance(block, Heading):
        return ["h", block.level, _runs(block.runs)]
    if isinstance(block, Figure):
        return ["f", _live(block.image.url), block.image.caption]
    if isinstance(block, ListBlock):
        return ["l", block.ordered, block.start, [_blocks(item) for item in block.items]]
    if isinstance(block, Table):
        return ["t", [[_runs(cell) for cell in row] for row in block.rows]]
    if isinstance(block, Quote):
        return ["q", _blocks(block.blocks)]
    return ["p", _runs(block.runs)]


def _runs(runs: Runs) -> list[Any]:
    """A plain run is its text; others are text, style and target, or the caption and address of a picture."""
    return [_run(run) if any(run[1:]) else run.text for run in runs]


def _run(run: Run) -> list[str]:
    if run.image is not None:
        return [run.image.caption, "picture", _live(run.image.url)]
    return [run.text, "struck" if run.struck else "bold" if run.bold else "", _live(run.link)]


def _live(url: str | None) -> str:
    """``url`` if it may be followed."""
    return url if url and is_live(url) else ""


def _json(value: object) -> bytes:
    return encodable(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()
