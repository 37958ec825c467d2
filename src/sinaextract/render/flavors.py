"""Markdown for one program: front matter with the keys, dates and tags that it knows, and a body that it leaves alone.

The plain form (`front_matter.py`) is read by all of them; a flavour goes further where they differ. What each program
does is documented by it and tested with it (tests/test_flavors.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..article.article import Article
from ..article.inline import outside_addresses, without_autolinks
from ..text.patterns import lazy_regex
from .fields import Field
from .front_matter import Shape, with_front_matter

_ESCAPE = lazy_regex(r"\\(.)", 16)  # re.S
_TABLE = lazy_regex(r"^[> \d.-]*\|(?: --- \|)+$", 8)  # re.M: the line below the head of a table
_BRACE = lazy_regex(r"\{")
_OPENING_BRACE = lazy_regex(r"\{(?=[{%#])")
_END_OF_BLOCK = lazy_regex(r"(?<!\S)\^(?=[ \t]*$)", 8)
_DEFINITION = lazy_regex(r"^(?=:[ \t])", 8)
_TAG = lazy_regex(r"(?<!\\)<(?!!-- -->)")
_UNDERLINE = lazy_regex(r"^(?=(?:=+|[|: ]*-[-|: ]*)  $)", 8)  # after a line break by spaces it would be one
_TAG_SIGN = lazy_regex(r"(?<![^\s])#(?=[^\s#])")
_BLOCK_ID = lazy_regex(r"(?<=\s)\^(?=[A-Za-z0-9-]+$)", 8)
_NO_TAG = lazy_regex(r"[^\w/-]+")


@dataclass(frozen=True, slots=True)
class Flavor:
    """What one program wants.

    names   record key -> key of the front matter, where it is not the usual one
    time    how ``2021-05-19T20:08:33+08:00`` is written so that it is taken as that time
    texts   keys whose lists must be of plain strings -> the item's field that is kept
    tags    a keyword as a tag; "" for none
    extra   lines that the program needs besides
    body    the body's Markdown, escaped for this program
    unlinkable  ASCII characters, legal in file names, that no link of the program can hold
    """

    names: Mapping[str, str]
    time: Callable[[str], str]
    body: Callable[[str], str]
    texts: Mapping[str, str] = field(default_factory=dict)
    tags: Callable[[str], str] = str
    extra: tuple[str, ...] = ()
    unlinkable: str = ""


def to_flavored(article: Article, flavor: Flavor, fields: tuple[Field, ...] = ()) -> str:
    """Front matter, of all fields or of ``fields``, and body for ``flavor``."""
    shape = Shape(flavor.names, flavor.time, lambda key, value: _value(flavor, key, value), flavor.extra)
    return with_front_matter(flavor.body(article.markdown), article, fields, shape)


def _value(flavor: Flavor, key: str, value: Any) -> Any:
    if key in flavor.texts:
        return [item[flavor.texts[key]] for item in value if item[flavor.texts[key]]]
    return list(dict.fromkeys(filter(None, map(flavor.tags, value)))) if key == "keywords" else value


def _other_escapes(text: str, others: Mapping[str, str]) -> str:
    """``text`` with other ways to write some escaped characters."""
    return _ESCAPE.sub(lambda match: others.get(match[1], match[0]), text)


def _hexo_body(source: str) -> str:
    """Nunjucks runs over posts: ``{{``, ``{%`` and ``{#`` would be tags. Escaped brackets can escape its parser."""
    return outside_addresses(source, _for_hexo)


def _for_hexo(text: str) -> str:
    text = _other_escapes(_OPENING_BRACE.sub("&#123;", text), {"[": "&#91;", "]": "&#93;"})
    return without_autolinks(text)


def _hugo_body(source: str) -> str:
    """``{{<`` begins a shortcode, ``{#id}`` attributes, ``: `` a definition; ``<!--more-->`` counts even escaped."""

    def escape(text: str) -> str:
        return without_autolinks(_other_escapes(_common(text), {"\\": "&#92;"}))

    return outside_addresses(source, escape)


def _jekyll_body(source: str) -> str:
    """Liquid (``{{``, ``{%``), then kramdown: attributes (``{:``), math, tables by any ``|``, fewer escapes."""
    return outside_addresses("\n\n".join(map(_kramdown_block, source.split("\n\n"))), _for_kramdown)


def _kramdown_block(block: str) -> str:
    """A table has a row below its head; elsewhere ``|`` would make one."""
    if not _TABLE.search(block):
        return outside_addresses(_other_escapes(block, {"|": "|"}), lambda text: text.replace("|", "\\|"))
    is_head_alone = _TABLE.search(block.rsplit("\n", 1)[-1])
    return block + "\n" + block.rsplit("\n", 1)[-1].replace("---", "") if is_head_alone else block


def _for_kramdown(text: str) -> str:
    text = _TAG.sub("&lt;", _common(text).replace("$$", "\\$\\$"))
    text = _other_escapes(text, {"[": "&#91;", "]": "&#93;", "^": "&#94;", "\n": "  \n"})
    text = _END_OF_BLOCK.sub("&#94;", text)
    return _UNDERLINE.sub(r"\\", text)


def _common(text: str) -> str:
    return _DEFINITION.sub(r"\\", _BRACE.sub("&#123;", text))


def _obsidian_body(source: str) -> str:
    """``#word`` would be a tag, ``%%`` a comment, ``==`` a highlight, ``$`` mathematics, ``^word`` at an end an id."""
    return outside_addresses(source, _for_obsidian)


def _for_obsidian(text: str) -> str:
    text = _BLOCK_ID.sub(r"\\^", _TAG_SIGN.sub(r"\\#", text))
    return without_autolinks(text.replace("%%", "%&#37;").replace("==", "\\=\\=").replace("$", "\\$"))


def _obsidian_tag(keyword: str) -> str:
    """Letters, digits, ``_``, ``-`` and ``/``, and not digits alone."""
    tag = _NO_TAG.sub("-", keyword).strip("-/")
    return f"_{tag}" if tag.isdigit() else tag


HEXO = Flavor(
    names={
        "date_modified": "updated",
        "source": "medium",
        "source_url": "medium_url",
    },  # a post's source is its file
    time=lambda time: time[:19].replace("T", " "),  # in the site's time zone; with an offset Hexo shifts it
    body=_hexo_body,
    extra=("disableNunjucks: true",),  # for headings, whose text Hexo repeats without the escapes
)

HUGO = Flavor(
    names={
        "date_published": "publishDate",
        "date_modified": "lastmod",
        "url": "original_url",
    },  # url is the page's own
    time=str,
    texts={"symbols": "ticker", "images": "url", "videos": "url"},  # taxonomies and Open Graph take strings
    body=_hugo_body,
    extra=("isCJKLanguage: true",),
)

JEKYLL = Flavor(
    names={"date_modified": "last_modified_at", "url": "original_url", "lead_image": "image"},
    time=lambda time: f"{time[:10]} {time[11:19]} +0800",
    body=_jekyll_body,
    extra=("layout: post",),
)

OBSIDIAN = Flavor(
    names={},
    time=lambda time: time[:19],  # a property of date and time has no offset
    texts={"symbols": "ticker", "images": "url", "videos": "url"},  # properties do not nest
    tags=_obsidian_tag,
    body=_obsidian_body,
    unlinkable="#^[]",  # [[note#heading]], [[note^block]]; | and : never stand in our names
)
