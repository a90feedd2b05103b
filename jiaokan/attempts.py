"""What is written down of every run of a site, so that one that dies is known to have died: `attempts.jsonl`.

A line when a run begins, a line when it ends, each synced to disk. A beginning without an end whose process no longer
holds the lock of the folder has died; the next run writes that down and goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from crawler.errors import LockHeld
from crawler.lock import hold, holder
from jiaokan.errors import CrawlPaused, JiaokanError, RunInterrupted

FILE = "attempts.jsonl"
# More than a hundred runs; who asks every minute must not read the history of years.
_TAIL = 65_536

How = Literal["running", "finished", "below_floor", "failed", "interrupted", "paused", "refused", "died"]
ENDED_WELL = frozenset({"finished", "below_floor"})
UNFINISHED = frozenset({"died", "interrupted", "paused", "refused"})


class Attempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One run of a site: when it began, as which process, of which profile, and what became of it.

    `outcome` is running, finished, below_floor, failed, interrupted (by a signal), paused (the hours of the site were
    over), refused (the crawl of a run that was killed had not ended yet) or died (it ended without saying so; `ended` is then when that was noticed). Times are ISO 8601 in UTC.
    """

    started: str
    pid: int
    profile: str = ""
    scheduled: bool = False
    ended: str | None = None
    outcome: How = "running"
    exit_code: int | None = None
    run: str | None = None
    message: str | None = None
    counts: dict[str, int] = {}

    @property
    def began(self) -> datetime:
        return datetime.fromisoformat(self.started)


class Record:
    """What a run can say of itself while it is at work; it is written down when the run ends."""

    def __init__(self) -> None:
        self.outcome: How = "finished"
        self.exit_code = 0
        self.run: str | None = None
        self.counts: Mapping[str, int] = {}


@contextmanager
def written_down(folder: Path, profile: Path, *, scheduled: bool) -> Iterator[Record]:
    """Writes down that a run begins and how it ends; the caller holds the lock of the folder.

    A run before it that has died gets its end first. What is raised passes through.
    """
    with hold(folder):
        for dead in _left_open(read_attempts(folder)):
            _append(folder, msgspec.structs.replace(dead, outcome="died", ended=_now()))
        begun = Attempt(started=_now(), pid=os.getpid(), profile=str(profile.absolute()), scheduled=scheduled)
        _append(folder, begun)
        record = Record()
        try:
            yield record
        except BaseException as error:
            outcome, code = _outcome_of(error)
            ended = msgspec.structs.replace(
                begun,
                ended=_now(),
                outcome=outcome,
                exit_code=code,
                message=" ".join(str(error).split())[:500] or type(error).__name__,
                counts=dict(record.counts),
            )
            # On a full disk what is told is why the run failed, and it is taken for one that died.
            with suppress(OSError):
                _append(folder, ended)
            raise
        _append(
            folder,
            msgspec.structs.replace(
                begun,
                ended=_now(),
                outcome=record.outcome,
                exit_code=record.exit_code,
                run=record.run,
                counts=dict(record.counts),
            ),
        )


def read_attempts(folder: Path) -> list[Attempt]:
    """The latest runs of a site, the oldest first; one that has no end yet is "running", whether it still is or not."""
    path = folder / FILE
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _TAIL))
            lines = stream.read().split(b"\n")
    except FileNotFoundError:
        return []
    known: dict[tuple[str, int], Attempt] = {}
    for line in lines:
        try:
            attempt = msgspec.json.decode(line, type=Attempt)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # Torn when the machine lost power, or cut in two by the bound.
            continue
        known[attempt.started, attempt.pid] = attempt
    return list(known.values())


def current_attempts(folder: Path) -> list[Attempt]:
    """The latest runs of a site as they stand now: one without an end that is not at work any more has died."""
    attempts = read_attempts(folder)
    working = holder(folder) if _left_open(attempts) else None
    alive = working.pid if working is not None else None
    if working is not None and alive is None:
        # The lock is taken and not yet signed: whose it is shows in a moment.
        return attempts
    return [
        msgspec.structs.replace(attempt, outcome="died")
        if attempt.outcome == "running" and attempt.pid != alive
        else attempt
        for attempt in attempts
    ]


def _left_open(attempts: list[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if attempt.outcome == "running"]


def _outcome_of(error: BaseException) -> tuple[How, int]:
    if isinstance(error, CrawlPaused):
        return "paused", 0
    if isinstance(error, LockHeld):
        # The lock of the folder is ours, that of the crawl state is not: soon it will be free.
        return "refused", 4
    if isinstance(error, RunInterrupted):
        return "interrupted", error.exit_code
    if isinstance(error, JiaokanError):
        return "failed", error.exit_code
    if isinstance(error, Exception):
        return "failed", 1
    # Ctrl-C and SIGTERM unwind as exceptions that are no errors.
    return "interrupted", 130 if isinstance(error, KeyboardInterrupt) else 143


def _append(folder: Path, attempt: Attempt) -> None:
    path = folder / FILE
    line = msgspec.json.encode(attempt) + b"\n"
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        while line:
            line = line[os.write(descriptor, line) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
