"""Links, sitemaps, feeds and robots.txt, without a network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import Exchange
from crawler.classify import Classifier
from crawler.feeds import links_of_xml, xml_kind
from crawler.judge import Judge, retry_after
from crawler.links import discover
from crawler.profile import Profile
from crawler.robots import rules_of
from crawler.rows import Lease, Robots
from crawler.urls import normalise_url, same_site

GUESS = Classifier()
LIST = "http://a.org/news/"


def found(body: str, role: str = "list", url: str = LIST, classifier: Classifier = GUESS) -> dict[str, str]:
    links = discover(f"<html><body>{body}</body></html>", url, role, 0, classifier).links  # type: ignore[arg-type]
    return {link.url.removeprefix("http://a.org"): link.role for link in links}


@pytest.mark.parametrize("label", ["下一页", "下一页 &gt;", "下页", "&gt;", "»", "2", "[2]", "Next"])
def test_the_next_page_of_a_list_is_found_by_its_label(label: str) -> None:
    assert found(f"<a href='index_2.html'>{label}</a>", classifier=Classifier(["/a/"])) == {
        "/news/index_2.html": "list"
    }


@pytest.mark.parametrize(
    "body",
    [
        "<a href='/sport/2.html'>2</a>",
        "<a href='index_2.html'>往期回顾</a>",
        "<a rel='nofollow' href='/a/1.html'>x</a>",
        "<a href='http://b.org/a/1.html'>x</a>",
        "<a href='javascript:void(0)'>下一页</a>",
        "<a href='#top'>下一页</a>",
        "<!-- <a href='/a/1.html'>x</a> -->",
    ],
)
def test_links_that_lead_nowhere_useful_are_left_alone(body: str) -> None:
    assert found(body, classifier=Classifier(["/a/"], ["/never/"])) == {}


def test_list_pages_are_guessed_where_the_profile_names_none() -> None:
    assert found("<a href='/sport/'>体育</a>", classifier=Classifier(["/a/"])) == {"/sport/": "list"}


def test_next_links_in_the_head_and_a_base_address_are_understood() -> None:
    page = "<head><base href='/archive/'><link rel='next' href='p2.html'></head><a href='a/12345.html'>x</a>"
    assert found(page) == {"/archive/p2.html": "list", "/archive/a/12345.html": "article"}


def test_the_parts_of_an_article_are_found_and_its_neighbours_are_not_taken_for_parts() -> None:
    body = "<a href='/a/12_2.html'>2</a><a href='/a/13.html'>3</a><a href='/a/12_3.html'>下一页</a>"
    assert found(body, "article", "http://a.org/a/12.html", Classifier(["/never/"])) == {
        "/a/12_2.html": "article",
        "/a/12_3.html": "article",
    }


def test_a_page_that_asks_for_it_gives_no_links() -> None:
    assert found("<meta name='robots' content='NOFOLLOW'><a href='/a/1.html'>x</a>") == {}


def test_a_page_built_to_stall_the_parser_gives_no_links_but_a_fault() -> None:
    assert discover("<div>" * 50_000, LIST, "list", 0, GUESS).fault is not None


def test_the_text_hash_is_that_of_what_readers_see() -> None:
    one = discover("<body><p>正文 一</p><script>var token=1</script></body>", LIST, "list", 0, GUESS)
    other = discover(
        "<body>\n<p class=x>正文\n一</p><script>var token=2</script></body>", LIST, "list", 0, GUESS
    )
    changed = discover("<body><p>正文 二</p></body>", LIST, "list", 0, GUESS)
    assert one.text_hash == other.text_hash != changed.text_hash


@given(st.text(max_size=200))
def test_whatever_a_page_or_sitemap_says_its_links_are_normal_addresses_of_the_site(text: str) -> None:
    links = [
        *discover(f"<a href='{text}'>下一页</a>", LIST, "list", 0, GUESS).links,
        *links_of_xml(f"<urlset><loc>{text}</loc>", LIST, 0, GUESS),
    ]
    for link in links:
        assert same_site(link.url, LIST)
        assert normalise_url(link.url) == link.url


def test_a_sitemap_with_entities_gives_nothing() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>http://a.org/a/1.html</loc></url></urlset>'
    assert links_of_xml(bomb, "http://a.org/sitemap.xml", 0, GUESS) == ()


def test_sitemaps_indexes_and_feeds_give_their_addresses() -> None:
    base = "http://a.org/sitemap.xml"
    urlset = "<urlset><url><loc> <![CDATA[http://a.org/a/1.html?x=1&y=2]]> </loc></url><url><loc>http://b.org/</loc></url>"
    assert [link.url for link in links_of_xml(urlset, base, 0, GUESS)] == ["http://a.org/a/1.html?x=1&y=2"]
    index = "<sitemapindex><sitemap><loc>http://a.org/s1.xml.gz</loc></sitemap></sitemapindex>"
    assert [link.role for link in links_of_xml(index, base, 0, GUESS)] == ["sitemap"]
    rss = "<rss><channel><link>http://a.org/</link><item><link>http://a.org/x?a=1&amp;b=2</link></item></channel></rss>"
    assert [link.url for link in links_of_xml(rss, base, 0, GUESS)] == ["http://a.org/x?a=1&b=2"]
    atom = "<feed><entry><link rel='self' href='/s'/><link href='/y'/></entry></feed>"
    assert [link.url for link in links_of_xml(atom, base, 0, GUESS)] == ["http://a.org/y"]
    assert xml_kind("<!doctype html><html><rss>") is None


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, "refused"),
        (204, "refused"),
        (401, "allowed"),
        (404, "allowed"),
        (429, "unknown"),
        (500, "unknown"),
        (None, "unknown"),
    ],
)
def test_the_status_of_robots_txt_decides_as_the_standard_says(status: int | None, verdict: str) -> None:
    rules = rules_of(
        Robots("http://a.org", status, b"User-agent: jiaokan\nDisallow: /a\nCrawl-delay: 9999", "now")
    )
    assert rules.verdict("http://a.org/a/1", "jiaokan") == verdict
    assert rules.crawl_delay("jiaokan") in {None, 60.0}


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("7", 7, 7),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 0, 0),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 1e9, 1e11),
        ("soon", None, None),
        ("", None, None),
    ],
)
def test_retry_after_is_understood_as_seconds_or_a_date(
    value: str, low: float | None, high: float | None
) -> None:
    answer = Exchange(
        url="http://a.org/",
        date="",
        request_headers=[],
        status=503,
        response_headers=[("Retry-After", value)],
        body=b"",
    )
    seconds = retry_after(answer)
    assert (seconds is None) if low is None else (seconds is not None and low <= seconds <= (high or low))


def test_a_page_that_comes_to_ask_not_to_be_stored_is_gone() -> None:
    profile = Profile(name="a", start=())
    lease = Lease(
        url="http://a.org/a/1.html", role="article", depth=1, hops=0, is_start=False, failures=0, etag=None,
        last_modified=None, payload_digest="sha1:X", text_hash=None, payload_url=None, payload_date=None,
    )  # fmt: skip
    answer = Exchange(
        url=lease.url,
        date="2024-05-01T00:00:00Z",
        request_headers=[],
        status=200,
        response_headers=[("X-Robots-Tag", "noarchive")],
        body=b"<p>text",
    )
    result = Judge(profile).result_of(lease, answer)
    assert (result.reason, result.gone) == ("noarchive", "asks not to be stored since 2024-05-01T00:00:00Z")
