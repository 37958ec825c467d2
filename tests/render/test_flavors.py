"""Markdown for Hexo, Hugo, Jekyll and Obsidian, read by those programs (Obsidian: by parsers of what it reads)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from sinaextract import Article, extract, extract_file
from sinaextract.render.formats import FLAVORS, flavored
from sinaextract.text.whitespace import squeeze

from ..command import run
from ..pages import page

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent.parent
READERS = HERE / "readers"
STOCKS = HERE / "fixtures/finance-main-title/symbols-and-disclaimer/page.html"

# What one or the other of the programs would take for its own.
TRICKY = """
{{ x }} ¶ {{x}} ¶ {% raw %} ¶ {%x%} ¶ {# note #} ¶ {{{a}}} ¶ {{< figure >}} ¶ {{% x %}} ¶ {{ ¶ {% ¶ {# ¶ {: .a} ¶ {:a}
{::a} ¶ {.a #b} ¶ 甲{{乙}}丙 ¶ {甲} ¶ <!--more--> ¶ <!-- more --> ¶ $$x$$ ¶ $5 和 $6 ¶ $a$ ¶ $a$1 ¶ %%甲%% ¶ %% ¶ ==甲==
==== ¶ 甲==乙 ¶ ^ ¶ 甲 ^ab1 ¶ a^b^c ¶ #甲 ¶ #甲 #乙 ¶ 甲 #乙 ¶ 甲#乙# ¶ # 甲 ¶ [[甲]] ¶ ![[甲]] ¶ [^1] ¶ [^1]: 甲
*[甲]: 乙 ¶ [x] 甲 ¶ [甲](乙) ¶ : 甲 ¶ :甲 ¶ :smile: ¶ &lt;甲 ¶ &amp; ¶ ~甲~ ¶ ~~甲~~ ¶ ~~~ ¶ `甲` ¶ ``` ¶ **甲** ¶ _甲_
__甲__ ¶ \\甲 ¶ \\ ¶ \\\\ ¶ <b>甲</b> ¶ <甲> ¶ http://e.com/a_b_c ¶ www.e.com/a ¶ > 甲 ¶ >[!note] 甲 ¶ - 甲 ¶ 1. 甲
--- 甲 ¶ --- ¶ +++ ¶ === ¶ !甲 ¶ ![甲 ¶ {% include x %} ¶ {{ page.title }} ¶ {{ site.x | y: 1 }} ¶ {% for x in y %}
\\{{ x }} ¶ {\\{ x }} ¶ 甲 | 乙 ¶ | 甲 | 乙 | ¶ |甲| ¶ 甲| ¶ --|-- ¶ </script>
"""


@dataclass(frozen=True)
class Case:
    name: str
    article: Article


def cases() -> list[Case]:
    found = []
    for path in sorted(HERE.glob("fixtures/*/*/page.*")):
        if path.parts[-3] != "refused":
            found.append(Case("-".join(path.parts[-3:-1]), extract_file(path)))
    for number, tricky in enumerate(re.split(r"\s*[¶\n]\s*", TRICKY.strip())):
        text = tricky.replace("&", "&amp;").replace("<", "&lt;")
        body = f"<p>　　{text}</p><p>　　前{text}后<strong>粗{text}体</strong>完</p><p>　　前<br>{text}<br>后</p>"
        body += f"<ul><li>{text}</li></ul><h3>题{text}</h3><table><tr><td>{text}</td><td>格</td></tr></table>"
        body += f'<p><a href="http://e.com/?a={{{{b}}}}$c$%%d==e#f">{text}</a></p><p>　　末。</p>'
        head = f'<meta name="description" content="{text}"><meta name="keywords" content="{text},2021,5G 网络">'
        data = page(body, head).replace("提速</h1>".encode(), f"提速{text}</h1>".encode())
        found.append(Case(f"tricky-{number:03}", extract(data, "https://finance.sina.com.cn/x.shtml")))
    return found


CASES = {case.name: case.article for case in cases()}


def site_of(flavor: str, folder: Path, posts: str, name: str = "{}.md") -> Path:
    """A site of all cases below ``folder``, with the configuration that stands in tests/readers."""
    if (READERS / flavor).is_dir():
        shutil.copytree(READERS / flavor, folder, dirs_exist_ok=True)
    (folder / posts).mkdir(parents=True, exist_ok=True)
    for case, article in CASES.items():
        (folder / posts / name.format(case)).write_text(flavored(article, flavor), "utf-8")
    return folder


def node(script: str, folder: Path) -> list[dict[str, Any]]:
    if shutil.which("node") is None or not (READERS / "node_modules").is_dir():
        pytest.skip("needs node and the packages of tests/readers: npm install --prefix tests/readers")
    done = subprocess.run(["node", READERS / script, folder], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout[done.stdout.index("[{") :]))


def tool(name: str) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed: apt-get install {name}")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check(found: dict[str, str]) -> None:
    """``found``: text by case; it must be the article's, white space apart."""
    assert found.keys() == CASES.keys()
    wrong = {
        name: (squeeze(text), squeeze(CASES[name].text))
        for name, text in found.items()
        if squeeze(text) != squeeze(CASES[name].text)
    }
    assert not wrong, json.dumps(dict(list(wrong.items())[:5]), ensure_ascii=False, indent=1)


@pytest.fixture(scope="module")
def hexo(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    site = site_of("hexo", tmp_path_factory.mktemp("hexo"), "source/_posts")
    (site / "node_modules").symlink_to(READERS / "node_modules")
    return node("hexo.mjs", site)


def test_hexo_reads_the_front_matter(hexo: list[dict[str, Any]]) -> None:
    for post in hexo:
        article = CASES[Path(post["file"]).stem]
        assert post["title"] == article.title and post.get("medium") == article.source
        assert article.date is None or moment(post["date"]) == moment(article.date)
        assert article.date_modified is None or moment(post["updated"]) == moment(article.date_modified)
        assert post["categories"] == list(article.channel) and sorted(post["tags"]) == sorted(article.keywords)


def test_hexo_shows_the_text(hexo: list[dict[str, Any]]) -> None:
    check({Path(post["file"]).stem: text_of(post["html"]) for post in hexo})


@pytest.fixture(scope="module")
def hugo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    tool("hugo")
    site = site_of("hugo", tmp_path_factory.mktemp("hugo"), "content/news")
    done = subprocess.run(["hugo", "--quiet", "-s", site], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {path.parent.name: path.read_text("utf-8") for path in site.glob("public/news/*/index.html")}
    return {name: json.loads(text.split("RECORD ", 1)[1]) for name, text in pages.items()}


def test_hugo_reads_the_front_matter(hugo: dict[str, dict[str, Any]]) -> None:
    for name, found in hugo.items():
        article = CASES[name]
        assert found["title"] == article.title and found["source"] == article.source
        assert article.date is None or found["date"] == article.date
        assert article.date_modified is None or found["lastmod"] == article.date_modified
        assert (found["tags"] or []) == list(article.keywords) and found["symbols"] == len(article.symbols)
        assert found["link"] == f"/news/{name}/"  # the address of the original does not move the page


def test_hugo_shows_the_text(hugo: dict[str, dict[str, Any]]) -> None:
    check({name: text_of(found["html"]) for name, found in hugo.items()})


@pytest.fixture(scope="module")
def jekyll(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    tool("jekyll")
    site = site_of("jekyll", tmp_path_factory.mktemp("jekyll"), "_posts", "2021-01-01-{}.md")
    done = subprocess.run(["jekyll", "build", "--quiet"], cwd=site, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.stem: json.loads(path.read_text("utf-8")) for path in site.glob("_site/*.html")}


def test_jekyll_reads_the_front_matter(jekyll: dict[str, dict[str, Any]]) -> None:
    for name, found in jekyll.items():
        article = CASES[name]
        assert found["title"] == article.title and found["source"] == article.source
        assert article.date is None or found["date"] == article.date
        assert article.date_modified is None or found["modified"] == article.date_modified
        assert found["tags"] == list(article.keywords) and found["categories"] == list(article.channel)


def test_jekyll_shows_the_text(jekyll: dict[str, dict[str, Any]]) -> None:
    check({name: text_of(found["html"]) for name, found in jekyll.items()})


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return node("obsidian.mjs", site_of("obsidian", tmp_path_factory.mktemp("vault"), ".", "{}.md"))


def test_obsidian_shows_the_text_and_no_mathematics(vault: list[dict[str, Any]]) -> None:
    check({Path(note["file"]).stem: note["text"] for note in vault})
    known = {"paragraph", "text", "strong", "break", "heading", "list", "listItem", "table", "tableRow", "tableCell",
             "image", "link", "blockquote", "html"}  # fmt: skip
    assert {kind for note in vault for kind in note["kinds"]} <= known


def test_obsidian_takes_the_properties(vault: list[dict[str, Any]]) -> None:
    for note in vault:
        article, properties = CASES[Path(note["file"]).stem], note["properties"]
        assert note["same"] and properties["title"] == article.title
        assert properties.get("symbols", []) == [symbol.ticker for symbol in article.symbols]
        for value in properties.values():  # Obsidian: text, number, list of texts; nothing nested
            assert isinstance(value, str | int) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
        assert article.date is None or properties["date"] == article.date[:19]
        for tag in properties.get("tags", []):
            assert re.fullmatch(r"[\w/-]*[^\W\d][\w/-]*|[\w/-]*[_/-][\w/-]*", tag), tag


def test_obsidian_finds_none_of_its_own_markup() -> None:
    """By its documentation: tags, comments and highlights, outside addresses and escapes."""
    for name, article in CASES.items():
        body = flavored(article, "obsidian").split("\n---\n", 1)[1]
        body = re.sub(r"\]\([^()\s]*\)|\\.", "", body)
        assert not re.search(r"(?:^|(?<=\s))#[^\s#]|%%|==|\$|\s\^[A-Za-z0-9-]+$", body, re.M), (name, body)


@pytest.mark.parametrize("flavor", FLAVORS)
def test_yaml_of_both_versions_reads_it(flavor: str) -> None:
    for article in CASES.values():
        front = flavored(article, flavor).split("\n---\n", 1)[0]
        loaded = yaml.safe_load(front)
        assert loaded["title"] == article.title and next(iter(loaded)) == "title"


def test_on_the_command_line(tmp_path: Path) -> None:
    done = run(STOCKS, "--flavor", "obsidian")
    article = extract_file(STOCKS)
    assert done.stdout.decode() == flavored(article, "obsidian")
    run(STOCKS, "-o", f"{tmp_path}/vault/", "--flavor", "hugo")
    assert b"isCJKLanguage: true" in (tmp_path / "vault/page.md").read_bytes()
    assert b"this tool's own output" in run(tmp_path / "vault", "-v", "-f", "jsonl").stderr
    assert run(STOCKS, "--flavor", "hexo", "-f", "json").returncode == 2
    assert run(STOCKS, "--flavor", "logseq").returncode == 2
