"""Retry-After takes hold before the next request leaves: a middleware, because spiders see answers too late.

When a spider is told of an answer, the engine has sent the next request already, and others wait for their turn in
the downloader. Those go back to the frontier, which knows when the host may be asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.judge import TRANSIENT, seconds_to_wait

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.session import Session


class PutOff(IgnoreRequest):
    """A request that was not sent, because its host has asked for rest."""


class Parking:
    """A downloader middleware that lets a host rest for as long as it asks, within `max_wait`."""

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider
        return cls(crawler, spider.session)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status in TRANSIENT:
            wait = seconds_to_wait((response.headers.get("Retry-After") or b"").decode("latin-1"))
            if wait:
                self._session.park(request.url, wait)
                slot = self._crawler.engine.downloader.slots.get(request.meta["download_slot"])
                while slot is not None and slot.queue:
                    _, waiting = slot.queue.popleft()
                    waiting.errback(PutOff("the host has asked for rest"))
        return response
