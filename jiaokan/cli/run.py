"""`jiaokan run`"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiaokan.cli import options, voice

if TYPE_CHECKING:
    from jiaokan.telling import LogFormat


@click.command()
@click.argument("profiles", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.data
@options.workers
@options.dry_run
@click.option(
    "--no-crawl", is_flag=True, help="Clean and publish again what lies in the archive; fetch nothing."
)
@click.option(
    "--due",
    is_flag=True,
    help="Run only what is due by the [schedule] of its profile; safe to call every minute.",
)
@voice.log_format
@click.option(
    "--no-jitter", is_flag=True, help="With --due: be on time; a timer has spread the runs already."
)
def command(
    profiles: tuple[Path, ...],
    data: Path,
    workers: int,
    dry_run: bool,
    no_crawl: bool,
    due: bool,
    no_jitter: bool,
    log_format: LogFormat,
) -> None:
    """Crawl the sites of profiles, clean the pages and publish a dataset of each.

    The dataset goes to DATA/<profile>/runs/<run>, and DATA/<profile>/latest points to it. What was fetched before is
    asked for again with its validators only; a crawl of the last day that no run has published yet (jiaokan crawl, or
    a run that died) is gone on from and not made again. All profiles are checked before the first request; with several, one
    that fails does not keep the others from running, and the exit code is that of the worst.

    With --due only those run whose time has come, and those go on that died, were interrupted, or were paused because the
    hours of their site were over. Where nothing is due it says nothing and ends with 0; where a run is still at
    work it says who works since when and ends with 4.

    \b
    Example:
      jiaokan run example.toml
      jiaokan run --due profiles/*.toml
    """
    from jiaokan.cli import explained
    from jiaokan.errors import AlreadyRun, CrawlPaused, UsageError

    asked = datetime.now(UTC)
    if due:
        if no_crawl:
            raise UsageError("--due says when to fetch, --no-crawl not to; leave one of them out")
        profiles = those_due(profiles, data, asked, without_jitter=no_jitter, say=explained)
        if not profiles:
            return

    from crawler.profile import load_profile
    from jiaokan.cli.outcome import as_event, tell
    from jiaokan.cli.several import worst_of
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
        try:
            with voice.telling(log_format, known[profile]) as telling:
                outcome = run(
                    profile,
                    data,
                    workers=workers,
                    fetch=not no_crawl,
                    scheduled=asked if due else None,
                    telling=telling,
                )
        except (AlreadyRun, CrawlPaused) as pause:
            explained(pause)
            return 0
        if voice.tell_event("published", profile=known[profile], **as_event(outcome)):
            click.echo(outcome.published.folder)
            return outcome.exit_code
        if len(known) > 1:
            click.echo(f"{known[profile]}:", err=True)
        tell(outcome)
        return outcome.exit_code

    raise click.exceptions.Exit(worst_of(profiles, one))


def those_due(
    profiles: tuple[Path, ...], data: Path, now: datetime, *, without_jitter: bool, say: Callable[[str], None]
) -> tuple[Path, ...]:
    """The profiles whose time has come, with a sentence for each; UsageError where none of them has a schedule.

    Nothing that takes long is loaded for this: it may be asked every minute.
    """
    from crawler.profile import load_profile
    from jiaokan.due import next_due
    from jiaokan.errors import UsageError

    due: list[Path] = []
    scheduled = False
    for file in profiles:
        profile = load_profile(file)
        found = next_due(profile, data / profile.name, now, without_jitter=without_jitter)
        if found is None:
            continue
        scheduled = True
        if found.at <= now:
            due.append(file)
            if found.at_work is None:
                say(f"{profile.name}: due since {found.at:%Y-%m-%dT%H:%M:%SZ}: {found.why}")
    if not scheduled:
        raise UsageError(
            f"none of these profiles says when it is due ({', '.join(map(str, profiles))}); add a [schedule] with "
            'cron = "0 3 * * *" or every = "6h", or run without --due'
        )
    return tuple(due)


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
