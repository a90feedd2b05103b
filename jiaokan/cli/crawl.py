"""`jiaokan crawl`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiaokan.cli import options, voice

if TYPE_CHECKING:
    from jiaokan.telling import LogFormat


@click.command()
@click.argument("profiles", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.data
@click.option("--url", "urls", multiple=True, help="Fetch just this address (repeatable).")
@options.dry_run
@voice.log_format
def command(
    profiles: tuple[Path, ...], data: Path, urls: tuple[str, ...], dry_run: bool, log_format: LogFormat
) -> None:
    """Only fetch the pages of a site into its archive.

    Pages lie as WARC files in DATA/<profile>/archive, the crawl state in DATA/<profile>/state.sqlite. A crawl that was
    stopped, by whatever means, goes on where it ended; pages that have not changed are not transferred again.

    \b
    Example:
      jiaokan crawl example.toml
    """
    from crawler.profile import load_profile
    from crawler.shortfall import shortfalls
    from jiaokan.cli.outcome import crawl_event, crawl_lines
    from jiaokan.cli.run import check_all
    from jiaokan.cli.several import worst_of
    from jiaokan.running import crawl

    known = check_all(profiles)
    if dry_run:
        from crawler.run import crawl as fetch

        for profile in profiles:
            for url in fetch(profile, data / load_profile(profile).name, urls=urls or None, dry_run=True).due:
                click.echo(url)
        return

    def one(profile: Path) -> int:
        with voice.telling(log_format, known[profile]) as telling:
            summary = crawl(profile, data, urls=urls or None, telling=telling)
        # What was left over says something about the site only where all of it was asked for.
        missing = shortfalls(data / known[profile]) if not urls else []
        if not voice.tell_event("crawled", **crawl_event(summary, missing)):
            for line in crawl_lines(summary, missing):
                click.echo(line, err=True)
        click.echo(summary.folder)
        if summary.failure is not None:
            click.echo(f"jiaokan: {summary.failure}", err=True)
            return 1
        return 0

    raise click.exceptions.Exit(worst_of(profiles, one))
