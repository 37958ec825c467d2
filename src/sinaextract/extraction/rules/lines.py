"""The removal rules on whole paragraphs, whatever markup carries them."""

from __future__ import annotations

import re

from ...text.patterns import lazy_regex
from ..credits.editors import is_editor_line
from ..credits.original_title import is_original_title_line
from .rule import LineRule

LINE_RULES: tuple[LineRule, ...] = (
    LineRule("original-title", "原标题 line", "原", is_original_title_line, field="original_title", headed=True),
    LineRule("editor-line", "责任编辑 line", "责任编辑", is_editor_line, field="editor"),
    LineRule(
        "site-statement",
        "the site's statement about the article",
        "声明",
        lazy_regex(r"(?:新浪\w{0,4}|特别|免责|郑重)?声明\s*[:：](?=.*新浪).*", re.S),
    ),
    LineRule("page-tools", "links such as 【评论】【打印】【关闭】", "】", lazy_regex(r"(?:【[^【】]{1,12}】\s*){2,}")),
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
        "forum-link",
        "link to the stock forum",  # 进入【新浪财经股吧】讨论, 点击进入【股友会】参与讨论
        "讨论",
        lazy_regex(r"(?:点击)?进入.{0,20}(?:股吧|股友会|吧】).{0,5}讨论"),
    ),
)
