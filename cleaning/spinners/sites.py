"""Which spinners are at work on a site, from what its pages show one by one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from cleaning.spinners.evidence import ENGINES

# A site spins all its pages or some: the share is the one under which its pages are likeliest.
_SHARES = (0.05, 0.1, 0.25, 0.5, 0.9)
# What a page at its threshold says, what one page can say at most, and what a page without evidence says against.
_AT_THRESHOLD, _MOST, _LEAST = 4.0, 8.0, -4.0
_FROM = 8.0  # log odds from which on an engine is taken to be at work
_PAGES = 3  # pages that show it by themselves, or nearly
_SHOWING = 1.0
# What a site that spins every second page adds to the evidence of each.
_EVEN = 5.0
_MOST_ADDED = 8.0


def engines_at_work(pages: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The engines at work on a site, with the weight that each adds to the evidence of a page there.

    `pages` says of each page how far beyond its threshold each engine's weight is (`Evidence.beyond`).

    >>> engines_at_work([{"A": 3.0}] * 6)
    {'A': 7.2}
    >>> engines_at_work([{"A": -5.0}, {}, {"B": 1.0}])
    {}
    """
    # Engines share words: what a page shows belongs to the one that it shows most of.
    told = [{e: w for e, w in page.items() if w == max(page.values())} for page in pages]
    found = {}
    for engine in ENGINES:
        shown = [min(max(page.get(engine, -math.inf) + _AT_THRESHOLD, _LEAST), _MOST) for page in told]
        if sum(weight > _SHOWING for weight in shown) < _PAGES:
            continue
        odds, share = max(
            (sum(math.log(1 - share + share * math.exp(weight)) for weight in shown), share)
            for share in _SHARES
        )
        if odds >= _FROM:
            found[engine] = round(min(_EVEN + math.log(share / (1 - share)), _MOST_ADDED), 1)
    return found
