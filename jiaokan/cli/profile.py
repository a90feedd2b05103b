"""`jiaokan profile`"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crawler.profile import Profile


@click.group()
def command() -> None:
    """Check site profiles and explain what they do.

    \b
    Example:
      jiaokan profile check example.toml
    """


@command.command("check")
@click.argument("profile", type=click.Path(path_type=Path))
@click.argument("url", required=False)
def check(profile: Path, url: str | None) -> None:
    """Check a profile, and explain what it does with a URL.

    All faults are told at once. Nothing is fetched.

    \b
    Example:
      jiaokan profile check example.toml http://127.0.0.1:8000/a/1.html
    """
    from cleaning.ruleset import load_rules
    from jiaokan.profiles import checked_profile

    loaded = checked_profile(profile)
    rules = load_rules(loaded.repair.rules)
    if url is None:
        click.echo(
            f"{profile}: ok: {loaded.name}, {len(loaded.start)} start pages, {len(rules.rules)} rules",
            err=True,
        )
        return
    from crawler.explain import explain

    for line in [*explain(loaded, url), *_reading(loaded)]:
        click.echo(line)


def _reading(profile: Profile) -> Iterator[str]:
    """How its pages are read beyond the usual way; nothing where there is nothing to say."""
    from jiaokan.sitereaders import reader_source, shown

    if profile.read.reader is not None:
        yield f"reader    {shown(reader_source(profile.read.reader))}: asked first of every page"
    if profile.read.selectors:
        yield f"selectors {', '.join(sorted(profile.read.selectors))}"
