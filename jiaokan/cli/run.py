"""`jiaokan run`"""

from __future__ import annotations

from pathlib import Path

import click

from jiaokan.cli import options


@click.command()
@click.argument("profiles", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.data
@options.workers
@options.dry_run
@click.option(
    "--no-crawl", is_flag=True, help="Clean and publish again what lies in the archive; fetch nothing."
)
def command(profiles: tuple[Path, ...], data: Path, workers: int, dry_run: bool, no_crawl: bool) -> None:
    """Crawl the sites of profiles, clean the pages and publish a dataset of each.

    The dataset goes to DATA/<profile>/runs/<run>, and DATA/<profile>/latest points to it. What was fetched before is
    asked for again with its validators only; a crawl of the last day that no run has published yet (jiaokan crawl, or
    a run that died) is gone on from and not made again. All profiles are checked before the first request; with several, one
    that fails does not keep the others from running, and the exit code is that of the worst.

    \b
    Example:
      jiaokan run example.toml
    """
    from crawler.profile import load_profile
    from jiaokan.cli import explained
    from jiaokan.cli.outcome import tell
    from jiaokan.cli.several import worst_of
    from jiaokan.cli.terminal import progress_bars
    from jiaokan.running import run, waiting_crawl

    known = check_all(profiles)
    if dry_run:
        from crawler.run import crawl

        for profile in profiles:
            loaded = load_profile(profile)
            if waiting := waiting_crawl(profile, loaded, data / loaded.name):
                explained(waiting[1])
                continue
            for url in crawl(profile, data / loaded.name, dry_run=True).due:
                click.echo(url)
        return

    def one(profile: Path) -> int:
        with progress_bars() as progress:
            outcome = run(
                profile, data, workers=workers, fetch=not no_crawl, progress=progress, say=explained
            )
        if len(known) > 1:
            click.echo(f"{known[profile]}:", err=True)
        tell(outcome)
        return outcome.exit_code

    raise click.exceptions.Exit(worst_of(profiles, one))


def check_all(profiles: tuple[Path, ...]) -> dict[Path, str]:
    """The names of the profiles; every fault of every file is told at once, and two of one name are a fault."""
    from crawler.errors import ProfileError
    from jiaokan.profiles import checked_profile

    names: dict[Path, str] = {}
    faults: list[str] = []
    for profile in profiles:
        try:
            name = checked_profile(profile).name
        except ProfileError as error:
            faults += error.faults
            continue
        if name in names.values():
            faults.append(
                f"{profile}: the name {name!r} is taken by another of these profiles; names are folders, give each its own"
            )
        names[profile] = name
    if faults:
        raise ProfileError(faults)
    return names
