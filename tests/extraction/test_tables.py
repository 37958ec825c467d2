"""Tables: which are data, how cells span, and where pictures in them go."""

from __future__ import annotations

import pytest

from ..pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, article, lines

ICON = '<img src="//n.sinaimg.cn/up.gif">'
ROWS = "<tr><td>乙</td></tr><tr><td>丙</td></tr>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td rowspan=0>甲</td><td>一</td></tr><tr><td>二</td></tr><tr><td>三</td></tr>",
            ["甲\t一", "\t二", "\t三"],
        ),
        ("<tr><td rowspan=99999>甲</td><td>一</td></tr><tr><td>二</td></tr>", ["甲\t一", "\t二"]),
        ("<tr><td rowspan=-2 colspan=x>甲</td><td>一</td></tr><tr><td>乙</td><td>二</td></tr>", ["甲\t一", "乙\t二"]),
        ('<tr><td colspan="100%">甲表</td></tr><tr><td>乙</td><td>二</td></tr>', ["甲表\t", "乙\t二"]),
        ("<tr><td colspan=0>甲</td><td>一</td></tr><tr><td>乙</td><td>二</td></tr>", ["甲\t一", "乙\t二"]),
        (  # a cell that reaches into the place of another
            "<tr><td>甲</td><td rowspan=2>一</td></tr><tr><td colspan=2>乙</td><td>二</td></tr>",
            ["甲\t一\t", "乙\t\t二"],
        ),
        (  # no cell reaches into the next group of rows
            "<tbody><tr><td rowspan=0>甲</td><td>一</td></tr><tr><td>二</td></tr></tbody>"
            "<tbody><tr><td>乙</td><td>三</td></tr></tbody>",
            ["甲\t一", "\t二", "乙\t三"],
        ),
    ],
)
def test_spans(rows: str, expected: list[str]) -> None:
    assert lines(f"{FIRST}<table>{rows}</table>{LAST}") == [FIRST_TEXT, *expected, LAST_TEXT]


def test_rows_far_shorter_than_the_first_are_not_filled_up() -> None:
    """Else a table of so many columns and rows would be their product."""
    table = f"<table><tr>{'<td>甲</td>' * 600}</tr>{'<tr><td>乙</td></tr>' * 600}</table>"
    assert lines(FIRST + table + LAST) == [FIRST_TEXT, "\t".join("甲" * 600), *["乙"] * 600, LAST_TEXT]
    assert lines(f"{FIRST}<table><tr><td>甲</td><td>一</td></tr>{ROWS}</table>{LAST}")[2] == "乙\t"


@pytest.mark.parametrize(
    "table",
    [
        "<td>甲</td><td>一</td><tr><td>乙</td><td>二</td></tr>",
        "<tr><td>甲</td><td>一</td></tr><td>乙</td><td>二</td>",
        "<tbody><td>甲</td><td>一</td><tr><td>乙</td><td>二</td></tr></tbody>",
        "<form action='a.asp'><tr><td>甲</td><td>一</td></tr><tr><td>乙</td><td>二</td></tr></form>",
        "<tr><form><td>甲</td><td>一</td></form></tr><tr><td>乙</td><td>二</td></tr>",
        "<tfoot><tr><td>乙</td><td>二</td></tr></tfoot><tbody><tr><td>甲</td><td>一</td></tr></tbody>",
        "<tbody><tr><td>乙</td><td>二</td></tr></tbody><thead><tr><td>甲</td><td>一</td></tr></thead>",
        "<colgroup><col></colgroup><!-- a --><th>甲</th><th>一</th><tr><td>乙</td><td>二</td></tr>",
    ],
)
def test_a_table_whose_markup_browsers_mend(table: str) -> None:
    assert lines(f"{FIRST}<table>{table}</table>{LAST}") == [FIRST_TEXT, "甲\t一", "乙\t二", LAST_TEXT]


@pytest.mark.parametrize("note", ["<p>注：单位吨</p>", "注：单位吨", "<center>注：<b>单位吨</b></center>"])
def test_a_note_before_or_behind_the_rows_stays_there(note: str) -> None:
    rows = "<tr><td>甲</td><td>一</td></tr><tr><td>乙</td><td>二</td></tr>"
    found = ["甲\t一", "乙\t二"]
    for around in ("<table>{}</table>", "<table><tbody>{}</tbody></table>"):
        assert lines(FIRST + around.format(rows + note)) == [FIRST_TEXT, *found, "注：单位吨"]
    assert lines(f"{FIRST}<table><caption>表一</caption>{note}{rows}</table>") == [
        FIRST_TEXT,
        "注：单位吨",
        "表一",
        *found,
    ]


def test_a_table_with_icons_is_a_table() -> None:
    rows = f"<tr><td>公司</td><td>涨幅</td></tr><tr><td>东澜港{ICON}</td><td>{ICON}3.2%</td></tr>"
    record = article(f"{FIRST}<table>{rows}</table>")
    assert record.text.split("\n")[1:] == ["公司\t涨幅", "东澜港\t3.2%"]
    assert "| 东澜港![](https://n.sinaimg.cn/up.gif) | ![](https://n.sinaimg.cn/up.gif)3.2% |" in record.markdown
    assert len(record.images) == 2


@pytest.mark.parametrize("cell", ["<h3>甲港</h3>", "<table><tr><td>甲港</td></tr></table>"])
def test_a_heading_or_a_table_of_one_cell_in_a_cell(cell: str) -> None:
    record = article(
        f"{FIRST}<table><tr><td>港口</td><td>吞吐量</td></tr><tr><td>{cell}</td><td>3</td></tr></table>{LAST}"
    )
    assert record.text.split("\n") == [FIRST_TEXT, "港口\t吞吐量", "甲港\t3", LAST_TEXT]


def test_cells_of_a_table_within_a_cell_are_not_joined() -> None:
    inner = "<table><tr><td>一季</td><td>2</td></tr><tr><td>二季</td><td>3</td></tr></table>"
    table = f"<table><tr><td>港口</td><td>吞吐量</td></tr><tr><td>甲港</td><td>{inner}</td></tr></table>"
    assert lines(FIRST + table) == [FIRST_TEXT, "港口", "吞吐量", "甲港", "一季\t2", "二季\t3"]


def test_pictures_in_cells_of_their_own() -> None:
    photo = '<td><img src="//n.sinaimg.cn/{}.jpg" alt="某某"></td>'
    head = "<tr><th>照片</th><th>姓名</th><th>职务</th></tr>"
    rows = "".join(f"<tr>{photo.format(n)}<td>柳{n}</td><td>船长</td></tr>" for n in "ab")
    record = article(f"{FIRST}<table>{head}{rows}</table>{LAST}")
    assert record.text.split("\n") == [FIRST_TEXT, "照片\t姓名\t职务", "\t柳a\t船长", "\t柳b\t船长", LAST_TEXT]
    assert "| ![](https://n.sinaimg.cn/a.jpg) | 柳a | 船长 |" in record.markdown
    assert [image.url[-5:] for image in record.images] == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr><td>{ICON}</td></tr><tr><td>　　一。</td></tr>",
        f"<tr><td>{ICON}</td><td><p>　　一。</p><p>　　二。</p></td></tr>",
        f"<tr><td>{ICON}　　一。</td><td>{ICON}　　二。</td></tr>",
    ],
)
def test_photos_with_text_around_them_are_no_table(rows: str) -> None:
    record = article(f"{FIRST}<table>{rows}</table>")
    assert "|" not in record.markdown and "一。" in record.text.split("\n")


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td><p>甲</p></td></tr><tr><td><img src='//a.cn/a.jpg'></td></tr><tr><td>乙</td></tr></table>",
        "<div><p>甲</p></div><div><img src='//n.sinaimg.cn/a.jpg'></div><div>乙</div>",
        "<center>甲</center><div class='img_wrapper'><img src='//n.sinaimg.cn/a.jpg'></div><div>乙</div>",
        "<p>甲</p><table><tr><td><img src='//n.sinaimg.cn/a.jpg'></td></tr><tr><td>乙</td></tr></table>",
        "<table><tr><td>甲<img src='//n.sinaimg.cn/a.jpg'></td></tr><tr><td>乙</td></tr></table>",
        "<span style='display: block'>甲</span><span style='display:block'>乙</span>",
    ],
)
def test_text_of_different_blocks_is_never_joined(body: str) -> None:
    shown = lines(FIRST + body + LAST)
    assert "甲乙" not in "|".join(shown) and "甲" in shown


PHOTOS = ['<td><img src="//n.sinaimg.cn/a.jpg"></td>', '<td><img src="//n.sinaimg.cn/b.jpg"></td>']
NAMES = ["<td>柳若舟，船长</td>", "<td>杜弘，领航员</td>"]


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr>{PHOTOS[0]}{NAMES[0]}</tr><tr>{PHOTOS[1]}{NAMES[1]}</tr>",
        f"<tr>{PHOTOS[0]}{PHOTOS[1]}</tr><tr>{NAMES[0]}{NAMES[1]}</tr>",
        f"<tr>{PHOTOS[0]}</tr><tr>{NAMES[0]}</tr><tr>{PHOTOS[1]}</tr><tr>{NAMES[1]}</tr>",
        f"<tr>{PHOTOS[0]}{NAMES[0]}{PHOTOS[1]}{NAMES[1]}</tr>",
        f"<tr>{NAMES[0]}{PHOTOS[0]}</tr><tr>{NAMES[1]}{PHOTOS[1]}</tr>",
        f"<tr>{NAMES[0]}{NAMES[1]}</tr><tr>{PHOTOS[0]}{PHOTOS[1]}</tr>",
        f"<tr>{PHOTOS[0][:-5]}<br>柳若舟，船长</td>{PHOTOS[1][:-5]}<br><font size=2>杜弘，领航员</font></td></tr>",
    ],
)
def test_words_beside_or_below_photos_are_their_captions(rows: str) -> None:
    record = article(f"{FIRST}<table>{rows}</table>{LAST}")
    assert record.text.split("\n") == [FIRST_TEXT, LAST_TEXT]
    assert [(image.url[-5:], image.caption) for image in record.images] == [
        ("a.jpg", "柳若舟，船长"),
        ("b.jpg", "杜弘，领航员"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr><td>{ICON}</td>{NAMES[0]}</tr><tr><td>{ICON}</td>{NAMES[1]}</tr>",  # the points of a list
        f"<tr>{PHOTOS[0]}{NAMES[0]}</tr><tr>{PHOTOS[0]}{NAMES[1]}</tr>",
        f"<tr>{PHOTOS[0]}{NAMES[0]}<td>五十岁</td></tr><tr>{PHOTOS[1]}{NAMES[1]}<td>四十岁</td></tr>",
        f"<tr>{PHOTOS[0]}<td>{'柳若舟跑船三十年。' * 20}</td></tr>",
        f"<tr>{PHOTOS[0][:-5]}<p>　　柳若舟跑船三十年。</p></td></tr>",
        f"<tr>{PHOTOS[0][:-5]}柳若舟</td>{PHOTOS[1][:-5]}杜弘</td></tr>",
    ],
)
def test_other_words_beside_pictures_are_text(rows: str) -> None:
    record = article(f"{FIRST}<table>{rows}</table>{LAST}")
    assert "柳若舟" in record.text and not any(image.caption for image in record.images)
