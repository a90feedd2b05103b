"""What a crawl has had so far from each host, and a line in the log for every answer."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from urllib.parse import urlsplit

from crawler.rows import Fetched

logger = logging.getLogger(__name__)

# A crawl of one site has few hosts; of one with thousands of names under it the busiest are told.
MOST_HOSTS = 20


class Tally:
    """Counts answers by host."""

    def __init__(self) -> None:
        self._hosts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, result: Fetched) -> None:
        """Takes what became of an address."""
        word = "errors" if result.reason is not None else "fetched" if result.status == 200 else "other"
        self._hosts[urlsplit(result.url).netloc][word] += 1
        _log(result)

    def busiest(self) -> dict[str, dict[str, int]]:
        """The hosts with most answers: pages `fetched`, `errors`, and `other` answers (304, redirects)."""
        order = sorted(self._hosts.items(), key=lambda item: (-item[1].total(), item[0]))
        return {host: dict(counts) for host, counts in order[:MOST_HOSTS]}


def _log(result: Fetched) -> None:
    told = {
        "url": result.url,
        "role": result.role,
        "status": result.status,
        "bytes": result.bytes,
        "change": result.change,
        "reason": result.reason,
    }
    known: dict[str, object] = {name: value for name, value in told.items() if value is not None}
    if result.reason is None:
        logger.info("%s %s %s", result.status, result.change or "-", result.url, extra={"answer": known})
    else:
        known["detail"] = result.detail
        logger.info(
            "not fetched %s: %s (%s)", result.url, result.reason, result.detail, extra={"answer": known}
        )
