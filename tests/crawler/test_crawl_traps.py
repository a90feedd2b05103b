"""Sites that make addresses without end, on loopback: what is worth having comes in, and hardly anything else is asked for."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback_site import Hit, Reply, Site, news_site, write_profile

from crawler.run import CrawlSummary, crawl
from crawler.state import State
from crawler.traps import BARREN, Page, Patterns, pattern_of, shows_a_trap

TODAY = date(2026, 5, 1)


def page(body: str, title: str = "页") -> Reply:
    return Reply(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def calendar(path: str) -> Reply:
    """A month of an events calendar: before and behind it there is always another one."""
    _, _, year, month, *_ = path.split("/")
    number = int(year) * 12 + int(month) - 1
    links = "".join(
        f"<a href='/rili/{n // 12}/{n % 12 + 1:02d}/'>{n // 12}年{n % 12 + 1}月</a>"
        for n in (number - 1, number + 1)
    )
    return page(f"<h1>{year}年{month}月</h1><p>本月没有活动。</p>{links}")


def facets(path: str) -> Reply:
    """A catalogue that can be narrowed by eight properties in any order."""
    chosen = dict(parse_qsl(urlsplit(path).query))
    links = "".join(
        f"<a href='/shangpin/list.html?{'&'.join(f'{k}={v}' for k, v in [*chosen.items(), (f'f{n}', str(value))])}'>筛选</a>"
        for n in range(8)
        for value in range(3)
        if f"f{n}" not in chosen
    )
    return page(f"<h1>商品 {sorted(chosen.items())}</h1>{links}")


def endless_list(path: str) -> Reply:
    """Pagination that goes on behind the last article, with the same one on each page."""
    found = re.search("([0-9]+)", path)
    number = int(found[1]) if found else 1
    return page(
        f"<ul><li><a href='/a/1.html'>新闻</a></li></ul><a href='/wangqi/index_{number + 1}.html'>下一页</a> 第{number}页"
    )


def echo(path: str) -> Reply:
    """A page that repeats itself one folder deeper."""
    return page(f"<p>{path}</p><a href='{path}zhuanti/'>专题</a><a href='{path}xinwen/'>新闻</a>")


def sessions(path: str) -> Reply:
    """Each visit gets addresses of its own for the same page."""
    token = hashlib.sha256(path.encode()).hexdigest()
    links = "".join(f"<a href='/s/{token[n : n + 24]}/12345.html'>请继续</a>" for n in range(0, 30, 3))
    return page(f"<p>欢迎光临，本页内容请登录后查看。</p>{links}")


TRAPS: dict[str, tuple[str, Callable[[str], Reply]]] = {
    "calendar": ("/rili/2026/05/", calendar),
    "facets": ("/shangpin/list.html", facets),
    "pagination": ("/wangqi/", endless_list),
    "echo": ("/zhuanti/", echo),
    "sessions": ("/s/0123456789abcdef01234567/1.html", sessions),
}


class Trapped(Site):
    """A news site with one endless corner, or several."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.traps = [TRAPS[name] for name in names]

    def answer(self, hit: Hit) -> Reply:
        for entrance, made in self.traps:
            if hit.path.startswith("/" + entrance.split("/")[1] + "/"):
                return made(hit.path)
        return super().answer(hit)


def crawled(folder: Path, names: list[str]) -> tuple[Trapped, CrawlSummary]:
    from loopback_site import serving

    with serving(Trapped(names)) as served:
        site = served
        assert isinstance(site, Trapped)
        paths = news_site(site, articles=40)
        entrances = "".join(f"<a href='{entrance}'>更多</a>" for entrance, _ in site.traps)
        site.html("/", "首页", f"<a href='/news/'>新闻</a>{entrances}")
        profile = write_profile(folder, site, "max_pages = 3000\nconcurrency = 8\n", start=[f"{site.root}/"])
        text = profile.read_text(encoding="utf-8")
        text = re.sub(r"article = .*\n|list = .*\n", "", text)
        profile.write_text(text, encoding="utf-8")
        summary = crawl(profile, folder / "data")
        assert set(paths[:-2]) <= set(site.paths())
        return site, summary


@pytest.mark.parametrize("name", TRAPS)
def test_an_endless_corner_of_a_site_costs_a_few_requests_and_no_article(name: str, tmp_path: Path) -> None:
    site, summary = crawled(tmp_path, [name])
    corner = "/" + TRAPS[name][0].split("/")[1] + "/"
    assert summary.outcome == "finished"
    assert sum(path.startswith(corner) for path in site.paths()) <= 40


def test_what_was_queued_of_a_left_pattern_is_told_with_its_reason(tmp_path: Path) -> None:
    crawled(tmp_path, ["facets", "sessions"])
    with State.open(tmp_path / "data", read_only=True) as state:
        told = [(row.reason, row.detail) for row in state.not_fetched()]
    assert Counter(reason for reason, _ in told)["trap"] > 0
    assert all("brought nothing new" in detail for reason, detail in told if reason == "trap")


def test_sitemaps_that_robots_txt_names_are_followed_unless_the_profile_says_no(
    tmp_path: Path, site: Site
) -> None:
    paths = news_site(site)
    site.pages["/robots.txt"] = Reply(
        f"User-agent: *\nDisallow:\nSitemap: {site.root}/sitemap.xml\nSitemap: http://elsewhere.example/s.xml\n".encode(),
        content_type="text/plain",
    )
    start = [f"{site.root}/"]
    crawl(write_profile(tmp_path, site, 'sitemaps = "start"\n', start), tmp_path / "without")
    assert "/sitemap.xml" not in site.paths()
    crawl(write_profile(tmp_path, site, "", start), tmp_path / "with")
    assert "/sitemap.xml" in site.paths()
    assert set(paths) <= set(site.paths())


def test_a_pattern_and_a_host_have_no_more_pages_than_the_profile_gives_them(
    tmp_path: Path, site: Site
) -> None:
    news_site(site, articles=12)
    crawl(write_profile(tmp_path, site, "max_per_pattern = 5\n"), tmp_path / "pattern")
    assert sum(path.startswith("/a/") for path in site.paths()) <= 5 + 8  # those under way when it is full
    site.hits.clear()
    crawl(write_profile(tmp_path, site, "max_per_host = 6\n"), tmp_path / "host")
    assert (
        len([path for path in site.paths() if path != "/robots.txt"]) <= 6 + 2
    )  # start pages are always asked


@pytest.mark.parametrize(
    "path",
    [
        "/2026/05/01/1234.html",
        "/news/2026-05/01/content_123.htm",
        "/news/index_2.html",
        "/a?id=20280101",
        "/zt/zt/2026/index.html",
        "/article/2000-years-of-history.html",
        "/a/1999/12/31/1.html",
        "/list?page=2050",
        "/doc/1066.html",
    ],
)
def test_honest_addresses_show_no_trap(path: str) -> None:
    assert shows_a_trap(f"http://a.org{path}", TODAY) is None


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/2039/01/",
        "/events?month=2031",
        "/cal/1812-03",
        "/a/b/a/b/a/b/a/b",
        "/" + "x/" * 14,
        "/list?" + "&".join(f"f{n}=1" for n in range(12)),
        "/" + "a" * 1200,
    ],
)
def test_addresses_without_end_show_it(path: str) -> None:
    assert shows_a_trap(f"http://a.org{path}", TODAY) is not None


def test_a_dry_stretch_of_a_pattern_that_has_brought_much_is_no_end() -> None:
    patterns = Patterns()
    for number in range(20):
        patterns.note(Page(f"http://a.org/news/index_{number}.html", "list", True, f"{number}"))
    for number in range(BARREN):
        patterns.note(Page(f"http://a.org/news/index_{number + 100}.html", "list", False, f"x{number}"))
    assert patterns.why_left("http://a.org/news/index_999.html", "list") is None


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_addresses_that_differ_in_numbers_alone_have_one_pattern(one: int, other: int) -> None:
    assert pattern_of(f"http://a.org/a/{one}_2.html?id={other}") == pattern_of(
        f"http://a.org/a/{other}_7.html?id={one}"
    )
