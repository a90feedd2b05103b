"""How long to wait between two requests to a host: what profile and robots.txt say, and how fast the host answers."""

from __future__ import annotations

# Answers by which a host says that it has too much to do.
OVERLOADED = frozenset({429, 503})


class Throttle:
    """Waits by host, in seconds.

    A host that takes long to answer is asked less often: the wait moves towards its latency, between `floor` and
    `ceiling`. Answers that say "too much" double it, and only good answers shorten it: errors are often quick. With
    `floor` 0 nothing adapts: the profile asks for no wait.

    >>> throttle = Throttle(floor=1.0, ceiling=30.0)
    >>> throttle.answered("a.org", latency=8.0, status=200); throttle.wait("a.org"), throttle.wait("b.org")
    (8.0, 1.0)
    >>> throttle.answered("a.org", latency=0.2, status=200); throttle.wait("a.org")
    4.1
    >>> throttle.answered("a.org", latency=0.1, status=503); throttle.wait("a.org")
    8.2
    """

    def __init__(self, floor: float, ceiling: float) -> None:
        self._floor = floor
        self._ceiling = max(floor, ceiling)
        self._asked: dict[str, float] = {}
        self._adapted: dict[str, float] = {}

    def robots_ask(self, host: str, seconds: float | None) -> None:
        """Takes the crawl-delay of a robots.txt; None where it has none."""
        self._asked[host] = seconds or 0.0

    def answered(self, host: str, latency: float, status: int | None) -> None:
        """Takes an answer: seconds until its headers came, and its status (None where it never came)."""
        if not self._floor:
            return
        before = self._adapted.get(host, self._floor)
        if status in OVERLOADED:
            after = max(2 * before, latency)
        elif status is not None and (status < 400 or status in {404, 410}):
            after = max(latency, (before + latency) / 2)
        else:
            after = max(latency, before)
        self._adapted[host] = min(max(after, self._floor), self._ceiling)

    def wait(self, host: str) -> float:
        """Seconds between two requests to a host."""
        return max(self._floor, self._asked.get(host, 0.0), self._adapted.get(host, 0.0))
