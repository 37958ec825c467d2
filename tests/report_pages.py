"""Made-up pages and results for the tests of the report: enough of them, and no two alike."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sinaextract import Article, NotAnArticle
from sinaextract.batch.process import FAILED, REFUSED, WRITTEN, Result
from sinaextract.extraction.pipeline import Request, extract_with
from sinaextract.render.report_details import details

from .command import write
from .mutants import PAGES

SOURCES = ("东澜日报", "临州晚报", "海岸财经", "南岭时报", "新渡通讯社")
STOCKS = (("sh600519", "贵州茅台"), ("sz000858", "五粮液"), ("sh601318", "中国平安"), ("hk00700", "腾讯控股"))
SUBJECTS = "港口 航线 船队 仓储 冷链 债券 基金 煤炭 钢材 稀土 棉花 物流 关税 运价 外汇".split()
VERBS = "提速 回落 创新高 企稳 承压 扩容 上调 下调 公布新规 签约 复航".split()
PHRASES = (
    "本报记者从主管部门了解到",
    "这一数字比上年同期有所增长",
    "多位受访的分析人士认为",
    "公司在公告中表示",
    "相关项目预计将于明年完工",
    "市场对此反应平稳",
    "业内人士提醒投资者注意风险",
    "截至记者发稿时尚无进一步消息",
)


def page(number: int, rare: random.Random) -> bytes:
    """A finance or news page of 2017+ with the site's usual additions."""
    title = f"{rare.choice(SUBJECTS)}{rare.choice(VERBS)}：第{number}号报告"
    source = rare.choice(SOURCES)
    stock, name = rare.choice(STOCKS)
    year, month, day = rare.choice((2017, 2018, 2019, 2019, 2020, 2021)), rare.randint(1, 12), rare.randint(1, 28)
    link = f'<span id=stock_{stock}><a class="keyword" href="#">{name}</a></span>'
    quote = f"<span id=quote_{stock}>({rare.random() * 90:.2f}, 1.20, 2.47%)</span>"
    paragraphs = [f"<p>　　{'，'.join(rare.sample(PHRASES, 4))}。</p>" for _ in range(rare.randint(2, 9))]
    paragraphs.insert(1, f"<p>　　{rare.choice(PHRASES)}，{link}{quote}昨日收于第{number}档。</p>")
    if number % 3 == 0:
        picture = f"//n.sinaimg.cn/finance/{number}.jpg"
        paragraphs.insert(2, f'<div class="img_wrapper"><img src="{picture}"><span class="img_descr">码头</span></div>')
    if number % 4 == 0:
        paragraphs.insert(0, '<div class="app-kaihu-qr"><img src="//n.sinaimg.cn/qr.png">扫码开户</div>')
    if number % 5 == 0:
        paragraphs.append("<p>原标题：" + title[:8] + "</p>")
    if number % 2:
        paragraphs.append("<p>责任编辑：何松 SF104</p>")
    keywords = f'<meta name="keywords" content="{source},{name}">' if number % 3 else ""
    shown = f'<span class="date">{year}年{month:02}月{day:02}日 09:{number % 60:02}</span>' if number % 11 else ""
    body = "artibody" if number % 4 else "article"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_新浪财经_新浪网</title>{keywords}
<meta name="publishid" content="hq{number:08}">
<meta property="article:published_time" content="{year}-{month:02}-{day:02}T10:00:00+08:00">
</head><body><h1 class="main-title">{title}</h1><div class="date-source">{shown}
<a class="source" href="http://www.example.com/{number}">{source}</a></div>
<div class="article" id="{body}">{"".join(paragraphs)}</div></body></html>""".encode()


NO_ARTICLES = ("a home page", "a home page", "a list page", "a quote page", "a login page", "a search page")
HOME = (
    '<html><head><meta charset="utf-8"><title>新浪首页</title></head><body>'
    + "".join(f'<a href="/{n}">栏目{n}</a>' for n in range(40))
    + "</body></html>"
).encode()


def collection(folder: Path, count: int) -> Path:
    """``count`` pages in folders of a hundred; every fortieth is a home page, every hundredth a damaged archive."""
    rare = random.Random(8)
    pages: dict[str, bytes] = {}
    for number in range(count):
        name = f"{number // 100:03}/report-{number:05}"
        if number % 100 == 7:
            pages[f"{name}.html.gz"] = b"\x1f\x8b\x08\x00 no archive"
        elif number % 40 == 3:
            pages[f"{name}.html"] = HOME
        else:
            pages[f"{name}.html"] = page(number, rare)
    return write(folder, pages)


def results(count: int) -> Iterator[Result]:
    """Results of ``count`` pages as workers send them, without writing and reading so many files."""
    rare = random.Random(9)
    articles = [*_fixtures(), *(extract_with(page(number, rare), Request(positions=True)) for number in range(150))]
    known = [details(article).rsplit(b',"', 1) for article in articles]
    for number in range(count):
        name = f"saved/{number // 100:03}/report-{number:05}.html"
        if number % 50 == 7:
            yield Result(name, REFUSED, f"no single article in it: seems to be {rare.choice(NO_ARTICLES)}")
        elif number % 500 == 3:
            yield Result(name, FAILED, "damaged gzip data: Error -3 while decompressing data")
        else:
            facts, body = known[number % len(known)]
            yield Result(name, WRITTEN, details=varied(facts, number, rare) + b',"' + body)


def _fixtures() -> Iterator[Article]:
    """The articles of the families' fixtures, so that a report shows them all."""
    for path in PAGES:
        with suppress(NotAnArticle):
            if "fixtures" in path.parts:
                yield extract_with(path.read_bytes(), Request(positions=True))


def varied(facts: bytes, number: int, rare: random.Random) -> bytes:
    """With a title and date of its own; most of them are of the later years."""
    values = json.loads(facts)
    values[0] = f"{rare.choice(SUBJECTS)}{rare.choice(VERBS)}：第{number}号报告"
    year = 2021 - int(rare.expovariate(0.25)) % 17
    values[1] = f"{year}-{rare.randint(1, 12):02}-{rare.randint(1, 28):02}T09:26:00+08:00"
    return json.dumps(values, ensure_ascii=False).encode()
