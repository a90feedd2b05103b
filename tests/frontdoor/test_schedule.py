"""`jiaokan schedule`: units that systemd takes, lines that cron runs, and a scheduler that stops in order."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Hit, Reply, Site, serving
from news import Runs, fill
from test_killed_run import descendants

from crawler.profile import Schedule, load_profile
from crawler.timetable import slot_after
from jiaokan.attempts import FILE, current_attempts
from jiaokan.timers import calendar_times, cron_line, systemd_units

Jiaokan = Callable[..., Any]
ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze")


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    # A folder whose name each of the formats would have another meaning for.
    folder = tmp_path / "100% d'été $HOME"
    folder.mkdir()
    with serving(Site()) as site:
        fill(site, 3)
        yield Runs(jk, folder, site)


def schedule(runs: Runs, lines: str) -> None:
    text = runs.profile.read_text("utf-8").partition("[schedule]")[0]
    runs.profile.write_text(f"{text}[schedule]\n{lines}\n", "utf-8")


SCHEDULES = [
    'cron = "0 3 * * *"\njitter = "20m"',
    'cron = "*/15 1-5 1,15 * fri"\nzone = "Europe/Berlin"\nwindows = ["mon-fri 22:00-06:00", "sat,sun 00:00-24:00"]',
    'every = "6h"\njitter = "1h"',
    'every = "10m"',
    'cron = "0 3 L * *"',
]


@needs_systemd
@pytest.mark.parametrize("lines", SCHEDULES)
@pytest.mark.parametrize("run_as", [None, "daemon"])
def test_systemd_verifies_the_units(runs: Runs, lines: str, run_as: str | None) -> None:
    assert ANALYZE is not None
    schedule(runs, lines)
    units = systemd_units(load_profile(runs.profile), runs.profile, runs.data, run_as=run_as)
    for name, text in units.items():
        (runs.folder.parent.parent / name).write_text(text, "utf-8")
    files = [runs.folder.parent.parent / name for name in units]
    done = subprocess.run([ANALYZE, "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    service, timer = units.values()
    assert "MemoryMax=1G" in service
    assert "Persistent=true" in timer
    assert "RandomizedDelaySec=" in timer


CALENDARS = [
    Schedule(cron="0 3 * * *"),
    Schedule(cron="*/20 8-10 * * mon-fri"),
    Schedule(cron="5 4 * * 0"),
    Schedule(cron="5 4 * * 7"),
    Schedule(cron="30 2 1,15 */3 *", zone="UTC"),
    Schedule(cron="0 0 13 * 5"),
    Schedule(cron="0 6 */2 * 1", zone="America/New_York"),
]


@needs_systemd
@pytest.mark.parametrize("schedule", CALENDARS, ids=lambda schedule: schedule.cron)
def test_systemd_means_the_times_that_the_profile_means(schedule: Schedule) -> None:
    assert ANALYZE is not None
    times = calendar_times(schedule)
    assert times is not None
    begin = datetime(2027, 1, 5, 9, 7, tzinfo=UTC)
    found: set[datetime] = set()
    for line in times:
        told = subprocess.run(
            [ANALYZE, "calendar", "--iterations=12", "--base-time=2027-01-05 09:07:00 UTC", line],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "TZ": "UTC"},
        ).stdout
        found |= {
            datetime.fromisoformat(at).replace(tzinfo=UTC)
            for at in re.findall(r"(?:Next elapse|Iter\. #\d+|\(in UTC\)): \w+ ([\d-]+ [\d:]+) UTC", told)
        }
    meant, at = [], begin
    for _ in range(12):
        following = slot_after(schedule, at)
        assert following is not None
        at = following
        meant.append(at)
    assert sorted(found)[:12] == meant


def test_a_schedule_that_systemd_cannot_say_is_asked_about_every_few_minutes(runs: Runs) -> None:
    assert calendar_times(Schedule(cron="0 3 L * *")) is None
    assert calendar_times(Schedule(every="6h")) is None
    schedule(runs, 'every = "6h"\njitter = "1h"')
    service, timer = systemd_units(load_profile(runs.profile), runs.profile, runs.data).values()
    assert "OnCalendar=*-*-* *:00/5:00" in timer
    # The run itself comes late by its own jitter; two of them would add up.
    assert "--no-jitter" not in service


def test_units_are_written_once_and_never_overwritten_in_silence(runs: Runs, jk: Jiaokan) -> None:
    schedule(runs, 'cron = "0 3 * * *"\njitter = "20m"')
    into = runs.data / "units"

    def write(*options: object) -> Any:
        return jk("schedule", "systemd", runs.profile, "--data", runs.data, "--into", into, *options)

    first = write()
    assert first.code == 0, first.err
    assert [Path(line).name for line in first.out.split("\n")[:-1]] == [
        "jiaokan-example.service",
        "jiaokan-example.timer",
    ]
    assert "systemctl --user enable --now jiaokan-example.timer" in first.err
    assert write().code == 0
    timer = into / "jiaokan-example.timer"
    timer.write_text("[Timer]\nOnCalendar=hourly\n", "utf-8")
    refused = write()
    assert refused.code == 2
    assert "jiaokan-example.timer is there already" in refused.err
    assert "hourly" in timer.read_text("utf-8")
    assert write("--force", "--memory-max", "512M").code == 0
    assert "RandomizedDelaySec=1200s" in timer.read_text("utf-8")
    assert "MemoryMax=512M" in (into / "jiaokan-example.service").read_text("utf-8")


@pytest.mark.parametrize("sub", ["systemd", "cron", "serve"])
def test_a_profile_without_a_schedule_is_refused_with_the_lines_to_add(
    runs: Runs, jk: Jiaokan, sub: str
) -> None:
    said = jk("schedule", sub, runs.profile, "--data", runs.data)
    assert said.code == 2
    assert 'cron = "0 3 * * *"' in said.err
    assert not (ROOT / "units").exists()


def test_the_command_of_a_unit_runs_what_is_due(runs: Runs) -> None:
    schedule(runs, 'cron = "0 3 * * *"')
    service, _ = systemd_units(load_profile(runs.profile), runs.profile, runs.data).values()
    line = next(line for line in service.split("\n") if line.startswith("ExecStart="))
    # As systemd reads it: quotes and backslashes, then specifiers and variables.
    words = [
        word.replace("%%", "%").replace("$$", "$")
        for word in json.loads("[" + ",".join(_unit_words(line.removeprefix("ExecStart="))) + "]")
    ]
    done = subprocess.run(words, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr
    assert len(runs.rows("articles")) == 3


def _unit_words(text: str) -> list[str]:
    return [
        word if word.startswith('"') else json.dumps(word)
        for word in re.findall(r'"(?:[^"\\]|\\.)*"|\S+', text)
    ]


def test_the_line_for_cron_runs_what_is_due_logs_it_and_does_not_run_twice_at_a_time(runs: Runs) -> None:
    schedule(runs, 'cron = "0 3 * * *"')
    line = cron_line(load_profile(runs.profile), runs.profile, runs.data)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)%", line)
    fields, _, shell = line.partition("  ")
    assert re.fullmatch(r"[0-4]-59/5( \*){4}", fields)
    command = ["sh", "-c", shell.replace(r"\%", "%")]
    entered, go_on = threading.Event(), threading.Event()

    def slow(_: Hit) -> Reply:
        entered.set()
        go_on.wait(30)
        return Reply(status=404)

    runs.site.pages["/robots.txt"] = slow
    with subprocess.Popen(command, env=ENVIRONMENT) as first:
        assert entered.wait(60)
        assert subprocess.run(command, env=ENVIRONMENT, check=False).returncode == 1
        go_on.set()
        assert first.wait(60) == 0
    log = (runs.folder / "logs/schedule.log").read_text("utf-8")
    assert log.count("example: due since") == 1
    assert "3 articles" in log
    assert len(runs.rows("articles")) == 3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_scheduler_in_the_foreground_runs_what_is_due_and_stops_in_order(
    runs: Runs, number: signal.Signals, code: int
) -> None:
    schedule(runs, 'every = "6h"')
    second = runs.profile.with_name("second.toml")
    second.write_text(runs.profile.read_text("utf-8").replace('"example"', '"second"'), "utf-8")
    text = runs.profile.read_text("utf-8").replace(f"{runs.site.root}/news/", f"{runs.site.root}/other/")
    runs.profile.write_text(text, "utf-8")
    entered, go_on = threading.Event(), threading.Event()

    def slow(_: Hit) -> Reply:
        entered.set()
        go_on.wait(60)
        return Reply(status=404)

    runs.site.pages["/other/"] = slow
    command = [sys.executable, "-m", "jiaokan", "schedule", "serve", runs.profile, second]
    process = subprocess.Popen(
        [*command, "--data", runs.data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert process.stdout is not None
    # The folder of the dataset of the site that answers, while the other one is at work.
    published = Path(process.stdout.readline().strip())
    assert published.parent.parent.name == "second"
    assert entered.wait(60)
    told(process, "second: next run at")
    below = descendants(process.pid)
    assert below
    asked = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert time.monotonic() - asked < 10
    go_on.set()
    assert "Traceback" not in err
    assert f"stopped by {number.name}" in err
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]
    assert [attempt.outcome for attempt in current_attempts(runs.data / "example")] == ["interrupted"]
    assert [attempt.outcome for attempt in current_attempts(runs.data / "second")] == ["finished"]


def told(process: subprocess.Popen[str], words: str) -> str:
    """The next line on stderr that has these words."""
    assert process.stderr is not None
    while words not in (line := process.stderr.readline()):
        assert line, f"ended without saying {words!r}"
    return line


def test_a_scheduler_in_the_foreground_takes_in_changed_profiles(runs: Runs) -> None:
    schedule(runs, 'cron = "0 3 1 1 *"')
    now = datetime.now(UTC)
    runs.folder.mkdir(parents=True)
    attempt = {"started": (now - timedelta(hours=3)).isoformat(), "pid": 1, "outcome": "finished"}
    (runs.folder / FILE).write_text(json.dumps(attempt) + "\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "jiaokan", "schedule", "serve", runs.profile, "--data", runs.data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert 'cron = "0 3 1 1 *"' in told(process, "example: next run at")
    text = runs.profile.read_text("utf-8")
    runs.profile.write_text("name = 3\n", "utf-8")
    process.send_signal(signal.SIGHUP)
    told(process, "name: expected a text")
    runs.profile.write_text(text, "utf-8")
    schedule(runs, 'every = "2h"')
    process.send_signal(signal.SIGHUP)
    told(process, "example: due since")
    told(process, "example: next run at")
    process.send_signal(signal.SIGTERM)
    try:
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()  # where it did not end
    assert process.returncode == 143, err
    assert "Traceback" not in err
    assert out.strip() == str(runs.newest)


def test_a_run_that_the_scheduler_cannot_stop_is_killed_by_a_second_signal(
    runs: Runs, tmp_path: Path
) -> None:
    schedule(runs, 'every = "6h"')
    # A run that hears nothing: it stands for one that hangs.
    deaf = tmp_path / "deaf" / "jiaokan"
    deaf.mkdir(parents=True)
    (deaf / "__init__.py").write_text("", "utf-8")
    (deaf / "__main__.py").write_text(
        "import signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', file=sys.stderr, flush=True)\ntime.sleep(60)\n",
        "utf-8",
    )
    code = (
        "import sys, pathlib, jiaokan.serving as serving\n"
        f"serving._environment = lambda: {{'PYTHONPATH': {str(deaf.parent)!r}}}\n"
        "say = lambda text: print(text, file=sys.stderr, flush=True)\n"
        "sys.exit(serving.serve([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]), say=say))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, runs.profile, runs.data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    told(process, "deaf")
    process.send_signal(signal.SIGTERM)
    told(process, "telling the run at work")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 143, err
    assert "was killed by signal 9" in err
