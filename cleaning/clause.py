"""The clause around a place in a text: its words on either side, the noun phrase it goes on with, who possesses what.

Parts of speech come from the segmenter's dictionary, which knows a word alone; what stands beside it is asked here.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal, NamedTuple

from cleaning.wordlist import wordlist
from cleaning.words import tags

Tagged = tuple[str, str]
"""A word and its part of speech."""

Possessor = Literal["noun", "pronoun", "adjective", "verb", "relative"]

_WINDOW = 24  # characters on each side that are looked at; a clause is shorter
_MARKS = "，。！？；：、,.!?;:…—\n\t（）()《》〈〉"
_OPENING, _CLOSING = "“‘「『\"'【[", "”’」』\"'】]"
_SENTENCE_HEAD = re.compile(
    r"(?:^|[。！？!?；;…]|(?<=[一-鿿])\.)[”’」』）)\"'》]*[ 　]*"
    r"(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳•·●○◆◇■□▪※★☆*–-])?[ 　]*[“‘「『（(\"'《]*$"
)
# A noun with a word of place behind it; 国中 and 上海 have none, and a verb like 将 or 在 ends the noun.
_PLACE = re.compile(
    r"[^，。！？；：、,.!?;:\n将会是在于必]{0,12}?(?:(?<![哪这那])里(?!程|面的)|(?<![集其])中(?!国|心|学|医|小|央|年|文|职|产|层|型|间)|"
    r"(?<![以之网线路马早晚身])上(?!升|涨|海|市|述|级|学|课|网|线|岗|班)|期间|时候|时(?!代|间|尚|光|空|效|期|事)|日子|版本|"
    r"过程|阶段|会议|章节)"
)
_TIME = re.compile(
    r"的?(?:每|任何|各(?![类种行项方界级国族])|某[个天日年些一]|几|数[年天个月十百千周日次]|多[少年]|若干|[0-9一二两三四五六七八九十百]{1,4}[个多几余]{0,2}[年天月周日季代次]|日子|岁月|时光|"
    r"年(?![龄轻金薪产])|天(?![气空然才津文使堂])|月(?![球嫂饼薪子])|周(?![刊边围])|学年|学期|会计[年期]|纳税[年期]|时间|时期|时刻|期间|人$|人[的们])"
)
NOUNS = ("n", "vn", "an", "nz", "ns", "nt", "nr", "nrt", "j", "l", "eng", "t", "g", "ng")
"""Tags of the dictionary for nouns, names and what is used like them."""
_NO_POSSESSORS = ("v", "d", "m", "q", "f", "c", "p", "zg", "uj", "ul")
# What a verb ends with where its clause has lost its noun (学到的, 写完的), and verbs that are such clauses with an object.
_RESULTS = "明清妥齐到完过下好了着掉出来起上懂会够成走动住见"
_TRANSFERS = "讲说做写学买卖教问看听欠借种用想给拿读背练考修吃干当"


class Clause:
    """What stands in the same clause before and behind `text[start:end]`, cut into words when asked.

    >>> clause = Clause("他说，渔业的将来很好。", 6, 8)
    >>> clause.left, clause.right, clause.opens_sentence
    ('渔业的', '很好', False)

    `opens_sentence` says that a sentence begins here, `is_line` that the clause is a whole line, as a heading is.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        line = text.rfind("\n", max(0, start - 2 * _WINDOW), start) + 1
        self.before = text[max(line, start - 2 * _WINDOW) : start]
        cut = max(self.before.rfind(mark) for mark in _MARKS)
        self.left = self.before[cut + 1 :].lstrip(_OPENING + " 　")[-_WINDOW:]
        after = text[end : end + _WINDOW]
        stop = min((place for mark in _MARKS if (place := after.find(mark)) >= 0), default=len(after))
        self.right = after[:stop].rstrip(_CLOSING + " 　")
        self.mark = after.lstrip(" 　")[:1]
        # A line that is cut must not look like one that begins here.
        head = ("字" if start - 2 * _WINDOW > line else "") + self.before
        follows = text[end + len(self.right) : end + len(self.right) + 1]
        self.is_line = self.before == self.left and head == self.before and follows in ("", "\n")
        self.opens_sentence = _SENTENCE_HEAD.search(head) is not None

    @cached_property
    def left_words(self) -> list[Tagged]:
        """The words before."""
        return tags(self.left)

    @cached_property
    def right_words(self) -> list[Tagged]:
        """The words behind."""
        return tags(self.right)

    @property
    def possessor(self) -> Possessor:
        """What stands before a closing 的; "relative" is a clause that has lost its noun: 剩下的, 老师讲的."""
        before = self.left_words[:-1]
        if not before:
            return "noun" if self.before[-2:-1] in tuple('》）)”’」』"') else "relative"
        word, tag = before[-1]
        governor, kind = before[-2] if len(before) > 1 else ("", "")
        if word in wordlist("clause")["headless"] or (len(word) == 1 and word in _RESULTS + _TRANSFERS):
            return "relative"
        if tag.startswith("v") and tag != "vn" and word[-1] in _RESULTS:
            return "relative"  # 学到的
        if len(governor) == 1 and governor in _TRANSFERS:
            return "relative"  # 写小说的, 你欠我的
        if kind.startswith("n") and is_action(word, tag):
            return "noun"  # 权益保障的
        if tag == "r":
            return "pronoun"
        if tag in ("a", "ad", "z"):
            return "adjective" if len(word) > 1 else "relative"
        if tag in _NO_POSSESSORS:
            return "verb" if len(word) > 1 else "relative"
        return "noun"


class NounPhrase(NamedTuple):
    """The noun phrase that some words begin with.

    `bare` says that its first word is a noun and cannot be a verb; `rest` are the words behind it.
    """

    text: str
    bare: bool
    rest: list[Tagged]


def noun_phrase(words: list[Tagged]) -> NounPhrase:
    """The noun phrase that the words begin with; its text is empty where they begin with something else.

    >>> noun_phrase([("渔业", "n"), ("前景", "n"), ("很", "d"), ("好", "a")])
    NounPhrase(text='渔业前景', bare=True, rest=[('很', 'd'), ('好', 'a')])
    """
    taken = 0
    while taken < len(words) and _belongs(words, taken):
        taken += 1
    while taken and words[taken - 1][1] in ("b", "a", "c", "p", "u"):
        taken -= 1
    text = "".join(word for word, _ in words[:taken])
    return NounPhrase(text, taken > 0 and not is_action(*words[0]), words[taken:])


def _belongs(words: list[Tagged], number: int) -> bool:
    word, tag = words[number]
    if tag in NOUNS and word not in wordlist("clause")["no-noun"] and (len(word) > 1 or number > 0):
        return True
    ends = number + 1 == len(words)
    joins = word in ("与", "和", "及", "以及", "之", "或") and number > 0
    return word in nouns_of_action() or (not ends and (joins or (tag in ("b", "a") and len(word) > 1)))


def is_action(word: str, tag: str) -> bool:
    """Whether a noun may be a verb as well: 发展, 竞争."""
    return tag == "vn" or word in nouns_of_action()


@cache
def nouns_of_action() -> frozenset[str]:
    """Verbs of the dictionary that are nouns where a noun is wanted: 就业前景."""
    return wordlist("clause")["action"] | wordlist("clause")["outlook"]


def names_a_place(right: str) -> bool:
    """Whether what follows is something that other things happen in or at: 工作中, 比赛里, 日子."""
    return _PLACE.match(right) is not None


def names_a_time(right: str) -> bool:
    """Whether what follows, behind a 的 or not, is a stretch of time: 几年, 的岁月."""
    return _TIME.match(right) is not None


def names_a_thing(right: str) -> bool:
    """Whether 的 goes on with neither a time nor a place.

    >>> names_a_thing("的挑战"), names_a_thing("的日子里")
    (True, False)
    """
    return len(right) > 1 and not names_a_time(right) and not names_a_place(right[1:])
