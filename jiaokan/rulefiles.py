"""Rule files of a user: used only when their own examples hold, as those of the built-in rules are tested to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cleaning.errors import RuleError
from cleaning.rulecheck import check_rule
from cleaning.ruleset import Rule, RuleSet, builtin_rules, load_rules


def sound_rules(paths: Sequence[str | Path]) -> RuleSet:
    """The built-in rules and those of the files, whose examples were run.

    Raises RuleError with every fault of every file and every example that fails, at once: before the first page, and
    not after a million of them.
    """
    advice = f"correct the rules or their examples, and try: jiaokan rules test {' '.join(map(str, paths))}"
    try:
        rules = load_rules(paths)
    except RuleError as error:
        raise RuleError([*error.faults, *example_faults(error.sound)], error.sound, advice) from None
    if paths and (faults := example_faults(rules.rules)):
        raise RuleError(faults, rules.rules, advice)
    return rules


def example_faults(rules: Sequence[Rule]) -> list[str]:
    """A sentence for each example or untouched text of the rules beside the built-in ones that does not hold."""
    own = [rule for rule in rules if rule.id not in builtin_rules().by_id]
    return [str(failure) for rule in own for failure in check_rule(rule)]
