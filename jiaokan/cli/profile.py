"""`jiaokan profile`"""

from __future__ import annotations

from pathlib import Path

import click


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

    for line in explain(loaded, url):
        click.echo(line)
