"""Which files a job reads, dealt out to parts: listed once, kept in OUT, so that a later run knows what was added.

Beside the parts there is a folder `FOLDER`, which readers of tables pass over. Listing number K of a job is
``part-N.jsonl``, the paths of each of its parts, a line each; ``skipped-K.jsonl``, what is not read, and why; and at
last ``listing-K.json``, the numbers of its parts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any
from urllib.parse import unquote
from zlib import crc32

import click
from pyspark.sql import SparkSession

from ..inputs.assets import is_inside_assets, passed_over
from ..named_tuples import NamedTuple
from .hadoop import Folder
from .rows import shown

FOLDER = "_sinaextract"
_HIDDEN = "{_*,.*,*._COPYING_}"  # names that Spark does not show to anybody
_TOLD = 5  # names of hidden files
_STAMP = re.compile(r"; isDirectory=false; length=(\d+);.*? modification_time=(\d+);", re.S)  # as Hadoop prints them


class Found(NamedTuple):
    stamps: dict[str, str]  # of what is to be read: path -> size and time of modification
    skipped: dict[str, str]  # path -> why it is not


def parts_of(state: Folder, found: Found, wanted: Callable[[list[str]], int]) -> list[int]:
    """Parts of earlier listings, then those of a new one if files were added.

    ``wanted``: how many parts for these files.
    """
    parts: list[int] = []
    seen: set[str] = set()
    for number in count():
        if (listed := state.read(f"listing-{number}.json")) is None:
            break
        earlier: list[int] = json.loads(listed)
        seen.update(*(paths(state, part) for part in earlier), _lines(state, f"skipped-{number}.jsonl"))
        parts += earlier
    added = [path for path in found.stamps if path not in seen]
    skipped = {path: reason for path, reason in found.skipped.items() if path not in seen}
    if skipped:
        _tell(skipped)
    if added or skipped:
        parts += _write(state, number, added, skipped, len(parts), wanted(added))
    return parts


def paths(state: Folder, part: int) -> list[str]:
    return _lines(state, f"part-{part}.jsonl")


def _lines(state: Folder, name: str) -> list[str]:
    return [json.loads(line)["input"] for line in (state.read(name) or "").splitlines()]


def _write(
    state: Folder, number: int, added: list[str], skipped: Mapping[str, str], first: int, wanted: int
) -> list[int]:
    dealt: dict[int, list[str]] = {}
    for path in added:
        dealt.setdefault(crc32(path.encode("utf-8", "replace")) % wanted, []).append(path)
    for part, chosen in enumerate(dealt.values(), first):  # no part is empty
        state.write(f"part-{part}.jsonl", "".join(_line(input=path) for path in chosen), replace=True)
    lines = (_line(input=path, outcome="skipped", reason=reason) for path, reason in skipped.items())
    state.write(f"skipped-{number}.jsonl", "".join(lines), replace=True)
    parts = list(range(first, first + len(dealt)))
    state.write(f"listing-{number}.json", json.dumps(parts) + "\n", replace=True)
    return parts


def _line(**values: str) -> str:
    return json.dumps(values) + "\n"


def _tell(skipped: dict[str, str]) -> None:
    for reason, files in Counter(skipped.values()).items():
        names = [path for path, why in skipped.items() if why == reason] if reason.startswith("hidden") else []
        shown_names = ": " + ", ".join(names[:_TOLD]) + (", …" if len(names) > _TOLD else "") if names else ""
        click.echo(f"sinaextract: skipped, {reason}: {files:,} file{'s' * (files != 1)}{shown_names}", err=True)


def find(spark: SparkSession, source: str, of_tables: bool) -> Found:
    """Every file below ``source``, as Spark and Hadoop see it. One that is given by its own name is always read."""
    jvm: Any = spark.sparkContext._jvm
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    location: Any = reader.load(source)._jdf.queryExecution().analyzed().relation().location()
    uris = str(jvm.org.apache.hadoop.util.StringUtils.join("\n", location.inputFiles()))  # one call: each takes 0.1 ms
    stamps = _STAMP.findall(location.allFiles().mkString("\n"))
    files = {shown(unquote(uri)): " ".join(stamp) for uri, stamp in zip(uris.splitlines(), stamps, strict=True)}
    top = shown(source).rstrip("/")
    reasons = {} if of_tables else {path: why for path in files if (why := _why_skipped(path.removeprefix(top)))}
    hidden = dict.fromkeys(_hidden(spark, source, files), "hidden: no engine reads such names")
    return Found({path: files[path] for path in files if path not in reasons}, {**reasons, **hidden})


def _why_skipped(path: str) -> str:
    """``path``: below what was asked for; "" for itself."""
    return passed_over(path.rpartition("/")[2]) or ("saved beside a page" if is_inside_assets(path) else "")


def _hidden(spark: SparkSession, source: str, files: Iterable[str]) -> Iterator[str]:
    """What lies below ``source`` under names that Spark hides, level by level."""
    folder = Folder(spark, source.rstrip("/"))
    deepest = max((path.count("/") for path in files), default=0) - shown(source).rstrip("/").count("/")
    level = ""
    while True:
        for path in folder.matching(level + _HIDDEN):
            name = path.rpartition("/")[2]
            if not (name.startswith("_") and "=" in name):  # as partitions are called
                yield shown(path)
        level += "*/"
        if level.count("/") > deepest and not folder.matching(level.rstrip("/")):
            return
