"""How a run tells what it does: bars and sentences for a person, or JSON lines for a program."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from crawler.progress import Progress as CrawlProgress
    from jiaokan.telling import LogFormat, Telling

# A log is read later: a line every ten seconds shows where a crawl got slow, one every half second fills the disk.
EVENT_SECONDS = 10.0

log_format = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    is_eager=True,
    help="What stderr and the log of the crawl are written as; json is an object a line.",
    callback=lambda _context, _option, value: _chosen(value),
)


class JsonLines(io.TextIOBase):
    """A stream for text whose lines come out as JSON objects; `event` writes one with fields of its own."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line = ""

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            if line:
                self.event("message", message=line, level="error" if line.startswith("jiaokan: ") else "info")
        return len(text)

    def event(self, name: str, *, level: str = "info", **fields: Any) -> None:
        """Writes one object: `time` (UTC), `level`, `event` and the fields."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {"time": now, "level": level, "event": name, **fields}
        self._stream.write(json.dumps(told, ensure_ascii=False) + "\n")
        self._stream.flush()

    def flush(self) -> None:
        self._stream.flush()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._stream.fileno()


def _chosen(value: str) -> str:
    """From here on everything on stderr is JSON, errors and warnings of libraries as well; `main` undoes it."""
    if value == "json" and not isinstance(sys.stderr, JsonLines):
        sys.stderr = JsonLines(sys.stderr)
    return value


@contextmanager
def telling(log_format: LogFormat, profile: str) -> Iterator[Telling]:
    """Whom a run of a profile tells how it gets on."""
    from jiaokan.cli import explained
    from jiaokan.cli.terminal import progress_bars
    from jiaokan.telling import Telling

    if isinstance(sys.stderr, JsonLines):
        event = sys.stderr.event
        yield Telling(_stages(event, profile), explained, _crawl(event, profile), log_format)
        return
    with progress_bars() as bars:
        yield Telling(bars, explained, bars.watch, log_format)


def tell_event(name: str, **fields: Any) -> bool:
    """Writes an event where JSON is wanted; whether it was."""
    if not isinstance(sys.stderr, JsonLines):
        return False
    sys.stderr.event(name, **fields)
    return True


def _stages(event: Callable[..., None], profile: str) -> Callable[[str, int, int], None]:
    def stage(name: str, done: int, total: int, /) -> None:
        if name != "crawl" and done == total:
            event("stage", profile=profile, stage=name, done=done)

    return stage


def _crawl(event: Callable[..., None], profile: str) -> Callable[[CrawlProgress], None]:
    told = -EVENT_SECONDS

    def watch(seen: CrawlProgress) -> None:
        nonlocal told
        if time.monotonic() - told < EVENT_SECONDS:
            return
        told = time.monotonic()
        event(
            "progress",
            profile=profile,
            fetched=seen.fetched,
            queued=seen.queued,
            errors=seen.errors,
            rate=seen.rate,
            seconds=seen.seconds,
            hosts=seen.hosts,
            reasons=seen.reasons,
        )

    return watch
