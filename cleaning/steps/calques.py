"""Names and terms of computing that a machine translated word for word."""

from __future__ import annotations

from typing import Final

from cleaning.calques import calques_in, literals
from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

__all__ = ["RULES", "TABLE", "literals", "propose"]
TABLE: Final = "calques"
_BY_KIND: Final = {"name": "calque.name", "term": "calque.term"}
RULES: Final = frozenset(_BY_KIND.values())
"""The rules this carries out: where none of them is asked for, it is not asked."""


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Put the names and terms that were meant, beside what shows that they were."""
    return [
        Proposal(_BY_KIND[found.kind], found.start, found.end, found.meant, 0.97 if found.certain else 0.9)
        for found in calques_in(ledger.fields[field], context.occurrences(ledger, field, TABLE))
        if context.on(_BY_KIND[found.kind])
    ]
