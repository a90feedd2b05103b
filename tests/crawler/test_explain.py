"""What a profile does with an address is told decision by decision, in the order of a crawl."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from crawler.explain import explain
from crawler.profile import Profile, Schedule, Start
from crawler.rows import Robots

SITE = "https://example.org"
PROFILE = Profile(
    name="a",
    start=(Start(f"{SITE}/"),),
    article=(r"/a/[0-9]+\.html$",),
    list=(r"/news/",),
    contact="ops@example.org",
    max_per_host=40,
    max_per_pattern=7,
)


def told(url: str, robots: tuple[Robots, ...] = ()) -> dict[str, str]:
    lines = explain(PROFILE, url, robots, date(2026, 5, 1))
    return {name: sentence for name, _, sentence in (line.partition(" ") for line in lines)}


def test_every_decision_about_an_article_is_told_in_the_order_of_a_crawl() -> None:
    lines = explain(PROFILE, f"{SITE}/a/12.html?utm_source=x#top", (), date(2026, 5, 1))
    assert [line.split()[0] for line in lines] == ["address", "site", "role", "trap", "robots", "budget", "request"]  # fmt: skip
    assert lines[0] == f"address   {SITE}/a/12.html (written {SITE}/a/12.html?utm_source=x#top)"
    assert r"article: matches '/a/[0-9]+\\.html$'" in lines[2]
    assert "counted with /a/#.html, left when 50 pages in a row" in lines[3]
    assert lines[4].endswith(f"not known: {SITE}/robots.txt is asked first by every crawl")
    assert "max_pages 2000, max_per_host 40 (example.org), max_per_pattern 7 (/a/#.html)" in lines[5]
    assert "1 s after the one before" in lines[6]


@pytest.mark.parametrize(
    ("path", "decision", "expected"),
    [
        ("/news/x/x/x/x/", "trap", "not followed: its path repeats itself"),
        ("/news/2099/07/", "trap", "not followed: it is dated 2099"),
        ("/news/", "trap", "left when 10 pages in a row"),
        ("/about", "role", "not followed: neither a pattern nor its shape"),
        ("/", "role", "start page; what it is shows when it answers"),
        ("/", "budget", "max_pages 2000, max_per_host 40 (example.org) a crawl"),
    ],
)
def test_a_decision_names_its_reason(path: str, decision: str, expected: str) -> None:
    assert expected in told(SITE + path)[decision]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b"User-agent: *\nDisallow: /a/", "not fetched: forbidden, as https://example.org/robots.txt said at 2026"),
        (200, b"User-agent: *\nCrawl-delay: 7", "it asks for 7 s between two requests"),
        (404, b"", "allowed, as https://example.org/robots.txt said"),
        (503, b"", "not fetched for now: https://example.org/robots.txt answered 503"),
    ],
)  # fmt: skip
def test_what_robots_txt_said_last_is_told(status: int, body: bytes, expected: str) -> None:
    answer = Robots(SITE, status, body, "2026-05-01T00:00:00Z")
    assert expected in told(f"{SITE}/a/1.html", (answer,))["robots"]


def test_the_hours_in_which_a_site_may_be_asked_are_told() -> None:
    schedule = Schedule(windows=("22:00-06:00",))
    lines = explain(structs.replace(PROFILE, schedule=schedule), f"{SITE}/a/1.html", (), date(2026, 5, 1))
    assert "time      only within 22:00-06:00 (Asia/Shanghai)" in lines


def test_what_is_not_followed_is_told_no_further() -> None:
    assert list(told("http://elsewhere.org/a/1.html")) == ["address", "site"]
    assert list(told(f"{SITE}/logo.png")) == ["address", "site", "role"]
