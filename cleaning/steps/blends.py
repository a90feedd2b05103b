"""Idioms that run on into a word: 举足轻重要的, 与日俱增长.

A generator that crosses an idiom with a word of the same sense writes on where the idiom's last character begins that word.
The rest of the word has nothing to belong to: right behind it the phrase ends, and the single character can end no phrase.
"""

from __future__ import annotations

import re
from functools import cache

from ahocorasick_rs import AhoCorasick

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context
from cleaning.wordlist import wordlist
from cleaning.words import is_word, words

RULE = "blend.idiom"
_CONFIDENCE = 0.85
# What may stand behind a phrase as a word of its own, or makes a noun of it.
_OWN = frozenset(
    "了着过的地得之者们吗呢吧啊嘛上下中里内外前后时起来去到也都就而且和与及是在有为以于不人事说性度感化率式型家"
)
_BOUNDARY = re.compile("$|[，。！？；：、,.!?;:\n”」』）)]|的(?!确)")
# 写法, 病句 and their like: the blend is what the sentence is about.
_TOPIC = ("成语", "病句", "杂糅", "错别字", "写作", "误作")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """The idiom without the end of the word it runs on into."""
    if not context.on(RULE):
        return []
    text = ledger.fields[field]
    found = _idioms().find_matches_as_indexes(text)
    ends = [end for _, _, end in found if _runs_on(text, end)]
    if not ends or any(topic in text for topic in _TOPIC):
        return []
    return [Proposal(RULE, end, end + 1, "", _CONFIDENCE) for end in ends]


def _runs_on(text: str, end: int) -> bool:
    rest = text[end : end + 1]
    if not rest or rest in _OWN or not _BOUNDARY.match(text, end + 1):
        return False
    return (
        is_word(text[end - 1 : end + 1])
        and words(text[max(end - 4, 0) : end + 1])[-1] != text[end - 4 : end + 1]
    )


@cache
def _idioms() -> AhoCorasick:
    return AhoCorasick(sorted(wordlist("idioms")["idiom"]))
