"""Which rules are applied: all safe ones, or what the user says of families and of single rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from cleaning.errors import InputError

if TYPE_CHECKING:
    from cleaning.ruleset import Rule, RuleSet


class RuleChoice(msgspec.Struct, frozen=True):
    """A choice of rules. `off` and `on` hold names of families and ids of rules; `off` has the last word.

    `families` restricts the repair to some families (None is all of them). Rules that are only `suggested` are applied where
    `on` names them or their family, all of them with `suggested`.
    """

    families: frozenset[str] | None = None
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    suggested: bool = False

    @classmethod
    def of(
        cls,
        families: Iterable[str] | None = None,
        off: Iterable[str] = (),
        on: Iterable[str] = (),
        suggested: bool = False,
    ) -> RuleChoice:
        """A choice from any collections of names.

        >>> RuleChoice.of(off=["punctuation", "spin.besides"]).off == {"spin.besides", "punctuation"}
        True
        """
        return cls(
            None if families is None else frozenset(families), frozenset(off), frozenset(on), suggested
        )

    def takes(self, rule: Rule) -> bool:
        """Whether a rule is applied."""
        names = {rule.id, rule.family}
        if self.off & names or not (self.families is None or rule.family in self.families):
            return False
        return rule.safety == "safe" or self.suggested or bool(self.on & names)

    def reports(self, rule: Rule) -> bool:
        """Whether a rule is not applied but what it would change is told: a suggested one that nothing speaks against."""
        return (
            rule.safety == "suggested" and not self.takes(rule) and replace(self, suggested=True).takes(rule)
        )

    def check(self, rules: RuleSet) -> None:
        """Raise InputError for a name that no rule and no family has, with the nearest one that there is."""
        if self.families is not None and (unknown := sorted(self.families - set(rules.families))):
            raise InputError(f"unknown families {unknown}; there are: {', '.join(rules.families)}")
        if faults := [*unknown_names(self.off, rules), *unknown_names(self.on, rules)]:
            raise InputError("; ".join(faults))


ALL_SAFE: Final = RuleChoice()
"""Every safe rule and no suggested one."""


def unknown_names(names: Iterable[str], rules: RuleSet) -> list[str]:
    """A sentence for each name that is neither a family nor the id of a rule.

    >>> from cleaning.ruleset import builtin_rules
    >>> unknown_names(["future", "spin.beside"], builtin_rules())
    ["there is no family or rule 'spin.beside', did you mean 'spin.besides'? `jiaokan rules list` shows all"]
    """
    from difflib import get_close_matches

    known = {*rules.families, *rules.by_id}
    faults = []
    for name in sorted(set(names) - known):
        close = get_close_matches(name, sorted(known), n=1)
        nearest = f", did you mean {close[0]!r}?" if close else ";"
        faults.append(f"there is no family or rule {name!r}{nearest} `jiaokan rules list` shows all")
    return faults
