"""Coverage-guided fuzzing with atheris: ``python -m fuzzing.coverage TARGET [-runs=N] [-seed=N]…``.

decode      the charset of any bytes, and their text
containers  what wraps a page: gzip, MHTML, WARC, ZIP, tables, front matter
pipeline    a page, from bytes to every output

What is found is saved by libFuzzer as ``.fuzz/crash-…`` and so on.
"""

# ruff: noqa: E402  (what is instrumented must be imported so)
from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import atheris

# Some are imported only when they are needed.
_MODULES = (
    "extraction.balance extraction.warnings extraction.pipeline render.front_matter reading.front_matter "
    "reading.tolerant_parser inputs.containers.mhtml inputs.containers.tabular inputs.containers.warc "
    "inputs.containers.zipped"
).split()

with atheris.instrument_imports(include=["sinaextract"]):
    for name in _MODULES:
        import_module(f"sinaextract.{name}")

from tests.mutants import PAGES

from sinaextract.errors import ExtractError
from sinaextract.reading.charset import choose_charset, decode, stated_charset

from .check import problem_of, problem_of_file
from .mutations import container_mutant, page_mutant

_SEEDS = [data for page in PAGES if len(data := page.read_bytes()) < 12_000]
_ENDINGS = (".html", ".zip", ".warc", ".jsonl", ".csv", ".gz", ".mhtml", ".md")
_LONGEST = 20_000  # bytes


def _decode(data: bytes) -> None:
    charset = choose_charset(data)
    text = decode(data, charset)
    text.encode("utf-8", "surrogatepass")
    name = data[:20].decode("latin-1")
    if stated_charset(name) is None:
        return
    with contextlib.suppress(ExtractError):
        decode(data, choose_charset(data, name))


def _containers(data: bytes) -> None:
    ending = _ENDINGS[data[0] % len(_ENDINGS)] if data else ".html"
    _raise(problem_of(data[1:]))
    _raise(problem_of_file(data[1:], ending))


def _pipeline(data: bytes) -> None:
    _raise(problem_of(data))


def _raise(problem: str | None) -> None:
    if problem is not None and "processor time" not in problem:  # instrumented code is slow; `fuzzing` measures time
        raise AssertionError(problem)


TARGETS: dict[str, Callable[[bytes], None]] = {"decode": _decode, "containers": _containers, "pipeline": _pipeline}


def _mutate(data: bytes, most: int, seed: int) -> bytes:
    """Half of the inputs are mutated by structure, the others by libFuzzer."""
    chance = random.Random(seed)
    if chance.random() < 0.5 or not data:
        return bytes(atheris.Mutate(data, most))
    if TARGETS[_target()] is _containers:
        return (bytes([chance.randrange(256)]) + container_mutant(_SEEDS, chance)[0])[:most]
    return page_mutant([data], chance)[:most]


def _target() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else ""


def main() -> None:
    target = _target()
    if target not in TARGETS:
        sys.exit(f"give one of {', '.join(TARGETS)}")
    Path(".fuzz").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(_SEEDS):
            Path(folder, str(number)).write_bytes(page)
        options = [
            f"-max_len={_LONGEST}",
            "-timeout=120",
            "-rss_limit_mb=2048",
            "-artifact_prefix=.fuzz/",
            *sys.argv[2:],
        ]
        atheris.Setup([sys.argv[0], *options, folder], TARGETS[target], custom_mutator=_mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
