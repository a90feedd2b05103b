"""The address check of crawls through a proxy: the connection goes to the proxy, so targets are looked up before."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request

from crawler.address import allowed_pairs, refusal
from crawler.guard import PrivateAddressRefused
from crawler.urls import DEFAULT_PORTS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.session import Session


class TargetCheck:
    """A downloader middleware that refuses requests whose host has a private address here.

    Names that only the proxy can look up are left to the proxy.
    """

    def __init__(self, session: Session) -> None:
        self._through_proxy = bool(session.access.proxy)
        self._allowed = allowed_pairs(session.profile.allow_private)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider: Any = crawler.spider
        return cls(spider.session)

    async def process_request(self, request: Request) -> None:
        if not self._through_proxy:
            return
        parts = urlsplit(request.url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except OSError:
            return
        for *_, address in found:
            reason = refusal(str(address[0]), port, self._allowed)
            if reason is not None:
                raise PrivateAddressRefused(reason)


def proxy_pairs(proxy: str) -> frozenset[tuple[str, int]]:
    """The addresses of a proxy, which may be private: who starts the crawl has named it."""
    if not proxy:
        return frozenset()
    parts = urlsplit(proxy)
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        return frozenset()
    return frozenset((str(address[0]), port) for *_, address in found)
