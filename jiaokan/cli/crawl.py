"""`jiaokan crawl`"""

from __future__ import annotations

from pathlib import Path

import click

from jiaokan.cli import options


@click.command()
@click.argument("profiles", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.data
@click.option("--url", "urls", multiple=True, help="Fetch just this address (repeatable).")
@options.dry_run
def command(profiles: tuple[Path, ...], data: Path, urls: tuple[str, ...], dry_run: bool) -> None:
    """Only fetch the pages of a site into its archive.

    Pages lie as WARC files in DATA/<profile>/archive, the crawl state in DATA/<profile>/state.sqlite. A crawl that was
    stopped, by whatever means, goes on where it ended; pages that have not changed are not transferred again.

    \b
    Example:
      jiaokan crawl example.toml
    """
    from crawler.profile import load_profile
    from jiaokan.cli.run import check_all
    from jiaokan.cli.several import worst_of
    from jiaokan.cli.terminal import progress_bars
    from jiaokan.running import crawl
    from output.counting import counted, number_of

    known = check_all(profiles)
    if dry_run:
        from crawler.run import crawl as fetch

        for profile in profiles:
            for url in fetch(profile, data / load_profile(profile).name, urls=urls or None, dry_run=True).due:
                click.echo(url)
        return

    def one(profile: Path) -> int:
        with progress_bars() as progress:
            summary = crawl(profile, data, urls=urls or None, progress=progress)
        came = (
            f"{known[profile]}: {number_of(summary.fetched, 'page')} fetched, {summary.not_modified} not modified, {number_of(summary.new, 'new article')}, "
            f"{summary.changed} changed, {summary.gone} gone, {summary.robots_refused} kept out by robots.txt, {summary.failed} failed"
        )
        click.echo(came, err=True)
        if summary.reasons:
            click.echo(f"not fetched: {counted(summary.reasons)}", err=True)
        if summary.held is not None:
            click.echo(f"held: {summary.held}", err=True)
        click.echo(summary.folder)
        if summary.failure is not None:
            click.echo(f"jiaokan: {summary.failure}", err=True)
            return 1
        return 0

    raise click.exceptions.Exit(worst_of(profiles, one))
