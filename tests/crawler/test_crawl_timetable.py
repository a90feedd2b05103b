"""When a site is due: cron lines and intervals, zones and changes of the clock, jitter, hours of a site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from crawler.errors import ProfileError
from crawler.profile import Profile, Schedule, Start, load_profile, profile_digest
from crawler.timetable import closes_at, due_at, opens_at, slot_after


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


SLOTS = [
    # schedule, after, first time behind it
    (Schedule(cron="0 3 * * *"), "2026-02-03T02:59:59+08:00", "2026-02-03T03:00+08:00"),
    (Schedule(cron="0 3 * * *"), "2026-02-03T03:00+08:00", "2026-02-04T03:00+08:00"),
    (Schedule(cron="0 3 * * *", zone="UTC"), "2026-02-03T03:00+08:00", "2026-02-03T03:00Z"),
    (Schedule(cron="*/15 8-9 * * mon-fri"), "2026-02-06T09:50+08:00", "2026-02-09T08:00+08:00"),
    # 0 and 7 are Sunday, as everywhere but in APScheduler's own cron lines.
    (Schedule(cron="30 4 * * 0"), "2026-02-03T00:00+08:00", "2026-02-08T04:30+08:00"),
    # A day of the month and a weekday: either, as cron has it.
    (Schedule(cron="0 0 13 * 5"), "2026-02-07T00:00+08:00", "2026-02-13T00:00+08:00"),
    (Schedule(cron="0 0 29 2 *"), "2026-03-01T00:00+08:00", "2028-02-29T00:00+08:00"),
    # The clock is put forward over 2:30: made up for at once.
    (Schedule(cron="30 2 * * *", zone="Europe/Berlin"), "2026-03-28T12:00+01:00", "2026-03-29T03:00+02:00"),
    # The clock is put back over 2:30: once, not twice.
    (Schedule(cron="30 2 * * *", zone="Europe/Berlin"), "2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"),
    (Schedule(cron="30 2 * * *", zone="Europe/Berlin"), "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
    (Schedule(cron="30 2 * * *", zone="Europe/Berlin"), "2026-10-25T02:10+01:00", "2026-10-26T02:30+01:00"),
    (Schedule(every="6h"), "2026-02-03T10:17+08:00", "2026-02-03T16:17+08:00"),
    (Schedule(every="1d", zone="Europe/Berlin"), "2026-03-28T12:00+01:00", "2026-03-29T12:00+01:00"),
]


@pytest.mark.parametrize(("schedule", "after", "slot"), SLOTS)
def test_the_next_time_of_a_schedule(schedule: Schedule, after: str, slot: str) -> None:
    assert slot_after(schedule, at(after)) == at(slot)


def test_a_site_without_a_schedule_is_never_due() -> None:
    now = at("2026-02-03T10:00+08:00")
    assert due_at(Schedule(), "a", None, now) is None
    assert slot_after(Schedule(windows=("01:00-02:00",)), now) is None


@pytest.mark.parametrize("schedule", [Schedule(cron="0 3 * * *"), Schedule(every="6h")])
def test_a_site_that_was_never_crawled_is_due_at_once(schedule: Schedule) -> None:
    now = at("2026-02-03T10:00+08:00")
    assert due_at(schedule, "a", None, now) == now


def test_times_missed_while_the_machine_was_off_come_down_to_one() -> None:
    schedule = Schedule(cron="0 3 * * *")
    back = at("2026-02-10T09:00+08:00")
    due = due_at(schedule, "a", at("2026-02-03T03:00+08:00"), back)
    assert due is not None
    assert due <= back
    assert due_at(schedule, "a", back, back) == at("2026-02-11T03:00+08:00")


def test_jitter_is_bounded_differs_by_site_and_by_day_and_is_the_same_whenever_it_is_asked_for() -> None:
    schedule = Schedule(cron="0 3 * * *", jitter="20m")
    last, now = at("2026-02-03T03:00+08:00"), at("2026-02-03T09:00+08:00")
    slot = at("2026-02-04T03:00+08:00")
    names = [f"site{number}" for number in range(50)]
    late = [(due_at(schedule, name, last, now) or now) - slot for name in names]
    assert all(timedelta() <= wait < timedelta(minutes=20) for wait in late)
    assert len(set(late)) == len(names)
    assert max(late) - min(late) > timedelta(minutes=10)
    assert due_at(schedule, "site1", last, now + timedelta(hours=3)) == slot + late[1]
    assert due_at(schedule, "site1", slot, now) != slot + late[1] + timedelta(days=1)


def test_another_time_is_no_other_way_of_crawling() -> None:
    profile = Profile(name="a", start=(Start("http://example.org/"),))
    later = msgspec.structs.replace(profile, schedule=Schedule(cron="0 4 * * *"))
    assert profile_digest(later) == profile_digest(profile)


NIGHT = Schedule(every="1h", windows=("22:00-06:00", "sat,sun 12:00-24:00"))
OPENINGS = [
    # moment, when the site may be fetched, until when
    ("2026-02-03T23:30+08:00", "2026-02-03T23:30+08:00", "2026-02-04T06:00+08:00"),  # Tuesday
    ("2026-02-04T05:59:59+08:00", "2026-02-04T05:59:59+08:00", "2026-02-04T06:00+08:00"),
    ("2026-02-04T06:00+08:00", "2026-02-04T22:00+08:00", "2026-02-04T06:00+08:00"),
    ("2026-02-04T13:00+08:00", "2026-02-04T22:00+08:00", "2026-02-04T13:00+08:00"),
    (
        "2026-02-07T13:00+08:00",
        "2026-02-07T13:00+08:00",
        "2026-02-08T06:00+08:00",
    ),  # Saturday, windows that meet
    ("2026-02-07T07:00+08:00", "2026-02-07T12:00+08:00", "2026-02-07T07:00+08:00"),
]


@pytest.mark.parametrize(("moment", "opens", "closes"), OPENINGS)
def test_hours_in_which_a_site_may_be_fetched(moment: str, opens: str, closes: str) -> None:
    assert opens_at(NIGHT, at(moment)) == at(opens)
    assert closes_at(NIGHT, at(moment)) == at(closes)


@pytest.mark.parametrize("windows", [(), ("00:00-24:00",), ("00:00-12:00", "12:00-24:00")])
def test_a_site_that_is_always_open_never_closes(windows: tuple[str, ...]) -> None:
    now = at("2026-02-03T13:00+08:00")
    assert closes_at(Schedule(windows=windows), now) is None
    assert opens_at(Schedule(windows=windows), now) == now


def test_a_crawl_that_falls_due_outside_of_the_hours_of_its_site_is_put_off_until_they_begin() -> None:
    schedule = Schedule(cron="0 3 * * *", windows=("04:00-05:00",))
    last = at("2026-02-03T04:00+08:00")
    assert due_at(schedule, "a", last, last) == at("2026-02-04T04:00+08:00")
    # The machine was off during those hours: not in the middle of the day, but on the next night.
    assert due_at(schedule, "a", last, at("2026-02-04T09:00+08:00")) == at("2026-02-05T04:00+08:00")
    assert due_at(schedule, "a", None, at("2026-02-04T09:00+08:00")) == at("2026-02-05T04:00+08:00")


FAULTS = [
    ('cron = "0 3 * *"', "schedule.cron: expected five fields"),
    ('cron = "61 3 * * *"', "bad minute"),
    ('cron = "0 0 30 2 *"', "schedule.cron"),
    ('cron = "@daily"', "schedule.cron: expected five fields"),
    ('every = "90"', 'such as "6h"'),
    ('every = "30s"', 'such as "6h"'),
    ('cron = "0 3 * * *"\nevery = "6h"', "keep one of them"),
    ('cron = "0 3 * * *"\njitter = "some"', 'such as "20m"'),
    ('jitter = "5m"', "neither cron nor every"),
    ('windows = ["01:00"]', "schedule.windows, entry 1"),
    ('windows = ["01:00-02:00", "25:00-26:00"]', "schedule.windows, entry 2"),
    ('windows = ["03:00-03:00"]', "00:00-24:00"),
    ('windows = ["someday 01:00-02:00"]', "schedule.windows, entry 1"),
    ('zone = "Asia/Peking"', "schedule.zone"),
]


@pytest.mark.parametrize(("lines", "told"), FAULTS)
def test_a_schedule_that_means_nothing_is_a_fault_of_the_profile(
    tmp_path: Path, lines: str, told: str
) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        f'name = "a"\nstart = ["https://example.org/"]\ncontact = "ops@example.com"\n[schedule]\n{lines}\n',
        "utf-8",
    )
    with pytest.raises(ProfileError) as refused:
        load_profile(path)
    assert told in str(refused.value)
