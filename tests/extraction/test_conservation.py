"""Nothing vanishes: what a reader sees of the article's body is in the text, a caption, a field or the ledger.

The product's own balance is asked, on fixtures, on real pages where they are at hand, and on mutants of both; then the
command, also with a cleaning that loses text.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sinaextract import NotAnArticle, extract
from sinaextract.extraction.balance import Balance, balance_of
from sinaextract.extraction.pipeline import Request, extract_as

from ..command import article, run, write
from ..mutants import PAGES, some_mutants
from ..pages import page


def balance(data: bytes) -> Balance | None:
    try:
        return balance_of(extract(data), data)
    except NotAnArticle:
        return None


def parts(body: str) -> tuple[int, int, int, int, int]:
    found = balance(page(body))
    assert found is not None and found.is_even
    return found.region, found.text, found.captions, found.metadata, found.ledger


@pytest.mark.parametrize("page", PAGES, ids=lambda p: "/".join(p.parts[-3:]))
def test_page_as_saved(page: Path) -> None:
    found = balance(page.read_bytes())
    assert found is None or found.is_even, found


def test_mutants() -> None:
    balanced = 0
    for number, data in enumerate(some_mutants(400, seed=20261123)):
        found = balance(data)
        assert found is None or found.is_even, f"mutant {number}: {found}"
        balanced += found is not None
    assert balanced > 200


def test_where_characters_go() -> None:
    assert parts("<p>正文三。</p>") == (4, 4, 0, 0, 0)
    assert parts("<p>正文。</p><script>var a;</script><style>b</style><!-- c --><p> \u3000 </p>") == (3, 3, 0, 0, 0)
    assert parts('<p>正文。</p><p class="article-editor">责任编辑：甲乙</p>') == (10, 3, 0, 7, 0)
    assert parts("<p>正文。</p><ins class=sinaads>广告</ins>") == (5, 3, 0, 0, 2)
    assert parts("<p>正文。<br>（原标题：甲乙丙）</p><p>[<a href='http://weibo.com/x'>微博</a>]</p>")[0] == 16


def test_captions_from_alt_texts_are_none_of_the_region() -> None:
    box = '<div class="img_wrapper"><img src="//a.cn/b.jpg" alt="资料图片之一">{}</div>'
    assert parts("<p>正文。</p>" + box.format("")) == (3, 3, 0, 0, 0)
    assert parts("<p>正文。</p>" + box.format('<span class="img_descr">资料图</span>')) == (6, 3, 3, 0, 0)


def test_superscripts_and_emoticons_balance() -> None:
    assert parts("<p>产量10<sup>8</sup>吨，H<sub>2</sub>O。</p>") == (11, 11, 0, 0, 0)
    assert parts("<p>网友<img src='//a.cn/e.gif' alt='[偷笑]'>。</p>") == (3, 3, 0, 0, 0)
    assert parts("<p>原价<s>9元</s>8元。</p>") == (7, 7, 0, 0, 0)


def test_an_alt_text_may_begin_with_a_caption_that_is_shown() -> None:
    box = '<div class="img_wrapper"><img src="//a.cn/{0}.jpg" alt="{1}">{2}</div>'
    shown = box.format("b", "资料图", '<span class="img_descr">资料图片之一</span>')
    assert parts("<p>正文。</p>" + shown + box.format("c", "资料图片之一，某某摄", "")) == (9, 3, 6, 0, 0)
    assert (
        parts(
            "<p>正文。</p>"
            + shown.replace('alt="资料图"', 'alt="资料图片之一"')
            + box.format("c", "资料图片之一，某某摄", "")
        )[0]
        == 9
    )


def test_reduced_and_whole_pages_are_counted_alike() -> None:
    data = article(1)
    reduced, whole = extract(data), extract_as("whole", data, Request())
    assert reduced.reading == "reduced"
    assert balance_of(reduced, data) == balance_of(whole, data)


def test_audit_writes_a_line_per_page(tmp_path: Path) -> None:
    folder = write(tmp_path / "saved", {"a.html": article(1), "b.html": article(2), "c.html": b"<html>hello"})
    done = run(folder, "-f", "jsonl", "-j", "2", "--audit", tmp_path / "new" / "audit.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "new" / "audit.jsonl").read_text("utf-8").splitlines()]
    assert [(Path(line["input"]).name, line["balanced"]) for line in lines] == [("a.html", True), ("b.html", True)]
    assert all(line["region"] == line["text"] > 10 for line in lines)
    assert done.returncode == 1  # for c.html


SABOTAGE = """
import sys
from sinaextract.extraction import clean
from sinaextract.cli.command import main
entry = clean._entry
clean._entry = lambda rule, text, *rest: entry(rule, text[:-2], *rest)
main()
"""


@pytest.mark.parametrize("option", ["--audit", "--explain"])
def test_lost_characters_are_told(tmp_path: Path, option: str) -> None:
    (tmp_path / "a.html").write_bytes(page("<p>正文。</p><ins class=sinaads>广告词句</ins>"))
    arguments = [tmp_path / "a.html", option, *([tmp_path / "audit"] if option == "--audit" else [])]
    command = [sys.executable, "-c", SABOTAGE, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "does not balance: 7 characters in the region" in done.stderr.decode()
    if option == "--audit":
        line = json.loads((tmp_path / "audit").read_text("utf-8"))
        assert (line["balanced"], line["missing"], line["surplus"]) == (False, "句词", "")


def test_explain_shows_the_balance(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("<p>正文。</p><ins class=sinaads>广告词句</ins>"))
    done = run(tmp_path / "a.html", "--explain", env={"COLUMNS": "200"})
    assert "7 characters in the region = 3 text + 0 captions + 0 metadata + 4 removed" in done.stderr.decode()


def test_audit_does_not_go_with_resume(tmp_path: Path) -> None:
    done = run(tmp_path, "-o", tmp_path / "out", "--resume", "--audit", tmp_path / "audit")
    assert done.returncode == 2 and b"--audit reads every page" in done.stderr


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲&#8;乙</p><ins class=sinaads>广告</ins>丙&#8;",  # lxml gives out what it does not take in
        "<p>甲</p>&#x1f;[<a href='http://weibo.com/x'>微博</a>]&#1;",
        "<p>甲</p><template><!-- publish_helper_end --><p>乙</p>",  # marks where no reader looks
        "<p>甲</p><noscript><!-- NEWSZW_HZH_BEGIN --><p>乙</p><!-- NEWSZW_HZH_END --></noscript>",
        # one mark within what another takes out
        "<p>甲</p><!-- 开户二维码 start --><p>乙<!-- publish_helper_end -->丙</p><!-- 开户二维码 end -->",
    ],
)
def test_found_by_fuzzing(body: str) -> None:
    assert parts(body)[1] > 0


def test_a_line_that_gives_its_field_nothing_is_only_removed() -> None:
    assert parts("<p>正文。</p><p>责任编辑：海岸新闻编辑部</p>")[3:] == (0, 12)
    assert parts('<p>正文。</p><p class="article-editor">责任编辑：SF014</p>')[3:] == (0, 10)
    assert parts("<p>原标题：船来了</p><p>正文。</p><p>原标题：港开了</p>")[3:] == (7, 7)
