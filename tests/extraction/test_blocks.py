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
        "<table><tr><td><h3>一。</h3></td><td></td></tr><tr><td><p>二。</p></td></tr></table>",
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


ADVERT = "<!-- NEWSZW_HZH_BEGIN --><table><tr><td>广告</td></tr></table><!-- NEWSZW_HZH_END -->"
BOX = f'<div class="img_wrapper">{PICTURE}</div>'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<p>　　摊位昨日开{ADVERT}张了。</p>镇口的灯亮着。", ["摊位昨日开张了。", "镇口的灯亮着。"]),
        (f"<p>　　摊位昨日开{ADVERT}张<b>了</b></P >　镇口的灯<b>亮</b>着。", ["摊位昨日开张了", "镇口的灯亮着。"]),
        (f"<p>　　摊位昨日开张{ADVERT}</p>镇口的灯亮着。", ["摊位昨日开张", "镇口的灯亮着。"]),
        (f"<p>　　摊位昨日开{BOX}张了</p>镇口的灯亮着。", ["摊位昨日开张了", "镇口的灯亮着。"]),
        (f"<p>　　摊位昨日开张{BOX}</p>镇口的灯亮着。", ["摊位昨日开张", "镇口的灯亮着。"]),
        (f"<p>　　摊位昨日开{ADVERT}张了<p>镇口的灯亮着。", ["摊位昨日开张了", "镇口的灯亮着。"]),
        ("<div>镇口的灯</p>亮着。</div><!-- </p> --><p>一。</p>", ["镇口的灯", "亮着。", "一。"]),
    ],
)
def test_bare_text_after_a_split_paragraph_is_its_second_half_up_to_its_end(markup: str, expected: list[str]) -> None:
    assert lines(FIRST + markup) == [FIRST_TEXT, *expected]


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


def test_one_address_with_several_alternative_texts() -> None:
    """A picture never gets the words of another: boxes one in the other, as unclosed ones are, then one by itself."""
    box = '<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg" alt="{}">'
    markup = (
        box.format("夜色中的港口") + box.format("清晨的码头") + "</div></div>" + box.format("午后的灯塔") + "</div>"
    )
    assert [image.caption for image in article(FIRST + markup + LAST).images] == ["", "", "午后的灯塔"]


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


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("发电3.2×10<sup>8</sup>千瓦时", "发电3.2×10⁸千瓦时"),
        ("占地60m<sup>2</sup>，排放CO<sub>2</sub>", "占地60m²，排放CO₂"),
        ("浓度10<sup>-3</sup>、10<sup>n+1</sup>", "浓度10⁻³、10ⁿ⁺¹"),
        ("约10<sup>１２</sup>个", "约10¹²个"),
        ("约10<span style='vertical-align: super; font-size: 9px'>6</span>个", "约10⁶个"),
        ("商标<sup>TM</sup>", "商标TM"),
        ("H<sub><b>2</b></sub>O", "H₂O"),
    ],
)
def test_markup_never_changes_a_number(markup: str, expected: str) -> None:
    assert lines(f"<p>　　{markup}。</p>") == [f"{expected}。"]


def test_captions_and_cells_have_superscripts_too() -> None:
    box = f'<div class="img_wrapper">{PICTURE}<span class="img_descr">占地10<sup>4</sup>亩</span></div>'
    table = "<table><tr><td>甲</td><td>10<sup>4</sup></td></tr><tr><td>乙</td><td>10<sub>4</sub></td></tr></table>"
    record = article(FIRST + box + table)
    assert record.images[0].caption == "占地10⁴亩" and record.text.split("\n")[1:] == ["甲\t10⁴", "乙\t10₄"]


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("原价<del>120元</del>90元", "原价~~120元~~90元"),
        ("原价<s>120元。</s>90元", "原价~~120元~~。90元"),
        ("<b>原价</b><strike>120元</strike><b>90元</b>", "**原价**~~120元~~**90元**"),
        ("原价<span style='text-decoration: line-through'>120元</span>90元", "原价~~120元~~90元"),
        ("原价<del>120元</del><ins>90元</ins>", "原价~~120元~~90元"),
        ("原价<b><del>120元</del></b>90元", "原价~~120元~~90元"),
        ("见<del><a href='http://a.cn/'>旧公告</a></del>。", "见[~~旧公告~~](http://a.cn/)。"),
        ("约3~4元<del>5~6元</del>", "约3\\~4元~~5\\~6元~~"),
    ],
)
def test_struck_text(markup: str, markdown: str) -> None:
    record = article(f"<p>　　{markup}</p>")
    assert record.markdown == markdown
    assert "120元" in record.text or "旧公告" in record.text or "5~6元" in record.text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<pre>公告\n一、租金不变。\n\n二、  摊位三百。</pre>", ["公告", "一、租金不变。", "二、 摊位三百。"]),
        ("<pre>公告\r\n一、租金<b>不变\n二、摊位</b>三百。</pre>", ["公告", "一、租金不变", "二、摊位三百。"]),
        ("<pre><font>公告<br>一、租金不变。</font></pre>", ["公告", "一、租金不变。"]),
        ("<div><pre><p>公告\n一、租金不变。</p></pre></div>", ["公告", "一、租金不变。"]),
        ("<p>公告\n一、租金不变。</p>", ["公告 一、租金不变。"]),
        ("<p style='white-space: pre-wrap'>公告\n一、租金不变。</p>", ["公告", "一、租金不变。"]),
        ("<div style='WHITE-SPACE:pre-line'>公告\n<b>一、租金</b>不变。</div>", ["公告", "一、租金不变。"]),
        ("<p style='white-space: normal'>公告\n一、租金不变。</p>", ["公告 一、租金不变。"]),
    ],
)
def test_preformatted_text_keeps_its_lines(markup: str, expected: list[str]) -> None:
    assert lines(FIRST + markup) == [FIRST_TEXT, *expected]


@pytest.mark.parametrize("space", ["\n", "\r\n", " \n\t", "\n\n"])
def test_white_space_is_no_break(space: str) -> None:
    markdown = article(f"<p>摊位在<b>镇口</b>{space}<i>东侧</i>{space}<b>一带</b>。</p>").markdown
    assert markdown == "摊位在**镇口** 东侧 **一带**。"


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<ol start=3><li>甲</li><li>乙</li></ol>", "3. 甲\n4. 乙"),
        ("<ol><li>甲</li><li value=7>乙</li><li>丙</li></ol>", "1. 甲\n\n<!-- -->\n\n7. 乙\n8. 丙"),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", "2. 甲\n\n<!-- -->\n\n1. 乙"),
        ("<ol start=-2><li>甲</li></ol>", "1. 甲"),
        ("<ul><li>甲</li><ul><li>乙</li></ul><li>丙</li></ul>", "- 甲\n\n  - 乙\n- 丙"),
        ("<ol><li>甲<ul><li>乙</li></ul></li><li>丙</li></ol>", "1. 甲\n\n   - 乙\n2. 丙"),
        ("<ol><li>甲</li>散文<li>乙</li></ol>", "1. 甲\n\n散文\n\n2. 乙"),
        ("<ol><li> </li><li>甲</li></ol>", "2. 甲"),
    ],
)
def test_lists_keep_numbers_and_levels(markup: str, markdown: str) -> None:
    assert article(FIRST + markup).markdown == f"{FIRST_TEXT}\n\n{markdown}"


@pytest.mark.parametrize(
    "markup",
    [
        f"<center>{PICTURE}</center><br><center><font size=2>夜色中的港口</font></center>",
        f'<p align="center">{PICTURE}</p><p align="center">夜色中的港口</p>',
        f'<div style="text-align: center">{PICTURE}</div><div style="text-align:center">夜色中的港口</div>',
        f"<table align=center><tr><td>{PICTURE}</td></tr><tr><td>夜色中的港口</td></tr></table>",
        f"<div align=center><div>{PICTURE}</div><div>夜色中的港口</div></div>",
    ],
)
def test_centred_words_below_a_centred_picture_are_its_caption(markup: str) -> None:
    record = article(FIRST + markup + LAST)
    assert [image.caption for image in record.images] == ["夜色中的港口"]
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]


@pytest.mark.parametrize(
    "below", ["<p>夜色中的港口</p>", "<p align=center><b>夜色中的港口</b></p>", "<p>　</p><h2>夜色中的港口</h2>"]
)
def test_other_words_below_a_picture_are_text(below: str) -> None:
    record = article(f"{FIRST}<center>{PICTURE}</center>{below}{LAST}")
    assert record.images[0].caption == "" and record.text.split("\n")[1] == "夜色中的港口"


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        ("一、涨价从何而来", []),
        ("（二）抢购", []),
        ("第三章 归舟", []),
        ("（完）", []),
        ("编者按：此文首发于去年", []),
        ("【观点】渡口该不该拆", []),
        ("Ⅱ 退潮", []),
        ("PART 2 退潮", []),
        ("01", []),
        ("—— END ——", []),
        ("来源丨渡口晚报", []),
        ("本报记者 顾野渡", ["顾野渡"]),
        ("文/顾野渡", ["顾野渡"]),
        ("采写：顾野渡", ["顾野渡"]),
    ],
)
def test_what_newsrooms_centre_below_a_picture_may_be_about_none(text: str, byline: list[str]) -> None:
    record = article(f'{FIRST}<p align="center">{PICTURE}</p><p align="center">{text}</p>{LAST}')
    assert record.images[0].caption == "" and text in record.text
    assert list(record.byline) == byline


@pytest.mark.parametrize(
    "text",
    [
        "本报记者 顾野渡 摄",
        "图/顾野渡",
        "渡口一角",
        "记者顾野渡拍到的渡口",
        "1、渡口 2、船家",
        "Part of the quay",
        "论文封面",
        "记者在渡口",
        "资料图片 来源：渡口晚报",
        "2019年的渡口",
        "图片来源丨渡口晚报",
    ],
)
def test_words_of_a_photographer_are_a_caption(text: str) -> None:
    record = article(f'{FIRST}<p align="center">{PICTURE}</p><p align="center">{text}</p>{LAST}')
    assert record.images[0].caption == text


def test_a_centred_block_that_comes_first_is_below_no_picture() -> None:
    assert lines("<center>港口夜景</center><p>　　昨日开港。</p>") == ["港口夜景", "昨日开港。"]
