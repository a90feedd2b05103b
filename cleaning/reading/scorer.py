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
import numpy.typing as npt

from cleaning.errors import CleaningError
from cleaning.reading.features import NAMES, Floats

FILE: Final = Path(__file__).with_name("scorer.json")

_ROWS = 2048  # blocks at a time: pages of any length take the same memory

Tree = tuple[list[int], list[float], list[float]]
"""Columns and borders of the questions from the lowest bit on, and the values of the leaves."""


class _Written(msgspec.Struct):
    columns: list[str]
    bias: float
    trees: list[Tree]


class Scorer:
    """The trees, ready to score. All are of one depth."""

    def __init__(self, columns: Sequence[str], bias: float, trees: Sequence[Tree]) -> None:
        self._columns = list(columns)
        self._trees = list(trees)
        self._bias = bias
        self._asked = np.array([asked for asked, _, _ in trees], np.intp)
        self._borders = np.array([borders for _, borders, _ in trees], np.float32)
        self._leaves = np.array([leaves for _, _, leaves in trees], np.float32)
        self._bits = (1 << np.arange(self._asked.shape[1])).astype(np.intp)
        self._number = np.arange(len(self._trees))

    def probabilities(self, matrix: Floats) -> npt.NDArray[np.float32]:
        """For each row of a matrix with the columns of `features.NAMES` a number between 0 and 1."""
        rounds = range(0, len(matrix), _ROWS)
        return np.concatenate([self._some(matrix[start : start + _ROWS]) for start in rounds])

    def _some(self, matrix: Floats) -> npt.NDArray[np.float32]:
        answers = matrix[:, self._asked] > self._borders
        leaf = answers @ self._bits
        total = self._leaves[self._number, leaf].sum(axis=1) + self._bias
        likely: npt.NDArray[np.float32] = (1 / (1 + np.exp(-total))).astype(np.float32)
        return likely

    def encoded(self) -> str:
        """The trees as the text of `scorer.json`, a tree a line."""
        lines = ",\n".join(msgspec.json.encode(tree).decode() for tree in self._trees)
        head = (
            f'{{"columns":{msgspec.json.encode(self._columns).decode()},\n"bias":{self._bias},\n"trees":[\n'
        )
        return f"{head}{lines}\n]}}\n"


@cache
def scorer() -> Scorer:
    """The scorer that comes with the package, read once a process."""
    written = msgspec.json.decode(FILE.read_bytes(), type=_Written)
    if written.columns != list(NAMES):
        raise CleaningError(
            f"{FILE.name} was trained on other features than this code computes; run benchmarks/train_reader.py"
        )
    return Scorer(written.columns, written.bias, written.trees)
