"""Credits that share a paragraph with others or with the text, set apart by a single ``<br>``."""

from __future__ import annotations

import pytest

from sinaextract import Article, extract

PROSE = (
    "临州港的灯塔昨夜第一次亮起，港务局的老人站在堤上看了很久。",
    "渔船回港的时候，孩子们沿着堤跑，数船上的灯，数到一半就乱了。",
    "守塔的人换了两班，谁也没有说话，只听见潮水退下去的声音。",
    "清晨的集市照常开张，卖鱼的摊子排到了桥头。",
    "有人在桥上画画，画的还是那座没有灯的旧塔。",
)


def article(*lines: str) -> Article:
    first = f"<p>{'<br>'.join(lines)}</p>"
    rest = "".join(f"<p>{text}</p>" for text in PROSE[1:])
    head = "\n---\ntitle: '灯塔亮了'\nauthor: 新浪财经\ndate: Mon, 21 Mar 2022 02:48:26 GMT\n---\n\n"
    return extract(f"{head}<div>{first}{rest}</div>\n".encode())


@pytest.mark.parametrize(
    ("lines", "source", "byline", "title"),
    [
        (("原标题：灯塔", "来源：东澜日报"), "东澜日报", (), "灯塔"),
        (("原标题：灯塔", "来源：东澜日报", "作者：柳若舟", PROSE[0]), "东澜日报", ("柳若舟",), "灯塔"),
        (("（原标题：灯塔）", f"本报讯（记者 柳若舟）{PROSE[0]}"), None, ("柳若舟",), "灯塔"),
        (("原标题：灯塔", PROSE[0]), None, (), "灯塔"),
        (("来源：东澜日报", PROSE[0]), "东澜日报", (), None),
        (("作者：柳若舟", "来源：东澜日报", PROSE[0]), "东澜日报", ("柳若舟",), None),
        (("文丨柳若舟", "编辑丨潘安澜", "出品丨澜江财经", PROSE[0]), None, ("柳若舟",), None),
        ((PROSE[0], "（记者 柳若舟）"), None, ("柳若舟",), None),
        ((PROSE[0], "图源：视觉东澜"), None, (), None),
    ],
)
def test_lines_of_one_paragraph(
    lines: tuple[str, ...], source: str | None, byline: tuple[str, ...], title: str | None
) -> None:
    found = article(*lines)
    assert (found.source, found.byline, found.original_title) == (source, byline, title)
    kept = lines[1:] if title else lines
    assert found.text.split("\n")[0] == " ".join(kept)  # only the site's line goes
    assert [removal.text for removal in found.removed if removal.field] == list(lines[:1] if title else ())
