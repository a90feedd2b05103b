"""Counts of ordinary Chinese: how often words, sentence heads and function characters stand in texts of several kinds.

A reference keeps kinds of text apart. What is to be expected of a site is a mixture of them, whose weights are fitted to
the site (expectation maximisation): with all kinds simply added up, a third of the substitutions of a spinner was found;
with the mixture, four in five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

FITTED = 6000
"""Words that the mixture is fitted on: the most frequent ones, which every text has in numbers."""
ROUNDS = 40
LINE_EDGE = ""
"""The neighbour of the first and the last word of a line."""


class Table(msgspec.Struct, frozen=True):
    """How often each of some texts stands in each kind of text; `totals` is out of how many, by kind."""

    kinds: tuple[str, ...]
    texts: tuple[str, ...]
    counts: Floats
    totals: Floats

    def rates(self, weights: Floats) -> Floats:
        """The rate of each text in a mixture of the kinds; what a kind lacks is taken to be as rare as elsewhere."""
        pooled = (self.counts / self.totals[:, None]).mean(axis=0)
        shares = (self.counts + 20 * pooled) / (self.totals[:, None] + 20)
        return np.asarray(weights @ shares)


class Neighbours(msgspec.Struct, frozen=True):
    """What stands beside words, in few numbers: the words counted as neighbours, how often they stand left and right of
    anything, the directions that tell words apart, and the place of each frequent word in them.
    """

    beside: tuple[str, ...]
    usual: Floats
    directions: Vectors
    words: tuple[str, ...]
    places: Vectors

    def directed(self, left: NDArray[np.float64], right: NDArray[np.float64]) -> Vectors:
        """Unit vectors of words with these counts of neighbours (a row a word, the last column for all others)."""
        return unit(association(left, right, self.usual) @ self.directions)


class Reference:
    """Words with their spread, neighbours, sentence heads and phrases of function characters.

    `burst` is, for each word, how much more its counts vary from page to page than chance would have it: 1 for a word
    that stands evenly, 10 for a name that fills one page and is missing from a hundred.
    """

    def __init__(
        self, words: Table, burst: Floats, neighbours: Neighbours, heads: Table, phrases: Table
    ) -> None:
        self.words = words
        self.burst = burst
        self.neighbours = neighbours
        self.heads = heads
        self.phrases = phrases
        self.index = {word: place for place, word in enumerate(words.texts)}
        self.placed = {word: place for place, word in enumerate(neighbours.words)}
        shares = (words.counts + 0.5) / (words.totals[:, None] + 0.5)
        self.between: Floats = np.log(shares + 3e-6).std(axis=0)
        self.kinds_with: Floats = (shares > 5e-6).sum(axis=0).astype(float)

    def mixture(self, counts: Mapping[str, int]) -> Floats:
        """How much of each kind of text a site is made of, from its word counts; the weights add up to 1."""
        words = self.words
        chosen = np.argsort(-(words.counts / words.totals[:, None]).mean(axis=0), kind="stable")[:FITTED]
        seen = np.array([counts.get(words.texts[place], 0) for place in chosen], float)
        rates = (words.counts[:, chosen] + 0.5) / (words.totals[:, None] + 0.5 * len(words.texts))
        weights = np.full(len(words.kinds), 1 / len(words.kinds))
        if not seen.any():
            return weights
        for _ in range(ROUNDS):
            shares = weights[:, None] * rates
            weights = (shares / shares.sum(axis=0)) @ seen
            weights /= weights.sum()
        return weights


def association(left: NDArray[np.float64], right: NDArray[np.float64], usual: Floats) -> Vectors:
    """How much more than usual each neighbour stands beside each word: positive logarithms, weighed by the count."""
    sides = []
    for counts, expected in ((left, usual[0]), (right, usual[1])):
        shares = counts / (counts.sum(axis=1, keepdims=True) + 1e-9)
        told = np.log1p(counts) * np.maximum(np.log((shares + 1e-9) / expected), 0)
        told[:, -1] = 0  # all other words together say nothing
        sides.append(told)
    return unit(np.concatenate(sides, axis=1))


def unit(rows: NDArray[np.floating]) -> Vectors:
    """Rows of length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


@cache
def shipped_reference() -> Reference:
    """The reference that comes with the package, read once a process; only `suggest` asks for it."""
    folder = resources.files("cleaning") / "discovery" / "reference"
    words, burst = read_table((folder / "words.tsv").read_text("utf-8"), ("burst",))
    heads, _ = read_table((folder / "heads.tsv").read_text("utf-8"))
    phrases, _ = read_table((folder / "phrases.tsv").read_text("utf-8"))
    with (folder / "neighbours.npz").open("rb") as file:
        told = np.load(file, allow_pickle=False)
        neighbours = Neighbours(
            beside=tuple(str(word) for word in told["beside"]),
            usual=told["usual"].astype(float),
            directions=told["directions"].astype(np.float32) * told["scale"],
            words=tuple(words.texts[place] for place in told["words"]),
            places=told["places"].astype(np.float32) / 127,
        )
    return Reference(words, burst[0], neighbours, heads, phrases)


def read_table(content: str, further: Sequence[str] = ()) -> tuple[Table, Floats]:
    """A table from tab-separated lines: notes after "#", a header, totals after "=", then a text a line.

    >>> table, _ = read_table("# from two books\\nword\\tnews\\tlaws\\n=\\t100\\t50\\n的\\t7\\t\\n")
    >>> table.kinds, table.texts, table.counts.tolist(), table.totals.tolist()
    (('news', 'laws'), ('的',), [[7.0], [0.0]], [100.0, 50.0])
    """
    lines = content.removesuffix("\n").split("\n")
    while lines[0].startswith("# "):
        del lines[0]
    _, *names = lines[0].split("\t")
    _, *totals = lines[1].split("\t")
    cells = [line.split("\t") for line in lines[2:]]
    numbers = np.array([[float(cell or 0) for cell in row[1:]] for row in cells]).T
    numbers = numbers.reshape(len(names), len(cells))
    first = len(further)
    table = Table(
        kinds=tuple(names[first:]),
        texts=tuple(row[0] for row in cells),
        counts=numbers[first:],
        totals=np.array([float(cell) for cell in totals[first:]]),
    )
    return table, numbers[:first]
