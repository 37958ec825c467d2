"""Conditions under which a rule's element really is the site's and not the newsroom's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ...reading.selectors import Element, attributes_of
from ...reading.visible_text import visible_text
from ...text.patterns import lazy_regex
from ...text.times import without_dates
from ...text.whitespace import squeeze
from ..captions import LONGEST_CAPTION
from ..credits.original_title import is_original_title_line
from ..elements import is_photo_box

_SITE_LINK = lazy_regex(  # or without a host: /roll/20050105/1023.shtml
    r"^(?:https?:)?//(?:[\w-]+\.)*(?:sina\.com\.cn|sina\.cn|sinaimg\.cn|weibo\.com)(?:[/:?]|$)|^(?!\w[\w+.-]*:|//|#)."
)
_OF_PEOPLE = lazy_regex(r"//(?:\w+\.)*(?:blog\.sina|weibo)\.")  # who quotes a post links to it so
# How a newsroom's own lead begins: a label (编者按：, 【导读】) or the sign of a point.
_NEWSROOM = lazy_regex(r"[【\[]?(?:编者按|编者注|编者的话|导读|导语|摘要|提要|核心提示|内容提要|要点)|[◎●■◆▲►▶★※•·○]")
_AUTOMATIC = frozenset({"keyword", "akey"})  # classes of the links that the site sets on names in the text
_NEARLY_ALL = 0.8  # of the text
_LONGEST_PROMOTION = 80  # characters
_FAR = 50  # empty siblings after which nothing leads or ends any more; bounds the work on hostile pages
_MANY = 1000  # elements, likewise
_DEEPEST = 40  # elements around a list of links, likewise
_OWN_APP = lazy_regex(r"新浪\w{0,4}(?:APP|客户端|公众号|官方微[信博])|sinafinance\b", re.I)  # or its account
# What a promotion calls on readers to do; of 记者打开新浪财经APP看到… somebody else does it.
_CALL = lazy_regex(
    r"(?:(?<!\w)|[请快可来]|立即|马上|立刻|现在|欢迎)(?:下载|安装|扫[码描一]|点击|打开|关注|戳)|尽在|就上|^\s*\w{1,6}就看",
    re.I,
)
# A paragraph that only sells: 炒股就看<a>…研报</a>，权威，专业！, <a>先开户，送福利>></a>, 来聊<a>[点击进入]</a>
_SLOGAN = lazy_regex(r"\w{1,6}就[上看]|.*(?:>>|[＞》]{2}|[→»›]|[\[【]点击(?:进入|查看|下载))[】\]]?\Z")
# The site's pages that are for sale: its app, its paid research, the opening of an account.
_SOLD = lazy_regex(
    r"/comfinanceweb\.shtml|/reportch/\w+\.s?html|/kaihu|^(?:https?:)?//(?:app|kaihu|zhongce)\.(?:\w+\.)?sina\."
)
# What the site writes over a list of its own: 更多文章：, 相关阅读：; a newsroom says what is in it: 三份文件如下：
_SITE_LABEL = lazy_regex(
    r"\W*(?:更多|相关|延伸|推荐|热[门点]|往期|精彩|最新|猜你|阅读|回顾|链接|专题|网友|\w{0,4}排行)"
)
# Not what a newsroom lists: 相关公司：, 推荐股票：
_LABEL = lazy_regex(
    r"\W*(?:更多|相关|延伸|推荐|热[门点]|往期|精彩|猜你)"
    r"(?!\w{0,3}(?:股|公司|企业|基金|板块|概念|品种|产品|标的|部门|人[士物]|文件|法规|条款|公告|数据))\w{0,4}\W*"
)
LINK_LISTS = ("div", "ul", "ol")
_AUTHOR, _EDITOR = ("记者", "通讯员", "作者", "撰文", "撰稿", "文/", "文|", "文｜"), lazy_regex(r"编辑|责编|SF\d")
_SENTENCE = lazy_regex(r"[，。；！？]")
BRACKETS = ("[]", "()", "（）", "【】", "［］", "〔〕")
_BRACKETS = "".join(BRACKETS) + " "
_OF_THE_ARTICLE = frozenset("td th h1 h2 h3 h4 h5 h6 caption figcaption".split())
_PARAGRAPHS = ("p", "div", "li", "blockquote", "section", "figure", "h1", "h2", "h3", "h4", "h5", "h6")
_MOST_BLOCKS = 8
_LARGE = 40  # elements, which no box with an offer has
_DEAD_LINK = lazy_regex(r"\s*javascript:(?:void\s*\(?\s*0?\s*\)?|[\s;#])*", re.I)
_PLAIN_LINK = frozenset({"href", "target", "style", "rel"})  # attributes that every link may have
_ABOUT_A_PICTURE = lazy_regex(r"来源|图源|截图|供图|摄影?[:：/]")


def leads_the_body(element: Element, body: Element) -> bool:
    """No text of the body stands before ``element``, other than an 原标题 line; a picture with its caption may."""
    node = element
    while node is not body:
        parent = node.getparent()
        if parent is None or squeeze(parent.text or ""):
            return False
        for passed, sibling in enumerate(node.itersiblings(preceding=True)):
            if passed > _FAR or squeeze(sibling.tail or "") or _opens_the_text(sibling):
                return False
        node = parent
    return True


def _opens_the_text(node: Element) -> bool:
    if not isinstance(node.tag, str) or not _has_text(node):
        return False
    text = visible_text(node)
    is_photo = len(text) <= LONGEST_CAPTION and is_photo_box(node.tag, attributes_of(node))
    return not is_photo and not is_original_title_line(text, True)


def _has_text(node: Element) -> bool:
    """It shows text, or has so many elements that it is not worth looking for the lack of it."""
    return next(islice(node.iter(), _MANY, None), None) is not None or bool(visible_text(node))


def _home_links(element: Element) -> list[Element]:
    return [a for a in element.iter("a") if _SITE_LINK.match((a.get("href") or "").strip())]


def leading_promotion(element: Element, body: Element) -> bool:
    """A slogan of the site in a box before the first paragraph.

    Links to its own pages are nearly all of the text, or it is one short exclamation with such a link or the app's
    name: 看研报就上<a>研报频道</a>，观点权威！ A lead of the newsroom has a label (编者按：), a point (◎) or sentences;
    the site's automatic links to stocks (``a.keyword``) tell nothing.
    """
    if not leads_the_body(element, body):
        return False
    text = squeeze(visible_text(element))
    if _NEWSROOM.match(text):
        return False
    links = [a for a in _home_links(element) if not _is_automatic(a) and not _OF_PEOPLE.search(a.get("href") or "")]
    if links and _are_nearly_all(links, text):
        return True
    return _is_short(element, text) and (bool(links) or bool(_OWN_APP.search(text)))


def _are_nearly_all(links: list[Element], text: str) -> bool:
    return sum(len(squeeze(visible_text(a))) for a in links) >= _NEARLY_ALL * len(text)


def _is_short(element: Element, text: str) -> bool:
    """An exclamation in which the site has set no link to a stock."""
    return len(text) <= _LONGEST_PROMOTION and "。" not in text and not any(map(_is_automatic, element.iter("a")))


def _is_automatic(link: Element) -> bool:
    return not _AUTOMATIC.isdisjoint((link.get("class") or "").split())


def app_promotion(element: Element, body: Element) -> bool:
    """A short first or last paragraph that names the site's own app and links to the site or shows a picture.

    A whole sentence is one only where it calls on readers; 图片来源：新浪财经APP is a picture's. One that calls on
    readers to buy, or is no more than a link to what the site sells, may stand anywhere; one that begins or ends as
    slogans do, only before the text.
    """
    is_box = element.tag == "div"
    if not len(element) or (is_box and element[0].tag in _PARAGRAPHS):  # the latter is soon told
        return False
    if next(element.iter("a", "img"), None) is None:
        return False
    if is_box and next(islice(element.iter(), _LARGE, None), None) is not None:
        return False
    return _promotes(element, body) and (not is_box or _is_one_line(element))


def _promotes(element: Element, body: Element) -> bool:
    text = squeeze(visible_text(element))
    if len(text) > _LONGEST_PROMOTION:
        return False
    links = _home_links(element)
    if (
        any(_SOLD.search(a.get("href") or "") for a in links)
        and "。" not in text
        and (_CALL.search(text) or _are_nearly_all(links, text))
    ):
        return True
    if not _OWN_APP.search(text):
        is_slogan = bool(links) and _SLOGAN.match(text) is not None and _is_short(element, text)
        return is_slogan and not _NEWSROOM.match(text) and leads_the_body(element, body)
    calls = _CALL.search(text)
    if not calls and ("。" in text or _ABOUT_A_PICTURE.search(text)):
        return False
    if not (links or next(element.iter("img"), None) is not None):
        return False
    return leads_the_body(element, body) or ends_the_body(element, body)


def _is_one_line(element: Element) -> bool:
    """At most one block in it shows text, and few stand in it at all."""
    blocks = list(islice(element.iter(*_PARAGRAPHS), _MOST_BLOCKS + 1))
    if len(blocks) > _MOST_BLOCKS or next(element.iter("br", "td"), None) is not None:
        return False
    return sum(any(squeeze(text) for text in _own_texts(block)) for block in blocks) < 2


def _own_texts(block: Element) -> Iterator[str]:
    yield block.text or ""
    for child in block:
        yield child.tail or ""
        if child.tag not in _PARAGRAPHS and isinstance(child.tag, str):
            yield visible_text(child)


def trailing_link_list(element: Element, body: Element) -> bool:
    """Three or more links to the site that are nearly all of the element's text, with no text after it.

    Not where the newsroom's own words announce it.
    """
    if next(islice(element.iterancestors(), _DEEPEST, None), None) is not None:
        return False
    if next(islice(element.iter("a"), 2, None), None) is None or not ends_the_body(element, body):
        return False
    links = _home_links(element)
    if len(links) < 3:
        return False
    text = squeeze(without_dates(visible_text(element)))
    linked = sum(len(squeeze(without_dates(visible_text(a)))) for a in links)
    return linked >= _NEARLY_ALL * len(text) and not _is_announced(element)


def labels_link_list(element: Element, body: Element) -> bool:
    """No more than what the site writes over such a list: 相关阅读："""
    following = element.getnext()
    if following is None or following.tag not in LINK_LISTS or squeeze(element.tail or ""):
        return False
    return is_list_label(squeeze(visible_text(element))) and trailing_link_list(following, body)


def is_site_link(address: str) -> bool:
    return _SITE_LINK.match(address) is not None


def is_list_label(text: str) -> bool:
    """No more than what the site writes over a list of its own: 相关阅读："""
    return _LABEL.fullmatch(text) is not None


def leaves_unannounced(text: str) -> bool:
    """``text`` before a list of links does not say what they are, as a newsroom's 三份文件如下： does."""
    return not text.endswith(("：", ":")) or _SITE_LABEL.match(text) is not None


def _is_announced(element: Element) -> bool:
    """The paragraph before it ends in a colon and is the newsroom's own words: 港务局公布的文件如下："""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str) or squeeze(before.tail or ""):
        return False
    return not leaves_unannounced(squeeze(visible_text(before)))


def ends_the_body(element: Element, body: Element) -> bool:
    """No text of the body stands after ``element``."""
    node = element
    while node is not body:
        if squeeze(node.tail or ""):
            return False
        for passed, sibling in enumerate(node.itersiblings()):
            if passed > _FAR or squeeze(sibling.tail or "") or (isinstance(sibling.tag, str) and _has_text(sibling)):
                return False
        parent = node.getparent()
        if parent is None:
            return False
        node = parent
    return True


def is_figures(element: Element, body: Element) -> bool:
    """``<span id=quote_sh600519>(18.42, 0.36, 1.99%)</span>``; one not closed holds the rest of a sentence."""
    return not _SENTENCE.search(visible_text(element))


def is_hidden(element: Element, body: Element) -> bool:
    """Its own style says ``display:none``, or its ``hidden`` attribute does and no style is against it."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or (element.get("hidden") is not None and "display:" not in style)


def credits_no_author_alone(element: Element, body: Element) -> bool:
    """``<div class="show_author">（本报记者 林知夏）</div>`` is the newsroom's own; with 责任编辑 it is the site's."""
    text = visible_text(element)
    return not any(map(text.__contains__, _AUTHOR)) or _EDITOR.search(text) is not None


def is_weibo_card(element: Element, body: Element) -> bool:
    """The label is the word 微博 alone, in brackets (林知夏[微博]) or a paragraph of its own, or the site's own card.

    A link to a post under the newsroom's own words is editorial, also under 微博 in a sentence.
    """
    text = visible_text(element)
    if text.strip(_BRACKETS) != "微博":
        return False
    if text != "微博" or "weibo-card-dropdown" in (element.get("class") or "").split():
        return True
    before, after = text_beside(element)
    return (before[-1:] + after[:1] in BRACKETS) or _is_alone(element)


def text_beside(element: Element) -> tuple[str, str]:
    """The text just before and just after an element, without white space at its ends."""
    previous, parent = element.getprevious(), element.getparent()
    before = (previous.tail if previous is not None else parent.text if parent is not None else "") or ""
    return before.rstrip(), (element.tail or "").lstrip()


def is_button(element: Element, body: Element) -> bool:
    """A link to a script that stands alone and does something: it calls a function, or has more than a link has.

    ``<li><a href="javascript:;" data-video="1,2">播放</a>`` but not ``<td><a href="javascript:;">盐湖股份</a>``: what a
    cell or a heading says is the article's, and so is a sentence, whatever a dead link around it was for.
    """
    parent, text = element.getparent(), visible_text(element)
    if parent is None or not _is_alone(element):
        return False
    if not text:
        return True
    acts = not _DEAD_LINK.fullmatch(element.get("href") or "") or not _PLAIN_LINK.issuperset(map(str, element.keys()))
    return acts and parent.tag not in _OF_THE_ARTICLE and "。" not in text


def _is_alone(element: Element) -> bool:
    """The element's text is all that its parent shows."""
    parent = element.getparent()
    if parent is None or next(islice(parent, _FAR, None), None) is not None:  # lxml counts when asked for the length
        return False
    return squeeze(visible_text(parent)) == squeeze(visible_text(element))
