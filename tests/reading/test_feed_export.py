"""Front matter of posts: every value is what was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinaextract import extract
from sinaextract.article.article import Article
from sinaextract.reading.feed_export import _read_plain, _read_yaml, may_be_post, split_post

from ..examples import examples

BODY = "\n<div>\n<p>码头边的旧书摊重新开张。</p>\n</div>\n"


def post(front: str, start: str = "\n") -> Article:
    return extract(f"{start}---\n{front}\n---\n{BODY}".encode())


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\r\n"])
def test_a_comment_after_line_ends_of_yaml(end: str) -> None:
    assert post(f"author: '甲{end}  乙'\ntitle: 银行 #降准# 之后\ndate: 2021-03-05").title == "银行 #降准# 之后"


@pytest.mark.parametrize(
    "title", ["银行 #降准# 之后", "!重磅 降准", "降准 # 之后", "#降准# 之后", "'引号' 之后", "降准 #1: 之后"]
)
def test_a_title_with_what_yaml_takes_for_a_comment_or_a_tag(title: str) -> None:
    assert post(f"title: {title}\nauthor: 新浪财经\ndate: Fri, 05 Mar 2021 01:26:41 GMT").title == title


@pytest.mark.parametrize(
    "title",
    [
        *("0123", "12:30", "yes", "No", "on", "1e3", "0x1F", "1_000", ".5", "007", "2021-03-04", "true", "null", "+1"),
        *("=", "<<", "6.0", "-1"),
    ],
)
def test_a_title_is_the_string_that_was_written(title: str) -> None:
    assert post(f"title: {title}").title == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("'甲&#123;乙&#125;丙'", "甲{乙}丙"),
        ("&#123;&#123; 乙 &#125;&#125;", "{{ 乙 }}"),
        ("'甲&#x7B;乙&amp;丙'", "甲{乙&丙"),
        ("'a&copy=1&b'", "a&copy=1&b"),
        ("'甲''乙'", "甲'乙"),
        ('"甲\\u0021"', "甲!"),
        ("[甲, 乙]", "甲、乙"),
        ("'甲'乙'", "甲'乙"),
    ],
)
def test_references_and_quotes(written: str, title: str) -> None:
    assert post(f"title: {written}").title == title


@pytest.mark.parametrize("title", ["", "''", '""', "'　'", " ", "[]"])
def test_an_empty_title_is_null_and_said(title: str) -> None:
    article = post(f"title: {title}\nauthor: 新浪财经")
    assert article.title is None
    assert article.warnings == ("the front matter's title is empty",)


def test_a_post_without_the_word_title_is_a_post_all_the_same() -> None:
    article = post("categories: [金融]\nauthor: 新浪财经\ndate: Thu, 04 Mar 2021 02:20:33 GMT")
    assert (article.title, article.template) == (None, "post")
    assert article.warnings == ("the front matter's title is empty",)


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("author: [甲, 乙]", "甲、乙"),
        ("author:\n - 甲\n - 乙", "甲、乙"),
        ("author:\n- 甲", "甲"),
        ("author: [[甲], 乙]", "甲、乙"),
        ("author: 12:30", "12:30"),
        ("author: []", None),
        ("author:", None),
    ],
)
def test_authors(written: str, author: str | None) -> None:
    assert post(f"title: 旧书摊\n{written}").author == author


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("[金融, 银行]", ("金融", "银行")),
        ("\n - [金融, 银行]\n - 财经", ("金融", "银行", "财经")),
        ("\n - - 金融\n   - [银行]\n - 财经", ("金融", "银行", "财经")),
        ("\n - 123\n - no\n - &#123;甲&#125;", ("123", "no", "{甲}")),
        ("\n - 财经: 银行", ("财经: 银行",)),
        ("金融,银行", ("金融", "银行")),
        ("", ()),
    ],
)
def test_categories_are_flattened(written: str, channel: tuple[str, ...]) -> None:
    assert post(f"title: 旧书摊\ncategories: {written}").channel == channel


def test_one_entry_that_is_no_yaml_leaves_the_others_as_they_are() -> None:
    article = post(
        "title: '旧书摊'的'春天'\ncategories:\n - [金融, 银行]\nauthor: [甲, 乙]\nheadimg: 'https://n.sinaimg.cn/a.jpg'"
    )
    assert (article.title, article.channel, article.author) == ("旧书摊'的'春天", ("金融", "银行"), "甲、乙")
    assert article.lead_image == "https://n.sinaimg.cn/a.jpg"
    assert article.warnings == ("front matter is not valid YAML; read line by line",)


@pytest.mark.parametrize("start", ["", "\n", "\ufeff", "\ufeff\n", "\n\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_byte_order_marks_before_the_front_matter(start: str, encoding: str) -> None:
    data = f"{start}---\ntitle: 旧书摊\n---\n{BODY}".encode(encoding)
    assert extract(data).title == "旧书摊"
    assert encoding == "utf-16" or may_be_post(data)


def test_front_matter_may_end_with_dots() -> None:
    record = extract(b"\n---\ntitle: 0123\ndate: 2021-03-04\n...\n\n<div><p>" + "灯塔亮了。".encode() + b"</p></div>")
    assert (record.title, record.text) == ("0123", "灯塔亮了。")


def test_text_without_a_title_is_no_post() -> None:
    assert split_post("---\na: b\n---\n<p>甲</p>") is None


_FRAGMENTS = (
    "title: |a|港口|《渡口》|'港'|'|\"|-| |: |:|#|\n|\n\n|\ntags: |\nkey:|\n- |\n - |\n    - |12:30|~|*a|&a |[|{|!|?|<<"
    "|...|---|\t|\x85|https://a.cn/x?b=1&amp;c|&#123;|Thu, 04 Mar 2021 02:20:33 GMT|\u3000|\ufeff|😀|%|@|`|>"
).split("|")


@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map("".join))
@settings(max_examples=examples(2000), deadline=None)
def test_plain_entries_are_read_as_yaml_reads_them(entries: str) -> None:
    source = f"title: {entries}"
    plain = _read_plain(source)
    assert plain is None or plain == _read_yaml(source)


def test_what_exporters_write_needs_no_yaml_parser() -> None:
    source = (
        "title: '12:30的\"港口\"'\ncategories: \n - 金融\n - 财经\n\nauthor: 甲\ndate: Thu, 04 Mar 2021 02:20:33 GMT"
    )
    expected = {"title": '12:30的"港口"', "categories": ("金融", "财经"), "author": "甲"}
    assert _read_plain(source) == {**expected, "date": "Thu, 04 Mar 2021 02:20:33 GMT"}


@pytest.mark.parametrize("key", ["url", "link", "permalink", "guid"])
def test_the_address_of_a_post(key: str) -> None:
    found = post(f"title: 船\n{key}: 'https://finance.sina.com.cn/a/doc-ikpvxzn0417552.shtml?cre=tianyi&from=app#c'")
    assert (found.url, found.docid) == ("https://finance.sina.com.cn/a/doc-ikpvxzn0417552.shtml", "kpvxzn0417552")


@pytest.mark.parametrize("value", ["/2021/05/18/boat/", "2160999", "[https://a.cn/1]"])
def test_what_is_no_address_of_a_post(value: str) -> None:
    assert post(f"title: 船\nlink: {value}").url is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("渡口重开_新浪财经_新浪网", "渡口重开"),
        ("渡口重开 - 手机新浪网", "渡口重开"),
        ("渡口重开|新浪财经", "渡口重开"),
        ("谁在看新浪财经", "谁在看新浪财经"),
        ("新浪财经|渡口重开", "新浪财经|渡口重开"),
        ("新浪网", "新浪网"),
    ],
)
def test_a_title_without_the_names_of_the_site(title: str, shown: str) -> None:
    assert post(f"title: '{title}'").title == shown
