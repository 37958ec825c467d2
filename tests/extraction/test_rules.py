"""Each rule removes what the site added and keeps what only looks like it."""

from __future__ import annotations

import pytest

from sinaextract.errors import EmptyBody
from sinaextract.extraction.pipeline import Request, extract_with
from sinaextract.extraction.rules import LINE_RULES, NODE_RULES

from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, article, page

QR = '<img src="//n.sinaimg.cn/finance/qr.png">'

# rule -> (markup that it removes, the text or picture that must be gone)
REMOVES = {
    "code": ("<style>.a{color:red}</style><script>var s = 1;</script>", "color"),
    "in-text-advert": (
        "<!--NEWSZW_HZH_BEGIN--><table><tr><td>凉茶特惠</td></tr></table><!--NEWSZW_HZH_END-->",
        "凉茶特惠",
    ),
    "account-qr": (f'<div class="app-kaihu-qr"><span>开户有礼</span>{QR}</div>', "开户有礼"),
    "app-qr": (f'<div class="clearfix appendQr_wrap">{QR}<div>看行情用应用</div></div>', "看行情用应用"),
    "disclaimer": ("<!-- 总声明--><p>本页只供参考。</p><!-- 总声明-->", "本页只供参考"),
    "after-article-text": ("<!-- publish_helper_end --><p>上手机看新闻</p>", "上手机看新闻"),
    "page-foot": ("<!-- 正文 end --><p>文章关键词： 港口</p>", "文章关键词"),
    "original-title": ('<p class="ori_titlesource">　　原标题：临州港开单</p>', "临州港开单"),
    "editor-line": ('<p class="article-editor">责任编辑：杜弘 SF001</p>', "杜弘"),
    "advert": ('<div id="ad_44001" class="otherContent_01">凉茶特惠</div>', "凉茶特惠"),
    "quote-chart": ('<div class="ct_hqimg"><div class="hqimg_related">热点栏目 资金流向</div></div>', "资金流向"),
    "quote-figures": (
        '<p>　　<span id="stock_sh609955"><a class="keyword" href="#">东澜港</a></span>'
        '<span id="quote_sh609955">(12.30, 0.15, 1.23%)</span>昨日上涨。</p>',
        "12.30",
    ),
    "forum-link": ('<div data-sudaclick="suda_1028_guba"><p>进入东澜股吧讨论</p></div>', "股吧"),
    "frame": ('<iframe src="//a.cn/x.html">浏览器不支持框架</iframe>', "不支持框架"),
    "video-player": ('<div class="artical-player-wrap"><span>自动播放</span></div>', "自动播放"),
    "site-promotion": ('<div class="tech-quotation"><p>新品免费试用</p></div>', "新品免费试用"),
    "leading-promotion": (
        '<blockquote><p>看研报就上<a href="https://finance.sina.com.cn/x.shtml">研报频道</a></p></blockquote>',
        "研报频道",
    ),
    "app-promotion": (
        '<p>　　下载新浪财经客户端看快讯→【<a href="https://finance.sina.com.cn/mobile/x.shtml">下载地址</a>】</p>',
        "下载地址",
    ),
    "special-topic": ('<div class="wap_special"><div>点击进入专题：</div><a href="#">开港</a></div>', "点击进入专题"),
    "share-picture": (f'<div id="wx_pic">{QR}</div>', "qr.png"),
    "weibo-card": ('<p>　　柳若舟[<a href="http://weibo.com/1900000001">微博</a>]说，今年更好。</p>', "微博"),
    "control": ('<p><a href="javascript:;" data-video="1,2">重要论述</a></p>', "重要论述"),
    "related-list": (
        "<div><p>更多文章：</p>"
        + "".join(f'<p><a href="http://finance.sina.com.cn/{n}.shtml">另一篇文章之{n}</a></p>' for n in "一二三四")
        + "</div>",
        "另一篇文章",
    ),
    "hidden": ('<div style="display: none">看不见的字</div>', "看不见的字"),
    "site-statement": ("<p>　　新浪声明：新浪网登载此文只为传递信息，不构成建议。</p>", "不构成建议"),
    "page-tools": ("<p>【评论】【大 中 小】【打印】【关闭】</p>", "打印"),
    "name-links": (
        '<p>　　歌手柳若舟<!--wapdump begin-->(<a href="http://b.cn/">blog</a>)<!--wapdump end-->到场。</p>',
        "blog",
    ),
    "related-news": ('<div class="fin_reference"><p>相关：<a href="#">旧闻一则</a></p></div>', "旧闻一则"),
    "app-box": ('<div class="fincon_sfapp_pro"><p>装上应用看大V</p></div>', "看大V"),
    "paid-research": ('<p class="jqlblock_cls">深度研报限时订阅</p>', "限时订阅"),
    "placeholder": ("<p>正在加载...</p>", "正在加载"),
    "pager": (
        '<p align="center">首页 上一页 [1] <a href="a_2.shtml">[2]</a> <a href="a_2.shtml">下一页</a></p>',
        "下一页",
    ),
}
PAGERS = (
    "下一页：夜航",
    '<a href="a_2.shtml">下一页 &gt;&gt;</a>',
    "<em>1</em><a>2</a><a>后一页</a>",
    "上一页<br>下一页",
)
LEADS = {"leading-promotion", "app-promotion"}  # its markup must stand before the first paragraph
TRAILS = {"after-article-text", "page-foot", "related-list"}

# rule -> (markup that it must keep, the text that must stay)
KEEPS = {
    "code": ("<p>　　代码段 var s = 1 写在正文里。</p>", "var s = 1"),
    "in-text-advert": ("<!-- 广告位 --><table><tr><td>品种</td><td>价格</td></tr></table>", "价格"),
    "account-qr": ('<div class="kaihu">　　开户数量创新高。</div>', "开户数量"),
    "app-qr": ('<div class="clearfix">　　二维码支付普及。</div>', "二维码"),
    "disclaimer": ("<p>　　公司发表声明称，总声明将择日公布。</p>", "总声明"),
    "after-article-text": ("<!-- publish_helper name='原始正文' --><p>　　正文从这里开始。</p>", "正文从这里开始"),
    "page-foot": ("<p>　　正文 end 两个字印在样张的末尾。</p>", "样张的末尾"),
    "original-title": ("<p>　　这篇文章的原标题：一波三折，后来改了两次。报纸登出时已经面目全非。</p>", "一波三折"),
    "editor-line": ("<p>　　他做过十年责任编辑：每天看三万字，从不误事，直到退休那一天。</p>", "三万字"),
    "advert": ('<div id="address_1">　　广告法修订草案公布。</div>', "广告法"),
    "quote-chart": ('<div class="hq">　　行情图显示成交放大。</div>', "行情图"),
    "quote-figures": ('<p>　　报收(12.30, 0.15, 1.23%)<span id="stock_quote">收盘</span>。</p>', "12.30"),
    "forum-link": ("<p>　　有人在股吧讨论此事。</p>", "股吧讨论"),
    "frame": ('<div class="iframe">　　框架协议昨日签订。</div>', "框架协议"),
    "video-player": ('<div class="video-text">　　视频会议昨日召开。</div>', "视频会议"),
    "site-promotion": ('<div class="quotation"><p>　　编者按：这是一组报道。</p></div>', "编者按"),
    "leading-promotion": ("<blockquote><p>编者按：本文是系列报道之一。</p></blockquote>", "系列报道之一"),
    "app-promotion": (
        "<p>　　新浪财经客户端昨日改版，<a href='http://example.com/'>报道</a>称用户增长。</p>",
        "昨日改版",
    ),
    "special-topic": ("<div class='special'>　　专题研讨会举行。</div>", "专题研讨会"),
    "share-picture": ("<div id='pic'>　　图片由港务局提供。</div>", "图片由港务局提供"),
    "weibo-card": ('<p>　　他在<a href="http://weibo.com/1/A">微博上发文</a>说，今年更好。</p>', "微博上发文"),
    "control": ('<p>　　董事长<a href="javascript:;">柳若舟</a>说，今年更好。</p>', "柳若舟"),
    "related-list": ('<p>　　此前报道：<a href="http://finance.sina.com.cn/1.shtml">第一单落地</a></p>', "第一单落地"),
    "hidden": ('<div style="display:block">　　看得见的字。</div>', "看得见的字"),
    "site-statement": ("<p>　　公司声明：以上传闻均不属实。</p>", "传闻均不属实"),
    "page-tools": ("<p>　　【编者按】近日港口开单。</p>", "编者按"),
    "name-links": ("<p>　　歌手柳若舟<!--wapdump begin-->(艺名小舟)到场。</p>", "艺名小舟"),  # it does not end
    "related-news": ('<blockquote class="reference"><p>　　相关新闻发布会昨日举行。</p></blockquote>', "发布会"),
    "app-box": ('<blockquote class="sfapp"><p>　　应用商店昨日公布榜单。</p></blockquote>', "公布榜单"),
    "paid-research": ('<p class="block_cls">　　付费研报的生意越做越大。</p>', "生意越做越大"),
    "placeholder": ("<p>　　船正在加载货物，请稍候再来。</p>", "加载货物"),
    "pager": ("<p>　　他翻到下一页，读完了那篇 2 千字的报道。</p>", "翻到下一页"),
}

NAMES = sorted({rule.name for rule in NODE_RULES} | {rule.name for rule in LINE_RULES})


def test_every_rule_has_a_case_that_it_removes_and_one_that_it_keeps() -> None:
    assert sorted(REMOVES) == NAMES
    assert sorted(KEEPS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_removes(name: str) -> None:
    markup, gone = REMOVES[name]
    body = (
        markup + FIRST + LAST if name in LEADS else FIRST + LAST + markup if name in TRAILS else FIRST + markup + LAST
    )
    record = article(body)
    assert gone not in record.markdown
    assert FIRST_TEXT in record.text and LAST_TEXT in record.text
    entries = [r for r in record.removed if r.rule == name]
    assert entries, "the ledger names the rule"
    assert name == "code" or any(gone in r.text or any(gone in i for i in r.images) for r in entries)


@pytest.mark.parametrize("name", NAMES)
def test_keeps(name: str) -> None:
    markup, kept = KEEPS[name]
    record = article(markup + FIRST + LAST if name in LEADS else FIRST + markup + LAST)
    assert kept in record.text
    assert name not in {r.rule for r in record.removed if r.text}


@pytest.mark.parametrize("value", ["她在值班室里看完了稿子", "稿子要改！第二天改了", "周慕白，她在值班室里看完了稿子"])
def test_a_paragraph_that_only_begins_like_the_editor_line_stays(value: str) -> None:
    assert article(f"{FIRST}<p>责任编辑：{value}</p>").text.endswith(value)


@pytest.mark.parametrize("hidden", ["hidden", 'hidden=""', 'hidden="until-found"', 'style="DISPLAY:none"'])
def test_what_browsers_do_not_show_goes(hidden: str) -> None:
    record = article(f"{FIRST}<p {hidden}>看不见的字</p>")
    assert record.text == FIRST_TEXT and [r.rule for r in record.removed] == ["hidden"]


@pytest.mark.parametrize("shown", ['hidden style="display:block"', 'aria-hidden="true"', 'class="hidden"'])
def test_what_browsers_show_stays(shown: str) -> None:
    assert article(f"{FIRST}<p {shown}>看得见的字</p>").text == f"{FIRST_TEXT}\n看得见的字"


def test_what_two_marks_of_the_end_delimit_is_removed_once() -> None:
    foot = "<!-- 正文结束 --><p>甲栏</p><!-- 正文 end --><p>乙栏</p>"
    found = article(FIRST + foot)
    assert found.text == FIRST_TEXT and [r.text for r in found.removed] == ["乙栏", "甲栏"]


@pytest.mark.parametrize("label", ["相关阅读：", "更多精彩内容", "【往期回顾】"])
def test_the_label_of_a_list_of_links_goes_with_it(label: str) -> None:
    links = "".join(f'<li><a href="/roll/20050105/{n}.shtml">港口旧闻第{n}条</a></li>' for n in range(3))
    found = article(f"{FIRST}{LAST}<p>{label}</p><ul>{links}</ul>")
    assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert [r.rule for r in found.removed] == ["related-list", "related-list"]
    kept = article(f"{FIRST}<p>相关部门的三份文件：</p><ul><li>甲</li></ul>")
    assert kept.text.split("\n")[1:] == ["相关部门的三份文件：", "甲"]


def link(words: str) -> str:
    return f'<a href="http://finance.sina.com.cn/roll/{len(words)}.shtml">{words}</a>'


HEADLINES = ("临州港新航线开通", "渡口旧物集市重开", "夜市摊位涨价两成")


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<p>　　{link(words)}</p>" for words in HEADLINES),
        "".join(f"<p>{link(words)}(2012-04-19 20:30:07)</p>" for words in HEADLINES),
        "<br>".join(f"{number}、{link(words)}（07/15 09:20）" for number, words in enumerate(HEADLINES)),
        "<br>".join(map(link, HEADLINES)),
        "".join(f"<li>{link(words)}" for words in HEADLINES),
        f"<p>相关阅读：</p><p>{link(HEADLINES[0])}</p>",
        f"<h3>延伸阅读</h3><p>{link('夜市')}</p><p>{link('渡口')}</p>",
        f"<p><b>相关报道：</b><br>{link(HEADLINES[0])}<br>{link(HEADLINES[1])}</p>",
        f"<p>相关报道：</p><p>{link(HEADLINES[0])}</p><p>责任编辑：林知夏</p>",
        f"<p>【相关阅读】{link(HEADLINES[0])}</p>",
        f"<p>　　更多新闻：{link('港口')} {link('夜市')}</p>",
    ],
)
def test_links_to_other_articles_that_end_a_text_go_whatever_holds_them(markup: str) -> None:
    found = article(f"{FIRST}<p>　　{'港口今年新添三条航线。' * 9}</p>{LAST}{markup}")
    assert found.text.split("\n")[2:] == [LAST_TEXT]
    assert {r.rule for r in found.removed} - {"editor-line"} == {"related-list"}


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>三份文件如下：</p><p>{'</p><p>'.join(map(link, HEADLINES))}</p>",
        f"<p>{link(HEADLINES[0])}</p><p>{link(HEADLINES[1])}</p>",  # two, without a label
        f"<h3>参考资料</h3><p>{'</p><p>'.join(map(link, HEADLINES))}</p>",
        f"<p>参考资料</p><p>{'</p><p>'.join(map(link, HEADLINES))}</p>",
        f"<p>相关公司：{link('东澜港')} {link('临州港')}</p><p>推荐股票：</p><p>{link('松州港')}</p>",
        f"<p>相关公告：{link('关于召开股东大会的公告')}</p><p>更多数据见{link('港务局统计公报')}</p>",
        f"<p>（相关报道见{link(HEADLINES[0])}）</p><p>相关部门：{link('港务局')}昨日回应。</p>",
        f"<p>{link('东澜港')}</p><p>{link('临州港')}</p><p>{link('松州港')}</p>",  # names, no headlines
        f"<p>{'</p><p>'.join(map(link, HEADLINES))}</p><p>以上为本周消息。</p>",
        "".join(f'<p><a href="http://example.com/{n}">{words}</a></p>' for n, words in enumerate(HEADLINES)),
    ],
)
def test_links_that_the_newsroom_set_stay(markup: str) -> None:
    found = article(f"{FIRST}<p>　　{'港口今年新添三条航线。' * 9}</p>{LAST}{markup}")
    assert not found.removed and len(found.text.split("\n")) > 4


def test_an_article_of_links_stays() -> None:
    found = article(f"<p>本周的早报。</p><p>{'</p><p>'.join(map(link, HEADLINES))}</p>")
    assert not found.removed


def test_links_that_ended_a_text_are_counted_in_positions() -> None:
    end = "".join(f"<p>{link(words)}</p>" for words in HEADLINES)
    data = page(f"{FIRST}<p>　　{'港口今年新添三条航线。' * 9}</p>{end}<p>责任编辑：林知夏</p>")
    found = extract_with(data, Request(positions=True))
    assert [r.position for r in found.removed] == [(2, 0)] * 4


@pytest.mark.parametrize("line", ["看行情、读研报，尽在新浪财经APP", "更多好文就上新浪财经客户端！"])
def test_a_slogan_of_the_app_before_the_editor_line_is_at_the_edge(line: str) -> None:
    found = article(f"{FIRST}{LAST}<p>{line}</p><p>责任编辑：林知夏</p>")
    assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and found.editor == "林知夏"
    found = article(f"<p>原标题：港口提速</p><p>{line}</p>{FIRST}{LAST}")
    assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and found.original_title == "港口提速"


@pytest.mark.parametrize("line", ["看行情、读研报，尽在新浪财经APP", "更多好文就上新浪财经客户端！"])
def test_a_slogan_of_the_app_without_a_link_goes_from_the_edges(line: str) -> None:
    for body in (f"<p>{line}</p>{FIRST}{LAST}", f"{FIRST}{LAST}<p>　　{line}</p>"):
        found = article(body)
        assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and found.removed[0].text == line
    assert line in article(f"{FIRST}<p>{line}</p>{LAST}").text
    told = "<p>　　他说，行情尽在新浪财经APP，每天都看。</p>"
    assert "每天都看" in article(FIRST + told).text


@pytest.mark.parametrize("line", ["进入【东澜港吧】讨论", "点击进入【股友会】参与讨论"])
def test_a_link_to_the_forum_is_removed_without_its_mark(line: str) -> None:
    record = article(f'{FIRST}<p><a href="http://guba.sina.com.cn/">{line}</a></p>{LAST}')
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]


@pytest.mark.parametrize("markup", PAGERS)
def test_pagers_are_removed_and_said(markup: str) -> None:
    record = article(f"{FIRST}{LAST}<p>{markup}</p>")
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and "further pages" in record.warnings[0]


def test_what_surrounds_a_removed_block_in_mid_sentence_joins_without_a_space() -> None:
    advert = "<!--NEWSZW_HZH_BEGIN--><table><tr><td>凉茶</td></tr></table><!--NEWSZW_HZH_END-->"
    for split in (advert, '<div id="left_hzh_ad">凉茶</div>', '<iframe src="x"></iframe>'):
        record = article(f"<p>　　贷款5{split}00万元已经到账。</p>{LAST}")
        assert record.text.split("\n") == ["贷款500万元已经到账。", LAST_TEXT]


def test_a_photo_in_mid_sentence_does_not_cut_it() -> None:
    photo = '<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg"><span class="img_descr">港口</span></div>'
    record = article(f"<p>　　贷款5{photo}00万元已经到账。</p>{LAST}")
    assert record.text.split("\n") == ["贷款500万元已经到账。", LAST_TEXT]
    assert [(i.url, i.caption) for i in record.images] == [("https://n.sinaimg.cn/a.jpg", "港口")]


def test_bare_text_after_a_photo_is_a_paragraph_of_its_own_when_the_sentence_had_ended() -> None:
    photo = '<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg"></div>'
    record = article(f"{FIRST}{photo}此外还有十家企业试点。{LAST}")
    assert record.text.split("\n") == [FIRST_TEXT, "此外还有十家企业试点。", LAST_TEXT]


@pytest.mark.parametrize("heading", ["一、规模", "（二）船队", "3.航线", "第四章 港口"])
def test_bare_text_after_a_photo_is_no_part_of_a_subheading(heading: str) -> None:
    record = article(f'<p>{heading}</p><p><img src="//n.sinaimg.cn/a.jpg"></p>此外还有十家企业试点。{LAST}')
    assert record.text.split("\n") == [heading, "此外还有十家企业试点。", LAST_TEXT]


@pytest.mark.parametrize(
    "box",
    [
        '<blockquote><p>◎ 航运板块走强，<a class="keyword" href="https://finance.sina.com.cn/a">东澜港</a>涨停。</p></blockquote>',
        '<blockquote><p>编者按：系列之三，前两篇见<a href="https://finance.sina.com.cn/z">专题</a>。</p></blockquote>',
        '<blockquote><p>【导读】一文看懂<a href="https://finance.sina.com.cn/z">新规</a></p></blockquote>',
        '<blockquote><p><a class="keyword" href="https://finance.sina.com.cn/a">东澜港</a>涨停</p></blockquote>',
        '<blockquote><p>港口的货多了。<a href="https://finance.sina.com.cn/z">数据</a>也好看！</p></blockquote>',
    ],
)
def test_a_lead_of_the_newsroom_stays(box: str) -> None:
    record = article(box + FIRST + LAST)
    assert len(record.text.split("\n")) == 3 and not record.removed


@pytest.mark.parametrize(
    "box",
    [
        '<blockquote><p><a href="https://finance.sina.com.cn/a">东澜港昨日涨停</a></p></blockquote>',
        '<blockquote><p>热点：<a href="https://finance.sina.com.cn/a">东澜港涨停</a>'
        '<a href="//finance.sina.com.cn/b">港务局换帅</a></p></blockquote>',
        "<blockquote><p>上新浪财经APP，看全球行情！</p></blockquote>",
    ],
)
def test_a_leading_box_of_links_or_slogans_goes(box: str) -> None:
    assert article(box + FIRST + LAST).text.split("\n") == [FIRST_TEXT, LAST_TEXT]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # the parser ends the first link where the second begins
        (
            '<p>　　歌手<a href="http://a.cn/1">柳若舟<!--wapdump begin-->(<a href="http://a.cn/2">blog</a>)'
            "<!--wapdump end--></a>到场。</p>",
            ["歌手柳若舟到场。"],
        ),
        ("<p>　　前<b>甲<!--wapdump begin-->乙</b>丙<i>丁<!--wapdump end-->戊</i>己。</p>", ["前甲戊己。"]),
        (
            "<p>　　一<!--wapdump begin-->二。</p><p>三<b>四</b></p>五<div><p>六<!--wapdump end-->七。</p></div>",
            ["一", "七。"],
        ),
        (
            "<div><p>　　一<!--wapdump begin-->二。</p></div><ul><li>三</li></ul><!--wapdump end--><p>四。</p>",
            ["一", "四。"],
        ),
    ],
)
def test_markers_that_begin_and_end_in_different_elements(body: str, expected: list[str]) -> None:
    record = article(body + LAST)
    assert record.text.split("\n") == [*expected, LAST_TEXT]
    assert [removal.rule for removal in record.removed] == ["name-links"]


def test_films_set_into_the_text_become_videos() -> None:
    player = (
        '<!-- 播放器 begin --><!-- flash player begin --><span class="contentPlayer"><embed src="http://p.sina.com.cn/x.swf">'
        '<span class="cp_tit"><a href="http://video.sina.com.cn/n/1.shtml">视频：港口开单</a></span>'
        '<span class="cp_from">来源：东澜卫视</span></span><!-- flash player end --><!-- 播放器 end -->'
    )
    preview = (
        '<div class="blk-video"><a href="{0}"><img src="//i1.sinaimg.cn/{1}.jpg"></a>'
        '<div class="blk-v-tit"><a href="{0}">{2}</a></div>'
        '<a href="{0}">播放视频</a></div>'
    )
    first = preview.format("http://video.sina.com.cn/n/1.shtml", "a", "港口开单了")
    second = preview.format("http://video.sina.com.cn/n/2.shtml", "b", "船长访谈")
    record = article(f"<p>　　贷款5{player}00万元已经到账。</p>{first}{second}{LAST}")
    assert record.text.split("\n") == ["贷款500万元已经到账。", LAST_TEXT] and not record.images
    assert [(v.title, v.url, v.poster) for v in record.videos] == [
        ("港口开单", "http://video.sina.com.cn/n/1.shtml", "https://i1.sinaimg.cn/a.jpg"),
        ("船长访谈", "http://video.sina.com.cn/n/2.shtml", "https://i1.sinaimg.cn/b.jpg"),
    ]


@pytest.mark.parametrize(
    "pager",
    [
        "<div class='pagebox'><span>上一页</span><span>1</span><a href='a_2.shtml'>2</a><span>下一页</span></div>",
        "<ul><li><a>上一页</a></li><li>1</li><li><a>2</a></li><li><a>下一页</a></li></ul>",
        "<table><tr><td>首页</td><td>1</td><td>2</td><td>下一页</td><td>尾页</td></tr></table>",
        "<center>第1页 第2页 <a>余下全文</a></center>",
        "<p>共3页 1/3 &lt;上一页 下一页&gt;</p>",
        "<!-- publish_helper_end --><p>[1] [2] [下一页]</p>",
    ],
)
def test_pagers_go_and_are_said(pager: str) -> None:
    record = article(FIRST + LAST + pager)
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert any("further pages" in warning for warning in record.warnings)


OWN = '<meta property="og:url" content="http://finance.sina.com.cn/roll/20080304/1020a.shtml">'


@pytest.mark.parametrize(
    ("head", "outside", "told"),
    [
        (OWN, "<div><b>1</b> <A HREF=1020a_2.shtml>2</A> <a class=n href=1020a_2.shtml><b>下一页</b></a></div>", True),
        (OWN, '<a href="/roll/20080304/1020a.shtml?page=2">下一页&gt;</a>', True),
        ("", "<a href='a_2.shtml'>[下一页]</a>", True),
        (
            OWN,
            "<a href='list_2.shtml'>下一页</a><a href='javascript:next(2)'>下一页</a><a href='http://['>下一页</a>",
            False,
        ),
        (OWN, "<!-- <a href='1020a_2.shtml'>下一页</a> -->", False),
        ("", "<a href='b.shtml'>下一页</a>", False),
    ],
)
def test_pagers_beside_the_body_are_said(head: str, outside: str, told: bool) -> None:
    warnings = article(FIRST, head, outside).warnings
    assert warnings == ("the article has further pages, which are not in this input",) * told


def test_a_pager_on_a_paragraphs_last_line() -> None:
    record = article("<p>　　港口的货多了。<br>[1] [2] <a href='a_2.shtml'>[下一页]</a></p>")
    assert record.text == "港口的货多了。" and [r.rule for r in record.removed] == ["pager"]


def test_an_article_without_a_pager_has_no_further_pages() -> None:
    assert not article(FIRST + "<p>　　第2页写着：下一页见。</p>").warnings


SITE = "https://finance.sina.com.cn/"


@pytest.mark.parametrize(
    "line",
    [
        "声明：港务局昨晚通过新浪微博回应称“已经报警”，并公布三项措施。分析人士认为，此举来得太晚。",
        "郑重声明：船东对新浪财经登载的报道不予认可，保留追责的权利。",
        "新浪声明：董事会昨日收到要约，股东将于下月投票。",
        "原标题：港务局昨日公告称，局长已经离任。记者从知情人士处了解到，此事早有端倪",
        "原标题：船来了！记者了解到，今年还有三艘要来。",
        f'记者在新浪财经APP上看到，截至<a href="{SITE}">收盘</a>东澜港下跌百分之七。',
        f'船东打开新浪财经客户端，看到的是<a href="{SITE}">跌停</a>。',
    ],
)
def test_a_sentence_of_the_newsroom_stays(line: str) -> None:
    for body in (FIRST + LAST + f"<p>{line}</p>", f"<p>{line}</p>" + FIRST + LAST):
        record = article(body)
        assert len(record.text.split("\n")) == 3
        assert not record.removed and record.original_title is None


def test_the_credit_of_a_picture_from_the_app_is_no_promotion() -> None:
    record = article(f'{FIRST}{LAST}<p><img src="//n.sinaimg.cn/a.jpg">图片来源：新浪财经APP</p>')
    assert "图片来源：新浪财经APP" in record.markdown and record.images


@pytest.mark.parametrize(
    "line",
    [
        "声明：新浪网登载此文出于传递更多信息之目的，文中所述仅供参考。",
        "新浪财经声明：此消息系转载自合作媒体，不构成投资建议。",
        "特别声明：以上内容仅代表作者本人，不代表新浪看点的立场。",
        "版权声明：本文版权归新浪财经所有。",
        f'请下载<a href="{SITE}">新浪财经客户端</a>，快讯早知道。',
        f'港口快讯，尽在<a href="{SITE}">新浪财经APP</a>',
    ],
)
def test_what_the_site_says_of_itself_goes(line: str) -> None:
    assert article(f"{FIRST}{LAST}<p>{line}</p>").text.split("\n") == [FIRST_TEXT, LAST_TEXT]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div><div>{QR}扫码下载新浪财经APP</div></div>",
        f'<div class="x"><span>安装新浪财经客户端，快讯早知道→</span><a href="{SITE}">【下载地址】</a></div>',
        "<p>下载新浪财经APP，了解更多资讯</p>",
        f"<div class='qr'>{QR}<p>扫描二维码关注新浪财经官方微信</p></div>",
        f"<div>{QR}<div>快讯不间断，更多福利扫描二维码关注（sinafinance）</div></div>",
        "<p>打开新浪新闻客户端 查看更多精彩图片>></p>",
    ],
)
def test_a_promotion_of_the_app_goes_whatever_holds_it(markup: str) -> None:
    for body in (FIRST + LAST + markup, markup + FIRST + LAST):
        found = article(body)
        assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and not found.images
        assert {r.rule for r in found.removed} == {"app-promotion"}


@pytest.mark.parametrize(
    "markup",
    [
        "<p>下载新浪财经APP，是他每天的第一件事。</p>",
        f"<div>{QR}<p>新浪财经官方微博配发的图片。</p></div>",
        f'<div>下载量<br>新浪财经APP居首<br><a href="{SITE}">榜单</a></div>',
        f'<div><p>沪深两市高开。</p><p>快讯见<a href="{SITE}">新浪财经APP</a>首页。</p></div>',
    ],
)
def test_what_is_said_of_the_app_stays(markup: str) -> None:
    assert not article(FIRST + LAST + markup).removed


@pytest.mark.parametrize("title", ["船来了！港开了？", "“船来了。”船长说", "临州港开港。"])
def test_a_headline_may_end_a_sentence(title: str) -> None:
    assert article(f"{FIRST}{LAST}<p>原标题：{title}</p>").original_title == title


@pytest.mark.parametrize("pair", ["[]", "()", "（）", "【】", "［］"])
def test_a_weibo_link_takes_its_brackets_along(pair: str) -> None:
    link = '<a href="https://weibo.com/1900000001">微博</a>'
    record = article(f"<p>　　柳若舟{pair[0]}{link}{pair[1]}说，今年更好。</p>{LAST}")
    assert record.text.split("\n")[0] == "柳若舟说，今年更好。"
    assert [r.text for r in record.removed] == [f"{pair[0]}微博{pair[1]}"]


def test_brackets_that_hold_more_than_a_weibo_link_stay() -> None:
    record = article(f'<p>　　柳若舟（画家，<a href="https://weibo.com/1">微博</a>）说。</p>{LAST}')
    assert record.text.startswith("柳若舟（画家，微博）说。")
    assert (
        article('<p>　　他发了<a href="https://weibo.com/1">微博</a>，说不卖了。</p>').text == "他发了微博，说不卖了。"
    )
    for card in ("（<a href='//weibo.com/1'>微博</a>）", "<a href='//weibo.com/1'>[微博]</a>"):
        assert article(f"<p>　　柳若舟{card}说。</p>").text == "柳若舟说。"


@pytest.mark.parametrize(
    "link", ['href="javascript:;"', 'href="javascript:void(0)" target="_blank"', "href='JavaScript: void(0);'"]
)
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td><td>3.2</td></tr></table>"]
)
def test_what_a_dead_link_says_stays(link: str, around: str) -> None:
    assert "盐湖股份" in article(FIRST + around.format(f"<a {link}>盐湖股份</a>") + LAST).text
    called = around.format('<a href="javascript:show(\'sh600519\')" onclick="return false">盐湖股份</a>')
    assert ("盐湖股份" in article(FIRST + called + LAST).text) == ("td" in around or "h2" in around)
    assert "全句" in article(f'{FIRST}<p><a href="javascript:;" class="a">这是全句。</a></p>').text


PHOTO = '<div class="img_wrapper"><img src="//n.sinaimg.cn/a.jpg"><span class="img_descr">港口夜景</span></div>'
SLOGAN = f'炒股就看<a href="{SITE}x">金牌研报</a>，权威，专业，助您挖掘潜力！'
SOLD = f'下载<a href="{SITE}mobile/comfinanceweb.shtml?source=a">客户端</a>，行情早知道'
COLUMNS = ("资金流向", "千股千评", "模拟交易", "客户端")
BAR = "<span>热点栏目</span> " + " ".join(f'<a href="{n}">{name}</a>' for n, name in enumerate(COLUMNS))


@pytest.mark.parametrize("around", ["<p>{}</p>", "<blockquote><p>{}</p></blockquote>", "<blockquote>{}</blockquote>"])
@pytest.mark.parametrize("before", ["", "<p>原标题：船来了</p>", '<p><img src="//n.sinaimg.cn/a.jpg"></p>', PHOTO])
def test_a_slogan_goes_from_what_stands_before_the_text(around: str, before: str) -> None:
    record = article(before + around.format(SLOGAN) + FIRST + LAST)
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert record.original_title == ("船来了" if "船来了" in before else None)


@pytest.mark.parametrize("around", ["<p>{}</p>", "<blockquote><p>{}</p></blockquote>"])
def test_what_the_site_sells_goes_from_anywhere(around: str) -> None:
    report = f'炒股就看<a href="{SITE}stock/reportch/a.shtml">金牌研报</a>，专业！'
    for sold in (SOLD, report):
        record = article(FIRST + around.format(sold) + LAST)
        assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
        assert [r.rule for r in record.removed] == ["app-promotion"]


@pytest.mark.parametrize(
    "line",
    [
        f'他炒股就看<a href="{SITE}x">金牌研报</a>。结果赔了。',
        f'<a href="{SITE}stock/reportch/a.shtml">金牌研报</a>称，明年还会更好',
        f'他在<a href="{SITE}mobile/comfinanceweb.shtml">客户端</a>的页面上看到了行情。',
        f'<a href="{SITE}stock/reportch/2020-07-09/doc-ii1.shtml">东澜港的研报全文</a>',
        f'本报记者 <a href="{SITE}blog/1">柳若舟</a> 临州报道',
        f'编者按：炒股就看<a href="{SITE}x">研报</a>的人越来越多！',
        f'<a class="keyword" href="{SITE}a">东澜港</a>涨停！',
    ],
)
def test_a_paragraph_that_speaks_of_what_is_sold_stays(line: str) -> None:
    for body in (f"<p>{line}</p>" + FIRST, FIRST + f"<p>{line}</p>" + LAST):
        assert not [r for r in article(body).removed if r.text]


@pytest.mark.parametrize("bar", [f"<p>{BAR}</p>", f"<div>{BAR}</div>", f"<table><tr><td>{BAR}</td></tr></table>"])
def test_the_bar_of_columns_goes_whatever_holds_it(bar: str) -> None:
    for body in (bar + FIRST + LAST, FIRST + bar + LAST, f"<p>{BAR}<br>{FIRST_TEXT}</p>" + LAST):
        record = article(body)
        assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
        assert [r.rule for r in record.removed] == ["quote-chart"]


@pytest.mark.parametrize(
    "line",
    [
        "热点栏目改版，资金流向和千股千评移到首页。",
        "热点栏目 资金流向",
        "【一季度】【二季度】",
        "【行业评论】【公司观点】",
        "【推荐】【买入】",
        "【分享】【干货】",
        "新浪集团声明：将起诉转载该文、侵犯版权的网站。",
        "新浪声明：将起诉侵犯其版权的公司。",
        "图片加载",
        "（声明：本公司与涉案船东无关。）",
        "【声明】船东昨日称，新闻与事实不符。",
        "阅读全文，才知道船去了哪里",
        "打开信封阅读全文",
        "打开APP阅读全文要付两元",
    ],
)
def test_a_line_that_only_looks_like_the_sites_stays(line: str) -> None:
    assert line in article(f"{FIRST}<p>{line}</p>{LAST}").text.split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "新浪声明：所载文章仅供参考，风险自负。",
        "【字体：大 中 小】【关闭窗口】",
        "加载中，请稍候…",
        "打开APP阅读全文",
        "打开客户端，查看全文 >>",
    ],
)
def test_a_line_of_the_site_goes(line: str) -> None:
    assert article(f"{FIRST}{LAST}<p>{line}</p>").text.split("\n") == [FIRST_TEXT, LAST_TEXT]


def test_a_body_that_had_not_loaded_is_no_article() -> None:
    with pytest.raises(EmptyBody, match="before it had loaded"):
        article("<div>正在加载...</div>")


@pytest.mark.parametrize(
    "offer",
    [
        f'<a href="{SITE}a">炒股先开户，福利送给你&gt;&gt;</a>',
        f'船东都来<a href="{SITE}a">超话</a>聊，福利送给你<a href="{SITE}b">[点击进入]</a>',
    ],
)
def test_a_link_that_ends_in_an_arrow_leads_away(offer: str) -> None:
    assert article(f"<p>{offer}</p>{FIRST}{LAST}").text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert "福利送给你" in article(f"{FIRST}<p>{offer}</p>{LAST}").text


def test_a_paragraph_that_is_a_link_to_what_is_sold_goes() -> None:
    offer = f'<p><a href="{SITE}futures/kaihu/">期货开户 安全快捷有保障</a></p>'
    assert article(FIRST + offer + LAST).text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    said = f'<p>　　<a href="{SITE}futures/kaihu/">开户</a>的人多了一倍，营业部加了两张桌子</p>'
    assert "两张桌子" in article(FIRST + said + LAST).text


def test_figures_whose_element_is_not_closed_take_no_sentence_along() -> None:
    stock = '<p>　　<span id="stock_sh609955">东澜港</span><span id="quote_sh609955">(12.30, 0.15, 1.23%)'
    assert article(stock + "昨日上涨，船东高兴。</p>" + LAST).text.startswith("东澜港(12.30, 0.15, 1.23%)昨日上涨")
    assert article(stock + "</span>昨日上涨，船东高兴。</p>" + LAST).text.startswith("东澜港昨日上涨")


def test_what_is_said_where_no_sound_is_heard_goes() -> None:
    record = article(f'{FIRST}<audio controls src="a.mp3">浏览器听不了</audio>{LAST}')
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and [r.rule for r in record.removed] == ["video-player"]


LINKS = "<ul>" + "".join(f'<li><a href="{SITE}{n}.pdf">附件之{n}</a></li>' for n in "一二三") + "</ul>"


def test_a_list_that_the_newsroom_announces_stays() -> None:
    announced = article(f"{FIRST}<p>港务局昨日公布的三份文件如下：</p>{LINKS}")
    assert announced.text.endswith("附件之三") and not announced.removed
    for before in (LAST, "<p>相关阅读：</p>", "<p>更多文章：</p>"):
        assert "附件之三" not in article(FIRST + before + LINKS).text


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("海量资讯、精准解读，尽在新浪财经APP", "app-promotion"),
        ("登录新浪财经APP 搜索【信披】查看更多考评等级", "app-promotion"),
        ("更多精彩，请关注新浪财经微信公众号", "app-promotion"),
        ("专题：聚焦港口财报季", "special-topic"),
    ],
)
def test_what_goes_from_the_edges_goes_from_a_quotation_there_too(line: str, rule: str) -> None:
    for markup in (f"<p>　　{line}</p>", f"<blockquote><p>{line}</p></blockquote>"):
        for body in (markup + FIRST + LAST, FIRST + LAST + markup, FIRST + LAST + markup + "<p>责任编辑：甲乙</p>"):
            found = article(body)
            assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
            assert found.removed[0].rule in (rule, "leading-promotion")
        assert not article(FIRST + markup + LAST).removed


def test_a_quotation_of_the_newsroom_stays() -> None:
    for words in (
        "专题：渡口的一天，从凌晨四点说起",
        "“专题：”这个栏目停办了。",
        "我们关注新浪财经微博上的每一条评论，也回复。",
        "他说：“港口会好的。”",
    ):
        assert not article(f"{FIRST}<blockquote><p>{words}</p></blockquote>{LAST}").removed


@pytest.mark.parametrize("line", ["点击进入港口提速专题", "请点击此处查看“港口提速”专题>>"])
def test_a_link_to_a_special_topic_goes_without_its_mark(line: str) -> None:
    assert article(f"{FIRST}<p>{line}</p>{LAST}").removed[0].rule == "special-topic"
    told = "读者可点击进入港口专题，查看全部图表。"
    assert told in article(f"{FIRST}<p>{told}</p>").text


def test_what_a_blogger_quotes_before_the_text_is_no_promotion() -> None:
    quoted = '<blockquote>引用 渡口听雨 的 <a href="http://blog.sina.com.cn/s/blog_1.html">老街裁缝</a></blockquote>'
    assert article(quoted + FIRST).text.startswith("引用 渡口听雨 的 老街裁缝")


@pytest.mark.parametrize("line", ["分享到：微博 微信 QQ空间", "分享到：", "分享至：新浪微博 | 朋友圈 | 更多"])
def test_the_sites_row_of_places_to_share_goes(line: str) -> None:
    found = article(f"{FIRST}{LAST}<div><span>{line}</span></div>")
    assert found.text.split("\n") == [FIRST_TEXT, LAST_TEXT] and found.removed[0].rule == "page-tools"
    kept = "他把照片分享到微博和朋友圈。"
    assert kept in article(f"{FIRST}<p>{kept}</p>").text


@pytest.mark.parametrize("mark", ['class="diff"', 'style="text-decoration:none"', ""])
def test_text_that_was_put_in_stays(mark: str) -> None:
    found = article(f"<p>　　票价由<del>20</del><ins {mark}>18</ins>元起。</p>{LAST}")
    assert found.text.startswith("票价由2018元起。") and not found.removed


@pytest.mark.parametrize(
    "mark", ['class="sinaads sinaads-done"', 'class="adsbygoogle"', 'style="width:300px;display:block"']
)
def test_text_that_an_advert_put_in_goes(mark: str) -> None:
    assert article(f"{FIRST}<ins {mark}>凉茶特惠</ins>{LAST}").removed[0].rule == "advert"
