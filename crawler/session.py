"""One crawl at work: its state, journal and frontier, and the counts that make its verdict. Knows no Scrapy."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from crawler.agent import PRODUCT, software_version, user_agent
from crawler.archive import Exchange
from crawler.frontier import RETRY_AFTER_CAP, Frontier, RobotsTask
from crawler.journal import Journal, failed
from crawler.judge import TRANSIENT, Judge, headers_of, retry_after
from crawler.profile import Profile, Start, profile_digest, profile_roles
from crawler.robots import REDIRECT_CAP, SIZE_CAP, Rules
from crawler.rows import Fetched, Lease, Link, Robots, Role
from crawler.state import PRIORITY_LISTS, State, now
from crawler.tally import Tally
from crawler.traps import Kind, Page, Patterns, pattern_of, shows_a_trap
from crawler.urls import join_url, normalise_url, site_of

logger = logging.getLogger(__name__)

# Waits before further attempts double from here: long enough for a hiccup, short enough for a crawl of minutes.
FIRST_RETRY_SECONDS = 0.5


class Session:
    """Opens the folder of a profile, repairs what a crash left, and takes the answers of a crawl until it ends."""

    def __init__(self, profile: Profile, folder: Path, urls: Sequence[str] | None = None) -> None:
        self.profile = profile
        self.user_agent = user_agent(profile)
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.tally = Tally()
        self.state = State.open(folder)
        self.recovered = self.state.recover()
        only = [normalise_url(url) for url in urls] if urls is not None else None
        self._restricted = only is not None
        digest = profile_digest(profile)
        self._crawl = self.state.begin_crawl(digest, "full" if only is None else "some")
        self.state.set_starts([_start_link(start) for start in profile.start])
        self.state.follow(profile_roles(profile))
        if only is not None:
            self.state.add_many(Link(url, "article", priority=PRIORITY_LISTS) for url in only)
            self.state.make_due(only)
        self.journal = Journal(self.state, profile.name, self._warcinfo(digest))
        settled = self.state.answered_in_sweep() if only is None else 0
        self.frontier = Frontier(
            self.state,
            self.journal,
            PRODUCT,
            max(0, profile.max_pages - settled),
            2 * profile.concurrency,
            only,
            self._refusal,
            self._count,
        )
        self._patterns = Patterns(_named_by(profile), profile.max_per_pattern)
        self._asked_of: Counter[str] = Counter()
        self._sites = frozenset(site_of(start.url) for start in profile.start)
        self._judge = Judge(profile)
        self._started = time.monotonic()
        self._open = True

    def answered(self, lease: Lease, exchange: Exchange) -> None:
        """Takes the answer to a lease."""
        self.counts["requests"] += 1
        self.counts["bytes"] += len(exchange.body)
        if exchange.status in TRANSIENT and self._try_again(lease, exchange):
            return
        result = self._without_traps(lease, self._judge.result_of(lease, exchange))
        for link in result.links:
            if link.hops:
                self.frontier.allow(link.url)
        stored = exchange if result.reason != "noindex" else None
        self._count(self.journal.record(result, stored, lease))

    def failed(self, lease: Lease, reason: str, detail: str, *, transient: bool = False) -> None:
        """Takes the news that a lease got no answer."""
        self.counts["requests"] += 1
        if transient and lease.failures < self.profile.retries:
            self._retry(lease)
        else:
            self._count(self.journal.record(failed(lease, reason, detail)))

    def robots_answered(self, task: RobotsTask, exchange: Exchange) -> Rules | None:
        """Takes the answer for a robots.txt; its rules, or None where a redirect or another attempt comes first."""
        if 300 <= exchange.status < 400 and task.hops < REDIRECT_CAP:
            location = headers_of(exchange).get("location", "")
            target = join_url(task.url, location) if location else None
            if target is not None:
                self.frontier.retry(RobotsTask(task.origin, target, task.hops + 1), 0.0)
                return None
        if exchange.status >= 500 and task.failures < self.profile.retries:
            self._retry(task)
            return None
        answer = Robots(task.origin, exchange.status, exchange.body[:SIZE_CAP], now())
        self.journal.record_robots(answer, exchange)
        rules = self.frontier.settle_robots(answer)
        if self.profile.sitemaps == "robots" and not self._restricted:
            self.state.add_many(self._sitemaps_of(rules, task.url))
        return rules

    def robots_failed(self, task: RobotsTask, reason: str, detail: str, *, transient: bool = False) -> None:
        """Takes the news that a robots.txt could not be fetched."""
        if transient and task.failures < self.profile.retries:
            self._retry(task)
            return
        answer = Robots(task.origin, None, b"", now(), reason, detail)
        self.journal.record_robots(answer, None)
        self.frontier.settle_robots(answer)

    def finish(self, outcome: str) -> None:
        """Commits everything, writes down how the crawl ended and lets go of the folder; a second call does nothing."""
        if not self._open:
            return
        self._open = False
        try:
            self.journal.close()
            self.frontier.stop()
            self.state.end_crawl(self._crawl, outcome, self.counts, self.reasons)
        finally:
            self.state.close()

    def progress(self) -> dict[str, object]:
        """Where the crawl stands, for a progress line."""
        return {
            "counts": dict(self.counts),
            "reasons": dict(self.reasons),
            "hosts": self.tally.busiest(),
            "queued": self.state.queued() if self._open else 0,
            "seconds": round(time.monotonic() - self._started, 3),
        }

    def _refusal(self, lease: Lease) -> tuple[str, str] | None:
        """Why an address is not asked for although robots.txt allows it: word and sentence; None where it is."""
        if self._restricted or lease.is_start:
            return None
        host, most = urlsplit(lease.url).netloc, self.profile.max_per_host
        if most and self._asked_of[host] >= most:
            return "max_per_host", f"{host} has had its {most} pages (max_per_host)"
        if lease.payload_digest is None and (kind := _kind(lease.role)) is not None:
            left = self._patterns.why_left(lease.url, kind)
            if left is not None:
                return "trap", left
        self._asked_of[host] += 1
        return None

    def _without_traps(self, lease: Lease, result: Fetched) -> Fetched:
        """Takes note of what a page brought, and takes links out of it that are made without end."""
        kind = _kind(result.role)
        if lease.payload_digest is None and not lease.is_start and kind and result.status == 200:
            new = kind == "list" and self.state.has_unknown(
                link.url for link in result.links if link.role == "article"
            )
            for sentence in self._patterns.note(
                Page(lease.url, kind, new, result.sketch, _is_of_its_own(lease))
            ):
                logger.warning("%s; no more of it in this crawl", sentence)
        if not result.links:
            return result
        today = date.today()
        kept = tuple(
            link
            for link in result.links
            if link.hops
            or not (
                shows_a_trap(link.url, today)
                or ((of := _kind(link.role)) and self._patterns.why_left(link.url, of))
            )
        )
        if len(kept) < len(result.links):
            self.counts["not_followed"] += len(result.links) - len(kept)
        return msgspec.structs.replace(result, links=kept)

    def _sitemaps_of(self, rules: Rules, base: str) -> Iterator[Link]:
        for reference in rules.sitemaps:
            url = join_url(base, reference)
            if url is not None and site_of(url) in self._sites:
                yield Link(url, "sitemap", depth=1, priority=PRIORITY_LISTS)

    def _try_again(self, lease: Lease, exchange: Exchange) -> bool:
        wait = retry_after(exchange)
        if wait is not None:
            if wait > RETRY_AFTER_CAP:
                return False
            self.frontier.park(lease.url, wait)
        if lease.failures >= self.profile.retries:
            return False
        self._retry(lease, wait or 0.0)
        return True

    def _retry(self, task: Lease | RobotsTask, at_least: float = 0.0) -> None:
        self.counts["retries"] += 1
        wait = max(at_least, FIRST_RETRY_SECONDS * 2**task.failures)
        self.frontier.retry(_once_more(task), wait)

    def _count(self, result: Fetched) -> None:
        self.tally.add(result)
        if result.reason is not None:
            self.reasons[result.reason] += 1
            self.counts[
                "gone" if result.gone else "robots_refused" if result.reason == "robots" else "failed"
            ] += 1
            return
        if result.status == 304:
            self.counts["not_modified"] += 1
        elif result.status == 200:
            self.counts["fetched"] += 1
        else:
            self.counts["redirects"] += 1
            self.counts["gone"] += result.gone is not None
        if result.role == "article" and result.change is not None:
            self.counts[result.change] += result.status != 304

    def _warcinfo(self, digest: str) -> list[tuple[str, str]]:
        return [
            ("software", f"{PRODUCT}/{software_version()}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("http-header-user-agent", self.user_agent),
            ("robots", "obey"),
            ("isPartOf", self.profile.name),
            ("jiaokan-profile-sha256", digest),
        ]


def _start_link(start: Start) -> Link:
    return Link(start.url, start.kind or "start", priority=PRIORITY_LISTS, is_start=True, judged=True)


def _is_of_its_own(lease: Lease) -> bool:
    return lease.parent is not None and pattern_of(lease.parent) == pattern_of(lease.url)


def _kind(role: Role) -> Kind | None:
    return role if role in ("list", "article") else None


def _named_by(profile: Profile) -> Callable[[str], bool]:
    patterns = [re.compile(pattern) for pattern in profile.article]
    return lambda url: any(pattern.search(url) for pattern in patterns)


def _once_more(task: Lease | RobotsTask) -> Lease | RobotsTask:
    return msgspec.structs.replace(task, failures=task.failures + 1)
