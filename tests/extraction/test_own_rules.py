"""``--rules``: a person's own rules, read from TOML, applied, told of as the built-in ones; what is wrong with them."""

from __future__ import annotations

import base64
import json
import pickle
import re
import time
import zlib
from pathlib import Path

import pytest

from sinaextract import BadRules, extract, extract_file, extract_many, load_rules

from ..command import run, tree, write
from ..pages import FIRST, LAST, page

RULES = """
[[remove]]
name = "crawler-banner"
reason = "set in by our crawler"
selectors = ["div.crawler", '[data-by="robot"]', "div.aside p.small b"]
between = [["robot begin", "robot end"]]

[[lines]]
name = "forwarded"
reason = "said by the mail program"
pattern = "转发自[：:].{1,40}"

[[family]]
name = "our-wiki"
marks = ["#wiki"]
title = "#wiki h2.headline"
date = [".when"]
source = [".medium"]
author = [".writer"]
editor = [".proofed"]
body = ["#wiki .content"]
"""
ADDED = (
    '<div class="crawler">抓取于三号机</div><p data-by="robot">机器人留言</p>'
    "<!--robot begin--><p>机器人附言</p><!--robot end-->"
    '<div class="aside"><p class="small">旁注<b>第七条</b></p></div><p><b>正文粗体</b></p><p>转发自：内网邮箱</p>'
    "<p>他说：“转发自：内网邮箱”这一行没有错。</p>"
)
WIKI = """<html><body><div id="wiki"><h2 class="headline">码头扩建三问</h2><span class="when">2023年4月5日 06:07</span>
<i class="medium">港口内参</i><i class="writer">丁砚</i><div class="proofed">责任编辑：卫青梧</div>
<div class="content"><p>第一问：钱从哪里来。</p><div class="crawler">抓取于三号机</div></div></div></body></html>"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "my.toml"
    path.write_text(RULES, "utf-8")
    return path


def test_what_they_remove_is_told_under_their_names(rules: Path, tmp_path: Path) -> None:
    write(tmp_path, {"a.html": page(FIRST + ADDED + LAST)})
    plain = json.loads(run(tmp_path / "a.html", "-f", "json").stdout)
    done = run(tmp_path / "a.html", "-f", "json", "--explain", "--rules", rules)
    record = json.loads(done.stdout)
    ours = {"crawler-banner": "set in by our crawler", "forwarded": "said by the mail program"}
    removed = [(r["rule"], r["text"]) for r in record["removed"] if ours.get(r["rule"]) == r["reason"]]
    texts = {"抓取于三号机", "机器人留言", "机器人附言", "第七条"}
    assert sorted(removed) == [*sorted(("crawler-banner", text) for text in texts), ("forwarded", "转发自：内网邮箱")]
    kept = [line for line in plain["text"].split("\n") if line not in {text for _, text in removed}]
    assert [line.replace("旁注第七条", "旁注") for line in kept] == record["text"].split("\n")
    shown = done.stderr.decode()
    assert "crawler-banner" in shown and "forwarded" in shown and "characters in the region" in shown
    assert "does not balance" not in shown


@pytest.mark.parametrize("jobs", [["-j", "2"], []])
def test_pages_of_their_own(rules: Path, tmp_path: Path, jobs: list[str]) -> None:
    write(tmp_path / "in", {"wiki.html": WIKI.encode(), "sina.html": page(FIRST)})
    assert run(tmp_path / "in/wiki.html").returncode == 1
    audit = tmp_path / "audit.jsonl"
    done = run(tmp_path / "in", "-f", "jsonl", "--rules", rules, "--audit", audit, *jobs)
    assert done.returncode == 0
    sina, wiki = map(json.loads, done.stdout.splitlines())
    assert sina == json.loads(run(tmp_path / "in/sina.html", "-f", "json").stdout)
    assert (wiki["template"], wiki["title"], wiki["text"]) == ("our-wiki", "码头扩建三问", "第一问：钱从哪里来。")
    assert (wiki["source"], wiki["author"], wiki["editor"]) == ("港口内参", "丁砚", "卫青梧")
    assert wiki["date"] == "2023-04-05T06:07:00+08:00"
    assert all(json.loads(line)["balanced"] for line in audit.read_text("utf-8").splitlines())


FIELDS = """[fields]
title = "#ours h2"
date = ["p.none", "#ours .when"]
source = "#ours .medium"
author = ["#ours .writer"]
"""
OURS = """<div id="ours"><h2>码头扩建三问</h2><i class="when">2023年4月5日 06:07:08</i><i class="medium">港口内参</i>
<i class="writer">丁砚</i></div>"""


def test_fields_of_built_in_families_stand_where_a_person_says(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_text(FIELDS, "utf-8")
    fields = ("title", "date", "source", "author")
    data = page(FIRST)
    plain = extract(data)
    assert plain.reading == "reduced"
    ours = extract(data.replace(b"</body>", OURS.encode() + b"</body>"), rules=tmp_path / "fields.toml")
    assert [getattr(ours, key) for key in fields] == ["码头扩建三问", "2023-04-05T06:07:08+08:00", "港口内参", "丁砚"]
    assert (ours.template, ours.text, ours.docid) == (plain.template, plain.text, plain.docid)
    elsewhere = extract(data, rules=tmp_path / "fields.toml")  # nothing of ours: as the page's family has it
    assert [getattr(elsewhere, key) for key in fields] == [getattr(plain, key) for key in fields]


def test_the_library_takes_them(rules: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", {f"{n}.html": WIKI.encode() for n in range(3)})
    own = load_rules(rules)
    assert pickle.loads(pickle.dumps(own)) is pickle.loads(pickle.dumps(own))
    expected = extract(WIKI, rules=own)
    assert expected.template == "our-wiki" and extract(WIKI, rules=rules) == expected
    assert extract_file(tmp_path / "in/0.html", rules=own).text == expected.text
    for jobs in (0, 2, None):
        assert [found.text for found in extract_many(tmp_path / "in", rules=rules, jobs=jobs)] == [expected.text] * 3


def test_another_file_of_rules_is_another_run(rules: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.html": page(FIRST + ADDED + LAST)})
    outcomes = []
    for text in (RULES, RULES, RULES.replace("转发自", "转自"), RULES.replace("转发自", "转自")):
        rules.write_text(text, "utf-8")
        done = run(tmp_path / "in", "-o", tmp_path / "v", "--rules", rules, "--resume")
        note = tree(tmp_path / "v")["a.md"].decode()
        outcomes.append((b"1 written" in done.stderr, "\n转发自：内网邮箱\n" in note))
    assert outcomes == [(True, False), (False, False), (True, True), (False, True)]


@pytest.mark.slow
def test_a_pattern_that_never_ends_costs_its_page(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('[[lines]]\nname="x"\nreason="y"\npattern="(甲+)+乙"\n', "utf-8")
    write(tmp_path / "in", {"a.html": page(FIRST + f"<p>{'甲' * 60}</p>" + LAST), "b.html": page(FIRST)})
    begun = time.monotonic()
    done = run(tmp_path / "in", "-f", "jsonl", "--rules", tmp_path / "my.toml", "--timeout", "1")
    assert done.returncode == 3 and len(done.stdout.splitlines()) == 1 and time.monotonic() - begun < 30
    assert b"took longer than 1" in done.stderr
    alone = run(tmp_path / "in/a.html", "--rules", tmp_path / "my.toml", "--timeout", "1")
    assert alone.returncode == 3 and not alone.stdout


def test_the_file_of_rules_is_never_replaced(rules: Path, tmp_path: Path) -> None:
    write(tmp_path, {"a.html": page(FIRST)})
    done = run(tmp_path / "a.html", "--rules", rules, "-f", "markdown", "-o", rules, "--force")
    assert done.returncode == 2 and rules.read_text("utf-8") == RULES


REMOVE = '[[remove]]\nname = "x"\nreason = "y"\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[remove]]\nname = "x\n', 2, "no TOML"),
        ("[[remove]\n", 1, "no TOML"),
        (REMOVE, 1, "give selectors"),
        (REMOVE + 'selectors = ["div > p"]', 4, "'div > p'"),
        (REMOVE + 'selectors = ["a:hover"]', 4, "'a:hover'"),
        (REMOVE + 'selectors = ["[href$=x]"]', 4, "'[href$=x]'"),
        (REMOVE + "selectors = [3]", 4, "list of strings"),
        (REMOVE + 'selectors = ["p"]\nselector = ["p"]', 5, "unknown key 'selector'"),
        (REMOVE + 'between = ["a", "b"]', 4, "list of pairs"),
        (REMOVE + 'selectors = ["p"]\n\n# more\n[[remove]]\nname = "z"\n', 7, "reason is missing"),
        ('[[remove]]\nname = "editor-line"\nreason = "y"\nselectors = ["p"]', 1, "built-in"),
        ('[[lines]]\nname = "x"\nreason = "y"\npattern = "(a"', 4, "pattern: missing )"),
        ('[[lines]]\nname = "x"\nreason = "y"', 1, "pattern is missing"),
        ('[[lines]]\nname = "x"\nreason = "y"\npattern = """a\nb"""', 4, "of one line"),
        ('[[lines]]\nname = "x"\nreason = 3\npattern = "a"', 3, "reason must be a string"),
        ('[[family]]\nname = "x"\ntitle = ["h1"]', 1, "body is missing"),
        ('[[family]]\nname = "blog"\ntitle = ["h1"]\nbody = ["p"]', 1, "built-in"),
        ('[remove]\nname = "x"', 1, "write [[remove]]"),
        ('\n[[removes]]\nname = "x"', 2, "unknown table 'removes'"),
        ('name = "x"', 1, "unknown table 'name'"),
        ('[[fields]]\ntitle = "h1"', 1, "write [fields]"),
        ('[fields]\ntitle = "h1"\nbyline = "p"', 3, "[fields]: unknown key 'byline'"),
        ('[fields]\n\ntitle = "h1 > b"', 3, "[fields]: title: 'h1 > b'"),
        ('x = "\udcff"', 1, "not UTF-8"),
        ("a = " + "[" * 5000, 1, "no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_reason(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadRules) as caught:
        load_rules(path)
    assert str(caught.value).startswith(f"{path}: line {line}") and said in str(caught.value)
    write(tmp_path, {"a.html": page(FIRST)})
    done = run(tmp_path / "a.html", "--rules", path)
    assert done.returncode == 2 and not done.stdout and f"{path}: line {line}".encode() in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": page(FIRST)})
    for path in (tmp_path / "none.toml", tmp_path):
        done = run(tmp_path / "a.html", "--rules", path)
        assert done.returncode == 2 and str(path).encode() in done.stderr and not done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("source", ["-", "file"])
def test_every_way_of_reading_a_page_takes_them(rules: Path, tmp_path: Path, source: str) -> None:
    data = page(FIRST + "<p>　　转发自：内网　邮箱</p>" + LAST)
    rules.write_text(RULES.replace("{1,40}", "{1,9}[　 ].*"), "utf-8")
    write(tmp_path, {"a.html": data})
    name: str | Path = source if source == "-" else tmp_path / "a.html"
    plain = run(tmp_path / "a.html", "-f", "text").stdout.decode()
    for options in (
        [],
        ["--view"],
        ["-f", "text"],
        ["--property", "text"],
        ["--report", tmp_path / "r.html", "--force"],
    ):
        done = run(name, *options, "--rules", rules, stdin=data)
        assert done.returncode == 0 and "邮箱" not in done.stdout.decode(), (options, done.stderr)
    packed = re.findall(r">([A-Za-z0-9+/]{40,}={0,2})</script>", (tmp_path / "r.html").read_text("utf-8"))
    assert any(b"forwarded" in zlib.decompress(base64.b64decode(data)) for data in packed) and "邮箱" in plain


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_bytes(b"\xef\xbb\xbf# nothing yet\r\n")
    assert extract(page(FIRST), rules=tmp_path / "my.toml") == extract(page(FIRST))
