"""What can go wrong while fetching. Every message says what was found, where, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class CrawlError(Exception):
    """Root of all errors of this package."""


class ProfileError(CrawlError):
    """A site profile that cannot be used; `faults` holds every fault found, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class ArchiveError(CrawlError):
    """An archive file that cannot be read or written at `offset` (None where no offset is known)."""

    def __init__(self, message: str, path: Path, offset: int | None = None) -> None:
        self.path = path
        self.offset = offset
        super().__init__(message)


class StateError(CrawlError):
    """A crawl state that cannot be opened, or that contradicts the archive beside it."""


class LockHeld(CrawlError):
    """Another process works on this folder: `pid` of its holder and `since` when (ISO 8601), where known."""

    def __init__(self, path: Path, pid: int | None, since: str | None) -> None:
        self.path = path
        self.pid = pid
        self.since = since
        who = f"process {pid}" if pid is not None else "another process"
        when = f" since {since}" if since else ""
        super().__init__(
            f"{path}: {who} has been working here{when}; wait until it ends, or stop it, then try again"
        )


class ChildDied(CrawlError):
    """The crawling process ended without a summary; `log_tail` holds the last lines of its log."""

    def __init__(self, message: str, log_tail: str) -> None:
        self.log_tail = log_tail
        super().__init__(message)


class BodyTooLarge(CrawlError):
    """A body that is larger, once its content encoding is undone, than the cap allows."""


class DecompressionBomb(BodyTooLarge):
    """A small body that grows beyond all measure once its content encoding is undone."""


class UndecodableBody(CrawlError):
    """A body whose content encoding is broken or unknown."""
