"""What to fetch next: leases from the state, held back by robots.txt, parked hosts and the budget of the crawl."""

from __future__ import annotations

import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from crawler.journal import Journal, failed
from crawler.robots import Rules, robots_url, rules_of
from crawler.rows import SIDE_LOOKS, Fetched, Lease, Robots
from crawler.state import State
from crawler.urls import origin_of

# RFC 9309: a robots.txt is not to be used for more than a day, unless it cannot be read anew.
ROBOTS_SECONDS = 86_400.0
# After this long a robots.txt that has run out and could not be read anew is asked for once more.
ROBOTS_AGAIN_SECONDS = 3_600.0
# Tasks that are put off, in windows: while a host rests, its queue stays in the state and not in memory.
_PUT_OFF_WINDOWS = 4


class RobotsTask(msgspec.Struct, frozen=True):
    """A robots.txt to be fetched: `origin` is whom it speaks for, `url` where it is after `hops` redirects."""

    origin: str
    url: str
    hops: int = 0
    failures: int = 0


Task = Lease | RobotsTask


class Frontier:
    """Gives tasks until the crawl has nothing left to do. One task is out until it is settled or retried."""

    def __init__(
        self,
        state: State,
        journal: Journal,
        agent: str,
        budget: int,
        window: int,
        only: Sequence[str] | None = None,
        refusal: Callable[[Lease], tuple[str, str] | None] = lambda _: None,
        on_refused: Callable[[Fetched], None] = lambda _: None,
        on_unasked: Callable[[Lease], None] = lambda _: None,
    ) -> None:
        self._state = state
        self._journal = journal
        self._agent = agent
        self._budget = budget
        self._window_size = window
        self._only = list(only) if only is not None else None
        self._refusal = refusal
        self._on_refused = on_refused
        self._on_unasked = on_unasked
        self._window: deque[Lease] = deque()
        self._waiting: dict[str, list[Lease]] = {}
        self._rules: dict[str, Rules] = {}
        self._expiry: dict[str, float] = {}
        self._later: list[tuple[float, int, Task]] = []
        self._parked: dict[str, float] = {}
        self._order = itertools.count()
        self._stopped = False
        for answer in state.robots_of_sweep():
            # Only answers outlive a crash: a robots.txt that could not be read is asked for again.
            if answer.status is not None and answer.status < 500:
                age = (datetime.now(UTC) - datetime.fromisoformat(answer.at)).total_seconds()
                if age < ROBOTS_SECONDS:
                    self._keep(answer.origin, rules_of(answer), ROBOTS_SECONDS - max(0.0, age))

    def next_task(self) -> Task | None:
        """The next thing to fetch, or None while there is none."""
        while not self._stopped:
            task = self._take()
            if task is None:
                return None
            origin = origin_of(task.url)
            wait = self._parked.get(origin, 0.0) - time.monotonic()
            rules = None if isinstance(task, RobotsTask) else self._rules_now(origin)
            verdict = "allowed" if rules is None else rules.verdict(task.url, self._agent)
            if rules is not None and verdict != "allowed":
                assert isinstance(task, Lease)
                detail = rules.detail if verdict == "unknown" else f"{rules.detail} does not allow it"
                self._refuse(task, rules.reason, detail)
            elif wait > 0:
                self.retry(task, wait)
            elif isinstance(task, Lease) and rules is not None and (refused := self._refusal(task)):
                self._refuse(task, *refused)
            elif isinstance(task, RobotsTask) or rules is not None:
                return task
            else:
                waiting = self._waiting.setdefault(origin, [])
                waiting.append(task)
                if len(waiting) == 1:
                    return RobotsTask(origin, robots_url(task.url))
        return None

    def settle_robots(self, answer: Robots) -> Rules:
        """Takes the answer for an origin's robots.txt; the rows that waited for it go on."""
        rules, before = rules_of(answer), self._rules.get(answer.origin)
        if not rules.reachable and before is not None and before.reachable:
            rules = before
            self._keep(answer.origin, rules, ROBOTS_AGAIN_SECONDS)
        else:
            self._keep(answer.origin, rules, ROBOTS_SECONDS)
        self._window.extendleft(reversed(self._waiting.pop(answer.origin, [])))
        return rules

    def known_rules(self) -> list[tuple[str, Rules]]:
        """The rules at hand, by origin."""
        return list(self._rules.items())

    def retry(self, task: Task, seconds: float) -> None:
        """Gives a task again after some seconds."""
        heapq.heappush(self._later, (time.monotonic() + seconds, next(self._order), task))

    def park(self, url: str, seconds: float) -> None:
        """Asks nothing of a host for some seconds."""
        until = time.monotonic() + seconds
        origin = origin_of(url)
        self._parked[origin] = max(until, self._parked.get(origin, 0.0))

    def seconds_to_next(self) -> float | None:
        """How long until a task that was put off is due; None where there is none."""
        return max(0.0, self._later[0][0] - time.monotonic()) if self._later else None

    def allow(self, url: str) -> None:
        """Adds an address to those a restricted crawl may fetch: where a redirect led."""
        if self._only is not None:
            self._only.append(url)

    @property
    def idle(self) -> bool:
        """Whether nothing is held here that could still become a task."""
        return self._stopped or not (self._window or self._waiting or self._later or self._journal.pending)

    def stop(self) -> None:
        """Gives no more tasks and puts every unused lease back into the queue."""
        self._stopped = True
        held = [*self._window, *itertools.chain(*self._waiting.values())]
        held += [task for _, _, task in self._later if isinstance(task, Lease)]
        self._state.release(lease.url for lease in held)
        self._window.clear()
        self._waiting.clear()
        self._later.clear()

    def _keep(self, origin: str, rules: Rules, seconds: float) -> None:
        self._rules[origin] = rules
        self._expiry[origin] = time.monotonic() + seconds

    def _rules_now(self, origin: str) -> Rules | None:
        """The rules of an origin; None where they have to be asked for, or asked for anew."""
        return self._rules.get(origin) if self._expiry.get(origin, 0.0) > time.monotonic() else None

    def _take(self) -> Task | None:
        if self._later and self._later[0][0] <= time.monotonic():
            return heapq.heappop(self._later)[2]
        if not self._window and len(self._later) < _PUT_OFF_WINDOWS * self._window_size:
            self._refill()
        return self._window.popleft() if self._window else None

    def _refill(self) -> None:
        wanted = min(self._window_size, self._budget)
        if wanted <= 0:
            self._journal.flush()
            return
        leases = self._state.lease(wanted, self._only)
        if not leases and self._journal.pending:
            # The pages at hand may have brought links; waiting for the group to fill would starve the crawl.
            self._journal.flush()
            leases = self._state.lease(wanted, self._only)
        self._budget -= len(leases)
        self._window.extend(leases)

    def _refuse(self, lease: Lease, reason: str, detail: str) -> None:
        if lease.purpose in SIDE_LOOKS:
            self._on_unasked(lease)
            return
        self._on_refused(self._journal.record(failed(lease, reason, detail, asked=False)))
        self._budget += 1
