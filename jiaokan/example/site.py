"""The example site of one day as bytes: `build_site(day)` gives every path with status, headers and body.

Nothing here reads the clock or the network; the same day and origin give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache

import jinja2
import msgspec

from jiaokan.example.neighbours import CHANNELS, most_read, neighbour, newest_first, related_to
from jiaokan.example.source import Line, Source, lines, sources

SITE = "云汀服务网"
LIST_TEMPLATES = {"zhiye": "modern", "shequ": "table", "zixun": "cms", "baike": "cms"}
UNLISTED_FOLDERS = ("neibu", "so", "zhuanti")
PER_PAGE = 5
# Older articles stand on list pages only, so that a crawl which does not turn their pages misses some.
SITEMAP_SINCE = "2026-01-20"
DAY_CHANGED = {1: "2026-02-04T06:00:00", 2: "2026-02-05T06:00:00"}
ORIGIN = "http://127.0.0.1:8000"
_CHINA = timezone(timedelta(hours=8))
_DATE_FORMS = {
    "second": "{0:%Y-%m-%d %H:%M:%S}",
    "minute": "{0:%Y-%m-%d %H:%M}",
    "date": "{0:%Y-%m-%d}",
    "slash": "{0.year}/{0.month}/{0.day} {0:%H:%M}",
    "dot": "{0:%Y.%m.%d}",
    "cn-minute": "{0.year}年{0.month}月{0.day}日 {0:%H:%M}",
    "cn-date": "{0:%Y}年{0:%m}月{0:%d}日",
    "none": "",
}
_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_STYLE = "body{font:16px/1.8 sans-serif;margin:0 auto;max-width:1000px}aside{float:right;width:260px}\n"
_ROBOTS = "User-agent: *\nDisallow: /neibu/\nAllow: /\n\nSitemap: {origin}/sitemap.xml\n"


class Response(msgspec.Struct, frozen=True):
    """What the server answers for one path; Content-Length is added when it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes


def profile_text(port: int) -> str:
    """The site profile, in TOML, that crawls the example site on a port of loopback.

    Its pattern also fits addresses that give no article: a login wall, a topic, a page that is not there, and a
    folder that robots.txt forbids.
    """
    return f"""\
name = "example"
start = [
    "http://127.0.0.1:{port}/sitemap.xml",
    "http://127.0.0.1:{port}/zhiye/",
    "http://127.0.0.1:{port}/shequ/",
    "http://127.0.0.1:{port}/zixun/",
    "http://127.0.0.1:{port}/baike/",
]
article = ['/[a-z]+/[0-9]+/[0-9]+\\.html$', '/baike/[a-z]+/index(_[0-9]+)?\\.html$']
allow_private = ["127.0.0.1:{port}"]
delay = 0
concurrency = 8

[read]
time_zone = "Asia/Shanghai"
"""


def build_site(day: int, origin: str = ORIGIN) -> dict[str, Response]:
    """Every path of the site on day 1 or 2. `origin` (scheme, host, port) stands in sitemap.xml and robots.txt."""
    if day not in DAY_CHANGED:
        raise ValueError(f"the example site has days 1 and 2, not {day!r}")
    there = [source for source in newest_first(sources()) if day in source.days]
    site = _fixed_pages(day, origin, there)
    for channel in CHANNELS:
        site.update(_list_pages(channel, day, there))
    for source in sources():
        if day in source.days:
            site.update(_article_pages(source, day))
        elif day > max(source.days):
            site[source.url] = _gone(source.gone)
    return site


def not_found() -> Response:
    """The answer for every path that is not in the site."""
    return _gone(404)


def shown_date(source: Source) -> str:
    """The publication time in the form that the page shows, empty where it shows none."""
    return _DATE_FORMS[source.date_style].format(datetime.fromisoformat(source.published))


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.PackageLoader("jiaokan.example", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(site=SITE, channels=CHANNELS)
    return environment


def _render(template: str, **values: object) -> str:
    # A no-break space is written as the entity: that is how editors leave it behind, and GBK has no byte for it.
    return _templates().get_template(template).render(**values).replace("\u00a0", "&nbsp;")


def _response(body: bytes, content_type: str, changed: str, status: int = 200) -> Response:
    moment = datetime.fromisoformat(changed).replace(tzinfo=_CHINA).astimezone(UTC)
    headers = {"Content-Type": content_type}
    if status == 200:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers["Last-Modified"] = format_datetime(moment, usegmt=True)
    return Response(status, headers, body)


def _html(text: str, changed: str, status: int = 200) -> Response:
    return _response(text.encode("utf-8"), "text/html; charset=utf-8", changed, status)


def _gone(status: int) -> Response:
    return _html(_render("gone.html", status=status), DAY_CHANGED[1], status)


def _fixed_pages(day: int, origin: str, there: list[Source]) -> dict[str, Response]:
    changed = DAY_CHANGED[day]
    open_pages = [source for source in there if source.channel in CHANNELS]
    groups = [(c, [s for s in open_pages if s.channel == c][:6]) for c in CHANNELS]
    recent = [source for source in open_pages if source.published >= SITEMAP_SINCE]
    sitemap = _render("sitemap.xml", origin=origin, pages=recent, day=day, channels=CHANNELS)
    plain = "text/plain; charset=utf-8"
    return {
        "/": _html(_render("home.html", groups=groups, hot=most_read()), changed),
        "/sitemap.xml": _response(sitemap.encode("utf-8"), "application/xml; charset=utf-8", changed),
        "/robots.txt": _response(_ROBOTS.format(origin=origin).encode("ascii"), plain, DAY_CHANGED[1]),
        "/static/site.css": _response(_STYLE.encode("ascii"), "text/css", DAY_CHANGED[1]),
        "/static/photo.gif": _response(_DOT, "image/gif", DAY_CHANGED[1]),
    }


def _list_pages(channel: str, day: int, there: list[Source]) -> dict[str, Response]:
    """The list pages of a channel; 社区服务 also points to pages outside the four channels."""
    entries = [source for source in there if source.channel == channel]
    if channel == "shequ":
        entries += [source for source in there if source.channel in UNLISTED_FOLDERS]
    chunks = [entries[start : start + PER_PAGE] for start in range(0, len(entries), PER_PAGE)]
    addresses = [f"/{channel}/" if n == 0 else f"/{channel}/index_{n + 1}.html" for n in range(len(chunks))]
    pages: dict[str, Response] = {}
    for number, (address, chunk) in enumerate(zip(addresses, chunks, strict=True)):
        text = _render(
            f"list_{LIST_TEMPLATES[channel]}.html",
            channel=channel,
            entries=[
                (source, shown_date(source) or source.published[:10], _summary(source)) for source in chunk
            ],
            addresses=addresses,
            number=number,
            hot=most_read(),
        )
        pages[address] = _html(text, DAY_CHANGED[day])
    return pages


def _summary(source: Source) -> str:
    paragraphs = [line.shown for line in lines(source, 1) if line.kind == "paragraph"]
    return paragraphs[0][:60] + "…" if paragraphs else ""


def _article_pages(source: Source, day: int) -> dict[str, Response]:
    text = lines(source, day)
    count = max((line.page for line in text), default=1)
    addresses = [source.url] + [source.url.replace(".html", f"_{n}.html") for n in range(2, count + 1)]
    pages: dict[str, Response] = {}
    for number, address in enumerate(addresses):
        rendered = _render(
            f"{source.template}.html",
            page=source,
            channel=source.channel,
            lines=_grouped([line for line in text if line.page == number + 1]),
            date=shown_date(source),
            related=related_to(source),
            before=neighbour(source, -1),
            after=neighbour(source, 1),
            addresses=addresses,
            number=number,
            hot=most_read(),
        )
        pages[address] = _encoded(rendered, source, day)
    return pages


def _grouped(text: list[Line]) -> list[tuple[str, list[Line]]]:
    """Neighbouring lines of one kind together, so that list items and table rows share one element."""
    groups: list[tuple[str, list[Line]]] = []
    for line in text:
        if groups and groups[-1][0] == line.kind:
            groups[-1][1].append(line)
        else:
            groups.append((line.kind, [line]))
    return groups


def _encoded(text: str, source: Source, day: int) -> Response:
    changed = source.modified if day > 1 and source.modified else source.published
    claim = f"; charset={source.header_charset}" if source.header_charset else ""
    return _response(text.encode(source.encoding, "xmlcharrefreplace"), f"text/html{claim}", changed)
