"""What is timed: one small function per contender, from a page to the text that it found.

Each does what its user would do to get the article of a page that is already in memory: no network, no files.
Contenders that take text get it rightly decoded for nothing, for most of them guess these charsets wrong.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sinaextract import extract
from sinaextract.render.markdown import to_markdown

from .pages import Page, han_count

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # "nltk is not installed" and the like, about parts that are not used
    import goose3  # type: ignore[import-not-found,import-untyped,unused-ignore]
    import jieba  # type: ignore[import-not-found,import-untyped,unused-ignore]
    import newspaper  # type: ignore[import-not-found,import-untyped,unused-ignore]
    import readability  # type: ignore[import-not-found,import-untyped,unused-ignore]
    import trafilatura  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from gne import GeneralNewsExtractor  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from goose3.text import StopWordsChinese  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from resiliparse.extract.html2text import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        extract_plain_text,
    )
    from selectolax.lexbor import LexborHTMLParser  # type: ignore[import-not-found,import-untyped,unused-ignore]

jieba.setLogLevel(logging.WARNING)
logging.disable(logging.WARNING)  # several contenders log what they miss in a page

_ARTICLE = 20  # Chinese characters; the shortest real article text has more
_TITLE = 1  # floors only parse; that a title is there shows that the tree is


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    package: str  # on PyPI
    does: str  # the call, for the reader of the results
    run: Callable[[Page], str]
    least: int = _ARTICLE  # Chinese characters that count as text


def text_of(contender: Contender, page: Page) -> str | None:
    """What the contender returns for the page; None when that is no text or when it fails."""
    try:
        text = contender.run(page)
    except Exception:  # whatever it raises, it found no article; the results count these pages
        return None
    return text if han_count(text) >= contender.least else None


def _ours(page: Page) -> str:
    return to_markdown(extract(page.data))


def _ours_without_front_matter(page: Page) -> str:
    return extract(page.data).markdown


def _trafilatura(page: Page) -> str:
    return trafilatura.extract(page.text, output_format="markdown", with_metadata=True) or ""


def _readability(page: Page) -> str:
    return str(readability.Document(page.text).summary())


def _newspaper(page: Page) -> str:
    return str(newspaper_article(page).text)


def newspaper_article(page: Page) -> Any:
    # fetch_images downloads pictures to find the largest: 5 s a page without a network
    article = newspaper.Article(url="https://finance.sina.com.cn/", language="zh", fetch_images=False)
    article.download(input_html=page.text)
    article.parse()
    return article


gne = GeneralNewsExtractor()


def _gne(page: Page) -> str:
    return str(gne.extract(page.text)["content"])


goose = goose3.Goose(
    {
        "enable_image_fetching": False,
        "use_meta_language": False,
        "target_language": "zh",
        "stopwords_class": StopWordsChinese,
    }
)


def _goose(page: Page) -> str:
    return str(goose.extract(raw_html=page.text).cleaned_text)


def _resiliparse(page: Page) -> str:
    return str(extract_plain_text(page.text, main_content=True))


def _lxml(page: Page) -> str:
    return etree.HTML(page.text).findtext(".//title") or ""


def _lexbor(page: Page) -> str:
    title = LexborHTMLParser(page.text).css_first("title")
    return title.text() if title is not None else ""


OURS = Contender(
    "sinaextract, Markdown", "sinaextract", "`to_markdown(extract(data))`, from bytes, decoding counted", _ours
)
CONTENDERS = (
    OURS,
    Contender(
        "sinaextract, Article only",
        "sinaextract",
        "`extract(data)`: the record, whose `markdown` and hash are made when asked for",
        _ours_without_front_matter,
    ),
    Contender("floor: lexbor parse", "selectolax", "`LexborHTMLParser(text)` and its title", _lexbor, _TITLE),
    Contender("floor: lxml parse", "lxml", "`lxml.etree.HTML(text)` and its title", _lxml, _TITLE),
    Contender("resiliparse", "resiliparse", "`extract_plain_text(text, main_content=True)`", _resiliparse),
    Contender("readability-lxml", "readability-lxml", "`Document(text).summary()`", _readability),
    Contender("GNE", "gne", "`GeneralNewsExtractor().extract(text)`", _gne),
    Contender(
        "trafilatura",
        "trafilatura",
        '`extract(text, output_format="markdown", with_metadata=True)`',
        _trafilatura,
    ),
    Contender("goose3", "goose3", "`Goose(…).extract(raw_html=text)`, Chinese stop words, no image fetching", _goose),
    Contender(
        "newspaper4k",
        "newspaper4k",
        '`Article(language="zh", fetch_images=False)`, `download(input_html=text)`, `parse()`',
        _newspaper,
    ),
)
