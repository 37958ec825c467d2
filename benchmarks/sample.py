"""Pages of any size, written for the purpose: the markup of a 2017+ finance page around prose of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_HEAD = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>港口集装箱吞吐量稳步回升_新浪财经_新浪网</title>
<meta name="keywords" content="港口,集装箱,物流"><meta name="description" content="沿海港口的生产数据公布。">
<meta property="og:title" content="港口集装箱吞吐量稳步回升">
<meta property="og:url" content="https://finance.sina.com.cn/roll/2019-03-05/doc-ihsxncvf0000001.shtml">
<meta property="article:published_time" content="2019-03-05T08:30:00+08:00">
<meta name="weibo: article:create_at" content="2019-03-05 08:30:12">
"""
_TOP = """<h1 class="main-title">港口集装箱吞吐量稳步回升</h1>
<div class="date-source"><span class="date">2019年03月05日 08:30</span>
<span class="source ent-source">航运日报</span></div>
<!-- 原始正文start -->
<div class="article" id="artibody">
"""
_BOTTOM = """<p class="article-editor">责任编辑：林小川 SF001</p>
</div>
<!-- 原始正文end -->
<div class="article-bottom clearfix" id="article-bottom">
<div class="keywords"><a href="//tags.example/1">港口</a></div></div>
"""


def page_with_much_around(size: int) -> bytes:
    """About ``size`` bytes: scripts and side bars round an article that is always the same."""
    article = "".join(_paragraph(n) for n in range(6))
    room = size - len(_assemble("", article, ""))
    before = _upto(room // 8, _script) + "</head><body>" + _upto(room // 8, _sidebar)
    after = _upto(3 * room // 8, _sidebar) + _upto(3 * room // 8, _script)
    return _assemble(before, article, after)


def page_with_long_article(size: int) -> bytes:
    """About ``size`` bytes, nearly all of them in the article."""
    before, after = _script(0) + "</head><body>" + _sidebar(0), _sidebar(1) + _script(1)
    return _assemble(before, _upto(size - len(_assemble(before, "", after)), _paragraph), after)


def _assemble(before: str, article: str, after: str) -> bytes:
    body = "" if "<body>" in before else "</head><body>"
    return (_HEAD + before + body + _TOP + article + _BOTTOM + after + "</body></html>\n").encode()


def _upto(size: int, make: Callable[[int], str]) -> str:
    """Numbered pieces, together at least ``size`` bytes and at most one piece more."""
    pieces: list[str] = []
    for piece in _numbered(make):
        if size <= 0:
            break
        pieces.append(piece)
        size -= len(piece.encode())
    return "".join(pieces)


def _numbered(make: Callable[[int], str]) -> Iterator[str]:
    number = 0
    while True:
        yield make(number)
        number += 1


def _paragraph(n: int) -> str:
    return (
        f"<p>　　第{n}号泊位的调度员介绍，本周共有{n % 90 + 10}艘班轮靠港，装卸效率比上周提高"
        f'<font cms-style="strong-Bold">{n % 9 + 1}.5%</font>，'
        '<span id="stock_sh600000"><a href="https://finance.sina.com.cn/realstock/sh600000.shtml" class="keyword">'
        "远帆港务</a></span><span id=quote_sh600000></span>的货主普遍愿意提前订舱。堆场周转天数降到三天以内，"
        "冷藏箱的插座不再紧张，拖车司机在闸口等候的时间也明显缩短，夜间作业恢复到往年同期的水平。</p>\n"
    )


def _sidebar(n: int) -> str:
    return (
        f'<div class="side-block" id="side{n}"><h3>相关栏目{n}</h3><ul>\n'
        f'<li><a href="//example.sina.com.cn/list/{n}.html" target="_blank">栏目推荐第{n}条</a></li>\n'
        f'<li><img src="//n.sinaimg.cn/side/{n}.jpg" width="80" height="60" alt=""><span>{n}评论</span></li>\n'
        "</ul></div>\n"
    )


def _script(n: int) -> str:
    line = f"  if (window.SIDE_{n}.length > 0) {{ SIDE_{n}.push('<div class=\"ad\">' + {n} + '</div>'); }}\n"
    return f'<script type="text/javascript">\n(function () {{\n{line * 4}}})();\n</script>\n'
