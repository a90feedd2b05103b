"""Serves the example site on loopback from a fixed dictionary of paths; no file is ever opened for a request."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jiaokan.example.site import Response, build_site, not_found


class ExampleServer(ThreadingHTTPServer):
    """The site of one day at `url`. `requests` counts answers by (path, status)."""

    daemon_threads = True

    def __init__(self, day: int, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.port = int(self.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.requests: Counter[tuple[str, int]] = Counter()
        self._lock = threading.Lock()
        self._pages: dict[str, Response] = {}
        self.switch(day)

    def switch(self, day: int) -> None:
        """From the next request on the site is that of another day."""
        self.day = day
        self._pages = build_site(day, self.url)

    def answer(self, path: str) -> Response:
        return self._pages.get(path) or not_found()

    def count(self, path: str, status: int) -> None:
        with self._lock:
            self.requests[path, status] += 1

    def statuses(self) -> Counter[int]:
        """How many answers there were of each status."""
        totals: Counter[int] = Counter()
        with self._lock:
            for (_, status), number in self.requests.items():
                totals[status] += number
        return totals


@contextmanager
def serve(day: int = 1, port: int = 0) -> Iterator[ExampleServer]:
    """The running site, on a free port unless one is named; it stops when the block ends."""
    server = ExampleServer(day, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def not_modified(response: Response, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether a conditional request may be answered with 304; an entity tag outweighs a date (RFC 9110, 13.2.2).

    >>> page = Response(200, {"ETag": '"a"', "Last-Modified": "Tue, 03 Feb 2026 13:46:49 GMT"}, b"")
    >>> not_modified(page, 'W/"a", "b"', None), not_modified(page, '"b"', "Tue, 03 Feb 2026 13:46:49 GMT")
    (True, False)
    """
    if response.status != 200:
        return False
    if if_none_match is not None:
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return "*" in tags or response.headers.get("ETag") in tags
    since, changed = _time(if_modified_since), _time(response.headers.get("Last-Modified"))
    return since is not None and changed is not None and changed <= since


def _time(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "example"
    sys_version = ""
    timeout = 20
    disable_nagle_algorithm = True
    server: ExampleServer

    def do_GET(self) -> None:
        path = self.path.partition("#")[0].partition("?")[0]
        response = self.server.answer(path)
        conditions = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if not_modified(response, *conditions):
            response = Response(304, response.headers, b"")
        self.server.count(path, response.status)
        self.send_response(response.status)
        for name, value in response.headers.items():
            if response.status != 304 or name != "Content-Type":
                self.send_header(name, value)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked for is counted in `requests`."""
