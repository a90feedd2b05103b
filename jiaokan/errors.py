"""What the front door itself can refuse; each message says what to do next."""

from __future__ import annotations


class JiaokanError(Exception):
    """Base of the errors of the front door. `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(JiaokanError):
    """The call or its input cannot be worked with."""

    exit_code = 2


class ReaderError(JiaokanError):
    """The class that a profile names for reading its pages cannot be loaded, or is no longer the one that was."""

    exit_code = 2


class RunInterrupted(JiaokanError):
    """The run was stopped by a signal; its state is saved."""

    def __init__(self, message: str, signal: int | None = None) -> None:
        super().__init__(message)
        self.signal = signal or 2
        self.exit_code = 128 + self.signal


class CrawlPaused(JiaokanError):
    """The hours in which the site may be fetched are over; what was fetched is saved, and the next run goes on."""

    exit_code = 0


class AlreadyRun(JiaokanError):
    """What was due has been done by another run in the meantime."""

    exit_code = 0
