"""Pictures: the address wherever it stands, placeholders, emoticons, and warnings of what is lost."""

from __future__ import annotations

import pytest

from sinaextract.extraction.balance import balance_of
from sinaextract.extraction.picture_markup import is_placeholder
from sinaextract.extraction.pipeline import Request, extract_with

from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, article, page

REAL = "//n.sinaimg.cn/news/w640h360/20210305/harbour-4417.jpg"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="{PIXEL}" data-lazy="{REAL}">',
        f'<img src="//n.sinaimg.cn/default/loading_32.gif" data-actualsrc="{REAL}">',
        f'<img src="/images/lazyload-placeholder.png" file="https:{REAL}" alt="港口">',
        f'<img src="http://simg.sinajs.cn/sg_trans.gif" _src="{REAL}?v=1">',
        f'<img width="1" height="1" src="http://a.cn/x.gif" data-original="{REAL}">',
        f'<img src="//n.sinaimg.cn/home/1x1.png" data-lazy-img="{REAL}">',
        f'<img src="data:image/jpeg;base64,/9j/4AAQ" data-savepage-src="https:{REAL}">',
        f'<img srcset="//n.sinaimg.cn/news/small.jpg 320w, {REAL} 640w">',
        f'<img src="{PIXEL}" data-srcset="{REAL} 2x, //n.sinaimg.cn/news/small.jpg">',
        f'<picture><source srcset="{REAL}" type="image/webp"><img src="{PIXEL}"></picture>',
        f'<picture><source media="(max-width: 9px)" data-srcset="{REAL}"><img alt="港口"></picture>',
        f'<img src="{PIXEL}"><noscript><img src="{REAL}"></noscript>',
        f'<noscript><img src="{REAL}"></noscript><img src="{PIXEL}">',
        f'<img data-src="{REAL}"><noscript><img src="{REAL}"></noscript>',
        f'<a><img src="{PIXEL}"></a><noscript>无脚本<img src="{REAL}">文字</noscript>',
        f'<noscript><img src="{REAL}"></noscript>',
        f'<img src="{PIXEL}"><noscript>&lt;img alt="a" src="{REAL}"/&gt;</noscript>',
        f"<noscript>&lt;img src={REAL} /&gt;</noscript>",
        f'<image src="{REAL}">',
        f'<amp-img src="{REAL}" width="640" height="360"></amp-img>',
        f'<input type="image" src="{REAL}">',
        f'<span style="width:640px; background-image: url({REAL})"></span>',
        f'<ul><li style="background-image: url({REAL})"></li></ul>',
        f'<blockquote style="background-image: url({REAL})"></blockquote>',
        f"""<div style="background:#fff url('{REAL}') no-repeat center"><!-- 港口 --> </div>""",
    ],
)
def test_the_address_wherever_it_stands(markup: str) -> None:
    record = article(f"{FIRST}<p>{markup}</p>{LAST}")
    assert [image.url.partition("?")[0] for image in record.images] == ["https:" + REAL]
    assert not record.warnings


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://i1.sinaimg.cn/c.gif">',
        '<img src="//a.cn/images/blank.gif">',
        '<img src="//a.cn/count.php?id=1" width="1" height="1">',
        '<noscript><img src="//a.cn/count.gif" width="1" height="1"></noscript>',
        '<noscript><img src="//a.cn/count?id=1"></noscript>',
        '<span style="background: url(//a.cn/line.gif) repeat-x"></span>',
        '<span style="background-image: url(//a.cn/images/blank.gif)"></span>',
        '<img src="//i1.sinaimg.cn/c.gif" style="background: url(//a.cn/turning.gif)">',
    ],
)
def test_spacers_and_counters_are_no_pictures(markup: str) -> None:
    record = article(f"{FIRST}<p>{markup}</p>{LAST}")
    assert not record.images and not record.warnings


@pytest.mark.parametrize(
    ("markup", "warning"),
    [
        ("<img>", "1 picture without an address"),
        ('<img src=""><img alt="港口">', "2 pictures without an address"),
        ('<img src="//n.sinaimg.cn/default/loading.gif">', "1 picture without an address"),
        (f'<img class="lazy" src="{PIXEL}">', "1 picture without an address"),
        ('<img data-link="https://finance.sina.com.cn/a.shtml">', "1 picture without an address"),
        ('<img src="data:image/png;base64,iVBORw0KGgo=">', "1 picture saved within the page"),
        (f'<b style="background: url({REAL})">夜色</b>', "1 picture behind text"),
        (
            f'<table><tr><td style="background: url({REAL})">甲<td>乙<tr><td>丙<td>丁</table>',
            "1 picture behind text",
        ),
    ],
)
def test_what_is_lost_is_said(markup: str, warning: str) -> None:
    record = article(f"{FIRST}<p>{markup}</p>{LAST}")
    assert not record.images
    assert any(warning in text for text in record.warnings)


@pytest.mark.parametrize("attribute", ["data-lazy-src", "data-real", "original-src", "data-echo", "data-img-src"])
def test_what_a_lazy_loading_script_will_show_goes_before_what_stands_there_till_then(attribute: str) -> None:
    record = article(f'{FIRST}<p><img src="//n.sinaimg.cn/common/default_7.png" {attribute}="{REAL}"></p>')
    assert [image.url for image in record.images] == ["https:" + REAL]


def test_names_of_real_files_are_no_placeholders() -> None:
    for name in ("c1.jpg", "20210304c.jpg", "grey-20210304.jpg", "loading-dock.jpg", "a.jpg", "1-1204.gif", "c.jpg"):
        assert not is_placeholder(f"https://n.sinaimg.cn/{name}"), name


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<img src="//h5.sinaimg.cn/m/emoticon/icon/d_x.png" alt="[偷笑]" style="width:1em">', "[偷笑]"),
        ('<img src="http://www.sinaimg.cn/uc/blog/misc/gif/E_1.gif" title="[鼓掌]" type="face">', "[鼓掌]"),
        ('<img src="//img.t.sinajs.cn/t4/appstyle/expression/ext/normal/a.gif" alt="哈哈">', "哈哈"),
        ('<img src="//a.cn/svg/1f604.svg" alt="😄">', "😄"),
        ('<img src="http://www.sinaimg.cn/uc/myshow/blog/misc/gif/E___6.gif" title="飘过" alt="">', "飘过"),
    ],
)
def test_an_emoticon_is_its_name(markup: str, name: str) -> None:
    record = article(f"{FIRST}<p>　　网友留言{markup}三连。</p>")
    assert record.text.split("\n") == [FIRST_TEXT, f"网友留言{name}三连。"] and not record.images


def test_an_emoticon_of_a_blog_is_its_name_unless_that_is_the_headline() -> None:
    lazy = (
        '<img src="//simg.sinajs.cn/sg_trans.gif" title="{}"'
        ' real_src="//www.sinaimg.cn/uc/myshow/blog/misc/gif/E_1.gif">'
    )
    assert article(f"<p>　　真的好{lazy.format('强')}啊。</p>{LAST}").text.startswith("真的好强啊。")
    assert article(f"<p>　　真的好{lazy.format('临州港跨境结算提速')}啊。</p>{LAST}").text.startswith("真的好啊。")


@pytest.mark.parametrize("alt", ["[图]", "[组图]", "港口", "", "[图：港口夜景]"])
def test_a_picture_with_an_alt_text_is_a_picture(alt: str) -> None:
    record = article(f'{FIRST}<p><img src="{REAL}" alt="{alt}"></p>')
    assert len(record.images) == 1 and record.text == FIRST_TEXT


INNER = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    "markup",
    [
        f'<div class="img_wrapper"><img src="{INNER}" alt=""><span class="img_descr">渡轮靠岸</span></div>',
        f'<figure><img src="{INNER}"><figcaption>渡轮靠岸</figcaption></figure>',
        f'<center><img src="{INNER}"></center><center>渡轮靠岸</center>',
        f'<div class="img_wrapper"><img src="{INNER}" alt="渡轮靠岸，旅客下船"></div>',
        f'<blockquote><figure><img src="{INNER}"><figcaption>渡轮靠岸</figcaption></figure></blockquote>',
        f'<table><tr><td><img src="{INNER}"></td><tr><td>渡轮靠岸</td></tr></table>',
    ],
)
def test_a_text_is_the_same_whether_pictures_saved_within_the_page_are_kept_or_not(markup: str) -> None:
    data = page(FIRST + markup + LAST)
    kept, left = extract_with(data, Request(inline_pictures=True)), extract_with(data, Request())
    assert kept.text == left.text == f"{FIRST_TEXT}\n{LAST_TEXT}"
    assert [image.url for image in kept.images] == [INNER] and not left.images
    captions = [removal.text for removal in left.removed if removal.rule == "inner-picture"]
    assert captions == [image.caption for image in kept.images]
    assert balance_of(kept, data).is_even and balance_of(left, data).is_even


def test_a_picture_saved_within_the_page_parts_a_paragraph_as_others_do() -> None:
    halves = '<p>　　渡轮首航，<div class="img_wrapper"><img src="{}"></div>运件一千二百件。</p>'
    assert article(FIRST + halves.format(INNER)).text == article(FIRST + halves.format(REAL)).text


def test_positions_count_no_picture_that_is_left_out() -> None:
    box = f'<figure><img src="{INNER}"><figcaption>渡轮靠岸</figcaption></figure>'
    data = page(f"{box}{FIRST}<p>（责任编辑：林知夏）</p>{box}{LAST}<ins class='sinaads'>租车</ins>")
    found = extract_with(data, Request(positions=True))
    assert [(r.rule, r.position) for r in found.removed if r.text] == [
        ("advert", (2, 0)),
        ("inner-picture", (0, 0)),
        ("editor-line", (1, 0)),
        ("inner-picture", (1, 0)),
    ]
