"""Conduct of the crawl process: groups committed on time, progress told, signals obeyed, an end that says why."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from twisted.internet.task import LoopingCall

from crawler.signals import broken
from crawler.timetable import closes_at

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.session import Session

logger = logging.getLogger(__name__)

# How long requests under way may still take after a signal; with the flush, a stop takes less than five seconds.
GRACE_SECONDS = 3.0
TICK_SECONDS = 0.05
PROGRESS_SECONDS = 0.5


class Conduct:
    """An extension that watches over one crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._tick = LoopingCall(self._on_tick)
        self._told = 0.0
        self._tells = crawler.settings.getbool("JIAOKAN_PROGRESS")
        self._outcome = "finished"
        self._signal: int | None = None
        self._error: str | None = None
        self._deadline: float | None = None
        self._closes: datetime | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        conduct = cls(crawler)
        crawler.signals.connect(conduct.opened, signals.spider_opened)
        crawler.signals.connect(conduct.closed, signals.spider_closed)
        crawler.signals.connect(conduct.engine_started, signals.engine_started)
        crawler.signals.connect(conduct.broken, broken)
        return conduct

    @property
    def exit_code(self) -> int:
        """0 for a crawl that came to its own end or to that of its hours, 128 + N after signal N, else 1."""
        if self._outcome in {"finished", "paused"}:
            return 0
        return 1 if self._signal is None else 128 + self._signal

    @property
    def _session(self) -> Session:
        spider: Any = self._crawler.spider
        session: Session = spider.session
        return session

    def opened(self) -> None:
        self._closes = closes_at(self._session.profile.schedule, datetime.now(UTC))
        self._tick.start(TICK_SECONDS, now=False)

    def engine_started(self) -> None:
        # After Scrapy has set its own, which wait for every request under way and every delay.
        from twisted.internet import reactor

        loop: Any = reactor
        loop.callWhenRunning(self._listen)

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def closed(self, reason: str) -> None:
        if self._tick.running:
            self._tick.stop()
        if reason != "finished" and self._outcome == "finished":
            # A signal that came before ours were set: Scrapy has ended the crawl in its own way.
            self._outcome = "interrupted"
        self._end()

    def broken(self, reason: str) -> None:
        """The archive or the state cannot be written."""
        self._error = reason
        self._stop("failed")

    def _on_signal(self, number: int, _: object) -> None:
        from twisted.internet import reactor

        loop: Any = reactor
        self._signal = self._signal or number
        loop.callFromThread(self._stop, "interrupted")

    def _on_tick(self) -> None:
        if self._deadline is not None:
            if time.monotonic() >= self._deadline or not self._under_way():
                self._leave()
            return
        try:
            self._session.journal.flush_if_due()
        except Exception as error:  # whatever it is, nothing more can be committed
            logger.exception("a group could not be committed")
            self.broken(str(error))
        if self._closes is not None and datetime.now(UTC) >= self._closes:
            self._stop("paused")
        if self._tells and time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            self._tell({"event": "progress", **self._session.progress()})

    def _stop(self, outcome: str) -> None:
        """No new requests; those that still wait for their turn are dropped, those under way get some grace."""
        if self._deadline is not None:
            if self._outcome == "paused":
                # A signal that comes while the crawl stops for its hours is still to be obeyed by who waits for it.
                self._outcome = outcome
            return
        self._outcome = outcome
        self._deadline = time.monotonic() + (0.0 if outcome == "failed" else GRACE_SECONDS)
        if outcome != "failed":
            self._session.frontier.stop()
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(IgnoreRequest("the crawl is being stopped"))

    def _under_way(self) -> bool:
        engine = self._crawler.engine
        scraping = engine.scraper.slot
        return bool(engine.downloader.active) or (scraping is not None and not scraping.is_idle())

    def _leave(self) -> None:
        """Ends the process here: Scrapy's own way out waits for requests that nobody wants any more."""
        self._tick.stop()
        self._end()
        logging.shutdown()
        os._exit(self.exit_code)

    def _end(self) -> None:
        summary = self._session.progress()
        try:
            self._session.finish(self._outcome)
        except Exception as error:
            logger.exception("the crawl could not be closed")
            self._outcome, self._error = "failed", self._error or str(error)
        summary |= {"outcome": self._outcome, "signal": self._signal, "error": self._error}
        self._tell({"event": "end", **summary})

    def _tell(self, event: dict[str, Any]) -> None:
        if not self._tells:
            return
        try:
            sys.stdout.write(json.dumps(event) + "\n")
            sys.stdout.flush()
        except OSError:
            # Nobody listens any more: whoever started this is gone, and a crawl without a master ends.
            self._tells = False
            self._stop("interrupted")
