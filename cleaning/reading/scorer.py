"""How likely a block is text of the article: boosted oblivious trees over the features of a page.

The weights are data (`scorer.json`, made by `benchmarks/train_reader.py`). In an oblivious tree all nodes of a level ask
the same question, so a tree is a few comparisons and one look-up, and all trees of all blocks are one numpy expression.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from cleaning.errors import CleaningError
from cleaning.reading.features import NAMES
from cleaning.reading.measures import Floats

FILE: Final = Path(__file__).with_name("scorer.json")

_BLOCKS = 512  # at a time: pages of any length take the same memory

Tree = tuple[list[int], list[float], list[float]]
"""Numbers of the features and borders of the questions from the lowest bit on, and the values of the leaves."""


class _Written(msgspec.Struct):
    features: list[str]
    bias: float
    trees: list[Tree]


class Scorer:
    """The trees, ready to score. All are of one depth."""

    def __init__(self, names: Sequence[str], bias: float, trees: Sequence[Tree]) -> None:
        self._names = list(names)
        self._trees = list(trees)
        self._bias = bias
        # Trees ask many questions more than once; each is answered once.
        questions = {
            (asked, border)
            for columns, borders, _ in trees
            for asked, border in zip(columns, borders, strict=True)
        }
        number = {question: place for place, question in enumerate(sorted(questions))}
        self._asked = np.array([asked for asked, _ in number], np.intp)
        self._borders = np.array([border for _, border in number], np.float32)[:, None]
        self._places = np.array(
            [
                [number[question] for question in zip(columns, borders, strict=True)]
                for columns, borders, _ in trees
            ],
            np.intp,
        ).T
        self._leaves = np.array([leaves for _, _, leaves in trees], np.float32)
        self._starts = (np.arange(len(trees)) * self._leaves.shape[1]).astype(np.intp)[:, None]

    def probabilities(self, matrix: Floats) -> Floats:
        """For each block of a matrix (`features.NAMES` by blocks) a number between 0 and 1."""
        rounds = range(0, matrix.shape[1], _BLOCKS)
        return np.concatenate([self._some(matrix[:, start : start + _BLOCKS]) for start in rounds])

    def _some(self, matrix: Floats) -> Floats:
        answers = (matrix.take(self._asked, axis=0) > self._borders).view(np.uint8)
        leaf = answers.take(self._places[0], axis=0)
        for bit, places in enumerate(self._places[1:], 1):
            leaf |= answers.take(places, axis=0) << bit
        total = self._leaves.take(leaf + self._starts).sum(axis=0) + self._bias
        likely: Floats = (1 / (1 + np.exp(-total))).astype(np.float32)
        return likely

    def encoded(self) -> str:
        """The trees as the text of `scorer.json`, a tree a line."""
        lines = ",\n".join(msgspec.json.encode(tree).decode() for tree in self._trees)
        head = f'{{"features":{msgspec.json.encode(self._names).decode()},\n"bias":{self._bias},\n"trees":[\n'
        return f"{head}{lines}\n]}}\n"


@cache
def scorer() -> Scorer:
    """The scorer that comes with the package, read once a process."""
    written = msgspec.json.decode(FILE.read_bytes(), type=_Written)
    if written.features != list(NAMES):
        raise CleaningError(
            f"{FILE.name} was trained on other features than this code computes; run benchmarks/train_reader.py"
        )
    return Scorer(written.features, written.bias, written.trees)
