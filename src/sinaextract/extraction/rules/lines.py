"""The removal rules on whole paragraphs, whatever markup carries them."""

from __future__ import annotations

import re

from ...text.patterns import lazy_regex
from ..credits.editors import is_editor_line
from ..credits.original_title import is_original_title_line
from .rule import LineRule

# What the site says of itself in its statement; the company that 声明：…通过新浪微博回应 is about says something else.
_OF_THE_SITE = (
    r"新浪(?!微博)\w{0,4}(?:[登刊转]载|刊登|发布)(?:此|本|上述|以上)"  # 新浪网登载此文出于传递更多信息之目的
    r"|新浪(?!微博)\w{0,4}?(?:对此)?(?:均|并|概)?不(?:对|承担|保证|负|代表|构成|作)"  # 新浪不对其真实性负责
    r"|不(?:代表|反映|等同于?)新浪\w{0,8}(?:立场|观点|意见)"
    r"|(?:版权|著作权)(?:均|皆)?(?:归|属|为)\w{0,4}新浪|新浪(?!微博)\w{0,4}(?:专稿|独家稿|版权所有)"
    r"|与新浪\w{0,4}无关|转载\w{0,6}注明\w{0,6}[“《]?新浪|请(?:及时|尽快)?(?:与|联系)新浪"
)
# What it says of its articles, without its name: 新浪声明：此消息系转载，不构成投资建议
_OF_ITS_ARTICLES = (
    r"(?:此|本|所[登转]?载)(?:文|消息|稿|信息|内容)|[登转]载(?:此|本|上述|自)|系转载|不代表|不构成|投资建议|仅供参考"
    r"|风险自[担负]|版权(?:均|皆)?(?:归|所有|属)"
)
_STATEMENT = lazy_regex(
    r"[（(【\[]?(?:(?:特别|免责|郑重|版权)?声明\s*(?:[:：]|[】\]]\s*[:：]?)|(?P<named>新浪(?!集团|公司|微博)\w{0,4}声明\s*[:：]))"
)
_SITE, _ARTICLES = lazy_regex(_OF_THE_SITE), lazy_regex(_OF_ITS_ARTICLES)
_LONGEST_STATEMENT = 500  # characters
_TOOLS = (  # what a bracket of the page's tools says
    r"(?:发表|查看|网友|我要|相关|新闻)?评论|打印(?:本[页文])?|关闭(?:窗口|本页)?|收藏(?:本[页文])?|字[号体].{0,8}|大\s*中?\s*小"
    r"|\w{0,4}论坛|推荐给朋友|转发|复制(?:链接)?|纠错|返回(?:顶部|首页|\w频道)?|分享|保存|举报|我要\w{2}"
)
# The columns of the bar under a stock's chart, whatever holds it: 热点栏目 自选股 数据中心 资金流向 客户端
_COLUMN = "自选股|数据中心|行情中心|资金流向|千股千评|个股诊断|最新评级|模拟交易|客户端|股市直播|新股"

_CLICK_TOPIC = r"(?:请|欢迎)?点击(?:此处|这里)?(?:进入|查看|浏览|关注)[^。，]{0,30}专题\W*"
_TOPIC = lazy_regex(_CLICK_TOPIC)
_TOPIC_AT_EDGE = lazy_regex(rf"{_CLICK_TOPIC}|【?专题(?:】|\s*[:：])[^。；，,]{{2,30}}")
_APP_SLOGAN = lazy_regex(  # also 下载新浪财经APP，了解更多资讯
    r"[^。？！]{2,40}?(?:尽在|就[上看])新浪\w{0,4}(?:APP|客户端)\W*"
    r"|(?:立即|马上|点击|扫码|欢迎)?(?:下载|打开|安装|前往|登录)新浪\w{0,4}(?:APP|客户端)[，,\s]"
    r"(?:了解|查看|阅读|观看|获取|掌握|搜索|随时|第一时间|更多)[^。？！，,]{2,24}[！!>＞→\s]*"
    r"|[^。？！]{0,20}关注新浪\w{0,4}(?:官方)?(?:微信|微博|公众号|视频号)\w{0,3}[！!>＞→\s]*",
    re.I,
)


def _is_site_statement(text: str, is_edge: bool) -> bool:
    """声明： opens it and it speaks of the site (新浪网登载此文…), or 新浪声明： and it speaks of articles (系转载)"""
    label = _STATEMENT.match(text)
    if label is None or not 0 < len(text) - label.end() <= _LONGEST_STATEMENT:
        return False
    return bool(_SITE.search(text, label.end()) or (label["named"] and _ARTICLES.search(text, label.end())))


def _is_topic(text: str, is_edge: bool) -> bool:
    """点击进入港口专题; at an edge also 专题：港口财报季"""
    return (_TOPIC_AT_EDGE if is_edge else _TOPIC).fullmatch(text) is not None


def _is_app_slogan(text: str, is_edge: bool) -> bool:
    """海量资讯、精准解读，尽在新浪财经APP, without a link that would tell it"""
    return is_edge and _APP_SLOGAN.fullmatch(text) is not None


LINE_RULES: tuple[LineRule, ...] = (
    LineRule("original-title", "原标题 line", "原", is_original_title_line, field="original_title", headed=True),
    LineRule("editor-line", "责任编辑 line", "责任编辑", is_editor_line, field="editor", spread=True),
    LineRule(
        "site-statement",
        "the site's statement about the article",
        "声明",
        _is_site_statement,
    ),
    LineRule(
        "page-tools",
        "links such as 【评论】【打印】【关闭】",
        "】",
        lazy_regex(rf"(?=(?:【[^【】]{{1,12}}】\s*){{2,}}\Z)(?:.*?【\s*(?:{_TOOLS})\s*】){{2}}.*", re.S),
    ),
    LineRule(
        "page-tools",
        "links such as 【评论】【打印】【关闭】",
        "全文",
        lazy_regex(
            r"(?:点击)?展开(?:剩余|阅读)?全文\W*|(?:打开|前往)(?:新浪\w{2,6}|APP|客户端)\W*(?:阅读|查看)全文\W*"
        ),
    ),
    LineRule(
        "page-tools",
        "links such as 【评论】【打印】【关闭】",
        "分享",
        lazy_regex(
            r"分享[到至]\s*[:：]?(?:[\s|、/]*(?:新浪|腾讯)?(?:微博|微信|朋友圈|QQ(?:空间|好友)?|人人网?|开心网?|豆瓣|易信"
            r"|复制链接|扫一扫|更多))*\s*"
        ),
    ),
    LineRule(
        "quote-chart",
        "live quote chart and column links",
        "热点栏目",
        lazy_regex(rf"热点栏目(?:[\s|:：·]*(?:{_COLUMN})){{2,}}\s*"),
        spread=True,
        headed=True,
    ),
    LineRule(
        "placeholder",
        "shown until a script has loaded what belongs there",
        "载",
        lazy_regex(
            r"(?:数据|内容|页面|图片|视频|评论)?(?:(?:正在|努力|拼命)+(?:加载|载入)|(?:加载|载入)中)中?(?:数据|内容|页面|图片|视频|评论)?"
            r"(?:[\s，,]*请稍[候后等])?[\s.。…·]*"
        ),
    ),
    LineRule(
        "pager",
        "links to the article's other pages",  # [上一页] [1] [2] [下一页], also 首页 1 2 尾页 共 2 页
        "页",
        lazy_regex(
            r"(?=.{2,200}\Z)(?=.*(?:[上下前后]一?页|余下全文))"
            r"(?:[\s\d\[\]【】()（）<>《》‹›«»|…·.,，、/:：→←-]|第[\d一]+页|共\d+页|[上下前后]一?页|[首尾末]页|最后一页|页|"
            r"(?:阅读|余下|显示|查看|浏览)?全文)+|"
            r"[上下]一页\s*[:：].{1,60}"  # 下一页：旧钟
        ),
        spread=True,
    ),
    LineRule(
        "special-topic",
        "link to a special topic page",
        "专题",
        _is_topic,
    ),
    LineRule("app-promotion", "promotion of the site's app and services", "新浪", _is_app_slogan),
    LineRule(
        "forum-link",
        "link to the stock forum",  # 进入【新浪财经股吧】讨论, 点击进入【股友会】参与讨论
        "讨论",
        lazy_regex(r"(?:点击)?进入.{0,20}(?:股吧|股友会|吧】).{0,5}讨论"),
    ),
)
