"""When a site is due, and in which hours it may be fetched: what `[schedule]` of a profile means. Knows no clock of its own.

All moments are aware datetimes; those given back are in UTC.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

if TYPE_CHECKING:
    from crawler.profile import Schedule

_DAY = timedelta(days=1)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
_WINDOW = re.compile(rf"(?:([a-z,-]+) +)?{_CLOCK} *- *{_CLOCK}", re.IGNORECASE)
# A week says all that a list of windows can say; a day more, because a window may begin on the day before.
_HORIZON = timedelta(days=8)


class Window(msgspec.Struct, frozen=True):
    """Hours of some days (0 is Monday) in seconds since midnight; an `end` before `begin` lies on the next day."""

    days: tuple[int, ...]
    begin: int
    end: int


def duration(text: str) -> timedelta:
    """A number with s, m, h or d as a length of time; ValueError says what was expected.

    >>> duration("90m")
    datetime.timedelta(seconds=5400)
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f'expected a number and s, m, h or d, such as "20m", found {text!r}')
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def interval(text: str) -> timedelta:
    """The time between two crawls: a duration of at least a minute."""
    if not text.endswith(("m", "h", "d")) or _DURATION.fullmatch(text) is None:
        raise ValueError(f'expected a number and m, h or d, such as "6h", found {text!r}')
    return duration(text)


def check_cron(line: str) -> None:
    """ValueError for a cron line that cannot be read, or that names a day which no year has."""
    from cronsim import CronSim, CronSimError

    if len(line.split()) != 5:
        raise ValueError(
            f'expected five fields (minute hour day month weekday) such as "0 3 * * *", found {line!r}'
        )
    try:
        next(CronSim(line, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise ValueError(
            f'expected a cron line such as "0 3 * * *", found {line!r}: {str(error).lower()}'
        ) from None
    except StopIteration:
        raise ValueError(f"{line!r} names a day that no year has; correct the day or the month") from None


def parse_window(text: str) -> Window:
    """The hours that a text names; ValueError says what was expected.

    >>> parse_window("sat-sun 22:00-06:00")
    Window(days=(5, 6), begin=79200, end=21600)
    """
    found = _WINDOW.fullmatch(text.strip())
    begin, end = (_clock(found, 2), _clock(found, 5)) if found else (None, None)
    days = _days_of(found[1]) if found else None
    if begin is None or end is None or begin == 86400 or days is None:
        raise ValueError(
            f'expected hours such as "01:00-06:30", with days before them where they do not hold daily '
            f'("mon-fri 22:00-06:00", "sat,sun 00:00-24:00"), found {text!r}'
        )
    if begin == end:
        raise ValueError(f'{text!r} is over when it begins; for a whole day write "00:00-24:00"')
    return Window(days, begin, end)


def slot_after(schedule: Schedule, after: datetime) -> datetime | None:
    """The first moment behind `after` that the schedule names; None where it names none.

    Clock changes are taken as Debian's cron does: a skipped time is made up for, a repeated one does not count twice.
    """
    if schedule.every is not None:
        return after.astimezone(UTC) + interval(schedule.every)
    if schedule.cron is None:
        return None
    from cronsim import CronSim

    for slot in CronSim(schedule.cron, after.astimezone(ZoneInfo(schedule.zone))):
        # Within an hour that the clock goes through twice, the first time of it may lie behind us.
        if (found := slot.astimezone(UTC)) > after:
            return found
    return None


def due_at(schedule: Schedule, name: str, last: datetime | None, now: datetime) -> datetime | None:
    """When a site is to be crawled next, if its last crawl began at `last`; None for one on demand only.

    A site that was never crawled is due now, and times that were missed come down to one. The moment lies behind
    its time by a part of `jitter` that is fixed for this site and time, and in one of the windows.
    """
    if schedule.cron is None and schedule.every is None:
        return None
    if last is None:
        return opens_at(schedule, now)
    slot = slot_after(schedule, last)
    if slot is None:
        return None
    if schedule.jitter is not None:
        slot += _fraction(f"{name} {slot.isoformat()}") * duration(schedule.jitter)
    return opens_at(schedule, max(slot, now) if schedule.windows else slot)


def opens_at(schedule: Schedule, at: datetime) -> datetime:
    """The first moment, `at` or later, at which the site may be fetched."""
    at = at.astimezone(UTC)
    if not schedule.windows or any(begin <= at < end for begin, end in _spans(schedule, at)):
        return at
    return min(begin for begin, _ in _spans(schedule, at) if begin > at)


def closes_at(schedule: Schedule, at: datetime) -> datetime | None:
    """The moment from which the site may not be fetched any more: `at` itself outside of the windows, None if never."""
    at = at.astimezone(UTC)
    if not schedule.windows:
        return None
    spans = sorted(_spans(schedule, at))
    closes = at
    for begin, end in spans:
        if begin <= closes < end:
            closes = end
    return None if closes - at > _HORIZON - _DAY else closes


def _spans(schedule: Schedule, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The windows around a moment, in UTC: from the day before it to the end of the horizon."""
    zone = ZoneInfo(schedule.zone)
    first = at.astimezone(zone).date() - _DAY
    windows = [parse_window(text) for text in schedule.windows]
    for ahead in range(_HORIZON.days + 2):
        day = first + ahead * _DAY
        for window in windows:
            if day.weekday() in window.days:
                over = window.end <= window.begin
                yield _moment(day, window.begin, zone), _moment(day + over * _DAY, window.end, zone)


def _moment(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, time())
    return (midnight + timedelta(seconds=seconds)).replace(tzinfo=zone).astimezone(UTC)


def _clock(found: re.Match[str], group: int) -> int | None:
    hour, minute, second = (int(found[group + part] or 0) for part in range(3))
    seconds = hour * 3600 + minute * 60 + second
    return seconds if minute < 60 and second < 60 and seconds <= 86400 else None


def _days_of(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return tuple(range(7))
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = part.partition("-")
        last = last or first
        if first not in _DAYS or last not in _DAYS or (part.endswith("-")):
            return None
        begin, end = _DAYS.index(first), _DAYS.index(last)
        days |= {day % 7 for day in range(begin, end + 1 + 7 * (end < begin))}
    return tuple(sorted(days))


def _fraction(text: str) -> float:
    """A number from 0 up to 1 that looks like chance and is the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
