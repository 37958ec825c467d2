"""``-f jsonld``: NewsArticles that the vocabulary's own types accept, and that say what the record says."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sinaextract import extract, extract_file
from sinaextract.render.jsonld import to_jsonld

from ..command import articles, run
from ..pages import FIRST, page

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent.parent
READERS = HERE / "readers"
PAGES = sorted(path for path in HERE.glob("fixtures/*/*/page.*") if path.parts[-3] != "refused")
IDS = ["-".join(path.parts[-3:-1]) for path in PAGES]
STOCKS = HERE / "fixtures/finance-main-title/symbols-and-disclaimer/page.html"
NOTICE = HERE / "fixtures/announcement/plain/page.html"


def document(path: Path) -> dict[str, Any]:
    return dict(json.loads(to_jsonld(extract_file(path))))


def needs_node_packages() -> None:
    if shutil.which("node") is None or not (READERS / "node_modules").is_dir():
        pytest.skip("needs node and the packages of tests/readers: npm install --prefix tests/readers")


def test_the_published_vocabulary_accepts_them(tmp_path: Path) -> None:
    """schema-dts: the vocabulary as types; the compiler rejects unknown properties and values of other types."""
    needs_node_packages()
    head = "import type { NewsArticle, WithContext } from 'schema-dts'\n"
    constant = "const page%d: WithContext<NewsArticle> = %s\n"
    right = [constant % (number, to_jsonld(extract_file(path))) for number, path in enumerate(PAGES)]
    wrong = [constant % (0, '{"@context": "https://schema.org", "@type": "NewsArticle", "title": "x"}')]
    (tmp_path / "right.ts").write_text(head + "".join(right), "utf-8")
    (tmp_path / "wrong.ts").write_text(head + "".join(wrong), "utf-8")
    (tmp_path / "node_modules").symlink_to(READERS / "node_modules")
    options = "--noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler".split()
    for name, accepted in (("right.ts", True), ("wrong.ts", False)):
        command = ["node", str(READERS / "node_modules/typescript/bin/tsc"), *options, name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert (done.returncode == 0) == accepted, done.stdout[:4000]


def test_expansion_loses_nothing(tmp_path: Path) -> None:
    needs_node_packages()
    for name, path in zip(IDS, PAGES, strict=True):
        (tmp_path / f"{name}.jsonld").write_text(to_jsonld(extract_file(path)), "utf-8")
    command = ["node", str(READERS / "jsonld.mjs"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    expanded = json.loads(done.stdout)
    assert len(expanded) == len(PAGES)
    for name, path in zip(IDS, PAGES, strict=True):
        (node,) = expanded[f"{name}.jsonld"]
        assert node["@type"] == ["https://schema.org/NewsArticle"]
        keys = {key if key.startswith("@") else f"https://schema.org/{key}" for key in document(path)}
        assert set(node) == keys - {"@context"}


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_it_says_what_the_record_says(path: Path) -> None:
    article, found = extract_file(path), document(path)
    assert found["headline"] == article.title and found.get("articleBody", "") == article.text
    assert found.get("url") == found.get("@id") == article.url
    assert found.get("datePublished") == (article.date_published or article.date)
    assert found.get("dateModified") == article.date_modified
    assert found.get("sourceOrganization", {}).get("name") == article.source
    tickers = [thing["identifier"]["value"] for thing in (*found.get("about", ()), *found.get("mentions", ()))]
    assert sorted(tickers) == sorted(symbol.ticker for symbol in article.symbols)
    assert not [key for key, value in found.items() if value in (None, [], "")]


def test_people_media_and_companies_are_told_apart() -> None:
    stocks = document(STOCKS)
    assert stocks["author"] == [{"@type": "Person", "name": "阮今雨"}]
    assert stocks["editor"] == [{"@type": "Person", "name": "陶令仪"}]
    assert {thing["@type"] for thing in stocks["mentions"]} == {"Thing"}
    (company,) = document(NOTICE)["about"]
    assert company["@type"] == "Corporation" and company["tickerSymbol"].startswith(("XSHE ", "XSHG "))
    assert json.loads(to_jsonld(extract(page(FIRST))))["author"] == {"@type": "Organization", "name": "东澜日报"}
    declared = json.loads(to_jsonld(extract(page(FIRST, '<meta property="article:author" content="港口观察">'))))
    assert declared["creditText"] == "港口观察" and "author" not in declared


def test_it_may_stand_in_a_script() -> None:
    line = to_jsonld(extract(page("<p>　　甲&lt;/script&gt;乙&lt;!--</p>")))
    assert "<" not in line and json.loads(line)["articleBody"] == "甲</script>乙<!--"


def test_one_line_per_page_on_a_stream_and_a_document_each_in_a_folder(tmp_path: Path) -> None:
    articles(tmp_path / "saved", 20)
    lines = run(tmp_path / "saved", "-f", "jsonld", "-q").stdout.decode().splitlines()
    assert len(lines) == 20 and all(json.loads(line)["@type"] == "NewsArticle" for line in lines)
    assert run(tmp_path / "saved", "-f", "jsonld", "-q", "-o", tmp_path / "news.jsonld").returncode == 0
    assert (tmp_path / "news.jsonld").read_text("utf-8").splitlines() == lines
    assert run(tmp_path / "saved", "-f", "jsonld", "-q", "-o", tmp_path / "graph").returncode == 0
    assert (tmp_path / "graph/00/003.jsonld").read_text("utf-8") == lines[3] + "\n"
    again = run(tmp_path / "saved", "-f", "jsonld", "-o", tmp_path / "graph", "--resume")
    assert again.returncode == 0
