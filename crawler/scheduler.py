"""Scrapy's scheduler, reading from the frontier: nothing is queued here, nothing is forgotten here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from crawler.wire import request_for

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.session import Session


class StateScheduler(BaseScheduler):
    """Turns the tasks of the frontier into requests, and wakes the engine when one that was put off is due."""

    def __init__(self, crawler: Crawler) -> None:
        spider: Any = crawler.spider
        self._crawler = crawler
        self._session: Session = spider.session
        self._errback = spider.no_answer
        self._alarm: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Nothing to open: the session is."""

    def close(self, reason: str) -> None:
        """Lets go of the alarm."""
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()

    def has_pending_requests(self) -> bool:
        return not self._session.frontier.idle

    def enqueue_request(self, request: Request) -> bool:
        """Refuses: addresses come into the queue with the page they stand on, in one commit, or not at all."""
        return False

    def next_request(self) -> Request | None:
        task = self._session.frontier.next_task()
        if task is not None:
            request = request_for(task, self._session.user_agent, self._session.access, self._errback)
            self._pace(request)
            return request
        self._wake_later()
        return None

    def _pace(self, request: Request) -> None:
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        # Timers may fire a little early, hence the margin.
        wait = self._session.throttle.wait(key) * 1.05
        if key in downloader.slots:
            downloader.slots[key].delay = wait
        else:
            downloader.per_slot_settings[key] = {"delay": wait}

    def _wake_later(self) -> None:
        # Once next_request has given None, the engine asks again only after a response or a heartbeat of 5 s.
        from twisted.internet import reactor

        seconds = self._session.frontier.seconds_to_next()
        if seconds is None:
            return
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        later: Any = reactor
        self._alarm = later.callLater(seconds + 0.001, self._wake)

    def _wake(self) -> None:
        slot = self._crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()
