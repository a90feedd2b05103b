"""Where a crawl stands while it runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import msgspec

# How far the rate looks back: long enough for a number that can be read, short enough to show a site that got slow.
_LOOKS_BACK_SECONDS = 10.0


class Progress(msgspec.Struct, frozen=True):
    """Where a crawl stands: counts by the names of `CrawlSummary`'s fields, rows still queued, seconds.

    `rate` is in answers a second over the last ten seconds. `hosts` has for the busiest hosts how many pages were
    `fetched`, how many `errors` and `other` answers there were; `reasons` counts the errors by word.
    """

    counts: dict[str, int]
    queued: int
    seconds: float
    rate: float = 0.0
    hosts: dict[str, dict[str, int]] = {}
    reasons: dict[str, int] = {}

    @property
    def fetched(self) -> int:
        """Pages that came, or were said not to have changed."""
        return self.counts.get("fetched", 0) + self.counts.get("not_modified", 0)

    @property
    def errors(self) -> int:
        """Addresses that gave no page."""
        return sum(self.reasons.values())


class Pace:
    """Makes the rate of a crawl out of the counts that it tells."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque([(0.0, 0)])

    def progress(self, event: Mapping[str, Any]) -> Progress:
        """What an event of a crawl process says.

        >>> pace = Pace()
        >>> told = {"counts": {"requests": 30}, "queued": 2, "seconds": 15.0}
        >>> pace.progress(told).rate, pace.progress(told | {"counts": {"requests": 90}, "seconds": 20.0}).rate
        (2.0, 12.0)
        """
        seconds, requests = event["seconds"], event["counts"].get("requests", 0)
        self._seen.append((seconds, requests))
        while len(self._seen) > 2 and seconds - self._seen[0][0] > _LOOKS_BACK_SECONDS:
            self._seen.popleft()
        begin, before = self._seen[0]
        rate = (requests - before) / (seconds - begin) if seconds > begin else 0.0
        return Progress(
            event["counts"],
            event["queued"],
            seconds,
            round(rate, 2),
            event.get("hosts", {}),
            event.get("reasons", {}),
        )
