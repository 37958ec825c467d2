"""bytes -> Page -> Template -> fields from the untouched tree -> cleaned body -> blocks -> Article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from ..article.article import Article, Block, Figure, Reading, Removal, images_of
from ..errors import EmptyBody, NotAnArticle, UnreadableInput
from ..reading.bundle import Bundle
from ..reading.fast_path import Incomplete
from ..reading.page import Page, open_page
from ..reading.selectors import Element
from ..reading.visible_text import visible_text
from ..render.markdown import body_markdown
from ..render.text import text_lines
from ..text.whitespace import collapse, squeeze
from .blocks import Context, build_blocks
from .clean import clean
from .clean_lines import trim_lines
from .credits import people, source
from .fields import dates, identity, media, symbols, title, topics
from .refusals import describe
from .rules import LINE_RULES, NODE_RULES, RULES_BUT_HIDDEN, Rule
from .templates import GENERIC, Template, choose
from .warnings import small_body, unknown_elements


def extract(
    data: bytes,
    url: str | None = None,
    *,
    encoding: str | None = None,
    input: str = "-",
    inline_pictures: bool = False,
    places: bool = False,
) -> Article:
    """The article of one saved page.

    data      the page's bytes as saved: HTML, or a feed-export post (YAML front matter + HTML)
    url       where it was fetched from; used when the page does not name its own address
    encoding  codec name that overrides the charset decision
    input     name of the input for the record
    inline_pictures  keep pictures whose only address is a data: or cid: URI (for saving them as files)
    places    tell of each removal where it stood (`Removal.place`)

    Raises `NotAnArticle` for pages that are no single article, `UnreadableInput` for an unknown ``encoding``.
    """
    readings: tuple[Reading, ...] = ("reduced", "whole", "tolerant")
    refusal: Exception | None = None
    for reading in readings:
        try:
            return extract_as(reading, data, url, encoding, input, inline_pictures, places)
        except Incomplete:  # what is asked for stands outside the region, or libxml2 gave up
            continue
        except RecursionError:  # in the steps after the parser
            refusal = UnreadableInput("nested too deep to be read; a lower SINAEXTRACT_MAX_NESTING flattens it")
        except EmptyBody as error:  # libxml2 may have closed the body's element before its text
            refusal = refusal or error
        except NotAnArticle:
            if reading == "tolerant" and refusal is not None:
                raise refusal from None
            if reading != "reduced":
                raise
    assert refusal is not None
    raise refusal


def extract_bundle(
    bundle: Bundle,
    url: str | None,
    *,
    encoding: str | None,
    input: str,
    inline_pictures: bool = False,
    places: bool = False,
) -> Article:
    """As `extract`, with what the containers say about the page; ``encoding`` goes before it, ``url`` after."""
    article = extract(
        bundle.html,
        bundle.url or url,
        encoding=encoding or bundle.encoding,
        input=input,
        inline_pictures=inline_pictures,
        places=places,
    )
    return replace(article, captured=bundle.captured) if bundle.captured else article


def extract_as(
    reading: Reading,
    data: bytes,
    url: str | None = None,
    encoding: str | None = None,
    input: str = "-",
    inline_pictures: bool = False,
    places: bool = False,
) -> Article:
    """As `extract`, with one way of reading the page and no other tried."""
    page = open_page(data, url, encoding, reading)
    return extract_page(page, _template(page), input, inline_pictures, places)


def _template(page: Page) -> Template:
    template = choose(page)
    if template is None:
        raise NotAnArticle(f"no single article in it: seems to be {describe(page)}")
    return template


def extract_page(
    page: Page, template: Template, input: str, inline_pictures: bool = False, places: bool = False
) -> Article:
    """The article of an opened page of a known family. Takes the body out of the page's tree."""
    headline = title.title(page, template)
    body = page.elements.first(template.body)
    if not headline:
        raise NotAnArticle(f"a {template.name} page without a headline; is it complete? else please report it")
    if body is None:
        raise NotAnArticle(f"a {template.name} page without an article body; is it complete? else please report it")
    shown, published, modified, date_warnings = dates.dates(page, template)
    medium, medium_url = source.source(page, template)
    named = symbols.symbols(page, template, body)
    players = media.videos(page, body)
    channel = topics.channel(page, template)
    keywords = topics.keywords(page, template, headline)
    address = identity.url(page)
    editor_lines = _editor_lines(page, body)

    context = Context(headline, address, template.line_per_break, inline_pictures)
    blocks, removed = (_clean_and_place if places else _clean_body)(body, template, context)
    lines = [line for line in text_lines(blocks) if line]
    if not lines and not players and not any(isinstance(b, Figure) for b in blocks):
        raise EmptyBody(f"a {template.name} page whose article body is empty; was it saved before it had loaded?")
    names = people.listed(page, template) or people.byline(lines)
    text = "\n".join(lines)
    images = tuple(images_of(blocks))
    doubts = (*unknown_elements(body), *small_body(text, images, removed))
    return Article(
        input=input,
        url=address,
        docid=identity.docid(page),
        comment_id=identity.comment_id(page),
        title=headline,
        original_title=_original_title(removed),
        author=people.author(_declared_author(page, template), names, medium),
        byline=names,
        source=medium,
        source_url=medium_url,
        editor=people.editors([*editor_lines, *(r.text for r in removed if r.field == "editor")]),
        date=shown,
        date_published=published,
        date_modified=modified,
        channel=channel,
        keywords=keywords,
        description=collapse(page.meta("description") or "") or None,
        symbols=named,
        images=images,
        videos=players,
        lead_image=media.lead_image(page, {i for r in removed for i in r.images}),
        markdown=body_markdown(blocks),
        text=text,
        text_sha256=hashlib.sha256(squeeze(text).encode()).hexdigest(),
        template=template.name,
        encoding=page.encoding,
        warnings=(*page.warnings, *_template_warnings(template), *date_warnings, *doubts),
        removed=removed,
        blocks=blocks,
        reading=page.reading,
    )


def _template_warnings(template: Template) -> tuple[str, ...]:
    return ("unknown page family: the body was found by text density",) if template is GENERIC else ()


def _clean_body(body: Element, template: Template, context: Context) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    from_nodes = clean(body, _rules(template))
    blocks, from_lines = trim_lines(build_blocks(body, context), LINE_RULES)
    return blocks, (*from_nodes, *from_lines)


def _clean_and_place(
    body: Element, template: Template, context: Context
) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    """As `_clean_body`, and of each removal the place where it stood."""
    from .removal_places import after_lines, positions, settle

    from_nodes = clean(body, _rules(template), positions(body))
    built = build_blocks(body, context)
    blocks, from_lines = trim_lines(built, LINE_RULES)
    return blocks, (*after_lines(settle(from_nodes, body, built), from_lines), *from_lines)


def _rules(template: Template) -> tuple[Rule, ...]:
    return RULES_BUT_HIDDEN if template.keeps_hidden else NODE_RULES


def _editor_lines(page: Page, body: Element) -> list[str]:
    """The editor line that stands beside the body, not in it."""
    line = page.elements.first(("p.article-editor", ".show_author"))
    return [visible_text(line)] if line is not None and body not in line.iterancestors() else []


def _original_title(removed: Iterable[Removal]) -> str | None:
    for removal in removed:
        if removal.field == "original_title":
            text = collapse(removal.text).strip("（()）[]【】 ")
            return text.split("：", 1)[-1].split("标题:", 1)[-1].strip() or None
    return None


def _declared_author(page: Page, template: Template) -> str | None:
    if page.front:
        declared = page.front.get("author")
        return str(declared) if declared else None
    named = page.elements.first(template.author)
    return page.meta("article:author") or (visible_text(named) if named is not None else None)
