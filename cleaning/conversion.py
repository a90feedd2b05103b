"""Between the scripts: what `t2s` leaves undone, and what naive conversions to Traditional got wrong.

A Simplified character may stand for several Traditional ones. Converters that go character by character take one of them
everywhere: 皇後 for 皇后, 炸醬面 for 炸醬麵. OpenCC's `s2t` knows the words, so a text is taken to Simplified and back, and
a character that comes back as another one is wrong where a word of the dictionary says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaning.script import converter, telling
from cleaning.words import is_word, words

if TYPE_CHECKING:
    from opencc import OpenCC


class Mend(NamedTuple):
    """A stretch of a line and what it becomes, by which rule."""

    rule: str
    start: int
    end: int
    text: str
    confidence: float = 1.0


def simplified(line: str) -> list[Mend]:
    """What makes a line of Traditional text Simplified: one conversion, parted where another rule has its say.

    >>> [(each.rule, each.text) for each in simplified("圍著舞臺讀名著")]
    [('script.t2s', '围'), ('script.particle', '着'), ('script.t2s', '台读')]
    """
    return next(simplified_lines([line]))


def simplified_lines(lines: Sequence[str]) -> Iterator[list[Mend]]:
    """The same for each of some lines of one text: they are converted together, which costs half as much."""
    text = "\n".join(lines)
    simple = converter().convert(text)
    # Words of several characters end at a line feed, so a line comes out as it does alone.
    special = [word for word in _MARKED if word in text or word in simple]
    for line, converted in zip(lines, simple.split("\n"), strict=True):
        if line == converted:
            yield []
        elif len(line) == len(converted) and any(word in line or word in converted for word in special):
            yield _parted(line, converted)
        else:
            yield [_narrowed("script.t2s", line, converted, 0, len(line))]


def _parted(line: str, simple: str) -> list[Mend]:
    """One conversion of a line, parted where another rule has its say."""
    chosen: list[Mend] = []
    for each in sorted(
        [*by_means_of(line, "通过"), *_particles(simple), *_mended(simple)], key=lambda each: each.start
    ):
        if not chosen or each.start >= chosen[-1].end:
            chosen.append(each)
    parts, reached = [], 0
    for each in [*chosen, Mend("", len(line), len(line), "")]:
        if line[reached : each.start] != simple[reached : each.start]:
            parts.append(_narrowed("script.t2s", line, simple[reached : each.start], reached, each.start))
        reached = each.end
    return sorted([*chosen, *parts], key=lambda each: each.start)


def _narrowed(rule: str, line: str, simple: str, start: int, end: int) -> Mend:
    """One splice from the first to the last character that differs."""
    old = line[start:end]
    most = min(len(old), len(simple))
    head = tail = 0
    while head < most and old[head] == simple[head]:
        head += 1
    while tail < most - head and old[-1 - tail] == simple[-1 - tail]:
        tail += 1
    return Mend(rule, start + head, end - tail, simple[head : len(simple) - tail])


# What t2s leaves undone

# 著 is 着 in Simplified text unless it means to write, or to stand out; t2s leaves it, for want of knowing which.
_ZHU = re.compile(
    r"(?<=[名显原专卓昭编土论译巨拙遗撰所])著|(?<=合)著(?![眼嘴双上])|(?<=知)著|(?<=[大新旧近])著(?=$|[，。、；）》])"
    r"|著(?=名(?![单字片牌额次义])|作(?![品业战案怪揖响饭曲画诗文答证])|述|称|者|录(?![音像影制下])|译)"
    r"|著(?=书立说)|(?<![看读抱拿捧翻念带背写教对借])著(?=书)"
    r"|(?:(?<=^)|(?<=[，。；、（「：\s他她曾并生氏亦另先还后]))著(?=[有文立论说])"
    r"|著(?=有(?:《|[译论专名]著|[^，。；]{0,5}[书部卷种篇集册]))"
    r"|(?<=[\s·》])著(?=$|[，。、；）)\s])"
)
# 《鲁迅全集》，鲁迅著，
_AUTHOR = re.compile("》[，,:： ]{0,2}[\u4e00-\u9fff·]{2,8}著(?=$|[，。、；）)])")
_MENDED: Final = {
    "甚么": "什么",
    "祇有": "只有",
    "祇要": "只要",
    "祇是": "只是",
    "祇能": "只能",
    "祇好": "只好",
    "祇会": "只会",
    "祇不过": "只不过",
    "痲": "麻",
    "徬徨": "彷徨",
    "妳": "你",
    "锺馗": "钟馗",
    "锺繇": "钟繇",
    "企画": "企划",
    "家俱": "家具",
    "影向": "影响",
    "重迭": "重叠",
    "主乾道": "主干道",
}
_MENDING = re.compile(
    f"{'|'.join(_MENDED)}|瞭(?![望哨])|升腾(?=芯片|晶片|处理器|服务器|伺服器|AI|算力|910|310)"
)

# What by_means_of, _particles and _mended look for.
_MARKED: Final = ("透", "著", "升腾", "瞭", *_MENDED)


def _particles(simple: str) -> Iterator[Mend]:
    if "著" in simple:
        kept = {found.start() for found in _ZHU.finditer(simple)}
        if "》" in simple:
            kept.update(found.end() - 1 for found in _AUTHOR.finditer(simple))
        for found in re.finditer("著", simple):
            if found.start() not in kept:
                yield Mend("script.particle", found.start(), found.end(), "着", 0.95)


def _mended(simple: str) -> Iterator[Mend]:
    for found in _MENDING.finditer(simple):
        yield Mend(
            "script.mended",
            found.start(),
            found.end(),
            _MENDED.get(found[0], "了" if found[0] == "瞭" else "昇腾"),
            0.95,
        )


# 透過 as Taiwan uses it

_THROUGH = re.compile("透[過过]")
_REACH = 16  # characters of the clause behind it that tell what is meant
_CLAUSE = re.compile(r"[^，。；！？,;!?：:\n]*")
# What light, sound and glances go through, and appearances.
_SEEN_THROUGH = re.compile(
    "[窗玻璃鏡镜縫缝樹树葉叶枝雲云霧雾煙烟簾帘紗纱門门孔洞眼目冰布紙纸衣膚肤牆墙雨雪塵尘屏螢荧幕薄霾靄霭缕縷髮睫]|人群|人縫|現象|现象|表象|表面|水面|字裡|字里|字裏|背影|夜色|黑暗|空隙|間隙|屋頂|笑容|文字看|皮囊|外表|他的|她的|你的"
)
_LATIN = re.compile(' ?[A-Za-z"“「$~]+ ?[A-Za-z]{2}')
_GOES_THROUGH = re.compile("[光線线聲声氣气風风味雨水香]$|目光|視線|视线|隱約|隐约")
_MEANS = re.compile(
    "網路|网路|網站|网站|網絡|网络|平[台臺]|系統|系统|機制|机制|管道|渠道|途徑|途径|方式|方法|手段|程序|電話|电话|電郵|郵件|邮件|簡訊|短信|通訊|通讯"
    "|媒體|媒体|廣播|广播|報紙|報導|電視|電腦|手機|手机|[軟软][體件体]|程式|介面|界面|選單|菜单|設定|设定|设置|按鈕|按钮|指令|命令|工具|參數|選項|选项|檔案|連線|連結|鏈接|链接"
    "|協定|協議|协议|協商|协商|談判|谈判|對話|对话|溝通|沟通|交流|合作|協作|协作|立法|法律|法院|訴訟|仲裁|調解|司法|政策|制度|規範|规范|投票|選舉|公投|表決|民調"
    "|審查|審核|審議|考試|考试|測試|测试|測驗|檢測|檢查|檢驗|面試|面试|筆試|徵選|甄選|選拔|競賽|比賽|招標|拍賣|募款|捐款|基金|貸款|投資|投资|併購|收購|交易|銷售|销售"
    "|代理|中介|仲介|經紀|朋友|友人|同學|同事|親戚|老師|律師|家人|介紹|介绍|引薦|推薦|推荐|關係|关系|人脈|努力|練習|练习|訓練|训练|學習|学习|教育|課程|课程|培訓|閱讀|阅读|寫作"
    "|實驗|实验|研究|調查|调查|分析|觀察|觀測|統計|计算|計算|資料|數據|数据|訪談|問卷|活動|活动|講座|展覽|會議|会议|計畫|計劃|计划|方案|措施|行動|行动|服務|服务"
    "|申請|登記|註冊|注册|登入|認證|驗證|查詢|搜尋|搜索|比較|比较|對比|整合|改革|創新|技術|技术|科技|演算法|算法|智慧|衛星|雷達|藥物|治療|手術|運動|飲食|食物|血液|傳播|接觸|飛沫"
    "|選取|選擇|執行|按下|鍵盤|滑鼠|編譯|移除|命名|定義|公式|輸入|拖曳|點選|點擊|使用|利用|運用|增加|減少|改變|调整|調整|建立|設立|成立|提供|提高|舉辦|舉行|參加|參與|結合|導入|推動|發行|出售|購買|了解|瞭解|討論|分享|互動|模擬|示範|訊息|變數|傳送|發送|發布|公布|補貼|補助|獎勵|降低|擴大|加強|強化|改善|轉型|升級|修改|更新|下載|安裝|操作|控制|監控|監測|偵測|掃描|直播|連署|請願|抗議|罷工"
    "|群眾|群众|募資|自學|自习|安檢|關卡|色彩|語言|语言|筆觸|設計|设计|比喻|隱喻|修辭|志工|義工|社區|社群|社團|學校|公司|機構|政府|部門|單位|里長|專家|醫生|民意|輿論|談話|訊號|信號|晶片|感測|卡片|條碼|掃碼|支付|轉帳|匯款|銀行|郵局|快遞|物流|貿易|外包|委託|授權|合約|契約|保險|抽籤|抽樣|模型|案例|例子|數字|指標"
    "|故事|遊戲|音樂|電影|繪畫|藝術|作品|書信|信件|這次|这次|此次|這個|這種|这种|這項|不斷|不断|持續|共同|多年|層層|层层|重重|公開|民主|外交|暴力|強制|非法|合法|團隊|團體|組織|組合|策略|管理|監督|宣傳|廣告|行銷|經驗|實踐|实践|評估|回饋|反饋"
)


def by_means_of(line: str, written: str = "通過") -> Iterator[Mend]:
    """Where 透過 means by means of, as in Taiwan, it is 通過; what one sees or shines through stays.

    >>> [each.text for each in by_means_of("會員透過電話預約，陽光透過樹葉灑下。")]
    ['通過']
    """
    for found in _THROUGH.finditer(line) if "透" in line else ():
        clause = _CLAUSE.match(line, found.end(), found.end() + _REACH)
        behind = clause[0] if clause else ""
        means = _MEANS.search(behind) or _LATIN.match(behind)
        seen = _SEEN_THROUGH.search(behind)
        before = line[max(0, found.start() - 6) : found.start()]
        if means and not (seen and seen.start() < means.start()) and not _GOES_THROUGH.search(before):
            yield Mend("script.by-means-of", found.start(), found.end(), written, 0.95)


# One Simplified character, several Traditional ones

# Groups whose members nobody takes for one another; 台 and 臺, 佈 and 布, 註 and 注 are a matter of style.
_GROUPS: Final = [
    "后後",
    "面麵",
    "发發髮",
    "干乾幹",
    "里裡裏",
    "松鬆",
    "谷穀",
    "郁鬱",
    "制製",
    "几幾",
    "云雲",
    "钟鐘鍾",
    "系係繫",
    "范範",
    "姜薑",
    "叶葉",
    "丑醜",
    "斗鬥",
    "冲衝沖",
    "征徵",
    "游遊",
    "复複復",
    "历歷曆",
    "获獲穫",
    "汇彙匯",
    "托託",
    "板闆",
    "只隻",
    "须須鬚",
    "胡鬍",
    "舍捨",
    "千韆",
    "仆僕",
    "御禦",
    "余餘",
    "准準",
    "向嚮",
    "吁籲",
    "致緻",
    "筑築",
    "划劃",
    "卷捲",
    "表錶",
    "别別彆",
    "当當噹",
    "恶惡噁",
    "克剋",
    "累纍",
    "帘簾",
    "蒙濛懞矇",
    "辟闢",
    "朴樸",
    "签簽籤",
    "曲麯",
    "术術",
    "团團糰",
    "脏髒臟",
    "扎紮",
    "志誌",
    "万萬",
    "苏蘇甦",
    "合閤",
    "困睏",
    "并並併",
    "艸草",
    "尽盡儘",
    "历歷曆",
    "坛壇罈",
    "沈瀋",
    "旋鏇",
    "咽嚥",
    "熏燻",
    "借藉",
    "刮颳",
    "台颱",
    "摆擺襬",
]
_PEERS: Final = {character: frozenset(group) for group in _GROUPS for character in group}
# Both forms are in use: what a text has of these pairs is no mistake.
_ALIKE: Final = frozenset(
    [
        "裡裏",
        "裏裡",
        "并並",
        "並并",
        "併並",
        "並併",
        "台臺",
        "臺台",
        "颱台",
        "颱臺",
        "儘盡",
        "盡儘",
        "託托",
        "別彆",
        "捲卷",
        "捨舍",
        "匯彙",
        "借藉",
        "只隻",
    ]
)
# OpenCC writes the forms that its own standard prefers.
_PREFERRED: Final = str.maketrans("麪", "麵")
# What stands beside them tells of pairs that otherwise are left, and of names.
_BESIDE: Final = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (
            "(?<=[一二兩两三四五六七八九十百千萬幾每這那0-9])只(?=[一-鿿])(?![有能是要会會好不见見剩])|(?<=[船艦舰])只",
            "隻",
        ),
        ("(?<=[詞字語辭])匯(?![入出])", "彙"),
        ("(?<=[試考問答案])捲", "卷"),
        ("(?<=[宿校農])捨", "舍"),
        ("(?<=[合吞兼])[並并](?![不非沒未無])", "併"),
        ("(?<=影)嚮", "響"),
        # Converters by single characters take these for 了, 家 and 只 wherever they stand.
        ("(?<![明目])瞭(?![解望哨然如亮])", "了"),
        ("傢(?![俱伙具什夥私])", "家"),
        ("(?<![一二兩两三四五六七八九十百千萬幾每這那哪0-9整])隻(?=[有是要能好會])", "只"),
        ("誌(?=[願向氣愿向同])", "志"),
        ("範(?=先生|女士|小姐|太太)", "范"),
        ("餘(?=先生|女士|小姐|太太)", "余"),
        ("薑(?=先生|女士|小姐|太太)", "姜"),
    )
)
_NUMERAL = re.compile("[一二兩两三四五六七八九十百千萬幾每這那0-9船艦舰]")
_LI = re.compile("[公英海千万故邻乡西]里|里[程弄]")
_DISTANCE = re.compile("(?<=[一二三四五六七八九十百千萬兩幾數半0-9])[裏裡](?=[遠路地長之外以，。、；）]|$)")
_WINDOW = 8


@cache
def _back() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2t")


def wrong_forms(line: str) -> Iterator[Mend]:
    """In Traditional text, characters that a conversion by single characters chose wrongly.

    >>> [(each.start, each.text) for each in wrong_forms("皇後愛吃炸醬面，在後花園面見群臣。")]
    [(1, '后'), (6, '麵')]
    """
    simple = converter().convert(line)
    back = _back().convert(simple).translate(_PREFERRED)
    if not len(line) == len(simple) == len(back):
        return
    for place, (old, new) in enumerate(zip(line, back, strict=True)) if line != back else ():
        if old == new or new not in _PEERS.get(old, ()) or old + new in _ALIKE:
            continue
        if new == "只" and _NUMERAL.match(line[place - 1 : place]):
            continue  # what is counted is 隻, whatever word it begins
        if _by_a_word(simple, place, old, new):
            yield Mend("script.wrong-form", place, place + 1, new, 0.9)
    for found in _DISTANCE.finditer(line):
        yield Mend("script.wrong-form", found.start(), found.end(), "里", 0.9)
    for pattern, form in _BESIDE:
        for found in pattern.finditer(line):
            yield Mend("script.wrong-form", found.start(), found.end(), form, 0.9)


def _by_a_word(simple: str, place: int, old: str, new: str) -> bool:
    """Whether a word of the dictionary at a place asks for the new form, and none for the old one."""
    if new == "里" and not _LI.search(simple[max(0, place - 1) : place + 2]):
        return False
    pieces = list(_pieces(simple, place))
    for number, (start, piece) in enumerate(pieces):
        if start <= place < start + len(piece):
            if len(piece) < 2 or not is_word(piece) or _form(piece, place - start) != new:
                return False
            # A single character beside a piece may belong to another word with the one at its edge, and in a long
            # piece OpenCC may see the wrong word: 联系 in 关联系数.
            before = pieces[number - 1][1] if number else ""
            behind = pieces[number + 1][1] if number + 1 < len(pieces) else ""
            rivals = [(piece[at : at + 2], place - start - at) for at in range(len(piece) - 1)]
            rivals = [(two, at) for two, at in rivals if len(piece) > 3 and 0 <= at < 2]
            if len(behind) == 1 and place == start + len(piece) - 1:
                rivals.append((simple[place] + behind, 0))
            if len(before) == 1 and place == start:
                rivals.append((before + simple[place], 1))
            return not any(is_word(rival) and _form(rival, at) == old for rival, at in rivals)
    return False


def _pieces(simple: str, place: int) -> Iterator[tuple[int, str]]:
    """The words around a place, with where they begin."""
    reached = max(0, place - _WINDOW)
    for piece in words(simple[reached : place + _WINDOW]):
        yield reached, piece
        reached += len(piece)


def _form(word: str, place: int) -> str:
    """The Traditional form that a word asks for at one of its places."""
    return str(_back().convert(word)).translate(_PREFERRED)[place]


# Simplified text with single Traditional forms

# Tables of old converters lack these; none of them is part of a name.
_LEFT_OVER: Final = {"裏": "里", "裡": "里", "麽": "么", "麼": "么"}
LEFT_OVER: Final = re.compile("[裏裡麽麼]|(?<=[皇太王天影])後(?!來)")
"""What `left_over` looks at."""


def left_over(line: str) -> Iterator[Mend]:
    """In Simplified text, the forms that converters forget: 這裏 and 什麽; not what stands in quotes or in old spelling.

    >>> [each.text for each in left_over("他们在屋裏说些什麽")]
    ['里', '么']
    """
    for found in LEFT_OVER.finditer(line):
        before, behind = line[found.start() - 1 : found.start()], line[found.end() : found.end() + 1]
        if (
            before in '“‘「『《"（'
            or telling().traditional.match(behind or " ")
            or telling().traditional.match(before or " ")
        ):
            continue
        yield Mend("script.left-over", found.start(), found.end(), _LEFT_OVER.get(found[0], "后"), 0.9)
