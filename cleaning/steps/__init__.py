"""Steps: each looks at the current text of a field and proposes edits; none changes anything itself."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from cleaning.facts import SiteFacts
from cleaning.ledger import Ledger, Proposal

Script = Literal["auto", "simplified", "keep"]


class Context(msgspec.Struct, frozen=True):
    """What a step may know besides the ledger: which rules are on, facts about the site, wishes of the user."""

    active: frozenset[str]
    facts: SiteFacts = SiteFacts()
    script: Script = "auto"

    def on(self, rule_id: str) -> bool:
        """Whether a rule that the step carries out itself is switched on."""
        return rule_id in self.active


class Carrier(Protocol):
    """A module that carries out rules: those that are more than a literal and its conditions."""

    @property
    def RULES(self) -> frozenset[str]:
        """The rules it carries out: where none of them is asked for, it is not asked."""

    def propose(self, ledger: Ledger, field: str, context: Context) -> list[Proposal]:
        """Disjoint proposals for a field that is not empty."""
