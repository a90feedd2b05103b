"""Names of persons: told from media and departments, which sign in the same places."""

from __future__ import annotations

import re
from typing import Final

_NOT_PERSONS = re.compile(
    r"[0-9@#?？!！。，:：《》]|https?|www\.|编辑部|记者站|佚名|匿名|未知|不详|管理员|^(?:admin|administrator|本站|原创|转载|网络|互联网|综合|unknown|null|none|name|staff|guest|author)$|"
    r"(?:日报|晚报|早报|时报|新闻网|新华社|通讯社|电视台|在线|网站|公司|集团|委员会|办公室|编辑|公众号|专栏|记者)$",
    re.I,
)
_TITLES_OF_PERSONS = re.compile(
    r"^(?:本报|本刊|本网|特约|实习|见习|驻[\u4e00-\u9fff]{1,4})?(?:记者|記者|通讯员|作者|文|By)[:：\s　/]{0,3}|(?:摄影|报道|報導|文|编译)$"
)
_SEPARATORS = re.compile(
    r"[、，,;；/／╱|&\n]|\band\b|\bund\b|\bet\b|[  　\xa0]{2,}|(?<=[\u4e00-\u9fff])[  　\xa0](?=[\u4e00-\u9fff])"
)
# The hundred and fifty commonest family names, and those of two characters; they cover 95 people in a hundred.
_FAMILY_NAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴"
    "夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫"
    "芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜肖詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁"
    "隋植甘景薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊闫閆闫宗代戚佟仇屠蒙楚边桑敖"
)
_DOUBLE_NAMES: Final = (
    "欧阳",
    "歐陽",
    "上官",
    "司马",
    "司馬",
    "诸葛",
    "諸葛",
    "东方",
    "東方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "端木",
    "令狐",
)
_HAN = re.compile("[\u3400-\u9fff]")


def persons(text: str, strict: bool = True) -> str | None:
    """The names in a text joined by "、"; with `strict`, what is an organisation or no name is left out.

    >>> persons("本报记者 林晚、周渡"), persons("河畔日报"), persons("By Ada Lovelace and Mary Somerville")
    ('林晚、周渡', None, 'Ada Lovelace、Mary Somerville')
    """
    names = []
    for part in _SEPARATORS.split(text[:200]):
        name = _TITLES_OF_PERSONS.sub("", part.strip(" 　\xa0（）()[]【】.·:：—-|")).strip(" 　\xa0")
        if (
            name
            and len(name) <= 40
            and not (strict and (_NOT_PERSONS.search(name) or len(_HAN.findall(name)) > 8))
        ):
            names.append(name)
    return "、".join(dict.fromkeys(names)) or None


def is_chinese_name(text: str) -> bool:
    """Whether a text has the form of a Chinese person's name; names of media and departments have not.

    >>> is_chinese_name("林晚"), is_chinese_name("欧阳明月"), is_chinese_name("桃園機場"), is_chinese_name("河畔晚报")
    (True, True, False, False)
    """
    if not all(map(_HAN.match, text)):
        return False
    return (2 <= len(text) <= 3 and text[0] in _FAMILY_NAMES) or (
        len(text) in (3, 4) and text.startswith(_DOUBLE_NAMES)
    )


def named_persons(text: str) -> str | None:
    """As `persons`, for places where organisations sign as well: names in Han characters must look like names.

    >>> named_persons("林晚／河畔"), named_persons("河畔新闻云")
    ('林晚', None)
    """
    found = persons(text)
    names = [
        name
        for name in (found or "").split("、")
        if name and (is_chinese_name(name) or not _HAN.search(name))
    ]
    return "、".join(names) or None


def split_names(text: str) -> list[str]:
    """The names in a run of Han characters, with or without marks between them; [] where it is no run of names.

    >>> split_names("林晚周渡"), split_names("林晚、欧阳明月"), split_names("表示满意")
    (['林晚', '周渡'], ['林晚', '欧阳明月'], [])
    """
    names: list[str] = []
    for part in re.split(r"[  　\xa0、，,]+", text):
        found = _names_of_run(part)
        if found is None:
            return names
        names.extend(found)
    return names


def _names_of_run(run: str) -> list[str] | None:
    """A run cut into names, the longest first; None where it cannot be cut."""
    if not run:
        return []
    for length in (3, 2, 4):
        if len(run) >= length and is_chinese_name(run[:length]):
            rest = _names_of_run(run[length:]) if len(run) <= 16 else None
            if rest is not None:
                return [run[:length], *rest]
    return None
