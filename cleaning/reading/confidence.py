"""How sure a text is: the chance that it is right, from what the scorer says of the lines that were kept and left.

A text counts as right when its F1 against the labelled one is .9 or more, in shingles of four tokens. The likelihoods of
single lines say something else, and too much of it: most are near 0 or 1. Two sums over them and, on Chinese pages, how far
the text is the densest run of lines below the title are mapped to the chance by a logistic curve whose four numbers
(`confidence.json`, made by `benchmarks/train_reader.py`) were fitted on labelled pages with scorers that had not seen their
sites.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from cleaning.reading.document import RawBlock

FILE: Final = Path(__file__).with_name("confidence.json")
RIGHT: Final = 0.9
"""The F1 from which on a text counts as right."""

# Hundreds of lines of a page are unlikely, each a little: their sum says how long the page is, not what was missed.
_UNLIKELY = 0.02
# Below so small a share nothing is left to tell apart.
_LEAST = 0.003


class Doubts(NamedTuple):
    """What the scorer expects to be wrong: the share of the kept characters that are no text of the article, and the
    share of its text that was left out. `agreed` speaks against doubt: how far the text is the run below the title."""

    wrong: float
    missed: float
    agreed: float = 0.0

    def logarithms(self) -> tuple[float, float]:
        """Both as the curve takes them: whether a tenth or a fifth is in doubt matters as much as a hundredth or two."""
        return math.log(self.wrong + _LEAST), math.log(self.missed + _LEAST)


class Calibration(msgspec.Struct, frozen=True):
    """The logistic curve from doubts to the chance that a text is right: more doubt, less chance; agreement, more."""

    bias: float
    wrong: float
    missed: float
    agreed: float = 0.0

    def chance(self, doubts: Doubts) -> float:
        """The chance, to three digits.

        >>> curve = Calibration(bias=-4.0, wrong=-1.0, missed=-1.0)
        >>> curve.chance(Doubts(0.01, 0.0)), curve.chance(Doubts(0.3, 0.1))
        (0.998, 0.37)
        """
        wrong, missed = doubts.logarithms()
        # The logistic curve, written so that no exponential can overflow.
        odds = self.bias + self.wrong * wrong + self.missed * missed + self.agreed * doubts.agreed
        return round(0.5 + 0.5 * math.tanh(0.5 * odds), 3)

    def encoded(self) -> str:
        """The curve as the text of `confidence.json`."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1).decode() + "\n"


def doubts_about(
    kept: Sequence[RawBlock],
    blocks: Sequence[RawBlock],
    likely: Sequence[float],
    run: Sequence[RawBlock] = (),
) -> Doubts | None:
    """What is doubtful of keeping these blocks of a page; None where nothing is kept.

    `likely` says of each block of the page how likely it is text of the article; `run` are the blocks of the densest run
    below the title, where it says something: see `run.run_below_title`.
    """
    length = sum([len(block.text) for block in kept])
    if not length:
        return None
    inside = sum([likely[block.position] * len(block.text) for block in kept])
    expected = sum([chance * len(blocks[n].text) for n, chance in enumerate(likely) if chance > _UNLIKELY])
    # Kept lines may be unlikely ones: what they add to `inside` was not expected either.
    missed = max(0.0, expected - inside)
    return Doubts(
        max(0.0, 1 - inside / length),
        missed / (inside + missed) if inside + missed else 1.0,
        _agreed(kept, run),
    )


def _agreed(kept: Sequence[RawBlock], run: Sequence[RawBlock]) -> float:
    """The F1 of the characters of kept blocks and those of a run."""
    places = {block.position for block in run}
    both = sum(len(block.text) for block in kept if block.position in places)
    return 2 * both / sum(len(block.text) for block in (*kept, *run)) if both else 0.0


def confidence(
    kept: Sequence[RawBlock],
    blocks: Sequence[RawBlock],
    likely: Sequence[float],
    run: Sequence[RawBlock] = (),
) -> float | None:
    """The chance that these blocks are the text of the article; None where nothing is kept. See `doubts_about`."""
    doubts = doubts_about(kept, blocks, likely, run)
    return None if doubts is None else calibration().chance(doubts)


@cache
def calibration() -> Calibration:
    """The curve that comes with the package, read once a process."""
    return msgspec.json.decode(FILE.read_bytes(), type=Calibration)
