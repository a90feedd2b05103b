"""`jiaokan status`"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiaokan.cli import options

if TYPE_CHECKING:
    from jiaokan.overview import SiteStatus

_HEADS = ("site", "state", "last run", "next", "queued", "errors", "articles", "disk")


@click.command()
@click.argument("profiles", nargs=-1, type=click.Path(path_type=Path))
@options.data
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with all there is to know.")
def command(profiles: tuple[Path, ...], data: Path, as_json: bool) -> None:
    """Show all sites of a data folder at a glance.

    For each site: whether it is at work, how its last run ended, when it is due next, the addresses that wait, those
    that the last crawl could not fetch, the articles of its dataset and the disk that it takes. Name PROFILES to see
    sites that were never run as well.

    \b
    Example:
      jiaokan status
    """
    from jiaokan.errors import UsageError
    from jiaokan.overview import overview

    now = datetime.now(UTC)
    sites = overview(data, profiles, now)
    if as_json:
        import json

        import msgspec

        click.echo(
            json.dumps(
                {"at": now.isoformat(timespec="seconds"), "sites": msgspec.to_builtins(sites)}, indent=1
            )
        )
        return
    if not sites:
        raise UsageError(
            f"there are no sites below {data}; make one with jiaokan run PROFILE, or name the folder with --data"
        )
    rows = [_HEADS, *(_row(site, now) for site in sites)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for site in sites:
        for line in _remarks(site):
            click.echo(f"{site.name}: {line}", err=True)


def _row(site: SiteStatus, now: datetime) -> tuple[str, ...]:
    from jiaokan.overview import ago

    last = site.last
    return (
        site.name,
        site.state,
        f"{_OUTCOMES.get(last.outcome, last.outcome)} {ago(last.started, now)}"
        if last is not None
        else "never",
        _next(site, now),
        _figure(site.queued),
        _figure(sum(site.errors.values()) if site.queued is not None else None),
        _figure(site.articles),
        _size(site.disk),
    )


def _next(site: SiteStatus, now: datetime) -> str:
    from jiaokan.overview import ago

    if site.state == "running":
        return "at work"
    if site.next_due is None:
        return "on demand"
    late = datetime.fromisoformat(site.next_due) <= now
    return f"due, {ago(site.next_due, now)}" if late else ago(site.next_due, now)


def _remarks(site: SiteStatus) -> list[str]:
    """What needs more than a cell: why a run failed, what could not be fetched, what could not be read."""
    from output.counting import counted

    said = []
    if site.state == "running":
        at = (
            f"; {site.answered:,} addresses answered, {site.queued:,} queued"
            if site.answered is not None
            else ""
        )
        said.append(f"process {site.pid or '?'} has been working on it since {site.since or '?'}{at}")
    if site.last is not None and site.last.message:
        said.append(site.last.message)
    if site.errors:
        said.append(f"not fetched by the last crawl: {counted(site.errors)}")
    if site.problem:
        said.append(site.problem)
    return said


def _figure(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _size(size: int) -> str:
    """Bytes as people read them.

    >>> _size(1_234_567)
    '1.2 MB'
    """
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


_OUTCOMES = {"finished": "ok", "below_floor": "below a floor"}
