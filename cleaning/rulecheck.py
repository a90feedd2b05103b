"""Running the examples that rules carry: what each must change, and what it must leave alone."""

from __future__ import annotations

from typing import NamedTuple

from cleaning.article import Article, Block
from cleaning.choice import RuleChoice
from cleaning.repair import repair_article, repair_text
from cleaning.ruleset import Rule, RuleSet


class Failure(NamedTuple):
    """An example that does not come out as its rule says; `number` counts from 1 within its list."""

    rule: str
    origin: str
    what: str
    number: int
    text: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f'{self.origin}: rule "{self.rule}": {self.what} {self.number} gives {self.found!r}, expected {self.expected!r}'


def check_rule(rule: Rule) -> list[Failure]:
    """The failures of one rule, applied alone: its examples, its untouched texts, and each result once more.

    A rule that asks for a kind of block gets its texts as blocks of that kind, the first one it names.
    """
    alone = RuleSet([rule])
    failures = []

    def run(text: str) -> str:
        if not rule.where.block:
            return repair_text(text, rules=alone, choice=RuleChoice(suggested=True)).text
        lines = tuple(Block(rule.where.block[0], line) for line in text.split("\n"))
        return repair_article(Article(blocks=lines), rules=alone, choice=RuleChoice(suggested=True)).text

    def expect(what: str, number: int, text: str, expected: str) -> None:
        found = run(text)
        if found != expected:
            failures.append(Failure(rule.id, rule.origin, what, number, text, expected, found))

    for number, (before, after) in enumerate(rule.examples, 1):
        expect("example", number, before, after)
        expect("repeated example", number, after, after)
    for number, text in enumerate(rule.keep, 1):
        expect("untouched text", number, text, text)
    return failures


def check_rules(rules: RuleSet) -> list[Failure]:
    """The failures of all rules, each applied alone."""
    return [failure for rule in rules.rules for failure in check_rule(rule)]
