"""A hostile web server on loopback: real sockets, and answers that no library would write.

Cases are data: an address, what is sent for it, and the outcome a crawl must come to. A case that speaks of a whole
host (its robots.txt) has a port of its own. Beside them listens a private service that nobody may reach.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate

import brotli
from backports import zstd

Send = Callable[[bytes], None]
Answer = Callable[[Send, str], None]

TEXT = "社区图书馆从下周起周末开放到晚上九点，读者可以在服务台登记借阅，也可以在网上预约座位。" * 4
PAGE = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>消息</title></head><body><h1>消息</h1><p>{TEXT}</p></body></html>"


@dataclass(frozen=True)
class Case:
    """One address. `reason` is the word it must end with, None for a page; `also` are words that are as right."""

    path: str
    answer: Answer
    reason: str | None = None
    also: tuple[str | None, ...] = ()


@dataclass
class Host:
    """A port with its cases, its robots.txt, and the requests it got."""

    name: str
    cases: Sequence[Case]
    robots: Answer | None = None
    hits: list[str] = field(default_factory=list)
    port: int = 0
    held: bool = False

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def message(
    body: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", *headers: str
) -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def page(
    text: str | bytes = PAGE, *headers: str, kind: str = "text/html; charset=utf-8", status: str = "200 OK"
) -> Answer:
    body = text.encode() if isinstance(text, str) else text
    return lambda send, _: send(message(body, status, kind, *headers))


def raw(*pieces: bytes, pause: float = 0.0) -> Answer:
    """Pieces as they are; the connection ends behind them."""

    def answer(send: Send, _: str) -> None:
        for piece in pieces:
            send(piece)
            time.sleep(pause)

    return answer


def redirect(location: str, status: str = "302 Found", *headers: str) -> Answer:
    """`%PRIVATE%` in the location is the port of the private service."""
    return lambda send, private: send(
        message(b"", status, "text/html", f"Location: {location.replace('%PRIVATE%', private)}", *headers)
    )


def private(text: str) -> Answer:
    """A page in which `%PRIVATE%` is the port of the private service."""
    return lambda send, port: send(message(text.replace("%PRIVATE%", port).encode()))


def drip(send: Send, _: str) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        send(b"x")
        time.sleep(0.05)


def drip_headers(send: Send, _: str) -> None:
    send(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        send(f"X-{number}: y\r\n".encode())
        time.sleep(0.05)


def silent(send: Send, _: str) -> None:
    for _ in range(100):
        time.sleep(0.05)


def endless(head: bytes, piece: bytes, size: int) -> Answer:
    def answer(send: Send, _: str) -> None:
        send(head)
        for _ in range(size // len(piece) + 1):
            send(piece)

    return answer


def encoded(name: str, body: bytes) -> Answer:
    return page(body, f"Content-Encoding: {name}")


def _zeros(machine: Callable[[bytes], bytes], size: int) -> bytes:
    return machine(b"0" * size)


HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
BOMB = 60_000_000
LINE = b"<p>" + "字".encode() * 300 + b"</p>\n"


def charset_cases() -> Iterator[Case]:
    """Lies about encodings: the page is had whatever they say."""
    lies = {
        "gbk-as-utf8": ("gbk", "utf-8", "utf-8"),
        "utf8-as-latin1": ("utf-8", "iso-8859-1", ""),
        "big5-as-gbk": ("big5", "gbk", "gbk"),
        "utf16-without-word": ("utf-16", "", ""),
        "gb18030-as-nonsense": ("gb18030", "x-klingon", "none"),
        "utf8-twice-declared": ("utf-8", "gbk; charset=utf-8", "big5"),
    }
    for name, (real, header, meta) in lies.items():
        text = (
            f"<html><head><meta charset='{meta}'><title>消息</title></head><body><p>圖書館</p></body></html>"
        )
        yield Case(
            f"/a/charset-{name}.html", page(text.encode(real, "replace"), kind=f"text/html; charset={header}")
        )
    mixed = PAGE.encode("gbk") + PAGE.encode("utf-8") + bytes(range(128, 256))
    yield Case("/a/charset-mixed.html", page(mixed, kind="text/html"))
    yield Case("/a/charset-nul.html", page(b"<p>\0\0\0\xff\xfe\0x</p>" + PAGE.encode()))


def transport_cases() -> Iterator[Case]:
    lost = "connection_lost"
    yield Case("/a/drip.html", drip, "timeout")
    yield Case("/a/drip-headers.html", drip_headers, "timeout", ("headers_too_large",))
    yield Case("/a/silent.html", silent, "timeout")
    yield Case("/a/reset.html", raw(HTML + b"Content-Length: 5000\r\n\r\n<p>half"), lost)
    yield Case("/a/close-at-once.html", raw(b""), lost)
    yield Case("/a/too-short.html", raw(HTML + b"Content-Length: 10\r\n\r\n" + PAGE.encode()), None, (lost,))
    yield Case("/a/length-garbage.html", raw(HTML + b"Content-Length: banana\r\n\r\n" + PAGE.encode()), lost)
    yield Case(
        "/a/length-negative.html", raw(HTML + b"Content-Length: -5\r\n\r\n" + PAGE.encode()), lost, (None,)
    )
    two = b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n"
    yield Case("/a/length-twice.html", raw(HTML + two + PAGE.encode()), lost)
    chunked = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
    yield Case("/a/chunk-garbage.html", raw(chunked + b"zz\r\nhello\r\n0\r\n\r\n"), lost)
    yield Case("/a/chunk-cut.html", raw(chunked + b"ffff\r\nhello"), lost)
    yield Case("/a/chunk-negative.html", raw(chunked + b"-5\r\nhello\r\n0\r\n\r\n"), lost)
    yield Case("/a/chunk-long-size.html", raw(chunked + b"0" * 70_000 + b"5\r\nhello\r\n"), lost)
    yield Case("/a/transfer-unknown.html", raw(HTML + b"Transfer-Encoding: banana\r\n\r\nx"), lost)
    yield Case("/a/no-http.html", raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), lost)
    yield Case("/a/http09.html", raw(PAGE.encode()), lost)
    yield Case("/a/status-word.html", raw(b"HTTP/1.1 OK fine\r\n\r\n"), lost)
    yield Case("/a/status-999.html", page(PAGE, status="999 Nope"), "http_999")
    many = b"".join(b"X-Header-%d: %s\r\n" % (number, b"v" * 900) for number in range(2_000))
    yield Case(
        "/a/headers-many.html", raw(HTML + many + b"\r\n" + PAGE.encode()), "headers_too_large", (lost,)
    )
    yield Case(
        "/a/header-long.html", raw(HTML + b"X: " + b"v" * 500_000 + b"\r\n\r\n"), lost, ("headers_too_large",)
    )
    folded = b"X: v\r\n" + b" folded\r\n" * 50_000
    yield Case("/a/headers-folded.html", raw(HTML + folded + b"\r\n"), "headers_too_large", (lost,))
    interim = b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000
    yield Case(
        "/a/interim-endless.html", raw(interim + b"HTTP/1.1 200 OK\r\n\r\n"), "headers_too_large", (lost,)
    )


def size_cases() -> Iterator[Case]:
    large = ("too_large", ("compression_bomb",))
    told = b"Content-Length: 50000000\r\n\r\n"
    yield Case("/a/50mb.html", endless(HTML + told, LINE * 60, 50_000_000), "too_large")
    yield Case("/a/50mb-silent.html", endless(HTML + b"\r\n", LINE * 60, 50_000_000), "too_large")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    head = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
    yield Case("/a/50mb-chunked.html", endless(head, chunk, 50_000_000), "too_large")
    bombs = {
        "gzip": gzip.compress(b"0" * BOMB),
        "deflate": zlib.compress(b"0" * BOMB),
        "br": brotli.compress(b"0" * BOMB, quality=3),
        "zstd": zstd.compress(b"0" * BOMB),
    }
    for name, body in bombs.items():
        yield Case(f"/a/bomb-{name}.html", encoded(name, body), *large)
    twice = gzip.compress(gzip.compress(b"0" * BOMB))
    yield Case("/a/bomb-twice.html", encoded("gzip, gzip", twice), *large)
    yield Case("/a/bomb-members.html", encoded("gzip", gzip.compress(b"") * 90_000), "undecodable")
    yield Case(
        "/a/many-encodings.html", encoded(", ".join(["gzip"] * 40), gzip.compress(b"x")), "undecodable"
    )
    yield Case("/a/encoding-unknown.html", encoded("banana", PAGE.encode()), "undecodable")
    yield Case("/a/encoding-lie.html", encoded("gzip", PAGE.encode()))
    yield Case(
        "/a/gzip-broken.html",
        encoded("gzip", gzip.compress(PAGE.encode())[:15] + b"\xff" * 50),
        "undecodable",
        (None,),
    )
    yield Case(
        "/a/sitemap-bomb.xml", page(gzip.compress(b"<urlset>" + b"0" * BOMB), kind="application/gzip"), *large
    )


def markup_cases() -> Iterator[Case]:
    """Markup that costs parsers more than its size: it is read in part, in little time."""
    shapes = {
        "deep-div": "<div>" * 150_000,
        "deep-b": "<b>" * 60_000,
        "deep-table": "<table><tr><td>" * 30_000,
        "misnested": "<b><i><u><a><p>" * 20_000,
        "attributes": "<div " + " ".join(f"a{number}=1" for number in range(120_000)) + ">",
        "attributes-on-html": "<html a=1>" * 50_000,
        "options": "<select>" + "<option>" * 80_000,
        "end-tags": "<span>" * 1_900 + "</b>" * 100_000,
        "links": "".join(f"<a href='/b/{number}/'>x</a>" for number in range(60_000)),
        "long-links": "".join("<a href='" + "a/../" * 2_000 + f"{number}'>x</a>" for number in range(150)),
        "comment": "<!--" * 100_000,
        "entities": "&amp;&#x4e00;&bogus;" * 80_000,
        "script": "<script>" + "<!--<script>" * 80_000,
        "foster": "<table>" + "<b>x<p>" * 60_000,
        "metas": "<meta name=robots content=all>" * 50_000,
    }
    for name, text in shapes.items():
        yield Case(f"/a/markup-{name}.html", page("<html><body>" + text))
    located = "".join(f"<url><loc>http://b{number}.example/</loc></url>" for number in range(55_000))
    yield Case("/a/sitemap-of-others.xml", page(f"<urlset>{located}</urlset>", kind="text/xml"))
    query = "&amp;".join(f"q{number}=1" for number in range(200))
    items = "".join(f"<item><link>http://c{number}.example/?{query}</link></item>" for number in range(1_000))
    yield Case("/a/feed-of-long-addresses.xml", page(f"<rss>{items}</rss>", kind="text/xml"))
    yield Case("/a/feed-unclosed.xml", page("<rss><item>" + "<link " * 300_000, kind="text/xml"))
    entity = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 12)
    )
    yield Case(
        "/a/entity-bomb.xml",
        page(f"<?xml version='1.0'?>{entity}]><urlset><url><loc>&a11;</loc></url></urlset>", kind="text/xml"),
    )
    outside = "<!DOCTYPE r [<!ENTITY x SYSTEM 'http://127.0.0.1:%PRIVATE%/xxe'>]><urlset><url><loc>&x;</loc></url></urlset>"
    yield Case("/a/entity-outside.xml", private("<?xml version='1.0'?>" + outside))


def redirect_cases() -> Iterator[Case]:
    yield Case("/a/to-itself.html", redirect("/a/to-itself.html"), "redirect_loop")
    yield Case("/a/ring-1.html", redirect("/a/ring-2.html"), "redirect_loop", ("redirected",))
    yield Case("/a/ring-2.html", redirect("/a/ring-1.html"), "redirect_loop", ("redirected",))
    yield Case("/a/no-location.html", page("", status="302 Found"), "bad_redirect")
    for number, target in enumerate(NO_ADDRESSES):
        also = ("off_site", "redirect_not_wanted", "redirect_loop")
        yield Case(f"/a/scheme-{number}.html", redirect(target), "bad_redirect", also)
    for number, spelling in enumerate(PRIVATE_SPELLINGS):
        target = f"http://{spelling}:%PRIVATE%/secret"
        yield Case(
            f"/a/private-{number}.html", redirect(target), "off_site", ("bad_redirect", "private_address")
        )
    userinfo = "http://127.0.0.1:{port}@127.0.0.1:%PRIVATE%/secret"
    yield Case("/a/private-userinfo.html", redirect(userinfo), "off_site", ("bad_redirect",))
    refresh = "<meta http-equiv=refresh content='0;url=http://127.0.0.1:%PRIVATE%/secret'><p>x"
    yield Case("/a/refresh-private.html", private(refresh))
    yield Case(
        "/a/refresh-file.html", page("<meta http-equiv=refresh content='0;url=file:///etc/passwd'><p>x")
    )
    yield Case("/a/refresh-itself.html", page("<meta http-equiv=refresh content='0'><p>x"))
    base = (
        "<base href='http://127.0.0.1:%PRIVATE%/'><a href='a/1.html'>新闻</a><link rel=next href='/secret'>"
    )
    yield Case("/a/base-private.html", private(base))
    yield Case(
        "/a/cookie-wall.html",
        redirect("/a/cookie-wall.html", "302 Found", "Set-Cookie: seen=1"),
        "redirect_loop",
    )


NO_ADDRESSES = (
    "file:///etc/passwd", "ftp://127.0.0.1:%PRIVATE%/", "data:text/html,<h1>x", "javascript:1", "gopher://127.0.0.1/",
    "http://", "http://[", "//", "http://%00/", "http://127.0.0.1:99999/", "http://127.0.0.1:x/",
)  # fmt: skip
PRIVATE_SPELLINGS = (
    "127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[::127.0.0.1]", "localhost", "LOCALHOST.", "0.0.0.0", "[::]", "127。0。0。1",
    "①②⑦.0.0.1", "127.0.0.2", "169.254.169.254", "[fe80::1]", "[2002:7f00:1::]",
)  # fmt: skip


def overload_cases() -> Iterator[Case]:
    def busy(status: str, after: str) -> Answer:
        return page("", f"Retry-After: {after}", status=status)

    yield Case("/a/busy-seconds.html", busy("429 Too Many Requests", "0"), "http_429")
    yield Case("/a/busy-day.html", busy("429 Too Many Requests", "86400"), "http_429")
    yield Case("/a/busy-huge.html", busy("503 Service Unavailable", "9" * 400), "http_503")
    yield Case(
        "/a/busy-date.html",
        busy("503 Service Unavailable", formatdate(4_000_000_000, usegmt=True)),
        "http_503",
    )
    yield Case("/a/busy-past.html", busy("503 Service Unavailable", formatdate(0, usegmt=True)), "http_503")
    yield Case("/a/busy-nonsense.html", busy("503 Service Unavailable", "soon, or -3"), "http_503")
    yield Case(
        "/a/busy-bad-date.html", busy("503 Service Unavailable", "Fri, 99 Foo 99999 99:99:99 GMT"), "http_503"
    )
    yield Case("/a/error.html", page("x", status="500 Internal Server Error"), "http_500")
    yield Case("/a/forbidden.html", page("x", status="403 Forbidden"), "http_403")


def asking_cases() -> Iterator[Case]:
    """Pages that ask not to be stored, and walls."""
    yield Case("/a/noindex.html", page("<meta name=ROBOTS content='NoIndex'><p>x"), "noindex")
    yield Case("/a/none.html", page("<meta name=robots content=none><p>x"), "noindex")
    yield Case("/a/noarchive.html", page("<meta name=robots content=noarchive><p>x"), "noarchive")
    yield Case("/a/header-noindex.html", page(PAGE, "X-Robots-Tag: noindex"), "noindex")
    yield Case("/a/header-ours.html", page(PAGE, "X-Robots-Tag: jiaokan: noarchive"), "noarchive")
    yield Case("/a/header-others.html", page(PAGE, "X-Robots-Tag: otherbot: noindex, nofollow"))
    challenge = "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b.js'></script>"
    yield Case(
        "/a/challenge-header.html",
        page(challenge, "cf-mitigated: challenge", status="403 Forbidden"),
        "challenge",
    )
    yield Case(
        "/a/challenge-200.html",
        page("<html><title>安全验证</title><body>请完成安全验证<div id=captcha></div></body>"),
        "challenge",
    )
    script = "<script>document.cookie='acw_sc__v2='+x;location.reload()</script><div></div>"
    yield Case("/a/challenge-script.html", page(f"<html>{script}</html>"), "challenge")
    consent = "<title>Before you continue</title><form action='/consent/save'>We use cookies<button>Accept all</button></form>"
    yield Case("/a/consent.html", page(consent), "consent_wall")
    talk = f"<title>验证码的历史</title><p>{TEXT * 3}安全验证与 captcha 的故事，cookies consent。</p>"
    yield Case("/a/about-captcha.html", page(f"<html><body>{talk}</body></html>"))


def main_cases() -> list[Case]:
    return [
        Case("/a/good-first.html", page()),
        *charset_cases(),
        *transport_cases(),
        *size_cases(),
        *markup_cases(),
        *redirect_cases(),
        *overload_cases(),
        *asking_cases(),
        Case("/a/pdf.html", page(b"%PDF-1.7", kind="application/pdf"), "not_a_page"),
        Case("/a/empty.html", page("")),
        Case("/a/good-last.html", page()),
    ]


def _rules(text: bytes, *headers: str, kind: str = "text/plain", status: str = "200 OK") -> Answer:
    return page(text, *headers, kind=kind, status=status)


def hosts() -> list[Host]:
    """Every host; those with a robots.txt of their own have one page, /a/1.html."""

    def one(name: str, robots: Answer, reason: str | None, *also: str | None) -> Host:
        return Host(name, [Case("/a/1.html", page(), reason, tuple(also))], robots)

    refuse = b"User-agent: *\nDisallow: /\n"
    allow = b"User-agent: *\nAllow: /\n"
    endless_head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    unread = "robots_unreachable"
    return [
        Host("main", main_cases(), _rules(b"User-agent: *\nDisallow: /private/\n")),
        one("robots 500", _rules(refuse, status="500 Error"), unread),
        one("robots 503 for a day", _rules(b"", "Retry-After: 86400", status="503 Busy"), unread),
        one("robots 429", _rules(b"", status="429 Slow"), unread),
        one("robots 403", _rules(refuse, status="403 Forbidden"), None),
        one("robots 404", _rules(refuse, status="404 Not Found"), None),
        one("robots in a ring", redirect("/robots.txt"), None),
        one("robots to private", redirect("http://127.0.0.1:%PRIVATE%/robots.txt"), "private_address"),
        one("robots to a file", redirect("file:///etc/passwd"), None, unread),
        one("robots with a mark", _rules(b"\xef\xbb\xbf" + refuse), "robots"),
        one("robots in gzip", _rules(gzip.compress(refuse), "Content-Encoding: gzip"), "robots"),
        one("robots as a bomb", _rules(gzip.compress(b"#" * BOMB), "Content-Encoding: gzip"), None),
        one("robots of 40 MB, refusing first", endless(endless_head + refuse, b"# x" * 9000 + b"\n", 40_000_000), "robots"),
        one("robots of 40 MB, told", endless(b"HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n" + refuse, b"#" * 65536, 40_000_000), "robots"),
        one("robots of binary", _rules(bytes(range(256)) * 400), None),
        one("robots as a page", _rules(PAGE.encode(), kind="text/html"), None),
        one("robots with patterns", _rules(b"User-agent: *\nDisallow: /" + b"*a" * 3_000 + b"$\n"), None),
        one("robots with delay", _rules(b"User-agent: *\nCrawl-delay: 0.1\nDisallow:\n"), None),
        one("robots with a mad delay", _rules(b"User-agent: *\nCrawl-delay: nan\n"), None),
        one("robots in silence", silent, "timeout"),
        one("robots cut off", raw(endless_head[:-2] + b"Content-Length: 500\r\n\r\n" + allow), "connection_lost"),
    ]  # fmt: skip


class Service:
    """Sockets that answer as hosts do, and the private service beside them."""

    def __init__(self, served: Sequence[Host]) -> None:
        self.hosts = served
        self.private = Host("private", [Case("/secret", page("secret"))])
        self._sockets: list[socket.socket] = []
        self._ended = threading.Event()

    def start(self) -> None:
        for host in (self.private, *self.hosts):
            for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                if family == socket.AF_INET6 and host is not self.private:
                    continue
                with contextlib.suppress(OSError):
                    self._listen(host, family, address)

    def stop(self) -> None:
        self._ended.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self, host: Host, family: int, address: str) -> None:
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, host.port))
        listening.listen(64)
        host.port = listening.getsockname()[1]
        self._sockets.append(listening)
        threading.Thread(target=self._accept, args=(host, listening), daemon=True).start()

    def _accept(self, host: Host, listening: socket.socket) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(host, connection), daemon=True).start()

    def _serve(self, host: Host, connection: socket.socket) -> None:
        """One request a connection: whatever the last answer left on it harms nobody else."""
        answers = {case.path: case.answer for case in host.cases}
        answers["/robots.txt"] = host.robots or page("", status="404 Not Found")
        missing = page("not here", status="404 Not Found")

        def send(data: bytes) -> None:
            if self._ended.is_set():
                raise BrokenPipeError
            connection.sendall(data)

        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            asked = b""
            while b"\r\n\r\n" not in asked:
                piece = connection.recv(65_536)
                if not piece:
                    return
                asked += piece
            path = asked.split(b" ", 2)[1].decode("latin-1")
            host.hits.append(path)
            answers.get(path, missing)(send, str(self.private.port))
            connection.shutdown(socket.SHUT_WR)
            # What the client has not read yet would be thrown away by a close at once.
            connection.settimeout(0.5)
            while connection.recv(65_536):
                pass


@contextlib.contextmanager
def hostile(served: Sequence[Host] | None = None) -> Iterator[Service]:
    service = Service(hosts() if served is None else served)
    service.start()
    try:
        yield service
    finally:
        service.stop()
