"""Between Scrapy's requests and answers and the values of this crawler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from OpenSSL.SSL import Error as TlsError
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionLost
from twisted.python.failure import Failure

from crawler.access import Access
from crawler.archive import Exchange
from crawler.content import ACCEPT_ENCODING
from crawler.download import HeadersTooLarge
from crawler.frontier import RobotsTask, Task
from crawler.guard import PrivateAddressRefused
from crawler.rows import Lease
from crawler.state import now
from crawler.urls import host_key

# Reasons by exception; the flag says whether another attempt may help.
_REASONS: tuple[tuple[type[BaseException], str, bool], ...] = (
    (PrivateAddressRefused, "private_address", False),
    (HeadersTooLarge, "headers_too_large", False),
    (TlsError, "tls", False),
    (CannotResolveHostError, "dns", True),
    (DownloadConnectionRefusedError, "connection_refused", True),
    (DownloadTimeoutError, "timeout", True),
    (ResponseDataLossError, "connection_lost", True),
    (UnsupportedURLSchemeError, "bad_address", False),
    (DownloadCancelledError, "too_large", False),
    (ConnectionLost, "connection_lost", True),
    (ConnectError, "connection_failed", True),
    (DownloadFailedError, "connection_lost", True),
)


def request_for(task: Task, user_agent: str, access: Access, errback: Callable[[Failure], Any]) -> Request:
    """The request for a task; conditional where an earlier payload has validators."""
    headers = {
        "User-Agent": user_agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        "Accept-Encoding": ACCEPT_ENCODING,
    }
    if isinstance(task, Lease):
        if task.etag:
            headers["If-None-Match"] = task.etag
        if task.last_modified:
            headers["If-Modified-Since"] = task.last_modified
    cookies: dict[Any, Any] | None = None
    own = access.for_url(task.url)
    if own:
        headers |= access.headers
        if access.keeps_cookies:
            pairs = (part.strip().partition("=") for part in access.cookies.split(";"))
            cookies = {name: value for name, _, value in pairs if name}
        elif access.cookies:
            headers["Cookie"] = access.cookies
    if access.proxy_authorization:
        headers["Proxy-Authorization"] = access.proxy_authorization
    # Verbatim, because the address is normalised already and has to stay what the state calls it.
    return Request(
        task.url,
        headers=headers,
        cookies=cookies,
        dont_filter=True,
        errback=errback,
        meta={
            "task": task,
            "verbatim_url": True,
            "dont_merge_cookies": not own,
            **({"proxy": access.proxy} if access.proxy else {}),
            "download_slot": host_key(task.url),
            # The beginning of a long robots.txt holds, so it is cut where others are refused.
            **({"download_maxsize": 0} if isinstance(task, RobotsTask) else {}),
        },
    )


def exchange_of(request: Request, response: Response) -> Exchange:
    """What went over the wire for a request."""
    parts = urlsplit(request.url)
    target = parts.path or "/"
    return Exchange(
        url=request.meta["task"].url,
        date=now(),
        request_headers=[("Host", parts.netloc), *_headers(request.headers)],
        status=response.status,
        response_headers=_headers(response.headers),
        body=response.body,
        request_target=f"{target}?{parts.query}" if parts.query else target,
        ip_address=_address_of(request, response),
    )


def _address_of(request: Request, response: Response) -> str | None:
    # Behind a proxy it is the proxy's, and says nothing about the page.
    if response.ip_address is None or request.meta.get("proxy"):
        return None
    return str(response.ip_address)


def reason_of(failure: Failure) -> tuple[str, str, bool]:
    """Why a request got no answer: a stable word, a sentence, and whether another attempt may help."""
    chain = list(_causes(failure.value))
    for kind, word, transient in _REASONS:
        for error in chain:
            if isinstance(error, kind):
                return word, _sentence(error), transient
    error = failure.value or RuntimeError("no reason given")
    return "internal_error", _sentence(error), False


def _causes(error: BaseException | None) -> Any:
    """An exception, what it was raised from, and what Twisted has packed into it."""
    for _ in range(10):
        if error is None:
            return
        yield error
        for inner in getattr(error, "reasons", None) or ():
            yield inner.value
        error = error.__cause__


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500].replace("\n", " ")


def _headers(headers: Any) -> list[tuple[str, str]]:
    return [
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, values in headers.items()
        for value in values
    ]
