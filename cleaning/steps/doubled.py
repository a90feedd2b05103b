"""Function words that stand twice: 的的, 可以可以, 因此因此.

Two equal characters in a row are mostly good Chinese: 目的的, 为了了解, 研究所所长, 讨论讨论. So a copy is only taken out of
words that nobody reduplicates (`wordlists/doubled.tsv`), where the sentence cut into words holds both copies as words of
their own and no dictionary word ends in the first or begins with the second.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from cleaning.ledger import Ledger, Proposal
from cleaning.script import telling
from cleaning.steps import Context
from cleaning.wordlist import wordlist
from cleaning.words import is_word, tags

TABLE: Final = "doubled"
RULES: Final = frozenset(
    ("doubled.connective", "doubled.word", "doubled.character", "doubled.particle", "doubled.verb")
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

_HAN = "一-鿿"
# Conjunctions by the dictionary that storytellers and people who plead say twice: 如此如此，这般这般.
_TALKED_TWICE = frozenset(
    [
        "如此",
        "这么",
        "那么",
        "这样",
        "那样",
        "如何",
        "可是",
        "但是",
        "就是",
        "不是",
        "只是",
        "所以",
        "然后",
        "完了",
        "要不",
        "不然",
        "还是",
        "要是",
        "果然",
    ]
)
# What the conjunctions and prepositions of the dictionary begin with that are not listed: a search for these characters
# passes over all others.
_HEADS = "一不与且为乃之乘二于从以何依倘借假关其再冲凭别加即及反另只可同向否哪因固如对尔尚就尽岂庶当怎总恰惟或所抑按换接故无既是朝本根此每比沿然甚甭相紧纵经继综缘而自若莫虽要设趁转较进那鉴除随非靠顺"
_ANY_TWICE = re.compile(f"([{_HEADS}][{_HAN}]{{1,2}})\\1")
_PAIR = re.compile(f"([{_HAN}])\\1")
# So many other characters that stand twice are a voice that trembles.
_STUTTER = 2
_WINDOW = 12
# What ends the window: neither Han nor letter nor digit.
_MARK = re.compile(rf"[^0-9A-Za-z０-９Ａ-Ｚａ-ｚ{_HAN}]")
# Inside a clause something follows; before a mark the word is an answer or an emphasis: 可以可以！
_GOES_ON = re.compile(rf"[ 　]?[0-9A-Za-z０-９Ａ-Ｚａ-ｚ{_HAN}“‘「『《（(\"]")
# What may follow 了 for it to have been done to something.
_OBJECT = re.compile(rf"[0-9０-９A-Za-z{_HAN}《“「](?<![解结然吗呢吧啊嘛再])")
_PAUSE = re.compile(r"[ 　]?[，,、：:]")
_CONFIDENCE = {
    "doubled.connective": 0.97,
    "doubled.word": 0.93,
    "doubled.character": 0.9,
    "doubled.particle": 0.85,
    "doubled.verb": 0.8,
}
"""How sure each condition is: nobody says 因此因此, a particle rests on what the segmenter makes of its neighbours."""

# What a character may not stand behind or before, besides words of the dictionary.
_NOT_BEHIND = {
    "的": "打之",
    "是": "的不",
    "和": "验之",
    "在": "难错赢输胜妙差败坏亏好贵重不",
    "将": "众诸各名大老小上武猛",
    "对": "一几成双配",
    "为": "有",
    "把": "一两几个门车火拖双各",
}
_NOT_BEFORE = {
    "把": "关手脉玩握门柄持子戏酒式头兄风总都是赢输皆好牌柁锁",
    "的": "士话喀卡哥姐票款",
    "是": "谁什哪不否非的还",
    "和": "珅绅田县合谐平面药歌声牌局解睦美善蔼服尚弦风好气顺约子",
    # 不在在华企业之列: 在 makes adjectives with places and callings.
    "在": "以皆华京沪美日韩港澳台欧英俄德法任编职读校册建研售场岗线途产飞播映营运籍院农商贷保押逃聘档园店租会座",
    "对": "方手联子象标接冲口账岸虾流赌骂唱仗调弈戏局决峙称",
    "将": "士领军帅官才",
    "以": "色人旧往下上太身前后及内外点少",
    "从": "教医警艺商军政业事众属轻重严宽简速新头小容中此而也",
    "向": "老警秀阳导心某",
    "并": "入购列发行轨联存网",
    "因": "故病公",
    "其": "格木他",
    "有": "的用效关利",
    "到": "访会岗账港站货",
    "与": "之此会其否众时日",
    "都": "灵柏铎兰匀江市城会",
    "也": "门许先",
    "给": "予付定力",
}
# 了 is a verb before these: 了了一桩心事, 了了此愿.
_SETTLED = "无草解结然断却得不如事账债愿心此桩吗呢吧啊嘛哦"
# Verbs by what they do here: the dictionary has 通过 for a preposition, and 在 of 走在了.
_VERBS = frozenset(["通过", "经过", "会见", "在", "给", "向", "成", "为"])
# 想过过好日子: 过 is a verb there.
_VOLITION = frozenset("想要来去能会爱可让")
_GUARDED = re.compile("[关脉舵]")
_TONE = frozenset("嘛啊呀吧呢啦呗哦哈")
_NUMERAL = re.compile("[一两三四五六七八九十几多许很0-9０-９]")
# 通过通过率来衡量: words the dictionary may lack.
_SUFFIX = frozenset("者商方率性量权物费制")
# What a clause may begin with. A name may too (于于说), hence not all of them.
_OPENERS = frozenset("在对从由为将被据因但而并与以向就至也及或和使该其")
# Characters that no given name is made of.
_NO_NAMES = frozenset("的是在了到被将对给都就并但至据")
_PEOPLE = re.compile("[一-鿿]{1,8}的(?:人|者)")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """One copy fewer of a function word that stands twice; reduplication and words that only meet stay."""
    text = ledger.fields[field]
    proposals = []
    reached = 0
    for start, end, word in sorted({*_listed_in(ledger, field, context), *_unlisted(text)}):
        if start < reached:
            continue
        reached = end
        rule = _rule(text, start, end, word)
        if rule is not None and context.on(rule):
            proposals.append(Proposal(rule, (start + end) // 2, end, "", _CONFIDENCE[rule]))
    if context.on("doubled.verb"):
        proposals += _verbs_twice(text, proposals)
    return proposals


def _verbs_twice(text: str, known: list[Proposal]) -> list[Proposal]:
    """更换更换了阀门: a verb is reduplicated to make light of it (讨论讨论), but not before a 了 that has it done."""
    taken = {proposal.start for proposal in known}
    proposals = []
    place = text.find("了", 4)
    while place >= 0:
        verb = text[place - 2 : place]
        start = place - 4
        if text[start : place - 2] == verb and place - 2 not in taken and _is_done(text, start, verb):
            proposals.append(Proposal("doubled.verb", place - 2, place, "", _CONFIDENCE["doubled.verb"]))
        place = text.find("了", place + 1)
    return proposals


def _is_done(text: str, start: int, verb: str) -> bool:
    if verb[0] == verb[1] or _again(text, start, start + 4, verb) or not _OBJECT.match(text, start + 5):
        return False
    if any(is_word(text[start + 4 : start + 4 + size]) for size in (2, 3)):
        return False  # 学习学习了不起的人
    around = _Around(text, start, 2)
    return around.holds_both and around.is_verb and not around.meets_a_word


def _rule(text: str, start: int, end: int, word: str) -> str | None:
    kind = _kinds().get(word) or _by_speech(word)
    if (
        kind is None
        or _again(text, start, end, word)
        or _pairs_up(text, start, end)
        or _stutters(text, start, end)
    ):
        return None
    around = _Around(text, start, len(word))
    if telling().traditional.search(around.left + around.right):
        return None  # the dictionary is Simplified
    if not around.holds_both or around.meets_a_word:
        return None
    if kind == "connective":
        return "doubled.connective" if around.goes_on or _PAUSE.match(text, end) else None
    if not around.goes_on:
        return None
    if kind == "particle":
        return "doubled.particle" if _is_particle(word, around) else None
    if kind == "auxiliary":
        return "doubled.character" if _is_auxiliary(around) else None
    if kind == "character":
        return "doubled.character" if _is_character(word, around) else None
    return "doubled.word" if _is_word_twice(word, kind, around) else None


def _listed_in(ledger: Ledger, field: str, context: Context) -> Iterator[tuple[int, int, str]]:
    for number, start, end in context.occurrences(ledger, field, TABLE):
        yield start, end, _listed()[number]


def _unlisted(text: str) -> Iterator[tuple[int, int, str]]:
    """Conjunctions and prepositions that stand twice and are not listed."""
    for found in _ANY_TWICE.finditer(text):
        if found[1] not in _kinds() and _by_speech(found[1]):
            yield (*found.span(), found[1])


def _by_speech(word: str) -> str | None:
    """What the dictionary says of a word the list lacks: conjunctions and prepositions take no reduplication."""
    if len(word) < 2 or word[0] == word[-1] or word in _TALKED_TWICE:
        return None
    cut = tags(word)
    return {"c": "connective", "p": "word"}.get(cut[0][1]) if len(cut) == 1 else None


def literals() -> tuple[str, ...]:
    """The listed words, each twice."""
    return tuple(2 * word for word in _listed())


@cache
def _listed() -> tuple[str, ...]:
    return tuple(_kinds())


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in wordlist("doubled").items() for word in words}


def _again(text: str, start: int, end: int, word: str) -> bool:
    """Whether a third copy stands beside: 是是是 is somebody's emphasis."""
    return text.startswith(word, end) or text.endswith(word, 0, start)


def _pairs_up(text: str, start: int, end: int) -> bool:
    """Whether a word of the same kind stands twice right before or behind: 将将就就, 因为因为所以所以."""
    size = end - start
    before, behind = text[max(start - size, 0) : start], text[end : end + size]
    half = size // 2
    return any(
        len(each) == size and each[:half] == each[half:] and each[:half] in _kinds()
        for each in (before, behind)
    )


@cache
def _surnames() -> frozenset[str]:
    """What may be a surname before a name like 为为 or 以以."""
    return frozenset(
        "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏姜谢邹苏潘葛范彭鲁韦马方任袁柳鲍史唐薛雷贺倪汤罗郝安齐伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒屈项董梁"
        "杜阮闵季贾江童郭梅林徐邱骆高夏蔡田樊胡凌霍万卢莫丁邓石崔龚程陆段侯武刘景龙叶白赖乔温庄柴阎习向易廖耿欧聂曾关肖谭申冉桑桂牛"
    )


def _stutters(text: str, start: int, end: int) -> bool:
    """Whether other characters stand twice beside it: 流出来来的那些是是酸液, a voice that trembles.

    Only characters that no rule here takes away count, or one repair would make room for the next.
    """
    near = text[max(0, start - 2 * _WINDOW) : end + 2 * _WINDOW]
    return sum(character not in _kinds() for character in _PAIR.findall(near)) >= _STUTTER


class _Around:
    """The words around two equal strings, in a window that is cut at marks."""

    def __init__(self, text: str, start: int, size: int) -> None:
        end = start + 2 * size
        self.left = _MARK.split(text[max(0, start - _WINDOW) : start])[-1]
        self.right = _MARK.split(text[end : end + _WINDOW])[0]
        self.goes_on = _GOES_ON.match(text, end) is not None
        self.copy = text[start : start + size]
        self._words = list(self._without_names(tags(self.left + 2 * self.copy + self.right)))
        self._bounds = [0, *accumulate(len(word) for word, _ in self._words)]

    @property
    def holds_both(self) -> bool:
        """Whether each copy begins and ends where a word does."""
        size, start = len(self.copy), len(self.left)
        return all(self._index(place) is not None for place in (start, start + size, start + 2 * size))

    @property
    def meets_a_word(self) -> bool:
        """Whether a word of the dictionary ends in the first copy or begins with the second: 目的的, 为了了解."""
        copy, left, right = self.copy, self.left, self.right
        end = len(left) + 2 * len(copy)
        before = range(1, min(3, len(left)) + 1) if len(copy) == 1 else ()
        behind = range(1, min(4 - len(copy) if len(copy) < 3 else 1, len(right)) + 1)
        return any(
            self._cuts(len(left) - n) and is_word(left[-n:] + copy) and not self._is_result(left[-n:] + copy)
            for n in before
        ) or any(
            self._cuts(end + n) and is_word(copy + right[:n]) and not self._is_name(copy + right[:n])
            for n in behind
        )

    def _without_names(self, cut: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for word, tag in cut:
            if word.startswith(self.copy) and self._is_name(word):
                yield self.copy, "x"
                yield word[len(self.copy) :], "x"
            else:
                yield word, tag

    def _is_name(self, word: str) -> bool:
        # The dictionary has names such as 通过培训, which are none; no name begins with a function word of two characters.
        return len(word) > len(self.copy) > 1 and tags(word) == [(word, "nr")]

    def _is_result(self, word: str) -> bool:
        # 挤到, 奔向 are verbs of the dictionary; a second 到 has no other verb to belong to.
        return self.copy in tuple("到向至着给") and tags(word)[0][1] == "v"

    def _cuts(self, place: int) -> bool:
        # 学校的的确认: the dictionary has 的确, but the sentence has 确认.
        return self._index(place) is not None

    def _index(self, place: int) -> int | None:
        number = bisect_left(self._bounds, place)
        return number if number < len(self._bounds) and self._bounds[number] == place else None

    @property
    def is_verb(self) -> bool:
        """Whether what stands twice is a verb by the dictionary."""
        return tags(self.copy)[0][1].startswith("v")

    @property
    def following(self) -> tuple[str, str]:
        """The word behind the second copy; empty where the clause ends."""
        number = self._index(len(self.left) + 2 * len(self.copy))
        return self._words[number] if number is not None and number < len(self._words) else ("", "")

    @property
    def previous(self) -> tuple[str, str]:
        """The word before the first copy with its part of speech; empty where the clause begins."""
        number = self._index(len(self.left))
        return self._words[number - 1] if number else ("", "")


def _is_particle(word: str, around: _Around) -> bool:
    """保存了了您的记录, 耐心地地解答: behind the kind of word the particle belongs to."""
    before, tag = around.previous
    if word == "地":
        # Behind a noun (针对性地地落实) only before what an adverb goes with: 工业用地地价 is about land.
        return len(before) > 1 and (
            tag in ("a", "ad", "an", "d", "i", "l", "z", "v", "vn")
            or around.following[1] in ("v", "vn", "d", "p")
        )
    if word == "过" and before in _VOLITION:
        return False  # 想过过好日子
    # 总算了了一桩心事: 了 is the verb there. 受不了了: 不了 is.
    return (tag.startswith("v") or before in _VERBS) and not (word == "了" and around.right[:1] in _SETTLED)


def _is_character(word: str, around: _Around) -> bool:
    before, _ = around.previous
    previous, following = around.left[-1:], around.right[:1]
    if previous in tuple(_NOT_BEHIND.get(word, "")) or following in tuple(_NOT_BEFORE.get(word, "")):
        return False
    if word == "有":
        # 学校有有经验的老师: the second one may belong to a noun further on.
        return _NUMERAL.match(around.right) is not None and "的" not in around.right
    if word == "把" and _GUARDED.search(around.right):
        return False  # 把把质量关
    if not before:
        return word in _OPENERS
    return len(before) > 1 or before not in _surnames() or word in _NO_NAMES


def _is_auxiliary(around: _Around) -> bool:
    """要要, 能能, 已已 between a word and a verb or adverb of two characters: 刚需需 may be a word the dictionary lacks."""
    word, tag = around.following
    return len(around.previous[0]) > 1 and len(word) > 1 and tag in ("v", "vn", "d", "p", "ad")


def _is_word_twice(word: str, kind: str, around: _Around) -> bool:
    if around.right.startswith("的") and around.is_verb:
        return False  # 必须必须的; 需要需要的人
    if around.right[:1] in _TONE:
        return False  # 就是就是嘛
    if kind == "determiner":
        # 这个这个怎么说呢: in speech it fills a pause.
        return around.following[1] in ("n", "nz", "vn")
    if word == "没有":
        # 世上没有没有缺点的人
        return "的" not in around.right and around.right[:1] not in tuple("没真")
    if kind == "pronoun":
        # 请给我们我们应得的: the one is an object, the other a subject or possessor.
        return not around.left or around.previous[1] in ("c", "d", "f", "x")
    # 通过通过率来衡量, but not 可以可以方便地
    if around.right[:1] in _SUFFIX and not is_word(around.right[:2]):
        return False
    return around.copy != "需要" or _PEOPLE.match(around.right) is None  # 需要需要帮助的人来填
