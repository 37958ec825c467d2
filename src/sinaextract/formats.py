"""The output formats' names, for the command line, which loads no renderer before it knows which one it needs."""

from __future__ import annotations

ENDINGS = {  # keys as in `render.FORMATS`
    "markdown": ".md",
    "json": ".json",
    "jsonl": ".jsonl",
    "jsonld": ".jsonld",
    "text": ".txt",
    "parquet": ".parquet",
}
ONE_FILE = frozenset({"jsonl", "parquet"})  # a collection becomes one file of records, not a folder
FLAVORS = ("hexo", "hugo", "jekyll", "obsidian")  # keys of `render.flavors.FLAVORS`
