"""The example server over real sockets."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from jiaokan.example import build_site
from jiaokan.example.server import ExampleServer, serve


@pytest.fixture
def site() -> Iterator[ExampleServer]:
    with serve(1) as running:
        yield running


def _ask(
    site: ExampleServer, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_it_serves_the_bytes_of_the_site_with_their_length(site: ExampleServer) -> None:
    page = build_site(1, site.url)["/zhiye/2026/2106.html"]
    answer, body = _ask(site, "/zhiye/2026/2106.html")
    assert (answer.status, body) == (200, page.body)
    assert answer.headers["Content-Length"] == str(len(page.body))
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_an_unchanged_page_is_not_sent_again(site: ExampleServer) -> None:
    first, _ = _ask(site, "/zixun/2026/4101.html")
    by_tag, body = _ask(site, "/zixun/2026/4101.html", If_None_Match=first.headers["ETag"])
    assert (by_tag.status, body) == (304, b"")
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    by_date, _ = _ask(site, "/zixun/2026/4101.html", If_Modified_Since=first.headers["Last-Modified"])
    assert by_date.status == 304


def test_a_page_changed_on_the_second_day_is_sent_again(site: ExampleServer) -> None:
    first, _ = _ask(site, "/zixun/2026/4101.html")
    site.switch(2)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert _ask(site, "/zixun/2026/4101.html", If_None_Match=tag)[0].status == 200
    assert _ask(site, "/zixun/2026/4101.html", If_Modified_Since=date)[0].status == 200
    assert _ask(site, "/baike/2026/5106.html", If_None_Match="*")[0].status == 404
    assert _ask(site, "/zhiye/2026/2111.html")[0].status == 410


@pytest.mark.parametrize(
    "date", ["yesterday", "", "Tue, 99 Feb 2026 99:99:99 GMT", "Tue, 03 Feb 2026 10:00:00"]
)
def test_a_date_that_is_none_is_ignored(site: ExampleServer, date: str) -> None:
    assert _ask(site, "/", If_Modified_Since=date)[0].status == 200


def test_a_head_request_gets_headers_only(site: ExampleServer) -> None:
    answer, body = _ask(site, "/", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


def test_one_connection_carries_many_requests(site: ExampleServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.connect()
    kept = connection.sock
    for path in ("/", "/robots.txt", "/nowhere", "/sitemap.xml"):
        connection.request("GET", path)
        connection.getresponse().read()
        assert connection.sock is kept
    connection.close()


@pytest.mark.parametrize(
    "path",
    ["/../source.py", "/..%2fsource.py", "//etc/passwd", "/articles/zhiye-2101.txt", "/static/", "*", "/%00"],
)
def test_a_path_outside_the_site_is_not_found(site: ExampleServer, path: str) -> None:
    assert _ask(site, path)[0].status == 404


def test_requests_are_counted_by_path_and_status(site: ExampleServer) -> None:
    _ask(site, "/?from=test")
    _ask(site, "/")
    _ask(site, "/nowhere")
    assert site.requests == {("/", 200): 2, ("/nowhere", 404): 1}
    assert site.statuses() == {200: 2, 404: 1}


def test_the_sitemap_and_robots_name_the_port_that_is_served(site: ExampleServer) -> None:
    assert f"<loc>{site.url}/</loc>".encode() in _ask(site, "/sitemap.xml")[1]
    assert f"Sitemap: {site.url}/sitemap.xml".encode() in _ask(site, "/robots.txt")[1]


def test_it_stops_and_frees_its_port() -> None:
    with serve(1) as site:
        port = site.port
        alive = threading.active_count()
    assert threading.active_count() < alive
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
