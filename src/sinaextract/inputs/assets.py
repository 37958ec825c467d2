"""What lies beside pages and is none, told by its path alone."""

# ruff: noqa: PTH122
from __future__ import annotations

from os.path import splitext  # pathlib would double the time of a walk

from ..text.patterns import lazy_regex

# Endings of things that browsers and crawlers save beside pages, and of the tool's own collections.
_ASSETS = frozenset(
    ".js .mjs .css .json .jsonl .map .svg .ico .woff .woff2 .ttf .otf .eot .png .jpg .jpeg .gif .webp .avif .bmp .mp3"
    " .mp4 .m4a .flv .swf .wasm .part .journal .parquet .csv .pdf".split()
)
_ASSET_FOLDER = lazy_regex(r"(?:_files|\.files|-filer)$")
_HIDDEN = lazy_regex(r"\.[^.]")


def passed_over(name: str) -> str:
    """Why a file (or, with a slash at its end, a folder) is no page; "" for a page."""
    *folders, file = name.split("/")
    if any(map(_HIDDEN.match, (*folders, file))):
        return "hidden"
    is_asset = splitext(file)[1].lower() in _ASSETS or is_inside_assets(name)
    return "saved beside a page" if is_asset else ""


def is_inside_assets(name: str) -> bool:
    """One of the folders on the way to it holds what was saved beside a page."""
    return any(map(_ASSET_FOLDER.search, name.split("/")[:-1]))
