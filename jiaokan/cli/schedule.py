"""`jiaokan schedule`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiaokan.cli import options, voice

if TYPE_CHECKING:
    from crawler.profile import Profile
    from jiaokan.telling import LogFormat

profiles_argument = click.argument("profiles", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """Run what is due by itself: as units of systemd, as lines for cron, or in the foreground.

    \b
    Example:
      jiaokan schedule systemd example.toml
    """


@command.command("systemd")
@profiles_argument
@options.data
@options.workers
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("units"),
    show_default=True,
    help="The folder to write the units into.",
)
@click.option("--memory-max", default="1G", show_default=True, help="Memory that a run may take (MemoryMax).")
@click.option("--run-as", metavar="USER", help="Write units of the system that run as this user.")
@click.option("--force", is_flag=True, help="Replace units that are there and differ.")
def systemd_command(
    profiles: tuple[Path, ...],
    data: Path,
    workers: int,
    into: Path,
    memory_max: str,
    run_as: str | None,
    force: bool,
) -> None:
    """Write a service and a timer for each profile, and say how to install them.

    A timer fires at the times of the schedule, when the hours of the site begin, and after a boot; times missed while the
    machine was off are made up for. Units that are there and differ are kept unless you say --force.

    \b
    Example:
      jiaokan schedule systemd example.toml --into units
    """
    from jiaokan.cli import explained
    from jiaokan.errors import UsageError
    from jiaokan.timers import systemd_units

    units: dict[str, str] = {}
    for file, profile in scheduled(profiles).items():
        units |= systemd_units(profile, file, data, workers=workers, memory_max=memory_max, run_as=run_as)
    differing = [name for name, text in units.items() if _text(into / name) not in (None, text)]
    if differing and not force:
        raise UsageError(
            f"{into}: {', '.join(differing)} {'is' if len(differing) == 1 else 'are'} there already and would change; "
            "nothing was written: name another folder with --into, or say --force"
        )
    into.mkdir(parents=True, exist_ok=True)
    for name, text in units.items():
        if _text(into / name) != text:
            (into / name).write_text(text, "utf-8")
        click.echo(into / name)
    timers = " ".join(name for name in units if name.endswith(".timer"))
    place, manager = (
        ("/etc/systemd/system/", "systemctl") if run_as else ("~/.config/systemd/user/", "systemctl --user")
    )
    explained(
        f"to install: mkdir -p {place} && cp {into}/jiaokan-* {place} && {manager} daemon-reload && "
        f"{manager} enable --now {timers}"
    )
    if not run_as:
        explained("they run while nobody is logged in once you have said: loginctl enable-linger")


@command.command("cron")
@profiles_argument
@options.data
@options.workers
def cron_command(profiles: tuple[Path, ...], data: Path, workers: int) -> None:
    """Print lines for a crontab, one for each profile.

    A line asks every few minutes whether the site is due, never twice at the same time (flock), and what a run says
    goes to DATA/<profile>/logs/schedule.log. The times are those of the profile: its zone, its jitter and its hours
    hold here as well.

    \b
    Example:
      jiaokan schedule cron example.toml
    """
    from jiaokan.cli import explained
    from jiaokan.timers import cron_line

    for file, profile in scheduled(profiles).items():
        click.echo(cron_line(profile, file, data, workers=workers))
    explained("to install: put these lines into the crontab that crontab -e opens")


@command.command("serve")
@profiles_argument
@options.data
@options.workers
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Sites that are run at a time.",
)
@voice.log_format
def serve_command(
    profiles: tuple[Path, ...], data: Path, workers: int, jobs: int, log_format: LogFormat
) -> None:
    """Run what is due, in the foreground, until it is stopped.

    Each run is a process of its own. Ctrl-C and SIGTERM let the runs that are at work save their state and end, within
    seconds; what they had not done goes on when this is started again. Profiles are read anew every minute, and on
    SIGHUP at once.

    \b
    Example:
      jiaokan schedule serve example.toml
    """
    from jiaokan.cli import explained
    from jiaokan.cli.run import check_all
    from jiaokan.serving import serve

    scheduled(profiles)
    check_all(profiles)
    run_options = ["--workers", str(workers), "--log-format", log_format]
    raise click.exceptions.Exit(serve(profiles, data, jobs=jobs, options=run_options, say=explained))


def scheduled(files: tuple[Path, ...]) -> dict[Path, Profile]:
    """The profiles of these files; UsageError for one without a schedule, ProfileError with all other faults."""
    from crawler.errors import ProfileError
    from crawler.profile import load_profile
    from jiaokan.errors import UsageError

    profiles: dict[Path, Profile] = {}
    faults: list[str] = []
    for file in files:
        try:
            profiles[file] = load_profile(file)
        except ProfileError as error:
            faults += error.faults
    if faults:
        raise ProfileError(faults)
    without = [
        str(file)
        for file, profile in profiles.items()
        if profile.schedule.cron is None and profile.schedule.every is None
    ]
    if without:
        raise UsageError(
            f"{', '.join(without)}: expected a [schedule] with cron or every, found none; add for instance\n"
            '[schedule]\ncron = "0 3 * * *"'
        )
    return profiles


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
