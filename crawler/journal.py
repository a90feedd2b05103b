"""The order that loses nothing: records appended, archive synced, then rows and offsets committed as one group.

A result is either committed with its links, its place in the archive and the archive's new end, or it never
happened: after a crash `State.recover` cuts what was appended and not committed, and the row is still queued.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from crawler.archive import ArchiveWriter, Exchange, Referred, sha1_base32
from crawler.rows import Fetched, Lease, Robots
from crawler.state import ARCHIVE_FOLDER, State, now

# Bounds of a group. A kill costs at most one group of refetches; one fsync and one commit cost a few milliseconds.
GROUP_SIZE = 16
GROUP_SECONDS = 0.05

# Names a point at which the process kills itself, for the tests of crash safety: "<point>:<n>" means the n-th time.
# At "stall" it stands still instead.
FAULT_VARIABLE = "JIAOKAN_CRAWL_FAULT"


class Journal:
    """Takes the results of fetches and commits them in groups."""

    def __init__(self, state: State, name: str, info: Sequence[tuple[str, str]]) -> None:
        self._state = state
        self._archive = ArchiveWriter(Path(state.folder) / ARCHIVE_FOLDER, name, info)
        self._results: list[Fetched] = []
        self._robots: list[Robots] = []
        self._oldest = 0.0
        self.fault = Fault.from_environment()

    def record(
        self, result: Fetched, exchange: Exchange | None = None, lease: Lease | None = None
    ) -> Fetched:
        """Appends an answer to the archive and keeps the result for the next group; the result as it is kept.

        An answer whose payload is the one archived before becomes a revisit record.
        """
        if exchange is not None:
            result = self._append(result, exchange, lease)
        self._keep()
        self._results.append(result)
        self._flush_when_full()
        return result

    def record_robots(self, answer: Robots, exchange: Exchange | None) -> None:
        """Archives an answer for a robots.txt and keeps it for the next group."""
        if exchange is not None:
            self._archive.append(exchange)
        self._keep()
        self._robots.append(answer)
        self._flush_when_full()

    @property
    def pending(self) -> bool:
        """Whether something waits to be committed."""
        return bool(self._results or self._robots)

    def flush_if_due(self) -> None:
        """Commits the group at hand when it has waited long enough."""
        if self.pending and time.monotonic() - self._oldest >= GROUP_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Commits the group at hand."""
        if not self.pending:
            return
        self.fault.reach("before-sync")
        lengths = self._archive.sync()
        self.fault.reach("before-commit")
        self._state.commit_group(self._results, lengths, self._robots)
        self._results, self._robots = [], []
        self.fault.reach("after-commit")

    def close(self) -> None:
        """Commits what is pending and closes the archive."""
        self.flush()
        self._archive.close()

    def _append(self, result: Fetched, exchange: Exchange, lease: Lease | None) -> Fetched:
        digest = sha1_base32(exchange.body)
        referred = _referred(exchange, digest, lease)
        place = self._archive.append(exchange, referred)
        self.fault.reach("after-append")
        result = msgspec.structs.replace(result, answer=place)
        if exchange.status != 200 or referred is not None or result.reason is not None:
            return result
        return msgspec.structs.replace(result, place=place, payload_digest=digest)

    def _keep(self) -> None:
        if not self.pending:
            self._oldest = time.monotonic()

    def _flush_when_full(self) -> None:
        if len(self._results) + len(self._robots) >= GROUP_SIZE:
            self.flush()
        else:
            self.flush_if_due()


class Fault:
    """A point at which the process is to kill itself; none in real life."""

    def __init__(self, point: str = "", countdown: int = 0) -> None:
        self._point = point
        self._countdown = countdown

    @classmethod
    def from_environment(cls) -> Fault:
        """The fault that the environment asks for."""
        point, _, countdown = os.environ.get(FAULT_VARIABLE, "").partition(":")
        return cls(point, int(countdown or 1))

    def reach(self, point: str) -> None:
        """Dies here if this is the point, and the last of its countdown."""
        if point == self._point:
            self._countdown -= 1
            if self._countdown == 0 and point == "stall":
                # Holds the interpreter, as a parser would that works on one page for hours.
                re.match(r"(?:a|a)*b", "a" * 64)
            elif self._countdown == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _referred(exchange: Exchange, digest: str, lease: Lease | None) -> Referred | None:
    if (
        lease is None
        or lease.payload_digest is None
        or lease.payload_url is None
        or lease.payload_date is None
    ):
        return None
    if exchange.status == 304 or (exchange.status == 200 and digest == lease.payload_digest):
        return Referred(lease.payload_url, lease.payload_date, lease.payload_digest)
    return None


def failed(
    lease: Lease, reason: str, detail: str, status: int | None = None, *, asked: bool = True
) -> Fetched:
    """The result of a lease that gave no page."""
    return Fetched(
        url=lease.url, role=lease.role, at=now(), status=status, reason=reason, detail=detail, asked=asked
    )
