"""Steps: each looks at the current text of a field and proposes edits; none changes anything itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

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


Propose = Callable[[Ledger, str, Context], list[Proposal]]
"""(ledger, field name, context) -> disjoint proposals for that field."""
