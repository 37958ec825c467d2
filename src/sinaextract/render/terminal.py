"""The article for reading in a terminal (``--view``): title, metadata, body, tables and captions, by rich.

Whatever a page puts into its strings reaches the terminal as visible text only: no control characters, no marks that
turn the direction of writing, and only addresses that may be followed as links.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text

from ..article.article import Article
from ..article.body import Block, Figure, Heading, ListBlock, Paragraph, Quote, Runs, Table
from ..article.links import is_live, link_target
from ..text.whitespace import encodable, visible_characters
from .wrapping import line_ends

_MOST_COLUMNS = 60  # of a grid; rows of more are a line each
_KEYS = ("source", "author", "date", "editor", "channel", "keywords", "url")


def to_view(article: Article, width: int, styled: bool) -> str:
    """``article`` laid out for ``width`` columns; ``styled`` with colours and links for a terminal."""
    stream = StringIO()
    console = Console(file=stream, width=width, force_terminal=styled, legacy_windows=False)
    console.print(*_parts(article), highlight=False, markup=False, emoji=False)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def show(text: str) -> None:
    """Page ``text`` on a terminal; just print it elsewhere."""
    import os  # only --view needs it

    import click  # only --view needs it

    os.environ.setdefault("LESS", "-FRX")  # as git: no paging of what fits, colours, and the text stays
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        click.echo(text, nl=False)


class _Wrapped:
    """Text whose lines end where Chinese lines may end."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.text.split("\n", allow_blank=True):
            for piece in line.divide(line_ends(line.plain, options.max_width, cell_len)):
                piece.rstrip()
                piece.no_wrap, piece.overflow = True, "ignore"
                yield piece

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(2, max(2, *map(cell_len, self.text.plain.split("\n"))))


def _parts(article: Article) -> Iterator[RenderableType]:
    if article.title:
        yield _Wrapped(_plain(article.title, "bold cyan"))
    if article.original_title:
        yield _Wrapped(_plain(f"原标题：{article.original_title}", "dim"))
    yield ""
    yield _metadata(article)
    yield Rule(style="dim")
    yield from _blocks(article.blocks)
    for video in article.videos:
        yield _media("video", video.title or "", video.url or video.poster or "")
    if article.warnings:
        yield Rule(style="dim")
        for warning in article.warnings:
            yield _Wrapped(_plain(f"warning: {warning}", "yellow"))


def _metadata(article: Article) -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for key in _KEYS:
        value = getattr(article, key)
        if shown := " > ".join(value) if key == "channel" else "、".join(value) if isinstance(value, tuple) else value:
            grid.add_row(Text(key, "dim"), _Wrapped(_plain(shown, link=shown if key == "url" else None)))
    if article.symbols:
        names = (f"{symbol.name or ''} {symbol.ticker}".strip() for symbol in article.symbols)
        grid.add_row(Text("symbols", "dim"), _Wrapped(_plain("、".join(names))))
    return grid


def _blocks(blocks: Iterable[Block]) -> Iterator[RenderableType]:
    """Each block with a blank line after it."""
    for block in blocks:
        yield _block(block)
        yield ""


def _block(block: Block) -> RenderableType:
    if isinstance(block, Paragraph):
        return _Wrapped(_styled(block.runs))
    if isinstance(block, Heading):
        text = _styled(block.runs)
        text.stylize("bold magenta")
        return _Wrapped(text)
    if isinstance(block, Figure):
        return _media("picture", block.image.caption, block.image.url)
    if isinstance(block, Quote):
        return Padding(Group(*_tight(block.blocks)), (0, 0, 0, 4), style="italic")
    if isinstance(block, ListBlock):
        return _list(block)
    return _table(block)


def _tight(blocks: Iterable[Block]) -> Iterator[RenderableType]:
    return map(_block, blocks)


def _picture(caption: str, url: str) -> Text:
    """A picture in a table's cell, in few columns: its caption leads to it."""
    return _plain(f"[picture{': ' if caption else ''}{caption}]", "green", link=url)


def _media(kind: str, caption: str, url: str) -> RenderableType:
    text = _plain(f"[{kind}] ", "green") + _plain(caption, "italic")
    address = _plain(url, "dim", link=url) if is_live(url) else Text()
    return _Wrapped(text + Text("\n" if caption and url else "") + address)


def _list(block: ListBlock) -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    for number, item in enumerate(block.items, block.start):
        grid.add_row(Text(f"{number}." if block.ordered else "•", "dim"), Group(*_tight(item)))
    return grid


def _table(block: Table) -> RenderableType:
    width = max(map(len, block.rows), default=0)
    if width > _MOST_COLUMNS:
        return Group(*(Text(" │ ").join(map(_styled, row)) for row in block.rows))
    grid = Grid(show_header=False, show_lines=True, border_style="dim")
    for _ in range(width):
        grid.add_column(overflow="fold")
    for row in block.rows:
        grid.add_row(*(_Wrapped(_styled(cell)) for cell in row))
    return grid


def _styled(runs: Runs) -> Text:
    text = Text()
    for run in runs:
        if run.image is None:
            text.append_text(_plain(run.text, "strike" if run.struck else "bold" if run.bold else "", link=run.link))
        else:
            text.append_text(Text(" " if text else "")).append_text(_picture(run.image.caption, run.image.url))
    return text


def _plain(text: str, style: str = "", link: str | None = None) -> Text:
    """``text`` without anything that a terminal would act on."""
    shown = encodable(visible_characters(text)).replace("\t", " ").replace("\r", "")
    target = link_target(link) if link and is_live(link) else None
    return Text(shown, Style.parse(style) + Style(link=target, underline=bool(target) or None))
