"""The manner of speech of a site: heads of sentences, and function characters in a row, that stand out against others.

A spinner that rewrites connectives leaves the same few heads on page after page (除了这些以外呢,), which no list of
words catches, since each of their words is ordinary.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from cleaning.discovery.counting import FUNCTION_CHARACTERS, sentences_of
from cleaning.discovery.reference import Table

HEAD = re.compile(r"([\u4e00-\u9fff]{2,9})[ \u3000]?[,，、：:]")
SHORTEST, LONGEST = 2, 4
"""Words in a row that are counted. Characters alone would be cut out of the words around them (以下有 of 以下有期徒刑)."""
VARIED = 12
"""Sentences that must go on differently behind a head: a formula of the site (编者按：) does not."""


class Odd(msgspec.Struct, frozen=True):
    """A text that a site says more often than others do: `sureness` is a normal deviate."""

    text: str
    count: int
    pages: int
    expected: float
    sureness: float


def heads_of(page: str) -> Iterator[tuple[str, str]]:
    """The head of each sentence, up to its first comma, and what follows it.

    >>> list(heads_of("此外，水位回落。雨停了。除了这些以外呢,人也散了。"))
    [('此外', '水位回落'), ('除了这些以外呢', '人也散了')]
    """
    for sentence in sentences_of(page):
        if found := HEAD.match(sentence):
            yield found[1], sentence[found.end() :]


def phrases_of(page: Sequence[Sequence[str]]) -> Iterator[str]:
    """All stretches of 2-4 words in a row, out of the lines of a page, that consist of function characters alone.

    >>> sorted(set(phrases_of([["除此之外", "，", "水", "的", "在", "以后"]])))
    ['在以后', '的在', '的在以后']
    """
    for line in page:
        run: list[str] = []
        for word in [*line, "。"]:
            if FUNCTION_CHARACTERS.issuperset(word):
                run.append(word)
                continue
            for length in range(SHORTEST, LONGEST + 1):
                for start in range(len(run) - length + 1):
                    yield "".join(run[start : start + length])
            run = []


def odd_heads(pages: Sequence[str], reference: Table) -> list[Odd]:
    """Heads on many pages, before different sentences, that ordinary text hardly has."""
    counts: Counter[str] = Counter()
    on: Counter[str] = Counter()
    followed: dict[str, set[str]] = {}
    total = 0
    for page in pages:
        found = list(heads_of(page))
        total += sum(1 for _ in sentences_of(page))
        counts.update(head for head, _ in found)
        on.update({head for head, _ in found})
        for head, rest in found:
            followed.setdefault(head, set()).add(rest[:6])
    several = {head for head, rests in followed.items() if len(rests) >= min(0.5 * counts[head], VARIED)}
    return _odd(counts, on, total, reference, len(pages), several)


def odd_phrases(pages: Sequence[Sequence[Sequence[str]]], reference: Table) -> list[Odd]:
    """Function characters in a row that stand out by log-odds with their variance; `pages` are lines of words."""
    counts: Counter[str] = Counter()
    on: Counter[str] = Counter()
    total = 0
    for page in pages:
        found = Counter(phrases_of(page))
        counts.update(found)
        on.update(found.keys())
        total += sum(len(word) for line in page for word in line)
    odd = _odd(counts, on, total, reference, len(pages), None)
    return _whole(odd, counts)


def _odd(
    counts: Counter[str],
    on: Counter[str],
    total: int,
    reference: Table,
    pages: int,
    among: set[str] | None,
) -> list[Odd]:
    # A manner of speech is odd only where no kind of text has it: which kind the site is of is not asked.
    shares = (reference.counts + 0.5) / (reference.totals[:, None] + 0.5)
    rates = dict(zip(reference.texts, shares.max(axis=0).tolist(), strict=True))
    unseen = 1 / float(reference.totals.max())
    found = []
    for text, count in counts.items():
        if on[text] < max(5, 0.02 * pages) or (among is not None and text not in among):
            continue
        expected = max(rates.get(text, unseen), unseen) * total
        if count > 3 * expected + 5:
            found.append(Odd(text, count, on[text], expected, _sureness(count, expected)))
    return sorted(found, key=lambda odd: (-odd.sureness, odd.text))


def _sureness(count: int, expected: float) -> float:
    """The logarithm of the odds of a text in the site against those elsewhere, in its standard deviations."""
    return math.log((count + 0.5) / (expected + 0.5)) * math.sqrt(count + 0.5)


def _whole(odd: Iterable[Odd], counts: Counter[str]) -> list[Odd]:
    """Without what is hardly ever said but as a part of another one that is listed."""
    kept: list[Odd] = []
    for each in odd:
        inside = [other for other in kept if each.text in other.text or other.text in each.text]
        if any(min(each.count, other.count) >= 0.6 * max(each.count, other.count) for other in inside):
            longest = max([*inside, each], key=lambda one: len(one.text))
            if longest is each:
                kept = [other for other in kept if other not in inside] + [each]
            continue
        kept.append(each)
    return sorted(kept, key=lambda one: (-one.sureness, one.text))
