"""`jiaokan run --due`: what is due runs once, what died goes on, and asking every minute costs nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from loopback_site import Hit, Reply, Site, serving
from news import Runs, fill

from crawler.lock import hold
from crawler.state import State
from jiaokan.attempts import FILE, Attempt, current_attempts, read_attempts

Jiaokan = Callable[..., Any]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    with serving(Site()) as site:
        fill(site, 4)
        made = Runs(jk, tmp_path, site)
        yield made


def schedule(runs: Runs, lines: str) -> None:
    text = runs.profile.read_text("utf-8").partition("[schedule]")[0]
    runs.profile.write_text(f"{text}[schedule]\n{lines}\n", "utf-8")


def wrote(runs: Runs, ago: timedelta, outcome: str = "finished", **values: Any) -> None:
    """A run in the record that began some time ago, as process 1, which holds no lock here."""
    runs.folder.mkdir(parents=True, exist_ok=True)
    started = datetime.now(UTC) - ago
    attempt = Attempt(started=started.isoformat(), pid=1, outcome=outcome, **values)  # type: ignore[arg-type]
    with (runs.folder / FILE).open("ab") as stream:
        stream.write(msgspec.json.encode(attempt) + b"\n")


def outcomes(runs: Runs) -> list[str]:
    return [attempt.outcome for attempt in current_attempts(runs.folder)]


def test_a_site_that_was_never_run_is_due_and_then_no_more(runs: Runs) -> None:
    schedule(runs, 'every = "6h"')
    first = runs.run("--due")
    assert first.code == 0, first.err
    assert "example: due since" in first.err
    assert "was never run" in first.err
    again = runs.run("--due")
    assert (again.code, again.out, again.err) == (0, "", "")
    (attempt,) = read_attempts(runs.folder)
    assert (attempt.outcome, attempt.exit_code, attempt.scheduled) == ("finished", 0, True)
    assert attempt.run == runs.newest.name
    assert attempt.counts["new"] == 4
    assert Path(attempt.profile) == runs.profile


def test_what_was_missed_while_the_machine_was_off_is_made_up_for_once(runs: Runs) -> None:
    schedule(runs, 'cron = "0 * * * *"')
    wrote(runs, timedelta(days=3))
    assert runs.run("--due").code == 0
    assert runs.run("--due").err == ""
    assert outcomes(runs) == ["finished", "finished"]


def test_a_run_by_hand_counts_and_publishing_again_does_not(runs: Runs) -> None:
    schedule(runs, 'every = "6h"')
    assert runs.run().code == 0
    assert runs.run("--due").err == ""
    assert runs.run("--no-crawl").code == 0
    assert len(read_attempts(runs.folder)) == 1


@pytest.mark.parametrize(
    ("outcome", "ago", "due"),
    [
        ("running", 1, "died"),
        ("died", 1, "died"),
        ("interrupted", 1, "was interrupted"),
        ("paused", 1, "hours of the site"),
        ("refused", 1, "could not begin"),
        # A site that cannot be reached is left in peace until its next time.
        ("failed", 1, None),
        ("below_floor", 1, None),
        ("finished", 1, None),
        ("failed", 61, 'every = "1h"'),
    ],
)
def test_what_did_not_come_to_its_end_goes_on_at_once(
    runs: Runs, outcome: str, ago: int, due: str | None
) -> None:
    schedule(runs, 'every = "1h"')
    wrote(runs, timedelta(minutes=ago), outcome)
    said = runs.run("--due", "--dry-run")
    assert said.code == 0, said.err
    assert (due in said.err) if due else (said.err == said.out == "")


def test_a_run_that_dies_again_and_again_is_not_started_every_minute(runs: Runs) -> None:
    schedule(runs, 'every = "1d"')
    for minutes in (30, 20, 8):
        wrote(runs, timedelta(minutes=minutes), "died")
    assert runs.run("--due", "--dry-run").err == ""
    wrote(runs, timedelta(minutes=8), "finished")
    wrote(runs, timedelta(minutes=7), "died")
    assert "died" in runs.run("--due", "--dry-run").err


def test_a_run_that_is_killed_leaves_a_record_and_the_next_one_goes_on(runs: Runs) -> None:
    schedule(runs, 'every = "6h"')
    asked, go_on = threading.Event(), threading.Event()
    page = runs.site.pages["/a/3.html"]
    assert isinstance(page, Reply)

    def slow(_: Hit) -> Reply:
        asked.set()
        go_on.wait(30)
        return page

    runs.site.pages["/a/3.html"] = slow
    process = at_work(runs)
    assert asked.wait(60)
    held = runs.run("--due")
    assert held.code == 4
    assert f"process {process.pid} has been working here since 20" in held.err
    process.kill()
    process.communicate()
    go_on.set()
    assert outcomes(runs) == ["died"]
    runs.site.pages["/a/3.html"] = page
    end = time.monotonic() + 30
    while (said := runs.run("--due")).code == 4 and time.monotonic() < end:
        # Its crawler notices within half a second that nobody listens any more.
        assert "state.lock" in said.err
        time.sleep(0.1)
    assert said.code == 0, said.err
    first, *between, last = outcomes(runs)
    assert (first, set(between) <= {"refused"}, last) == ("died", True, "finished")
    assert len(runs.rows("articles")) == 4


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_is_written_down_as_interrupted(
    runs: Runs, number: signal.Signals, code: int
) -> None:
    schedule(runs, 'every = "6h"')
    asked = threading.Event()

    def slow(_: Hit) -> Reply:
        asked.set()
        return Reply(status=503, headers={"Retry-After": "60"})

    runs.site.pages["/robots.txt"] = slow
    runs.set(retries="9")
    process = at_work(runs)
    assert asked.wait(60)
    process.send_signal(number)
    assert process.wait(30) == code
    (attempt,) = current_attempts(runs.folder)
    assert (attempt.outcome, attempt.exit_code) == ("interrupted", code)
    assert attempt.ended is not None


def at_work(runs: Runs, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "jiaokan", *(command or ("run", "--due")), runs.profile, "--data", runs.data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_two_that_find_the_same_site_due_run_it_once(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule(runs, 'every = "6h"')
    import jiaokan.cli.run as module

    found = module.those_due

    def late(*arguments: Any, **named: Any) -> Any:
        due = found(*arguments, **named)
        monkeypatch.setattr(module, "those_due", found)
        assert runs.run("--due").code == 0
        return due

    monkeypatch.setattr(module, "those_due", late)
    said = runs.run("--due")
    assert (said.code, said.out) == (0, "")
    assert "another run has done what was due" in said.err
    assert outcomes(runs) == ["finished"]


def test_a_site_at_which_a_crawl_by_hand_works_is_not_run(runs: Runs) -> None:
    schedule(runs, 'every = "6h"')
    code = "import sys, crawler.lock, pathlib\nwith crawler.lock.hold(pathlib.Path(sys.argv[1])): print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, runs.folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        said = runs.run("--due")
        assert said.code == 4
        assert f"process {other.pid} has been working here since" in said.err
        assert read_attempts(runs.folder) == []
        other.communicate(b"\n")


def test_profiles_without_a_schedule_are_left_alone_and_told_of_only_where_there_is_no_other(
    runs: Runs, tmp_path: Path
) -> None:
    said = runs.run("--due")
    assert said.code == 2
    assert 'every = "6h"' in said.err
    other = tmp_path / "other.toml"
    other.write_text(runs.profile.read_text("utf-8").replace("example", "other"), "utf-8")
    schedule(runs, 'every = "6h"')
    wrote(runs, timedelta(hours=1))
    assert runs.run("--due", other).code == 0
    assert not (runs.data / "other").exists()


def test_a_site_is_not_run_outside_of_its_hours(runs: Runs) -> None:
    now = datetime.now(UTC) + timedelta(hours=2)
    schedule(runs, f'every = "1m"\nzone = "UTC"\nwindows = ["{now:%H:%M}-{now + timedelta(hours=1):%H:%M}"]')
    wrote(runs, timedelta(days=2))
    assert (runs.run("--due").code, runs.run("--due").err) == (0, "")
    assert runs.site.hits == []


def until_closed(runs: Runs, closes: datetime) -> None:
    """Lets the site answer its second article only after its hours are over."""
    page = runs.site.pages["/a/2.html"]

    def late(_: Hit) -> Reply:
        time.sleep(max(0.0, (closes - datetime.now(UTC)).total_seconds() + 0.1))
        assert isinstance(page, Reply)
        return page

    runs.site.pages["/a/2.html"] = late
    runs.set(concurrency="1")


def hours(*spans: tuple[datetime, datetime]) -> str:
    return ", ".join(f'"{begin:%H:%M:%S}-{end:%H:%M:%S}"' for begin, end in spans)


# How long the hours of a site last in these tests: a crawl has to have begun before they are over.
HOURS = timedelta(seconds=4)


def test_a_crawl_stops_when_the_hours_of_its_site_are_over_and_goes_on_when_they_begin(runs: Runs) -> None:
    closes = datetime.now(UTC) + HOURS
    until_closed(runs, closes)
    schedule(runs, f'every = "6h"\nzone = "UTC"\nwindows = [{hours((closes - timedelta(hours=2), closes))}]')
    paused = runs.run("--due")
    assert paused.code == 0, paused.err
    assert "the hours of this site" in paused.err
    assert "addresses are still queued" in paused.err
    assert outcomes(runs) == ["paused"]
    assert not (runs.folder / "runs").exists()
    assert runs.run("--due").err == ""
    assert len(set(runs.site.bodies())) < 5
    schedule(runs, 'every = "6h"\nzone = "UTC"')
    resumed = runs.run("--due")
    assert "was paused" in resumed.err
    assert len(runs.rows("articles")) == 4
    assert sorted(runs.site.bodies()) == sorted(set(runs.site.bodies()))


def test_a_run_by_hand_goes_on_in_the_next_hours_of_its_site_and_counts_as_one(runs: Runs) -> None:
    closes = datetime.now(UTC) + HOURS
    until_closed(runs, closes)
    opens = closes + timedelta(seconds=1)
    hour = timedelta(hours=1)
    schedule(runs, f'zone = "UTC"\nwindows = [{hours((closes - hour, closes), (opens, opens + hour))}]')
    said = runs.run()
    assert said.code == 0, said.err
    with State.open(runs.folder, read_only=True) as state:
        assert [crawl.outcome for crawl in state.history()] == ["paused", "finished"]
    assert len(runs.rows("articles")) == 4
    assert runs.record()["crawl"]["fetched"] == 5
    assert sorted(runs.site.bodies()) == sorted(set(runs.site.bodies()))
    assert outcomes(runs) == ["finished"]


def test_a_crawl_by_hand_waits_for_the_hours_of_its_site(runs: Runs) -> None:
    # Windows are told to the second.
    opens = (datetime.now(UTC) + timedelta(seconds=3)).replace(microsecond=0)
    schedule(runs, f'zone = "UTC"\nwindows = [{hours((opens, opens + timedelta(hours=1)))}]')
    said = runs.crawl()
    assert said.code == 0, said.err
    assert "have not begun; waiting until" in said.err
    assert datetime.now(UTC) > opens
    assert "5 pages fetched" in said.err


def test_a_run_that_waits_for_the_hours_of_its_site_can_be_stopped(runs: Runs) -> None:
    opens = datetime.now(UTC) + timedelta(hours=2)
    schedule(runs, f'zone = "UTC"\nwindows = [{hours((opens, opens + timedelta(hours=1)))}]')
    process = at_work(runs, "run")
    assert process.stderr is not None
    assert b"waiting until" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 143, err
    assert outcomes(runs) == ["interrupted"]
    assert runs.site.hits == []


def test_a_signal_that_comes_while_a_crawl_stops_for_its_hours_is_obeyed(runs: Runs) -> None:
    closes = datetime.now(UTC) + HOURS
    entered, go_on = threading.Event(), threading.Event()

    def slow(_: Hit) -> Reply:
        entered.set()
        go_on.wait(30)
        return Reply(status=404)

    runs.site.pages["/a/2.html"] = slow
    span = hours((closes - timedelta(hours=2), closes), (closes + HOURS, closes + 10 * HOURS))
    schedule(runs, f'zone = "UTC"\nwindows = [{span}]')
    process = at_work(runs, "run")
    assert entered.wait(60)
    # Half a second into the three that the crawl leaves its last request.
    time.sleep(max(0.0, (closes - datetime.now(UTC)).total_seconds() + 0.5))
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    go_on.set()
    assert process.returncode == 143, err
    assert outcomes(runs) == ["interrupted"]


def test_a_record_with_a_torn_line_is_read_and_written_on(runs: Runs) -> None:
    schedule(runs, 'every = "6h"')
    wrote(runs, timedelta(days=1))
    with (runs.folder / FILE).open("ab") as stream:
        stream.write(b'{"started":"2026-')
    assert runs.run("--due").code == 0
    assert outcomes(runs) == ["finished", "finished"]


def test_asking_whether_a_site_is_at_work_is_no_work_at_it(runs: Runs) -> None:
    from crawler.lock import holder

    with hold(runs.folder):
        seen = holder(runs.folder)
        assert seen is not None
        assert seen.pid == os.getpid()
    assert holder(runs.folder) is None
    assert holder(runs.folder / "nowhere") is None


def test_asking_what_is_due_loads_nothing_that_takes_long(runs: Runs) -> None:
    schedule(runs, 'every = "6h"')
    wrote(runs, timedelta(hours=1))
    code = (
        "import sys, jiaokan.cli\n"
        "try:\n    jiaokan.cli.main(sys.argv[1:])\n"
        "finally:\n    print(*sorted({'scrapy', 'twisted', 'pandas', 'numpy', 'opencc', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "--due", runs.profile, "--data", runs.data],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
