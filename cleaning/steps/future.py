"""在以后 where a spinner put it for 未来: told from the adverb by the words around it.

未来 is a noun, 在以后 an adverbial. So the places of a noun give the artifact away: before another noun, as the object of
面向 or 展望, possessed by a noun and at the end of its clause. Where an adverbial can stand nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context
from cleaning.wordlist import wordlist
from cleaning.words import is_word, tags, words

_SPUN, _MEANT = "在以后", "未来"
_CERTAIN, _ENOUGH = 0.9, 2  # finds that sure, and so many of them, show the spinner at work on a page
_PUT_OFF = tuple("放留定排存用选约发出在到是")
_WINDOW = 24  # characters on each side that are looked at; a clause is shorter
_MARKS = "，。！？；：、,.!?;:…—\n\t（）()《》〈〉"
_OPENING, _CLOSING = "“‘「『\"'【[", "”’」』\"'】]"
_SENTENCE_HEAD = re.compile(
    r"(?:^|[。！？!?；;…]|(?<=[一-鿿])\.)[”’」』）)\"'》]*[ 　]*"
    r"(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳•·●○◆◇■□▪※★☆*–-])?[ 　]*[“‘「『（(\"'《]*$"
)
_CONFIDENCE = {
    "future.doubled-zai": 0.98,
    "future.near": 0.97,
    "future.saying": 0.95,
    "future.attributive": 0.93,
    "future.possessed": 0.9,
    "future.object": 0.9,
    "future.sentence-initial": 0.9,
    "future.preposition": 0.85,
    "future.past-and": 0.85,
    "future.compound": 0.8,
    "future.coming-years": 0.7,
    "future.page": 0.7,
}
"""How sure each condition is. What no adverbial can follow stands above what one could, however oddly."""

_LIES_IN = tuple("难错赢输胜妙差败坏亏好贵重急苦累强弱新奇怪")
# What makes 在以后 the adverbial it is: something happens in or at the noun that follows.
_PLACE = re.compile(
    r"[^，。！？；：、,.!?;:\n将会是在于必]{0,12}?(?:(?<![哪这那])里(?!程|面的)|(?<![集其])中(?!国|心|学|医|小|央|年|文|职|产|层|型|间)|"
    r"(?<![以之网线路马早晚身])上(?!升|涨|海|市|述|级|学|课|网|线|岗|班)|期间|时候|时(?!代|间|尚|光|空|效|期|事)|日子|版本|"
    r"过程|阶段|会议|章节)"
)
_TIME = re.compile(
    r"的?(?:每|任何|各(?![类种行项方界级国族])|某[个天日年些一]|几|数[年天个月十百千周日次]|多[少年]|若干|[0-9一二两三四五六七八九十百]{1,4}[个多几余]{0,2}[年天月周日季代次]|日子|岁月|时光|"
    r"年(?![龄轻金薪产])|天(?![气空然才津文使堂])|月(?![球嫂饼薪子])|周(?![刊边围])|学年|学期|会计[年期]|纳税[年期]|时间|时期|时刻|期间|人$|人[的们])"
)
_FRAME = re.compile("在|从|于")
_LATER_TALK = re.compile("再|才|便|就|都|慢慢|逐|陆续|继续|去|来|用|做|说|看|想|补|走|要|可以|能|每")
_COMPLEMENT = re.compile("[得了着过到完好出成]")
_NOUNS = ("n", "vn", "an", "nz", "ns", "nt", "nr", "nrt", "j", "l", "eng", "t", "g", "ng")
_RESULTS = "明清妥齐到完过下好了着掉出来起上懂会够成走动住见"
_TRANSFERS = "讲说做写学买卖教问看听欠借种用想给拿读背练考修吃干当"
_LOOKED_FOR = re.compile(
    "(?:期待|向往|憧憬|想象|想要|渴望|追求|畅想|描绘|预见|可见|可期|未知|预期|不确定|可持续|共同|面对|面临|关心)的$"
)
_ABOUT = re.compile(
    "看待|展望|谈|描绘|影响|关系|关乎|规划|面对|预测|分析|探讨|思考|讨论|憧憬|走向|迎接|创造|拥抱|对|开启|把握"
)
_DEGREE = re.compile("更|最|真正|比较|才|越|太|很|还")
_NEAR = re.compile("(?:不久|不远|不远处|可以?预[见期知]|可以?看得?见|可见|看得见)的$")
# What a noun in the place of the subject goes on with. 将 and 会 also follow the adverb (剩下的在以后会处理).
_PREDICATE = re.compile(
    "充满|值得|取决|掌握在|如何|怎[样么]|究竟|到底|在哪|在于|离不开|属于|令人|让人|依然|仍然|必[将定]|注定|可期|光明|无限|一片|是|不可|不容|尚|仍|正|与|和|及|"
    "靠|由|需要|蕴|有着|有[赖待望]|也值得|不是|并不|难以|扑朔|未卜|堪忧|已来|更加|更[值美光精可]|越来越|比|在(?:很大|一定|今|当|相当)"
)
_SUBJECT_OF = re.compile("充满|值得|取决|离不开|令人|光明|可期")
_FEELING = re.compile("感到|表示|抱有|有信心|负责|怀有|忧心|担忧|保持|着想|打算|不抱|失去|没有|毫无|缺乏")
_MODAL = re.compile("[将会也必应]")
# What one does to the future. Verbs of place (放在以后, 留在以后) are no part of it.
_OBJECT = re.compile(
    "(?:面向|面对|应对|迎接|展望|憧憬|畅想|走向|迈向|通向|通往|奔向|驶向|飞向|放眼|着眼于?|聚焦|拥抱|开辟|共赴|奔赴|对准|来自|赢得|引领|开创|开启|创造|共创|共赢|预[见测知言判示]|洞[察见悉]|把握|"
    "掌握|关乎|事关|关系到?|影响到?|谱写|塑造|重塑|构筑|书写|描绘|勾[画勒]|绘就|[点照]亮|成就|透支|抢占|谋划?|布局|担忧|忧虑|担心|寄语|属于|拥有|看不到|看得见|失去|毫无|"
    "没有|穿越到|回到|步入|跨入|走进|进入|投资|押注|决胜|制胜|[赢胜]在|瞄准|锚定|心系|胸怀|昭示|思考|探索|规划|设计|想象|幻想|向往|追寻|相信|改变|决定|期待|畅谈|连接|托起|"
    "撑起|播种|孕育)[着了]?$"
)
# These have no other object, so that whatever follows the future is theirs: 面向在以后振兴京剧.
_MUST_FACE = re.compile(
    "(?:面向|展望|迈向|走向|放眼|着眼|开辟|通向|驶向|奔向|憧憬着?|畅想|共创|开创|拥抱|来自|拥有)$"
)
_FAR = re.compile("(?:美好|光明|灿烂|辉煌|崭新|广阔|遥远|未知|幸福|绚丽|璀璨|无限|长远|不确定|确定)的$")
_BRIGHT = re.compile("(?:美好|光明|灿烂|辉煌|崭新)$")
_BRIGHT_BEHIND = re.compile("$|的|而(?!且)|充满|与|和")
_COUNTED = re.compile("[一这那][幅种个份张条项场段]$")
_PAST_AND = re.compile(
    "(?<!在)(?:过去|现在|当下|今天|历史|当前|现实|昨天|眼前|往昔)(?:和|与|及|到|至|走向|通向|直到|连接)$"
)
_NO_CHOICE = re.compile("无论|不管|不论|还是")
_CONNECTIVE = re.compile(
    "(?:^|[。！？；;!?])[”’」』]?(?:同时|此外|因此|当然|总之|其次|最后|然而|但是|但|不过|与此同时|于此同时呢?|除此之外|除了这些[以之]外呢|另外|而且|首先|所以|由此可见|"
    "综上所述|毫无疑问|可以预见|可以预见的是|可以肯定|相信|随着[一-鿿]{2,24})[，,][ 　]?$"
)
_THAT_IS = re.compile("[ 　]?[，,][ 　]?(?:也就是|就是|即|也即|比如|例如|不管|无论)")
_SAYING = re.compile("可期|已来|已至|学家|主义者?(?!要)|感(?:的|十足|强|满满|很)")
_YEARS_OF = re.compile("(?:几|数|[0-9]{1,2}|[一二两三四五六七八九十]{1,3})年的")
_TOWARDS = re.compile("充满|抱有|抱着|感到|失去|持|怀有|怀着|缺乏|满怀|寄予|有[着所信]|没有信心|发展(?!中)")
_FOR = re.compile(
    "打[下好造]|奠定|做好|作好|做准备|做打算|储备|积累|埋下|铺[路垫就]|播|护航|蓄|发展(?:打|奠|提供|积|做|注|创)"
)
_SUBJECT = re.compile("是$|取决|离不开|属于|充满|值得")
_TALK = re.compile("(?:讨论|探讨|介绍|研究|畅谈|解读|关注|分析|走近|解码|体验|对话|关于|聚焦|面向)$")
_COMPOUND = re.compile(
    "(?:科技|学校|社区|城市|世界|社会|产业|工厂|农业|汽车|教育|课堂|医院|医疗|人才|交通|能源|乡村|银行|零售|出行|办公|战争|建筑|食品|职场|市场|人类|企业|大学|图书馆|技术|职业|岗位|"
    "机器人)[一-鿿]{0,4}?(?:$|的(?!时候)|将|是|如何|怎样|究竟|到底)"
)
# Nouns that no verb has for an object behind an adverb.
_OUTLOOK = re.compile("([一-鿿]{0,4}?)(趋势|前景|走向|图景|愿景|展望|蓝图|走势|出路|格局|前途|动向)")
_VERBAL = ("走向", "展望")
_BOUNDARY = re.compile("$|[的是将与和及]|如何|进行|分析")
_COMING_YEARS = re.compile(
    r"(?:几|数|若干|[0-9]{1,2}(?:[-~～—至到][0-9]{1,2})?|[一二两三四五六七八九十]{1,3}|[三五]至?到?[五十])个?(?:年|个月|十年|多年|[天周]|星期|个季度)"
    r"内?(?![里中间来内])(?=[^。！？!?;；\n了过曾]{0,40}?(?:将|预计|有望|计划|力争|拟|仍|会有|不会))"
)


class _Place:
    """One 在以后 with the rest of its clause on either side, cut into words when asked."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.end = text, start, start + len(_SPUN)
        line = text.rfind("\n", max(0, start - 2 * _WINDOW), start) + 1
        self.before = text[max(line, start - 2 * _WINDOW) : start]
        cut = max(self.before.rfind(mark) for mark in _MARKS)
        self.left = self.before[cut + 1 :].lstrip(_OPENING + " 　")[-_WINDOW:]
        after = text[self.end : self.end + _WINDOW]
        stop = min((place for mark in _MARKS if (place := after.find(mark)) >= 0), default=len(after))
        self.right = after[:stop].rstrip(_CLOSING + " 　")
        self.mark = after.lstrip(" 　")[:1]
        self.opens_sentence = _SENTENCE_HEAD.search(self._head(line)) is not None
        self.opens_clause = not self.left

    def _head(self, line: int) -> str:
        # A line that is cut must not look like one that begins here.
        return ("字" if self.start - 2 * _WINDOW > line else "") + self.before

    @cached_property
    def right_words(self) -> list[tuple[str, str]]:
        return tags(self.right)

    @cached_property
    def left_words(self) -> list[tuple[str, str]]:
        return tags(self.left)

    @property
    def belongs_to_a_word(self) -> bool:
        """Whether the 后 begins a word: 在以后缀命名, 在以后院改成, but not 在以后发展, where 发展 is one."""
        after = self.right
        return after[:1] not in tuple("会来果又要起") and any(
            is_word("后" + after[:size]) and not is_word(after[size - 1 : size + 1])
            for size in (1, 2)
            if len(after) >= size
        )


def _listed(kind: str) -> frozenset[str]:
    return wordlist("future")[kind]


@cache
def _nouns_of_action() -> frozenset[str]:
    """Verbs of the dictionary that are nouns behind 的在以后."""
    return _listed("action") | _listed("outlook")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """未来 for 在以后 at the places of a noun; what may be an adverbial stays."""
    text = ledger.fields[field]
    found: list[tuple[_Place, str | None]] = []
    start = text.find(_SPUN)
    while start >= 0:
        place = _Place(text, start)
        if not place.belongs_to_a_word:
            found.append((place, next(filter(None, (told(place) for told in _TOLD)), None)))
        start = text.find(_SPUN, start + len(_SPUN))
    certain = sum(rule is not None and _CONFIDENCE[rule] >= _CERTAIN for _, rule in found)
    at_work = certain >= _ENOUGH and _MEANT not in text
    told = ((place, rule or (_told_by_the_page(place) if at_work else None)) for place, rule in found)
    return [_proposal(place, rule) for place, rule in told if rule is not None and context.on(rule)]


def _proposal(place: _Place, rule: str) -> Proposal:
    # 在在以后 is one artifact: its first 在 is part of what the spinner left.
    before = "在" if rule == "future.doubled-zai" else ""
    return Proposal(rule, place.start - len(before), place.end, before + _MEANT, _CONFIDENCE[rule])


def _told_by_the_page(place: _Place) -> str | None:
    """在以后 on a page that has the spinner at work and not one 未来 left."""
    stays = place.left.endswith(_PUT_OFF) or place.left.endswith("的") or _LATER_TALK.match(place.right)
    adverbial = place.right.startswith("的") and not _names_a_thing(place.right)
    return None if stays or adverbial else "future.page"


def _told_by_a_second_zai(place: _Place) -> str | None:
    """在在以后, where no word ends in the first 在: 现在在以后的安排上 is good Chinese."""
    if not place.left.endswith("在"):
        return None
    before = words(place.left)
    good = before[-1] in _listed("ends-in-zai") or (
        before[-1] == "在" and len(before) > 1 and before[-2] in _LIES_IN
    )
    return None if good else "future.doubled-zai"


def _told_by_nearness(place: _Place) -> str | None:
    """在不久的在以后, 可以预见的在以后."""
    return "future.near" if _NEAR.search(place.left) else None


def _told_by_comma(place: _Place) -> str | None:
    """在以后 between the head of a sentence, or a connective with its comma, and a comma."""
    if place.mark not in (",", "，") or _THAT_IS.match(place.text, place.end):
        return None
    opens = place.opens_sentence or (place.opens_clause and _CONNECTIVE.search(place.before))
    return "future.sentence-initial" if opens else None


def _told_by_possessor(place: _Place) -> str | None:
    """的在以后 before a noun, or possessed by one at the end of its clause or before the predicate."""
    if not place.left.endswith("的"):
        return None
    kind = _possessor(place)
    if kind == "relative":
        return None
    noun, pure, rest = _noun_phrase(place.right_words)
    if noun or place.right.startswith("之"):
        return "future.attributive" if _is_modified(place, kind, noun, pure, rest) else None
    if _is_possessed(place, kind) or (kind == "noun" and _is_verbal_noun(place)):
        return "future.possessed"
    return None


def _is_verbal_noun(place: _Place) -> bool:
    """Whether a verb behind has a predicate of its own, or is itself governed: 去向较为多元, 看好板块的在以后表现."""
    right = place.right_words
    if not right or right[0][1] != "v" or len(right[0][0]) < 2 or _PLACE.match(place.right):
        return False
    if len(right) == 1:
        return "把" not in place.left and any(tag == "v" for _, tag in place.left_words[:-2])
    return right[1][1] in ("d", "zg") or right[1][0] in ("将", "会", "是", "较为", "值得", "取决于")


def _is_modified(place: _Place, kind: str, noun: str, pure: bool, rest: list[tuple[str, str]]) -> bool:
    if _TIME.match(place.right):
        return False
    if _PLACE.match(place.right):
        return kind == "noun" and _FRAME.search(place.left) is not None
    if not noun:
        return len(place.right) > 1
    if kind == "noun":
        return pure or not rest or not _COMPLEMENT.match(rest[0][0])
    # 需要的在以后研究解决: two verbs in a row are a predicate.
    if rest and (rest[0][1] == "v" or _LATER_TALK.match(rest[0][0]) or _COMPLEMENT.match(rest[0][0])):
        return rest[0][0] in ("是", "来自", "有", "包括", "需要", "将", "会") and pure
    return pure or len(noun) > 2 or bool(rest) or noun in _listed("outlook")


def _is_possessed(place: _Place, kind: str) -> bool:
    right, governed = place.right, any(tag == "v" for _, tag in place.left_words[:-2])
    if not right:
        if kind == "verb":
            return _LOOKED_FOR.search(place.left) is not None or _ABOUT.search(place.left) is not None
        if _FAR.search(place.left):
            return True
        # 更难的在以后, 最关键的在以后: a subject without its noun.
        return kind == "pronoun" or governed or (kind == "noun" and not _DEGREE.search(place.left))
    if right.startswith("的"):
        return kind == "noun" and not _PLACE.match(right[1:]) and not _TIME.match(right)
    if _PREDICATE.match(right):
        return kind in ("noun", "pronoun") or _SUBJECT_OF.match(right) is not None or governed
    if _FEELING.match(right):
        return kind in ("noun", "pronoun") and ("对" in place.left or "为" in place.left)
    plural = kind == "pronoun" and place.left.endswith("们的") and right.startswith("将")
    return (kind == "noun" or plural) and _MODAL.match(right) is not None


def _possessor(place: _Place) -> str:
    """What stands before 的: noun, pronoun, adjective, verb, or a relative clause that has lost its noun (剩下的)."""
    before = place.left_words[:-1]
    if not before:
        return "noun" if place.before[-2:-1] in tuple('》）)”’」』"') else "relative"
    word, tag = before[-1]
    last = before[-2] if len(before) > 1 else ("", "")
    if word in _listed("headless") or (len(word) == 1 and word in _RESULTS + _TRANSFERS):
        return "relative"
    if tag.startswith("v") and tag != "vn" and word[-1] in _RESULTS:
        return "relative"
    if last[0] in _TRANSFERS and len(last[0]) == 1:
        return "relative"  # 写小说的, 你欠我的
    if tag == "r":
        return "pronoun"
    if tag in ("a", "ad", "z"):
        return "adjective" if len(word) > 1 else "relative"
    if tag in ("v", "d", "m", "q", "f", "c", "p", "zg", "uj", "ul"):
        return "verb" if len(word) > 1 else "relative"
    return "noun"


def _noun_phrase(right: list[tuple[str, str]]) -> tuple[str, bool, list[tuple[str, str]]]:
    """The noun phrase that a clause begins with, whether its first word is a noun and nothing else, and what follows."""
    taken = 0
    for number, (word, tag) in enumerate(right):
        joins = word in ("与", "和", "及", "以及", "之", "或") and number > 0 and number + 1 < len(right)
        named = tag in _NOUNS and word not in _listed("no-noun") and (len(word) > 1 or number > 0)
        if not (
            named
            or word in _nouns_of_action()
            or (tag in ("b", "a") and number + 1 < len(right) and len(word) > 1)
            or joins
        ):
            break
        taken = number + 1
    while taken and right[taken - 1][1] in ("b", "a", "c", "p", "u"):
        taken -= 1
    if not taken:
        return "", False, right
    word, tag = right[0]
    noun = "".join(word for word, _ in right[:taken])
    return noun, tag != "vn" and word not in _nouns_of_action(), right[taken:]


def _told_by_verb(place: _Place) -> str | None:
    """面向在以后, 应对在以后挑战的能力: the object of a verb that faces or makes the future."""
    right = place.right
    if _BRIGHT.search(place.left) and _BRIGHT_BEHIND.match(right):
        return "future.object"
    towards = place.left.endswith(("向", "朝", "朝着")) and place.left_words[-1][0] in ("向", "朝", "朝着")
    if (towards or _MUST_FACE.search(place.left)) and _is_faced(right):
        return "future.object"
    found = _OBJECT.search(place.left)
    if found is None:
        return "future.object" if right.startswith("的") and _names_an_object(place) else None
    if not right or (right.startswith("的") and _names_a_thing(right)):
        return "future.object"
    noun, _, rest = _noun_phrase(place.right_words)
    compound = (
        noun and found[0] not in _listed("plan") and (not rest or rest[0][0] in ("的", "与", "和", "及"))
    )
    return "future.object" if compound and not _PLACE.match(right) else None


def _is_faced(right: str) -> bool:
    if right.startswith("的"):
        return _names_a_thing(right)
    return not _TIME.match(right) and not _PLACE.match(right) and "的" not in right


def _names_an_object(place: _Place) -> bool:
    """制定在以后的规划。, 一幅在以后的图景: a thing at the end of the clause behind a verb, or behind a number."""
    if not place.left_words or not _names_a_thing(place.right):
        return False
    word, tag = place.left_words[-1]
    noun, _, rest = _noun_phrase(place.right_words[1:])
    if not noun:
        return False
    if _COUNTED.search(place.left):
        return True
    return (
        not rest and tag == "v" and len(word) > 1 and word[-1] not in "在到" and word not in _listed("placed")
    )


def _names_a_thing(right: str) -> bool:
    """Whether 的 goes on with a thing, not with a time or a place: 在以后的挑战, not 在以后的日子里."""
    return len(right) > 1 and not _TIME.match(right) and not _PLACE.match(right[1:])


def _told_by_preposition(place: _Place) -> str | None:
    """对在以后的投资, 为在以后打好基础."""
    if place.left[-1:] not in ("对", "为", "于", "着") or not place.left_words:
        return None
    preposition, right = place.left_words[-1][0], place.right
    if right.startswith("的"):
        holds = preposition in ("对", "为", "对于", "关于", "随着") and _names_a_thing(right)
    elif preposition == "随着":
        holds = bool(_noun_phrase(place.right_words)[0]) and not _TIME.match(right)
    elif preposition in ("对", "对于") and _YEARS_OF.match(right):
        holds = not _PLACE.match(right)
    else:
        holds = (preposition in ("对", "对于") and _TOWARDS.match(right) is not None) or (
            preposition == "为" and _FOR.match(right) is not None
        )
    return "future.preposition" if holds else None


def _told_by_past(place: _Place) -> str | None:
    """过去与在以后, 从现在到在以后; not 现在和在以后都要, nor behind 无论."""
    if not _PAST_AND.search(place.left) or _NO_CHOICE.search(place.before):
        return None
    ends = not place.right or (place.right.startswith("的") and _names_a_thing(place.right))
    return "future.past-and" if ends else None


def _told_by_compound(place: _Place) -> str | None:
    """在以后可期, 在以后学校的样子, 行业在以后发展趋势."""
    right = place.right
    if _SAYING.match(right):
        return "future.saying"
    if place.opens_sentence and right.startswith("的") and _names_a_thing(right):
        _, _, rest = _noun_phrase(place.right_words[1:])
        return "future.compound" if rest and _SUBJECT.match(rest[0][0]) else None
    if (
        (place.opens_sentence or _TALK.search(place.left))
        and _COMPOUND.match(right)
        and not _PLACE.match(right)
    ):
        return "future.compound"
    outlook = _OUTLOOK.match(right.removeprefix("的"))
    if (
        outlook is not None
        and not _PLACE.match(right)
        and not place.left.endswith(("把", "将", "可", "会", "要"))
    ):
        before = outlook[1]
        if outlook[2] in _VERBAL and (not before or not _BOUNDARY.match(outlook.string, outlook.end())):
            return None
        named = all(tag in _NOUNS or tag == "vn" or word in _nouns_of_action() for word, tag in tags(before))
        return "future.compound" if named else None
    return None


def _told_by_years(place: _Place) -> str | None:
    """在以后几年，…将…: at the head of a sentence about what will be."""
    if place.opens_sentence and _COMING_YEARS.match(place.text, place.end):
        return "future.coming-years"
    return None


_TOLD: tuple[Callable[[_Place], str | None], ...] = (
    _told_by_a_second_zai,
    _told_by_nearness,
    _told_by_comma,
    _told_by_possessor,
    _told_by_verb,
    _told_by_preposition,
    _told_by_past,
    _told_by_compound,
    _told_by_years,
)
