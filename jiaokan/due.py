"""Which sites are due, from their schedules and from what is written down of their runs. Touches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from crawler.profile import Profile, Schedule
from crawler.timetable import due_at, opens_at
from jiaokan.attempts import UNFINISHED, Attempt, current_attempts

# A run that dies is gone on from at once; one that dies again and again waits longer and longer.
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=1)


class Due(msgspec.Struct, frozen=True):
    """When a site is to be run next, and why, in words; `at_work` is the run that is at work on it, if one is."""

    at: datetime
    why: str
    at_work: Attempt | None = None


def next_due(profile: Profile, folder: Path, now: datetime, *, without_jitter: bool = False) -> Due | None:
    """When the site of a profile is due, in the past where it is due already; None for one on demand only."""
    schedule = profile.schedule
    if schedule.cron is None and schedule.every is None:
        return None
    if without_jitter:
        schedule = msgspec.structs.replace(schedule, jitter=None)
    attempts = current_attempts(folder)
    last = attempts[-1] if attempts else None
    regular = due_at(schedule, profile.name, last.began if last is not None else None, now)
    if last is None:
        return Due(regular, "was never run") if regular is not None else None
    if last.outcome == "running":
        return Due(now, "is at work", last)
    if last.outcome in UNFINISHED:
        resumed = _resumed(schedule, attempts, now)
        if regular is None or resumed.at <= regular:
            return resumed
    return Due(regular, _in_words(schedule)) if regular is not None else None


def _resumed(schedule: Schedule, attempts: Sequence[Attempt], now: datetime) -> Due:
    """When to go on from a run that did not come to its end."""
    last = attempts[-1]
    why = f"the run that began at {last.started[:19]}Z {_ENDS[last.outcome]}"
    deaths = 0
    while deaths < len(attempts) and attempts[-1 - deaths].outcome == "died":
        deaths += 1
    at = last.began
    if deaths > 1:
        at += min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(deaths - 2, 10))
        why += f", as did {deaths - 1} before it"
    return Due(opens_at(schedule, max(at, now) if schedule.windows else at), why)


def _in_words(schedule: Schedule) -> str:
    return f'cron = "{schedule.cron}"' if schedule.cron is not None else f'every = "{schedule.every}"'


_ENDS = {
    "died": "died",
    "interrupted": "was interrupted",
    "refused": "could not begin, because another process was still at work",
    "paused": "was paused, because the hours of the site were over",
}
