"""The removal rules on elements and comment markers, in the order in which they are tried.

Prefer structure (ids, classes, comment markers) to sentences: a rule must hold on pages not seen.
"""

from __future__ import annotations

from ...reading.visible_text import UNSEEN
from . import conditions
from .rule import Rule

NODE_RULES: tuple[Rule, ...] = (
    Rule(
        "code",
        "scripts, styles and other things that are no text",
        (*UNSEEN, "link", "title"),
    ),
    Rule("in-text-advert", "advert table set into the text", between=(("NEWSZW_HZH_BEGIN", "NEWSZW_HZH_END"),)),
    Rule(
        "account-qr",
        "account-opening QR block",
        ("div[class*=kaihu-qr]",),
        between=(("开户二维码 start", "开户二维码 end"),),
        no_prose=True,
    ),
    Rule("app-qr", "QR block for the site's app", ("div[class*=Qr_wrap]",), no_prose=True),
    Rule(
        "disclaimer",
        "the site's general disclaimer",
        ("p.article-notice", ".show_statement"),
        between=(("总声明", "总声明"),),
    ),
    Rule("after-article-text", "follows the CMS's end-of-article mark", after="publish_helper_end"),
    Rule(
        "page-foot",
        "stands behind the article, in whose body an element is not closed",
        (
            "#article-bottom",
            ".art_keywords",
            ".blk-comment",
            ".blkComment",
            ".content_aboutNews",
            ".content_interest",
            ".content_label_list",
            ".content_shareto",
            ".ecode_weixin",
            ".fin_art_weixin",
            ".shareUp",
            ".wb_rec",
        ),
        between=tuple(
            (mark, "") for mark in ("正文 end", "正文内容 end", "正文_e", "正文结束", "正文部分end", "正文下部")
        ),
    ),
    Rule("original-title", "原标题 line", ("p.ori_titlesource",), field="original_title"),
    Rule(
        "editor-line",
        "责任编辑 line",
        ("p.article-editor", ".show_author"),
        when=conditions.credits_no_author_alone,
        field="editor",
    ),
    Rule(
        "advert",
        "advertisement",
        (
            "ins[class*=ads]",  # others are text that the newsroom put in place of struck text
            "ins[style*=width]",
            "[data-ad-pdps]",
            "[sax-type]",
            ".otherContent_01",
            "#left_hzh_ad",
            "div[id^=ad_]",
            ".sinaads",
        ),
        no_prose=True,
    ),
    Rule(
        "quote-chart",
        "live quote chart and column links",
        (".ct_hqimg", ".hqimg_related", ".hqimg_wrapper"),
        no_prose=True,
    ),
    Rule(
        "quote-figures",
        "live quote figures after a stock's name",
        ("span[id^=quote_]",),
        when=conditions.is_figures,
    ),
    Rule("forum-link", "link to the stock forum", ("[data-sudaclick=suda_1028_guba]",)),
    Rule(
        "video-player",
        "video player; its data goes to the videos",
        (
            ".artical-player-wrap",
            ".video-2017",
            ".Video_Cont",
            ".contentPlayer",  # 2010: a film set in mid-sentence, its title a link to its page
            ".blk-video",
            "video",
            "audio",
            "object",
            "embed",
            "iframe[src*=video]",  # <iframe src="https://video.sina.com.cn/share/video/…">
            "iframe[src*=player]",
        ),
        between=(("播放器 begin", "播放器 end"), ("flash player begin", "flash player end")),
    ),
    Rule("frame", "another page shown within this one, as adverts are", ("iframe",)),
    Rule(
        "name-links",
        "links to blogs, films and songs after a person's name",  # 林知夏(<img> blog)
        between=(("wapdump begin", "wapdump end"),),
    ),
    Rule("related-news", "the site's box of related news", (".fin_reference",)),
    Rule(
        "app-box",
        "the site's box for its own app",
        (".fincon_sfapp_pro",),
        between=(("fincon_sfapp_pro begin", "fincon_sfapp_pro end"),),
    ),
    Rule("paid-research", "offer of paid research", (".jqlblock_cls",)),
    Rule(
        "site-promotion",
        "the site's own promotion box",
        (".tech-quotation", ".new_style_article", ".goods-card"),
    ),
    Rule(
        "leading-promotion",
        "promotion before the first paragraph",
        ("blockquote",),
        when=conditions.leading_promotion,
    ),
    Rule(
        "app-promotion",
        "promotion of the site's app and services",
        ("p", "blockquote", "div"),
        when=conditions.app_promotion,
    ),
    Rule("special-topic", "link to a special topic page", (".wap_special",), no_prose=True),
    Rule("share-picture", "picture for sharing, not shown", ("#wx_pic",)),
    Rule(
        "weibo-card",
        "link to a person's or medium's Weibo, not text",
        ("a[href*=weibo.c]", "a.weibo-card-dropdown"),
        when=conditions.is_weibo_card,
        brackets=True,
    ),
    Rule("control", "a button, not text", ("a[href^=javascript:]",), when=conditions.is_button),
    Rule("related-list", "list of links to other pages", ("p",), when=conditions.labels_link_list),
    Rule("related-list", "list of links to other pages", conditions.LINK_LISTS, when=conditions.trailing_link_list),
    Rule(
        "hidden",
        "not shown to readers",
        ("[style*=display]", "[style*=DISPLAY]", "[style*=Display]", "[hidden]"),
        when=conditions.is_hidden,
    ),
)

# For families whose hidden elements are the article itself.
RULES_BUT_HIDDEN = tuple(rule for rule in NODE_RULES if rule.name != "hidden")
