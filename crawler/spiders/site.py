"""The one spider: it fetches what the frontier gives and hands every answer, and every failure, to the session."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.address import allowed_pairs
from crawler.errors import ArchiveError
from crawler.frontier import RobotsTask
from crawler.guard import guard_connections
from crawler.parking import PutOff
from crawler.profile import load_profile
from crawler.proxied import proxy_pairs
from crawler.robots import SIZE_CAP
from crawler.session import Session
from crawler.signals import broken
from crawler.wire import exchange_of, reason_of

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

    def parse(self, response: Response, **_: Any) -> None:
        """Takes an answer, whatever its status."""
        request = response.request
        assert request is not None
        task = request.meta["task"]
        exchange = exchange_of(request, response)
        latency = request.meta.get("download_latency", 0.0)
        self.session.throttle.answered(request.meta["download_slot"], latency, response.status)
        if isinstance(task, RobotsTask):
            self.session.robots_answered(task, exchange)
        else:
            self.session.answered(task, exchange)

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
