"""Names and terms of computing that a machine translated word for word."""

from __future__ import annotations

from cleaning.calques import calques_in
from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

RULES = {"name": "calque.name", "term": "calque.term"}


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Put the names and terms that were meant, beside what shows that they were."""
    if not any(map(context.on, RULES.values())):
        return []
    return [
        Proposal(RULES[found.kind], found.start, found.end, found.meant, 0.97 if found.certain else 0.9)
        for found in calques_in(ledger.fields[field])
        if context.on(RULES[found.kind])
    ]
