"""Ends a crawl process that stands still, so that the next crawl goes on without the page that stopped it.

A parser or a regular expression may work on one page for hours and hold the interpreter all the while, so that no
thread of Python would notice. The timer of `faulthandler` needs no interpreter: it writes down where the process
stands and ends it at once. What was committed is kept, as after a kill.
"""

from __future__ import annotations

import faulthandler
import os
import time
from pathlib import Path
from typing import BinaryIO

STACK_FILE = "stalled.txt"
PAGE_FILE = "at-work"
_FEED_SECONDS = 0.5


class Watchdog:
    """Lets the process live as long as it is fed; `seconds` without ends it."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._fed = 0.0
        self._pages: list[str] = []
        self._stack: BinaryIO | None = None
        self._page: int | None = None

    def feed(self) -> None:
        """Says that the process is alive; the first call starts the timer."""
        at = time.monotonic()
        if at - self._fed < _FEED_SECONDS:
            return
        self._fed = at
        if self._stack is None:
            self._stack = (self._folder / STACK_FILE).open("wb")
            self._page = os.open(self._folder / PAGE_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._stack)

    def begins(self, url: str) -> None:
        """Writes down that a page is looked at."""
        self._pages.append(url)
        self._write()

    def ends(self, url: str) -> None:
        """Writes down that a page has been looked at."""
        self._pages.remove(url)
        self._write()

    def _write(self) -> None:
        if self._page is not None:
            # What stood there before and was longer begins behind the empty line.
            os.pwrite(self._page, "".join(f"{url}\n" for url in self._pages).encode() + b"\n", 0)

    def close(self) -> None:
        """Stops the timer."""
        if self._stack is not None:
            faulthandler.cancel_dump_traceback_later()
            self._stack.close()
            self._stack = None
        if self._page is not None:
            os.close(self._page)
            self._page = None
            forget_stall(self._folder)


def stalled(folder: Path) -> tuple[list[str], str] | None:
    """The pages that the last process in a folder stood still on, and where it stood; None where it did not."""
    try:
        stack = (folder / STACK_FILE).read_text(encoding="utf-8", errors="replace").strip()
        pages = (folder / PAGE_FILE).read_text(encoding="utf-8", errors="replace").split("\n\n", 1)[0]
    except OSError:
        return None
    # A process that was killed leaves the file behind, and nothing in it.
    return (pages.split(), stack) if stack else None


def forget_stall(folder: Path) -> None:
    """Removes what the last process in a folder has left."""
    for name in (STACK_FILE, PAGE_FILE):
        (folder / name).unlink(missing_ok=True)
