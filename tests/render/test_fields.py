"""``--fields``, ``--property`` and ``--schema``: the record in parts, and its description."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from sinaextract.article.schema import schema_text
from sinaextract.render.fields import NAMES

from ..command import articles, run, write
from ..pages import FIRST, FIRST_TEXT, LAST, page

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
        (["--property", "titel"], "did you mean title"),
        (["--property", "blocks"], "known are"),
        (["--property", "symbols.price"], "symbols."),
        (["--property", "title", "-f", "json"], "leave out -f json"),
        (["--fields", "title,tiker"], "no field 'tiker'"),
        (["--fields", "symbols.tiker"], "did you mean symbols.ticker"),
        (["--fields", "title,"], "no field ''"),
        (["--fields", "title="], "no key after title="),
        (["--fields", "title,date=title"], "two fields would be called 'title'"),
        (["--fields", "title", "-f", "text"], "-f text has none"),
        (["--fields", "title", "-f", "parquet", "-o", "x.parquet"], "-f parquet has none"),
        (["--fields", "title", "--property", "date"], "leave out --property"),
        (["--fields", "title", "--view"], "leave out"),
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


def test_fields_choose_order_and_rename_the_keys_of_json() -> None:
    record = json.loads(run(POST, "-f", "json").stdout)
    asked = "date,title=headline,symbols.ticker,symbols.name=names,channel"
    wanted = {
        "date": record["date"],
        "headline": record["title"],
        "symbols.ticker": [symbol["ticker"] for symbol in record["symbols"]],
        "names": [symbol["name"] for symbol in record["symbols"]],
        "channel": record["channel"],
    }
    for format in ("json", "jsonl"):
        found = json.loads(run(POST, "-f", format, "--fields", asked).stdout)
        assert found == wanted and list(found) == list(wanted)


def test_every_field_is_as_in_the_whole_record() -> None:
    whole = json.loads(run(POST, "-f", "json", "--explain").stdout)
    some = json.loads(run(POST, "-f", "json", "--fields", ",".join(NAMES)).stdout)
    assert list(some) == list(NAMES) and {key: some[key] for key in whole} == whole
    for name in NAMES:
        key, dot, inner = name.partition(".")
        assert not dot or some[name] == [item[inner] for item in whole[key]]


def test_fields_of_front_matter_and_the_body_stays() -> None:
    whole = run(POST).stdout.decode()
    some = run(POST, "--fields", "date,channel,title=标题,docid=yes,original_title=a: b,markdown,symbols.ticker").stdout
    front, body = some.decode().removeprefix("---\n").split("---\n", 1)
    assert body == whole.split("---\n", 2)[2]
    read = yaml.safe_load(front)
    assert list(read) == [key for key in ("date", "categories", "标题", "yes", "a: b", "symbols.ticker") if key in read]
    assert {"date", "标题", "a: b", "symbols.ticker"} <= set(read) and all(type(key) is str for key in read)
    assert read["symbols.ticker"][0].endswith(".SH")


def test_a_flavour_keeps_its_forms_of_the_chosen_fields() -> None:
    front = run(POST, "--flavor", "obsidian", "--fields", "date,title=name,symbols").stdout.decode().split("---\n")[1]
    read = yaml.safe_load(front)
    assert list(read) == ["date", "name", "symbols"] and all(isinstance(symbol, str) for symbol in read["symbols"])
    assert "+08:00" not in front


def test_field_is_another_name_of_property() -> None:
    assert values(POST, "--field", "title") == values(POST, "--property", "title")


def test_other_fields_are_another_run_for_resume(tmp_path: Path) -> None:
    articles(tmp_path / "saved", 3)
    for fields in ("title,docid", "title,date"):
        news = tmp_path / "n.jsonl"
        done = run(tmp_path / "saved", "-f", "jsonl", "-o", news, "--resume", "--fields", fields)
        assert done.returncode == 0, done.stderr
        lines = [json.loads(line) for line in news.read_text("utf-8").splitlines()]
        assert [",".join(line) for line in lines] == [fields] * 3


def test_what_has_chosen_fields_only_is_replaced_by_its_run_or_by_force(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.html": page(FIRST)})
    chosen = ("--fields", "title,text=words", "-o")
    for target in (tmp_path / "n.jsonl", tmp_path / "n.csv", tmp_path / "vault/"):
        assert run(folder, *chosen, target).returncode == 0
        write(folder, {"a.html": page(FIRST + LAST)})
        again = run(folder, *chosen, target)
        assert again.returncode == 0, again.stderr
        for journal in (tmp_path / f".{target.name}.journal", target / ".sinaextract.journal"):
            journal.unlink(missing_ok=True) if journal.parent.is_dir() else None
        write(folder, {"a.html": page(FIRST)})
        assert run(folder, *chosen, target).returncode == 3
        assert run(folder, *chosen, target, "--force").returncode == 0
