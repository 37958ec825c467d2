"""Points in time as pages and posts write them. Sina states Beijing time, and so does what names no zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from ..named_tuples import NamedTuple
from .patterns import lazy_regex, replaced

BEIJING = timezone(timedelta(hours=8))

# Dates are read by their shape, in which one sign stands for all of its kind, and capitals for all letters.
_SHAPES = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz点：，（）一二三四五六０１２３４５６７８９／－．　 ",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ时:,()天天天天天天0123456789/-.  ",
)
_CLOCK = (
    r"(?:(?P<noon>上午|下午|凌晨|清晨|黎明|早上|早晨|早间|早|中午|正午|晌午|午后|傍晚|黄昏|晚上|晚间|晚"
    r"|深夜|半夜|午夜|夜间|夜里|夜|[AP]M)\s*)?"
    r"(?P<hour>\d{1,2})\s*(?:[:时]\s*[过零]?\s*(?P<minute>\d{1,2})(?!\d?刻)\s*分?"
    r"|时(?P<half>半?)(?P<unread>\s*(?:[过零差\d]|\d?刻))?)"
    r"(?:\s*:\s*(?P<second>\d{1,2})(?!\d)(?:[.,]\d+)?|\s*(?P<second_cn>\d{1,2})\s*秒)?"
    r"(?:\s*(?P<noon_after>[AP]\.?M)\b)?"
)
_TIME = _CLOCK + r"(?:\s*(?P<zone>[+-]\d\d:?\d\d(?!\d)|(?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?(?!\d)|Z\b|[A-Z]{3}\b))?"
_DAY = r"(?P<year>\d{4})\s*[年.\-/]\s*(?P<month>\d{1,2})\s*[月.\-/]\s*(?P<day>\d{1,2})\s*[日号]?"
_BEFORE_TIME = r"(?:[\s,T]|[-|｜]\s|\(?(?:星期|周)[天日]\)?)*"
# 2021-03-04T10:20:33+08:00, 2021年03月04日 10:20, 2021/3/4 下午3:20, 2021.3.4 (周四) 15时20分
_YEAR_FIRST = lazy_regex(f"{_DAY}(?:{_BEFORE_TIME}{_TIME})?", re.A)
# A date in a line of other things, with the brackets around it: （2021年03月04日 10:20）
_DATE = lazy_regex(rf"(?P<open>\(\s*)?{_DAY}(?:{_BEFORE_TIME}{_CLOCK})?(?(open)\s*\))", re.A)
_MONTH_NAME = r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*"
# Thu, 04 Mar 2021 02:20:33 GMT (RFC 2822)
_DAY_FIRST = lazy_regex(
    rf"(?P<day>\d{{1,2}})[\s-]+{_MONTH_NAME}[\s,-]+(?P<year>\d{{4}})(?:[\s,]+{_TIME})?",
    re.A,
)
# Thu Mar 04 2021 10:20:33 GMT+0800 (JavaScript), Thu Mar  4 10:20:33 CST 2021 (Java, date)
_MONTH_FIRST = lazy_regex(
    rf"{_MONTH_NAME}\.?\s+(?P<day>\d{{1,2}})(?:[\s,]+(?P<year>\d{{4}}))?(?:[\s,]+{_TIME})?(?:\s+(?P<year_last>\d{{4}})\b)?",
    re.A,
)
# 20210304 1020, 20210304T102033: only where nothing else stands beside it
_COMPACT = lazy_regex(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)[\sT]*(?P<hour>\d\d):?(?P<minute>\d\d)"
    r"(?::?(?P<second>\d\d))?(?P<zone>Z|[+-]\d\d:?\d\d)?",
    re.A,
)
_NUMERALS = {word: number for number, words in enumerate("〇零○ 一 二 三 四 五 六 七 八 九".split()) for word in words}
_NUMBER = "[二三四五]?十[一二三四五六七八九]?|[〇零一二三四五六七八九]{1,2}"
_IN_WORDS = lazy_regex(f"([〇零○一二三四五六七八九]{{4}})年({_NUMBER})月({_NUMBER})(?=[日号])")
# 下午三点二十分, not 一点资讯: an hour in words stands after the word for a part of the day.
_CLOCK_IN_WORDS = lazy_regex(
    rf"(?:(?<=[午晨明上间早晚昏夜后里])|(?<=[午晨明上间早晚昏夜后里]\s))(?:{_NUMBER})(?=[点时])"
    rf"|(?:(?<=[点时过])|(?<=[点时]\s))(?:{_NUMBER})(?=[分刻]|\W|\Z)"
)
_QUARTER = lazy_regex(r"(?<=[点时])\s*([123])刻")
_MONTHS = {name: number for number, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}
_WITHOUT_YEAR = lazy_regex(
    r"[昨今前明]天|[昨今]日|刚刚|\d\s*(?:秒|分钟|小时|天|周|个?月|年)钟?[之以]?前|\d\s*[月:：]\s*\d|[一二三四五六七八九十]月|\d年\s*\d"
)
_AFTERNOON = ("下午", "午后", "傍晚", "黄昏", "PM")
_NIGHT = (
    "晚上",
    "晚间",
    "晚",
    "深夜",
    "半夜",
    "午夜",
    "夜间",
    "夜里",
    "夜",
)  # from five o'clock on; 夜1点 is one in the morning
_NOON = ("中午", "正午", "晌午")
_MORNING = ("上午", "凌晨", "清晨", "黎明", "早上", "早晨", "早间", "早", "AM")
# CST is China's, not the Central Standard Time that RFC 2822 means by it.
_ZONES = {"Z": 0, "GMT": 0, "UTC": 0, "CST": 8, "HKT": 8, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7}  # hours
_FIRST_YEAR = 1971  # what is earlier is the zero of some program's clock: 1970-01-01, 0001-01-01


class Moment(NamedTuple):
    """A point in time, ``+08:00``, and how much of it was written."""

    time: datetime
    has_time_of_day: bool
    has_seconds: bool
    has_zone: bool

    @property
    def iso(self) -> str:
        return self.time.isoformat(timespec="seconds")


def find_moment(text: str) -> Moment | None:
    """The first date in ``text`` that begins with its year; None when there is none or no calendar has it."""
    if moment := _shown_moment(text.strip()):
        return moment
    match = _YEAR_FIRST.search(_shape(text))
    return _moment(match) if match else None


def _shown_moment(text: str) -> Moment | None:
    """2021年03月04日 10:20, as most pages show it: compiling what reads all forms is a fortieth of a start."""
    if len(text) != 17 or (text[4], text[7], text[10:12]) != ("年", "月", "日 "):
        return None
    moment = _iso_moment(f"{text[:4]}-{text[5:7]}-{text[8:10]} {text[12:]}:00")
    return moment and moment._replace(has_seconds=False)


def _shape(text: str) -> str:
    """六点一刻 is 6点15分."""
    if "点" in text or "时" in text:
        text = _CLOCK_IN_WORDS.sub(lambda found: _number(found[0]), text)
        text = _QUARTER.sub(lambda found: f"{int(found[1]) * 15}分", text)
    return text.translate(_SHAPES)


def read_moment(text: str) -> Moment | None:
    """The moment that ``text`` is, in any of the forms above, or seconds or milliseconds since 1970."""
    if moment := _iso_moment(text) or _mail_moment(text):
        return moment
    shape = _shape(text)
    if match := _COMPACT.fullmatch(shape.strip()):  # 202103041020 is no count of milliseconds
        return _moment(match)
    whole, _, fraction = text.strip().partition(".")
    if len(whole) in (9, 10, 12, 13) and (whole + fraction).isdecimal() and text.isascii():
        return _checked(
            datetime.fromtimestamp(int(whole[:-3] if len(whole) > 10 else whole), BEIJING), True, True, True
        )
    for form in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        if match := form.search(shape):
            return _moment(match)
    written = _IN_WORDS.sub(lambda found: "-".join(map(_number, found.groups())), text)
    return find_moment(written) if written != text else None


def _iso_moment(text: str) -> Moment | None:
    """2021-03-04T10:20:33+08:00, 2021-03-04 10:20:33: as nearly all metadata is, and four times as fast."""
    if text[10:11] not in ("T", " ") or text[16:17] != ":" or len(text) > 25 or not text[5:7].isdecimal():
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    has_zone = time.tzinfo is not None
    return _checked(time if has_zone else time.replace(tzinfo=BEIJING), True, True, has_zone)


def _mail_moment(text: str) -> Moment | None:
    """Thu, 04 Mar 2021 02:20:33 GMT, as exporters of posts write it: two expressions fewer to compile, likewise."""
    parts = text.upper().split()
    if len(parts) != 6 or parts[5] != "GMT" or not parts[0].endswith(",") or not (month := _MONTHS.get(parts[2])):
        return None
    return _iso_moment(f"{parts[3]}-{month:02}-{parts[1]:0>2}T{parts[4]}+00:00")


def _number(words: str) -> str:
    """二〇二一 is 2021, 十四 is 14, 三十 is 30."""
    digits = [_NUMERALS[word] for word in words if word != "十"]
    if "十" not in words:
        return "".join(map(str, digits))
    tens, ones = words.split("十")
    return str(10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0))


def has_date(text: str) -> bool:
    """Whether `find_moment` would find something, be it a day that no calendar has."""
    return _YEAR_FIRST.search(text.translate(_SHAPES)) is not None


def states_time(text: str) -> bool:
    """Whether ``text`` says a day or a time of day, if only beside today's: 昨天 21:03, 3小时前, 03月05日."""
    return _WITHOUT_YEAR.search(text) is not None


def without_dates(text: str) -> str:
    """``text`` with a space in place of each date."""
    return replaced(text, _DATE.finditer(text.translate(_SHAPES)), " ") if any(map(str.isdigit, text)) else text


def _moment(match: re.Match[str]) -> Moment | None:
    parts = match.groupdict()
    zone = _zone(parts["zone"])
    year = parts["year"] or parts.get("year_last")
    if year is None or parts.get("unread"):  # 3点差5分
        return None
    month = _MONTHS.get(parts["month"]) or int(parts["month"])
    hour = _hour(int(parts["hour"] or 0), parts.get("noon") or (parts.get("noon_after") or "").replace(".", ""))
    stated_second = parts["second"] or parts.get("second_cn")
    minute, second = int(parts["minute"] or (30 if parts.get("half") else 0)), int(stated_second or 0)
    try:
        time = datetime(int(year), month, int(parts["day"]), hour, minute, second, tzinfo=zone or BEIJING)
        return _checked(time, parts["hour"] is not None, stated_second is not None, zone is not None)
    except (ValueError, OverflowError):
        return None


def _checked(time: datetime, has_time_of_day: bool, has_seconds: bool, has_zone: bool) -> Moment | None:
    beijing = time.astimezone(BEIJING)
    return Moment(beijing, has_time_of_day, has_seconds, has_zone) if beijing.year >= _FIRST_YEAR else None


def _hour(hour: int, noon: str) -> int:
    """``hour`` of 24, by the word for the part of the day before (下午3:20) or after it (3:20 PM)."""
    if hour < 12 and (noon in _AFTERNOON or (noon in _NIGHT and hour > 4) or (noon in _NOON and hour < 3)):
        return hour + 12
    if hour == 12 and noon in _NIGHT:
        return 24  # 晚上12点 is this day's end to some and its beginning to others: no hour that can be read
    return 0 if hour == 12 and noon in _MORNING else hour


@lru_cache(maxsize=64)
def _zone(name: str | None) -> timezone | None:
    """The zone of ``+0800``, ``GMT+08:00``, ``Z`` or ``CST``."""
    if name is None:
        return None
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    match = re.search(r"([+-])(\d{1,2}):?(\d\d)?\Z", name)
    if match is None or int(match[2]) > 23:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset)
