"""Words that an article spinner put for others."""

from __future__ import annotations

import math
from typing import Final

from cleaning.ledger import Ledger, Proposal
from cleaning.spinners.evidence import literals, places_in
from cleaning.steps import Context

__all__ = ["MARK", "RULES", "TABLE", "WORD", "literals", "propose"]
TABLE: Final = "spinners"
MARK, WORD = "spin.mark", "spin.word"
RULES: Final = frozenset((MARK, WORD))
"""The rules this carries out: where none of them is asked for, it is not asked."""


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Put back the originals: of forms that good text never has, and of good words where the page shows the engine."""
    text = ledger.fields[field]
    body = text if field == "text" else "\n".join((text, ledger.fields["text"]))
    found = places_in(
        text, body, context.facts.engines, context.on(MARK), context.occurrences(ledger, field, TABLE)
    )
    return [
        Proposal(
            MARK if place.certain else WORD,
            place.start,
            place.end,
            place.original,
            0.98 if place.certain else round(1 / (1 + math.exp(-min(place.odds, 4.0))), 2),
        )
        for place in found
        if place.certain or context.on(WORD)
    ]
