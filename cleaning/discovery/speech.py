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
import numpy as np

from cleaning.discovery.counting import FUNCTION_CHARACTERS, sentences_of
from cleaning.discovery.reference import Floats, Table

HEAD = re.compile(r"([\u4e00-\u9fff]{2,9})[ \u3000]?[,，、：:]")
SHORTEST, LONGEST = 2, 5
"""Function characters in a row that are counted."""
PRIOR = 500.0
"""How many occurrences the reference counts as, where it is weighed against the site."""


class Odd(msgspec.Struct, frozen=True):
    """A text that a site says more often than others do: `sureness` is the logarithm of the odds against chance."""

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


def phrases_of(page: str) -> Iterator[str]:
    """All stretches of 2-5 function characters in a row.

    >>> sorted(set(phrases_of("除此之外，水的在以后")))[:3]
    ['之外', '以后', '在以']
    """
    run = ""
    for character in page + "\n":
        if character in FUNCTION_CHARACTERS:
            run += character
            continue
        for length in range(SHORTEST, LONGEST + 1):
            for start in range(len(run) - length + 1):
                yield run[start : start + length]
        run = ""


def odd_heads(pages: Sequence[str], reference: Table, mixture: Floats) -> list[Odd]:
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
    several = {head for head, rests in followed.items() if len(rests) >= 0.7 * counts[head]}
    return _odd(counts, on, total, reference, mixture, len(pages), several)


def odd_phrases(pages: Sequence[str], reference: Table, mixture: Floats) -> list[Odd]:
    """Function characters in a row that stand out by log-odds with their variance, longest first among equals."""
    counts: Counter[str] = Counter()
    on: Counter[str] = Counter()
    total = 0
    for page in pages:
        found = Counter(phrases_of(page))
        counts.update(found)
        on.update(found.keys())
        total += len(page)
    odd = _odd(counts, on, total, reference, mixture, len(pages), None)
    return _whole(odd, counts)


def _odd(
    counts: Counter[str],
    on: Counter[str],
    total: int,
    reference: Table,
    mixture: Floats,
    pages: int,
    among: set[str] | None,
) -> list[Odd]:
    rates = dict(zip(reference.texts, reference.rates(mixture), strict=True))
    # What the reference does not have may stand in it as often as the rarest text that was kept.
    least = float(np.min(reference.rates(mixture))) if reference.texts else 1e-6
    found = []
    for text, count in counts.items():
        if on[text] < max(5, 0.02 * pages) or (among is not None and text not in among):
            continue
        rate = rates.get(text, least / 2)
        expected = rate * total
        if count > 3 * expected + 5:
            found.append(Odd(text, count, on[text], expected, _sureness(count, total, rate)))
    return sorted(found, key=lambda odd: (-odd.sureness, odd.text))


def _sureness(count: int, total: int, rate: float) -> float:
    """Log-odds of a text in the site against the reference, beside their standard deviation (a normal deviate)."""
    prior = PRIOR * rate * 1e3
    there = max(prior, 0.05)
    here = count + there
    whole = PRIOR * 1e3
    delta = math.log(here / (total + whole - here)) - math.log(there / (whole - there))
    return delta / math.sqrt(1 / here + 1 / there)


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
