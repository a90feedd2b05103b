"""A fast site on loopback for measuring a crawler: many hosts, pages of 60 kB, validators, a log of what was asked.

One process, raw asyncio: an answer is a few joined bytes, so that the server takes little of a machine of two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from typing import Any

_WORDS = "社区图书馆周末开放到晚上九点，附近的居民把旧书和盆花都搬了过来，孩子们在走廊里画满了自己的作品。"


_MENU = (
    "<ul>" + "".join(f'<li class="nav"><a href="/channel/{n}">栏目{n}</a></li>' for n in range(60)) + "</ul>"
)


def _prose(size: int) -> list[bytes]:
    """Paragraphs of drawn words, in UTF-8, a little longer than asked for."""
    draw, out, length = random.Random(1), [], 0
    words = [_WORDS[at : at + 2] for at in range(len(_WORDS) - 2)]
    words += [chr(draw.randint(0x4E00, 0x6FFF)) + chr(draw.randint(0x4E00, 0x6FFF)) for _ in range(2000)]
    while length < size:
        sentence = "".join(draw.choice(words) for _ in range(draw.randint(20, 60)))
        out.append(f'<p class="c{draw.randint(1, 9)}">{sentence}，<span>图</span>。</p>\n'.encode())
        length += len(out[-1])
    return out


class FastSite:
    """Hosts 127.0.0.1 … 127.0.0.n, each with list pages and articles of one size; what it was asked is counted.

    `changed`, `removed` and `added` are sets of article numbers of each host.
    """

    def __init__(self, articles: int, per_list: int, page_bytes: int) -> None:
        self.articles, self.per_list = articles, per_list
        self.asked: dict[str, int] = {}
        self.bodies: dict[str, int] = {}
        self.changed: set[int] = set()
        self.removed: set[int] = set()
        self.added = 0
        self._prose = _prose(page_bytes)

    def _filler(self, number: int) -> bytes:
        """Prose that compresses like prose, begun at another place for every page."""
        start = number * 97 % len(self._prose)
        return b"".join(self._prose[start:] + self._prose[:start])

    def answer(self, host: str, path: str, tag: bytes) -> bytes:
        """The whole answer for a path."""
        key = f"{host}{path}"
        self.asked[key] = self.asked.get(key, 0) + 1
        body = self._body(path)
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nnot here."
        own = b'"%x"' % (len(path) * 1_000_003 + self._version(path))
        if tag == own:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + own + b"\r\n\r\n"
        self.bodies[key] = self.bodies.get(key, 0) + 1
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\nETag: "
        return head.encode() + own + b"\r\n\r\n" + body

    def _version(self, path: str) -> int:
        if path.startswith("/a/"):
            return int(int(path[3:-5]) in self.changed)
        return self.added * 2 + len(self.removed)

    def _body(self, path: str) -> bytes | None:
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /private/\n"
        if path == "/":
            return self._list(0)
        if path.startswith("/list/") and path.endswith(".html"):
            return self._list(int(path[6:-5]))
        if path.startswith("/a/") and path.endswith(".html"):
            number = int(path[3:-5])
            if number in self.removed or number > self.articles + self.added:
                return None
            words = f"<title>新闻 {number}</title><h1>新闻 {number}</h1><p>{_WORDS * (1 + (number in self.changed))}</p>"
            near = "".join(f'<li><a href="/a/{other}.html">相关</a></li>' for other in self._near(number))
            page = f"<!DOCTYPE html><html><body>{_MENU}{words}<ul>{near}</ul>".encode()
            return page + self._filler(number)
        return None

    def _near(self, number: int) -> list[int]:
        return [(number * 7 + turn) % self.articles + 1 for turn in range(20)]

    def _list(self, page: int) -> bytes | None:
        first = page * self.per_list + 1
        if first > self.articles + self.added:
            return None
        last = min(first + self.per_list - 1, self.articles + self.added)
        items = "".join(
            f'<li><a href="/a/{number}.html">新闻 {number}</a></li>'
            for number in range(first, last + 1)
            if number not in self.removed
        )
        following = f'<a href="/list/{page + 1}.html">下一页</a>' if last < self.articles + self.added else ""
        return f"<!DOCTYPE html><html><body><ul>{items}</ul>{following}".encode() + self._filler(page)


class _Connection(asyncio.Protocol):
    def __init__(self, site: FastSite) -> None:
        self._site = site
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            fields = {
                name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)
            }
            path = lines[0].split(b" ")[1].decode()
            if path.startswith("/control/"):
                self._transport.write(self._control(path.removeprefix("/control/")))
                continue
            host = fields.get(b"host", b"").decode().partition(":")[0]
            self._transport.write(self._site.answer(host, path, fields.get(b"if-none-match", b"")))

    def _control(self, what: str) -> bytes:
        site = self._site
        if what == "change":
            count = site.articles
            site.changed = set(range(1, count + 1, 5))
            site.removed = set(range(3, count + 1, 20))
            site.added = count // 10
        told = {"asked": site.asked, "bodies": site.bodies}
        if what != "look":
            site.asked, site.bodies = {}, {}
        body = json.dumps(told).encode()
        return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def _serve(options: argparse.Namespace) -> None:
    site = FastSite(options.articles, options.per_list, options.page_bytes)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(site), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    others = [
        await loop.create_server(lambda: _Connection(site), f"127.0.0.{number}", port)
        for number in range(2, options.hosts + 1)
    ]
    print(port, flush=True)
    await asyncio.gather(*(each.serve_forever() for each in [server, *others]))


def main() -> None:
    """Serves until it is killed; the port stands on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--per-list", type=int, default=50)
    parser.add_argument("--page-bytes", type=int, default=60_000)
    parser.add_argument("--hosts", type=int, default=4)
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
