"""Suggesting: the articles of a site in, candidates for rules out, the likeliest first."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence

from cleaning.discovery.candidates import Candidate, contexts_of
from cleaning.discovery.counting import SiteCounts, distinct_pages, words_of
from cleaning.discovery.reference import Reference, shipped_reference
from cleaning.discovery.speech import Odd, odd_heads, odd_phrases
from cleaning.discovery.swaps import Swap, Weights, fitted_weights, swaps

TAKEN = 2.0
"""By how much the odds fall for a word whose missing partner already belongs to a likelier one."""
SURE, UNSURE = 40.0, 10.0
"""The normal deviate at which a head or a phrase is as likely a spinner's as the site's own manner, and the step in which
that changes."""


def suggest(
    articles: Iterable[str],
    reference: Reference | None = None,
    *,
    limit: int = 25,
    weights: Weights | None = None,
) -> list[Candidate]:
    """What an unknown spinner may have written in the articles of a site, the likeliest first.

    Each article is a text, a block a line; lines that several have in common count once. A hundred articles are
    enough for words that stand in every fourth of them; of few articles nothing can be told.

    >>> suggest(["水位回落。"])
    []
    """
    known = reference or shipped_reference()
    texts = list(articles)
    pages = distinct_pages(texts)
    site = SiteCounts([words_of(page) for page in pages])
    found = best_swaps(swaps(site, known), weights or fitted_weights(), 2 * limit)
    candidates = [_word(swap, odds, texts) for swap, odds in found]
    for odd in odd_heads(pages, known.heads):
        _add(candidates, "head", odd, texts)
    for odd in odd_phrases(site.pages, known.phrases):
        _add(candidates, "phrase", odd, texts)
    return sorted(candidates, key=lambda each: (-each.chance, each.text))[:limit]


def best_swaps(found: Iterable[Swap], weights: Weights, limit: int) -> list[tuple[Swap, float]]:
    """Each word with its likeliest original, the likeliest words first.

    A missing word whose place has been found speaks less for others (`TAKEN`). 出产力 for 生产力 is the same substitution as
    出产 for 生产 and is not listed beside it.
    """
    partners: dict[str, list[tuple[float, Swap]]] = {}
    for swap in found:
        partners.setdefault(swap.word, []).append((weights.odds(swap), swap))
    waiting = [(-max(odds for odds, _ in own), word) for word, own in partners.items()]
    heapq.heapify(waiting)
    chosen: list[tuple[Swap, float]] = []
    taken: set[str] = set()
    while waiting and len(chosen) < limit:
        _, word = heapq.heappop(waiting)
        own = [(odds - TAKEN * (swap.original in taken), swap) for odds, swap in partners[word]]
        odds, swap = max(own, key=lambda pair: (pair[0], pair[1].original))
        if waiting and -odds > waiting[0][0]:
            heapq.heappush(waiting, (-odds, word))  # its partner was taken meanwhile: others come first
        elif not any(_same_substitution(swap, other) for other, _ in chosen):
            chosen.append((swap, odds))
            taken.add(swap.original)
    return chosen


def _same_substitution(swap: Swap, other: Swap) -> bool:
    return (
        other.word in swap.word
        and other.original in swap.original
        and swap.word.replace(other.word, "", 1) == swap.original.replace(other.original, "", 1)
    )


def _word(swap: Swap, odds: float, texts: Sequence[str]) -> Candidate:
    return Candidate(
        kind="word",
        text=swap.word,
        original=swap.original,
        chance=_chance(odds),
        count=swap.count,
        articles=sum(swap.word in text for text in texts),
        expected=round(swap.expected, 1),
        original_count=swap.original_count,
        original_expected=round(swap.original_expected, 1),
        contexts=contexts_of(swap.word, texts),
    )


def _add(candidates: list[Candidate], kind: str, odd: Odd, texts: Sequence[str]) -> None:
    """Add what stands out, unless a candidate that is at least as likely has said it; a word that hardly stands elsewhere is then
    no candidate of its own.
    """
    chance = _chance((odd.sureness - SURE) / UNSURE)
    touching = [each for each in candidates if each.text in odd.text or odd.text in each.text]
    if any(each.kind != "word" or each.chance >= chance for each in touching):
        return
    for each in touching:
        if each.text in odd.text and each.count <= 1.2 * odd.count:
            candidates.remove(each)
    candidates.append(
        Candidate(
            kind="head" if kind == "head" else "phrase",
            text=odd.text,
            chance=chance,
            count=odd.count,
            articles=sum(odd.text in text for text in texts),
            expected=round(odd.expected, 1),
            contexts=contexts_of(odd.text, texts),
        )
    )


def _chance(odds: float) -> float:
    return round(1 / (1 + math.exp(-min(max(odds, -30.0), 30.0))), 4)
