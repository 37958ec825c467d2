"""Paragraphs, tables, lists, links and pictures: one small page for each rule of the body."""

from __future__ import annotations

import pytest

from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, article, lines

PICTURE = '<img src="//n.sinaimg.cn/a.jpg">'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>　　一。</p><p>　　二。</p>", ["一。", "二。"]),
        ("　　一。<br><br>　　二。", ["一。", "二。"]),
        ("<p>　　一。<br>　　二。</p>", ["一。", "二。"]),
        ("<p>　　一。<br>&nbsp;&nbsp;&nbsp;&nbsp;二。</p>", ["一。", "二。"]),
        ("<p>　　一。<br><strong>　　二。</strong></p>", ["一。", "二。"]),
        ("<p><strong>　　一。<br></strong>　　二。</p>", ["一。", "二。"]),
        ("<p>　　一行<br>二行</p>", ["一行 二行"]),
        ("<p>　　上涨<font>1</font><font>2</font><font>.</font><font>5</font>%。</p>", ["上涨12.5%。"]),
        ("<p>　　一。<p>　　二。</p></p>", ["一。", "二。"]),
        ("<p>　</p><p>&nbsp;</p><p><strong> </strong></p><p>　　一。</p>", ["一。"]),
        ("<div><div>　　一。</div>尾。</div>", ["一。", "尾。"]),
        ("<h2>小标题</h2><p>　　一。</p>", ["小标题", "一。"]),
        ("<ul><li>甲</li><li>乙<ul><li>丙</li></ul></li></ul>", ["甲", "乙", "丙"]),
        ("<blockquote><p>引文。</p></blockquote>", ["引文。"]),
        ("<p>　　零<span style='color:red'>一</span>二&nbsp;&nbsp;三</p>", ["零一二 三"]),
    ],
)
def test_lines(markup: str, expected: list[str]) -> None:
    assert lines(FIRST + markup) == [FIRST_TEXT, *expected]


def test_spanning_cells_are_written_once() -> None:
    table = (
        "<table><tr><td rowspan=2>分组</td><td colspan=2>收入</td></tr><tr><td>金额</td><td>增长</td></tr>"
        "<tr><td>甲</td><td>1</td><td>2%</td></tr></table>"
    )
    record = article(FIRST + table)
    assert record.text.split("\n")[1:] == ["分组\t收入\t", "\t金额\t增长", "甲\t1\t2%"]
    assert "| 分组 | 收入 |  |\n| --- | --- | --- |\n|  | 金额 | 增长 |" in record.markdown


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>　　一。</td></tr><tr><td>　　二。</td></tr></table>",
        "<table><tr><td width=8></td><td><p>　　一。</p><p>　　二。</p></td></tr></table>",
        "<table><tr><td><table><tr><td>　　一。</td></tr></table></td><td>　　二。</td></tr></table>",
    ],
)
def test_layout_tables_become_paragraphs(table: str) -> None:
    record = article(FIRST + table)
    assert record.text.split("\n") == [FIRST_TEXT, "一。", "二。"] and "|" not in record.markdown


def test_text_outside_cells_is_not_lost() -> None:
    table = "<table><tr><td>甲</td><td>乙</td></tr><tr><div>丙</div><td>丁</td></tr></table>"
    assert "丙" in article(FIRST + table).text


def test_absurd_spans_cost_nothing() -> None:
    cells = '<td rowspan="65534" colspan="1000">甲</td>' * 50
    assert "甲" in article(f"{FIRST}<table><tr>{cells}</tr><tr><td>乙</td><td>丙</td></tr></table>").text


@pytest.mark.parametrize(
    ("link", "markdown"),
    [
        ('<a href="http://example.com/a">报道</a>', "[报道](http://example.com/a)"),
        ('<a href="//finance.sina.com.cn/a.shtml">报道</a>', "[报道](https://finance.sina.com.cn/a.shtml)"),
        ('<a class="keyword" href="http://finance.sina.com.cn/a">报道</a>', "报道"),
        ('<a class="akey" href="http://finance.sina.com.cn/a">报道</a>', "报道"),
        ('<a class="wt_article_link" href="http://weibo.com/1">报道</a>', "报道"),
        ('<a href="javascript:alert(1)">报道</a>', "报道"),
        ('<a href="data:text/html,x">报道</a>', "报道"),
    ],
)
def test_links(link: str, markdown: str) -> None:
    record = article(f"<p>　　此前的{link}说。</p>{LAST}")
    assert record.markdown.startswith(f"此前的{markdown}说。")
    assert record.text.startswith("此前的报道说。")


@pytest.mark.parametrize(
    ("markup", "caption"),
    [
        (f'<div class="img_wrapper">{PICTURE}<span class="img_descr">港口。</span></div>', "港口。"),
        (f"<figure>{PICTURE}<figcaption>港口。</figcaption></figure>", "港口。"),
        (f'<figure class="art_img_mini">{PICTURE}<h2 class="art_img_tit">港口。</h2></figure>', "港口。"),
        (f"<center>{PICTURE}<br>港口<br><br></center>", "港口"),
        (f'<p align="center">{PICTURE}<br>港口</p>', "港口"),
        ('<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg" alt="夜色中的港口"></div>', "夜色中的港口"),
        ('<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg" alt="临州港跨境结算提速"></div>', ""),
        ('<p><img src="//n.sinaimg.cn/a.jpg" alt="夜色中的港口"></p>', ""),
        (f'<div class="img_wrapper">{PICTURE}<span class="img_descr"></span></div>', ""),
    ],
)
def test_captions(markup: str, caption: str) -> None:
    record = article(FIRST + markup + LAST)
    assert [(i.url, i.caption) for i in record.images] == [("https://n.sinaimg.cn/a.jpg", caption)]
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]


def test_lazy_pictures_and_spacers() -> None:
    markup = (
        '<p><img src="http://simg.sinajs.cn/sg_trans.gif" real_src="http://s1.sinaimg.cn/b.jpg"></p>'
        '<p><img src="data:image/gif;base64,R0" data-src="//n.sinaimg.cn/c.jpg"></p>'
        '<p><img src="http://i0.sinaimg.cn/home/c.gif"></p>'
    )
    urls = [image.url for image in article(FIRST + markup).images]
    assert urls == ["http://s1.sinaimg.cn/b.jpg", "https://n.sinaimg.cn/c.jpg"]


def test_bold_is_merged_and_a_bold_paragraph_stays_a_paragraph() -> None:
    markup = '<p>　　<font cms-style="font-L strong-Bold">甲</font><b>乙</b>丙</p><p><strong>　　全粗</strong></p>'
    assert article(FIRST + markup).markdown.split("\n\n")[1:] == ["**甲乙**丙", "**全粗**"]
