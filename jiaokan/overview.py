"""All sites of a data folder at a glance: what each did last, what it does now, and when it is due next. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from crawler.errors import CrawlError, ProfileError
from crawler.lock import holder
from crawler.profile import Profile, load_profile
from crawler.rows import CrawlRow
from crawler.state import STATE_FILE, State
from jiaokan.attempts import FILE, Attempt, current_attempts
from jiaokan.due import next_due
from output.errors import OutputError
from output.versions import RunSummary, list_runs


class SiteStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one site stands. Times are ISO 8601 in UTC, `disk` is in bytes.

    `state` is running (a process holds its lock: `pid`, `since`), idle, or new (nothing was ever done). `last` is the
    last run, or, where there were only crawls, the last crawl; `errors` counts, by word, the addresses that it could not
    fetch, `queued` those that wait, `answered` those that a crawl at work has had an answer for. `articles` and `latest` are those of the published dataset. `next_due` lies in the past
    where the site is due and nobody has run it. `problem` says what could not be read.
    """

    name: str
    state: str
    folder: str
    profile: str | None = None
    pid: int | None = None
    since: str | None = None
    last: Attempt | None = None
    next_due: str | None = None
    next_why: str | None = None
    queued: int | None = None
    answered: int | None = None
    errors: dict[str, int] = {}
    articles: int | None = None
    latest: str | None = None
    disk: int = 0
    problem: str | None = None


def overview(data: Path, profiles: Sequence[Path] = (), now: datetime | None = None) -> list[SiteStatus]:
    """The sites of a data folder by name, those of the profiles among them even where nothing was done yet.

    When a site is due follows from its profile, which is found where its last run found it. Raises ProfileError for a
    profile that is named and cannot be used.
    """
    now = now or datetime.now(UTC)
    known = {load_profile(file).name: file for file in profiles}
    names = {folder.name for folder in data.glob("*") if _is_site(folder)}
    return [_status(data / name, known.get(name), now) for name in sorted(names | set(known))]


def _is_site(folder: Path) -> bool:
    return any((folder / name).exists() for name in (STATE_FILE, FILE, "runs"))


def _status(folder: Path, profile_file: Path | None, now: datetime) -> SiteStatus:
    problems: list[str] = []
    attempts = current_attempts(folder)
    last = attempts[-1] if attempts else None
    at_work = holder(folder)
    crawl, queued, answered = _crawl(folder, problems)
    run = _latest(folder, problems)
    if profile_file is None and last is not None and last.profile:
        profile_file = Path(last.profile)
    profile = _profile(profile_file, folder.name, problems)
    due = next_due(profile, folder, now) if profile is not None else None
    return SiteStatus(
        name=folder.name,
        folder=str(folder),
        state="running" if at_work is not None else "idle" if _is_site(folder) else "new",
        profile=str(profile_file) if profile_file is not None else None,
        pid=at_work.pid if at_work is not None else None,
        since=at_work.since if at_work is not None else None,
        last=last or (_as_attempt(crawl) if crawl is not None else None),
        next_due=_iso(due.at) if due is not None and due.at_work is None else None,
        next_why=due.why if due is not None and due.at_work is None else None,
        queued=queued,
        answered=answered if at_work is not None else None,
        errors=crawl.reasons if crawl is not None else {},
        articles=run.articles if run is not None else None,
        latest=run.run if run is not None else None,
        disk=disk_of(folder),
        problem="; ".join(problems) or None,
    )


def _crawl(folder: Path, problems: list[str]) -> tuple[CrawlRow | None, int | None, int | None]:
    """The last full crawl, how many addresses wait, and how many it has had an answer for."""
    if not (folder / STATE_FILE).is_file():
        return None, None, None
    try:
        with State.open(folder, read_only=True) as state:
            full = [row for row in state.history() if row.mode == "full"]
            return (full[-1] if full else None), state.queued(), state.answered_in_sweep()
    except CrawlError as error:
        problems.append(str(error))
        return None, None, None


def _latest(folder: Path, problems: list[str]) -> RunSummary | None:
    if not (folder / "runs").is_dir():
        return None
    try:
        runs = list_runs(folder)
    except OutputError as error:
        problems.append(str(error))
        return None
    latest = next((run for run in runs if run.is_latest), None)
    if latest is not None and latest.problem:
        problems.append(latest.problem)
    return latest


def _profile(file: Path | None, name: str, problems: list[str]) -> Profile | None:
    if file is None:
        return None
    try:
        profile = load_profile(file)
    except ProfileError as error:
        problems.append(str(error))
        return None
    if profile.name != name:
        problems.append(f"{file}: is the profile of {profile.name!r} now")
        return None
    return profile


def _as_attempt(crawl: CrawlRow) -> Attempt:
    """The last crawl of a site that was never run, said as a run is."""
    outcome = "died" if crawl.outcome == "running" else crawl.outcome
    return msgspec.convert(
        {
            "started": crawl.started,
            "ended": crawl.ended,
            "pid": 0,
            "outcome": outcome,
            "counts": crawl.counts,
        },
        Attempt,
    )


def disk_of(folder: Path) -> int:
    """Bytes that a folder takes on disk; links are not followed."""
    return sum(_blocks(folder))


def _blocks(folder: Path) -> Iterator[int]:
    for place, _, files in os.walk(folder):
        for name in files:
            try:
                yield (Path(place) / name).lstat().st_blocks * 512
            except OSError:
                # Gone since it was listed: a run is at work.
                continue


def ago(moment: str | None, now: datetime) -> str:
    """How long ago or ahead a moment is, in one unit, for a table.

    >>> ago("2026-02-03T10:00:00Z", datetime(2026, 2, 3, 13, 5, tzinfo=UTC))
    '3h ago'
    >>> ago("2026-02-03T13:45:00Z", datetime(2026, 2, 3, 13, 5, tzinfo=UTC))
    'in 40m'
    """
    if moment is None:
        return "-"
    apart = datetime.fromisoformat(moment) - now
    told = _length(abs(apart))
    return f"{told} ago" if apart < timedelta() else f"in {told}"


def _length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= 2 * size or (seconds >= size and unit != "d"):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
