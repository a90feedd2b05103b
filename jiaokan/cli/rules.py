"""`jiaokan rules`"""

from __future__ import annotations

import click

from jiaokan.cli import options, rules_review, rules_suggest


@click.group()
def command() -> None:
    """List, show and test the rules, find new ones, judge what they did.

    \b
    Example:
      jiaokan rules show spin.besides
    """


@command.command("list")
@click.option("--family", help="Only the rules of this family.")
@options.rules
def list_rules(family: str | None, rules: tuple[str, ...]) -> None:
    """List the rules: id, family, safety and summary, one a line.

    \b
    Example:
      jiaokan rules list --family future
    """
    from cleaning.ruleset import load_rules
    from jiaokan.errors import UsageError

    known = load_rules(rules)
    if family is not None and family not in known.families:
        raise UsageError(f"there is no family {family!r}; families: {', '.join(known.families)}")
    for rule in known.rules:
        if family in (None, rule.family):
            click.echo(f"{rule.id:<28} {rule.family:<12} {rule.safety:<10} {rule.summary}")


@command.command("show")
@click.argument("rule_id")
@options.rules
def show_rule(rule_id: str, rules: tuple[str, ...]) -> None:
    """Show one rule: what it matches, when, why, and its examples.

    \b
    Example:
      jiaokan rules show future.sentence-initial
    """
    from cleaning.ruleset import load_rules
    from jiaokan.errors import UsageError

    try:
        rule = load_rules(rules)[rule_id]
    except KeyError as error:
        raise UsageError(error.args[0]) from None
    click.echo(f"{rule.id}  ({rule.family}, step {rule.step}, {rule.safety}, {rule.origin})")
    click.echo(rule.summary)
    click.echo(rule.why)
    if rule.match:
        click.echo(f"match    {'  '.join(rule.match)}")
    if rule.action == "replace":
        click.echo(f"replace  {rule.replace or '(nothing)'}")
    for name in rule.where.__struct_fields__:
        if value := getattr(rule.where, name):
            click.echo(f"where    {name} = {value}")
    for before, after in rule.examples:
        click.echo(f"example  {before!r} -> {after!r}")
    for text in rule.keep:
        click.echo(f"keep     {text!r}")


@command.command("test")
@click.argument("files", nargs=-1, type=click.Path())
def test_rules(files: tuple[str, ...]) -> None:
    """Run the examples of all rules, and of the rule FILES you name.

    \b
    Example:
      jiaokan rules test
    """
    from cleaning.errors import RuleError
    from cleaning.rulecheck import check_rules
    from cleaning.ruleset import load_rules
    from jiaokan.rulefiles import example_faults

    try:
        rules = load_rules(files)
    except RuleError as error:
        raise RuleError([*error.faults, *example_faults(error.sound)]) from None
    failures = check_rules(rules)
    for failure in failures:
        click.echo(str(failure), err=True)
    examples = sum(len(rule.examples) + len(rule.keep) for rule in rules.rules)
    click.echo(f"{len(rules.rules)} rules, {examples} examples, {len(failures)} failures", err=True)
    if failures:
        raise click.exceptions.Exit(1)


command.add_command(rules_suggest.command)
command.add_command(rules_review.command)
