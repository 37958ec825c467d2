"""The names among a label's words: without titles, organisations, addresses, notes, and the place of a report."""

from __future__ import annotations

from collections.abc import Sequence

from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex
from .names import COMPOUND_SURNAMES, PLACES, TOWNS, is_bare_name, is_latin_name, is_surnamed, names_in
from .roles import ROLE_OF, Role
from .words import Word

_REPORT = lazy_regex(
    r"(?P<head>.*?)(?:综合|联合|连线|现场|摄影|图文|独家|编译|整理|专题|特别|实地|采写|采访)?(?:报道|报导|专电|电|讯)$"
)
_PLACE_ENDS = tuple("州市县区镇乡省旗盟港湾城")
_DAY = lazy_regex(r"\d{1,2}月\d{1,2}日$")
# Most places end so at this length: 芦州, 白沙港; 梨树县
_UNKNOWN_PLACES = ((("州", "港", "湾", "城"), 2), (("市", "县", "区", "镇", "乡", "旗"), 3))
_NO_TITLES = ("等", "和", "与", "及")  # 林知夏 与 周慕白 等
_OF_PERSONS = "者员人家长师生"  # （文中受访者 林知夏）
SENT_FROM = "发自"
# 林知夏系海岸大学教授: what follows describes the name before it
_IS = lazy_regex(r"(?P<name>[\w·]{2,4}?)(?:分别|均|都|皆)?(?:系|为|是|现任|任职于|就职于|供职于|来自)")
# 林知夏「海岸观察」, 林知夏《海岸周刊》, 林知夏“海岸观察”主笔, 林知夏@海岸观察: who the name before it works for
_OF_MEDIUM = lazy_regex(r"(?P<name>[^《“「『@]{2,})(?:[《“「『][^》”」』]*[》”」』]|@)[^《“「『@]*$")
_OPENS_MEDIUM = frozenset("《“「『@")
_AND_OTHERS = lazy_regex(r"(?<=..)等(?:人|[一二三四五六七八九十]+人)?$")
_TITLES = tuple(
    (
        "记者 主笔 观察员 评论员 研究员 分析师 经济学家 首席 教授 讲师 博士 硕士 博士后 院士 院长 副院长 所长 副所长 "
        "主任 副主任 主管 总监 总裁 副总裁 总经理 董事长 董事 合伙人 创始人 专家 顾问 律师 学者 作家 作者 专栏 专员 "
        "委员 会长 秘书长 处长 部长 局长 校长 主编 经理 工程师 医师 医生 编辑 特约 策略师 负责人 代表 嘉宾 "
        "先生 女士 老师"
    ).split()
)
_MEDIUM_ENDS = tuple(
    (
        "日报 晚报 时报 晨报 早报 商报 周报 周刊 杂志 新闻 财经 证券 银行 基金 网 报 社 台 客户端 公司 集团 研究院 "
        "研究所 学院 大学 协会 中心 智库 频道 资本 投资 期货 保险 团队 编辑部 工作室 公众号 媒体 传媒 观察 视点 视角 "
        '参考 头条 资讯 》 ” " 」'
    ).split()
)
_BEFORE_NAMES = (*_TITLES, *_MEDIUM_ENDS)  # 海岸日报林知夏, 首席记者林知夏
_DESCRIPTIONS = (*_BEFORE_NAMES, "院", "所", "部", "会", "系")
_ORGANISATIONS = (*_MEDIUM_ENDS, "报道", "院", "所", "部", "全媒体", "融媒体")
_ADJECTIVES = ("特约", "特邀", "首席", "高级", "资深", "专栏", "独立", "财经", "宏观", "策略")
_HONORIFICS = tuple("博士后 博士 教授 院士 先生 女士 老师 研究员 律师 主任 院长 所长".split())
_CODE = lazy_regex(r"[@A-Za-z_][\w.@-]*$|[\w.-]*\d[\w.-]*$")


class People(NamedTuple):
    """``is_all``: the words hold nothing that is not understood. ``are_bare``: each would be a name without a label."""

    names: tuple[str, ...]
    is_all: bool
    are_bare: bool


def glued_names(text: str, role: Role) -> bool:
    """``text``, glued to the label before it (记者林知夏), is names and what may stand beside them."""
    people = read_people([Word(text, "", 0, len(text))], role, surnamed=True)
    return bool(people.names) and people.is_all


def read_people(words: Sequence[Word], role: Role, *, surnamed: bool = False) -> People:
    """The people that ``words`` name; ``surnamed``: pen names do not count."""
    rest = joined(_without_report(list(words)))
    found: list[tuple[str, bool]] = []
    is_all = True
    for word in rest:
        if role.kind == "author" and (described := _IS.match(word.text)) and is_bare_name(described["name"]):
            found.append((described["name"], True))
            break  # the rest describes them
        text = _without_honorific(_AND_OTHERS.sub("", word.text) if "等" in word.text else word.text)
        if not _OPENS_MEDIUM.isdisjoint(text) and (described := _OF_MEDIUM.match(text)):
            text = described["name"]
        names = names_in(text, surnamed) if text not in PLACES and not _is_title(text) else []
        if not names:
            names = names_in(_without_title(text), surnamed=True)
        if names:
            if not _is_for_another(word.notes):
                found += [(name, is_bare_name(name) or is_latin_name(name)) for name in names]
        elif not _may_stay(word, bool(found)):
            is_all = is_all and bool(found) and "，" in word.gap and role.name == "author"
            if is_all:
                break  # 作者：林知夏，现居海岸市
            return People(tuple(name for name, _ in found), False, False)
    found = _without_medium(found, role)
    return People(tuple(name for name, _ in found), is_all, all(bare for _, bare in found))


def is_organisation(text: str) -> bool:
    """``text`` ends like a medium, an institute or a firm; titles at its end do not count."""
    while not text.endswith(_ORGANISATIONS):
        if not (title := _ending(text, _ADJECTIVES)):
            return False
        text = text.removesuffix(title)
    return True


def may_be_medium(text: str) -> bool:
    """``text``, before a name without a label (海岸夜话 林知夏), is a medium and no title."""
    return is_organisation(text) or (len(text) >= 4 and not text.endswith((*_DESCRIPTIONS, *_OF_PERSONS)))


def is_report(text: str) -> bool:
    """``text`` is 报道, perhaps with a known place or a day: 上海报道, 综合报道, 3月5日报道; or 发自上海."""
    report = _REPORT.match(text)
    if report is None:
        return _are_places(text.partition(SENT_FROM)[2] or "全国") if SENT_FROM in text else False
    return not report["head"] or report["head"] in PLACES or _DAY.match(report["head"]) is not None


def _without_honorific(text: str) -> str:
    """林知夏博士 -> 林知夏, 海岸大学林知夏教授 -> 海岸大学林知夏."""
    honorific = _ending(text, _HONORIFICS)
    head = text.removesuffix(honorific)
    return head if honorific and is_bare_name(_without_title(head) or head) else text


def _without_title(text: str) -> str:
    """海岸日报首席记者林知夏 -> 林知夏; "" where no medium and no title stands before two to nine characters."""
    sizes = range(2, min(10, len(text)))
    return next((text[-size:] for size in sizes if text.endswith(_BEFORE_NAMES, 0, -size)), "")


def _is_title(text: str) -> bool:
    """教授, 首席经济学家: 作者：林知夏 教授"""
    while title := _ending(text, _TITLES):
        text = text.removesuffix(title)
    return not text


def _ending(text: str, endings: Sequence[str]) -> str:
    """The longest of ``endings`` that ``text`` has, else ""."""
    return max((ending for ending in endings if text.endswith(ending)), key=len, default="")


def _may_stay(word: Word, after_names: bool) -> bool:
    """The word beside names is a title, an organisation, a place or a code."""
    text = word.text
    if text in PLACES or text in _NO_TITLES or _CODE.match(text) or text.endswith(_DESCRIPTIONS):
        return True
    return not after_names and len(text) > 4 and all("\u4e00" <= char <= "\u9fff" for char in text)


def _is_for_another(notes: Sequence[str]) -> bool:
    """A bracket after the name says that it is credited for something else: 周慕白（摄影）."""
    return any(note in ROLE_OF and ROLE_OF[note].kind != "author" for note in notes)


def _without_medium(found: list[tuple[str, bool]], role: Role) -> list[tuple[str, bool]]:
    """文/泽平宏观 林知夏: what has no surname and stands before real names is a medium."""
    if role.name in ("reporter", "intern"):
        return found
    first = next((n for n, (_, bare) in enumerate(found) if bare), 0)
    return [pair for n, pair in enumerate(found) if n >= first or is_surnamed(pair[0])]


def _without_report(words: list[Word]) -> list[Word]:
    """``words`` without 北京报道, 广州 长沙报道, 发自北京, and the place in it."""
    for number, word in enumerate(words):
        if SENT_FROM in word.text:
            head = word.text.split(SENT_FROM)[0]
            return [*words[:number], *([word._replace(text=head, notes=())] if head else [])]
    if not words:
        return words
    last = words[-1]
    report = _REPORT.match(last.text)
    if report is None:
        return _without_places(words)
    head = report["head"]
    if not head or _DAY.match(head) or _is_place(head, after_others=len(words) > 1):
        return _without_places(words[:-1])
    return _without_places([*words[:-1], last._replace(text=_without_place(head), notes=())])


def _are_places(text: str) -> bool:
    """Known places, also run together (美国硅谷), or what ends like one."""
    if text in PLACES or text.endswith(_PLACE_ENDS):
        return True
    return any(text[:size] in PLACES and _are_places(text[size:]) for size in (2, 3, 4))


def _is_place(text: str, after_others: bool) -> bool:
    """A known place, or what ends like one after a name: 林知夏 芦州报道."""
    if text in PLACES or (after_others and text in TOWNS):
        return True
    rest = _without_place(text)
    if rest != text and names_in(rest, surnamed=True):
        return False  # 林知夏、周慕白芦州报道
    return after_others and len(text) <= 8 and (text.endswith(_PLACE_ENDS) or not names_in(text, surnamed=True))


def _without_places(words: list[Word]) -> list[Word]:
    while len(words) > 1 and words[-1].text in PLACES:
        words = words[:-1]
    return words


def _without_place(text: str) -> str:
    """林知夏北京 -> 林知夏, also with a place that only its ending tells: 林知夏芦州 -> 林知夏."""
    for size in (4, 3, 2):
        if len(text) - size >= 2 and text[-size:] in PLACES:
            return text[:-size]
    ending = next((size for ends, size in _UNKNOWN_PLACES if text.endswith(ends)), 0)
    return text[:-ending] if ending and names_in(text[:-ending], surnamed=True) else text


def joined(words: Sequence[Word]) -> list[Word]:
    """A name set with spaces (王 强, 王 若兰, 欧阳 修, 林 知 夏) as one word."""
    joined: list[Word] = []
    for number, word in enumerate(words):
        last = joined[-1] if joined else None
        is_near = last is not None and not last.notes and not word.gap.strip()
        if last is not None and is_near and (_is_surname_of(last, word) or _is_spaced(words, number)):
            joined[-1] = word._replace(text=last.text + word.text, gap=last.gap, start=last.start)
        else:
            joined.append(word)
    return joined


def _is_surname_of(last: Word, word: Word) -> bool:
    return (len(last.text) == 1 or last.text in COMPOUND_SURNAMES) and len(word.text) <= 2


def _is_spaced(words: Sequence[Word], number: int) -> bool:
    """The word is a further character of names set with a space between all of them (林 知 夏 周 慕 白), of which
    `names_in` takes them apart; not the surname of what follows (王 若兰)."""
    single = [len(word.text) == 1 and not word.gap.strip() for word in words[max(number - 2, 0) : number + 1]]
    following = words[number + 1].text if number + 1 < len(words) else ""
    return len(single) == 3 and all(single[1:]) and (len(following) != 2 or is_surnamed(following))
