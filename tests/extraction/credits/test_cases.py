"""Each line of the table, set into a post and extracted by the whole pipeline."""

from __future__ import annotations

import pytest

from sinaextract import Article, extract
from sinaextract.text.whitespace import squeeze

from .cases import CASES, EDITORS, Case

PROSE = (
    "临州港的灯塔昨夜第一次亮起，港务局的老人站在堤上看了很久。",
    "他们说灯塔修了三年，石料从对岸的山上运来，一船一船地卸。",
    "渔船回港的时候，孩子们沿着堤跑，数船上的灯，数到一半就乱了。",
    "夜里起了风，灯光扫过水面，远处的浮标一明一暗。",
    "守塔的人换了两班，谁也没有说话，只听见潮水退下去的声音。",
    "清晨的集市照常开张，卖鱼的摊子排到了桥头。",
    "有人在桥上画画，画的还是那座没有灯的旧塔。",
    "到了中午，灯塔的门打开，人们排着队爬上去看海。",
    "最高的一层很窄，只站得下三个人，风大的时候要扶着栏杆。",
    "下来的人都说，从上面看，城比想象的要小得多。",
)
EDITOR = '<p class="article-editor">责任编辑：何守一 </p>'


def post(case: Case) -> bytes:
    paragraphs = list(PROSE)
    if case.place == "first":
        paragraphs.insert(0, case.line)
    elif case.place == "last":
        paragraphs.append(case.line)
    elif case.place == "middle":
        paragraphs.insert(5, case.line)
    elif case.place == "glued":
        paragraphs[0] = case.line + paragraphs[0]
    else:
        paragraphs[-1] += case.line
    return _page(paragraphs, EDITOR)


def _page(paragraphs: list[str], editor: str) -> bytes:
    body = "\n".join(f'<p cms-style="font-L">　　{text}</p>' for text in paragraphs)
    head = "\n---\ntitle: '灯塔亮了'\nauthor: 新浪财经\ndate: Mon, 21 Mar 2022 02:48:26 GMT\n---\n\n"
    return f"{head}<div>\n{body}\n{editor}\n</div>\n".encode()


def article(case: Case) -> Article:
    return extract(post(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.place} {case.line}")
def test_line(case: Case) -> None:
    found = article(case)
    assert "、".join(found.byline) == case.byline
    assert found.source == case.source
    assert found.original_title == case.original_title
    assert found.editor == "何守一"
    assert (squeeze(case.line) in squeeze(found.text)) == (case.original_title is None)  # a credit stays in the text


@pytest.mark.parametrize(("line", "names"), EDITORS)
def test_editor_line_of_the_site(line: str, names: str | None) -> None:
    assert extract(_page(list(PROSE), f'<p class="article-editor">{line}</p>')).editor == names


def test_the_table_is_large() -> None:
    assert len(CASES) >= 150
