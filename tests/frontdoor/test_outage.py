"""Sites that fail, hide behind notices, move and lose articles: what becomes of the dataset and of `latest`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Reply, Site, serving
from news import Runs, article, fill, text_of

Jiaokan = Callable[..., Any]
NOTICE = "<h1>系统维护中</h1><p>您访问的页面不存在或正在维护，请稍后再来。</p>"


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    """A site of ten articles after its first run."""
    with serving(Site()) as site:
        fill(site, 10)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        yield runs


def paths(first: int, last: int) -> list[str]:
    return [f"/a/{number}.html" for number in range(first, last + 1)]


def everywhere(runs: Runs) -> set[str]:
    """Where addresses stand: articles, dropped or gone."""
    return {path for table in ("articles", "dropped", "gone") for path in runs.rows(table)}


def test_a_run_that_reached_no_article_leaves_latest_and_says_what_failed(runs: Runs) -> None:
    for path in paths(1, 10):
        runs.site.pages[path] = Reply(status=500)
    said = runs.run()
    assert said.code == 3
    assert not runs.moved()
    assert "of 10 article pages known from earlier crawls only 0 answered (http_500 10)" in said.err
    assert runs.record()["floors"] == [
        "of 10 article pages known from earlier crawls only 0 answered (http_500 10); "
        "the others are published as they were fetched before"
    ]
    assert len(runs.rows("articles")) == 10
    assert runs.rows("gone") == {}


def test_a_run_that_reached_half_of_what_it_knew_moves_latest(runs: Runs) -> None:
    for path in paths(1, 5):
        runs.site.pages[path] = Reply(status=503)
    article(runs.site, 6, text_of(60))
    del runs.site.pages["/a/7.html"]
    said = runs.run()
    assert said.code == 0
    assert runs.moved()
    assert len(runs.rows("articles")) == 9
    assert "published as fetched earlier: http_503 5" in said.err
    assert runs.record()["crawl"]["not_refreshed"] == {"http_503": 5}
    runs.site.pages["/a/8.html"] = Reply(status=500)
    assert runs.run().code == 3


def test_new_articles_do_not_hide_that_the_known_ones_failed(runs: Runs) -> None:
    fill(runs.site, 40)
    for path in paths(1, 10):
        runs.site.pages[path] = Reply(status=500)
    assert runs.run().code == 3
    assert len(runs.rows("articles")) == 40


def test_a_crawl_that_is_capped_leaves_pages_alone_without_an_outage(runs: Runs) -> None:
    runs.set(max_pages="4")
    assert runs.run().code == 0
    assert len(runs.rows("articles")) == 10
    assert runs.record()["crawl"]["not_refreshed"] == {"not_reached": 7}


def test_publishing_without_a_crawl_and_one_address_alone_are_no_outage(runs: Runs) -> None:
    runs.site.pages["/a/1.html"] = Reply(status=500)
    assert runs.crawl("--url", f"{runs.site.root}/a/1.html").code == 1
    assert runs.run("--no-crawl").code == 0
    assert len(runs.rows("articles")) == 10


def test_an_article_that_failed_and_is_published_all_the_same_is_not_dropped(runs: Runs) -> None:
    runs.site.pages["/a/1.html"] = Reply(status=500)
    assert runs.run().code == 0
    assert "/a/1.html" in runs.rows("articles")
    assert runs.rows("dropped") == {}
    assert runs.record()["crawl"]["reasons"] == {"http_500": 1}


@pytest.mark.parametrize("status", [301, 302, 307])
@pytest.mark.parametrize("guessing", [False, True], ids=["patterns", "guessed"])
def test_a_redirect_to_a_notice_takes_no_article_away(status: int, guessing: bool, runs: Runs) -> None:
    if guessing:
        runs.set(article="[]", list="[]")
        assert runs.run().code == 0
    runs.site.html("/maintenance.html", "维护", NOTICE)
    for path in paths(1, 4):
        runs.site.pages[path] = Reply(status=status, headers={"Location": "/maintenance.html"})
    assert runs.run().code == 0
    assert runs.rows("gone") == {}
    assert len(runs.rows("articles")) == 10
    assert "/maintenance.html" not in runs.rows("articles")
    assert everywhere(runs) >= set(paths(1, 10))


def test_one_permanent_redirect_to_a_page_that_is_no_article_takes_none_away(runs: Runs) -> None:
    runs.set(article="[]", list="[]")
    assert runs.run().code == 0
    runs.site.html("/notice/1.html", "维护", NOTICE)
    runs.site.pages["/a/1.html"] = Reply(status=301, headers={"Location": "/notice/1.html"})
    assert runs.run().code == 0
    assert runs.rows("gone") == {}
    assert "/a/1.html" in runs.rows("articles")
    assert runs.rows("dropped")["/notice/1.html"]["stage"] == "read"


def test_an_article_that_has_moved_for_good_is_gone_and_its_new_address_an_article(runs: Runs) -> None:
    article(runs.site, 77, text_of(1))
    runs.site.pages["/a/1.html"] = Reply(status=301, headers={"Location": "/a/77.html"})
    assert runs.run().code == 0
    assert runs.rows("gone")["/a/1.html"]["evidence"].startswith(
        f"HTTP 301 to {runs.site.root}/a/77.html at "
    )
    assert "/a/77.html" in runs.rows("articles")
    assert not {"/a/1.html"} & {*runs.rows("articles"), *runs.rows("dropped")}
    assert runs.run().code == 0
    assert "/a/1.html" in runs.rows("gone")


def test_one_notice_in_the_place_of_many_articles_takes_none_away(runs: Runs) -> None:
    for path in paths(1, 4):
        runs.site.html(path, "页面不存在", NOTICE)
    runs.run()
    assert runs.rows("gone") == {}
    assert set(paths(1, 4)) <= set(runs.rows("articles")), "they stand as they were fetched before"
    for number in range(1, 5):
        article(runs.site, number)
    assert runs.run().code == 0
    assert len(runs.rows("articles")) == 10


def test_an_article_whose_page_says_that_it_is_not_there_is_gone(runs: Runs) -> None:
    runs.site.html("/a/1.html", "页面不存在", NOTICE)
    assert runs.run().code == 0
    assert runs.rows("gone")["/a/1.html"]["evidence"].startswith("says that it is no more, asked twice, at ")


def test_a_login_in_the_place_of_an_article_takes_it_not_away(runs: Runs) -> None:
    runs.site.html("/a/1.html", "登录", "<h1>请先登录</h1><p>登录后才能查看全文。</p>")
    assert runs.run().code == 0
    assert runs.rows("gone") == {}
    assert "/a/1.html" in runs.rows("dropped")


def test_a_ring_of_redirects_stands_in_dropped_with_its_way(runs: Runs) -> None:
    runs.site.pages["/a/1.html"] = Reply(status=302, headers={"Location": "/a/51.html"})
    runs.site.pages["/a/51.html"] = Reply(status=302, headers={"Location": "/a/1.html"})
    assert runs.run().code == 0
    row = runs.rows("dropped")["/a/51.html"]
    assert (row["stage"], row["reason"]) == ("crawl", "redirect_loop")
    assert row["detail"].endswith("/a/1.html to " + runs.site.root + "/a/51.html")
    assert row["archive_ref"]
    assert "/a/1.html" in runs.rows("articles")


def test_a_page_that_never_was_an_article_and_is_no_more_stays_in_dropped(runs: Runs) -> None:
    runs.site.html("/a/11.html", "登录", "<h1>请先登录</h1><p>登录后才能查看全文。</p>")
    links = "".join(f"<li><a href='{path}'>街区新闻</a></li>" for path in paths(1, 11))
    runs.site.html("/news/", "新闻", f"<ul>{links}</ul>")
    assert runs.run().code == 0
    assert runs.rows("dropped")["/a/11.html"]["stage"] == "read"
    del runs.site.pages["/a/11.html"], runs.site.pages["/a/10.html"]
    assert runs.run().code == 0
    row = runs.rows("dropped")["/a/11.html"]
    assert (row["stage"], row["reason"]) == ("crawl", "http_404")
    assert set(runs.rows("gone")) == {"/a/10.html"}
    assert "/a/10.html" not in runs.rows("dropped")


def test_every_answer_that_was_kept_can_be_found_from_its_dropped_row(runs: Runs) -> None:
    from crawler.archive import read_record_at

    runs.site.pages["/a/21.html"] = Reply(b"none", status=404)
    runs.site.pages["/a/22.html"] = Reply(b"broken", status=500)
    runs.site.pages["/a/23.html"] = Reply(b"%PDF", content_type="application/pdf")
    runs.site.pages["/a/24.html"] = Reply(status=302, headers={"Location": "http://elsewhere.example/"})
    runs.site.pages["/a/25.html"] = Reply(status=301, headers={"Location": "/a/1.html"})
    links = "".join(f"<li><a href='{path}'>街区新闻</a></li>" for path in [*paths(1, 10), *paths(21, 25)])
    runs.site.html("/news/", "新闻", f"<ul>{links}</ul>")
    assert runs.run().code == 0
    reasons = {21: "http_404", 22: "http_500", 23: "not_a_page", 24: "off_site", 25: "redirected"}
    dropped = runs.rows("dropped")
    for number, reason in reasons.items():
        row = dropped[f"/a/{number}.html"]
        assert row["reason"] == reason
        name, _, offset = row["archive_ref"].rpartition(":")
        record = read_record_at(runs.folder / "archive" / name, int(offset))
        assert record.url == row["url"]


def test_a_site_that_has_lost_every_article_is_published_as_that_and_latest_stays(runs: Runs) -> None:
    for path in paths(1, 10):
        runs.site.pages[path] = Reply(status=404)
    said = runs.run()
    assert said.code == 3, said.err
    assert not runs.moved()
    assert runs.rows("articles") == {}
    assert set(runs.rows("gone")) == set(paths(1, 10))
    assert len(runs.record()["floors"]) == 1
    assert len(runs.rows("articles", runs.folder / "latest")) == 10
    fill(runs.site, 10)
    assert runs.run().code == 0
    assert runs.moved()
    assert runs.rows("gone") == {}
    assert {row["status"] for row in runs.rows("articles").values()} == {"unchanged"}


def test_pages_that_were_lost_before_their_first_run_are_published_as_dropped(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        runs = Runs(jk, tmp_path, site)
        assert runs.crawl().code == 0
        for path in paths(1, 3):
            site.pages[path] = Reply(status=410)
        assert runs.crawl().code == 0
        said = runs.run()
        assert said.code == 3, said.err
        assert not (runs.folder / "latest").exists()
        assert "there is no latest yet" in said.err
        assert {path: row["reason"] for path, row in runs.rows("dropped").items()} == dict.fromkeys(
            paths(1, 3), "http_410"
        )


def test_only_what_the_previous_run_had_is_told_as_gone(jk: Jiaokan, runs: Runs) -> None:
    for path in paths(1, 2):
        del runs.site.pages[path]
    assert "unchanged 8, gone 2" in runs.run().err
    del runs.site.pages["/a/3.html"]
    said = runs.run()
    assert "unchanged 7, gone 1\n" in said.err
    assert set(runs.rows("gone")) == set(paths(1, 3)), "the table lists all that ever were"
    assert runs.record()["newly_gone"] == 1
    assert "7 as before, 1 gone" in (runs.newest / "report.html").read_text("utf-8")
    assert "gone      1\n" in jk("runs", "show", runs.newest).out
    for path in paths(4, 10):
        del runs.site.pages[path]
    assert ": no article left, gone 7\n" in runs.run().err


def test_pages_that_lead_elsewhere_for_a_time_have_one_word(runs: Runs) -> None:
    runs.set(article="[]", list="[]")
    assert runs.run().code == 0
    runs.site.html("/maintenance.html", "维护", NOTICE)
    for path in paths(1, 8):
        runs.site.pages[path] = Reply(status=302, headers={"Location": "/maintenance.html"})
    said = runs.run()
    assert said.code == 3
    assert "published as fetched earlier: redirected 8\n" in said.err, said.err
    assert "only 2 answered (redirected 8)" in said.err


def test_a_single_article_is_told_in_the_singular(jk: Jiaokan, runs: Runs) -> None:
    for path in paths(2, 10):
        del runs.site.pages[path]
    assert "1 article is less than half of the 10 of the previous run." in runs.run().err
    assert ": ok: 1 article, 0 edits taken back, 0 problems" in jk("verify", runs.newest).err
