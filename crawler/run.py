"""Runs a crawl in a process of its own and gives its verdict. A reactor starts only once in a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from crawler.errors import ChildDied, CrawlError, LockHeld
from crawler.lock import hold
from crawler.profile import Profile, load_profile, profile_digest
from crawler.progress import Pace, Progress
from crawler.rows import StartOutcome
from crawler.state import STATE_FILE, State
from crawler.urls import normalise_url, same_site

# The child gives requests under way 3 s; whoever waits longer for it waits for something that hangs.
STOP_SECONDS = 6.0
_LOG_TAIL = 20
_ADDED = (
    *("seconds", "requests", "bytes", "fetched", "not_modified", "redirects", "new", "changed", "unchanged"),
    *("gone", "failed", "robots_refused", "retries"),
)
_NOTHING_TOLD: dict[str, Any] = {"counts": {}, "reasons": {}, "queued": 0, "seconds": 0.0}


class CrawlSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a crawl, from what was committed.

    `fetched` counts bodies that came, `not_modified` answers 304, `new`, `changed` and `unchanged` the articles
    among the bodies, `gone` pages that are no more, `robots_refused` and `failed` addresses without a page (for
    `failed` the `reasons` say why, counted by word). `unreachable` holds what each start page answered when none
    gave a page, else nothing. `due` is filled by a dry run only. `outcome` is finished, interrupted, paused
    (the hours of the site were over) or failed (`error` then says why); `signal` is the number of the signal that interrupted it.
    """

    profile: str
    folder: str
    outcome: str = "finished"
    error: str | None = None
    interrupted: bool = False
    signal: int | None = None
    seconds: float = 0.0
    requests: int = 0
    bytes: int = 0
    fetched: int = 0
    not_modified: int = 0
    redirects: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    robots_refused: int = 0
    retries: int = 0
    queued: int = 0
    reasons: dict[str, int] = {}
    unreachable: tuple[StartOutcome, ...] = ()
    due: tuple[str, ...] = ()
    log: str | None = None

    @property
    def paused(self) -> bool:
        """Whether the crawl stopped because the hours were over in which its site may be fetched."""
        return self.outcome == "paused"

    def after(self, earlier: CrawlSummary) -> CrawlSummary:
        """This crawl and the one that it resumed, taken as one."""
        added = {name: getattr(self, name) + getattr(earlier, name) for name in _ADDED}
        reasons = dict(Counter(self.reasons) + Counter(earlier.reasons))
        return msgspec.structs.replace(self, **added, reasons=reasons)

    @property
    def broken(self) -> str | None:
        """What to say where pages broke the crawler itself; None where none did."""
        pages = self.reasons.get("internal_error", 0)
        if not pages:
            return None
        return (
            f"{self.profile}: the crawler itself broke on {pages} pages (internal_error), which is a fault of jiaokan; "
            f"they will be asked for again by the next crawl. The log says where: {self._log}"
        )

    @property
    def failure(self) -> str | None:
        """Why this crawl counts as failed though it came to its end, and what to try; None where it does not."""
        refused = self.failed + self.robots_refused
        if self.broken is None and refused and not (self.fetched or self.not_modified or self.redirects):
            reasons = ", ".join(f"{name} {count}" for name, count in sorted(self.reasons.items()))
            return (
                f"{self.profile}: none of the {refused} pages that were asked for could be fetched ({reasons}); "
                f"check the addresses and the network, then run again (log: {self._log})"
            )
        return self.broken

    @property
    def _log(self) -> str:
        return self.log or str(Path(self.folder) / "logs")


def crawl(
    profile: Path | str,
    folder: Path | str,
    *,
    urls: Sequence[str] | None = None,
    dry_run: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    environment: Mapping[str, str] | None = None,
    log_format: Literal["text", "json"] = "text",
) -> CrawlSummary:
    """Crawls the site of a profile file into the profile's folder (`data/<name>`), under its lock.

    `urls` restricts the crawl to these addresses. A dry run touches neither network nor folder: it lists what the
    state says is due, or the start pages where there is no state yet. The log is written as text or as JSON lines. A signal to stop (Ctrl-C, SIGTERM) is passed
    on; the state is saved and the summary says `interrupted`.

    Raises ProfileError, LockHeld, StateError, CrawlError for `urls` outside the site, and ChildDied when the crawl
    process ended without a summary.
    """
    profile, folder = Path(profile), Path(folder)
    loaded = load_profile(profile)
    urls = _checked(loaded, urls) if urls is not None else None
    if dry_run:
        return CrawlSummary(profile=loaded.name, folder=str(folder), due=tuple(_due(loaded, folder, urls)))
    with hold(folder):
        log = _log_file(folder)
        end = _run_child(
            _command(profile, folder, log, urls, log_format), log, on_progress, environment or {}
        )
        return _summary(loaded, folder, log, end, asks_starts=urls is None)


def unpublished_crawl(
    profile: Profile, folder: Path, *, younger_than: timedelta
) -> tuple[CrawlSummary, str] | None:
    """The last full crawl and when it ended, if it came to its end and no run has taken its pages yet.

    None as well where it ended longer ago, worked by another profile, or counts as failed: then only another crawl
    can help.
    """
    if not (folder / STATE_FILE).is_file():
        return None
    with State.open(folder, read_only=True) as state:
        last = next((row for row in reversed(state.history()) if row.mode == "full"), None)
        if (
            last is None
            or last.outcome != "finished"
            or last.ended is None
            or last.published is not None
            or last.profile_digest != profile_digest(profile)
        ):
            return None
        begun, ended = datetime.fromisoformat(last.started), datetime.fromisoformat(last.ended)
        starts, queued = state.starts(), state.queued()
    if not any(start.answered for start in starts) or datetime.now(UTC) - ended > younger_than:
        return None
    summary = CrawlSummary(
        profile=profile.name,
        folder=str(folder),
        seconds=round((ended - begun).total_seconds(), 3),
        queued=queued,
        reasons=last.reasons,
        **_known(last.counts),
    )
    return None if summary.failure is not None else (summary, last.ended)


def _known(counts: Mapping[str, int]) -> dict[str, Any]:
    return {name: counts[name] for name in CrawlSummary.__struct_fields__ if name in counts}


def _checked(profile: Profile, urls: Sequence[str]) -> list[str]:
    """The addresses, normalised; only sites of the profile, whose contact speaks for no other."""
    checked = []
    for url in urls:
        try:
            normal = normalise_url(url)
        except ValueError as error:
            raise CrawlError(f"{error}; give the whole address") from None
        if not any(same_site(start.url, normal) for start in profile.start):
            raise CrawlError(
                f"{normal} lies outside the site of profile {profile.name!r}; use a profile for that site"
            )
        checked.append(normal)
    return checked


def _due(profile: Profile, folder: Path, urls: Sequence[str] | None) -> list[str]:
    if urls is not None:
        return list(urls)
    starts = [start.url for start in profile.start]
    if not (folder / STATE_FILE).is_file():
        return starts[: profile.max_pages]
    with State.open(folder, read_only=True) as state:
        known = [link.url for link in state.due()]
    return [*(url for url in starts if url not in set(known)), *known][: profile.max_pages]


def _log_file(folder: Path) -> Path:
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    return logs / f"crawl-{datetime.now(UTC):%Y%m%d%H%M%S%f}.log"


def _command(
    profile: Path, folder: Path, log: Path, urls: Sequence[str] | None, log_format: str
) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "crawler",
        "--profile",
        str(profile),
        "--folder",
        str(folder),
        "--log",
        str(log),
        "--log-format",
        log_format,
    ]
    for url in urls or ():
        command += ["--url", url]
    return command


def _run_child(
    command: list[str], log: Path, on_progress: Callable[[Progress], None] | None, extra: Mapping[str, str]
) -> dict[str, Any]:
    """The last event of the child; its output is read to the end whatever happens to this process."""
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, **extra}
    environment["PYTHONPATH"] = os.pathsep.join([root, *filter(None, [environment.get("PYTHONPATH")])])
    errors: list[bytes] = []
    last: dict[str, Any] = {}
    pace = Pace()
    with _passing_signals_on() as relay:
        # A session of its own: Ctrl-C in a terminal reaches this process alone, which passes it on once.
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, start_new_session=True
        )
        relay.watch(child)
        assert child.stdout is not None
        assert child.stderr is not None
        reader = threading.Thread(
            target=lambda: errors.append(child.stderr.read() if child.stderr else b""), daemon=True
        )
        reader.start()
        for line in child.stdout:
            event = json.loads(line)
            if event["event"] == "progress" and on_progress is not None:
                on_progress(pace.progress(event))
            last = event
        child.wait()
    passed_on = relay.passed_on
    reader.join()
    if passed_on and (last.get("event") not in {"end", "refused"} or last.get("outcome") == "paused"):
        # Stopped before it could set its own handlers, or killed because it hung; commits are safe either way.
        return {
            **_NOTHING_TOLD,
            **last,
            "event": "end",
            "outcome": "interrupted",
            "signal": passed_on[0],
            "error": None,
        }
    if last.get("event") not in {"end", "refused"}:
        raise _died(child.returncode, log, b"".join(errors))
    return last


class _Relay:
    """Passes signals on to a child, those that came before it was there as well; one that hangs is killed."""

    def __init__(self) -> None:
        self.passed_on: list[int] = []
        self.child: subprocess.Popen[bytes] | None = None
        self._killer: threading.Timer | None = None

    def watch(self, child: subprocess.Popen[bytes]) -> None:
        """Name the child."""
        self.child = child
        for number in self.passed_on:
            self._send(number)

    def take(self, number: int, _: object = None) -> None:
        """Take a signal."""
        self.passed_on.append(number)
        self._send(number)

    def close(self) -> None:
        """Make sure that the child has ended."""
        if self._killer is not None:
            self._killer.cancel()
        if self.child is not None:
            _make_sure_it_ended(self.child)

    def _send(self, number: int) -> None:
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.send_signal(number)
        if self._killer is None:
            self._killer = threading.Timer(STOP_SECONDS, self.child.kill)
            self._killer.daemon = True
            self._killer.start()


@contextmanager
def _passing_signals_on() -> Iterator[_Relay]:
    """SIGINT and SIGTERM to this process stop the child that the relay watches, which then ends by itself.

    They are caught before there is a child: one that comes in between would end this process and leave the child alone.
    """
    relay = _Relay()
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.signal(number, relay.take) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield relay
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        relay.close()


def _make_sure_it_ended(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _died(code: int, log: Path, errors: bytes) -> ChildDied:
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    tail = "\n".join(
        [*_tail(log), *errors.decode("utf-8", "replace").strip().split("\n")][-_LOG_TAIL:]
    ).strip()
    return ChildDied(
        f"the crawl process {how} before it was done; what it had committed is kept, so run again to go on "
        f"(its log: {log})",
        tail,
    )


def _tail(log: Path) -> list[str]:
    try:
        return log.read_text(encoding="utf-8", errors="replace").strip().split("\n")[-_LOG_TAIL:]
    except OSError:
        return []


def _summary(
    profile: Profile, folder: Path, log: Path, end: dict[str, Any], *, asks_starts: bool
) -> CrawlSummary:
    if end["event"] == "refused":
        if end["locked"]:
            raise LockHeld(folder / "state.lock", end["pid"], end["since"])
        raise CrawlError(end["error"])
    starts = _starts(folder) if asks_starts and end["outcome"] == "finished" else []
    none_answered = bool(starts) and not any(start.answered for start in starts)
    return CrawlSummary(
        profile=profile.name,
        folder=str(folder),
        outcome=end["outcome"],
        error=end["error"],
        interrupted=end["outcome"] == "interrupted",
        signal=end["signal"],
        seconds=end["seconds"],
        queued=end["queued"],
        reasons=end["reasons"],
        unreachable=tuple(starts) if none_answered else (),
        log=str(log),
        **_known(end["counts"]),
    )


def _starts(folder: Path) -> list[StartOutcome]:
    with State.open(folder, read_only=True) as state:
        return state.starts()
