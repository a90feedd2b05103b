"""`profile new` looks at a running site and writes a profile that holds for it."""

from __future__ import annotations

import gzip
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.profile import load_profile
from jiaokan.example.server import ExampleServer

sys.path.insert(0, str(Path(__file__).parents[1] / "crawler"))
from loopback_site import Reply, Site, serving

Jiaokan = Callable[..., Any]
WORDS = "<p>河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去。老人说这样的春汛十年才有一次。</p>"


@pytest.fixture
def own() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


def write(site: Site, path: str, title: str) -> None:
    site.html(
        path, title, f"<h1>{title}</h1><div class='content'>{WORDS * 4}</div><a href='index.html'>目录</a>"
    )


def test_the_profile_of_the_example_site_finds_its_articles_and_its_samples_hold(
    jk: Jiaokan, site: ExampleServer, tmp_path: Path
) -> None:
    path = tmp_path / "site.toml"
    said = jk("profile", "new", site.url, "--allow-private", "--name", "yunting", "-o", path)
    assert said.code == 0, said
    assert said.out == ""
    asked = {where for where, _ in site.requests}
    assert asked >= {"/robots.txt", "/", "/sitemap.xml"}
    assert sum(site.requests.values()) <= 12
    assert not any(where.startswith("/neibu/") for where in asked)
    text = path.read_text("utf-8")
    assert "sitemap.xml: 36 addresses of this site, named by robots.txt" in text
    assert "read as articles" in text
    profile = load_profile(path)
    assert (profile.name, profile.allow_private) == ("yunting", (f"127.0.0.1:{site.port}",))
    assert profile.article == (r"/[^/]+/[0-9]+/[0-9]+\.html$",)
    assert [sample.kind for sample in profile.sample] == ["article", "article", "article", "list"]
    held = jk("profile", "check", path, "--samples")
    assert held.code == 0, held


def test_a_manual_of_short_names_gets_a_pattern_that_spares_its_index(
    jk: Jiaokan, own: Site, tmp_path: Path
) -> None:
    names = ["scope", "source", "binary", "files", "docs"]
    for name in names:
        write(own, f"/manual/{name}.html", f"{name}一章")
    links = "".join(f"<li><a href='{name}.html'>{name}</a></li>" for name in ["index", *names])
    own.html("/manual/index.html", "目录", f"<ul>{links}</ul>")
    own.html("/", "首页", "<a href='/manual/index.html'>手册</a>")
    own.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.1\n", content_type="text/plain")
    path = tmp_path / "m.toml"
    said = jk("profile", "new", f"{own.root}/manual/index.html", "--allow-private", "-o", path)
    assert said.code == 0, said
    assert load_profile(path).article == (r"/manual/(?!index\.html$)[^/]+\.html$",)
    assert "asks for 0.1 s between two requests" in path.read_text("utf-8")


def test_what_a_page_says_stays_in_its_quotes_and_comments(jk: Jiaokan, own: Site) -> None:
    title = "春汛&quot;&#10;[repair]&#10;off = ['x'] \\ \x7f"
    for number in (1, 2, 3):
        write(own, f"/a/{number}.html", title)
    own.html("/", "首页", "".join(f"<a href='/a/{number}.html'>新闻</a>" for number in (1, 2, 3)))
    said = jk("profile", "new", own.root, "--allow-private")
    assert said.code == 0, said
    profile = tomllib.loads(said.out)
    assert "repair" not in profile
    assert profile["article"] == [r"/a/[0-9]+\.html$"]
    assert all(entry["title"].startswith('春汛" [repair] off') for entry in profile["sample"][:3])


def test_a_feed_that_the_page_names_becomes_a_start_page(jk: Jiaokan, own: Site) -> None:
    for number in (1, 2, 3):
        write(own, f"/x/{number}/y", f"第{number}号新闻")
    items = "".join(f"<item><link>{own.root}/x/{number}/y</link></item>" for number in (1, 2, 3))
    own.pages["/feed"] = Reply(f"<rss><channel>{items}</channel></rss>".encode(), content_type="text/xml")
    own.html(
        "/", "首页", "<link rel=alternate type='application/rss+xml' href='/feed'><a href='/about'>关于</a>"
    )
    said = jk("profile", "new", own.root, "--allow-private")
    assert said.code == 0, said
    profile = tomllib.loads(said.out)
    assert {"url": f"{own.root}/feed", "kind": "feed"} in profile["start"]
    assert profile["article"] == ["/x/[0-9]+/y$"]


def test_a_site_without_articles_still_gets_a_profile_and_ends_with_3(jk: Jiaokan, own: Site) -> None:
    own.html("/", "首页", "<a href='/login.html'>登录</a>")
    said = jk("profile", "new", own.root, "--allow-private")
    assert said.code == 3
    assert "article" not in tomllib.loads(said.out)
    assert "dropped: no answer" in said.out or "dropped: http_404" in said.out
    assert "no sampled page reads as an article" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["http://127.0.0.1:9/"], 2, "127.0.0.1:9 is a private address; add --allow-private"),
        (["https://example.org/"], 2, "is a public host, so say who asks: --contact"),
        (["https://example.org/", "--contact", "nobody"], 2, "--contact: expected a mail or web address"),
        (["http://127.0.0.1:9/", "--allow-private", "--name", "../up"], 2, "--name: expected a name"),
        (["ftp://example.org/"], 2, "expected an address that starts with http"),
        (["http://127.0.0.1:9/", "--allow-private"], 1, "gave no page"),
    ],
)
def test_what_may_not_or_cannot_be_asked_is_refused_with_what_to_do(
    jk: Jiaokan, arguments: list[str], code: int, expected: str
) -> None:
    said = jk("profile", "new", *arguments)
    assert (said.code, said.out) == (code, ""), said
    assert expected in said.err


def test_nothing_is_overwritten_and_nothing_asked_for_it(jk: Jiaokan, own: Site, tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("mine", "utf-8")
    said = jk("profile", "new", own.root, "--allow-private", "-o", path)
    assert said.code == 2
    assert "exists already, and nothing is overwritten" in said.err
    assert path.read_text("utf-8") == "mine"
    assert own.hits == []


def test_a_start_page_that_moved_is_followed_and_the_address_behind_it_proposed(
    jk: Jiaokan, own: Site
) -> None:
    own.pages["/"] = Reply(status=302, headers={"Location": "/news/"}, etag=False)
    for number in (1, 2, 3):
        write(own, f"/a/{number}.html", f"第{number}号新闻")
    own.html("/news/", "新闻", "".join(f"<a href='/a/{number}.html'>新闻</a>" for number in (1, 2, 3)))
    said = jk("profile", "new", own.root, "--allow-private")
    assert said.code == 0, said
    assert tomllib.loads(said.out)["start"] == [f"{own.root}/news/"]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"/robots.txt": Reply(b"User-agent: *\nDisallow: /", content_type="text/plain")}, "gave no page: robots"),
        (
            {"/": Reply(status=302, headers={"Location": "http://192.0.2.1/"}, etag=False)},
            "gave no page: off_site (redirects to http://192.0.2.1/, another site",
        ),
    ],
)  # fmt: skip
def test_a_site_that_gives_no_page_is_left_alone_and_the_reason_told(
    jk: Jiaokan, own: Site, pages: dict[str, Reply], expected: str
) -> None:
    own.html("/", "首页", "<a href='/a/1.html'>新闻</a>")
    own.pages.update(pages)
    said = jk("profile", "new", own.root, "--allow-private")
    assert (said.code, said.out) == (1, "")
    assert expected in said.err
    assert len(own.hits) <= 2


def test_a_sitemap_that_is_broken_or_too_large_is_told_and_does_no_harm(jk: Jiaokan, own: Site) -> None:
    for number in (1, 2, 3):
        write(own, f"/a/{number}.html", f"第{number}号新闻")
    own.html("/", "首页", "".join(f"<a href='/a/{number}.html'>新闻</a>" for number in (1, 2, 3)))
    named = "".join(f"Sitemap: {own.root}/{name}\n" for name in ("bomb.xml.gz", "torn.xml.gz"))
    own.pages["/robots.txt"] = Reply(named.encode(), content_type="text/plain")
    own.pages["/bomb.xml.gz"] = Reply(gzip.compress(b" " * 30_000_000), content_type="application/gzip")
    own.pages["/torn.xml.gz"] = Reply(gzip.compress(b"<urlset/>" * 9)[:-12], content_type="application/gzip")
    said = jk("profile", "new", own.root, "--allow-private")
    assert said.code == 0, said
    assert "bomb.xml.gz: not there: compression_bomb" in said.out
    assert tomllib.loads(said.out)["article"] == [r"/a/[0-9]+\.html$"]
