"""Lines put together at random from the grammar are read back as made; prose with the same words gives nothing."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinaextract.extraction.credits import Credits, StatedCredits, read_credits

from ...examples import examples

NAMES = tuple(
    surname + given_name
    for surname, given_name in product(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭",
        "若舟 安澜 青禾 弘禹 以宁 冠 溪 思齐 墨 知远".split(),
    )
)
COMPOUND = ("欧阳若舟", "司马青", "诸葛以宁", "上官溪")
DOTTED = ("阿依努尔·托合提", "玛依拉•艾山", "约翰·里弗斯")
LATIN = ("Anna Rivers", "Tom O'Neil", "Mary-Jane Woods", "J. K. Fields")
MEDIA = tuple(
    place + kind
    for place, kind in product(
        "东澜 澄江 明湖 临岸 北屿 松原湾 青石 南汀 白鹭 长堤 望潮 云溪 雁山 芦荡 霜林 沧浪 晴川 橘洲 远帆 星港".split(),
        "日报 晚报 新闻 财经 证券报 周刊 网 客户端 电视台 全媒体".split(),
    )
)
PLACES = "北京 上海 广州 深圳 成都 杭州 纽约 伦敦".split()
TITLES = ("", "首席", "见习", "实习", "高级", "特约", "驻外", "全媒体")
WRITERS = ("作者", "文", "撰文", "采写", "撰稿", "执笔")
OTHERS = tuple("编辑 责编 摄影 校对 出品 监制 统筹 设计 制图 视频 剪辑 审核 主播 运营".split())
ORIGINS = ("来源", "文章来源", "本文来源", "稿源", "转自")
MARKS = ("：", ":", "|", " | ", "丨", "｜", "/", " / ", "： ")
GAPS = (" ", "  ", "　", "、", "，")
SYMBOLS = ("", "►", "■", "◎", "□ ", "● ")
PROSE = ("潮水退下去的时候，堤上的人开始往回走。", "灯塔在夜里亮了三次，没有人说得清为什么。") * 3

assert len(NAMES) == 500
assert len(MEDIA) == 200


class Part(NamedTuple):
    text: str
    authors: tuple[str, ...] = ()
    source: str | None = None


people = st.lists(
    st.one_of(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(COMPOUND + DOTTED + LATIN)),
    min_size=1,
    max_size=3,
    unique=True,
)
marks = st.sampled_from(MARKS)


@st.composite
def _people(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    names = draw(people)
    gap = draw(st.sampled_from(GAPS))
    if any(name.isascii() for name in names):
        gap = "、"  # between Latin names a space does not part
    note = draw(st.sampled_from(("", "", "（实习）", "（实习生）")))
    return gap.join(names) + note, tuple(names)


@st.composite
def reporters(draw: st.DrawFn) -> Part:
    text, names = draw(_people())
    medium = draw(st.sampled_from(("", "本报", "本刊", *MEDIA)))
    site = draw(st.sampled_from(("", "", "（www.donglan.example）"))) if medium else ""
    label = draw(st.sampled_from(("记者", "记者", "实习生", "通讯员")))
    title = draw(st.sampled_from(TITLES)) if label == "记者" else ""
    mark = draw(st.one_of(marks, st.sampled_from((" ", "　", ""))))
    return Part(f"{medium}{site}{title}{label}{mark}{text}", names)


@st.composite
def writers(draw: st.DrawFn) -> Part:
    text, names = draw(_people())
    medium = draw(st.sampled_from(("", "", *MEDIA[::20])))
    return Part(f"{draw(st.sampled_from(WRITERS))}{draw(marks)}{medium + ' ' if medium else ''}{text}", names)


@st.composite
def others(draw: st.DrawFn) -> Part:
    text, _ = draw(_people())
    return Part(f"{draw(st.sampled_from(OTHERS))}{draw(st.one_of(marks, st.just(' ')))}{text}")


@st.composite
def origins(draw: st.DrawFn) -> Part:
    medium = draw(st.sampled_from(MEDIA))
    account = draw(st.sampled_from(("", "", "（ID：dlrb88）", "(dlrb_88)", "（微信号：dlrb88）")))
    return Part(f"{draw(st.sampled_from(ORIGINS))}{draw(st.one_of(marks, st.just(' ')))}{medium}{account}", (), medium)


@st.composite
def lines(draw: st.DrawFn) -> Part:
    """Authors, perhaps a 来源 before or after them, then others; a report's place, brackets and symbols around."""
    parts = [draw(st.one_of(reporters(), writers()))]
    if draw(st.booleans()):
        parts.append(draw(reporters()))
    if draw(st.booleans()):
        parts.insert(draw(st.sampled_from((0, len(parts)))), draw(origins()))
    has_others = draw(st.booleans())
    if has_others:
        parts += draw(st.lists(others(), min_size=1, max_size=3))
    text = draw(st.sampled_from(("  ", " ", "　", "；"))).join(part.text for part in parts)
    if not has_others and parts[-1].authors and draw(st.booleans()):
        text += f" {draw(st.sampled_from(PLACES))}报道"
    if draw(st.booleans()):
        opening, closing = draw(st.sampled_from((("（", "）"), ("(", ")"), ("【", "】"))))
        text = opening + text + closing if not any(char in text for char in "（）()【】") else text
    else:
        text = draw(st.sampled_from(SYMBOLS)) + text
    authors = tuple(dict.fromkeys(name for part in parts for name in part.authors))
    return Part(text, authors, next((part.source for part in parts if part.source), None))


def read(text_lines: list[str]) -> Credits:
    return read_credits(StatedCredits(None, None, None, (), ()), text_lines, ())


@settings(max_examples=examples(500), deadline=None)
@given(lines(), st.booleans())
def test_a_line_is_read_back_as_it_was_made(line: Part, is_first: bool) -> None:
    found = read([line.text, *PROSE] if is_first else [*PROSE, line.text])
    assert found.byline == line.authors
    assert found.source == line.source


@settings(max_examples=examples(200), deadline=None)
@given(reporters(), st.sampled_from(PLACES), st.sampled_from(PROSE))
def test_a_credit_that_opens_a_paragraph(credit: Part, place: str, prose: str) -> None:
    assert read([f"{credit.text} {place}报道 {prose}", *PROSE]).byline == credit.authors


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(others(), min_size=1, max_size=4), st.booleans())
def test_who_is_credited_for_something_else_is_no_author(parts: list[Part], in_brackets: bool) -> None:
    text = " ".join(part.text for part in parts)
    found = read([text, *PROSE, f"（{text}）" if in_brackets else text])
    assert found.byline == ()
    assert found.source is None


WORDS = ("记者", "作者", "来源", "编辑", "文章", "通讯员", "本报记者", "东澜日报记者", "撰稿人")
LEADS = (
    "",
    "昨天，",
    "在临岸，",
    "据介绍，",
    "另一位",
    "一名",
    "这名",
    "在场的",
    "多家媒体的",
    "他对",
    "她告诉",
    "曾经的",
)
TAILS = (
    "从港务局了解到，新灯塔下月启用",
    "注意到，堤上的石头换过一遍",
    "问起旧塔的去处，老人只是摇头",
    "在现场看到，孩子们排着队",
    "的工作持续到深夜，桌上堆满稿纸",
    "说明这批石料并不简单",
    "认为，灯塔的意义不在于光",
    "近日走访了三个渔村",
    "不止一处，有的来自对岸",
    "多次提到潮水和风",
    "们在桥头等了一个下午",
    "会在六月再来一次",
)
SENTENCES = tuple(
    lead + word + tail + end for lead, word, tail, end in product(LEADS, WORDS, TAILS, ("。", "，镇上的人都知道", ""))
)
MORE = (
    "来源于对岸的石料",
    "来源，一直是个谜",
    "来源有三：石料、木料和铁",
    "收入来源：捕鱼和晒盐",
    "文火慢炖的鱼汤",
    "文 火",
    "文坛往事",
    "作者已死",
    "编辑部搬到了桥头",
    "编辑完成后，稿子送去排字",
    "记者会定在下午三点",
    "记者证过期了",
    "记者站在堤上",
    "记者 站在堤上",
    "记者 走访渔村",
    "记者 高处望去，一片灯火",
    "本报记者 昨天 到过这里",
    "记者 手记",
    "记者 观察",
    "作者 简介",
    "采访中，老人一直没有坐下",
    "采写这篇稿子用了三天",
    "主笔的房间在二楼",
    "报道：灯塔亮了",
    "报道 灯塔亮了",
    "研究员说，石头来自山上",
    "来源 石料与木料的去向",
)


def test_prose_gives_nothing() -> None:
    assert len(SENTENCES) > 3000
    wrong = [
        (sentence, found.byline, found.source)
        for sentence in (*SENTENCES, *MORE)
        for found in (read([sentence, *PROSE]), read([*PROSE, sentence]), read([sentence + PROSE[0], *PROSE]))
        if found.byline or found.source
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["", "：", "记者", "（", "）", "作者：", "来源：", "记者（（（（", "文|", "\t", "原标题：", "【】", "/文"]
)
def test_scraps_harm_nothing(text: str) -> None:
    assert read([text, *PROSE, text]).byline == ()


@settings(max_examples=examples(300), deadline=None)
@given(st.text(alphabet="记者作文来源编辑：:|丨/（）【】 、，。王明李晓林A1图摄原标题报道电讯发自系", max_size=60))
def test_any_line_is_read_without_harm(text: str) -> None:
    read([text, *PROSE, text])
