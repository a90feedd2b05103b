"""Whole crawls against a site on loopback, in the crawl process."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from loopback_site import Reply, Site, news_site, serving, write_profile

from crawler.archive import read_record_at
from crawler.errors import CrawlError, LockHeld
from crawler.run import CrawlSummary, crawl
from crawler.state import State


def crawled(folder: Path, site: Site, extra: str = "", **options: object) -> CrawlSummary:
    start = options.pop("start", None)
    return crawl(write_profile(folder, site, extra, start), folder / "data", **options)  # type: ignore[arg-type]


def documents(folder: Path) -> dict[str, str | None]:
    with State.open(folder / "data", read_only=True) as state:
        return {row.url: row.change for row in state.documents()}


def reasons(folder: Path) -> dict[str, str]:
    with State.open(folder / "data", read_only=True) as state:
        return {row.url: row.reason for row in state.not_fetched()}


def test_the_first_crawl_finds_every_article_from_lists_pagination_and_sitemap(
    tmp_path: Path, site: Site
) -> None:
    paths = news_site(site)
    summary = crawled(tmp_path, site)
    assert summary.outcome == "finished"
    assert set(documents(tmp_path)) == {site.root + path for path in paths}
    assert summary.new == len(paths)
    assert summary.unreachable == ()
    assert len(site.paths()) == len(set(site.paths())), "nothing is fetched twice"
    assert "/about.html" not in site.paths()


def test_a_second_crawl_of_an_unchanged_site_transfers_no_article_body(tmp_path: Path, site: Site) -> None:
    paths = news_site(site)
    crawled(tmp_path, site)
    first = documents(tmp_path)
    site.hits.clear()
    summary = crawled(tmp_path, site)
    assert site.bodies() == []
    assert set(site.paths(304)) >= set(paths)
    assert summary.not_modified == len(site.paths(304))
    assert set(documents(tmp_path)) == set(first)
    assert set(documents(tmp_path).values()) == {"unchanged"}


def test_changed_new_and_removed_articles_are_found_and_nothing_else_is_sent_again(
    tmp_path: Path, site: Site
) -> None:
    news_site(site, articles=8)
    crawled(tmp_path, site)
    site.hits.clear()
    site.article(3, "图书馆从下周起周末开放到晚上十点。")
    site.article(99)
    del site.pages["/a/5.html"]
    site.html(
        "/news/",
        "新闻",
        "".join(f"<a href='/a/{n}.html'>新闻</a>" for n in (99, 1, 2, 3, 4))
        + "<a href='/news/index_2.html'>下一页</a>",
    )
    summary = crawled(tmp_path, site)
    assert sorted(site.bodies()) == ["/a/3.html", "/a/99.html", "/news/"]
    assert (summary.changed, summary.new, summary.gone) == (1, 1, 1)
    kinds = documents(tmp_path)
    assert kinds[f"{site.root}/a/3.html"] == "changed"
    assert kinds[f"{site.root}/a/99.html"] == "new"
    assert f"{site.root}/a/5.html" not in kinds
    with State.open(tmp_path / "data", read_only=True) as state:
        (gone,) = state.gone()
        assert gone.url == f"{site.root}/a/5.html"
        assert gone.evidence.startswith("HTTP 404 at ")
        record = read_record_at(tmp_path / "data" / "archive" / gone.archive_file, gone.archive_offset)
        assert "第5号新闻" in record.body.decode()
        assert [row.outcome for row in state.history()] == ["finished", "finished"]


def test_a_page_without_validators_that_stays_the_same_becomes_a_revisit_record(
    tmp_path: Path, site: Site
) -> None:
    site.article(1)
    page = site.pages["/a/1.html"]
    assert isinstance(page, Reply)
    page.etag = False
    for _ in range(2):
        crawled(tmp_path, site, start=[f"{site.root}/a/1.html"])
    with State.open(tmp_path / "data", read_only=True) as state:
        (row,) = state.documents()
        assert row.change == "unchanged"
        first = min((tmp_path / "data" / "archive").iterdir())
        assert row.archive_file == first.name
        assert row.checked_at > row.fetched_at


def test_robots_txt_is_obeyed_and_a_refusal_is_said(tmp_path: Path, site: Site) -> None:
    news_site(site, articles=2)
    site.article(1)
    site.pages["/private/a/7.html"] = Reply(b"secret")
    site.html("/", "首页", "<a href='/private/a/7.html'>内部</a><a href='/a/1.html'>新闻</a>")
    summary = crawled(tmp_path, site, start=[f"{site.root}/"])
    assert "/private/a/7.html" not in site.paths()
    assert site.paths()[0] == "/robots.txt"
    assert summary.robots_refused == 1
    assert reasons(tmp_path) == {f"{site.root}/private/a/7.html": "robots"}
    agent = site.hits[-1].headers["user-agent"]
    assert agent.startswith("jiaokan/")


def test_nothing_is_fetched_while_robots_txt_answers_with_a_server_error(tmp_path: Path, site: Site) -> None:
    news_site(site, articles=2)
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nAllow: /", status=500)
    summary = crawled(tmp_path, site, "retries = 0\n")
    assert site.paths() == ["/robots.txt"]
    assert {start.reason for start in summary.unreachable} == {"robots_unreachable"}
    assert "500" in summary.unreachable[0].detail


def test_a_private_address_is_refused_in_every_spelling_and_behind_a_redirect(
    tmp_path: Path, site: Site
) -> None:
    with serving(Site()) as secret:
        secret.article(1)
        hosts = [
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "2130706433",
            "0177.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "localhost",
        ]
        start = [f"http://{host}:{secret.port}/a/1.html" for host in hosts]
        site.pages["/a/2.html"] = Reply(
            status=302, headers={"Location": f"http://127.1:{secret.port}/a/1.html"}
        )
        contact = 'contact = "ops@example.com"\nretries = 0\n'
        summary = crawled(tmp_path, site, contact, start=[*start, f"{site.root}/a/2.html"])
        assert secret.hits == []
    found = reasons(tmp_path)
    # Where the machine has no IPv6, [::1] is no address at all.
    assert found[start[5]] in {"private_address", "dns"}
    assert {found[url] for url in start if "[::1]" not in url} == {"private_address"}
    assert found[f"{site.root}/a/2.html"] == "off_site"
    assert "is a private address" in summary.unreachable[0].detail


def test_every_way_of_giving_no_page_has_its_reason(tmp_path: Path, site: Site) -> None:
    site.pages["/a/1.html"] = Reply(status=302, headers={"Location": "file:///etc/passwd"})
    site.pages["/a/2.html"] = Reply(status=301, headers={"Location": "/a/2.html"})
    site.pages["/a/3.html"] = Reply(status=403)
    site.pages["/a/4.html"] = Reply(status=500)
    site.html("/a/5.html", "大", "字" * 50_000)
    site.html("/a/6.html", "慢", "等", delay=3.0)
    site.pages["/a/7.html"] = Reply(b"%PDF", content_type="application/pdf")
    site.pages["/a/8.html"] = Reply(b"<meta name=robots content=noindex><p>x")
    site.pages["/a/9.html"] = Reply(gzip.compress(b"0" * 10_000_000), headers={"Content-Encoding": "gzip"})
    for hop in range(10, 20):
        site.pages[f"/a/{hop}.html"] = Reply(status=302, headers={"Location": f"/a/{hop + 1}.html"})
    start = [f"{site.root}/a/{number}.html" for number in range(1, 11)]
    summary = crawled(tmp_path, site, "retries = 1\ntimeout = 1\nmax_body_bytes = 100000\n", start=start)
    found = {url.rpartition("/")[2]: reason for url, reason in reasons(tmp_path).items()}
    assert found == {
        "1.html": "bad_redirect",
        "2.html": "redirect_loop",
        "3.html": "http_403",
        "4.html": "http_500",
        "5.html": "too_large",
        "6.html": "timeout",
        "7.html": "not_a_page",
        "8.html": "noindex",
        "9.html": "too_large",
        "15.html": "too_many_redirects",
    }
    assert site.paths().count("/a/4.html") == 2
    assert summary.failed == 10
    assert len(summary.unreachable) == len(start)


def test_a_failed_page_that_recovers_is_fetched_in_the_same_crawl(tmp_path: Path, site: Site) -> None:
    site.article(1)
    page = site.pages["/a/1.html"]
    replies = [Reply(status=503, headers={"Retry-After": "0"})]
    site.pages["/a/1.html"] = lambda hit: replies.pop() if replies else page  # type: ignore[return-value]
    summary = crawled(tmp_path, site, start=[f"{site.root}/a/1.html"])
    assert (summary.new, summary.retries, summary.failed) == (1, 1, 0)


def test_links_are_found_on_pages_whose_declared_charset_is_wrong_and_in_gzip(
    tmp_path: Path, site: Site
) -> None:
    page = "<html><head><meta charset='utf-8'></head><body><a href='/a/1.html'>第一条新闻</a><a href='/news/p2.html'>下一页</a></body></html>"
    site.pages["/news/"] = Reply(page.encode("gbk"), content_type="text/html; charset=iso-8859-1")
    second = gzip.compress("<a href='/a/2.html'>第二条新闻</a>".encode())
    site.pages["/news/p2.html"] = Reply(second, headers={"Content-Encoding": "gzip"})
    third = gzip.compress(f"<urlset><url><loc>{site.root}/a/3.html</loc></url></urlset>".encode())
    site.pages["/map.xml.gz"] = Reply(third, content_type="application/gzip")
    index = f"<sitemapindex><sitemap><loc>{site.root}/map.xml.gz</loc></sitemap></sitemapindex>"
    site.pages["/sitemap.xml"] = Reply(index.encode(), content_type="text/xml")
    for number in (1, 2, 3):
        site.article(number)
    site.html("/a/3.html", "长文", "<p>上</p><a href='/a/3_2.html'>2</a>")
    site.html("/a/3_2.html", "长文（二）", "<p>下</p>")
    crawled(tmp_path, site, start=[f"{site.root}/news/", f"{site.root}/sitemap.xml"])
    assert {url.rpartition("/")[2] for url in documents(tmp_path)} == {
        "1.html",
        "2.html",
        "3.html",
        "3_2.html",
    }


def test_a_site_that_does_not_answer_is_reported_with_the_reason_and_nothing_is_gone(tmp_path: Path) -> None:
    with serving(Site()) as site:
        news_site(site, articles=3)
        crawled(tmp_path, site)
    before = set(documents(tmp_path))
    summary = crawled(tmp_path, site, "retries = 0\n")
    assert {start.reason for start in summary.unreachable} == {"connection_refused"}
    assert set(documents(tmp_path)) == before
    with State.open(tmp_path / "data", read_only=True) as state:
        assert list(state.gone()) == []


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with serving(Site(), self_signed(tmp_path)) as site:
        site.article(1)
        start = [f"https://127.0.0.1:{site.port}/a/1.html"]
        summary = crawled(tmp_path, site, "retries = 0\n", start=start)
        assert site.hits == []
    assert [start.reason for start in summary.unreachable] == ["tls"]


def test_one_address_alone_can_be_fetched(tmp_path: Path, site: Site) -> None:
    news_site(site)
    summary = crawled(tmp_path, site, urls=[f"{site.root}/a/2.html"])
    assert site.paths() == ["/robots.txt", "/a/2.html"]
    assert summary.new == 1


def test_a_dry_run_lists_what_is_due_and_asks_nobody(tmp_path: Path, site: Site) -> None:
    news_site(site, articles=3)
    summary = crawled(tmp_path, site, dry_run=True)
    assert summary.due == (f"{site.root}/", f"{site.root}/sitemap.xml")
    assert site.hits == []
    assert not (tmp_path / "data").exists()


def test_the_cap_on_pages_holds_and_the_next_crawl_goes_on_with_the_rest(tmp_path: Path, site: Site) -> None:
    paths = news_site(site)
    crawled(tmp_path, site, "max_pages = 6\n")
    asked = [path for path in site.paths() if path != "/robots.txt"]
    assert len(asked) == 6
    assert "not_reached" in reasons(tmp_path).values()
    summary = crawled(tmp_path, site)
    assert summary.outcome == "finished"
    assert len(documents(tmp_path)) == len(paths)


def test_a_folder_somebody_works_on_is_left_alone_and_the_error_names_who(tmp_path: Path, site: Site) -> None:
    holder = f"import sys, time; from pathlib import Path; from crawler.lock import hold\nwith hold(Path({str(tmp_path / 'data')!r})):\n    print('held', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(LockHeld) as caught:
            crawled(tmp_path, site)
        assert caught.value.pid == child.pid
        assert caught.value.since is not None
    finally:
        child.kill()
        child.wait()


def self_signed(folder: Path) -> ssl.SSLContext:
    """A TLS context with a certificate for 127.0.0.1 that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_an_address_outside_the_site_of_the_profile_is_not_fetched_for_it(tmp_path: Path, site: Site) -> None:
    with pytest.raises(CrawlError, match="outside the site of profile 'example'"):
        crawled(tmp_path, site, urls=["https://example.org/"])
    with pytest.raises(CrawlError, match="give the whole address"):
        crawled(tmp_path, site, urls=["/a/1.html"])
    assert site.hits == []


def test_a_feed_leads_to_its_articles_and_crawl_delay_is_kept(tmp_path: Path, site: Site) -> None:
    paths = [site.article(number) for number in (1, 2)]
    items = "".join(f"<item><link>{site.root}{path}</link></item>" for path in paths)
    site.pages["/feed"] = Reply(
        f"<rss><channel>{items}</channel></rss>".encode(), content_type="application/rss+xml"
    )
    site.pages["/robots.txt"] = Reply(
        b"User-agent: *\nCrawl-delay: 0.4\n", content_type="text/plain", etag=False
    )
    summary = crawled(tmp_path, site, start=[f"{site.root}/feed"])
    assert summary.new == 2
    times = [hit.at for hit in site.hits]
    assert all(later - earlier > 0.2 for earlier, later in pairwise(times[1:]))


def test_a_redirect_makes_no_article_of_an_address_that_no_pattern_takes_for_one(
    tmp_path: Path, site: Site
) -> None:
    site.article(3)
    site.html("/maintenance.html", "维护", "<p>系统维护中</p>")
    site.pages["/a/2.html"] = Reply(status=302, headers={"Location": "/maintenance.html"})
    site.pages["/a/4.html"] = Reply(status=302, headers={"Location": "/a/3.html"})
    site.html("/news/", "新闻", "<a href='/a/2.html'>新闻</a><a href='/a/4.html'>新闻</a>")
    crawled(tmp_path, site, start=[f"{site.root}/news/"])
    assert "/maintenance.html" not in site.paths()
    assert set(documents(tmp_path)) == {f"{site.root}/a/3.html"}
    assert reasons(tmp_path) == {
        f"{site.root}/a/2.html": "redirect_not_wanted",
        f"{site.root}/a/4.html": "redirected",
    }


def test_start_pages_that_redirect_in_a_ring_are_unreachable(tmp_path: Path, site: Site) -> None:
    site.pages["/"] = Reply(status=302, headers={"Location": "/index.html"})
    site.pages["/index.html"] = Reply(status=302, headers={"Location": "/"})
    summary = crawled(tmp_path, site, start=[f"{site.root}/"])
    assert [start.reason for start in summary.unreachable] == ["redirect_loop"]
    assert set(reasons(tmp_path).values()) == {"redirect_loop"}


def test_a_start_page_that_the_profile_no_longer_names_is_not_fetched_again(
    tmp_path: Path, site: Site
) -> None:
    news_site(site, articles=4)
    site.html("/special", "专题", "<a href='/a/1.html'>新闻</a>")
    crawled(tmp_path, site, start=[f"{site.root}/news/", f"{site.root}/special"])
    site.hits.clear()
    crawled(tmp_path, site, start=[f"{site.root}/news/"])
    assert "/special" not in site.paths()
    assert "/a/1.html" in site.paths()
