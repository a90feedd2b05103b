"""The one spider: it fetches what the frontier gives and hands every answer, and every failure, to the session."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.address import allowed_pairs
from crawler.archive import Exchange
from crawler.errors import ArchiveError
from crawler.frontier import RobotsTask
from crawler.guard import guard_connections
from crawler.parking import PutOff
from crawler.profile import load_profile
from crawler.proxied import proxy_pairs
from crawler.robots import SIZE_CAP
from crawler.rows import Lease
from crawler.session import Session
from crawler.signals import broken
from crawler.wire import exchange_of, reason_of

# Bytes of bodies that are looked at where they arrive: below these that takes a tenth of a second at most.
INLINE = 200_000
PACKED_INLINE = 10_000

logger = logging.getLogger(__name__)


class SiteSpider(Spider):
    """Crawls the site of a profile: `scrapy crawl site -a profile=PATH -a data=DIR`."""

    name = "site"

    def __init__(self, profile: str, data: str = "data", session: Session | None = None) -> None:
        super().__init__()
        if session is None:
            loaded = load_profile(profile)
            session = Session(loaded, Path(data) / loaded.name)
        self.session = session
        # One thread: several would share the interpreter anyway, and hold that many pages in memory.
        self._aside = ThreadPoolExecutor(1, "judge")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        for name, value in _settings_of(spider.session).items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.received, signals.bytes_received)
        crawler.signals.connect(spider.callback_failed, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yields nothing: the state knows where to begin."""
        return
        yield

    def opened(self) -> None:
        from twisted.internet import reactor

        allowed = allowed_pairs(self.session.profile.allow_private)
        guard_connections(reactor, allowed | proxy_pairs(self.session.access.proxy))

    def parse(self, response: Response, **_: Any) -> Any:
        """Takes an answer, whatever its status; for one that takes long to look at, a coroutine that does."""
        request = response.request
        assert request is not None
        task = request.meta["task"]
        exchange = exchange_of(request, response)
        latency = request.meta.get("download_latency", 0.0)
        self.session.throttle.answered(request.meta["download_slot"], latency, response.status)
        if isinstance(task, RobotsTask):
            self.session.robots_answered(task, exchange)
        elif _takes_long(exchange):
            return self._parse_aside(task, exchange)
        else:
            self.session.answered(task, exchange)
        return None

    async def _parse_aside(self, task: Lease, exchange: Exchange) -> None:
        """Looks at an answer in a thread, so that a sitemap of 50,000 addresses does not hold up everybody else."""
        if self.session.wants_judgement(task, exchange):
            loop = asyncio.get_running_loop()
            result = await loop.run_in_executor(self._aside, self.session.judged, task, exchange)
            self.session.settle(task, exchange, result)

    def no_answer(self, failure: Any) -> None:
        """Takes the news that a request failed."""
        if isinstance(failure.value, PutOff):
            self.session.put_off(failure.request.meta["task"])
            return
        if isinstance(failure.value, IgnoreRequest):
            # The crawl is being stopped; the row is still leased and goes back into the queue.
            return
        task = failure.request.meta["task"]
        reason, detail, transient = reason_of(failure)
        if reason == "timeout":
            host = failure.request.meta["download_slot"]
            self.session.throttle.answered(host, self.session.profile.timeout, None)
        if isinstance(task, RobotsTask):
            self.session.robots_failed(task, reason, detail, transient=transient)
        else:
            self.session.failed(task, reason, detail, transient=transient)

    def callback_failed(self, failure: Failure, response: Response | Failure) -> None:
        """Turns an exception of `parse` or `no_answer` into a failed row: a lease nobody settles would stay for ever."""
        if isinstance(failure.value, (ArchiveError, sqlite3.Error)):
            self.give_up(failure)
            return
        request: Request | None = getattr(response, "request", None)
        if request is None:
            return
        task = request.meta["task"]
        detail = f"{type(failure.value).__name__}: {failure.value}"[:500]
        if isinstance(task, RobotsTask):
            self.session.robots_failed(task, "internal_error", detail)
        else:
            self.session.failed(task, "internal_error", detail)

    def give_up(self, failure: Failure) -> None:
        """Ends the crawl when archive or state cannot be written: what was committed stands, the rest is not claimed."""
        logger.error("the archive cannot be written: %s", failure.value)
        self.crawler.signals.send_catch_log(signal=broken, reason=str(failure.value))

    def received(self, data: bytes, request: Request) -> None:
        """Takes a piece of a body as it comes: counts it, and cuts a robots.txt that has no end."""
        self.session.allowance.add(len(data))
        task = request.meta["task"]
        if isinstance(task, RobotsTask):
            request.meta["received"] = request.meta.get("received", 0) + len(data)
            if request.meta["received"] >= 2 * SIZE_CAP:
                raise StopDownload(fail=False)


def _takes_long(exchange: Exchange) -> bool:
    size = len(exchange.body)
    packed = exchange.body[:2] == b"\x1f\x8b" or any(
        name.lower() == "content-encoding" for name, _ in exchange.response_headers
    )
    return size > (PACKED_INLINE if packed else INLINE)


def _settings_of(session: Session) -> dict[str, Any]:
    profile = session.profile
    return {
        "COOKIES_ENABLED": session.access.keeps_cookies,
        "CONCURRENT_REQUESTS": profile.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": profile.host_concurrency or profile.concurrency,
        "DOWNLOAD_DELAY": profile.delay,
        "DOWNLOAD_TIMEOUT": profile.timeout,
        "DOWNLOAD_MAXSIZE": profile.max_body_bytes,
        "DNS_TIMEOUT": min(profile.timeout, 20.0),
    }
