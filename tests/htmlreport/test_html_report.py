"""The report of ``--report`` as a file: what it holds, after an interruption, with --resume, and what it costs."""

from __future__ import annotations

import base64
import gzip
import json
import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from sinaextract import Article, NotAnArticle, extract
from sinaextract.article.doubts import DOUBTS, Doubt
from sinaextract.article.inner_pictures import INNER_PICTURE
from sinaextract.batch.process import WRITTEN, Result
from sinaextract.extraction.rules import LINE_RULES, NODE_RULES
from sinaextract.htmlreport.pages_file import Row
from sinaextract.htmlreport.writer import PageReport
from sinaextract.render.report_details import COVERED

from ..command import Done, article, articles, held, run, write
from ..mutants import PAGES
from ..pages import FIRST, LAST, page

pytestmark = pytest.mark.slow

PACKAGE = Path(sys.modules[PageReport.__module__].__file__ or "").parent
WORDS = json.loads((PACKAGE / "words.json").read_text(encoding="utf-8"))
HOME = '<html><title>新浪首页</title><body><a href="/">首页</a></body></html>'.encode()


def elements(report: Path) -> dict[str, bytes]:
    found = re.findall(rb'<script type="application/octet-stream" id="([\w-]+)">([^<]*)</script>', report.read_bytes())
    return {name.decode(): content for name, content in found}


def unpack(content: bytes) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(content)))


def rows(report: Path) -> list[Row]:
    parts = elements(report)
    names = [name for name in parts if name.startswith("rows-")]
    assert names == [f"rows-{number}" for number in range(len(names))]
    return [Row(*row) for name in names for row in unpack(parts[name])]


def bodies(report: Path) -> list[Any]:
    parts = elements(report)
    lines = [line for name, part in parts.items() if name.startswith("bodies-") for line in part.split(b"\n")]
    return [unpack(line) if line else None for line in lines]


def summary(report: Path) -> dict[str, Any]:
    counts: dict[str, Any] = unpack(elements(report)["summary"])
    return counts


def report_on(inputs: Path, report: Path, *more: str | Path) -> Done:
    done = run(inputs, "-o", report.parent / "vault/", "--report", report, "-j", "2", *more)
    assert b"Traceback" not in done.stderr
    return done


def test_every_page_and_what_became_of_it(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 20)
    write(pages, {"00/home.html": HOME, "00/bad.html.gz": gzip.compress(article(99))[:60], "00/logo.png": b"\x89PNG"})
    assert report_on(pages, tmp_path / "report.html").returncode == 3
    found = {Path(row.name).name: row for row in rows(tmp_path / "report.html")}
    assert len(found) == 22
    assert (found["home.html"].outcome, found["home.html"].facts) == ("refused", None)
    assert found["home.html"].reason.endswith("a home page")
    assert found["bad.html.gz"].outcome == "failed"
    title, date, source, symbols, family, warnings, present, rules = found["003.html"].facts or []
    assert (title, date, source) == ("临州港跨境结算提速", "2021-03-05T09:26:00+08:00", "东澜日报")
    assert (symbols, family, warnings, rules) == ([], "finance-main-title", [], [])
    assert [name for bit, name in enumerate(COVERED) if present >> bit & 1] == ["date", "source", "author"]
    counts = summary(tmp_path / "report.html")
    assert counts["outcomes"] == {"written": 20, "refused": 1, "failed": 1, "skipped": 1}
    assert counts["months"] == [["2021-03", 20]]
    assert counts["skips"] == [["saved beside a page", 1]]


def test_bodies_stand_at_their_rows_with_removals_in_place(tmp_path: Path) -> None:
    quote = "<span id=quote_sh600519>(115.395, 2.79, 2.47%)</span>"
    pages = write(tmp_path / "in", {f"{n:03}.html": article(n) for n in range(70)})  # more than one element of bodies
    write(pages, {"065.html": page(f"{FIRST}<p>　　贵州茅台{quote}上涨。</p>{LAST}"), "066.html": HOME})
    report_on(pages, tmp_path / "report.html")
    found = bodies(tmp_path / "report.html")
    assert len(found) == 70
    assert found[66] is None
    assert found[65]["removed"] == [["quote-figures", "(115.395, 2.79, 2.47%)", [], "", 1, 4]]
    assert found[65]["blocks"][1] == ["p", ["贵州茅台上涨。"]]
    assert all(f"第{n}号" in found[n]["blocks"][0][1][0] for n in range(65))


def test_duplicates_keep_their_details(tmp_path: Path) -> None:
    pages = write(tmp_path / "in", {"a.html": article(1), "b.html": article(1)})
    report_on(pages, tmp_path / "report.html", "--dedupe")
    first, second = rows(tmp_path / "report.html")
    assert (first.outcome, second.outcome) == ("written", "skipped")
    assert second.reason.startswith("duplicate")
    assert second.facts == first.facts


def test_one_page(tmp_path: Path) -> None:
    pages = write(tmp_path, {"a.html": article(1), "home.html": HOME})
    assert run(pages / "a.html", "--report", tmp_path / "r.html").returncode == 0
    assert [row.outcome for row in rows(tmp_path / "r.html")] == ["written"]
    assert run(pages / "home.html", "--report", tmp_path / "r.html").returncode == 1
    assert [row.outcome for row in rows(tmp_path / "r.html")] == ["refused"]
    assert not (tmp_path / ".r.html.pages").exists()  # without an output nothing can be resumed


def test_resumed_run_takes_what_is_known_from_the_earlier_report(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 20)
    report_on(pages, tmp_path / "report.html")
    write(pages, {"00/003.html": page("<p>　　新的正文。</p>"), "01/new.html": article(99)})
    report_on(pages, tmp_path / "report.html", "--resume")
    found = {Path(row.name).name: row for row in rows(tmp_path / "report.html")}
    assert len(found) == 21
    assert all(row.outcome == "written" and row.facts for row in found.values())
    counts = summary(tmp_path / "report.html")
    assert (counts["unchanged"], counts["outcomes"]["written"]) == (19, 21)
    texts = dict(zip(found, bodies(tmp_path / "report.html"), strict=True))
    assert texts["003.html"]["blocks"] == [["p", ["新的正文。"]]]
    assert "第4号" in texts["004.html"]["blocks"][0][1][0]


def test_resumed_run_after_one_without_a_report_lists_its_pages(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 3)
    run(pages, "-o", tmp_path / "vault/")
    report_on(pages, tmp_path / "report.html", "--resume")
    assert [(row.outcome, row.facts) for row in rows(tmp_path / "report.html")] == [("written", None)] * 3
    assert summary(tmp_path / "report.html")["known"] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_run_leaves_the_earlier_report_and_is_resumed(tmp_path: Path, number: signal.Signals) -> None:
    pages, report = articles(tmp_path / "in", 600), tmp_path / "report.html"
    run(pages / "00", "-o", tmp_path / "other/", "--report", report)
    earlier = report.read_bytes()
    journal = tmp_path / "vault/.sinaextract.journal"
    process = held(pages, "-o", tmp_path / "vault/", "--report", report, "-j", "2")
    end = time.monotonic() + 30
    while (not journal.exists() or journal.read_bytes().count(b"\n") < 50) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(number)
    message = process.communicate(timeout=30)[1]
    assert process.returncode in (128 + number, -number), message
    assert report.read_bytes() == earlier
    report_on(pages, report, "--resume")
    found = rows(report)
    assert len(found) == 600
    assert [row.name for row in found] == sorted(row.name for row in found)
    assert sum(row.facts is None for row in found) <= 1  # the page between journal and report when it was stopped
    assert summary(report)["unchanged"] >= 40


def test_store_with_a_line_cut_off_or_of_other_options_is_not_trusted(tmp_path: Path) -> None:
    pages, store = articles(tmp_path / "in", 4), tmp_path / ".report.html.pages"
    report_on(pages, tmp_path / "report.html")
    store.write_bytes(store.read_bytes()[:-20])
    report_on(pages, tmp_path / "report.html", "--resume")
    assert [row.facts is None for row in rows(tmp_path / "report.html")] == [False, False, False, True]
    store.write_bytes(b"{}\n" + b"\n".join(store.read_bytes().split(b"\n")[1:]))
    report_on(pages, tmp_path / "report.html", "--resume")
    assert [row.facts is None for row in rows(tmp_path / "report.html")] == [True] * 4


def test_report_does_not_change_what_is_written_nor_what_is_resumed(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 5)
    run(pages, "-f", "jsonl", "-o", tmp_path / "a.jsonl")
    run(pages, "-f", "jsonl", "-o", tmp_path / "b.jsonl", "--report", tmp_path / "report.html")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    done = run(pages, "-f", "jsonl", "-o", tmp_path / "b.jsonl", "--resume")
    assert b"5 skipped" in done.stderr


def test_report_among_the_inputs_is_not_read(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 3)
    for name in ("report.html", "report.html", "other.html"):
        done = run(pages, "-f", "jsonl", "--report", pages / name)
        assert done.stdout.count(b"\n") == 3
    assert len(rows(pages / "other.html")) == 3
    assert summary(pages / "other.html")["skips"] == [["this tool's own output", 1]]


@pytest.mark.parametrize(
    ("report", "more", "said"),
    [
        ("in", (), b"give a file name such as"),
        ("new.jsonl", ("-o", "new.jsonl", "-f", "jsonl"), b"are one file; give each a name of its own"),
    ],
)
def test_wrong_command_lines(tmp_path: Path, report: str, more: tuple[str, ...], said: bytes) -> None:
    write(tmp_path, {"in/a.html": article(1), "notes.html": b"<p>mine</p>"})
    done = run("in", "--report", report, *more, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert (tmp_path / "notes.html").read_bytes() == b"<p>mine</p>"


def test_foreign_file_where_the_report_or_its_pages_would_go(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.html": article(1), "notes.html": b"<p>mine</p>", ".other.html.pages": b"mine"})
    for report in ("notes.html", "other.html"):
        done = run("in", "--report", report, cwd=tmp_path)
        assert done.returncode == 3 and done.stderr.count(b"\n") == 1 and done.stdout == b""
    assert (tmp_path / "notes.html").read_bytes() == b"<p>mine</p>"
    assert (tmp_path / ".other.html.pages").read_bytes() == b"mine" and not (tmp_path / "other.html").exists()
    assert run("in", "--report", "notes.html", "--force", cwd=tmp_path).returncode == 0


def test_report_that_cannot_be_written(tmp_path: Path) -> None:
    pages = articles(tmp_path / "in", 3)
    (tmp_path / "file").touch()
    done = run(pages, "-o", tmp_path / "vault/", "--report", tmp_path / "file/report.html")
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_a_run_without_a_report_imports_nothing_of_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": article(1)})
    for arguments in (["a.html"], [".", "-f", "jsonl", "-j", "1"]):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "sinaextract", *arguments], capture_output=True, cwd=tmp_path
        )
        assert done.returncode == 0
        assert b"htmlreport" not in done.stderr
        assert b"sinaextract.extraction.removal_positions" not in done.stderr


def test_memory_does_not_grow_with_the_pages(tmp_path: Path) -> None:
    """What is kept of a page that was added is eight bytes."""
    import tracemalloc

    with PageReport(tmp_path / "r.html", {}, resume=False, resumable=False) as report:
        tracemalloc.start()
        for number in range(20_000):
            facts = json.dumps([f"第{number}号", "", "", [], "post", [], 0, []])
            report.add(Result(f"{number}.html", WRITTEN, details=facts.encode() + b',"' + b"A" * 1000 + b'"'))
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert kept < 1_000_000
    assert len(rows(tmp_path / "r.html")) == 20_000


def test_all_languages_have_the_same_words_and_name_every_rule_and_field() -> None:
    english, chinese = WORDS["en"], WORDS["zh"]
    assert set(english) == set(chinese)
    assert set(english["fields"]) == set(chinese["fields"]) >= {*COVERED}
    assert set(chinese["fields"]) <= set(Article.__dataclass_fields__)
    assert set(chinese["rules"]) == {r.name for r in NODE_RULES} | {r.name for r in LINE_RULES} | {INNER_PICTURE}
    for key, text in english.items():
        if isinstance(text, str):
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", chinese[key])), key


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.words[:40])
def test_every_warning_has_chinese_words(doubt: Doubt) -> None:
    """As the script of the report puts them in: what is left in Latin letters is a name, an option or a number."""
    shown = doubt.words.replace("{} undecodable", "3 undecodable").replace("{}", "7")
    for known, translation in WORDS["zh"]["messages"].items():
        shown = shown.replace(known, translation, 1)
    english = set(re.findall(r"[A-Za-z]{2,}", shown)) - {"of", "pictures", "picture", "date", "video"}
    assert english <= {"front", "matter", "YAML", "Big", "extract", "media"}, shown
    assert re.search("[\u4e00-\u9fff]", shown)


def test_warnings_and_refusals_of_the_fixtures_have_chinese_words() -> None:
    known = tuple(WORDS["zh"]["messages"])
    for path in PAGES:
        try:
            said = list(extract(path.read_bytes()).warnings)
        except NotAnArticle as error:
            said = [str(error)]
        assert all(any(words in text for words in known) for text in said), said


def test_words_that_the_page_and_the_script_ask_for_exist() -> None:
    script = "".join(path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "js").glob("*.js")))
    page = (PACKAGE / "page.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'data-word="(\w+)"', page)) | set(re.findall(r'word\("(\w+)"', script))
    assert asked <= set(WORDS["en"])
    assert "</script" not in script
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script)
