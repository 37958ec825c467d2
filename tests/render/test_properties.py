"""``--property`` and ``--schema``: what shell scripts read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sinaextract.article.schema import schema_text
from sinaextract.render.properties import NAMES

from ..command import articles, run, write
from ..pages import FIRST, FIRST_TEXT, page

FIXTURES = Path(__file__).parent.parent / "fixtures"
POST = FIXTURES / "post/stocks-and-promo/page.md"


def values(*arguments: str | Path) -> list[str]:
    done = run(*arguments)
    assert done.returncode == 0 and done.stderr == b""
    return done.stdout.decode().split("\n")[:-1]


def test_the_names_are_the_schemas() -> None:
    properties = json.loads(schema_text())["properties"]
    nested = {
        f"{key}.{inner}" for key, its in properties.items() for inner in its.get("items", {}).get("properties", ())
    }
    assert set(NAMES) == set(properties) | nested


def test_one_line_a_value_in_the_order_asked_for() -> None:
    record = json.loads(run(POST, "-f", "json").stdout)
    assert values(POST, "--property", "date", "--property", "title") == [record["date"], record["title"]]


def test_an_absent_value_is_an_empty_line() -> None:
    assert values(POST, "--property", "date_modified", "--property", "editor") == ["", "闻人杰"]


def test_a_list_is_one_item_a_line_and_structured_items_are_json() -> None:
    record = json.loads(run(POST, "-f", "json").stdout)
    assert [json.loads(line) for line in values(POST, "--property", "symbols")] == record["symbols"]
    assert values(POST, "--property", "symbols.ticker") == [symbol["ticker"] for symbol in record["symbols"]]
    assert values(POST, "--property", "symbols.origin")[0] == "inline,tag"
    assert values(POST, "--property", "byline") == record["byline"]
    assert "account-qr" in values(POST, "--property", "removed.rule")


def test_the_text_has_its_lines() -> None:
    assert run(POST, "--property", "text").stdout == run(POST, "-f", "text").stdout


def test_every_name_works() -> None:
    names = [argument for name in NAMES for argument in ("--property", name)]
    assert len(values(POST, *names)) > len(NAMES)


def test_a_collection_gives_the_lines_of_page_after_page(tmp_path: Path) -> None:
    articles(tmp_path / "saved", 40)
    names = ("--property", "input", "--property", "title")
    lines = values(tmp_path / "saved", "-q", "-j", "2", *names)
    assert len(lines) == 80 and lines[1::2] == ["临州港跨境结算提速"] * 40 and lines[::2] == sorted(lines[::2])
    run(tmp_path / "saved", "-o", tmp_path / "titles/", "--property", "title")
    assert (tmp_path / "titles/00/000.txt").read_text() == "临州港跨境结算提速\n"


def test_a_title_cannot_break_out_of_its_line_or_steer_the_terminal(tmp_path: Path) -> None:
    hostile = page(FIRST).replace("临州港跨境结算提速</h1>".encode(), "甲\n乙\x1b[31m\x9b丙\u2028丁</h1>".encode())
    write(tmp_path, {"a.html": hostile})
    assert values(tmp_path / "a.html", "--property", "title", "--property", "text") == ["甲 乙[31m丙 丁", FIRST_TEXT]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--property", "titel"], "try title"),
        (["--property", "blocks"], "one of"),
        (["--property", "symbols.price"], "symbols."),
        (["--property", "title", "-f", "json"], "leave out -f json"),
    ],
)
def test_a_wrong_name_or_combination_says_what_to_do(arguments: list[str], hint: str) -> None:
    done = run(POST, *arguments)
    assert done.returncode == 2 and hint in done.stderr.decode() and done.stdout == b""


def test_the_schema_is_printed_without_loading_the_extractor() -> None:
    done = run("--schema")
    assert done.returncode == 0 and done.stdout.decode() == schema_text()
    loaded = run("--schema", env={"PYTHONPROFILEIMPORTTIME": "1"}).stderr.decode()
    assert "click" in loaded and "lxml" not in loaded
