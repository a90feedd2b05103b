"""A scheduler in the foreground: runs what is due, each site in a process of its own, until it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from apscheduler.events import EVENT_JOB_SUBMITTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crawler.errors import CrawlError
from crawler.profile import load_profile
from jiaokan.due import Due, next_due

# How often profiles and records are looked at anew: somebody may have edited one, or run a site by hand.
LOOK_SECONDS = 60.0
# A crawl that is told to stop takes less than five seconds; a run that takes much longer hangs.
STOP_SECONDS = 15.0


def serve(
    profiles: Sequence[Path],
    data: Path,
    *,
    jobs: int = 2,
    options: Sequence[str] = (),
    say: Callable[[str], None] = lambda _: None,
) -> int:
    """Runs what is due of these profiles until SIGTERM or SIGINT comes; 128 + the number of the signal.

    Each is a `jiaokan run --due` with these further `options`, `jobs` of them at a time. Runs at work are told to stop,
    and waited for; a second signal, or too long a wait, kills them. Profiles are read anew every minute, and on SIGHUP
    at once.
    """
    server = _Server(profiles, data, jobs, options, say)
    taken = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, server.take_signal) for number in taken}
    try:
        return server.serve()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Server:
    def __init__(
        self,
        profiles: Sequence[Path],
        data: Path,
        jobs: int,
        options: Sequence[str],
        say: Callable[[str], None],
    ) -> None:
        self._profiles = profiles
        self._data = data
        self._options = options
        self._say = say
        self._signals: list[int] = []
        self._stopping = threading.Event()
        # How a signal reaches the main thread: a handler that takes a lock, as that of an event, may wait for ever for
        # the thread that it has interrupted.
        self._waits_at, self._wakes = os.pipe()
        self._lock = threading.Lock()
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        # Sites that wait for a thread or are at work, and when another run of one may begin at the earliest.
        self._under_way: set[str] = set()
        self._not_before: dict[str, datetime] = {}
        self._planned: dict[str, datetime] = {}
        self._faults: dict[Path, str] = {}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(jobs), "look": ThreadPoolExecutor(1)},
            # However late a thread is free, what is due is run, and once.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(lambda event: self._submitted(event.job_id), EVENT_JOB_SUBMITTED)

    def serve(self) -> int:
        """Until a signal comes."""
        self._scheduler.start()
        self._scheduler.add_job(
            self._look,
            IntervalTrigger(seconds=int(LOOK_SECONDS)),
            executor="look",
            next_run_time=datetime.now(UTC),
            id=".look",
            # One may be asked for while another is at work, and is to come after it.
            max_instances=2,
        )
        while not self._signals:
            os.read(self._waits_at, 1)
            if not self._signals:
                self._look_now()
        # Nothing new from here on: a run that was about to begin finds the event set.
        self._stopping.set()
        self._scheduler.pause()
        self._stop_children()
        # Not to be waited for here: the scheduler holds its lock while it waits, and a thread that plans wants that lock.
        self._scheduler.shutdown(wait=False)
        number = self._signals[0]
        self._say(f"stopped by {signal.Signals(number).name}; what is not done goes on with the next start")
        return 128 + number

    def take_signal(self, number: int, _: FrameType | None) -> None:
        """Called in the main thread, between any two of its steps: nothing but notes."""
        if number != signal.SIGHUP:
            self._signals.append(number)
        os.write(self._wakes, b"!")

    def _look_now(self) -> None:
        with suppress(JobLookupError):  # the scheduler has just been shut down
            self._scheduler.modify_job(".look", next_run_time=datetime.now(UTC))

    def _look(self) -> None:
        """Plans the next run of every site that is not at work."""
        now = datetime.now(UTC)
        for file in self._profiles:
            try:
                profile = load_profile(file)
                due = next_due(profile, self._data / profile.name, now)
            except (CrawlError, OSError) as error:
                self._complain(file, str(error))
                continue
            self._complain(file, "")
            if self._stopping.is_set():
                return
            self._plan(file, profile.name, due, now)

    def _complain(self, file: Path, fault: str) -> None:
        """Says what is wrong with a profile once, and not every minute; runs planned before stay planned."""
        if fault and self._faults.get(file) != fault:
            self._say(fault)
        self._faults[file] = fault

    def _plan(self, file: Path, name: str, due: Due | None, now: datetime) -> None:
        with self._lock:
            if name in self._under_way:
                return
        if due is None or due.at_work is not None:
            if self._scheduler.get_job(name) is not None:
                self._scheduler.remove_job(name)
            self._planned.pop(name, None)
            return
        at = max(due.at, now, self._not_before.get(name, now))
        if due.at > now and self._planned.get(name) != due.at:
            self._say(f"{name}: next run at {due.at:%Y-%m-%dT%H:%M:%SZ} ({due.why})")
        self._planned[name] = due.at
        self._scheduler.add_job(self._run, DateTrigger(at), args=(file, name), id=name, replace_existing=True)

    def _submitted(self, name: str) -> None:
        if name != ".look":
            with self._lock:
                self._under_way.add(name)

    def _run(self, file: Path, name: str) -> None:
        """One run in a process of its own; the thread waits for it."""
        command = [sys.executable, "-P", "-m", "jiaokan", "run", "--due", "--data", str(self._data)]
        command += [*self._options, str(file)]
        try:
            with self._lock:
                if self._stopping.is_set():
                    return
                # A session of its own: Ctrl-C in a terminal reaches this process alone, which stops the runs in order.
                child = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, start_new_session=True, env=_environment()
                )
                self._children[name] = child
            code = child.wait()
            if code:
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                self._say(f"{name}: the run {how}")
        finally:
            with self._lock:
                self._children.pop(name, None)
                self._under_way.discard(name)
            # A run that could not even begin is not tried again at once, and the next one is planned without delay.
            self._not_before[name] = datetime.now(UTC) + timedelta(seconds=LOOK_SECONDS)
            if not self._stopping.is_set():
                self._look_now()

    def _stop_children(self) -> None:
        with self._lock:
            children = dict(self._children)
        for name, child in children.items():
            self._say(f"{name}: telling the run at work (process {child.pid}) to save its state and stop")
            # Not the signal that came: who is started in the background by a shell may have been told to ignore SIGINT.
            child.send_signal(signal.SIGTERM)
        deadline = datetime.now(UTC) + timedelta(seconds=STOP_SECONDS)
        while any(child.poll() is None for child in children.values()):
            if len(self._signals) > 1 or datetime.now(UTC) >= deadline:
                _kill(children)
            time.sleep(0.05)


def _kill(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            # With the crawl and the workers that it started; each of these notices by itself as well.
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _environment() -> dict[str, Any]:
    root = str(Path(__file__).resolve().parent.parent)
    known = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(known)}
