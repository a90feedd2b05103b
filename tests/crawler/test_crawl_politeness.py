"""What a crawl does to a site: waits, rests, days, and an end for a process that stands still."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from loopback_site import Reply, Site, serving, write_profile

from crawler import frontier as frontier_module
from crawler.address import refusal
from crawler.errors import ChildDied
from crawler.frontier import ROBOTS_SECONDS, Frontier, RobotsTask
from crawler.journal import Journal
from crawler.robots import rules_of
from crawler.rows import Link, Robots
from crawler.run import CrawlSummary, crawl
from crawler.state import State
from crawler.throttle import Throttle
from crawler.walls import wall_of

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:0:0:0:0:80ff:fffe",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "5f00::1",
    "4000::1",
]
PUBLIC = [
    "93.184.215.14",
    "8.8.8.8",
    "2606:4700::1111",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "2002:808:808::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_taken_for_a_public_one(address: str) -> None:
    assert refusal(address, 80, frozenset()) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert refusal(address, 80, frozenset()) is None


def crawled(
    folder: Path, site: Site, extra: str, numbers: range = range(1, 4), **options: object
) -> CrawlSummary:
    start = [site.root + site.article(number) for number in numbers]
    profile = write_profile(folder, site, extra, start)
    if "delay =" in extra:
        profile.write_text(profile.read_text().replace("delay = 0\n", "", 1))
    return crawl(profile, folder / "data", **options)  # type: ignore[arg-type]


def test_a_name_is_judged_by_the_address_it_stands_for_when_the_connection_is_made(tmp_path: Path) -> None:
    with serving(Site()) as secret:
        secret.article(1)
        # A name server that gives an address of its own choice for every name of its domain.
        (tmp_path / "sitecustomize.py").write_text(
            "import socket\n"
            "asked = socket.getaddrinfo\n"
            "def answer(host, *rest, **more):\n"
            "    name = host.decode() if isinstance(host, bytes) else host\n"
            "    return asked('127.0.0.1' if str(name).endswith('.example') else host, *rest, **more)\n"
            "socket.getaddrinfo = answer\n"
            "socket.gethostbyname = lambda name: '127.0.0.1'\n"
        )
        start = [f"http://news.example:{secret.port}/a/1.html"]
        profile = tmp_path / "profile.toml"
        profile.write_text(
            f'name = "x"\nstart = {start!r}\ncontact = "ops@example.com"\nretries = 0\ndelay = 0\n'
        )
        summary = crawl(profile, tmp_path / "data", environment={"PYTHONPATH": str(tmp_path)})
        assert secret.hits == []
    assert [page.reason for page in summary.unreachable] == ["private_address"]


# -- waits ---------------------------------------------------------------------------------------------------------


def test_a_host_that_answers_slowly_is_asked_less_often(tmp_path: Path, site: Site) -> None:
    def slow(hit: object) -> Reply:
        return Reply(b"<p>x", delay=0.4)

    for number in range(1, 5):
        site.pages[f"/a/{number}.html"] = slow
    start = [f"{site.root}/a/{number}.html" for number in range(1, 5)]
    profile = write_profile(tmp_path, site, "concurrency = 1\n", start)
    profile.write_text(profile.read_text().replace("delay = 0\n", "delay = 0.02\n"))
    crawl(profile, tmp_path / "data")
    times = [hit.at for hit in site.hits if hit.path.startswith("/a/")]
    # At most as long again as the answer took: the host is at rest half of the time or more.
    assert all(later - earlier >= 0.39 for earlier, later in pairwise(times))


def test_the_wait_follows_latency_up_and_down_within_its_bounds() -> None:
    throttle = Throttle(floor=1.0, ceiling=10.0)
    throttle.answered("a", 60.0, 200)
    assert throttle.wait("a") == 10.0
    for _ in range(20):
        throttle.answered("a", 0.01, 500)
    assert throttle.wait("a") == 10.0, "quick errors make nobody faster"
    for _ in range(40):
        throttle.answered("a", 0.01, 200)
    assert throttle.wait("a") == pytest.approx(1.0, abs=0.01)
    assert throttle.wait("b") == 1.0
    throttle.robots_ask("a", 5.0)
    assert throttle.wait("a") == 5.0
    throttle.answered("a", 0.1, 429)
    assert throttle.wait("a") == 5.0


def test_a_crawl_delay_holds_for_a_crawl_that_was_interrupted_as_well(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Reply(
        b"User-agent: *\nCrawl-delay: 0.5\n", content_type="text/plain", etag=False
    )
    first = crawled(tmp_path, site, "max_pages = 1\n")
    with State.open(tmp_path / "data") as state:
        state._db.execute("UPDATE crawl SET outcome = 'died'")
    assert first.new == 1
    site.hits.clear()
    crawled(tmp_path, site, "")
    assert "/robots.txt" not in site.paths()
    times = [hit.at for hit in site.hits]
    assert len(times) == 2
    assert times[1] - times[0] > 0.4


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_parks_the_host_for_all_its_pages(tmp_path: Path, site: Site, form: str) -> None:
    asked: list[float] = []
    for number in range(1, 4):
        site.article(number)
    page = site.pages["/a/1.html"]

    def busy(hit: object) -> Reply:
        if asked:
            return page  # type: ignore[return-value]
        asked.append(site.hits[-1].at)
        at = datetime.now(UTC) + timedelta(seconds=2.5)
        value = "1" if form == "seconds" else format_datetime(at, usegmt=True)
        return Reply(status=429, headers={"Retry-After": value})

    start = [f"{site.root}/a/{number}.html" for number in range(1, 4)]
    site.pages["/a/1.html"] = busy
    summary = crawl(write_profile(tmp_path, site, "concurrency = 1\n", start), tmp_path / "data")
    assert summary.new == 3
    after = [hit.at for hit in site.hits if hit.at > asked[0]]
    assert len(after) == 3
    assert min(after) - asked[0] > 0.9


def test_a_rest_that_would_take_too_long_is_cut_and_its_page_left_for_the_next_crawl(
    tmp_path: Path, site: Site
) -> None:
    start = [site.root + site.article(number) for number in (2, 3)]
    site.pages["/a/1.html"] = Reply(status=503, headers={"Retry-After": "86400"})
    extra = "concurrency = 1\nmax_wait = 0.5\n"
    summary = crawl(
        write_profile(tmp_path, site, extra, [f"{site.root}/a/1.html", *start]), tmp_path / "data"
    )
    assert (summary.new, summary.reasons) == (2, {"http_503": 1})
    assert site.paths().count("/a/1.html") == 1
    times = {hit.path: hit.at for hit in site.hits}
    assert min(times["/a/2.html"], times["/a/3.html"]) - times["/a/1.html"] > 0.45


# -- robots.txt ----------------------------------------------------------------------------------------------------


def frontier(state: State) -> Frontier:
    return Frontier(state, Journal(state, "test", []), "jiaokan", budget=9, window=2)


def test_robots_txt_is_asked_for_anew_after_a_day_and_the_old_one_holds_while_it_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = "http://a.org"
    with State.open(tmp_path) as state:
        state.begin_crawl("digest")
        state.add_many(Link(f"{origin}/{name}", "article") for name in ("x/1", "y/1", "x/2", "y/2"))
        waiting = frontier(state)
        assert waiting.next_task() == RobotsTask(origin, f"{origin}/robots.txt")
        at = datetime.now(UTC).isoformat()
        waiting.settle_robots(Robots(origin, 200, b"User-agent: *\nDisallow: /x", at))
        task = waiting.next_task()
        assert getattr(task, "url", None) == f"{origin}/y/1"
        later = frontier_module.time.monotonic() + ROBOTS_SECONDS + 1
        monkeypatch.setattr(frontier_module.time, "monotonic", lambda: later)
        assert waiting.next_task() == RobotsTask(origin, f"{origin}/robots.txt")
        waiting.settle_robots(Robots(origin, 503, b"", at))
        assert getattr(waiting.next_task(), "url", None) == f"{origin}/y/2"


def test_a_robots_txt_that_was_compressed_is_obeyed_and_kept_in_the_archive(
    tmp_path: Path, site: Site
) -> None:
    import gzip

    site.pages["/robots.txt"] = Reply(
        gzip.compress(b"User-agent: *\nDisallow: /a/2"), headers={"Content-Encoding": "gzip"}, etag=False
    )
    summary = crawled(tmp_path, site, "")
    assert summary.reasons == {"robots": 1}
    assert "/a/2.html" not in site.paths()


def test_the_group_of_our_name_goes_before_that_of_everybody() -> None:
    body = b"User-agent: *\nDisallow: /\n\nUser-Agent: JiaoKan\nAllow: /\nDisallow: /no\n"
    rules = rules_of(Robots("http://a.org", 200, body, ""))
    assert rules.verdict("http://a.org/yes", "jiaokan") == "allowed"
    assert rules.verdict("http://a.org/no", "jiaokan") == "refused"


# -- the day -------------------------------------------------------------------------------------------------------


def test_the_bytes_of_a_day_are_remembered_over_crawls_and_the_rest_stays_queued(
    tmp_path: Path, site: Site
) -> None:
    words = "字" * 40_000
    start = []
    for number in range(1, 7):
        start.append(site.root + site.article(number, words))
    profile = write_profile(tmp_path, site, "concurrency = 1\nmax_bytes_per_day = 300000\n", start)
    profile.write_text(profile.read_text().replace("delay = 0\n", "delay = 0.12\nmax_delay = 0.12\n"))
    first = crawl(profile, tmp_path / "data")
    assert first.held is not None
    assert "max_bytes_per_day" in first.held
    assert 2 <= first.new < 6
    told = json.loads((tmp_path / "data" / "traffic.json").read_text())
    assert told["bytes"] >= 300_000
    site.hits.clear()
    second = crawl(profile, tmp_path / "data")
    assert second.held is not None
    assert len(site.bodies()) <= 1
    (tmp_path / "data" / "traffic.json").write_text(json.dumps({**told, "day": "2020-01-01"}))
    profile.write_text(profile.read_text().replace("300000", "0"))
    third = crawl(profile, tmp_path / "data")
    assert third.held is None
    with State.open(tmp_path / "data", read_only=True) as state:
        assert len(list(state.documents())) == 6


# -- a process that stands still -----------------------------------------------------------------------------------


def test_a_process_that_stands_still_ends_itself_and_the_next_crawl_leaves_the_page_out(
    tmp_path: Path, site: Site
) -> None:
    # The engine of `re` holds the interpreter: no thread of Python could notice.
    extra = "max_stall = 1.0\nconcurrency = 1\n"
    with pytest.raises(ChildDied, match=r"stood still on .*/a/2.html") as caught:
        crawled(tmp_path, site, extra, environment={"JIAOKAN_CRAWL_FAULT": "stall:2"})
    assert "reach" in caught.value.log_tail
    summary = crawled(tmp_path, site, extra)
    assert summary.outcome == "finished"
    with State.open(tmp_path / "data", read_only=True) as state:
        assert {row.url.rpartition("/")[2]: row.reason for row in state.not_fetched()} == {
            "2.html": "stalled"
        }
        assert len(list(state.documents())) == 2
    assert not (tmp_path / "data" / "stalled.txt").exists()


# -- walls ---------------------------------------------------------------------------------------------------------

LONG = "社区图书馆从下周起周末开放到晚上九点，读者可以在服务台登记借阅。" * 30
WALLS = [
    (403, {"cf-mitigated": "challenge"}, "", "challenge"),
    (202, {"x-amzn-waf-action": "challenge"}, "", "challenge"),
    (405, {"x-amzn-waf-action": "captcha"}, "", "challenge"),
    (503, {}, "<title>Just a moment...</title>", "challenge"),
    (521, {}, "<script>document.cookie='__jsl_clearance='</script>", "challenge"),
    (412, {}, "<script>$_ts = window['$_ts']</script>", "challenge"),
    (200, {}, "<script src='https://captcha-delivery.com/c.js'></script>", "challenge"),
    (200, {}, "<p>访问过于频繁，请稍后再试</p>", "challenge"),
    (200, {}, "<form><p>We use cookies</p><button>Accept all</button></form>", "consent_wall"),
    (200, {}, f"<p>{LONG}</p><form>We use cookies <button>Accept</button></form>", None),
    (200, {}, f"<p>{LONG}安全验证</p>", None),
    (200, {}, f"<p>{LONG}</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>", None),
    (404, {}, "<title>Just a moment...</title>", None),
    (403, {}, "forbidden", None),
    (200, {}, "", None),
]


@pytest.mark.parametrize(("status", "headers", "text", "wall"), WALLS)
def test_walls_are_told_from_pages(status: int, headers: dict[str, str], text: str, wall: str | None) -> None:
    assert wall_of(status, headers, text) == wall


def test_a_challenge_is_reported_and_not_asked_again(tmp_path: Path, site: Site) -> None:
    site.pages["/a/1.html"] = Reply(b"<title>Just a moment...</title>", status=503)
    summary = crawl(write_profile(tmp_path, site, "", [f"{site.root}/a/1.html"]), tmp_path / "data")
    assert summary.reasons == {"challenge": 1}
    assert site.paths().count("/a/1.html") == 1


def test_a_large_page_that_breaks_the_crawler_is_settled_like_any_other(tmp_path: Path, site: Site) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import crawler.judge\n"
        "def broken(*_, **__):\n"
        "    raise RuntimeError('a fault of ours')\n"
        "crawler.judge.discover = broken\n"
    )
    path = site.article(1, "字" * 200_000)
    profile = write_profile(tmp_path, site, "", [site.root + path])
    summary = crawl(profile, tmp_path / "data", environment={"PYTHONPATH": str(tmp_path)})
    assert (summary.outcome, summary.reasons) == ("finished", {"internal_error": 1})
