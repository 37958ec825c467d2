"""Front matter read by YAML 1.1 and 1.2 readers, and JSON, give back the record whatever strings it holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import StringIO
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sinaextract.article.article import Article, Removal, Symbol, Video
from sinaextract.article.body import Image
from sinaextract.article.record import to_record
from sinaextract.render.front_matter import with_front_matter
from sinaextract.render.json import to_json, to_jsonl
from sinaextract.render.markdown import to_markdown
from sinaextract.render.options import Options
from sinaextract.render.text import to_text

from ..examples import examples

thorough = settings(
    max_examples=examples(300), derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)

CHINA = timezone(timedelta(hours=8))
FIRST = ("title", "author", "date")
TIMES = ("date", "date_published", "date_modified")
NAMES = {"channel": "categories", "keywords": "tags"}

TRICKY = [
    *"yes|on|Off|y|N|TRUE|false|null|Null|~|1e3|1E+3|0o14|0x1F|0b11|014|089|12:30:45|1:2|190:20:30.15".split("|"),
    *"2021-01-01|2021-1-1|2021-02-31|2021-01-01T00:00:00Z|2021-01-01 00:00:00 +8|1_000|1,000|1__2".split("|"),
    *"1.5|.5|1.|-1|+1|.inf|-.INF|.nan|=|<<|600519|000686|1234567e8|0.1.2|12e03|685.230_15e+03".split("|"),
    *"---|...|--- a|- x|-|-x|? a|?|: |:|a:|a: b|a:b| #|# a|a #b|a#b|'|''|'a'|\"|\"a\"|\\|\\n|a\\".split("|"),
    *"[a]|{a}|{{ x }}|a, b|a {{ x }}|{% raw %}|!x|!!str a|&a|*a|%a|@a|`a`|>|>-|$a|《书》：“好”".split("|"),
    *"a\tb|\t|a\n|\na|a\n\nb|\r|a\r\nb| |  a  |a  b|\u3000a\u3000|\xa0|60万\"账号\"外泄? 假的".split("|"),
    *"😀|👨\u200d👩\u200d👧|\x85|a\x85b|\u2028|\u2029|\ufeff|\ufeffa|\x80|\x9f|\x7f|\x00|\x1b".split("|"),
    *"\ud800|\udfff|\U0010ffff|\ufffe|\u202eabc|\u200b|\xad".split("|"),
    *("|", "| a", "a|b"),
]  # fmt: skip
LONG = ("字 a: #" * 5000, "字" * 5000, "a " * 5000, "a\t" * 5000)

strings = st.one_of(
    st.sampled_from(TRICKY),
    st.lists(st.sampled_from(TRICKY), max_size=4).map("".join),
    st.text(st.characters(codec=None), max_size=12),
    st.from_regex(r"[-+]?[0-9_.:eEox+-]{1,12}", fullmatch=True),
    st.text("0123456789-:.T Zz+", max_size=22),
)
absent = st.none()
string_lists = st.lists(strings, max_size=2).map(tuple)
times = st.one_of(
    absent,
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(
        lambda time: time.replace(microsecond=0, tzinfo=CHINA).isoformat()
    ),
)
maybe = st.one_of(absent, strings)
articles = st.builds(
    Article,
    input=strings, url=maybe, docid=maybe, comment_id=maybe, title=strings, original_title=maybe, author=maybe,
    byline=string_lists, source=maybe, source_url=maybe, editor=maybe, date=times, date_published=times,
    date_modified=times, channel=string_lists, keywords=string_lists, description=maybe,
    symbols=st.lists(st.builds(Symbol, strings, strings, strings, strings, maybe, string_lists), max_size=1).map(tuple),
    images=st.lists(st.builds(Image, strings, strings), max_size=1).map(tuple),
    videos=st.lists(st.builds(Video, maybe, maybe, maybe), max_size=1).map(tuple),
    lead_image=maybe, text=strings, template=strings, encoding=strings,
    warnings=string_lists,
    removed=st.lists(st.builds(Removal, strings, strings, strings, string_lists, maybe), max_size=1).map(tuple),
    blocks=st.just(()),
)  # fmt: skip


def one(title: str = "标题") -> Article:
    return Article(
        input="a.html", url=None, docid=None, comment_id=None, title=title, original_title=None, author=None, byline=(),
        source=None, source_url=None, editor=None, date=None, date_published=None, date_modified=None, channel=(),
        keywords=(), description=None, symbols=(), images=(), videos=(), lead_image=None, text="",
        template="post", encoding="utf-8", warnings=(), removed=(), blocks=(),
    )  # fmt: skip


def carried(value: Any) -> Any:
    """``value`` as UTF-8 can carry it: U+FFFD for a lone surrogate."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, list):
        return [carried(item) for item in value]
    return {key: carried(item) for key, item in value.items()} if isinstance(value, dict) else value


def expected(article: Article) -> dict[str, Any]:
    """What the front matter must hold: no empty keys, no body, the names that static site generators use."""

    def filled(record: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in record.items() if value not in (None, "", [])}

    record = filled(to_record(article))
    kept = {key: value for key, value in record.items() if key not in ("markdown", "text")}
    for key, value in kept.items():
        if isinstance(value, list):
            kept[key] = [filled(item) if isinstance(item, dict) else item for item in value]
    for key in set(TIMES) & kept.keys():
        kept[key] = datetime.fromisoformat(kept[key])
    return {NAMES.get(key, key): carried(value) for key, value in kept.items()}


def read_1_1(source: str) -> Any:
    return yaml.load(source, Loader=yaml.CSafeLoader)


def read_1_1_in_python(source: str) -> Any:
    return yaml.load(source, Loader=yaml.SafeLoader)


def read_1_2(source: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return reader.load(StringIO(source))


def instant(key: str, value: Any) -> Any:
    """Readers may give a time in UTC, with or without saying so; it is the same instant."""
    if key not in TIMES:
        return value
    assert isinstance(value, datetime)
    return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).astimezone(CHINA)


def body_of(front: str) -> str:
    assert front.startswith("---\n") and front.endswith("\n---\n")
    lines = front[4:-4].split("\n")
    assert not any(line.startswith(("---", "...")) for line in lines)
    return "\n".join(lines)


@given(articles)
@thorough
@example(replace(one(), images=(Image("", ""),), videos=(Video(),), keywords=("", "on", "12:30")))
def test_front_matter_is_the_record(article: Article) -> None:
    front = with_front_matter("", article)
    front.encode("utf-8")
    want = expected(article)
    for reader in (read_1_1, read_1_2):
        got = reader(body_of(front))
        assert {key: instant(key, value) for key, value in got.items()} == want, reader.__name__
        assert [*got] == sorted(want, key=lambda key: key not in FIRST), "the usual keys come first, the rest in order"


@pytest.mark.parametrize("title", [title for title in (*TRICKY, *LONG) if title])
def test_tricky_titles(title: str) -> None:
    front = body_of(with_front_matter("", one(title)))
    for reader in (read_1_1, read_1_1_in_python, read_1_2):
        assert reader(front)["title"] == carried(title)


@pytest.mark.parametrize(
    "title",
    [
        "苹果发布新iPhone 11：64GB售5499元 256GB售6799元", "60万\"12306账号\"外泄? 中铁总辟谣称消息不实",
        "“好”《书》（一）|二", "2019年报",
        "涨10%", "AT&T's [deal], {maybe}", "https://x.cn/a?b=1#c", "C#",
        "3.15晚会", "C:\\a",
    ],
)  # fmt: skip
def test_usual_titles_are_plain(title: str) -> None:
    assert f"\ntitle: {title}\n" in with_front_matter("", one(title))


def test_first_keys_and_shapes() -> None:
    article = replace(
        one("on"),
        author="甲、乙",
        date="2018-12-28T19:55:10+08:00",
        keywords=("A股", "it's: 1"),
        symbols=(Symbol("sh600519", "SH", "600519", "600519.SH", None, ("inline", "tag")),),
        description="一\n二\u2028",
    )
    assert with_front_matter("", article) == (
        "---\ntitle: 'on'\nauthor: 甲、乙\ndate: 2018-12-28T19:55:10+08:00\nschema_version: 2\ninput: a.html\n"
        "tags:\n- A股\n- 'it''s: 1'\ndescription: \"一\\n二\\u2028\"\n"
        "symbols:\n- id: sh600519\n  market: SH\n  code: '600519'\n  ticker: 600519.SH\n"
        "  origin:\n  - inline\n  - tag\n"
        "template: post\nencoding: utf-8\n---\n"
    )


@pytest.mark.parametrize("date", ["2021-02-31T00:00:00+08:00", "2021-01-01", "昨天", "12:30"])
def test_what_is_no_time_stays_a_string(date: str) -> None:
    front = body_of(with_front_matter("", replace(one(), date=date)))
    assert read_1_1(front)["date"] == read_1_2(front)["date"] == date


@given(articles)
@thorough
def test_json_is_the_record_and_everything_written_is_utf_8(article: Article) -> None:
    want = carried(to_record(article, explain=True))
    line = to_jsonl(article, Options(explain=True))
    assert (
        json.loads(to_json(article, Options(explain=True)).encode("utf-8")) == json.loads(line.encode("utf-8")) == want
    )
    assert [*json.loads(line)] == [*want]
    assert len(line.splitlines()) == 1
    for render in (to_markdown, to_text):
        render(article).encode("utf-8")
