"""Options that several commands share: one name, one help, one meaning."""

from __future__ import annotations

from pathlib import Path

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
families = click.option(
    "--family",
    "families",
    multiple=True,
    help="Repair only this family of artifacts; with - before its name, all but this one (repeatable).",
)
rules = click.option(
    "--rules", multiple=True, type=click.Path(), help="A rule file of your own (repeatable)."
)
dry_run = click.option("--dry-run", is_flag=True, help="List what would be fetched; touch nothing.")
