"""``--no-links`` and ``--no-images``: blocks whose Markdown has no addresses, for language models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..article.body import Block, Figure, Heading, ListBlock, Paragraph, Quote, Run, Runs, Table


def plainer(blocks: Iterable[Block], no_links: bool, no_images: bool) -> Iterator[Block]:
    """``blocks`` with links as their text, with pictures as their captions; a picture without one is left out."""
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            yield block._replace(runs=_runs(block.runs, no_links, no_images))
        elif isinstance(block, Table):
            yield Table(tuple(tuple(_runs(cell, no_links, no_images) for cell in row) for row in block.rows))
        elif isinstance(block, ListBlock):
            yield block._replace(items=tuple(tuple(plainer(item, no_links, no_images)) for item in block.items))
        elif isinstance(block, Quote):
            yield Quote(tuple(plainer(block.blocks, no_links, no_images)))
        elif not (isinstance(block, Figure) and no_images):
            yield block
        elif block.image.caption:
            yield Paragraph((Run(block.image.caption),))


def _runs(runs: Runs, no_links: bool, no_images: bool) -> Runs:
    changed = [part for run in runs for part in (_captions(run) if run.image and no_images else (run,))]
    if no_links:
        changed = [run._replace(link=None) for run in changed]
    return tuple(_merged(changed))


def _captions(run: Run) -> tuple[Run, ...]:
    """A picture in a cell: its caption stands apart from what is beside it."""
    caption = run.image.caption if run.image else ""
    return (Run("\n"), Run(caption), Run("\n")) if caption else ()


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one style as one run, as if no link had been there; no line break at an edge."""
    trimmed = list(runs)
    while trimmed and trimmed[0].text == "\n":
        del trimmed[0]
    while trimmed and trimmed[-1].text == "\n":
        del trimmed[-1]
    for style, group in groupby(trimmed, key=lambda run: (run[1:], run.text == "\n")):
        same = list(group)
        if style[1] or same[0].image:
            yield from same
        else:
            yield same[0]._replace(text="".join(run.text for run in same))
