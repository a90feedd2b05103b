"""Steps: each looks at the current text of a field and proposes edits; none changes anything itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

import msgspec

from cleaning.facts import SiteFacts
from cleaning.ledger import Ledger, Proposal
from cleaning.literals import Occurrence, Scan

Script = Literal["auto", "simplified", "keep"]


class Context(msgspec.Struct, frozen=True):
    """What a step may know besides the ledger: which rules are on, facts about the site, wishes of the user."""

    active: frozenset[str]
    scan: Scan
    facts: SiteFacts = SiteFacts()
    script: Script = "auto"

    def on(self, rule_id: str) -> bool:
        """Whether a rule that the step carries out itself is switched on."""
        return rule_id in self.active

    def occurrences(self, ledger: Ledger, field: str, table: str) -> Sequence[Occurrence]:
        """Where the literals of a table stand in a field, in order of their ends; they may overlap."""
        return self.scan.of(field, ledger.fields[field], table)


class Carrier(Protocol):
    """A module that carries out rules: those that are more than a literal and its conditions."""

    @property
    def RULES(self) -> frozenset[str]:
        """The rules it carries out: where none of them is asked for, it is not asked."""

    def propose(self, ledger: Ledger, field: str, context: Context) -> list[Proposal]:
        """Disjoint proposals for a field that is not empty."""


@runtime_checkable
class Seeker(Protocol):
    """A carrier that begins with literals of its own: they are looked for together with those of all others."""

    @property
    def TABLE(self) -> str:
        """What its table is called in `Context.occurrences`."""

    def literals(self) -> Sequence[str]:
        """What is looked for."""
