"""What a path alone tells: what claims to be a page, and what lies beside pages and is none."""

from __future__ import annotations

import re
from contextlib import suppress

from ..render.formats import FORMATS
from ..text.patterns import lazy_regex

# A file of another ending may be a page too: ``.txt`` is one in some crawls, ``.md`` a post; often both are notes.
PAGE_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".mhtml", ".mht")
ROW_A_LINE_ENDINGS = (".jsonl", ".ndjson", ".jl")
TABLE_ENDINGS = (*ROW_A_LINE_ENDINGS, ".csv", ".tsv")
PACKED_ENDINGS = (".gz", ".bz2", ".xz", ".zst", ".zip", ".tar", ".tgz", ".webarchive")

# Endings of things that browsers and crawlers save beside pages, and of the tool's own collections.
_ASSETS = frozenset(
    ".js .mjs .css .json .jsonld .map .svg .ico .woff .woff2 .ttf .otf .eot .png .jpg .jpeg .gif .webp .avif .bmp .mp3"
    " .mp4 .m4a .flv .swf .wasm .part .journal .csv .pdf .log .cdx .cdxj .idx".split()
).union(format.ending for format in FORMATS if format.one_file)
_PLAIN = (*PAGE_ENDINGS, ".md")
_ASSET_FOLDER = lazy_regex(r"(?:_files|\.files|-filer)$")
_TABLE = lazy_regex(r"\.(?:jsonl|ndjson|jl|json|csv|tsv|parquet)(?:\.(?:gz|bz2|xz|lzma|zst))?\Z", re.I)
_HIDDEN = lazy_regex(r"\.[^.]")


def passed_over(name: str, are_tables_wanted: bool = False) -> str:
    """Why a file (or, with a slash at its end, a folder) is no page; "" for a page, or a table that is wanted."""
    if name.endswith(_PLAIN) and not name.startswith(".") and "/" not in name:
        return ""  # as most are
    if (name.startswith(".") or "/." in name) and any(map(_HIDDEN.match, name.split("/"))):
        return "hidden"
    file = name.rpartition("/")[2]
    _, dot, ending = file.lstrip(".").rpartition(".")
    is_asset = (dot + ending).lower() in _ASSETS or file in ("index.rdf", "index.cdx.gz") or is_inside_assets(name)
    if are_tables_wanted and is_asset and _TABLE.search(file):
        return ""
    return "saved beside a page" if is_asset else ""


def decoded_name(name: bytes, otherwise: str, encodings: tuple[str, ...] = ("utf-8", "gb18030")) -> str:
    """A name as an archive has it; Chinese systems write GBK."""
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return name.decode(encoding) or "unnamed"
    return otherwise


def is_inside_assets(name: str) -> bool:
    """One of the folders on the way to it holds what was saved beside a page."""
    return "/" in name and any(map(_ASSET_FOLDER.search, name.split("/")[:-1]))
