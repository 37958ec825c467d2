"""Breadcrumbs, channels, videos and titles in the forms that single families have them."""

from __future__ import annotations

import pytest

from sinaextract import Article, NotAnArticle, extract
from tests.pages import FIRST, FIRST_TEXT, article, page

PLACEHOLDER = '<div class="video-2017"></div>'
LIST = '<!--mce-plugin-videoList2[{"videos":[{"title":"渡轮首航","url":"https://video.sina.com.cn/a.mp4"}]}]mce-plugin-videoList2-->'


def old_page(trail: str) -> tuple[str, ...]:
    html = f"""<html><head><title>渡口办起旧物集市_新闻_新浪网</title></head><body>{trail}
<h1 id="artibodyTitle">渡口办起旧物集市</h1><div class="artInfo"><span id="pub_date">2008年08月14日18:07</span></div>
<div id="artibody"><p>集市开张三天。</p></div></body></html>"""
    return extract(html.encode()).channel


@pytest.mark.parametrize(
    ("trail", "channel"),
    [
        ('<div class="bread">影音</div>', ("影音",)),
        ('<div class="bread"> 影音 &gt; 电影 &gt; 正文</div>', ("影音", "电影")),
        ('<div class="bread">影音 <!--<span>&gt;</span>正文--></div>', ("影音",)),
        ('<div class="bread"><a href="/a">影音</a> &gt; 正文</div>', ("影音",)),
        ('<p id="lo_links"><p id="lo_links"><a href="/a">国内</a> &gt; <a href="/b">地方</a></p>', ("国内", "地方")),
        ('<p id="lo_links"><div id="lo_links"><a href="/a">国内</a></div>', ("国内",)),
        (f'<div class="bread">{"这一行不是面包屑而是一句很长的话" * 4}</div>', ()),
        ("", ()),
    ],
)
def test_breadcrumbs(trail: str, channel: tuple[str, ...]) -> None:
    assert old_page(trail) == channel


def video_page(trails: str, text: str = "渡轮首航，运件一千二。", script: str = "") -> bytes:
    return f"""<html><head><title>渡轮首航_新浪视频</title>{script}</head><body>
<div class="Vd_titBox"><h2>渡轮首航</h2></div>
<div class="vd_vedioinfo"><div class="vedioinfo_inner">
<em task="oldinfor" style="display:none;"><p>{text}</p></em>{trails}
</div></div></body></html>""".encode()


ALBUM = '<p class="channel"><span>所属专辑：</span><a href="/z">海事</a></p>'
CHANNEL = '<p class="channel"><span>频道：</span><a href="/a">财经</a> / <a href="/b">航运</a></p>'


@pytest.mark.parametrize(
    ("trails", "channel"),
    [
        (CHANNEL, ("财经", "航运")),
        (ALBUM + CHANNEL, ("财经", "航运")),
        (CHANNEL + ALBUM, ("财经", "航运")),
        (ALBUM, ()),
        (CHANNEL.replace("<span>频道：</span>", ""), ("财经", "航运")),
    ],
)
def test_the_channel_of_a_video_page_is_not_its_album(trails: str, channel: tuple[str, ...]) -> None:
    assert extract(video_page(trails)).channel == channel


@pytest.mark.parametrize("text", ["渡轮首航", " 渡轮 首航 ", "视频：渡轮首航"])
def test_a_page_that_is_only_a_title_is_refused(text: str) -> None:
    with pytest.raises(NotAnArticle, match="nothing but its title"):
        extract(video_page(CHANNEL, text))


def test_a_finance_page_that_is_only_a_title_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="nothing but its title"):
        article("<p>临州港跨境结算提速</p>")


@pytest.mark.parametrize(
    "notice",
    [
        "该博文已被加密，请输入密码：",
        "该文章已被删除",
        "页面没有找到 5秒钟之后将会带您进入新浪首页!",
        "对不起，您所访问的页面不存在或者已删除！",
        "抱歉，该内容已下线",
        "该文章暂时无法访问",
        "内容正在审核中",
        "系统繁忙，请稍后再试",
        "您的访问过于频繁，请稍后再试",
        "请输入验证码",
    ],
)
def test_what_says_only_that_there_is_no_article_is_refused(notice: str) -> None:
    with pytest.raises(NotAnArticle, match="page that only says"):
        article(f"<p>{notice}</p>")
    assert article(f"<p>{notice}</p>{FIRST}").text


@pytest.mark.parametrize(
    "text",
    [
        "澜江县政府网站一页面被删除，县里昨晚回应。",
        "东澜港公告，内容审核系统今日上线。",
        "新闻发布会不公开直播，文字稿明日登出。",
        "网络主播今起须持证上岗。",
        "潮声视频已下架。",
    ],
)
def test_a_short_item_is_an_article(text: str) -> None:
    assert article(f"<p>　　{text}</p>").text == text


def test_a_title_with_a_picture_is_an_article() -> None:
    assert article('<p>临州港跨境结算提速</p><p><img src="https://n.sinaimg.cn/a.jpg"></p>').images


def test_a_title_with_a_player_is_an_article() -> None:
    script = "<script>$SCOPE['video'] = {\n title:'渡轮首航', pic:'http://p2.v.iask.com/a.jpg'\n}</script>"
    assert extract(video_page(CHANNEL, "渡轮首航", script)).videos


@pytest.mark.parametrize(
    ("body", "videos", "lost"),
    [
        (PLACEHOLDER + LIST, 1, 0),
        (PLACEHOLDER, 0, 1),
        (PLACEHOLDER * 2 + LIST, 1, 1),
        ('<div class="artical-player-wrap"></div>', 0, 1),
        ('<video src="https://v.sina.com.cn/a.mp4" poster="//n.sinaimg.cn/a.jpg"></video>', 1, 0),
        ('<video><source src="https://v.sina.com.cn/a.mp4"></video>', 1, 0),
        ("<video></video>", 0, 1),
        ('<iframe src="//video.sina.com.cn/share/video/252.swf"></iframe>', 1, 0),
        (PLACEHOLDER + '<iframe data-x=1 src="//a.cn/player.html"></iframe>' + LIST, 1, 1),
        ('<iframe src="//a.cn/x.html"></iframe>', 0, 0),
    ],
)
def test_each_placeholder_is_a_video_or_a_warning(body: str, videos: int, lost: int) -> None:
    found = article(FIRST + body)
    assert (found.text, len(found.videos), len(found.warnings)) == (FIRST_TEXT, videos, lost)


ADDRESS = "https://finance.sina.com.cn/roll/2021-03-05/doc-ikpvxzn0417551.shtml"


@pytest.mark.parametrize(
    ("start", "head"),
    [
        (f"<!-- Saved from {ADDRESS} at 2021-03-06T01:00:00Z using monolith v2.8.1 -->\n", ""),
        (f"<!-- Page saved with SingleFile \n url: {ADDRESS} \n saved date: Fri Mar 05 2021 -->", ""),
        (f"<!-- saved from url=(0067){ADDRESS} -->\n", ""),
        (f"<!-- Mirrored from {ADDRESS[8:]} by HTTrack Website Copier/3.x [XR&CO'2014] -->", ""),
        (f'<html data-scrapbook-source="{ADDRESS}" data-scrapbook-create="20210306010000000">', ""),
        ("", f'<meta name="savepage-url" content="{ADDRESS}">'),
        ("", f'<base href="{ADDRESS}">'),
        ("", f"<base href='{ADDRESS}?from=wap' target=_blank>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_the_address_that_the_way_of_saving_states(start: str, head: str, encoding: str) -> None:
    html = page(FIRST, head).decode().replace("<!DOCTYPE html><html>", start if "<html" in start else f"{start}<html>")
    found = extract(html.encode(encoding))
    assert (found.url or "").replace("http://", "https://") == ADDRESS
    assert found.text == FIRST_TEXT


@pytest.mark.parametrize(
    "head", ['<base href="https://finance.sina.com.cn/">', '<base target="_blank">', '<base href="/roll/a.shtml">']
)
def test_a_base_that_names_no_page(head: str) -> None:
    assert article(FIRST, head).url is None


def test_what_the_page_says_goes_before_how_it_was_saved() -> None:
    head = '<meta property="og:url" content="https://finance.sina.com.cn/a/b.shtml"><base href="https://cdn.example.com/c.html">'
    assert article(FIRST, head).url == "https://finance.sina.com.cn/a/b.shtml"


@pytest.mark.parametrize(
    ("title", "is_article"), [("渡口开集_新浪财经", True), ("渡口开集", True), ("渡口开集日记_博客", False)]
)
def test_a_short_headline_is_told_by_the_end_of_its_words(title: str, is_article: bool) -> None:
    html = f"""<html><head><title>{title}</title></head><body><h1>渡口开集</h1>
<p>http://www.sina.com.cn 2006年08月14日18:07 东澜日报</p><div id="artibody">{FIRST}</div></body></html>""".encode()
    if is_article:
        assert extract(html).title == "渡口开集"
    else:
        with pytest.raises(NotAnArticle):
            extract(html)


@pytest.mark.parametrize("between", ["", "<!-- 间隔 -->" * 800], ids=["whole", "in part"])
def test_what_stands_behind_the_body_is_no_header(between: str) -> None:
    page = f"""<html><head><meta charset="utf-8"><title>码头</title></head><body>
    <h1 id="artibodyTitle">码头昨日开始试运行</h1>
    <div id="artibody"><p>渡口镇的新码头昨日开始试运行，首日有四十条船停靠。</p></div>{between}
    <div class="more"><h1 id="main_title">另一篇</h1><span class="time-source">2019年03月04日 10:20 邻港日报</span>
    <div class="bread"><a href="/">别的栏目</a></div></div></body></html>"""
    article = extract(page.encode())
    assert (article.title, article.date, article.source, article.channel) == ("码头昨日开始试运行", None, None, ())


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("存量升至10<sup>8</sup>吨", "存量升至10⁸吨"),
        ("每<i>m<sup>2</sup></i>减排CO<sub>2</sub>", "每m²减排CO₂"),
        ("<sup>注1</sup>渡口", "注¹渡口"),
        ("渡<wbr>口<b>重</b>开&amp;改道", "渡口重开&改道"),
    ],
)
def test_titles_keep_their_numbers(markup: str, title: str) -> None:
    data = page(FIRST).decode().replace("临州港跨境结算提速</h1>", markup + "</h1>")
    assert extract(data.encode()).title == title


def test_a_headline_behind_the_body_is_of_another_article() -> None:
    own = """<h1 id="artibodyTitle">冷柜进村记</h1>
<div class="artInfo"><span id="pub_date">2014年03月05日10:21</span></div>
<div id="artibody"><p>　　松州城西的冷柜今年添了三百台。</p></div>"""
    other = '<div class="news"><h1 class="main-title">渡口的账</h1><p>　　船票涨了。</p></div>'
    found = extract(f"<html><head><meta charset='utf-8'></head><body>{own}{other}</body></html>".encode())
    assert (found.template, found.title) == ("artibody-title", "冷柜进村记")
    assert (found.text, found.date) == ("松州城西的冷柜今年添了三百台。", "2014-03-05T10:21:00+08:00")


def test_a_headline_behind_its_body_counts_where_no_other_does() -> None:
    body = '<div class="article" id="article"><p>　　船票涨了，渡工多领了两百元。</p></div>'
    head = "<meta charset='utf-8'><title>渡口的账_新浪网</title><meta property='og:title' content='渡口的账'>"
    page = f'<html><head>{head}</head><body>{body}<h1 class="main-title">渡口的账</h1></body></html>'
    assert extract(page.encode()).text == "船票涨了，渡工多领了两百元。"


def table_page(title: str, beside: str) -> Article:
    """A page of 2004 that shows ``beside`` below the headline."""
    return extract(
        f"""<html><head><title>渡口办起旧物集市_财经_新浪网</title></head><body><table>
<tr><th class=f24>{title}</th></tr><tr><td align=center>{beside}</td></tr>
<tr><td class=l17><p>集市开张三天，卖出旧物一千二百件。</p></td></tr></table></body></html>""".encode()
    )


DAY = "http://finance.sina.com.cn 2004年07月16日 08:47"


@pytest.mark.parametrize(
    "beside",
    [
        f"{DAY} <font color=#A20010>东澜财讯</font>",
        f"<font size=2>{DAY} <font color=#A20010>东澜财讯</font></font>",
        f"<font color=#000000>作者：林知夏</font> {DAY} <font color=#A20010>东澜财讯</font>",
        f"{DAY} 东澜财讯",
        f"{DAY} <font color=#A20010>东澜财讯</font> <font color=#000000>记者 林知夏</font>",
        f"{DAY} <font></font><font color=#A20010>东澜财讯</font>",
    ],
)
def test_the_medium_beside_a_date_of_2004_whatever_font_it_has(beside: str) -> None:
    assert table_page("渡口办起旧物集市", beside).source == "东澜财讯"


def test_a_date_of_2004_without_a_medium_credits_none() -> None:
    assert table_page("渡口办起旧物集市", DAY).source is None


def test_two_lines_of_a_headline_are_not_run_together() -> None:
    assert table_page("渡口办起<br>旧物集市", DAY).title == "渡口办起 旧物集市"
    assert table_page("渡口办起<br>产值 10<sup>8</sup> 元", DAY).title == "渡口办起 产值 10⁸ 元"


def bulletin_title(heading: str) -> str | None:
    return extract(
        f"""<html><head><title>公告_新浪财经</title></head><body><table id="allbulletin">
<thead><tr><th>{heading}</th></tr></thead><tr><td class="graybgH2">公告日期:2021-03-05</td></tr>
<tr><td><div id="content">公司董事会审议通过修订章程的议案。</div></td></tr></table></body></html>""".encode()
    ).title


@pytest.mark.parametrize(
    "heading",
    [
        '恒屿科技：修订章程&nbsp;<font size="2"><a href="http://file.finance.sina.com.cn/1.PDF">下载公告PDF</a></font>',
        '<b>恒屿科技：修订章程</b> <a href="/1.pdf">下载</a>',
        '<a href="/realstock/company/sz309718/nc.shtml">恒屿科技</a>：修订章程',
    ],
)
def test_an_announcements_headline_whatever_it_is_set_in(heading: str) -> None:
    assert bulletin_title(heading) == "恒屿科技：修订章程"


@pytest.mark.parametrize(
    ("credit", "source"),
    [
        ("<span>来源：海岬视讯</span> <span>上传者：<a href='/u/1'>海岬小编</a></span>", ("海岬视讯", None)),
        ("<span>来源：<a href='http://hj.example/'>海岬视讯</a></span> <span>上传者：<a href='/u/1'>小编</a></span>",
         ("海岬视讯", "http://hj.example/")),
        ("<span>上传者：<a href='/u/1'>海岬小编</a></span>", (None, None)),
    ],
)  # fmt: skip
def test_who_uploaded_a_film_is_not_its_medium(credit: str, source: tuple[str | None, str | None]) -> None:
    found = extract(video_page(f'<p class="from"><span>发布时间：<em>2013年11月18日09:45</em></span> {credit}</p>'))
    assert (found.source, found.source_url) == source


def test_what_a_video_page_shows_of_its_text_is_no_other_body() -> None:
    shown = '<p class="intro"><span>简介：</span><em task="infor" class="vdiCont">渡轮首航，运件一…</em></p>'
    assert not extract(video_page(shown, text="渡轮首航，运件一千二百件，比走公路早到四小时。")).warnings
    alone = video_page(shown).decode().replace('task="oldinfor"', "")
    assert extract(alone.encode()).text == "渡轮首航，运件一…"


def test_what_a_script_writes_with_backslashes() -> None:
    written = r"title:'\u6e21轮\'首航\'', pic:'http:\/\/p2.v.iask.com\/1.jpg'"
    script = f"<script>$SCOPE['video'] = {{{written}\n}};</script>"
    video = extract(video_page("", script=script)).videos[0]
    assert (video.title, video.poster) == ("渡轮'首航'", "http://p2.v.iask.com/1.jpg")


@pytest.mark.parametrize(
    ("medium", "source"),
    [
        (
            '<span id="media_name"></span> <span id="art_source"><a href="http://d.example/">东澜日报</a></span>',
            "东澜日报",
        ),
        ('<span id="art_source"><a href="http://www.sina.com.cn">http://www.sina.com.cn</a></span>', None),
        ('<span id="art_source">新浪财经</span> <span id="media_name">东澜日报</span>', "东澜日报"),
    ],
)
def test_the_source_of_2009_where_the_medium_is_empty(medium: str, source: str | None) -> None:
    html = f"""<html><head><title>渡口办起旧物集市_新闻_新浪网</title></head><body>
<h1 id="artibodyTitle">渡口办起旧物集市</h1>
<div class="artInfo"><span id="pub_date">2009年08月14日18:07</span> {medium}</div>
<div id="artibody"><p>集市开张三天。</p></div></body></html>"""
    assert extract(html.encode()).source == source


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<meta property="og:url" content="http://finance.sina.com.cn/">', None),
        (
            '<meta property="og:url" content="http://finance.sina.com.cn">'
            '<link rel="canonical" href="https://finance.sina.com.cn/a/doc-ikpvxzn0417552.shtml">',
            "https://finance.sina.com.cn/a/doc-ikpvxzn0417552.shtml",
        ),
        (
            '<link rel="canonical" href="https://cj.sina.com.cn/articles/view/1/2?from=finance&autocallup=no&isfromsina=no&a=1">',
            "https://cj.sina.com.cn/articles/view/1/2?a=1",
        ),
    ],
)
def test_an_address_that_names_the_site_alone_is_no_pages(head: str, url: str | None) -> None:
    assert article(FIRST, head).url == url


def album(entries: str) -> Article:
    return extract(
        f"""<html><head><title>渡口一日_新浪财经</title></head><body><h1 id="SI_Title">渡口一日</h1>
<div class="swpt-intro"><p>渡口天亮前就开了。</p></div><div id="eData">{entries}</div></body></html>""".encode()
    )


def entry(name: str, caption: str) -> str:
    picture = "<dd>http://www.sinaimg.cn/dy/9_img/33871_1204431.jpg</dd><dd></dd><dd></dd><dd>2016年09月23日 09:36</dd>"
    return f"<dl><dt>{name}</dt>{picture}<dd>{caption}</dd><dd>1204431</dd></dl>"


@pytest.mark.parametrize(
    ("name", "caption", "shown"),
    [
        ("检票", "船工剪票。", "船工剪票。"),
        ("渡口一日", "船工剪票。", "船工剪票。"),
        ("", "船工剪票。<br>柳若舟 摄", "船工剪票。 柳若舟 摄"),
        ("", "日运10<sup>3</sup>人<b>次</b>。", "日运10³人次。"),
        ("检票", "", "检票"),
        ("渡口一日", "", ""),
    ],
)
def test_captions_of_an_album(name: str, caption: str, shown: str) -> None:
    found = album(entry(name, caption))
    assert [image.caption for image in found.images] == [shown] and found.text == "渡口天亮前就开了。"
