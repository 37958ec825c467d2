"""Which tokens are Chinese personal names.

A name after an explicit label (记者 甲) needs only the right shape; a bare name in brackets must also start with
a surname. Both must not end like an organisation or be a word that such places often hold.
"""

from __future__ import annotations

from ...text.patterns import lazy_regex

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓"
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古"
    "易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关"
    "蒯相查后荆红游竺权逯盖益桓公肖佟付代闫岳帅亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳仝覃鹿邝卿涂辜揭占原苑初展矫修仉冼"
)
_COMPOUND = frozenset(
    (
        "欧阳 司马 上官 诸葛 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 端木 长孙 宇文 轩辕 南宫 独孤 第五 "
        "西门 东郭 呼延 百里 闻人"
    ).split()
)
_FOREIGN = lazy_regex(r"[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+$")
_ORGANISATIONS = tuple(
    (
        "网 报 社 台 刊 讯 新闻 日报 晚报 周刊 杂志 财经 证券 银行 基金 公司 集团 期货 资本 研究 频道 视频 传媒 平台 "
        "中心 记者 编辑 报道 通讯 摄影 员"
    ).split()
)
_NO_NAMES = frozenset(
    (
        "全文 完毕 文完 图文 谢谢 高盛 华为 万科 待续 未完 下转 上接 图片 资料 原标 简称 下称 以下 组图 经济 "
        "金融 国家 国际 全国 明天 关注 都市 通过 公开 解读 连载 相关 方正 成都 广州 常州 温州 杭州 连云港 "
        "石家庄 乌鲁木齐 安徽 江苏 江西 云南 山东 山西 广东 广西 宁夏 宁波 东莞 南京 武汉 黄山 平安 安信 华泰 "
        "国泰 海通 申万 易方达 金融界 华夏"
    ).split()
)


def is_labelled_name(token: str) -> bool:
    """``token`` has the shape of a name; enough where a label such as 记者 stands before it."""
    fits = (
        _FOREIGN.match(token) is not None if "·" in token else 2 <= len(token) <= 4 and all(map(_is_ideograph, token))
    )
    return fits and not token.endswith(_ORGANISATIONS) and token not in _NO_NAMES


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def is_bare_name(token: str) -> bool:
    """``token`` is a name without any label: it must start with a surname, four characters with a compound one."""
    if not is_labelled_name(token):
        return False
    if "·" in token:
        return True
    if token[:2] in _COMPOUND:
        return len(token) >= 3
    return token[0] in _SURNAMES and len(token) <= 3


def split_names(token: str) -> list[str]:
    """Two names written without a space (王明李晓) apart; anything else as it is."""
    if len(token) == 4 and token[:2] not in _COMPOUND and is_bare_name(token[:2]) and is_bare_name(token[2:]):
        return [token[:2], token[2:]]
    return [token]
