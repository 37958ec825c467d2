"""Points in time in the forms that pages, exporters and programs write."""

from __future__ import annotations

import pytest

from sinaextract.text.times import find_moment, read_moment


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Thu, 14 Oct 2021 07:05:09 GMT", "2021-10-14T15:05:09"),
        ("Thu, 14 Oct 2021 15:05:09 +0800", "2021-10-14T15:05:09"),
        ("14 Oct 2021 15:05:09 CST", "2021-10-14T15:05:09"),  # China's, not Chicago's
        ("Thu Oct 14 15:05:09 CST 2021", "2021-10-14T15:05:09"),
        ("Thu Oct 14 2021 15:05:09 GMT+0800 (中国标准时间)", "2021-10-14T15:05:09"),
        ("October 14, 2021 3:05 PM", "2021-10-14T15:05:00"),
        ("2021-10-14T07:05:09.250Z", "2021-10-14T15:05:09"),
        ("2021-10-14T15:05:09+08:00", "2021-10-14T15:05:09"),
        ("2021-10-14 15:05:09 UTC+8", "2021-10-14T15:05:09"),
        ("2021-10-14 15:05", "2021-10-14T15:05:00"),
        ("2021/10/4 5:06:07", "2021-10-04T05:06:07"),
        ("2021.10.14 15:05", "2021-10-14T15:05:00"),
        ("2021年10月14日15:05", "2021-10-14T15:05:00"),
        ("2021年10月14日（周四）15时05分09秒", "2021-10-14T15:05:09"),
        ("2021年10月14日 下午3:05", "2021-10-14T15:05:00"),
        ("2021年10月14日 下午12:05", "2021-10-14T12:05:00"),
        ("2021年10月14日 上午9:05", "2021-10-14T09:05:00"),
        ("2021年10月14日 晚上11:05", "2021-10-14T23:05:00"),
        ("2021年10月14日 凌晨12:05", "2021-10-14T00:05:00"),
        ("2021年10月14日 中午12:05", "2021-10-14T12:05:00"),
        ("1634195109", "2021-10-14T15:05:09"),
        ("1634195109000", "2021-10-14T15:05:09"),
        (" 1634195109.731 ", "2021-10-14T15:05:09"),
        ("2021-10-14", "2021-10-14T00:00:00"),
    ],
)
def test_forms(text: str, time: str) -> None:
    moment = read_moment(text)
    assert moment is not None and moment.iso == f"{time}+08:00"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Invalid Date",
            "",
            "刚刚",
            "20211014",
            "2021-02-30 10:00",
            "2021-10-14 25:00",
            "Thu, 34 Oct 2021 07:05:09 GMT",
        ),
        *("1970-01-01 08:00:00", "Thu, 01 Jan 1970 00:00:00 GMT", "0", "000000000", "0001-01-01T00:00:00Z", "NaN"),
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read_moment(text) is None


def test_how_much_was_written() -> None:
    day, minute = read_moment("2021-10-14"), find_moment("2021年10月14日 15:05 21世纪经济报道")
    assert day is not None and not day.has_time_of_day
    assert minute is not None and minute.has_time_of_day and not minute.has_seconds and not minute.has_zone
    assert minute.iso == "2021-10-14T15:05:00+08:00"


def test_the_first_date_of_a_line_counts() -> None:
    moment = find_moment("发布：2021年10月14日 15:05:09 更新：2021年10月15日 08:00")
    assert moment is not None and moment.iso == "2021-10-14T15:05:09+08:00"


@pytest.mark.parametrize("text", ["2021年10月04日 15:05", " 2021年10月04日 15:05\n"])
def test_the_form_of_most_pages_is_read_as_in_a_line_of_other_things(text: str) -> None:
    assert find_moment(text) == find_moment(f"发布于{text}。") is not None
    assert find_moment(text.replace("15:", "25:")) == find_moment(f"发布于{text.replace('15:', '25:')}。")


@pytest.mark.parametrize(
    "text", ["Thu, 14 Oct 2021 07:05:09 GMT", "Mon, 4 Oct 2021 23:05:09 GMT", "周四, 34 Oct 2021 07:05:09 GMT"]
)
def test_the_form_of_exported_posts_is_read_as_in_a_line_of_other_things(text: str) -> None:
    assert read_moment(text) == read_moment(f"发布于 {text}")
