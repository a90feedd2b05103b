"""Idioms that run on into a word: 举足轻重要的, 与日俱增长.

A generator that crosses an idiom with a word of the same sense writes on where the idiom's last character begins that word.
The rest of the word has nothing to belong to: right behind it the phrase ends, and the single character can end no phrase.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context
from cleaning.wordlist import wordlist
from cleaning.words import is_word, words

RULE = "blend.idiom"
INDISPENSABLE, OTHER = "blend.indispensable", "blend.not-to-be-ignored"
TABLE: Final = "blends"
RULES: Final = frozenset((RULE, INDISPENSABLE, OTHER))
"""The rules this carries out: where none of them is asked for, it is not asked."""
_CONFIDENCE, _CONFIDENCE_OF_CROSSED = 0.85, 0.93
_OR = "不可或"
# Behind 不可或缺 itself a word may begin with 缺's neighbour (不可或缺少了它); a verb of two characters ends its phrase.
_CROSSED = re.compile(
    "不可或(?P<verb>缺[少失乏漏位省一](?![了或、数])|少(?=[的。，；！])|(?!缺)[一-鿿]{2})(?=的|之|地|[，。！？；：,.!?;:\n”」』）)]|$|(?<=少)(?:[的。，；！]))"
)
# Verbs that say what 不可或缺 says; before others 或 is what is left of it.
_LACK = re.compile("[缺替代换少]")
# What may stand behind a phrase as a word of its own, or makes a noun of it.
_OWN = frozenset(
    "了着过的地得之者们吗呢吧啊嘛上下中里内外前后时起来去到也都就而且和与及是在有为以于不人事说性度感化率式型家"
)
_BOUNDARY = re.compile("$|[，。！？；：、,.!?;:\n”」』）)]|的(?!确)")
# 写法, 病句 and their like: the blend is what the sentence is about.
_TOPIC = ("成语", "病句", "杂糅", "错别字", "写作", "误作")


def literals() -> tuple[str, ...]:
    """The idioms that may run on, and what is left of 不可或缺."""
    return _literals()


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """The idiom without the end of the word it runs on into, and 不可或缺 where it was crossed with a verb."""
    text = ledger.fields[field]
    proposals = []
    for number, start, end in context.occurrences(ledger, field, TABLE):
        if literals()[number] == _OR:
            proposal = _uncrossed(text, start)
        else:
            proposal = Proposal(RULE, end, end + 1, "", _CONFIDENCE) if _runs_on(text, end) else None
        if proposal is not None and context.on(proposal.rule):
            proposals.append(proposal)
    return [] if proposals and any(topic in text for topic in _TOPIC) else proposals


def _uncrossed(text: str, start: int) -> Proposal | None:
    """不可或替代, 不可或忽视: 不可或缺 crossed with a verb that 不可 takes by itself."""
    found = _CROSSED.match(text, start)
    if found is None:
        return None
    verb = found["verb"]
    if _LACK.search(verb):
        return Proposal(INDISPENSABLE, start, found.end(), "不可或缺", _CONFIDENCE_OF_CROSSED)
    return (
        Proposal(OTHER, start, found.end(), "不可" + verb, _CONFIDENCE_OF_CROSSED) if is_word(verb) else None
    )


def _runs_on(text: str, end: int) -> bool:
    rest = text[end : end + 1]
    if not rest or rest in _OWN or not _BOUNDARY.match(text, end + 1):
        return False
    return (
        is_word(text[end - 1 : end + 1])
        and words(text[max(end - 4, 0) : end + 1])[-1] != text[end - 4 : end + 1]
    )


@cache
def _literals() -> tuple[str, ...]:
    return (_OR, *sorted(wordlist("idioms")["idiom"]))
