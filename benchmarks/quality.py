"""How right they are, on real pages with hand-made gold: ``python -m benchmarks.quality`` writes QUALITY.md.

Counted without white space, so that no tool's way of breaking lines matters:

kept       characters of the gold paragraphs that stand, paragraph by paragraph, in what the tool returned
other      characters of what it returned beyond those, as a share: promotions, link lists, captions
noise      strings that an editor marked as the site's own, found in it
fields     pages whose field equals the gold, of the pages where the gold has one

A post (YAML front matter, then HTML) is made a page for the other tools, with headline, date and author where pages
have them: none of them reads front matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from time import perf_counter

import readability  # type: ignore[import-not-found,import-untyped,unused-ignore]
import trafilatura  # type: ignore[import-not-found,import-untyped,unused-ignore]
from lxml import html
from resiliparse.extract.html2text import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    extract_plain_text,
)

from sinaextract import extract

from . import results
from .contenders import CONTENDERS, gne, goose, newspaper_article  # the same calls that are timed
from .pages import ROOT, Page, read_page

_SETS = (  # folder beside the project, and what its pages are to the rules
    ("corpus", "the rules were written with them"),
    ("corpus-2", "set aside at first, worked with since"),
)
_BLANK = re.compile(r"[\s\u00a0\u3000\u200b-\u200f\u2060\ufeff]+")
FIELDS = ("title", "date", "source", "byline")


@dataclass(frozen=True)
class Found:
    text: str
    title: str = ""
    date: str = ""
    source: str = ""
    byline: str = ""


def ours(page: Page) -> Found:
    article = extract(page.data)
    return Found(article.text, article.title or "", article.date or "", article.source or "", "、".join(article.byline))


def with_trafilatura(page: Page) -> Found:
    document = trafilatura.bare_extraction(page.text, with_metadata=True)
    author, medium = document.author or "", document.sitename or ""
    return Found(document.text, document.title or "", document.date or "", medium, author)


def with_readability(page: Page) -> Found:
    document = readability.Document(page.text)
    return Found("".join(map(str, html.fromstring(document.summary()).itertext())), document.short_title())


def with_newspaper(page: Page) -> Found:
    article = newspaper_article(page)
    return Found(article.text, article.title or "", str(article.publish_date or ""), "", "、".join(article.authors))


def with_gne(page: Page) -> Found:
    result = gne.extract(page.text)
    return Found(result["content"], result["title"], result["publish_time"], "", result["author"])


def with_goose(page: Page) -> Found:
    article = goose.extract(raw_html=page.text)
    return Found(article.cleaned_text, article.title, str(article.publish_date or ""), "", "、".join(article.authors))


def with_resiliparse(page: Page) -> Found:
    return Found(str(extract_plain_text(page.text, main_content=True)))


TOOLS: Mapping[str, Callable[[Page], Found]] = {
    "sinaextract": ours,
    "trafilatura": with_trafilatura,
    "readability-lxml": with_readability,
    "newspaper4k": with_newspaper,
    "GNE": with_gne,
    "goose3": with_goose,
    "resiliparse": with_resiliparse,
}


Gold = dict[str, object]


def main() -> None:
    start = perf_counter()
    sections = [_section(ROOT / "../shared" / name, about) for name, about in _SETS]
    packages = [contender.package for contender in CONTENDERS]
    made_by, seconds = "python -m benchmarks.quality", perf_counter() - start
    results.write(Path(__file__).parent / "QUALITY.md", "How right they are", made_by, seconds, packages, sections)
    for section in sections:
        print(f"\n{section.title}\n\n{results.table(section)}")


def _section(corpus: Path, about: str) -> results.Section:
    golds = [json.loads(path.read_text("utf-8")) for path in sorted((corpus / "gold").glob("*.json"))]
    pages = [(_page(corpus, gold), gold) for gold in golds if gold["paragraphs"]]
    if not pages:
        raise SystemExit(f"no pages to measure in {corpus}")
    posts = sum(page.name.endswith((".md", ".txt")) for page, _ in pages)
    count = " and ".join(f"{n} {kind}" for n, kind in ((len(pages) - posts, "pages"), (posts, "posts")) if n)
    title = f"{corpus.name}: {count}; {about}"
    rows = tuple((name, *_measured(tool, pages)) for name, tool in TOOLS.items())
    return results.Section(title, ("tool", "kept", "other", "noise", *FIELDS), rows)


def _page(corpus: Path, gold: Gold) -> Page:
    page = read_page(next(corpus.glob(f"*/{gold['file']}")), corpus)
    return page if page.name.endswith(".html") else page._replace(text=_made_page(page.text, gold))


def _made_page(post: str, gold: Gold) -> str:
    title, author, date = (escape(str(gold[key] or "")) for key in ("title", "author_meta", "date"))
    _, _, body = post.lstrip().removeprefix("---").partition("\n---\n")
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:title" content="{title}"><meta name="author" content="{author}">
<meta property="article:published_time" content="{date}"></head>
<body><article><h1>{title}</h1>{body}</article></body></html>"""


def _measured(tool: Callable[[Page], Found], pages: list[tuple[Page, Gold]]) -> list[str]:
    gold_size = kept = size = noise = noises = 0
    right, asked = dict.fromkeys(FIELDS, 0), dict.fromkeys(FIELDS, 0)
    for page, gold in pages:
        try:
            found = tool(page)
        except Exception:  # it found no article
            found = Found("")
        text = _squeeze(found.text)
        paragraphs = [_squeeze(str(paragraph)) for paragraph in _list(gold["paragraphs"])]
        there = sum(len(paragraph) for paragraph in paragraphs if paragraph in text)
        gold_size, kept, size = gold_size + sum(map(len, paragraphs)), kept + there, size + len(text)
        noises += len(_list(gold["noise"]))
        noise += sum(_squeeze(str(string)) in text for string in _list(gold["noise"]))
        for field in FIELDS:
            if wanted := gold.get(field):
                asked[field] += 1
                right[field] += _is_right(field, getattr(found, field), wanted)
    shares = [f"{kept / gold_size:.1%}", f"{max(0, size - kept) / max(1, size):.1%}", f"{noise} of {noises}"]
    return shares + [f"{right[field]} of {asked[field]}" for field in FIELDS]


def _is_right(field: str, value: str, wanted: object) -> bool:
    """Dates: the same day; names of people: all of them and no other."""
    if field == "date":
        return _day(value) == _day(str(wanted))
    if field == "byline":
        return set(re.split(r"[、;,\s]+", value)) == set(map(str, _list(wanted)))
    return _squeeze(value) == _squeeze(str(wanted))


def _day(text: str) -> object:
    match = re.search(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text)
    return datetime(int(match[1]), int(match[2]), int(match[3])).date() if match else text


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _squeeze(text: str) -> str:
    return _BLANK.sub("", text)


if __name__ == "__main__":
    main()
