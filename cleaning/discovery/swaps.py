"""Words in the place of others: the test for the missing partner, which also tells what the word stands for.

A spinner that writes 办事器 for 服务器 leaves two traces: one word that nobody expects and one that is missing. Each
unexpected word is held against each missing one: whether the counts fit, whether the two have the same neighbours,
whether they share characters, and whether the dictionary knows the words around only with the missing one (生产力,
never 出产力). `Weights` sums that up; it was fitted on texts of several kinds with a spinner's list applied to them.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleaning.discovery.counting import FUNCTION_CHARACTERS, SiteCounts, is_han
from cleaning.discovery.reference import LINE_EDGE, Floats, Reference, Vectors
from cleaning.words import is_word

FEWEST = 8
"""Occurrences too many, or too few, from which a word is looked at: fewer are chance."""
UNSEEN = 0.3
"""How often a word is expected that the reference does not have."""
LEFT_BEHIND = 0.06
"""The share of a word that a spinner leaves where it was."""
PARTNERS = 25
SHORTEST, LONGEST = 2, 6
"""Characters of a word. A single one stands for too much to be put for another, and is missing for many reasons."""


class Swap(msgspec.Struct, frozen=True):
    """A word with the missing word that fits it best. `measures` are what `Weights` weighs, in their order."""

    word: str
    original: str
    count: int
    expected: float
    original_count: int
    original_expected: float
    measures: tuple[float, ...]


MEASURES = (
    "missing",
    "missing, logarithm",
    "too many",
    "mismatch squared",
    "mismatch",
    "neighbours",
    "neighbours elsewhere",
    "shared characters",
    "same length",
    "one within the other",
    "words with the original",
    "burst",
    "burst of the original",
    "kinds with the original",
    "count",
    "expected",
)


class Weights(msgspec.Struct, frozen=True):
    """What each of `MEASURES` counts for; the logarithm of the odds is their sum with `constant`."""

    constant: float
    weights: dict[str, float]

    def odds(self, swap: Swap) -> float:
        """The logarithm of the odds that a spinner put this word for that."""
        return self.constant + sum(
            self.weights[name] * value for name, value in zip(MEASURES, swap.measures, strict=True)
        )


@cache
def fitted_weights() -> Weights:
    """The weights that come with the package (benchmarks/discovery.py --fit)."""
    file = resources.files("cleaning") / "discovery" / "weights.json"
    return msgspec.json.decode(file.read_bytes(), type=Weights)


class _Unexpected(msgspec.Struct, frozen=True):
    """Words that the site has too often: their counts, the expected ones, how sure these are, and their place there."""

    words: list[str]
    counts: Floats
    expected: Floats
    doubt: Floats
    burst: Floats
    places: list[int | None]


class _Missing(msgspec.Struct, frozen=True):
    """Words that the site lacks, as places in the reference."""

    places: NDArray[np.int64]
    counts: Floats
    expected: Floats
    variance: Floats
    short: Floats


def swaps(site: SiteCounts, reference: Reference) -> list[Swap]:
    """Every unexpected word with each of the missing words that could be its original."""
    words = reference.words
    mixture = reference.mixture(site.words)
    expected = site.total * words.rates(mixture)
    site = site.joined(_inseparable(site, reference, expected))
    counts = np.array([site.words[word] for word in words.texts], float)
    doubt = _doubt(counts, expected, reference)
    unexpected = _unexpected(site, reference, expected, doubt)
    missing = _missing(counts, expected, doubt, reference)
    if not unexpected.words or not len(missing.places):
        return []
    left, right, beside = _neighbours(site, unexpected.words, reference)
    return _paired(unexpected, missing, reference, (left, right), beside)


def _inseparable(site: SiteCounts, reference: Reference, expected: Floats) -> dict[tuple[str, str], int]:
    """Neighbours that stand together in most places, one of them unexpected: a word that the dictionary lacks."""
    pairs: Counter[tuple[str, str]] = Counter()
    for page in site.pages:
        for line in page:
            pairs.update(itertools.pairwise(line))
    found: dict[tuple[str, str], int] = {}
    for (first, second), count in pairs.items():
        if count < FEWEST or len(first + second) > LONGEST:
            continue
        rarer = first if site.words[first] <= site.words[second] else second
        place = reference.index.get(rarer)
        usual = expected[place] if place is not None else UNSEEN
        if (
            count >= 0.5 * site.words[rarer]
            and site.words[rarer] > 3 * usual + 5
            and is_han(first + second)
            and not FUNCTION_CHARACTERS & {first, second}
        ):
            found[first, second] = count
    return found


def _doubt(counts: Floats, expected: Floats, reference: Reference) -> Floats:
    """The standard deviation, in logarithms, of the expected rate of each word.

    It is the word's spread between kinds of text as far as this site differs from the mixture: hardly at all where the
    reference covers its kind, wholly where it does not.
    """
    many = expected >= 40
    if not many.any():
        return np.sqrt(reference.between**2 + 0.15**2)
    off = np.log((counts[many] + 0.5) / (expected[many] + 0.5))
    away = np.abs(off - np.median(off)) / np.maximum(reference.between[many], 1e-3)
    mismatch = min(1.0, float(np.median(away)) / 0.6745)  # the median of a normal variable's size
    return np.asarray(np.sqrt((mismatch * reference.between) ** 2 + 0.15**2))


def _unexpected(site: SiteCounts, reference: Reference, expected: Floats, doubt: Floats) -> _Unexpected:
    chosen: list[tuple[str, int, float, float, int | None]] = []
    for word, count in site.words.items():
        if count < FEWEST or not SHORTEST <= len(word) <= LONGEST or not is_han(word):
            continue
        place = reference.index.get(word)
        usual = float(expected[place]) if place is not None else UNSEEN
        if count - usual >= FEWEST and count >= 1.5 * usual:
            chosen.append((word, count, usual, float(doubt[place]) if place is not None else 1.0, place))
    return _Unexpected(
        words=[word for word, *_ in chosen],
        counts=np.array([float(count) for _, count, *_ in chosen]),
        expected=np.array([usual for _, _, usual, *_ in chosen]),
        doubt=np.array([each for *_, each, _ in chosen]),
        burst=np.array([site.burst(word) for word, *_ in chosen]),
        places=[place for *_, place in chosen],
    )


def _missing(counts: Floats, expected: Floats, doubt: Floats, reference: Reference) -> _Missing:
    placed = np.array(
        [
            word in reference.placed and len(word) >= SHORTEST and is_han(word)
            for word in reference.words.texts
        ]
    )
    places = np.where((expected >= FEWEST) & (counts < 0.4 * expected) & placed)[0]
    seen, usual, burst = counts[places], expected[places], reference.burst[places]
    variance = burst * usual + (doubt[places] * usual) ** 2
    left = LEFT_BEHIND * usual + UNSEEN
    short = _likelihood(seen, left, burst * left + UNSEEN) - _likelihood(seen, usual, variance)
    return _Missing(places=places, counts=seen, expected=usual, variance=variance, short=short)


def _likelihood(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """The logarithm of the chance of counts, negative binomial with this mean and variance."""
    mean = np.maximum(mean, 1e-6)
    size = np.minimum(mean * mean / np.maximum(variance - mean, 1e-3 * mean + 1e-6), 1e6)
    return np.asarray(
        _log_gamma(counts + size)
        - _log_gamma(size)
        - _log_gamma(counts + 1)
        + size * np.log(size / (size + mean))
        + counts * np.log(mean / (size + mean))
    )


def _log_gamma(values: Floats) -> Floats:
    return np.array([math.lgamma(value) for value in np.atleast_1d(values)])


def _neighbours(
    site: SiteCounts, words: Sequence[str], reference: Reference
) -> tuple[Floats, Floats, tuple[list[Counter[str]], list[Counter[str]]]]:
    """What stands left and right of each word: as counts of the reference's neighbours, and as words."""
    row = {word: place for place, word in enumerate(words)}
    column = {word: place for place, word in enumerate(reference.neighbours.beside)}
    others = len(column)
    left = np.zeros((len(words), others + 1))
    right = np.zeros((len(words), others + 1))
    before: list[Counter[str]] = [Counter() for _ in words]
    behind: list[Counter[str]] = [Counter() for _ in words]
    for page in site.pages:
        for line in page:
            for place, word in enumerate(line):
                number = row.get(word)
                if number is None:
                    continue
                first = line[place - 1] if place else LINE_EDGE
                last = line[place + 1] if place + 1 < len(line) else LINE_EDGE
                left[number, column.get(first, others)] += 1
                right[number, column.get(last, others)] += 1
                before[number][first] += 1
                behind[number][last] += 1
    return left, right, (before, behind)


def _paired(
    unexpected: _Unexpected,
    missing: _Missing,
    reference: Reference,
    sides: tuple[Floats, Floats],
    beside: tuple[list[Counter[str]], list[Counter[str]]],
) -> list[Swap]:
    neighbours = reference.neighbours
    originals = [reference.words.texts[place] for place in missing.places]
    wanted = neighbours.places[[reference.placed[word] for word in originals]]
    here = neighbours.directed(*sides) @ wanted.T
    elsewhere = _places_of(unexpected.words, reference) @ wanted.T
    burst = np.log(reference.burst[missing.places])
    found: list[Swap] = []
    for number, word in enumerate(unexpected.words):
        count, usual = unexpected.counts[number], unexpected.expected[number]
        gap = np.maximum(missing.expected - missing.counts, 1.0)
        mismatch = np.log(max(count - usual, 1.0) / gap)
        shared = np.array([_shared(word, original) for original in originals])
        first = 0.3 * np.minimum(missing.short, 8) + 10 * here[number] + 4 * elsewhere[number] + 3 * shared
        likely = np.argsort(-(first - 0.5 * mismatch**2), kind="stable")[:PARTNERS]
        too_many = _too_many(unexpected, number, gap[likely], missing.variance[likely])
        before = _unknown_with(word, beside[0][number], before=True)
        behind = _unknown_with(word, beside[1][number], before=False)
        for rank, place in enumerate(likely):
            original = originals[place]
            if original == word:
                continue
            known = sum(count for near, count in before if is_word(near + original))
            known += sum(count for near, count in behind if is_word(original + near))
            short = float(missing.short[place])
            measures = (
                min(max(short, -3.0), 10.0),
                math.log1p(max(short, 0.0)),
                min(max(float(too_many[rank]), -8.0), 10.0),
                float(mismatch[place]) ** 2,
                abs(float(mismatch[place])),
                float(here[number, place]),
                float(elsewhere[number, place]),
                float(shared[place]),
                float(len(word) == len(original)),
                float(word in original or original in word),
                math.log1p(30 * known / count),
                math.log(unexpected.burst[number]),
                float(burst[place]),
                float(reference.kinds_with[missing.places[place]]),
                math.log(count),
                math.log(usual + UNSEEN),
            )
            found.append(
                Swap(
                    word,
                    original,
                    int(count),
                    float(usual),
                    int(missing.counts[place]),
                    float(missing.expected[place]),
                    measures,
                )
            )
    return found


def _places_of(words: Sequence[str], reference: Reference) -> Vectors:
    """Where each word stands by its neighbours in ordinary text; nowhere if it is not frequent there."""
    found = np.zeros((len(words), reference.neighbours.places.shape[1]), np.float32)
    for row, word in enumerate(words):
        place = reference.placed.get(word)
        if place is not None:
            found[row] = reference.neighbours.places[place]
    return found


def _too_many(unexpected: _Unexpected, number: int, gap: Floats, variance: Floats) -> Floats:
    """How much better each gap explains the count of a word than chance does."""
    count = np.full(len(gap), unexpected.counts[number])
    usual, burst = unexpected.expected[number], unexpected.burst[number]
    doubt = (unexpected.doubt[number] * usual) ** 2
    chance = _likelihood(count[:1], np.array([usual]), np.array([burst * usual + doubt]))
    return np.asarray(_likelihood(count, usual + gap, burst * (usual + gap) + doubt + variance) - chance[0])


def _shared(word: str, original: str) -> float:
    return len(set(word) & set(original)) / max(len(word), len(original))


def _unknown_with(word: str, neighbours: Counter[str], *, before: bool) -> list[tuple[str, int]]:
    """The neighbours that make no word of the dictionary with the word itself."""
    return [
        (near, count)
        for near, count in neighbours.items()
        if near and is_han(near) and not is_word(near + word if before else word + near)
    ]
