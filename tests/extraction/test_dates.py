"""The dates of pages and posts, where they are doubtful."""

from __future__ import annotations

import pytest

from sinaextract import extract
from tests.pages import FIRST, page

SHOWN = "2021年03月05日 09:26"
CREATED = '<meta name="weibo: article:create_at" content="{}">'
PUBLISHED = '<meta property="article:published_time" content="{}">'
NO_TIME = "the page shows no time of day"


def dated(shown: str, head: str = "", start: str = "") -> tuple[str | None, tuple[str, ...]]:
    article = extract((start + page(FIRST, head).decode().replace(SHOWN, shown)).encode())
    return article.date, article.warnings


def posted(date: str) -> tuple[str | None, tuple[str, ...]]:
    article = extract(f"\n---\ntitle: '渡轮'\ndate: {date}\n---\n<div><p>渡轮今日停航。</p></div>".encode())
    return article.date, article.warnings


@pytest.mark.parametrize("head", [CREATED, PUBLISHED])
@pytest.mark.parametrize("stated", ["2021-03-05 09:26:41", "2021-03-05T09:26:41+08:00", "1614907601", "1614907601000"])
@pytest.mark.parametrize("shown", ["2021年03月05日", "2021-03-05", SHOWN])
def test_what_is_not_shown_comes_from_the_metadata_of_that_day(shown: str, stated: str, head: str) -> None:
    assert dated(shown, head.format(stated)) == ("2021-03-05T09:26:41+08:00", ())


def test_a_day_that_the_metadata_does_not_agree_with() -> None:
    date, warnings = dated("2021年03月05日", CREATED.format("2021-03-06 09:26:41"))
    assert date == "2021-03-05T00:00:00+08:00" and warnings[0].startswith(NO_TIME)


def test_a_medium_that_reads_like_an_hour_is_none() -> None:
    assert dated("2021年3月5日 一点澜讯", CREATED.format("2021-03-05 09:26:41")) == ("2021-03-05T09:26:41+08:00", ())


def test_a_day_and_the_last_publication_on_it() -> None:
    date, warnings = dated("2021年03月05日", start="<!--[1,2] published at 2021-03-05 10:00:01 from #1 by a-->")
    assert date == "2021-03-05T10:00:01+08:00" and warnings[0].startswith(NO_TIME)


@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("2021年03月05日 下午3:20", "15:20:00"),
        ("2021/3/5 上午9:05", "09:05:00"),
        ("2021.03.05 15:20:07", "15:20:07"),
        ("２０２１年０３月０５日　１５：２０", "15:20:00"),
        ("2021年03月05日 １５：２０", "15:20:00"),
        ("２０２１年３月５日　１５：２０", "15:20:00"),
        ("2021年03月05日 晚8点05分", "20:05:00"),
        ("2021年3月5日 晚间11:30", "23:30:00"),
        ("2021年3月5日深夜1点20分", "01:20:00"),
        ("2021年3月5日 早8点", "08:00:00"),
        ("2021年3月5日 午后2时半", "14:30:00"),
        ("2021年3月5日 20时", "20:00:00"),
        ("2021年3月5日 傍晚6点一刻", "18:15:00"),
        ("2021年3月5日 上午9时 三刻", "09:45:00"),
        ("2021年3月5日 下午3点1刻", "15:15:00"),
        ("2021年3月5日 傍晚六点整", "18:00:00"),
        ("2021年3月5日 下午三点半", "15:30:00"),
        ("2021年3月5日 下午3点二十分", "15:20:00"),
        ("2021年3月5日 上午十点零五分", "10:05:00"),
        ("2021年3月5日 傍晚6点三十", "18:30:00"),
        ("2021年3月5日 下午3点过5分", "15:05:00"),
        ("2021年3月5日 3:20 p.m.", "15:20:00"),
        ("2021年3月5日 黄昏六点", "18:00:00"),
        ("2021年3月5日 半夜2点10分", "02:10:00"),
        ("2021年3月5日 晌午1点", "13:00:00"),
        ("2021年3月5日 凌晨零点五分", "00:05:00"),
        ("二〇二一年三月五日 下午三点二十分", "15:20:00"),
        ("二〇二一年三月五日 下午3:20", "15:20:00"),
        ("2021/03/05 - 15:20", "15:20:00"),
        ("2021年03月05日 | 15:20", "15:20:00"),
        ("20210305 0905", "09:05:00"),
        ("202103050905", "09:05:00"),
        ("20210305T090533", "09:05:33"),
        ("1614907601", "09:26:41"),
        ("1614907601000", "09:26:41"),
        ("Fri, 05 Mar 2021 01:26:41 GMT", "09:26:41"),
    ],
)
def test_shown_forms(shown: str, date: str) -> None:
    assert dated(shown) == (f"2021-03-05T{date}+08:00", ())


@pytest.mark.parametrize(
    "shown",
    [
        "1970年01月01日 08:00",
        "2021年02月30日 10:00",
        "1970-01-01",
        "昨天 21:03",
        "今天09:12",
        "3小时前",
        "刚刚",
        "03月05日 09:26",
        "20210305",
        "2021年03月05日 晚上12点",
        "2021年3月5日 下午3点差5分",
        "2021年3月5日 午夜12点",
        "2021年3月5日 傍晚6点四刻",
        "2021年03月05日 深夜12:30",
        "第202103期 0905号",
        "2021年3月",
        "二〇二一年二月三十日",
        "二〇二一年十十月三日",
    ],
)
def test_impossible_dates_are_null_and_said(shown: str) -> None:
    date, warnings = dated(shown)
    assert date is None and len(warnings) == 1 and shown in warnings[0]


def test_what_stands_in_the_dates_place_and_is_none_is_not_said() -> None:
    assert dated("东澜日报") == (None, ())


def test_metadata_that_cannot_be_read_is_null_and_said() -> None:
    article = extract(page(FIRST, PUBLISHED.format("1970-01-01T08:00:00+08:00")))
    assert article.date_published is None
    assert article.warnings == ("article:published_time cannot be read as a time: 1970-01-01T08:00:00+08:00",)


@pytest.mark.parametrize("date", ["Fri, 05 Mar 2021 01:26:41 GMT", "Fri, 05 Mar 2021 09:26:41 CST", "1614907601"])
def test_dates_of_posts(date: str) -> None:
    assert posted(date) == ("2021-03-05T09:26:41+08:00", ())


@pytest.mark.parametrize(
    "date", ["2021-03-05 09:26:41", "2021年03月05日 09:26:41", "'2021-03-05T09:26:41'", "2021/3/5 9:26:41"]
)
def test_a_post_without_a_zone_is_said(date: str) -> None:
    found, warnings = posted(date)
    assert found == "2021-03-05T09:26:41+08:00" and "no zone" in warnings[0]


@pytest.mark.parametrize(
    "date", ["Invalid Date", "1970-01-01", "0", "Thu, 01 Jan 1970 00:00:00 GMT", "2021-02-31", "昨天"]
)
def test_a_post_whose_date_is_none(date: str) -> None:
    found, warnings = posted(date)
    assert found is None and "cannot be read" in warnings[0]


def test_a_post_without_a_date() -> None:
    assert posted("") == (None, ())
