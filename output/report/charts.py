"""Geometry of the drawings: numbers in, rectangles and labels out; the template only draws them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

WIDTH, HEIGHT, BASE = 360, 170, 138
# Edges of the length histogram in characters: notices, short news, articles, long reads.
LENGTH_EDGES = (0, 200, 500, 1000, 1500, 2000, 3000, 5000, 10_000)
_MOST_BARS = 24
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


class Bar(msgspec.Struct, frozen=True):
    """One column of a histogram, in the units of its view box; `tick` is the label below it, often empty."""

    x: float
    y: float
    width: float
    height: float
    label: str
    tick: str
    count: int


class Histogram(msgspec.Struct, frozen=True):
    """A histogram: a title, its columns, and a sentence that says the same for those who do not see it."""

    title: str
    bars: tuple[Bar, ...]
    summary: str
    note: str = ""


def lengths(values: Sequence[int]) -> Histogram | None:
    """How long the articles are; None without articles.

    >>> [(bar.label, bar.count) for bar in lengths([150, 400, 450]).bars if bar.count]
    [('0 to 199', 1), ('200 to 499', 2)]
    """
    if not values:
        return None
    counts = [0] * len(LENGTH_EDGES)
    for value in values:
        counts[bisect_right(LENGTH_EDGES, value) - 1] += 1
    labels = [f"{low:,} to {high - 1:,}" for low, high in pairwise(LENGTH_EDGES)]
    labels.append(f"{LENGTH_EDGES[-1]:,} and more")
    ticks = [str(edge) if edge < 1000 else f"{edge / 1000:g}k" for edge in LENGTH_EDGES]
    middle = sorted(values)[len(values) // 2]
    return Histogram(
        "Length in characters",
        _bars(labels, ticks, counts),
        f"Half of the articles have {middle:,} characters or more; the longest has {max(values):,}.",
    )


def dates(months: Mapping[str, int]) -> Histogram | None:
    """When the articles were published, by month or, over more than two years, by year; None without dates.

    >>> [(bar.label, bar.count) for bar in dates({"2025-12": 2, "2026-02": 1}).bars]
    [('2025-12', 2), ('2026-01', 0), ('2026-02', 1)]
    """
    known = {month: count for month, count in months.items() if _MONTH.fullmatch(month)}
    if not known:
        return None
    keys = _months(min(known), max(known))
    if len(keys) > _MOST_BARS:
        by_year: dict[str, int] = {}
        for month, count in known.items():
            by_year[month[:4]] = by_year.get(month[:4], 0) + count
        keys = [f"{year:04}" for year in range(int(min(by_year)), int(max(by_year)) + 1)]
        known = by_year
    shown = keys[-_MOST_BARS:]
    earlier = sum(count for key, count in known.items() if key < shown[0])
    every = max(1, -(-len(shown) // 6))
    ticks = [key[2:].replace("-", "/") if len(key) == 7 else key for key in shown]
    ticks = [tick if place % every == 0 else "" for place, tick in enumerate(ticks)]
    counts = [known.get(key, 0) for key in shown]
    best = shown[counts.index(max(counts))]
    return Histogram(
        "Date of publication",
        _bars(shown, ticks, counts),
        f"From {min(known)} to {max(known)}, most in {best}.",
        f"{earlier:,} earlier ones are not drawn." if earlier else "",
    )


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    # Hostile dates span centuries; more than the drawing can hold need not be spelled out.
    return [
        f"{place // 12:04}-{place % 12 + 1:02}" for place in range(max(start, end - 12 * _MOST_BARS), end + 1)
    ]


def _bars(labels: Sequence[str], ticks: Sequence[str], counts: Sequence[int]) -> tuple[Bar, ...]:
    slot = WIDTH / len(counts)
    gap = min(6.0, slot * 0.2)
    top = max(*counts, 1)
    bars: list[Bar] = []
    for place, (label, tick, count) in enumerate(zip(labels, ticks, counts, strict=True)):
        # A single article must still be seen beside thousands.
        height = max(1.5, round(count / top * (BASE - 22), 1)) if count else 0.0
        bars.append(
            Bar(
                round(place * slot + gap / 2, 1),
                round(BASE - height, 1),
                round(slot - gap, 1),
                height,
                label,
                tick,
                count,
            )
        )
    return tuple(bars)
