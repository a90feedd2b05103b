"""Options that several commands share: one name, one help, one meaning."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Where sites are kept, a folder each.",
)
workers = click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes that read and repair.",
)
script = click.option(
    "--script",
    type=click.Choice(["auto", "simplified", "keep"]),
    default="auto",
    show_default=True,
    help="Whether Traditional text becomes Simplified.",
)
_CHOICE = (
    click.option(
        "--family", "families", multiple=True, help="Repair only this family of artifacts (repeatable)."
    ),
    click.option("--off", multiple=True, help="Leave out this family or rule (repeatable)."),
    click.option("--on", multiple=True, help="Apply this suggested rule, or those of a family (repeatable)."),
    click.option("--suggested", is_flag=True, help="Apply all rules that are otherwise only reported."),
)


def rule_choice(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose rules; the command gets them as one argument, `choice`."""

    @wraps(command)
    def chosen(
        *args: Any,
        families: tuple[str, ...],
        off: tuple[str, ...],
        on: tuple[str, ...],
        suggested: bool,
        **rest: Any,
    ) -> Any:
        from cleaning.choice import RuleChoice

        return command(
            *args, choice=RuleChoice.of(families or None, off=off, on=on, suggested=suggested), **rest
        )

    for option in reversed(_CHOICE):
        chosen = option(chosen)
    return chosen


rules = click.option(
    "--rules", multiple=True, type=click.Path(), help="A rule file of your own (repeatable)."
)
dry_run = click.option("--dry-run", is_flag=True, help="List what would be fetched; touch nothing.")
