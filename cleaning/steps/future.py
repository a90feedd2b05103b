"""在以后 where a spinner put it for 未来: told from the adverb by the words around it.

未来 is a noun, 在以后 an adverbial. So the places of a noun give the artifact away: before another noun, as the object of
面向 or 展望, possessed by a noun and at the end of its clause. Where an adverbial can stand nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from cleaning.clause import (
    NOUNS,
    Clause,
    NounPhrase,
    Possessor,
    is_action,
    names_a_place,
    names_a_thing,
    names_a_time,
    noun_phrase,
)
from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context
from cleaning.wordlist import wordlist
from cleaning.words import is_word, tags, words

RULES: Final = frozenset(
    (
        "future.doubled-zai",
        "future.near",
        "future.attributive",
        "future.possessed",
        "future.object",
        "future.preposition",
        "future.past-and",
        "future.sentence-initial",
        "future.saying",
        "future.compound",
        "future.coming-years",
        "future.page",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

_SPUN, _MEANT = "在以后", "未来"
_CERTAIN, _ENOUGH = 0.9, 2  # finds that sure, and so many of them, show the spinner at work on a page
# 放在以后, 留在以后: what is put off stays put off on such a page too.
_PUT_OFF = tuple("放留定排存用选约发出在到是")
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

# 难在在以后的维护, 错在在以后轻敌: words that take a 在 of their own. Words that end in one stand in the list.
_LIES_IN = tuple("难错赢输胜妙差败坏亏好贵重急苦累强弱新奇怪")
# 在行业的在以后发展中: a place is no adverbial where the clause has opened its frame before.
_FRAME = re.compile("在|从|于")
# What is said of things left for later: 剩下的在以后再说.
_LATER_TALK = re.compile("再|才|便|就|都|慢慢|逐|陆续|继续|去|来|用|做|说|看|想|补|走|要|可以|能|每")
# A verb, not a noun, goes on with these: 发展得很好.
_COMPLEMENT = re.compile("[得了着过到完好出成]")
# Verbs whose clause modifies 未来 itself: 我们期待的未来.
_LOOKED_FOR = re.compile(
    "(?:期待|向往|憧憬|想象|想要|渴望|追求|畅想|描绘|预见|可见|可期|未知|预期|不确定|可持续|共同|面对|面临|关心)的$"
)
# 如何看待会计的在以后: with one of these before, a verb that possesses is a calling.
_ABOUT = re.compile(
    "看待|展望|谈|描绘|影响|关系|关乎|规划|面对|预测|分析|探讨|思考|讨论|憧憬|走向|迎接|创造|拥抱|对|开启|把握"
)
# 更难的在以后, 最关键的在以后: a subject without its noun.
_DEGREE = re.compile("更|最|真正|比较|才|越|太|很|还")
# Said of a time alone.
_NEAR = re.compile("(?:不久|不远|不远处|可以?预[见期知]|可以?看得?见|可见|看得见)的$")
# What a noun in the place of the subject goes on with. 将 and 会 also follow the adverb (剩下的在以后会处理).
_PREDICATE = re.compile(
    "充满|值得|取决|掌握在|如何|怎[样么]|究竟|到底|在哪|在于|离不开|属于|令人|让人|依然|仍然|必[将定]|注定|可期|光明|无限|一片|是|不可|不容|尚|仍|正|与|和|及|"
    "靠|由|需要|蕴|有着|有[赖待望]|也值得|不是|并不|难以|扑朔|未卜|堪忧|已来|更加|更[值美光精可]|越来越|比|在(?:很大|一定|今|当|相当)"
)
_SUBJECT_OF = re.compile("充满|值得|取决|离不开|令人|光明|可期")
# 对孩子的在以后感到焦虑.
_FEELING = re.compile("感到|表示|抱有|很?有信心|负责|怀有|忧心|担忧|保持|着想|打算|不抱|失去|没有|毫无|缺乏")
_MODAL = re.compile("[将会也必应]")
# Adjectives that are said of the future.
_FAR = re.compile("(?:美好|光明|灿烂|辉煌|崭新|广阔|遥远|未知|幸福|绚丽|璀璨|无限|长远|不确定|确定)的$")
_BRIGHT = re.compile("(?:美好|光明|灿烂|辉煌|崭新)$")
_BRIGHT_BEHIND = re.compile("$|的|而(?!且)|充满|与|和")
# 一幅在以后的图景: a number wants a noun.
_COUNTED = re.compile("[一这那][幅种个份张条项场段]$")
# A noun of time that is joined to a noun of time; behind 在现在 it is an adverbial.
_PAST_AND = re.compile(
    "(?<!在)(?:过去|现在|当下|今天|历史|当前|现实|昨天|眼前|往昔)(?:和|与|及|到|至|走向|通向|直到|连接)$"
)
_NO_CHOICE = re.compile("无论|不管|不论|还是")
# A connective with its comma, spun or not, behind which a sentence may be said to begin.
_CONNECTIVE = re.compile(
    "(?:^|[。！？；;!?])[”’」』]?(?:同时|此外|因此|当然|总之|其次|最后|然而|但是|但|不过|与此同时|于此同时呢?|除此之外|除了这些[以之]外呢|另外|而且|首先|所以|由此可见|"
    "综上所述|毫无疑问|可以预见|可以预见的是|可以肯定|相信|随着[一-鿿]{2,24})[，,][ 　]?$"
)
_THAT_IS = re.compile("[ 　]?[，,][ 　]?(?:也就是|就是|即|也即|比如|例如|不管|无论)")
_SAYING = re.compile("可期|已来|已至|学家|主义者?(?!要)|感(?:的|十足|强|满满|很)")
# 对在以后十年的能源结构.
_YEARS_OF = re.compile("(?:几|数|[0-9]{1,2}|[一二两三四五六七八九十]{1,3})年的")
# 对在以后充满信心.
_TOWARDS = re.compile("充满|抱有|抱着|感到|失去|持|怀有|怀着|缺乏|满怀|寄予|有[着所信]|没有信心|发展(?!中)")
# 为在以后打好基础, but not 为在以后查阅方便.
_FOR = re.compile(
    "打[下好造]|奠定|做好|作好|做准备|做打算|储备|积累|埋下|铺[路垫就]|播|护航|蓄|发展(?:打|奠|提供|积|做|注|创)"
)
# 在以后的竞争是人才的竞争: what has a subject before it.
_SUBJECT = re.compile("是$|取决|离不开|属于|充满|值得|在于|掌握")
# 在以后的城市将更加绿色: what is said of a thing of the future, not of what someone will do.
_WILL = ("将", "会", "将会", "必将", "必定", "一定", "不再")
# 在以后的路还很长, 在以后属于年轻人: a sentence without any other subject.
_ITS_PREDICATE = re.compile(
    "属于|取决于|掌握在|令人|何去何从|扑朔迷离|不可预[知测]|究竟|到底(?!能|要|该)|的路(?:还|依然|仍|注定|很)"
)
# 在以后将何去何从; manuals say 在以后将详细介绍.
_FORETELLS = re.compile(
    "将(?!会?(?:被|[^，。]{0,4}(?:讲|介绍|说明|讨论|提到|提及|补充|更新|遇|用到|看到|阐|论|解释|详|改进|移除|删除|修正|支持)))"
)
_SAID = re.compile("(?:表示|指出|认为|强调|透露|宣布|称|预计)[，,][ 　]?$")
# 行业在以后的发展方向: what stands there is the subject of a sentence about it.
_IS = ("是", "在于", "取决于", "仍是", "还是", "将是", "就是")
# 讨论在以后学校的形态.
_TALK = re.compile("(?:讨论|探讨|介绍|研究|畅谈|解读|关注|分析|走近|解码|体验|对话|关于|聚焦|面向)$")
# Nouns that no verb has for an object behind an adverb.
_OUTLOOK = re.compile("([一-鿿]{0,4}?)(趋势|前景|走向|图景|愿景|展望|蓝图|走势|出路|格局|前途|动向)")
# The same of nouns that people choose or aim at: only behind a noun that has them (行业在以后的发展方向).
_AIM = re.compile(
    "(的)?([一-鿿]{0,4}?)(方向|路径|定位|潜力|空间|增长点|机遇|前程|战略|目标)(?:$|[是将与和及在有]|包括|主要|如何|怎|很|十分|值得|较|更|广)"
)
# Two of them are verbs as well (在以后走向社会): they need a noun before and an end behind.
_VERBAL = ("走向", "展望")
_BOUNDARY = re.compile("$|[的是将与和及]|如何|进行|分析")
_STRETCH = (
    r"(?:(?:几|数|若干|[0-9]{1,2}(?:[-~～—至到][0-9]{1,2})?|[一二两三四五六七八九十]{1,3}|[三五]至?到?[五十])个?"
    r"(?:年|个月|月|十年|多年|[天周]|星期|个?季度|小时)|(?:较长)?一段时间|(?:一个|较长)时期)内?(?![里中间来内])"
)
# What is foretold of some time: 预计在以后十年.
_FORETOLD = re.compile("(?:预计|预测|预期|预报|估计|力争|计划|争取|有望|预判)(?:[一-鿿]{0,4}(?:会|将))?$")
_STRETCH_OF_TIME = re.compile(_STRETCH)
# 在以后几年，他将积蓄捐出 is told of a life, where 将 takes an object.
_COMING_YEARS = re.compile(
    _STRETCH
    + r"(?=[^。！？!?;；\n了过曾]{0,40}?(?:(?<![他她我们])将|预计|有望|计划|力争|拟|会有|仍会|不会|[有多降][小中大暴雷阵]|气温|降[雨雪水温]))"
)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """未来 for 在以后 at the places of a noun; what may be an adverbial stays."""
    text = ledger.fields[field]
    found: list[tuple[Clause, str | None]] = []
    start = text.find(_SPUN)
    while start >= 0:
        clause = Clause(text, start, start + len(_SPUN))
        if not _belongs_to_a_word(clause.right):
            found.append((clause, next(filter(None, (told(clause) for told in _TOLD)), None)))
        start = text.find(_SPUN, start + len(_SPUN))
    certain = sum(rule is not None and _CONFIDENCE[rule] >= _CERTAIN for _, rule in found)
    at_work = certain >= _ENOUGH and _MEANT not in text
    told = ((clause, rule or (_told_by_the_page(clause) if at_work else None)) for clause, rule in found)
    return [_proposal(clause, rule) for clause, rule in told if rule is not None and context.on(rule)]


def _belongs_to_a_word(right: str) -> bool:
    """Whether the 后 begins a word: 在以后缀命名, 在以后院改成, but not 在以后发展, where 发展 is one."""
    return right[:1] not in tuple("会来果又要起") and any(
        is_word("后" + right[:size]) and not is_word(right[size - 1 : size + 1])
        for size in (1, 2)
        if len(right) >= size
    )


def _proposal(clause: Clause, rule: str) -> Proposal:
    # 在在以后 is one artifact: its first 在 is part of what the spinner left.
    before = "在" if rule == "future.doubled-zai" else ""
    return Proposal(rule, clause.start - len(before), clause.end, before + _MEANT, _CONFIDENCE[rule])


def _told_by_the_page(clause: Clause) -> str | None:
    """在以后 on a page that has the spinner at work and not one 未来 left."""
    stays = clause.left.endswith(_PUT_OFF) or clause.left.endswith("的") or _LATER_TALK.match(clause.right)
    adverbial = clause.right.startswith("的") and not names_a_thing(clause.right)
    return None if stays or adverbial else "future.page"


def _told_by_a_second_zai(clause: Clause) -> str | None:
    """在在以后, where no word ends in the first 在: 现在在以后的安排上 is good Chinese."""
    if not clause.left.endswith("在"):
        return None
    before = words(clause.left)
    good = before[-1] in wordlist("future")["ends-in-zai"] or (
        before[-1] == "在" and len(before) > 1 and before[-2] in _LIES_IN
    )
    return None if good else "future.doubled-zai"


def _told_by_nearness(clause: Clause) -> str | None:
    """在不久的在以后, 可以预见的在以后."""
    return "future.near" if _NEAR.search(clause.left) else None


def _told_by_comma(clause: Clause) -> str | None:
    """在以后 between the head of a sentence, or a connective with its comma, and a comma."""
    if clause.mark not in (",", "，") or _THAT_IS.match(clause.text, clause.end):
        return None
    opens = clause.opens_sentence or (not clause.left and _CONNECTIVE.search(clause.before))
    return "future.sentence-initial" if opens else None


def _told_by_possessor(clause: Clause) -> str | None:
    """的在以后 before a noun, or possessed by one at the end of its clause or before the predicate."""
    if not clause.left.endswith("的"):
        return None
    kind = clause.possessor
    if kind == "relative":
        return None
    phrase = noun_phrase(clause.right_words)
    if phrase.text or clause.right.startswith("之"):
        return "future.attributive" if _is_modified(clause, kind, phrase) else None
    if _is_possessed(clause, kind) or (kind == "noun" and _is_verbal_noun(clause)):
        return "future.possessed"
    return None


def _is_modified(clause: Clause, kind: Possessor, phrase: NounPhrase) -> bool:
    """Whether the phrase behind is a noun that 在以后 modifies, rather than what is done later."""
    if names_a_time(clause.right):
        return False
    if names_a_place(clause.right):
        return kind == "noun" and _FRAME.search(clause.left) is not None
    if not phrase.text:
        return len(clause.right) > 1
    word, tag = phrase.rest[0] if phrase.rest else ("", "")
    if kind == "noun":
        return phrase.bare or not _COMPLEMENT.match(word)
    # 需要的在以后研究解决: two verbs in a row are a predicate.
    if tag == "v" or _LATER_TALK.match(word) or _COMPLEMENT.match(word):
        return phrase.bare and word in ("是", "来自", "有", "包括", "需要", "将", "会")
    return phrase.bare or len(phrase.text) > 2 or word != "" or phrase.text in wordlist("clause")["outlook"]


def _is_verbal_noun(clause: Clause) -> bool:
    """Whether a verb behind has a predicate of its own, is governed, or ends a heading: 去向较为多元, 看好板块的在以后表现."""
    right = clause.right_words
    if not right or right[0][1] != "v" or len(right[0][0]) < 2 or names_a_place(clause.right):
        return False
    if len(right) == 1:
        return "把" not in clause.left and (_is_governed(clause) or clause.is_line)
    return right[1][1] in ("d", "zg") or right[1][0] in ("将", "会", "是", "较为", "值得", "取决于")


def _is_governed(clause: Clause) -> bool:
    """Whether a verb stands before the possessor."""
    return any(tag == "v" for _, tag in clause.left_words[:-2])


def _is_possessed(clause: Clause, kind: Possessor) -> bool:
    right, governed = clause.right, _is_governed(clause)
    if not right:
        if kind == "verb":
            return _LOOKED_FOR.search(clause.left) is not None or _ABOUT.search(clause.left) is not None
        if _FAR.search(clause.left):
            return True
        # 更难的在以后, 最关键的在以后: a subject without its noun.
        return kind == "pronoun" or governed or (kind == "noun" and not _DEGREE.search(clause.left))
    if right.startswith("的"):
        return kind == "noun" and not names_a_place(right[1:]) and not names_a_time(right)
    if _PREDICATE.match(right):
        return kind in ("noun", "pronoun") or _SUBJECT_OF.match(right) is not None or governed
    if _FEELING.match(right):
        return kind in ("noun", "pronoun") and ("对" in clause.left or "为" in clause.left)
    plural = kind == "pronoun" and clause.left.endswith("们的") and right.startswith("将")
    return (kind == "noun" or plural) and _MODAL.match(right) is not None


def _told_by_verb(clause: Clause) -> str | None:
    """面向在以后, 应对在以后挑战的能力: the object of a verb that faces or makes the future."""
    right = clause.right
    if _BRIGHT.search(clause.left) and _BRIGHT_BEHIND.match(right):
        return "future.object"
    verb = _facing_verb(clause.left)
    towards = clause.left.endswith(("向", "朝", "朝着")) and clause.left_words[-1][0] in ("向", "朝", "朝着")
    if (towards or verb in wordlist("future")["must-face"]) and _is_faced(right):
        return "future.object"
    if verb is None:
        return "future.object" if right.startswith("的") and _names_an_object(clause) else None
    if not right or (right.startswith("的") and names_a_thing(right)):
        return "future.object"
    noun, _, rest = noun_phrase(clause.right_words)
    compound = (
        noun != ""
        and verb not in wordlist("future")["plan"]
        and (not rest or rest[0][0] in ("的", "与", "和", "及"))
    )
    return "future.object" if compound and not names_a_place(right) else None


def _facing_verb(left: str) -> str | None:
    """The verb right before that makes, faces or foresees the future. Verbs of place (放在以后, 留在以后) are none."""
    bare = left.removesuffix("着").removesuffix("了")
    verbs = wordlist("future")["facing"]
    return next((bare[-size:] for size in (4, 3, 2, 1) if bare[-size:] in verbs), None)


def _is_faced(right: str) -> bool:
    if right.startswith("的"):
        return names_a_thing(right)
    return not names_a_time(right) and not names_a_place(right) and "的" not in right


def _names_an_object(clause: Clause) -> bool:
    """制定在以后的规划。, 一幅在以后的图景: a thing at the end of the clause behind a verb, or behind a number."""
    if not clause.left_words or not names_a_thing(clause.right):
        return False
    word, tag = clause.left_words[-1]
    noun, _, rest = noun_phrase(clause.right_words[1:])
    if not noun:
        return False
    if _COUNTED.search(clause.left):
        return True
    return (
        not rest
        and tag == "v"
        and len(word) > 1
        and word[-1] not in "在到"
        and word not in wordlist("future")["placed"]
    )


def _told_by_preposition(clause: Clause) -> str | None:
    """对在以后的投资, 为在以后打好基础."""
    if clause.left[-1:] not in ("对", "为", "于", "着", "了") or not clause.left_words:
        return None
    preposition, right = clause.left_words[-1][0], clause.right
    if not right:
        holds = preposition in ("关于", "对于", "为了")
    elif right.startswith("的"):
        holds = preposition in ("对", "为", "对于", "关于", "随着") and names_a_thing(right)
    elif preposition == "随着":
        holds = noun_phrase(clause.right_words).text != "" and not names_a_time(right)
    elif preposition in ("对", "对于") and _YEARS_OF.match(right):
        holds = not names_a_place(right)
    else:
        holds = (preposition in ("对", "对于") and _TOWARDS.match(right) is not None) or (
            preposition == "为" and _FOR.match(right) is not None
        )
    return "future.preposition" if holds else None


def _told_by_past(clause: Clause) -> str | None:
    """过去与在以后, 从现在到在以后; not 现在和在以后都要, nor behind 无论."""
    if not _PAST_AND.search(clause.left) or _NO_CHOICE.search(clause.before):
        return None
    ends = not clause.right or (clause.right.startswith("的") and names_a_thing(clause.right))
    return "future.past-and" if ends else None


def _told_by_compound(clause: Clause) -> str | None:
    """在以后可期, 在以后学校的样子, 行业在以后发展趋势."""
    right = clause.right
    if _SAYING.match(right):
        return "future.saying"
    if clause.opens_sentence and right.startswith("的") and names_a_thing(right):
        phrase, _, rest = noun_phrase(clause.right_words[1:])
        if rest and (
            _SUBJECT.match(rest[0][0])
            or (rest[0][0] in _WILL and phrase.startswith(tuple(wordlist("future")["compound"])))
        ):
            return "future.compound"
    foretells = clause.opens_sentence or (not clause.left and _SAID.search(clause.before))
    if (clause.opens_sentence and _ITS_PREDICATE.match(right)) or (foretells and _FORETELLS.match(right)):
        return "future.compound"
    if _is_aimed_at(clause) or (right.startswith("的") and _is_the_subject(clause)):
        return "future.compound"
    if (
        (clause.opens_sentence or _TALK.search(clause.left))
        and _compound().match(right)
        and not names_a_place(right)
    ):
        return "future.compound"
    outlook = _OUTLOOK.match(right.removeprefix("的"))
    if (
        outlook is not None
        and not names_a_place(right)
        and not clause.left.endswith(("把", "将", "可", "会", "要"))
    ):
        before = outlook[1]
        if outlook[2] in _VERBAL and (not before or not _BOUNDARY.match(outlook.string, outlook.end())):
            return None
        named = all(tag in NOUNS or is_action(word, tag) for word, tag in tags(before))
        return "future.compound" if named else None
    return None


def _is_the_subject(clause: Clause) -> bool:
    """渔业在以后的经济增长点在于加工: a thing with its predicate behind the noun that has it."""
    if not clause.left_words or not names_a_thing(clause.right):
        return False
    phrase, _, rest = noun_phrase(clause.right_words[1:])
    has = clause.left_words[-1][1] in (*NOUNS, "r") or is_action(*clause.left_words[-1])
    return has and len(phrase) > 1 and bool(rest) and rest[0][0] in _IS


def _is_aimed_at(clause: Clause) -> bool:
    """公司在以后的发展方向: the noun that has it stands before, and nobody does anything later."""
    found = _AIM.match(clause.right)
    if found is None or names_a_place(clause.right) or not clause.left_words:
        return False
    word, tag = clause.left_words[-1]
    named = all(kind in NOUNS or is_action(part, kind) for part, kind in tags(found[2]))
    return named and bool(found[1] or found[2]) and tag in NOUNS and not is_action(word, tag)


@cache
def _compound() -> re.Pattern[str]:
    """Nouns that are often said to be of the future, up to the end of their phrase."""
    nouns = "|".join(sorted(wordlist("future")["compound"]))
    return re.compile(f"(?:{nouns})[一-鿿]{{0,4}}?(?:$|的(?!时候)|将|是|如何|怎样|究竟|到底)")


def _told_by_years(clause: Clause) -> str | None:
    """在以后几年，…将…: at the head of a sentence about what will be."""
    foretold = _FORETOLD.search(clause.left) and _STRETCH_OF_TIME.match(clause.right)
    if foretold or (clause.opens_sentence and _COMING_YEARS.match(clause.text, clause.end)):
        return "future.coming-years"
    return None


_TOLD: tuple[Callable[[Clause], str | None], ...] = (
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
