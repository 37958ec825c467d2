"""The table of roles: who and what a credit names, and by which labels. The grammar (`segments`) knows no other words.

A label stands before what it credits (记者 甲, 来源：某报, 编辑丨乙) or, for some, after it (甲/文 乙/图, 记者 甲 摄).
"""

from __future__ import annotations

from typing import Literal

from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex

Kind = Literal["author", "source", "editor", "original title", "other"]
Before = Literal["medium", "adjective", "nothing"]


class Role(NamedTuple):
    """What a credit is for.

    kind     the field that it feeds; ``other`` feeds none: those people are credited, but not as authors
    labels   the words that announce it
    before   what may stand glued before a label: a medium and titles (海岸日报首席记者), an adjective (特约作者)
    glued    a name may follow the label without anything between (记者林知夏)
    marked   the label counts only before a mark such as ``：`` ``|`` ``/``; a space is not enough
    after    the label may stand after what it credits (林知夏/文)
    of_place counts only after an organisation (海岸研究院研究员 林知夏): anyone's guest may be a 研究员
    """

    name: str
    kind: Kind
    labels: tuple[str, ...]
    before: Before = "nothing"
    glued: bool = False
    marked: bool = False
    after: bool = False
    of_place: bool = False


def _labels(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ROLES: tuple[Role, ...] = (
    Role("reporter", "author", _labels("记者 通讯员 特约撰稿人 特约撰稿 撰稿人 供稿人 报道员"), "medium", glued=True),
    Role("intern", "author", _labels("实习生 见习生"), "medium", glued=True),
    Role(
        "author",
        "author",
        _labels("作者 本文作者 撰文 撰稿 采写 撰写 执笔 执笔人 采访撰文 采访整理 采编"),
        "adjective",
        glued=True,
        after=True,
    ),
    Role("author of a column", "author", _labels("专栏作家 专栏作者 特约作者 特邀作者 签约作者"), "medium", glued=True),
    Role("author of the words", "author", _labels("文 文字 图文 文图 文并摄 By BY by"), after=True),
    Role("author, before a mark", "author", _labels("报道 采访 采访人员 主笔 意见领袖 原创"), "adjective", marked=True),
    Role("researcher", "author", _labels("研究员 评论员 主笔人"), "medium", glued=True, of_place=True),
    Role(
        "medium",
        "source",
        _labels(
            "来源 文章来源 本文来源 综合来源 转载来源 稿源 稿件来源 原文来源 新闻来源 内容来源 转自 本文转自 文章转自"
        ),
    ),
    Role(
        "medium, before a mark",
        "source",
        _labels("本文来自 文章来自 内容来自 转载自 本文转载自 文章转载自 摘自 原载 来源于 本文来源于 文章来源于"),
        marked=True,
    ),
    Role("original title", "original title", _labels("原标题 原题 原文标题 文章原标题 本文原标题 原标题为 原题为")),
    Role("editor", "editor", _labels("责任编辑 责编 编辑"), "medium", glued=True, after=True),
    Role(
        "photographer",
        "other",
        _labels("摄影记者 图片记者 摄像记者 摄影报道 图片报道"),
        "medium",
        glued=True,
    ),
    Role("maker of films", "other", _labels("视频记者 视觉记者 出镜记者"), glued=True),
    Role(
        "pictures",
        "other",
        _labels(
            "摄影 摄像 摄 拍摄 摄制 图 图片 图源 图表 表 图说 题图 头图 首图 封面 封面图 供图 配图 插图 插画 漫画 "
            "绘图 绘 绘制 制图 海报 海报设计"
        ),
        before="adjective",
        glued=True,
        after=True,
    ),
    Role("not by an author", "other", _labels("Photo_by Photos_by Editing_by Edited_by Translated_by Compiled_by")),
    Role("origin of pictures", "other", _labels("图据 图自"), glued=True),
    Role(
        "film and sound",
        "other",
        _labels(
            "视频 剪辑 视频剪辑 视频制作 后期制作 音频制作 后期 配音 "
            "播音 主播 主持 主持人 导演 编导 编剧 音频 录音 动画 特效 包装 摄录 直播"
        ),
        glued=True,
    ),
    Role(
        "desk",
        "other",
        _labels(
            "主编 副主编 执行主编 总编 总编辑 副总编辑 编审 编委 值班 值班编委 值班主任 值班总编 值班主编 审核 "
            "审校 审签 审读 审稿 校对 校审 校核 核校 校验 一校 二校 三校 初审 复审 终审 监制 总监制 监审 出品 "
            "出品人 总出品人 制片 制片人 策划 总策划 统筹 总统筹 协调 设计 美编 美术 美术编辑 排版 版式 版面 视觉 "
            "运营 新媒体 技术 开发 推广 组稿 组版 责任校对 责校 二审 三审 签发 美工 制作 文案 编"
        ),
        glued=True,
    ),
    Role("other hands", "other", _labels("编译 翻译 译 译者 译校 整理 汇编 综合 供稿 投稿 来稿 爆料 线索"), glued=True),
    Role(
        "people asked",
        "other",
        _labels(
            "嘉宾 对话嘉宾 访谈嘉宾 受访嘉宾 采访嘉宾 采访对象 受访者 受访人 受访专家 被采访人 对话 对话人 口述 "
            "口述者 讲述 讲述者 主讲 主讲人 演讲 演讲人 演讲者 分享人 访谈 访谈人 点评 点评人 发言人"
        ),
    ),
    Role(
        "about the author",
        "other",
        _labels(
            "作者简介 作者介绍 作者单位 作者观点 作者声明 作者署名 记者手记 记者观察 记者调查 记者札记 编者按 编者注 "
            "首发 首发于 本文首发于 原文链接 原文"
        ),
    ),
    Role(
        "contact and date",
        "other",
        _labels(
            "出处 单位 职务 联系人 联系方式 联系邮箱 电话 邮箱 电子邮箱 微信 微信号 微博 时间 日期 发布时间 "
            "发布日期 更新时间 发布 上传者 字号 字体 浏览 阅读 点击 授权 版权 转载 声明 商务合作"
        ),
    ),
)

ROLE_OF: dict[str, Role] = {label: role for role in ROLES for label in role.labels}

_BY_FIRST_CHARACTER: dict[str, list[str]] = {}
for _label in sorted(ROLE_OF, key=len, reverse=True):
    _BY_FIRST_CHARACTER.setdefault(_label[0], []).append(_label)


def find_label(text: str, start: int = 0) -> tuple[int, str] | None:
    """The first label in ``text`` at or after ``start``, of several there the longest, and where it stands.

    A lookup is as fast as a regular expression of all labels, and that takes milliseconds to compile.
    """
    for place in range(start, len(text)):
        for label in _BY_FIRST_CHARACTER.get(text[place], ()):
            if text.startswith(label, place):
                return place, label
    return None


DECOY = Role("another thing's origin", "other", ())  # 图片来源, 资金来源, 数据来源
UNKNOWN = Role("unknown label", "other", ())  # 文案：甲, 数据分析：乙 among other credits

MARKS = ":：∶﹕︰/／|｜丨∣︱│┃❘ǀ¦‖∥▏▕"  # what sets a label off from what it credits
_OF_AUTHORS = (
    "记者 作者 撰 原创 采写 采访 采编 执笔 通讯员 实习生 见习生 研究员 评论员 主笔 专栏 领袖 供稿 报道 发自 图文 "
    "By BY by"
).split()
_SET_APART = lazy_regex(r"[记作]\s{1,4}者")
_OF_WORDS = lazy_regex(r"文(?:字|图|并摄)?(?:(?P<after>[\W_lI丨])|$)")
_AFTER_WORDS = f"lI、）)】]&＆·•—–-{MARKS}"  # 文/林知夏, 文 l 林知夏, 文并摄：林知夏


def may_credit_an_author(text: str) -> bool:
    """Whether ``text`` has one of the words without which no line credits an author."""
    if any(map(text.__contains__, _OF_AUTHORS)):
        return True
    if "文" in text and any(
        m["after"] is None or m["after"].isspace() or m["after"] in _AFTER_WORDS for m in _OF_WORDS.finditer(text)
    ):
        return True
    may_be_set_apart = any(before[-1:].isspace() for before in text.split("者")[:-1])  # sooner told than searched for
    return may_be_set_apart and _SET_APART.search(text) is not None
