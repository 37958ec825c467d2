"""The table of warnings: no other module has words of its own, and every warning that is met has its kind."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import sinaextract
from sinaextract import NotAnArticle, extract
from sinaextract.article.doubts import DAMAGE, DOUBTS, Doubt, kind_of

from ..command import article, run, write
from ..pages import page

PACKAGE = Path(sinaextract.__file__).parent
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*/*/page.*"))
BODY = "<p>　　港务局称，本季吞吐量较上季增加一成，新泊位将于年底启用，三家船公司已签约。</p>" * 3


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.words[:40])
def test_a_warning_is_known_by_its_words(doubt: Doubt) -> None:
    said = doubt.says(*["1"] * doubt.words.count("{}"))
    assert kind_of(said) == doubt.kind and [other for other in DOUBTS if other.said(said)] == [doubt]


def test_warnings_of_the_fixtures_are_all_of_the_table() -> None:
    met: set[str] = set()
    for path in FIXTURES:
        try:
            met.update(extract(path.read_bytes()).warnings)
        except NotAnArticle:
            continue
    assert len(met) > 3 and all(map(kind_of, met)), [text for text in met if not kind_of(text)]


def test_no_warning_is_written_elsewhere() -> None:
    """What is added to ``warnings`` or given as ``doubt=`` or ``warning=`` is made by the table, not written there."""
    for path in (*(PACKAGE / "reading").rglob("*.py"), *(PACKAGE / "extraction").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "warnings.append":
                given = node.args
            elif isinstance(node, ast.keyword) and node.arg in ("doubt", "warning", "warnings"):
                given = [node.value]
            for value in given:
                texts = [n for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
                assert not [text for text in texts if " " in str(text.value)], f"{path}: {ast.unparse(node)}"


def test_a_batch_counts_its_damage_and_lists_it(tmp_path: Path) -> None:
    video = '<div class="video-2017"></div>'
    pages = {
        "whole.html": article(1),
        "cut.html": page(BODY).rpartition(b"</p>")[0],
        "lost.html": page(BODY + "<p>泊\ufffd位</p>" + video),
        "player.html": page(BODY + video),
        "picture.html": page(BODY + "<p><img alt='泊位图'></p>"),
        "more.html": page(BODY + "<p><a href='2.shtml'>下一页</a></p>"),
    }
    write(tmp_path / "in", pages)
    done = run(tmp_path / "in", "-f", "jsonl", "-o", tmp_path / "n.jsonl", "--errors", tmp_path / "errors.jsonl")
    found = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text("utf-8").splitlines()]
    kinds = {Path(line["input"]).name: line["damage"] for line in found}
    assert done.returncode == 0 and "pages with damage: " in done.stderr.decode(), done.stderr.decode()
    assert "whole.html" not in kinds
    assert kinds["lost.html"] == ["undecodable", "videos lost"] and kinds["player.html"] == ["videos lost"], kinds
    assert kinds["picture.html"] == ["pictures lost"] and kinds["cut.html"] == ["cut"], kinds
    assert "videos lost 2" in done.stderr.decode()
    assert all(kind in DAMAGE for line in found for kind in line["damage"])
    assert all(line["outcome"] == "written" and line["reason"] for line in found)
