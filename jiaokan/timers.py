"""Units for systemd and lines for cron that run what is due. Pure text; nothing is installed here."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.profile import Profile, Schedule
from crawler.timetable import duration, interval, parse_window

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Asking what is due takes a tenth of a second; sites that are due more often than this are asked about every minute.
_OFTEN = timedelta(minutes=30)
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_PRINTED_AS_THEY_ARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@:,./=+-")


def run_command(profile_file: Path, data: Path, workers: int, *options: str) -> list[str]:
    """The command that runs what is due of a profile, with absolute paths: whoever calls it stands elsewhere."""
    script = Path(sys.executable).parent / "jiaokan"
    # Without the script (-P: and without what lies in the folder it is called from) the module does the same.
    front = [str(script)] if script.is_file() else [sys.executable, "-P", "-m", "jiaokan"]
    return [
        *front,
        *(
            "run",
            "--due",
            *options,
            *(["--workers", str(workers)] if workers > 1 else []),
            "--data",
            str(data.absolute()),
        ),
        str(profile_file.absolute()),
    ]


def systemd_units(
    profile: Profile,
    profile_file: Path,
    data: Path,
    *,
    workers: int = 1,
    memory_max: str = "1G",
    run_as: str | None = None,
) -> dict[str, str]:
    """The service and the timer of a profile by the names of their files.

    The timer fires at the times of the schedule (a missed one is made up for: Persistent), when the hours of the site
    begin, and after a boot, for a run that the machine took down with it. The service asks what is due, so that one
    time too many costs nothing. With `run_as` they are units of the system, else of a user.
    """
    times = calendar_times(profile.schedule)
    # Where the calendar is exact the delay is systemd's; else the run itself comes up to `jitter` late.
    exact = times is not None
    spread = f"{_jitter(profile.schedule)}s" if exact else "15s"
    command = run_command(profile_file, data, workers, *(["--no-jitter"] if exact else []))
    secrets = profile_file.absolute().with_name(f"{profile.name}.env")
    service = [
        "[Unit]",
        f"Description=jiaokan: crawl and clean {profile.name}",
        "Documentation=https://github.com/jiaokan/jiaokan/blob/main/docs/operator.md",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        "Type=oneshot",
        *([f"User={run_as}"] if run_as else []),
        f"WorkingDirectory={_specifiers(str(profile_file.absolute().parent))}",
        "# Secrets that the profile takes from the environment; the file need not exist.",
        f"EnvironmentFile=-{_specifiers(str(secrets))}",
        f"ExecStart={' '.join(map(_quoted, command))}",
        "# 4: another run is at work on this site; 143: stopped in order. 3, below a quality floor, is a failure to look at.",
        "SuccessExitStatus=4 143",
        "# A run that was killed, for memory or otherwise, goes on from what it had saved.",
        "Restart=on-abnormal",
        "RestartSec=60",
        "# SIGTERM for the run alone, which stops its crawl in order within five seconds; what hangs is killed with it.",
        "KillMode=mixed",
        "TimeoutStopSec=30",
        f"MemoryMax={memory_max}",
        "Nice=10",
        "NoNewPrivileges=yes",
    ]
    if run_as:
        service += [
            "PrivateTmp=yes",
            "ProtectSystem=strict",
            f"ReadWritePaths={_quoted(str(data.absolute()))}",
        ]
    timer = [
        "[Unit]",
        f"Description=When to crawl {profile.name}",
        "",
        "[Timer]",
        *(f"OnCalendar={time}" for time in times or [_polling(profile.schedule)]),
        "OnBootSec=2min",
        "Persistent=true",
        f"RandomizedDelaySec={spread}",
        "AccuracySec=1s",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    name = f"jiaokan-{profile.name}"
    return {f"{name}.service": _file(service), f"{name}.timer": _file(timer)}


def calendar_times(schedule: Schedule) -> list[str] | None:
    """The times of a schedule as systemd writes them; None where systemd cannot say them.

    >>> calendar_times(Schedule(cron="*/30 3 * * 1-5", windows=("01:00-05:00",)))
    ['Mon..Fri *-*-* 03:00,30:00 Asia/Shanghai', '*-*-* 01:00:00 Asia/Shanghai']
    """
    if schedule.cron is None:
        return None
    from cronsim import CronSim

    cron: Any = CronSim(schedule.cron, _ANY_DAY)
    if any(not isinstance(day, int) or day < 0 for day in (*cron.days, *cron.weekdays)):
        return None
    clock = f"{_listed(cron.hours, range(24))}:{_listed(cron.minutes, range(60))}:00 {schedule.zone}"
    days = _listed(cron.days, range(1, 32))
    months = _listed(cron.months, range(1, 13))
    weekdays = _weekdays((day - 1) % 7 for day in cron.weekdays)
    # A day of the month and a weekday mean either of them, as long as neither begins with a star.
    either = not cron.day_and and days != "*" and weekdays != ""
    dates = [("", days), (weekdays, "*")] if either else [(weekdays, days)]
    times = [f"{weekday}*-{months}-{day} {clock}" for weekday, day in dates]
    return [*times, *_openings(schedule)]


def cron_line(profile: Profile, profile_file: Path, data: Path, *, workers: int = 1) -> str:
    """A line for a crontab that runs what is due of a profile, one process at a time, with its output in a log."""
    logs = data.absolute() / profile.name / "logs"
    lock = [flock, "-n", str(logs / "schedule.lock")] if (flock := shutil.which("flock")) else []
    command = shlex.join([*lock, *run_command(profile_file, data, workers)])
    line = (
        f"cd {shlex.quote(str(profile_file.absolute().parent))} && mkdir -p {shlex.quote(str(logs))} && "
        f"{command} >> {shlex.quote(str(logs / 'schedule.log'))} 2>&1"
    )
    # cron takes a bare % for the end of the command.
    return f"{_minutes(profile)} * * * *  {line}".replace("%", r"\%")


def _minutes(profile: Profile) -> str:
    if _often(profile.schedule):
        return "*"
    # Sites of one machine are not all asked about in the same minute.
    return f"{hashlib.sha256(profile.name.encode()).digest()[0] % 5}-59/5"


def _polling(schedule: Schedule) -> str:
    return "*-*-* *:*:00" if _often(schedule) else "*-*-* *:00/5:00"


def _often(schedule: Schedule) -> bool:
    return schedule.every is not None and interval(schedule.every) < _OFTEN


def _jitter(schedule: Schedule) -> int:
    return int(duration(schedule.jitter).total_seconds()) if schedule.jitter is not None else 0


def _openings(schedule: Schedule) -> Iterator[str]:
    for window in map(parse_window, schedule.windows):
        hour, minute, second = window.begin // 3600, window.begin // 60 % 60, window.begin % 60
        yield f"{_weekdays(window.days)}*-*-* {hour:02d}:{minute:02d}:{second:02d} {schedule.zone}"


def _listed(values: Iterable[int], all_of: range) -> str:
    found = sorted(set(values))
    return "*" if found == list(all_of) else ",".join(f"{value:02d}" for value in found)


def _weekdays(days: Iterable[int]) -> str:
    found = sorted(set(days))
    if found == list(range(7)):
        return ""
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{_WEEKDAYS[found[0]]}..{_WEEKDAYS[found[-1]]} "
    return ",".join(_WEEKDAYS[day] for day in found) + " "


def _quoted(word: str) -> str:
    """A word of a command line in a unit."""
    word = _specifiers(word).replace("$", "$$")
    if word and set(word) <= _PRINTED_AS_THEY_ARE | {"%", "$"}:
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _file(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
