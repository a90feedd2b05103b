"""Names of persons: told from media and departments, which sign in the same places."""

from __future__ import annotations

import re
from typing import Final

_NOT_PERSONS = re.compile(
    r"[@#?？!！。:：《》<>=*{}\"]|https?|www\.|编辑部|记者站|佚名|匿名|未知|不详|管理员|^[a-z]+(?:\.[a-z]+){2,}$|\.(?:com|cn|net)$|"
    # Fields of forms, and the makers of forum software, whom its templates name.
    r"^(?:no|unknown) author$|^(?:name|nama|e-?mail)\b|comsenz|discuz|[\u3400-\u9fff\U00020000-\U000323af](?:网|網|报|報|社|刊)$|[\u3400-\u9fff\U00020000-\U000323af]{2}[部处局办委院室]$|"
    r"^(?:图片?|圖片?|摄影?|攝影?|文字?|图文)$|"
    r"^(?:关注者?|粉丝数?|被?浏览|阅读|阅读量|获赞|赞同|点赞|收藏|评论|转发|人气|播放)[\s0-9万.,]*$|"
    r"^(?:楼主|本帖|帖子|文章|最后|最新|作者)$|"
    r"^(?:admin|administrator|editor|editors|本站|原创|转载|网络|互联网|综合|unknown|null|none|undefined|name|staff|guest|author|website|"
    r"(?:the|guest|staff) author|you|us|me|by|posted|written(?: by)?|about(?: the author)?|view (?:full )?profile|share|comments?|email)$|"
    r"(?:日报|晚报|早报|时报|新闻网|新华社|通讯社|电视台|在线|网站|公司|集团|委员会|办公室|编辑|公众号|专栏|作者|记者|社区|整理|团队|"
    r"工作室|中心|学院|大学|研究院|研究所|传媒|频道|客户端|出版社|杂志社|报社|官方|联盟|论坛| (?:publishers|inc))$",
    re.I,
)
# Nicknames hold digits, names of persons do not.
_DIGIT = re.compile(r"[0-9]")
_NICKNAME = re.compile(
    r"(?=[0-9_.-]*[A-Za-z])[A-Za-z0-9_.-]{3,24}|[\u3400-\u9fff\U00020000-\U000323af]{2,8}[0-9]{1,6}"
)
_TITLES_OF_PERSONS = re.compile(
    r"^(?:本报|本刊|本网|特约|实习|见习|驻[\u4e00-\u9fff\U00020000-\U000323af]{1,4})?(?:记者|記者|通讯员|作者|文(?=[:：\s　/])|(?:(?:written|posted|words|story|reviewed) )?By\b)[:：\s　/]{0,3}|"
    r"(?:摄影|报道|報導|(?<=[\s　/／])文|编译)$",
    re.I,
)
# What stands before a name: 《河畔》杂志记者 林晚, 临河大学历史学院林晚.
_AFFILIATION = re.compile(
    r"^.{2,20}(?:记者|記者|通讯员|专栏作者|特约作者|作者|学院|大学|研究院|研究所|中心|日报|晚报|杂志|学会|医院)[:：\s　]{0,3}(?=[\u3400-\u9fff\U00020000-\U000323af]{2,12}$)"
)
# 林　晚: names of two characters are spread to the width of three.
_SPREAD = re.compile(
    r"(?<![\u3400-\u9fff\U00020000-\U000323af])([\u3400-\u9fff\U00020000-\U000323af])[  　\xa0]{1,4}([\u3400-\u9fff\U00020000-\U000323af])(?![\u3400-\u9fff\U00020000-\U000323af])"
)
_SEPARATORS = re.compile(
    r"[、，,;；/／╱|&\n]|\band\b|\bund\b|\bet\b|[  　\xa0]{2,}|(?<=[\u4e00-\u9fff\U00020000-\U000323af])[  　\xa0](?=[\u4e00-\u9fff\U00020000-\U000323af])"
)
# The hundred and fifty commonest family names, and those of two characters; they cover 95 people in a hundred.
# What somebody is, which stands behind or below a name: 山里人 水利工程师, Ada Holm Writer.
_OFFICE = re.compile(
    r"(?:工程师|设计师|程序员|架构师|分析师|摄影师|营养师|咨询师|会计师|心理师|医师|医生|律师|教师|老师|讲师|学生|硕士|博士|博士生|研究生|编剧|导演|创始人|总监|经理|顾问|专家|教授|研究员|博主|达人|撰稿人|从业者|爱好者|创作者|答主|用户|主任|院长|所长|主编|认证)$"
)
_OFFICE_IN_LATIN = re.compile(
    r"\b(?:(?:Staff|Senior|Sr\.?|Chief|Lead|Contributing|Guest|Freelance|Deputy|Associate|Managing|Assistant|Executive|Content|Science|Politics|Health|Tech|Technology|News|Business) )*"
    r"(?:Writer|Editor|Editor-in-Chief|Founder|Co-?[Ff]ounder|CEO|CTO|CMO|COO|Reporter|Correspondent|Redakteur(?:in)?|Journalist(?:in)?|Contributor|Reviewer|Columnist|Blogger|Strategist|Copywriter|"
    r"Director(?: of [A-Z][a-z]+)?|Manager|Specialist|Expert|Analyst|Consultant|Author)$"
)
_FAMILY_NAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴"
    "夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫"
    "芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜肖詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁"
    "喻竺滕仲鄢晏粟蔺藺窦竇褚芮缪繆卓匡佘奚阚闞冼濮蒲敬巫闻聞逯亓仝邸晁巩鞏苟逄郜栾欒臧邝鄺麦麥荆荊刁郎旷闭"
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
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
# Words that begin like a name and stand alone between bylines and headings.
_WORD_LIST: Final = (
    "万一 万元 万科 万达 严格 严重 于是 代码 代表 仲夏 仲裁 任何 任务 任意 位置 何况 何时 余下 "
    "余音 余额 关于 关注 关系 关键 关闭 凌晨 包括 包装 华东 华为 华人 华北 华南 华夏 华尔街 华盛顿 "
    "单位 卫星 卫生 卫视 史上 史记 叶子 司机 司法 向上 吕梁 周一 周三 周二 周五 周六 周刊 周四 "
    "周围 周年 周报 周日 周末 周边 唐山 單位 單身 嚴格 嚴重 夏天 夏季 季度 季节 宁夏 宁波 安全 "
    "安卓 安徽 安排 安装 安静 宋体 尤其 岳阳 左右 左边 席位 常州 常用 常见 常识 庄园 庞大 康复 "
    "张力 张贴 張貼 強烈 強調 强化 强烈 强调 徐州 成功 成本 成果 成立 成绩 成都 成长 房产 房价 "
    "房屋 敬告 敬请 方向 方式 方案 方正 方法 方面 施工 时事 时代 时光 时刻 时尚 时报 时政 时装 "
    "时评 时间 易购 易车 時事 時代 時報 時尚 時間 景区 景点 曾经 林业 查找 查看 查询 柳州 梅花 "
    "植物 欧洲 欧盟 欧美 歐洲 歐盟 歐美 武术 武汉 武警 段落 毕业 毕竟 毛利 毛巾 毛衣 江湖 江苏 "
    "江西 汤圆 洪水 温哥华 温州 温度 温泉 温馨 游客 游戏 游记 溫度 溫泉 溫馨 焦点 牛市 王国 甄选 "
    "甘肃 田径 申报 申请 申购 白天 白色 盧布 石化 石家庄 石材 石油 祁连 祁连山 祝福 祝贺 秦岭 程序 "
    "程度 章节 童话 紀念 紀錄 纪实 纪录 纪念 聞名 肖像 胡同 苏州 范围 荆州 荆门 莊園 莫非 華人 "
    "華為 華航 萧条 萬一 萬元 董事 董事会 蘇州 衛星 衛生 衛視 解决 解放 解放军 解析 解答 解读 解释 "
    "解除 許多 謝謝 许可 许多 谢谢 谷歌 費用 賀歲 费用 贺岁 赵国 路由 路由器 路线 車型 車禍 車輛 "
    "车型 车展 车市 车辆 边境 邢台 邹城 郑州 金价 金属 金山 金币 金牌 金融 金额 錢包 钟情 钟表 "
    "钱包 钱江 關於 關注 關鍵 關閉 闻名 阳光 陆续 陈述 陶瓷 陸續 陸股 陸資 陽光 雷达 韓劇 韓國 "
    "韩剧 韩国 項目 顧問 顧客 项目 顾客 顾问 馬上 馬路 马上 马拉松 马来 马路 高中 高尔夫 高层 高度 "
    "高手 高校 高清 高温 高空 高端 高级 高考 高速 高铁 魏晋 鲁能 麦克风 麦当劳 黃金 黄山 黄河 黄石 "
    "黄色 黄金 齐全 龍年 龍頭 龙头 龙年 "
)
_COUNTERS: Final = ("关注者", "关注数", "关注量")
_WORDS: Final = frozenset((*_WORD_LIST.split(), *_COUNTERS))


def persons(text: str, strict: bool = True) -> str | None:
    """The names in a text joined by "、"; with `strict`, what is an organisation or no name is left out.

    >>> persons("本报记者 林晚、周渡"), persons("河畔日报"), persons("By Ada Lovelace and Mary Somerville")
    ('林晚、周渡', None, 'Ada Lovelace、Mary Somerville')
    """
    names: list[str] = []
    for part in _SEPARATORS.split(_SPREAD.sub(_joined, text[:200])):
        name = part.strip(" 　\xa0（）()[]【】.·:：—-|")
        name = _TITLES_OF_PERSONS.sub("", name).strip(" 　\xa0")
        if len(name) > 4 and _HAN.match(name[-1]):
            run = _AFFILIATION.sub("", name)
            if len(run) != 4 and (several := _names_of_run(run)):
                names.extend(several)
                continue
        if strict:
            name = _without_office(name, bool(names))
        if name and len(name) <= 40 and not (strict and _is_no_person(name)):
            names.append(name)
    return "、".join(dict.fromkeys(names)) or None


def _without_office(name: str, follows: bool) -> str:
    """A name without what its bearer is; what follows a name and is nothing else is no name, and gives ""."""
    if office := _OFFICE_IN_LATIN.search(name):
        bearer = name[: office.start()].strip(" ,|–—-")
        return bearer if " " in bearer else ("" if follows else name)
    return "" if follows and _OFFICE.search(name) else name


def _joined(found: re.Match[str]) -> str:
    return found[1] + found[2] if found[1] in _FAMILY_NAMES else found[0]


def _is_no_person(name: str) -> bool:
    return (
        _NOT_PERSONS.search(name) is not None
        or (_DIGIT.search(name) is not None and _NICKNAME.fullmatch(name) is None)
        or len(_HAN.findall(name)) > 8
    )


def is_chinese_name(text: str) -> bool:
    """Whether a text has the form of a Chinese person's name; names of media, departments and things have not.

    >>> is_chinese_name("林晚"), is_chinese_name("欧阳明月"), is_chinese_name("桃園機場"), is_chinese_name("时间")
    (True, True, False, False)
    """
    if not 2 <= len(text) <= 4 or text in _WORDS or text[-1] in "摄攝" or not all(map(_HAN.match, text)):
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
