"""The download handler: Scrapy's own, with a cap on what an answer may say before its body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Status lines and headers of one answer, interim answers (1xx) included. Common servers send at most 64 kB.
HEADER_CAP = 131_072


class HeadersTooLarge(Exception):
    """An answer whose headers have no end."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy caps bodies and time, and Twisted the length of a line; the number of header lines nobody caps."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool: Any = self._pool
        pool._factory = _bounded_factory(pool._factory)


def _bounded_factory(factory: Any) -> Any:
    class BoundedFactory(factory):  # type: ignore[misc]
        def buildProtocol(self, address: Any) -> Any:
            protocol = super().buildProtocol(address)
            send = protocol.request

            def send_and_watch(request: Any) -> Any:
                answer = send(request)
                _bound_headers(protocol._parser)
                return answer

            protocol.request = send_and_watch
            return protocol

    return BoundedFactory


def _bound_headers(parser: Any) -> None:
    """Counts the lines of one answer; only headers come as lines."""
    take = parser.lineReceived
    room = HEADER_CAP

    def take_if_room(line: bytes) -> None:
        nonlocal room
        room -= len(line) + 2
        if room < 0:
            raise HeadersTooLarge(f"the headers have more than {HEADER_CAP} bytes")
        take(line)

    parser.lineReceived = take_if_room
