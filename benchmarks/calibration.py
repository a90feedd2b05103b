"""Fitting the curve from doubts to the chance that a text is right, and whether the chances came true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.reading.confidence import Calibration, Doubts

BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
ROUNDS = 50

Floats = npt.NDArray[np.float64]


class Bin(NamedTuple):
    """Texts whose chance lies between two values: the mean chance, the share that was right, and how many they are."""

    low: float
    high: float
    predicted: float
    observed: float
    pages: int


def fitted(doubts: Sequence[Doubts], right: Sequence[bool]) -> Calibration:
    """The logistic curve under which these outcomes are likeliest, by Newton's method.

    >>> unsure, sure = Doubts(0.5, 0.5), Doubts(0.0, 0.0)
    >>> curve = fitted([unsure] * 10 + [sure] * 10, [False] * 7 + [True] * 3 + [False] + [True] * 9)
    >>> curve.chance(unsure), curve.chance(sure)
    (0.3, 0.9)
    """
    matrix = np.array([(1.0, *each.logarithms(), each.agreed) for each in doubts])
    wanted = np.array(right, float)
    weights = np.zeros(4)
    # A little weight decay keeps the solution finite where one sign alone tells the outcomes apart.
    ridge = np.diag([0.0, 1e-4, 1e-4, 1e-4])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (wanted - chance) - ridge @ weights
        curvature = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + ridge
        weights += np.linalg.solve(curvature, slope)
    bias, wrong, missed, agreed = (round(float(weight), 4) for weight in weights)
    return Calibration(bias, wrong, missed, agreed)


def reliability(chances: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Chance and outcome by bins of the chance; bins without a page are left out.

    >>> reliability([0.97, 0.99, 0.6], [True, True, False])
    [Bin(low=0.5, high=0.7, predicted=0.6, observed=0.0, pages=1), Bin(low=0.95, high=1.0, predicted=0.98, observed=1.0, pages=2)]
    """
    place = np.clip(np.searchsorted(BINS, chances, side="right") - 1, 0, len(BINS) - 2)
    told, came = np.array(chances), np.array(right, float)
    return [
        Bin(
            BINS[n],
            BINS[n + 1],
            float(told[place == n].mean()),
            float(came[place == n].mean()),
            int((place == n).sum()),
        )
        for n in sorted(set(place.tolist()))
    ]


def as_markdown(bins: Sequence[Bin]) -> str:
    """The bins as a table.

    >>> print(as_markdown([Bin(0.95, 1.0, 0.981, 0.97, 300)]))
    | confidence | predicted | observed | pages |
    | --- | --- | --- | --- |
    | .95-1 | .981 | .970 | 300 |
    """
    lines = ["| confidence | predicted | observed | pages |", "| --- | --- | --- | --- |"]
    for each in bins:
        low, high = (f"{bound:g}".replace("0.", ".") for bound in (each.low, each.high))
        told, came = (f"{share:.3f}".removeprefix("0") for share in (each.predicted, each.observed))
        lines.append(f"| {low}-{high} | {told} | {came} | {each.pages} |")
    return "\n".join(lines)
