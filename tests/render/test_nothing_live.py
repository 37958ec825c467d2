"""Whatever a page says, no reader of Markdown makes anything that runs of it: tried with the readers themselves."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import cmarkgfm
import markdown
import mistune
import pytest
from cmarkgfm.cmark import Options
from lxml import html

from sinaextract import extract
from sinaextract.article.body import Block, Figure, Heading, Image, ListBlock, Paragraph, Quote, Run, Table
from sinaextract.article.body_markdown import body_markdown
from sinaextract.render.flavors import HEXO, HUGO, JEKYLL, OBSIDIAN

from ..browser import chromium, needs_chromium
from ..pages import page

pytestmark = pytest.mark.slow

READERS = Path(__file__).parent.parent / "readers"
needs_node = pytest.mark.skipif(
    not (shutil.which("node") and (READERS / "node_modules").is_dir()),
    reason="wants node and `npm install --prefix tests/readers`",
)

_HARM = "<img src=x onerror=document.title+='!'>"
_BEGINNINGS = (
    *("", "www.a.cn", "WWW.a.cn/", "http://a.cn/", "HTTP://a.cn/", "Https://a.cn/?b=", "ftp://a.cn/", "FTP://a.cn/"),
    *("a@b.cn", "mailto:a@b.cn/", "xmpp:a@b.cn/", "a.cn/", "http://a.cn/*", "http://a.cn/`", "http://a.cn/["),
    *("www.a.cn/~~", "http://a.cn\\", "http://a.cn/&", "http://a.cn/http://b.cn/", "见http://a.cn/（", "<http://a.cn/"),
    *("http://a.cn/_", "\\", "`", "``", "~~", "[a](", "<!--", "<![CDATA[", "<?", "<script>", "</p>", "&lt;", "[x]: "),
    *("![", "|", "- ", "    "),
)
_LINKS = (
    "[甲](javascript:document.title+='!')",
    "[甲]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<a href=javascript:alert(1)>甲",
)
TEXTS = [beginning + harm for beginning in _BEGINNINGS for harm in (_HARM, *_LINKS)]


def _bodies() -> list[tuple[Block, ...]]:
    """Each text as a paragraph, after a line break, half bold, in a heading, list, table cell, quote and caption."""
    bodies: list[tuple[Block, ...]] = []
    for text in TEXTS:
        half = len(text) // 2
        runs = (Run(text),)
        bodies += [
            (Paragraph(runs), Paragraph((Run("甲"), Run("\n"), Run(text)))),
            (Paragraph((Run(text[:half]), Run(text[half:], bold=True))), Heading(2, runs), Quote((Paragraph(runs),))),
            (ListBlock(False, 1, ((Paragraph(runs),),)), Table((((runs), (Run("乙"),)), ((Run("丙"),), runs)))),
            (Figure(Image("https://a.cn/b.jpg", text)), Paragraph((Run(text, link="https://a.cn/" + text),))),
        ]
    return bodies


def _sources() -> list[str]:
    plain = [body_markdown(body) for body in _bodies()]
    return [*plain, *(flavor.body(source) for flavor in (HEXO, HUGO, JEKYLL, OBSIDIAN) for source in plain)]


def _python_readers() -> dict[str, Callable[[str], str]]:
    return {
        "cmark-gfm": lambda s: str(cmarkgfm.github_flavored_markdown_to_html(s, Options.CMARK_OPT_UNSAFE)),
        "mistune": lambda s: str(mistune.create_markdown(escape=False, plugins=["url", "table", "strikethrough"])(s)),
        "Python-Markdown": lambda s: markdown.markdown(s, extensions=["tables"]),
    }


def _rendered(sources: list[str]) -> dict[str, list[str]]:
    command = ["node", str(READERS / "html.mjs")]
    done = subprocess.run(command, input=json.dumps(sources).encode(), capture_output=True, timeout=120, check=True)
    shown: dict[str, list[str]] = json.loads(done.stdout)
    return shown | {name: list(map(read, sources)) for name, read in _python_readers().items()}


def _live(shown: str) -> list[str]:
    """Elements of ``shown`` that a body of ours never has, or whose address runs code."""
    if not shown.strip():
        return []
    found = []
    for element in html.fromstring(f"<div>{shown}</div>").iter():
        if not isinstance(element.tag, str):
            found += [] if element.text and not element.text.strip() else [repr(element)]
            continue
        addresses = [str(element.get(name) or "").strip().lower() for name in ("href", "src")]
        if (
            element.tag in ("script", "iframe", "svg")
            or any(str(name).startswith("on") for name in element.keys())  # noqa: SIM118
            or any(address.startswith(("javascript:", "data:", "vbscript:")) for address in addresses)
        ):
            found.append(html.tostring(element, encoding="unicode"))
    return found


@needs_node
def test_no_reader_makes_anything_live() -> None:
    sources = _sources()
    live = {
        (name, source): found
        for name, shown in _rendered(sources).items()
        for source, one in zip(sources, shown, strict=True)
        if (found := _live(one))
    }
    assert not live, list(live.items())[:5]


@needs_node
@needs_chromium
def test_nothing_runs_in_a_browser(tmp_path: Path) -> None:
    sources = _sources()[::7]
    with chromium(tmp_path / "profile") as driver:
        for name, shown in _rendered(sources).items():
            file = tmp_path / f"{name}.html"
            file.write_text(f"<!doctype html><title>quiet</title><meta charset=utf-8>{'<hr>'.join(shown)}", "utf-8")
            driver.get(file.as_uri())
            assert driver.title == "quiet", name


def test_a_page_of_such_texts_gives_them_back() -> None:
    """From a page's bytes: its text is kept to the character, its Markdown has no tag at all."""
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in TEXTS]
    article = extract(page("".join(f"<p>甲{text}</p>" for text in escaped)))
    assert article.text.split("\n") == [" ".join(("甲" + text).split()) for text in TEXTS]
    assert "<img" not in article.markdown and "<script" not in article.markdown


@pytest.mark.parametrize("text", ["--", "---", "- -", "-- -", "- - -", "-", "***", "* * *", "==="])
def test_an_item_of_dashes_is_no_rule(text: str) -> None:
    source = body_markdown([ListBlock(False, 1, ((Paragraph((Run("甲"),)),), (Paragraph((Run(text),)),)))])
    shown = str(cmarkgfm.github_flavored_markdown_to_html(source))
    assert "<hr" not in shown and "<h" not in shown and unescape(shown).count(text) == 1
