"""Which words are people's names.

A name after a label (记者 甲) needs the right shape; a bare one must also start with a surname and be no common word.
None ends like an organisation or is a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ...text.patterns import lazy_regex

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任"
    "袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴"
    "谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解"
    "应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬"
    "全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党"
    "翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿"
    "满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
    "肖佟付代闫岳帅亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳仝覃鹿邝卿涂辜揭占原苑初展矫修仉冼兰楼麦栗迟朴谌鄢亓楚忻隋芦税铁靖漆"
    "衣恽庹粟操晋补由植褟禤奉练银洛汝来敬苟么母茆蹇郇虢宛豆俱渠邸旷郐郅隽缑鄞檀青尧雒贠海玄火淳"
)
# The frequent ones, the most frequent first: names run together are told apart by these.
_FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪"
    "庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲"
    "房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋"
)
COMPOUND_SURNAMES = frozenset(
    (
        "欧阳 司马 上官 诸葛 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 端木 长孙 宇文 轩辕 南宫 独孤 第五 "
        "西门 东郭 呼延 百里 闻人 澹台 濮阳 淳于 申屠 钟离 公冶 太史 南郭 赫连 拓跋 完颜 纳兰 耶律"
    ).split()
)
_DOTS = "·•‧・∙"
# Names of Tibetans and Mongols are set without a surname and without a dot, one or two of these: 索朗德吉, 乌云其其格.
_ELEMENTS = frozenset(
    (
        "扎西 次仁 尼玛 卓玛 旺堆 旺姆 旺杰 多吉 平措 索朗 罗布 格桑 达瓦 央金 央宗 拉姆 丹增 旦增 普布 洛桑 次旦 "
        "次旺 顿珠 白玛 德吉 德庆 仁增 仁青 边巴 米玛 巴桑 曲珍 曲扎 晋美 群培 强巴 贡布 加措 嘉措 才让 才旦 才仁 "
        "桑吉 桑珠 坚参 坚赞 赤列 益西 阿旺 班觉 玉珍 卓嘎 措姆 土登 朗杰 欧珠 其其格 其木格 图雅 巴特尔 巴雅尔 "
        "巴图 苏和 哈斯 乌云 乌兰 格日勒 呼和 朝鲁 布和 那仁 牧仁 高娃 斯琴 娜仁 托娅 萨仁 阿古拉 额尔敦 德力格尔 "
        "宝音 敖特根"
    ).split()
)
_LATIN_WORD = r"(?:[A-Z][\w'’.-]*[\w.]|[A-Z]\.?)"
_LATIN = lazy_regex(rf"{_LATIN_WORD}(?: (?:{_LATIN_WORD}|van|von|der|den|de|da|di|del|la|bin|al|el)){{1,4}}$")
_INITIAL = lazy_regex(r"[A-Z]\.?$")
_PEN_NAME = lazy_regex(r"[A-Z][a-z]{2,}$")  # 作者：Eastwind
# How organisations, media, titles and headings end; no given name ends so.
NOT_AT_THE_END = tuple(
    (
        "网 报 社 台 刊 讯 部 委 局 署 厅 会 所 处 院 校 馆 店 厂 组 队 系 团 站 室 号 圈 集 省 市 县 镇 村 日报 "
        "晚报 时报 周刊 杂志 财经 新闻 证券 银行 基金 保险 公司 集团 期货 资本 投资 控股 研究 研报 宏观 策略 团队 "
        "频道 视频 传媒 媒体 平台 中心 学院 大学 协会 智库 论坛 客户端 公众号 编辑部 观察 参考 评论 头条 资讯 数据 "
        "视点 视角 记者 编辑 作者 报道 通讯 摄影 摄像 手记 札记 简介 介绍 声明 调查 专栏 专题 获悉 认为 表示 员 长 "
        "家 师 者 摄 的 了 们 先生 女士 小姐 同学 同志"
    ).split()
)
_MEDIA_WORDS = ("日报", "晚报", "客户端", "公众号", "新闻", "财经", "频道", "传媒", "工作室")
_MEDIA = ("网", "报", "社", "台", *_MEDIA_WORDS)
_ALLOWED_ENDS = frozenset("系 集 号 团 会 长 家 师 员 者 校 处 所 室 组".split())
_NO_NAMES = frozenset(
    (
        "全文 全文完 本文完 正文完 完毕 文完 图文 谢谢 您好 你好 待续 未完 下转 上接 图片 资料 原标 简称 下称 以下 "
        "组图 连载 相关 佚名 文章 匿名 不详 未知 小编 编者 笔者 本报 本刊 本网 本台 本社 原创 独家 综合 网友 网络 "
        "高盛 华为 万科 方正 平安 安信 华泰 国泰 海通 申万 广发 华夏 易方达 金融界 应该 那么 这样 什么 请问 如何 为何 "
        "何时 何处 能否 都有 相信 通常 同上 未署名 无名氏"
    ).split()
)
# What ends a text alone or in a bracket and starts like a name; with a label (记者 白露) it may be one.
_NO_SIGNATURES = frozenset(
    (
        "左图 后记 封底 文末 文摘 章节 干货 路透 彭博 万得 金十 富国 花旗 安永 毕马威 麦肯锡 "
        "贝莱德 东方红 支付宝 余额宝 易车 时评 时论 周评 易评 周五 牛年 龙年 马年 双节 国庆 双十一 "
        "谷雨 白露 通告 毛利 单价 金价 金砖 钱荒 方舱 卫星 成语 钟表 苏州河 黄浦江 乌江 秦岭 洪湖 "
        "梁山 温泉"
    ).split()
)

# Places that datelines name (林知夏 广州 长沙报道): none of them is a person.
PLACES = frozenset(
    (
        "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
        "四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 石家庄 唐山 秦皇岛 邯郸 邢台 保定 "
        "张家口 承德 沧州 廊坊 衡水 雄安 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 "
        "赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 "
        "朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 "
        "七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 杭州 "
        "宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 乌镇 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 "
        "黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 南昌 景德镇 "
        "萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 "
        "德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 "
        "驻马店 济源 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 "
        "岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 "
        "梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南沙 前海 横琴 顺德 南宁 柳州 桂林 梧州 北海 防城港 "
        "钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 博鳌 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 "
        "遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 "
        "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 瑞丽 拉萨 日喀则 昌都 林芝 西安 铜川 宝鸡 咸阳 渭南 延安 "
        "汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 "
        "吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁 台北 高雄 浦东 临港 中国 美国 英国 法国 德国 日本 "
        "韩国 俄罗斯 印度 巴西 加拿大 澳大利亚 新加坡 泰国 越南 马来西亚 印尼 纽约 华盛顿 旧金山 洛杉矶 芝加哥 "
        "硅谷 波士顿 西雅图 伦敦 巴黎 柏林 法兰克福 慕尼黑 罗马 米兰 马德里 日内瓦 苏黎世 达沃斯 布鲁塞尔 "
        "阿姆斯特丹 维也纳 莫斯科 东京 大阪 首尔 新德里 孟买 曼谷 吉隆坡 雅加达 河内 胡志明市 马尼拉 悉尼 墨尔本 "
        "堪培拉 惠灵顿 多伦多 渥太华 温哥华 墨西哥城 里约热内卢 圣保罗 开罗 内罗毕 约翰内斯堡 迪拜 多哈 利雅得 "
        "特拉维夫 安卡拉 伊斯坦布尔 全国 各地 外地 异地 本地 京 沪 穗 深 港 京沪 京津 沪深 长三角 大湾区 现场 前方 "
        "两会"
    ).split()
)
# Towns that read like people's names; they are places only where 报道 follows them: 林知夏 石狮报道
TOWNS = frozenset(
    (
        "辛集 武安 沙河 安国 平泉 任丘 古交 高平 原平 侯马 怀仁 庄河 黄骅 凌海 凌源 舒兰 双辽 扶余 龙井 "
        "和龙 尚志 铁力 富锦 海林 宁安 穆棱 东宁 安达 海伦 常熟 海安 高邮 靖江 余姚 乐清 海宁 平湖 诸暨 "
        "兰溪 东阳 江山 温岭 龙泉 巢湖 明光 宁国 广德 石狮 龙海 邵武 乐平 龙南 高安 平度 龙口 海阳 诸城 "
        "寿光 安丘 高密 昌邑 曲阜 荣成 乐陵 邹平 巩义 卫辉 钟祥 安陆 石首 洪湖 松滋 武穴 广水 利川 宁乡 "
        "韶山 常宁 武冈 邵东 洪江 吉首 乐昌 廉江 吴川 陆丰 阳春 罗定 岑溪 东兴 桂平 靖西 平果 文昌 万宁 "
        "东方 简阳 广汉 江油 华蓥 万源 康定 都匀 安宁 宣威 禄丰 水富 楚雄 蒙自 文山 景洪 华阴 华亭 昌吉 "
        "和田 伊宁 乌苏 房山 怀柔 平谷 昌平 海淀 武清 松江 奉贤 金山 闵行 江津 荣昌 余杭 萧山 富阳 奉化 "
        "柯桥 黄岩 路桥 江宁 高淳 章丘 文登 花都 从化 黄埔"
    ).split()
)


@cache
def _common_words() -> frozenset[str]:
    """Common words that start like a name (高峰, 关注, 方案): from the dictionary of jieba 0.42 (MIT)."""
    return frozenset(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())


def is_labelled_name(token: str) -> bool:
    """``token`` has the shape of one person's name; enough where a label such as 作者： stands before it."""
    if not token.isalpha():
        return _is_dotted(token)
    if not (2 <= len(token) <= 4 and _is_chinese(token)):
        return False
    return "某" not in token and token not in _NO_NAMES and token not in PLACES and not _ends_like_no_name(token)


def is_surnamed(token: str) -> bool:
    """``token`` is a name that starts with a surname, four characters with a compound one (or is dotted)."""
    if not is_labelled_name(token):
        return _is_of_elements(token)
    if len(token) <= 3 and token[0] in SURNAMES:
        return True
    return not token.isalpha() or (token[:2] in COMPOUND_SURNAMES and len(token) >= 3) or _is_of_elements(token)


def _is_of_elements(token: str) -> bool:
    return token in _ELEMENTS or any(token[:size] in _ELEMENTS and token[size:] in _ELEMENTS for size in (2, 3, 4))


def is_bare_name(token: str) -> bool:
    """``token`` is a name without any label beside it: surnamed, and no common word."""
    return is_surnamed(token) and token not in _NO_SIGNATURES and token not in _common_words()


def is_latin_name(token: str) -> bool:
    """``token`` is a whole Latin name, two words or more: ``John Smith``."""
    return token.isascii() and _LATIN.match(token) is not None


def names_in(token: str, surnamed: bool = False) -> list[str]:
    """The names that ``token`` is: one, or several written without a space (林知夏周慕白); none if it is anything else.

    ``surnamed``: pen names, whatever their shape, do not count.
    """
    if is_latin_name(token):
        return [token]
    if (
        len(token) >= 4
        and "·" not in token
        and not _is_of_elements(token)
        and (several := _joined_by_and(token) or _split(token))
    ):
        return several
    if is_surnamed(token) or (not surnamed and (is_labelled_name(token) or _PEN_NAME.match(token))):
        return [token]
    return []


def _joined_by_and(token: str) -> list[str]:
    """林知夏和周慕白"""
    for joint in "和与及":
        first, found, second = token.partition(joint)
        if found and is_bare_name(first) and is_bare_name(second):
            return [first, second]
    return []


def _split(token: str) -> list[str]:
    """Two or three bare names run together, else []; of two ways, the one of the more frequent surnames."""
    if len(token) > 9 or (token[:2] in COMPOUND_SURNAMES and len(token) == 4):
        return []
    for parts in (2, 3):
        if found := list(_partitions(token, parts)):
            return min(found, key=lambda names: sum(_FREQUENT.find(name[0]) for name in names))
    return []


def _partitions(token: str, parts: int) -> Iterator[list[str]]:
    """The ways in which ``token`` is so many bare names of frequent surnames."""
    for size in (3, 2, 4) if parts > 1 else (len(token),):
        head, rest = token[:size], token[size:]
        if (head[0] in _FREQUENT or head[:2] in COMPOUND_SURNAMES) and is_bare_name(head):
            if parts == 1:
                yield [head]
            elif len(rest) >= 2:
                yield from ([head, *tail] for tail in _partitions(rest, parts - 1))


def _ends_like_no_name(token: str) -> bool:
    if not token.endswith(NOT_AT_THE_END):
        return False
    return not (
        token[-1] in _ALLOWED_ENDS and len(token) == 2 and token[0] in SURNAMES and token not in _common_words()
    )


def _is_dotted(token: str) -> bool:
    """阿依古丽·买买提, 约翰·史密斯, J·K·罗琳"""
    if not any(dot in token for dot in _DOTS):
        return False
    for dot in _DOTS[1:]:
        token = token.replace(dot, _DOTS[0])
    parts = token.split(_DOTS[0])
    if token.endswith(_MEDIA) or any(part.endswith(_MEDIA_WORDS) for part in parts):
        return False  # 海岸日报·海岸客户端, 潮声新闻·海岸
    return all((len(part) <= 8 and _is_chinese(part)) or _INITIAL.match(part) for part in parts)


def _is_chinese(text: str) -> bool:
    return bool(text) and min(text) >= "\u3400" and max(text) <= "\u9fff"
