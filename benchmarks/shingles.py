"""How much of a text another one holds, in shingles of four tokens: the measure of article-extraction-benchmark.

A Chinese, Japanese or Korean character is one token, any other run of word characters is one. What two texts share is counted
with repetitions, so a line given twice costs precision.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
GRAM = 4

Gram = tuple[str, ...]


class Overlap(NamedTuple):
    """Shingles that both texts hold, that only the text got holds, and that only the wanted one holds."""

    both: int
    extra: int
    missing: int

    @property
    def precision(self) -> float:
        return self.both / max(1, self.both + self.extra)

    @property
    def recall(self) -> float:
        return self.both / max(1, self.both + self.missing)

    @property
    def f1(self) -> float:
        """Both in one, 0 where nothing is shared.

        >>> Overlap(3, 1, 1).f1, Overlap(0, 0, 9).f1
        (0.75, 0.0)
        """
        return 2 * self.both / max(1, 2 * self.both + self.extra + self.missing)


class Average(NamedTuple):
    """Precision and recall as means over pages, and the F1 of these two means."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def tokens(text: str) -> list[str]:
    """The tokens of a text.

    >>> tokens("修复古籍 4K, twice!")
    ['修', '复', '古', '籍', '4K', 'twice']
    """
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


def grams(text: str) -> Counter[Gram]:
    """The shingles of a text; one of fewer tokens than a shingle is a single short one."""
    found = tokens(text)
    return Counter(tuple(found[n : n + GRAM]) for n in range(max(1, len(found) - GRAM + 1)) if found)


def overlap(wanted: str, got: str) -> Overlap:
    """What two texts share.

    >>> overlap("一二三四五", "二三四五六")
    Overlap(both=1, extra=1, missing=1)
    >>> overlap("一二三四五", "")
    Overlap(both=0, extra=0, missing=2)
    """
    want, have = grams(wanted), grams(got)
    both = sum((want & have).values())
    return Overlap(both, sum(have.values()) - both, sum(want.values()) - both)


def average(pages: Iterable[Overlap]) -> Average:
    """The means over pages. A page for which nothing was given has no precision and a recall of 0.

    >>> average([Overlap(4, 0, 0), Overlap(0, 0, 4)])
    Average(precision=1.0, recall=0.5)
    """
    pages = list(pages)
    precision = [page.precision for page in pages if page.both + page.extra]
    recall = [page.recall for page in pages if page.both + page.missing]
    return Average(statistics.fmean(precision or [0.0]), statistics.fmean(recall or [0.0]))
