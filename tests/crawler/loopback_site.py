"""A web site on loopback whose pages, validators and misbehaviour a test decides."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Reply:
    """What one address answers. With `etag` the answer is conditional; `delay` is slept before it."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True
    delay: float = 0.0


@dataclass
class Hit:
    """One request as the server saw it, with the status and body length of its answer, and when it came."""

    path: str
    headers: dict[str, str]
    status: int
    sent: int
    at: float = field(default_factory=time.monotonic)


class Site:
    """Pages by path (query included) and the log of requests."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[Hit], Reply]] = {}
        self.hits: list[Hit] = []
        self.port = 0
        self.last_modified: str | None = formatdate(1_700_000_000, usegmt=True)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def html(self, path: str, title: str, body: str, **options: object) -> None:
        """A page in UTF-8 with a title and a body."""
        text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
        self.pages[path] = Reply(text.encode(), **options)  # type: ignore[arg-type]

    def article(self, number: int, words: str = "社区图书馆周末开放到晚上九点。") -> str:
        """An article page; its path."""
        path = f"/a/{number}.html"
        self.html(path, f"第{number}号新闻", f"<h1>第{number}号新闻</h1><p>{words}</p><a href='/'>首页</a>")
        return path

    def paths(self, status: int | None = None) -> list[str]:
        """Paths asked for, in order; with `status` only those answered so."""
        return [hit.path for hit in self.hits if status is None or hit.status == status]

    def bodies(self) -> list[str]:
        """Paths whose body was sent with status 200, robots.txt aside."""
        return [hit.path for hit in self.hits if hit.status == 200 and hit.path != "/robots.txt"]

    def answer(self, hit: Hit) -> Reply:
        found = self.pages.get(hit.path)
        if found is None:
            return Reply(b"<html><body>not here</body></html>", status=404)
        reply = found if isinstance(found, Reply) else found(hit)
        if reply.status == 200 and reply.etag:
            tag = '"' + hashlib.sha256(reply.body).hexdigest()[:16] + '"'
            extra = {"ETag": tag}
            if self.last_modified:
                extra["Last-Modified"] = self.last_modified
            if hit.headers.get("if-none-match") == tag:
                return Reply(status=304, headers=extra)
            return Reply(reply.body, 200, reply.content_type, {**extra, **reply.headers}, delay=reply.delay)
        return reply


@contextmanager
def serving(site: Site, context: object = None) -> Iterator[Site]:
    """Serves a site on a free loopback port; with an SSL context over TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            hit = Hit(self.path, {name.lower(): value for name, value in self.headers.items()}, 0, 0)
            site.hits.append(hit)
            reply = site.answer(hit)
            time.sleep(reply.delay)
            hit.status, hit.sent = reply.status, len(reply.body)
            try:
                self.send_response(reply.status)
                if reply.content_type and reply.status != 304:
                    self.send_header("Content-Type", reply.content_type)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.status != 304:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)  # type: ignore[attr-defined]
    site.port = server.server_address[1]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def news_site(site: Site, articles: int = 12, per_page: int = 4) -> list[str]:
    """Fills a site: a home page, list pages with pagination, a sitemap for the last articles; the articles' paths."""
    paths = [site.article(number) for number in range(1, articles + 1)]
    listed = paths[: articles - 2]
    pages = [listed[at : at + per_page] for at in range(0, len(listed), per_page)]
    for number, page in enumerate(pages, 1):
        items = "".join(f"<li><a href='{path}'>新闻</a></li>" for path in page)
        following = f"<a href='/news/index_{number + 1}.html'>下一页</a>" if number < len(pages) else ""
        path = "/news/" if number == 1 else f"/news/index_{number}.html"
        site.html(path, "新闻", f"<ul>{items}</ul><a href='/about.html'>关于我们</a>{following}")
    site.html("/", "首页", "<a href='/news/'>新闻</a> <a href='http://elsewhere.example/a/1.html'>别处</a>")
    located = "".join(f"<url><loc>{site.root}{path}</loc></url>" for path in paths[-2:])
    site.pages["/sitemap.xml"] = Reply(
        f'<?xml version="1.0"?><urlset>{located}</urlset>'.encode(), content_type="application/xml"
    )
    site.pages["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /private/\n", content_type="text/plain", etag=False
    )
    return paths


def write_profile(folder: Path, site: Site, extra: str = "", start: list[str] | None = None) -> Path:
    """A profile for a site on loopback, without waits."""
    urls = start if start is not None else [f"{site.root}/", f"{site.root}/sitemap.xml"]
    path = folder / "profile.toml"
    path.write_text(
        'name = "example"\n'
        f"start = {urls!r}\n"
        "article = ['/a/[0-9]+(_[0-9]+)?\\.html']\n"
        "list = ['/news/']\n"
        "delay = 0\n"
        f'allow_private = ["127.0.0.1:{site.port}"]\n' + extra,
        encoding="utf-8",
    )
    return path
