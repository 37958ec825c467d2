"""bytes -> Page -> Family -> fields from the untouched tree -> cleaned body -> blocks -> Article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..article.article import Article, Reading, Removal
from ..article.body import Block, images_of
from ..article.body_text import lines_at_breaks, text_lines
from ..article.doubts import EMPTY_TITLE
from ..errors import EmptyBody, NotAnArticle, UnreadableInput
from ..named_tuples import NamedTuple
from ..reading.bundle import Bundle
from ..reading.file_end import ends_within
from ..reading.page import Page, open_page
from ..reading.partial_index import Incomplete
from ..reading.selectors import Element
from ..text.whitespace import squeeze
from .blocks import Context, build_blocks
from .broken_markup import swallowed, take_in_the_rest
from .clean import clean
from .clean_lines import trim_lines
from .credits import read_credits, settled, stated_credits
from .elsewhere import links_to_further_pages, other_bodies
from .fields.dates import find_dates
from .fields.identity import find_identity
from .fields.lead_image import find_lead_image
from .fields.symbols import find_symbols
from .fields.title import find_title
from .fields.topics import find_channel, find_description, find_keywords
from .fields.videos import find_videos
from .notes import Notes
from .picture_markup import release_pictures
from .rules import LINE_RULES, NODE_RULES, RULES_BUT_HIDDEN, LineRule, Rule
from .templates import FAST_PATH_MARKS, Family, choose
from .warnings import cut_off, lost_videos, other_pages, small_body, wrongly_decoded

if TYPE_CHECKING:
    from .own_rules import Rules

_READINGS: tuple[Reading, ...] = ("reduced", "whole", "tolerant")  # tried in this order
_LONGEST_NOTICE = 50  # characters
_TOO_DEEP = "nested too deep to be read; a lower SINAEXTRACT_MAX_NESTING flattens it"


class Request(NamedTuple):
    """What a caller asks of one page, beside the page's bytes."""

    url: str | None = None  # where the page was fetched from; used when it does not name its own address
    encoding: str | None = None  # codec name that overrides the charset decision
    input: str = "-"  # name of the input, for the record
    inline_pictures: bool = False  # keep pictures whose only address is a data: or cid: URI (for saving them as files)
    positions: bool = False  # tell of each removal where it stood (`Removal.position`)
    strict: bool = False  # an article with warnings is an error (`DoubtfulArticle`)
    rules: Rules | None = None  # a person's own, besides the built-in ones
    stated_encoding: str | None = None  # what the container says; the page's bytes may say otherwise


def extract_bundle(bundle: Bundle, request: Request) -> Article:
    """As `extract_with`, with what the containers say about the page."""
    asked = request._replace(url=bundle.url or request.url, stated_encoding=bundle.encoding)
    try:
        article = extract_with(bundle.html, asked)
    except NotAnArticle as error:
        raise type(error)(f"{error.reason}; only its beginning was saved") if bundle.cut else error from None
    if not bundle.captured and not bundle.cut:
        return article
    warnings = dict.fromkeys((*article.warnings, *(cut_off(article.text) if bundle.cut else ())))
    return replace(article, captured=bundle.captured, warnings=tuple(warnings))


def extract_with(data: bytes, request: Request) -> Article:
    """The article of one saved page, HTML or a feed-export post.

    Raises `NotAnArticle` for pages that are no single article, `UnreadableInput` for an unknown codec name.
    """
    refusal: Exception | None = None
    for reading in _READINGS:
        try:
            return extract_as(reading, data, request)
        except Incomplete:  # what is asked for stands outside the region, or libxml2 gave up
            continue
        except RecursionError:  # in the steps after the parser
            refusal = UnreadableInput(_TOO_DEEP)
        except EmptyBody as error:  # libxml2 may have closed the body's element before its text
            refusal = refusal or error
        except NotAnArticle:
            if reading == "tolerant" and refusal is not None:
                raise refusal from None
            if reading != "reduced":
                raise
    assert refusal is not None
    raise refusal


def extract_as(reading: Reading, data: bytes, request: Request) -> Article:
    """As `extract_with`, with one way of reading the page and no other tried."""
    page = open_page(data, request.url, request.encoding, reading, FAST_PATH_MARKS, request.stated_encoding)
    family = choose(page, request.rules.families if request.rules else ())
    if family is None:
        from .refusals import describe  # only what is no article needs it

        raise NotAnArticle(f"no single article in it: seems to be {describe(page)}")
    return extract_page(page, request.rules.over(family) if request.rules else family, request)


def extract_page(page: Page, family: Family, request: Request) -> Article:
    """The article of an opened page of a known family. Takes the body out of the page's tree."""
    title, body = _title_and_body(page, family)
    is_cut = page.is_marked and ends_within(page.elements.root, page.raw, body, is_post=bool(page.front))
    broken = (*take_in_the_rest(body), *swallowed(page, body))
    others = tuple(other_bodies(page, family, body))
    times = find_dates(page, family, body)
    stated = stated_credits(page, family, body)
    symbols = find_symbols(page, family, body)
    videos = find_videos(page, family, body)
    channel = find_channel(page, family, body)
    keywords = find_keywords(page, family, title)
    identity = find_identity(page, family)

    release_pictures(body)
    context = Context(Notes(), title or "", identity.url, family.line_per_break)
    rules = _rules(family, request.rules)._replace(keep_inner=request.inline_pictures)
    blocks, removed = (_clean_and_locate if request.positions else _clean)(body, rules, context)
    lines = [line for line in text_lines(blocks) if line]
    images = tuple(images_of(blocks))
    if not lines and not videos and not images:
        raise EmptyBody(f"a {family.name} page whose article body is empty; was it saved before it had loaded?")
    text = "\n".join(lines)
    if not images and not family.title_in_text and not any(v.url or v.poster for v in videos) and _repeats(title, text):
        raise NotAnArticle(f"a {family.name} page that gives nothing but its title")
    if len(text) <= _LONGEST_NOTICE and len(lines) == 1 and not videos:
        from .refusals import is_notice  # few articles are so short

        if is_notice(text):
            raise NotAnArticle(f"a {family.name} page that only says: {text}")
    credits = read_credits(stated, lines, removed, lines_at_breaks(blocks))
    removed = settled(removed, credits.original_title)
    captions = (image.caption for image in images)
    doubts = (
        *(cut_off(text) if is_cut else ()),
        *wrongly_decoded(title, text, credits.author, credits.source, credits.editor, *captions),
        *context.notes.warnings(request.inline_pictures),
        *small_body(text, images, removed),
        *other_pages(removed, links_to_further_pages(page, identity.url)),
        *others,
        *broken,
        *lost_videos(videos, removed),
    )
    return Article(
        input=request.input,
        **identity._asdict(),
        title=title,
        **credits._asdict(),
        date=times.shown,
        date_published=times.published,
        date_modified=times.modified,
        channel=channel,
        keywords=keywords,
        description=find_description(page),
        symbols=symbols,
        images=images,
        videos=videos,
        lead_image=find_lead_image(page, removed),
        text=text,
        template=family.name,
        encoding=page.encoding,
        warnings=tuple(dict.fromkeys((*page.warnings, *_warnings(family, title), *times.warnings, *doubts))),
        removed=removed,
        blocks=blocks,
        reading=page.reading,
    )


def _title_and_body(page: Page, family: Family) -> tuple[str | None, Element]:
    """What no article is without, though a post's title may be empty. Raises `NotAnArticle` where one is missing."""
    body = page.elements.first(family.body)
    title = find_title(page, family, body)
    if (title or page.front) and body is not None:
        return title, body
    missing = "a headline" if not title else "an article body"
    raise NotAnArticle(f"a {family.name} page without {missing}; is it complete? else please report it")


def _repeats(title: str | None, text: str) -> bool:
    """Whether ``text`` is the title and no more; a video's is also written 视频：title."""
    bare = [squeeze(string).removeprefix("视频:").removeprefix("视频：") for string in (title or "", text)]
    return bare[0] == bare[1]


def _warnings(family: Family, title: str | None) -> tuple[str, ...]:
    empty = () if title else (EMPTY_TITLE.says(),)
    return (*((family.warning,) if family.warning else ()), *empty)


class _Rules(NamedTuple):
    nodes: tuple[Rule, ...]
    lines: tuple[LineRule, ...]
    keep_inner: bool = False  # pictures saved within the page


def _rules(family: Family, own: Rules | None) -> _Rules:
    """The built-in ones first: what they find for a field of the record is found as without a person's ``own``."""
    nodes = RULES_BUT_HIDDEN if family.keeps_hidden else NODE_RULES
    return _Rules((*nodes, *own.nodes), (*LINE_RULES, *own.lines)) if own else _Rules(nodes, LINE_RULES)


def _clean(body: Element, rules: _Rules, context: Context) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    from_nodes = clean(body, rules.nodes)
    blocks, from_lines = _trimmed(build_blocks(body, context), rules, context)
    return blocks, (*from_nodes, *from_lines)


def _clean_and_locate(body: Element, rules: _Rules, context: Context) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    """As `_clean`, and of each removal the position where it stood."""
    from .removal_positions import after_lines, positions, settle  # only runs with a report need it

    from_nodes = clean(body, rules.nodes, positions(body))
    built = build_blocks(body, context)
    blocks, from_lines = _trimmed(built, rules, context)
    return blocks, (*after_lines(settle(from_nodes, body, built), from_lines), *from_lines)


def _trimmed(
    blocks: tuple[Block, ...], rules: _Rules, context: Context
) -> tuple[tuple[Block, ...], tuple[Removal, ...]]:
    return trim_lines(blocks, rules.lines, drop_inner=context.notes.within > 0 and not rules.keep_inner)
