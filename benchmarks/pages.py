"""The page set: real saved pages where the corpus lies beside the project, the project's own fixtures elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sinaextract import ExtractError, extract
from sinaextract.reading.charset import choose_charset, decode

ROOT = Path(__file__).resolve().parents[1]
_PLACES = (("../shared/corpus/pages", "*.html"), ("tests/fixtures", "*/*/page.html"))
_DECLARED = re.compile(r"""(<meta[^>]*charset\s*=\s*["']?)[\w-]+""", re.I)
_HAN = re.compile("[\u4e00-\u9fff]")


class Page(NamedTuple):
    name: str
    data: bytes  # as saved
    text: str  # rightly decoded, and declared as UTF-8: some tools trust the declaration even in a str


@dataclass(frozen=True, slots=True)
class PageSet:
    place: str  # relative to the repository
    pages: tuple[Page, ...]
    refused: tuple[str, ...]  # names of the pages that sinaextract finds no article in: nothing to compare there

    @property
    def size(self) -> int:
        return sum(len(page.data) for page in self.pages)


def page_set() -> PageSet:
    """Raises `SystemExit` when there are no pages at all."""
    for place, pattern in _PLACES:
        found = [read_page(path, ROOT / place) for path in sorted((ROOT / place).glob(pattern))]
        if found:
            pages = tuple(page for page in found if _has_article(page))
            refused = tuple(page.name for page in found if page not in pages)
            return PageSet(place, pages, refused)
    raise SystemExit("no pages to measure: neither " + " nor ".join(f"{p}/{g}" for p, g in _PLACES))


def han_count(text: str) -> int:
    """Chinese characters in ``text``: the sign that a tool returned an article and not markup or nothing."""
    return len(_HAN.findall(text))


def median_sized(pages: tuple[Page, ...]) -> Page:
    return sorted(pages, key=lambda page: len(page.data))[len(pages) // 2]


def read_page(path: Path, folder: Path) -> Page:
    data = path.read_bytes()
    return Page(
        path.relative_to(folder).as_posix(), data, _DECLARED.sub(r"\1utf-8", decode(data, choose_charset(data)))
    )


def _has_article(page: Page) -> bool:
    try:
        return bool(extract(page.data).text)
    except ExtractError:
        return False
