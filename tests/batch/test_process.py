"""One judgement of each input, whoever asks: the command, the library and Spark's rows say the same of a page."""

from __future__ import annotations

import gc
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from sinaextract import Article, ExtractError, ExtractionFailed, NotAnArticle, UnreadableInput, extract, extract_many
from sinaextract.arrow import Extraction
from sinaextract.batch import process as one_input
from sinaextract.batch.process import FAILED, REFUSED, SKIPPED, attempt
from sinaextract.inputs.inputs import SINA_HOSTS, Input
from sinaextract.render.formats import named
from sinaextract.spark import rows

from ..command import article, run, write
from ..pages import FIRST, page

KINDS = {
    "article.html": article(1),
    "bare.html": b"<html><body>hello</body></html>",
    "damaged.html": gzip.compress(article(2))[:80],
    "empty.html": b"",
    "empty-body.html": page(""),
    "notes.txt": "没有标签的笔记".encode(),
    "own.html": named("markdown").render(extract(page(FIRST))).encode(),
    "picture.html": b"\x89PNG" + bytes(99),
    "binary.bin": bytes(range(256)) * 9,
}
CLASSES: dict[str, type[ExtractError]] = {REFUSED: NotAnArticle, FAILED: UnreadableInput}


def _of_the_command(folder: Path, *options: str) -> dict[str, tuple[str, str]]:
    """Outcome and reason of each input, as ``-v`` tells them."""
    done = run(folder, "-f", "jsonl", "-v", *options)
    told = [line.removeprefix(f"sinaextract: {folder}/") for line in done.stderr.decode().splitlines()]
    refused = {json.loads(line)["input"]: json.loads(line) for line in (folder / "errors").read_text().splitlines()}
    outcomes = {Path(name).name: (error["outcome"], error["reason"]) for name, error in refused.items()}
    for name in KINDS:
        for line in told:
            if line.startswith((f"{name}: skipped, ", f"{name}: written, ")):
                outcomes[name] = (line.split(": ")[1].split(", ")[0], line.split(", ", 1)[1])
    return outcomes


@pytest.mark.parametrize("jobs", [[], ["-j", "2"]], ids=["here", "workers"])
def test_command_library_and_rows_agree(tmp_path: Path, jobs: list[str]) -> None:
    pa = pytest.importorskip("pyarrow")
    folder = write(tmp_path / "in", KINDS)
    outcomes = _of_the_command(folder, "--errors", str(folder / "errors"), *jobs)
    (folder / "errors").unlink()
    assert {name for name, (outcome, _) in outcomes.items() if outcome == SKIPPED} == {
        "notes.txt", "own.html", "binary.bin",
    }  # fmt: skip
    assert set(outcomes) == set(KINDS)

    found = list(extract_many(folder, errors="return", jobs=2 if jobs else 0))
    library: dict[str, Article | ExtractError] = {Path(str(one.input)).name: one for one in found}
    assert set(library) == {name for name, (outcome, _) in outcomes.items() if outcome != SKIPPED}
    for name, one in library.items():
        outcome, reason = outcomes[name]
        assert isinstance(one, Article) or (isinstance(one, CLASSES[outcome]) and one.reason == reason), name

    table = pa.record_batch({"path": [str(folder / name) for name in KINDS]})
    batches = rows.from_paths([table], SINA_HOSTS, Extraction())
    of_spark: dict[str, dict[str, Any]] = {
        Path(row["input"]).name: row for batch in batches for row in batch.to_pylist()
    }
    assert set(of_spark) == set(KINDS)
    for name, row in of_spark.items():
        assert row["ok"] == (outcomes[name][0] == "written") and (row["ok"] or row["error"] == outcomes[name][1]), name


def _out_of_memory(item: Input) -> str:
    raise MemoryError


def _defect(item: Input) -> str:
    empty: dict[str, str] = {}
    return empty["名"]


def _refusal(item: Input) -> str:
    held = Held()
    assert held
    raise NotAnArticle("no single article in it")


class Held:
    """Stands for a page's bytes."""


def test_whatever_happens_is_an_error_with_the_name_of_its_input() -> None:
    item = Input("a.html", "a.html")
    memory, defect = attempt(item, _out_of_memory), attempt(item, _defect)
    assert isinstance(memory, ExtractionFailed) and "memory" in memory.reason and memory.input == "a.html"
    assert (
        isinstance(defect, ExtractionFailed) and "KeyError" in defect.reason and isinstance(defect.__cause__, KeyError)
    )
    assert one_input.outcome_of(memory, item) == one_input.outcome_of(defect, item) == FAILED


def test_a_kept_error_keeps_no_page_in_memory() -> None:
    error = attempt(Input("a.html", "a.html"), _refusal)
    gc.collect()
    assert isinstance(error, NotAnArticle) and error.__traceback__ is None
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Held)] and sys.exc_info()[1] is None
