"""Bylines: each form that newsrooms use is taken, and a look-alike of each is left."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sinaextract import extract
from sinaextract.extraction.credits import Credits, StatedCredits, read_credits
from sinaextract.extraction.credits.editors import editors_of
from sinaextract.text.whitespace import squeeze

from ...pages import FIRST, LAST, article, page

BODY = [
    "临州港昨日完成今年第一单跨境结算。",
    "市场人士认为，此举将降低企业成本。",
    "多位受访者表示看好。",
    "另据了解，二期工程年内开工。",
]


def credits_of(lines: Sequence[str], source: str | None = None, author: str | None = None) -> Credits:
    return read_credits(StatedCredits(source, None, author, (), ()), lines, ())


def byline(lines: Sequence[str]) -> tuple[str, ...]:
    return credits_of(lines).byline


def at_head(line: str) -> list[str]:
    return list(byline([line, *BODY]))


def at_end(line: str) -> list[str]:
    return list(byline([*BODY, line]))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("21世纪东澜报道记者 柳若舟 上海报道", ["柳若舟"]),
        ("东澜新闻记者 柳若舟 潘安", ["柳若舟", "潘安"]),
        ("本报记者 柳若舟", ["柳若舟"]),
        ("本报记者 王　强 李小明 北京报道", ["王强", "李小明"]),
        ("见习记者 柳若舟", ["柳若舟"]),
        ("记者：有之桐 赵逸舟", ["有之桐", "赵逸舟"]),
        ("记者 | 柳若舟 编辑 | 杜弘", ["柳若舟"]),
        ("每日财讯记者 柳若舟 每日编辑 杜弘", ["柳若舟"]),
        ("作者：柳若舟", ["柳若舟"]),
        ("文/柳若舟", ["柳若舟"]),
        ("文 | 柳若舟 潘安", ["柳若舟", "潘安"]),
        ("撰文 | 柳若舟", ["柳若舟"]),
        ("采写/东澜报记者 柳若舟", ["柳若舟"]),
        ("来源：东澜日报 作者：柳若舟", ["柳若舟"]),
        ("（记者 柳若舟、潘安）", ["柳若舟", "潘安"]),
        ("本报记者 柳若舟 通讯员 潘安", ["柳若舟", "潘安"]),
        ("东澜社临州5月1日电（记者 柳若舟）临州港昨日开港。", ["柳若舟"]),
        ("东澜社临州5月1日电（记者柳若舟 潘安）临州港昨日开港。", ["柳若舟", "潘安"]),
        ("中澜社临州11月2日电(董冠舟)临州港昨日开港。", ["董冠舟"]),
        ("东澜快讯（记者 柳若舟）今日临州港开港。", ["柳若舟"]),
        ("本报讯（记者 柳若舟 通讯员 潘安）临州港昨日开港。", ["柳若舟", "潘安"]),
        ("记者 欧阳若舟", ["欧阳若舟"]),
        ("记者 阿依古丽·买买提", ["阿依古丽·买买提"]),
    ],
)
def test_taken_at_the_head(line: str, names: list[str]) -> None:
    assert at_head(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("（作者：柳若舟 ）", ["柳若舟"]),
        ("此举意义重大。（记者 柳若舟）", ["柳若舟"]),
        ("此举意义重大。（总台东视记者 柳若舟）", ["柳若舟"]),
        ("此举意义重大。(李楠)", ["李楠"]),
        ("此举意义重大。（东澜新闻网 栾若石）", ["栾若石"]),
        ("（作者：南方东澜全媒体记者 柳若舟 编辑：杜弘禹）", ["柳若舟"]),
        ("此举意义重大。（记者柳若舟）（完）", ["柳若舟"]),
        ("来源: 尹若", ["尹若"]),
        ("柳若舟", ["柳若舟"]),
        ("本报记者 柳若舟", ["柳若舟"]),
        ("(Reporting by Su He and Bai Zhou; Editing by Lin Xia)", ["Su He", "Bai Zhou"]),
    ],
)
def test_taken_at_the_end(line: str, names: list[str]) -> None:
    assert at_end(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "张翔对《东澜日报》记者分析，市场空间广阔。",
        "东澜新闻记者注意到，代销业务仍是重点。",
        "记者：请问您怎么看这件事？",
        "记者从临州市商务局获悉，跨境结算再提速。",
        "作者系东澜大学经济学院教授",
        "文化产业",
        "天文",
        "来源：东澜日报",
        "来源：东澜社",
        "编辑：杜弘禹",
        "责任编辑 杜弘禹",
        "东澜快讯（股票代码 600000）今日公告。",
        "摄影：柳若舟",
        "董事长 柳若舟",
        "东澜社临州5月1日电 临州港（下称港口）昨日开港。",
    ],
)
def test_left_at_the_head(line: str) -> None:
    assert at_head(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "此举意义重大。（完）",
        "此举意义重大。(图)",
        "此举意义重大。（待续）",
        "此举意义重大。（东澜财讯APP）",
        "2005年8月25日（来源：东澜证券报）",
        "此举意义重大。（高盛）",
        "此举意义重大。（新华社）",
        "——李大钊",
        "以上内容仅供参考",
        "记者：谢谢",
        "特此公告",
        "此举意义重大。（编辑：杜弘禹）",
        "此举意义重大。（下称“协会”）",
        "此举意义重大。（潮声新闻·东澜）",
        "来源：潮声新闻·东澜",
        "全文完",
        "此举意义重大。（路透）",
        "此举意义重大。（左图）",
        "周五",
        "Photo by Su He",
        "(Editing by Su He)",
    ],
)
def test_left_at_the_end(line: str) -> None:
    assert at_end(line) == []


def test_no_byline_from_the_middle_of_the_text() -> None:
    assert byline([*BODY, "记者 柳若舟", *BODY]) == ()


def test_the_same_name_at_head_and_end_counts_once() -> None:
    assert byline(["东澜报记者 柳若舟 上海报道", *BODY, "（作者：柳若舟）"]) == ("柳若舟",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("责任编辑：王翔", "王翔"),
        ("责任编辑：支全 SF099", "支全"),
        ("责任编辑：张恒 SF142 李墨轩", "张恒、李墨轩"),
        ("（责任编辑：王翔）", "王翔"),
        ("（编辑：SN067）", None),
        ("责任编辑：", None),
    ],
)
def test_editors_without_their_work_codes(line: str, names: str | None) -> None:
    assert ("、".join(credit.value for credit in editors_of([line])) or None) == names


def test_author_is_the_declared_one_else_the_byline_else_the_medium() -> None:
    assert credits_of(["记者 柳若舟", *BODY], "东澜网", "东澜报").author == "东澜报"
    assert credits_of(["记者 柳若舟 潘安", *BODY], "东澜网").author == "柳若舟、潘安"
    assert credits_of(BODY, "东澜网").author == "东澜网"
    assert credits_of(BODY).author is None


def test_a_dialogue_is_no_credit() -> None:
    talk = ["记者：高峰", "柳若舟：是的", "记者：方便", "柳若舟：还好"]
    assert byline([*talk, *BODY, "记者：高峰"]) == ()


def test_a_list_of_names_is_no_signature() -> None:
    assert byline([*BODY, "柳若舟", "潘安"]) == ()


def test_the_header_wins_over_a_line_of_the_text() -> None:
    found = credits_of(["来源：东澜日报", *BODY], "东澜网")
    assert found.source == "东澜网"
    assert [credit.form for credit in found.credits] == ["page header"]


def test_each_credit_tells_its_line_and_its_form() -> None:
    found = credits_of(["来源：东澜日报 记者：柳若舟", *BODY, "（作者：潘安）"])
    told = [(credit.field, credit.value, credit.line, credit.form) for credit in found.credits]
    assert told == [
        ("byline", "柳若舟", "来源：东澜日报 记者：柳若舟", "line of credits: 记者"),
        ("byline", "潘安", "（作者：潘安）", "line of credits: 作者"),
        ("source", "东澜日报", "来源：东澜日报 记者：柳若舟", "line of credits: 来源"),
    ]


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("值班编辑：林知夏 责任编辑：周慕白 主编：顾清和", False),
        ("编审：顾清和 | 责任编辑：周慕白 | 校对：柳若舟", False),
        ("审核：林知夏丨责任编辑：周慕白 SF012丨监制：柳若舟", False),
        ("校对 顾清和　责任编辑 周慕白", False),
        ("（主编：顾清和 责任编辑：周慕白）", False),
        ("作者：顾清和 责任编辑：周慕白", True),  # the line credits an author too
        ("来源：海岸日报 责任编辑：周慕白", True),
        ("图片：顾清和 责任编辑：周慕白", True),
        ("一审：顾清和 责任编辑：周慕白", True),
    ],
)
def test_the_responsible_editor_among_other_roles(line: str, stays: bool) -> None:
    found = article(f"{FIRST}{LAST}<p>{line}</p>")
    assert found.editor == "周慕白"
    assert (squeeze(line) in squeeze(found.text)) == stays


@pytest.mark.parametrize("line", ["他说责任编辑：周慕白当时不在", "编辑：周慕白", "主编：他说，责任编辑：人人都重要"])
def test_no_editor_from_prose_nor_from_the_newsrooms_own(line: str) -> None:
    found = article(f"{FIRST}{LAST}<p>{line}</p>")
    assert found.editor is None and line in found.text


@pytest.mark.parametrize(
    ("header", "source", "byline", "editor"),
    [
        ("来源：海岸日报 作者：林知夏 编辑：周慕白", "海岸日报", ("林知夏",), "周慕白"),
        ("来源：海岸日报|记者：林知夏、顾清和|责任编辑：周慕白 SF09", "海岸日报", ("林知夏", "顾清和"), "周慕白"),
        ('来源：海岸日报 作者：<a href="http://a.cn/">林知夏</a>', "海岸日报", ("林知夏",), None),
        ('<a href="http://a.cn/">海岸日报</a> 作者：林知夏', "海岸日报", ("林知夏",), None),
        ("来源：海岸日报 编辑：SF014", "海岸日报", (), None),
        ('海岸日报<a href="http://weibo.com/haian">微博</a>', "海岸日报", (), None),
        ('海岸日报 <a href="http://weibo.com/haian">[微博]</a>', "海岸日报", (), None),
        ('<a href="http://a.cn/">微博财经</a>', "微博财经", (), None),
        ("新作者文摘", "新作者文摘", (), None),
    ],
)
def test_people_in_the_header(header: str, source: str, byline: tuple[str, ...], editor: str | None) -> None:
    link = '<a class="source" href="http://www.example.com/a.html">东澜日报</a>'
    html = page(FIRST + LAST).decode()
    assert link in html
    found = extract(html.replace(link, f'<span class="source">{header}</span>').encode())
    assert (found.source, found.byline, found.editor) == (source, byline, editor)


def test_the_lines_of_the_text_and_of_the_site_win_over_the_header() -> None:
    stated = StatedCredits("海岸日报", None, None, (), ("责任编辑：何守一",), "作者：林知夏 编辑：周慕白")
    found = read_credits(stated, ["记者 顾清和", *BODY], ())
    assert (found.byline, found.editor) == (("顾清和",), "何守一")


@pytest.mark.parametrize(
    ("line", "names", "editor"),
    [
        ("（本报记者 柳若舟）", ["柳若舟"], None),
        ("本报记者 柳若舟 责任编辑：杜弘 SF014", ["柳若舟"], "杜弘"),
        ("记者：柳若舟 责任编辑：杜弘", ["柳若舟"], "杜弘"),
        ("责任编辑：杜弘 记者：柳若舟", ["柳若舟"], "杜弘"),
        ("作者：柳若舟 潘安 责编：杜弘", ["柳若舟", "潘安"], "杜弘"),
        ("责任编辑：杜弘 SF014", [], "杜弘"),
        ("责任编辑：欧阳 弘", [], "欧阳弘"),
    ],
)
@pytest.mark.parametrize(
    "place",
    ['<p class="article-editor">{}</p>', '<div class="show_author">{}</div>', "<!-- publish_helper_end --><p>{}</p>"],
)
def test_a_byline_in_the_line_of_the_editor(line: str, names: list[str], editor: str | None, place: str) -> None:
    found = article(FIRST + LAST + place.format(line))
    if "helper" not in place or len(line) < 30:
        assert (list(found.byline), found.editor) == (names, editor)
    assert line in found.text or any(removal.text == line for removal in found.removed)


def test_a_line_that_credits_an_author_alone_stays() -> None:
    found = article(f'{FIRST}{LAST}<div class="show_author">（本报记者 柳若舟）</div>')
    assert found.text.endswith("（本报记者 柳若舟）")


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("<p>　　价格明年回落。<br>责任编辑：杜弘 SF014</p>", "价格明年回落。"),
        ("<p>　　价格明年回落。（责任编辑：杜弘）</p>", "价格明年回落。（责任编辑：杜弘）"),
        ("<p>　　价格明年回落。[记者 柳若舟 责任编辑：杜弘]</p>", "价格明年回落。[记者 柳若舟 责任编辑：杜弘]"),
        ("<p>　　价格明年回落。</p><ul><li>责任编辑：杜弘</li></ul>", "价格明年回落。"),
        ("<p>　　价格明年回落。</p><table><tr><td>责任编辑</td><td>杜弘</td></tr></table>", "价格明年回落。"),
    ],
)
def test_the_editor_at_the_end_of_a_paragraph_or_in_a_list(end: str, kept: str) -> None:
    found = article(FIRST + end)
    assert found.editor == "杜弘" and found.text.split("\n")[1:] == [kept]


def test_a_bracket_that_speaks_of_editors_names_none() -> None:
    for end in ("（据该报责任编辑介绍）", "（他时任责任编辑）", "（责任编辑一职由甲某兼任。）"):
        assert article(f"{FIRST}<p>　　价格明年回落{end}</p>").editor is None
