"""Time against size for hostile pages: ``python -m fuzzing.growth [NAME...]``. Exit status 1 if any grows too fast.

Each input repeats one thing that costs a parser, a pattern or a loop the most; its checks are timed with it. What makes
output of an article (`OUTPUTS`) is timed by itself, for what costs it the most (``view of bold``). A page
four times as long may take `MOST` times as long; less than `LEAST_SECONDS` is not judged. Processor time, in a process
of its own, so that what never ends can be stopped.
"""

# ruff: noqa: E501  (lists of markup)
from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from sinaextract.article.article import Article
from sinaextract.batch.naming import from_template
from sinaextract.cli.explain import print_explanation
from sinaextract.extraction.pipeline import Request, extract_with
from sinaextract.render.field_lines import to_lines
from sinaextract.render.fields import NAMES
from sinaextract.render.formats import FLAVORS, FORMATS, flavored
from sinaextract.render.report_details import details
from sinaextract.render.terminal import to_view

SIZES = (20_000, 80_000, 320_000)  # bytes
MOST = 8.0  # times as long for four times the size: between linear (4) and quadratic (16)
LEAST_SECONDS = 0.3
LIBXML2 = "attributes"  # the parser itself compares each attribute of a tag with all before it
PATIENCE = 30  # seconds

_HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>临州港跨境结算提速_新浪财经</title>{head}</head><body>
<h1 class="main-title">临州港跨境结算提速</h1><div class="date-source"><span class="date">2021年03月05日 09:26{date}</span>
<a class="source" href="http://www.example.com/a.html">东澜日报</a></div>"""
_PAGE = _HEAD + """<div class="article" id="artibody"><p>首段。</p>{body}<p>末段。</p></div></body></html>"""


def _page(body: str = "", head: str = "", date: str = "") -> bytes:
    return _PAGE.format(body=body, head=head, date=date).encode()


def _body(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: _page(before + unit * (size // len(unit.encode())) + after)


def _head(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: _page(head=before + unit * (size // len(unit.encode())) + after)


def _alone(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: (before + unit * (size // len(unit.encode())) + after).encode()


def _tolerant(unit: str, after: str = "") -> Callable[[int], bytes]:
    return _body(unit, before="<div>" * 300, after=after)


_DIVS = "<div>" * 180
_SINA = "<a href=//finance.sina.com.cn>甲</a>"

INPUTS: dict[str, Callable[[int], bytes]] = {
    "plain paragraphs": _body("<p>甲乙丙。</p>"),
    "paragraph": _body("甲乙丙。"),
    **{f"unclosed {tag}": _body(f"<{tag}>甲") for tag in (
        "div", "p", "b", "a href=//a.cn", "font", "span", "table", "td", "ul", "li", "blockquote", "h2", "center", "form", "foo",
        "template", "noscript", "select", "svg", "ruby", "dl", "button", "iframe", "textarea", "title", "xmp", "object", "body", "html", "head",
    )},
    **{f"closing {tag}": _body(f"</{tag}>甲") for tag in ("div", "p", "b", "a", "table", "td", "html", "foo")},
    "ragged table": lambda size: _page(f"<table><tr>{'<td>甲' * (size // 20)}{'<tr><td>乙' * (size // 20)}</table>"),
    "unclosed script": _body("<script>"), "unclosed style": _body("<style>"), "unclosed comments": _body("<!--"),
    "closed comments": _body("<!-- a -->甲"), "comment ends": _body("-->"), "less-than": _body("<"), "ampersands": _body("&"),
    "references": _body("&#8;&amp;"), "long reference": _body("9", before="&#"), "processing instructions": _body("<?a>甲"), "declarations": _body("<!a>甲"), "cdata": _body("<![CDATA["),
    "spaces": _body(" "), "spaces apart": _body(" ", before="<p>甲", after="乙</p>"), "ideographic spaces": _body("\u3000"),
    "indents": _body("甲<br>\u3000\u3000"), "line breaks": _body("\n"), "breaks": _body("<br>"), "breaks and text": _body("甲<br>"),
    "breaks and spaces": _body("<br> "), "non-breaking": _body("\xa0"), "zero width": _body("\u200b"), "controls": _body("\x01甲"),
    "attribute": _body("甲", before="<p class='", after="'>乙</p>"), "classes": _body("sinaads ", before="<p class='", after="'>乙</p>"),
    "title classes": lambda size: _page(body="<h1 class='" + "main-title " * (size // 11) + "'>乙</h1>").replace(b'class="main-title"', b""),
    "attributes": lambda size: _page("<p " + " ".join(f"a{n}=1" for n in range(size // 9)) + ">乙</p>"),
    "same attribute": _body("a=1 ", before="<p ", after=">"), "quotes": _body('"', before="<p a=", after=">"), "open tags": _body("<a "),
    "open tags with quotes": _body('<a b="'), "styles": _body("<p style='display : none'>甲</p>"),
    "pictures": _body("<img src=//a.cn/b.jpg>"), "pictures and text": _body("<img src=//a.cn/b.jpg>甲"), "pictures after blanks": _body("<img src=//a.cn/b.jpg>甲", before="<p>" + "<i></i> " * 20000),
    "photo boxes": _body('<div class=img_wrapper><img src=//a.cn/b.jpg alt=甲乙丙丁></div>'),
    "photo boxes in text": _body('<div class=img_wrapper><img src=//a.cn/b.jpg></div>甲'), "captions": _body("<span class=img_descr>甲</span>"),
    "nested photo boxes": _body("<img src=//a.cn/b.jpg alt=甲乙丙丁>", before="<div class=img_wrapper>" * 100),
    "removed": _body("<ins>甲</ins>"), "removed in text": _body("<ins>甲</ins>乙"), "removed after paragraph": _body("<ins></ins>乙", before="<p>甲</p>"),
    "removed in paragraph": _body("<ins></ins>乙", before="<p>甲", after="</p>"), "quote figures": _body("<span id=quote_a>(1)</span>甲"),
    "script links": _body("<a href='javascript:'>甲</a>", before="<p>"), "empty script links": _body("<a href='javascript:'></a>", before="<p>"),
    "script links apart": _body("<p><a href='javascript:'>甲</a></p>"), "weibo": _body("[<a href=//weibo.com/a>微博</a>]", before="<p>"),
    "link lists": _body(f"<ul>{_SINA * 3}</ul>"), "empty link lists": _body(f"<ul>{_SINA.replace('甲', '') * 3}</ul>"),
    "nested link lists": _body(_SINA + "乙", before=_DIVS, after="</div>" * 180), "nested text": _body("<p>甲</p>", before=_DIVS),
    "link lists at the end": lambda size: _page(f"<ul>{_SINA * 3}</ul>" * (size // 220) + "<i></i>" * (size // 14)).replace("末段。".encode(), b""),
    "promotions": _body(f"<p>新浪财经APP{_SINA}</p>"), "quotes of the site": _body(f"<blockquote>{_SINA}</blockquote>"),
    "promotions after empties": lambda size: _page("<div>" + "<i></i>" * (size // 14) + "</div>" + "<blockquote><a href=//sina.cn></a></blockquote>" * (size // 90)).replace("<p>首段。</p>".encode(), b""),
    "advert marks": _body("<!-- NEWSZW_HZH_BEGIN -->甲"), "advert runs": _body("<!-- NEWSZW_HZH_BEGIN -->甲<!-- NEWSZW_HZH_END -->乙"),
    "end marks": _body("<!-- publish_helper_end -->甲"), "player comments": _body("mce-plugin-videoList2[", before="<!--", after="-->"),
    "player scripts": _body("SINA_TEXT_PAGE_INFO['videoDatas0'] = [", before="<script>", after="</script>"), "player entries": _body("{title: '", before="<script>SINA_TEXT_PAGE_INFO['videoDatas0'] = [", after="] ;</script>"),
    "stocks": _body("<span id=stock_sh600519><a class=keyword>甲</a></span>"), "tags": _body("sh600519&", before="<!-- news_keyword_pub,stock,", after="-->"), "tag marks": _body("news_keyword_pub , ", before="<!--", after="-->"),
    "table rows": _body("<tr><td>甲<td>乙", before="<table>", after="</table>"), "rows with one cell": _body("<tr><td>甲</td></tr>", before="<table><form>", after="</table>"),
    "cells without rows": _body("<td>甲</td>", before="<table>", after="</table>"), "behind an early end": _body("<p class=a>甲乙丙</p>", before="<p class=a>甲</div>"),
    "comments in comments": _body("<!-- <p>甲<!-- 乙 -->"), "forms in tables": _body("<form></form>甲", before="<table><tr><td>甲"),
    "table cells": _body("<td>甲", before="<table><tr><td>甲<tr>", after="</table>"),
    "spans": _body("<tr><td colspan=1000 rowspan=1000>甲<td>乙", before="<table>", after="</table>"), "tables": _body("<table><tr><td>甲<td>乙<tr><td>甲<td>乙</table>"),
    "text in table": _body("甲<tr><td>乙<td>丙", before="<table>", after="</table>"), "list items": _body("<li>甲", before="<ul>"), "text in lists": _body("甲<li>乙</li>", before="<ul>", after="</ul>"),
    "headings": _body("<h2>甲</h2>"), "bold": _body("<b>甲。</b>乙"), "bold edges": _body("<b>。</b>甲"), "bold inside": _body("甲<b>"), "bold punctuation": _body("。", before="甲<b>", after="</b>乙"),
    "links": _body("<a href=//a.cn>甲</a>"), "bold links": _body("<b><a href=//a.cn>。</a></b>甲"), "inline": _body("甲<i></i>", before="<p>"),
    **{f"characters {text!r}": _body(text, before="<p>", after="</p>") for text in ("*", "_", "`", "[", "]", "<p", "~", "#", "- ", "|", "1. ", "\\", "> ", "![", "](", "**a", "&a", "（", "【", "(甲", "2020年", "原标题：", "声明：", "来源：")},
    "byline": _body("记者 甲乙 ", before="<p>", after="</p>"), "editors": _body("<p class=article-editor>责任编辑：甲</p>"), "long editor": _body("甲 SF014 ", before="<p class=article-editor>责任编辑：", after="</p>"),
    "dates": lambda size: _page(date="2020年1" * (size // 8)), "digits": lambda size: _page(date="2" * size), "date elements": lambda size: _page().replace(b"</h1>", b"</h1>" + b"<span class=date>a</span>" * (size // 24)),
    "old dates": lambda size: (b"<h1 id=artibodyTitle>\xe7\x94\xb2\xe4\xb9\x99</h1><div class=artInfo><span id=media_name>" + "2020年".encode() * (size // 7) + b"</span></div><div id=artibody class=blkContainerSblkCon><p>a</p></div>"),
    "metas": _head("<meta name=keywords content=甲>"), "keywords": _head("甲,", before="<meta name=keywords content='", after="'>"), "titles": _head("<title>甲</title>"), "links in head": _head("<link rel=canonical href=//a>"),
    "toolbars": _alone("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", before="web.archive.org/web/<p>"), "injected": _alone("<script", before="web.archive.org/web/<p>"), "injected scripts": _alone("<script archive.org/includes/", before="web.archive.org/web/<p>"), "archived": _alone("//web.archive.org/web/2014", before="<p>"),
    "comment forms": _alone("<input name=channel ", before="<p>"), "comment links": _alone("comment5.news.sina.com.cn/channel=", before="<p>"), "news ids": _alone("newsid : 'a' channel:'b'", before="<p>"), "scope": _alone("$SCOPE['video'] sid : '1' ", before="<p>"),
    "front matter": _alone("甲: 乙\n", before="---\ntitle: a\n", after="---\n<p>a"), "broken front matter": _alone(" ", before="---\ntitle: \"a\" b\na: ", after="b\n---\n<p>a"), "front list": _alone(" ", before="---\ntitle: \"a\" b\n  -  a", after="b\n---\n<p>a"), "front nesting": _alone("[", before="---\ntitle: ", after="\n---\n<p>a"),
    "aliases": lambda size: ("---\na0: &a0 [x,x]\n" + "".join(f"a{n}: &a{n} [*a{n-1},*a{n-1}]\n" for n in range(1, min(size // 20, 400))) + "title: *a25\n---\n<p>a").encode(),
    "merges": lambda size: ("---\na0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n-1},*a{n-1}]}}\n" for n in range(1, 26)) + "title: a\n---\n<p>a").encode(),
    "mhtml headers": _alone("A: b\r\n", before="Content-Type: multipart/related; boundary=b\r\n"), "mhtml parts": _alone("--b\r\n\r\n", before="Content-Type: multipart/related; boundary=b\r\n\r\n"), "mhtml boundary": _alone("b", before="Content-Type: multipart/related; boundary="),
    "prose without ends": lambda size: _generic("甲" * (size // 3)), "prose in boxes": lambda size: _generic("<p>甲乙丙丁戊己庚。</p>" * (size // 31)), "nested prose": lambda size: _generic(_DIVS + "<p>甲乙丙丁戊己庚。</p>" * (size // 31)),
    "tolerant text": _tolerant("<p>甲</p>"), "tolerant comments": _tolerant("<!--"), "tolerant instructions": _tolerant("<?a>甲"), "tolerant bodies": _tolerant("<body>甲"), "tolerant declarations": _tolerant("<!a "), "tolerant cdata": _tolerant("<![CDATA["),
    "tolerant tags": _tolerant("<a "), "tolerant quotes": _tolerant('<a b="'), "tolerant references": _tolerant("&#"), "tolerant divs": _tolerant("<div>甲"), "tolerant closings": _tolerant("</b>甲"), "tolerant scripts": _tolerant("<script>"), "tolerant end tags": _tolerant("</a "), "tolerant bold": _tolerant("<b>甲"), "tolerant links": _tolerant("<a href=a>甲"),
}  # fmt: skip


def _generic(body: str) -> bytes:
    return (
        "<html><head><meta charset=utf-8><title>临州港跨境结算提速_新浪网</title></head><body><!-- sina.com.cn -->"
        f"<h1>临州港跨境结算提速</h1><p>2021年03月05日 09:26</p><div>{body}</div></body></html>"
    ).encode()


def _names(article: Article) -> str:
    return from_template("{date:%Y}-{title}-{source}", article)


def _explain(article: Article) -> None:
    with contextlib.redirect_stderr(io.StringIO()):
        print_explanation(article)


# What makes something of an article for people or programs, apart from what `check.problem_of` times.
OUTPUTS: dict[str, Callable[[Article], object]] = {
    **{flavor: partial(flavored, flavor=flavor) for flavor in FLAVORS},
    **{format.name: format.render for format in FORMATS},
    "view": partial(to_view, width=80, styled=True),
    "view in a pipe": partial(to_view, width=80, styled=False),
    "report": details,
    "properties": partial(to_lines, names=NAMES),
    "names": _names,
    "explain": _explain,
}
UNITS = {
    "paragraphs": "<p>甲乙丙。</p>", "text": "甲乙丙，", "words": "a", "bold": "<b>甲</b>乙", "struck": "<s>甲</s>乙", "links": "<a href=//a.cn/x>甲</a>",
    "addresses": "http://", "www": "www.", "dashes": "-", "dashes after a break": "<br>-", "equals": "<br>=", "bars": "|-", "brackets": "](", "braces": "{{%",
    "backslashes": "\\", "stars": "*", "tildes": "~~", "carets": " ^a", "items": "<ul><li>甲</li></ul>", "one list": "<li>甲</li>", "quotes": "<blockquote>甲</blockquote>",
    "tables": "<table border=1><tr><td>a<td>b<tr><td>1<td>2</table>", "cells": "<td>甲</td>", "pictures": "<img src=//a.cn/b.jpg>",
    "removed": "<p><ins class=a>广</ins>文</p>", "removed lines": "<p>责任编辑：甲</p>", "marked": "<!-- NEWSZW_HZH_BEGIN -->甲<!-- NEWSZW_HZH_END -->乙",
    "captions": "<div class=img_wrapper><img src=//a.cn/b.jpg><span class=img_descr>图</span></div>", "symbols": "<span id=stock_sh600519><a class=keyword>甲</a></span>",
}  # fmt: skip


def times_of(name: str) -> list[float]:
    """Processor time for each size, as far as patience goes."""
    command = [sys.executable, "-m", "fuzzing.growth", "--one", name]
    try:
        return [
            float(line) for line in subprocess.run(command, stdout=subprocess.PIPE, timeout=PATIENCE).stdout.split()
        ]
    except subprocess.TimeoutExpired as stopped:
        return [float(line) for line in (stopped.stdout or b"").split()]


def _one(name: str) -> None:
    import bs4  # noqa: F401  (its import is no matter of size)

    from .check import problem_of

    problem_of(INPUTS["paragraph"](1000))
    if name not in INPUTS:
        _one_output(name)
        return
    for size in SIZES:
        data = INPUTS[name](size)
        started = time.process_time()
        problem = problem_of(data)
        print(time.process_time() - started, flush=True)
        if problem and "processor time" not in problem:
            print(f"{name}: {problem}", file=sys.stderr)


def _one_output(name: str) -> None:
    output, unit = name.split(" of ")
    for size in SIZES:
        article = extract_with(_body(UNITS[unit])(size), Request(input="growth", positions=output == "report"))
        started = time.process_time()
        OUTPUTS[output](article)
        print(time.process_time() - started, flush=True)


def main(names: list[str]) -> int:
    failures = 0
    for name in names or [*INPUTS, *(f"{output} of {unit}" for output in OUTPUTS for unit in UNITS)]:
        times = times_of(name)
        bad = _is_bad(name, times)
        failures += bad
        shown = "".join(f"{seconds:9.3f}" for seconds in times) + "     stop" * (len(SIZES) - len(times))
        print(f"{name:28} {shown}{'   TOO SLOW' if bad else ''}", flush=True)
    return 1 if failures else 0


def _is_bad(name: str, times: list[float]) -> bool:
    if len(times) < len(SIZES):
        return True
    return name != LIBXML2 and times[-1] > LEAST_SECONDS and times[-1] > MOST * times[-2]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
