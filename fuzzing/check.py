"""What must hold for any bytes at all. `problem_of` is asked by the fuzzers and by the tests of what they found."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from sinaextract.article.article import Article
from sinaextract.errors import ExtractError
from sinaextract.extraction.balance import balance_of
from sinaextract.extraction.pipeline import Request, extract_bundle
from sinaextract.inputs.containers import unwrap
from sinaextract.inputs.discover import expand
from sinaextract.inputs.inputs import Columns, Input, Wanted
from sinaextract.reading.bundle import Bundle
from sinaextract.render.json import to_jsonl
from sinaextract.render.markdown import to_markdown
from sinaextract.render.options import Options
from sinaextract.render.text import to_text

SECONDS_PER_MB = 1.0
LEAST_SECONDS = 0.5  # for an input of any size: imports, and what a busy machine costs
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def problem_of(data: bytes, url: str | None = None) -> str | None:
    """What is wrong with how ``data`` is handled; None when nothing is."""
    started = time.process_time()
    bundle = Bundle(data)
    try:
        bundle = unwrap(bundle)
        article = extract_bundle(bundle, Request(url, input="fuzz"))
    except ExtractError as error:
        taken = time.process_time() - started
        return _slow(taken, max(len(data), len(bundle.html))) or _bad_message(str(error))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    taken = time.process_time() - started
    balance = balance_of(article, bundle.html, bundle.url or url)
    if not balance.is_even:
        return balance.line() + f" {balance.missing!r} {balance.surplus!r}"
    return _bad_output(article) or _slow(taken, max(len(data), len(bundle.html)))


def problem_of_file(data: bytes, ending: str) -> str | None:
    """As `problem_of`, for archives and tables: ``data`` as a file, each of its members."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input" + ending)
        path.write_bytes(data)
        started = time.process_time()
        size = len(data)
        try:
            for item in expand([str(path)], wanted=Wanted(Columns("html", "url"))):
                if isinstance(item, Input):
                    size += _read(item)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return _slow(time.process_time() - started, size)


def _read(item: Input) -> int:
    """Bytes of a member, all its steps gone through."""
    try:
        bundle = unwrap(item.read())
        extract_bundle(bundle, Request(input=item.name))
    except ExtractError as error:
        assert not _bad_message(str(error)), error
        return 0
    return len(bundle.html)


def _bad_message(message: str) -> str | None:
    return f"error message of {len(message)} characters or several lines" if len(message) > 1000 else None


def _bad_output(article: Article) -> str | None:
    line, markdown = to_jsonl(article, Options(explain=True)), to_markdown(article)
    for name, text in (("markdown", markdown), ("text", to_text(article))):
        if found := _CONTROL.search(text):
            return f"{found[0]!r} in the {name}"
    record = json.loads(line.encode("utf-8"))
    if line.count("\n") != 1 or record["text"] != article.text:
        return "the JSON line does not give back the text"
    if found := _CONTROL.search("".join(_strings(record))):
        return f"{found[0]!r} in the record"
    return None


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value if isinstance(value, list) else value.values():
            yield from _strings(inner)


def _slow(seconds: float, size: int) -> str | None:
    most = max(LEAST_SECONDS, SECONDS_PER_MB * size / 1e6)
    return f"{seconds:.2f} s of processor time for {size:,} bytes" if seconds > most else None
