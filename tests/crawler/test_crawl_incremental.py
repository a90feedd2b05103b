"""Asking again: how often, with which validators, and what it takes for a page to be gone."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback_site import Hit, Reply, Site, news_site, write_profile

from crawler.errors import ProfileError
from crawler.profile import load_profile
from crawler.revisit import Revisit, Trust
from crawler.rows import Document, Fetched, Link
from crawler.run import CrawlSummary, crawl
from crawler.schema import VERSION
from crawler.state import STATE_FILE, State

DAY = 86_400.0


def crawled(folder: Path, site: Site, extra: str = "", start: list[str] | None = None) -> CrawlSummary:
    return crawl(write_profile(folder, site, extra, start), folder / "data")


def documents(folder: Path) -> dict[str, Document]:
    with State.open(folder / "data", read_only=True) as state:
        return {row.url: row for row in state.documents()}


def day(number: float) -> str:
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=number)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("revisit", "steady_days", "wait_days"),
    [
        (Revisit(), 0, None),
        (Revisit(), 0.1, None),
        (Revisit(), 1, 0.2),
        (Revisit(), 10, 2),
        (Revisit(), 1000, 7),
        (Revisit(shortest=DAY), 0, 1),
        (Revisit(shortest=DAY), 10, 2),
        (Revisit(longest=0), 1000, None),
    ],
)
def test_the_longer_a_page_stands_still_the_later_it_is_due_between_the_bounds(
    revisit: Revisit, steady_days: float, wait_days: float | None
) -> None:
    due = revisit.next_due(day(steady_days), day(0))
    assert due == (None if wait_days is None else day(steady_days + wait_days))


def test_a_page_that_stood_still_waits_for_its_time_and_one_that_changed_is_due_at_once(
    tmp_path: Path,
) -> None:
    url = "http://a.org/1"
    with State.open(tmp_path) as state:
        crawl_id = state.begin_crawl("digest")
        state.add_many([Link(url, "article")])
        long_ago = datetime.now(UTC) - timedelta(days=50)
        for days, change, due in ((0, "new", True), (49.9, "unchanged", False), (50, "changed", True)):
            at = (long_ago + timedelta(days=days)).isoformat()
            state.commit_group([Fetched(url=url, role="article", at=at, status=200, change=change)], {})  # type: ignore[arg-type]
            state.end_crawl(crawl_id, "finished", {})
            assert [link.url for link in state.due()] == ([url] if due else [])
            crawl_id = state.begin_crawl("digest")
            assert state.queued() == due


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('shortest = "soon"', "revisit.shortest: expected a number and m, h or d"),
        ('shortest = "3d"\nlongest = "1d"', "shortest is longer than longest"),
        ("full_every = -1", "expected at least 0"),
    ],
)
def test_bounds_that_cannot_be_are_refused(tmp_path: Path, site: Site, lines: str, fault: str) -> None:
    with pytest.raises(ProfileError, match=fault):
        load_profile(write_profile(tmp_path, site, f"[revisit]\n{lines}\n"))


def test_every_page_has_its_turn_to_be_asked_in_full_and_never_all_of_them_at_once() -> None:
    revisit = Revisit(full_every=5)
    turns = [
        [revisit.asks_in_full(row, visit, is_list=False) for row in range(100)] for visit in range(1, 11)
    ]
    assert all(sum(visit) == 20 for visit in turns)
    assert all(any(visit[row] for visit in turns[:5]) for row in range(100))
    assert not any(revisit.asks_in_full(row, 0, is_list=False) for row in range(100))


def liar(body: Callable[[], str], tag: Callable[[str], str]) -> Callable[[Hit], Reply]:
    """A page whose server says 304 to whatever validators, changed or not."""

    def answer(hit: Hit) -> Reply:
        if "if-none-match" in hit.headers or "if-modified-since" in hit.headers:
            return Reply(status=304, etag=False)
        text = body()
        return Reply(f"<title>新闻</title><p>{text}".encode(), headers={"ETag": tag(text)}, etag=False)

    return answer


@pytest.mark.parametrize("tag", [lambda _: '"same"', lambda text: f'"{hash(text)}"'], ids=["same", "other"])
def test_a_304_for_a_page_that_has_changed_is_found_and_its_server_not_believed_again(
    tmp_path: Path, site: Site, tag: Callable[[str], str]
) -> None:
    words = ["图书馆开放"]
    paths = [f"/a/{number}.html" for number in range(1, 5)]
    for path in paths:
        site.pages[path] = liar(lambda: words[0], tag)
    extra, start = "[revisit]\nfull_every = 2\n", [site.root + path for path in paths]
    crawled(tmp_path, site, extra, start)
    crawled(tmp_path, site, extra, start)
    words[0] = "图书馆关闭一周"
    # Two of the four have their turn and find it; from then on no validators are sent.
    assert crawled(tmp_path, site, extra, start).changed == 2
    site.hits.clear()
    assert crawled(tmp_path, site, extra, start).changed == 2
    assert [hit for hit in site.hits if hit.status == 304] == []
    assert {row.change for row in documents(tmp_path).values()} == {"changed", "unchanged"}


def test_an_honest_server_stays_believed_when_its_page_changes_in_the_turn_of_a_full_look(
    tmp_path: Path, site: Site
) -> None:
    site.article(1)
    start, extra = [f"{site.root}/a/1.html"], "[revisit]\nfull_every = 1\n"
    for words in ("一", "一", "二", "二"):
        site.article(1, words)
        crawled(tmp_path, site, extra, start)
    with sqlite3.connect(tmp_path / "data" / STATE_FILE) as connection:
        (row,) = connection.execute("SELECT confirmed > 0, lies FROM validators").fetchall()
    connection.close()
    assert row == (1, 0)


def test_an_etag_that_changes_with_every_answer_is_left_out_so_that_the_date_can_work(
    tmp_path: Path, site: Site
) -> None:
    count = itertools.count()

    def churning(hit: Hit) -> Reply:
        headers = {"ETag": f'"{next(count)}"', "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT"}
        if "if-none-match" not in hit.headers and "if-modified-since" in hit.headers:
            return Reply(status=304, headers=headers, etag=False)
        return Reply("<title>新闻</title><p>图书馆开放".encode(), headers=headers, etag=False)

    paths = [f"/a/{number}.html" for number in range(1, 5)]
    for path in paths:
        site.pages[path] = churning
    start = [site.root + path for path in paths]
    for _ in range(2):
        crawled(tmp_path, site, start=start)
    site.hits.clear()
    crawled(tmp_path, site, start=start)
    assert sorted(site.paths(304)) == paths
    assert site.bodies() == []


def test_tokens_in_the_markup_are_no_change_of_the_text(tmp_path: Path, site: Site) -> None:
    count = itertools.count()
    site.pages["/a/1.html"] = lambda _: Reply(
        f"<title>新闻</title><p>图书馆开放<script>{next(count)}</script>".encode(), etag=False
    )
    for _ in range(2):
        crawled(tmp_path, site, start=[f"{site.root}/a/1.html"])
    (row,) = documents(tmp_path).values()
    assert row.change == "unchanged"


NOTICE = "<title>提示</title><p>您访问的页面 {} 不存在或已被删除。"


def soft_site(site: Site, articles: int) -> list[str]:
    """A site that answers 200 with a notice for whatever is not there."""
    paths = news_site(site, articles=articles, per_page=articles)
    honest = site.answer

    def answer(hit: Hit) -> Reply:
        reply = honest(hit)
        return Reply(NOTICE.format(hit.path).encode(), etag=False) if reply.status == 404 else reply

    site.answer = answer  # type: ignore[method-assign]
    return paths


def test_a_page_that_answers_like_one_that_cannot_exist_is_gone_and_its_text_kept(
    tmp_path: Path, site: Site
) -> None:
    paths = soft_site(site, articles=8)
    crawled(tmp_path, site)
    before = documents(tmp_path)[f"{site.root}{paths[2]}"]
    del site.pages[paths[2]], site.pages[paths[5]]
    site.hits.clear()
    assert crawled(tmp_path, site).gone == 2
    with State.open(tmp_path / "data", read_only=True) as state:
        gone = list(state.gone())
        events = state.events(f"{site.root}{paths[2]}")
        assert state.reach().failed == {}
    assert [row.url for row in gone] == [f"{site.root}{paths[2]}", f"{site.root}{paths[5]}"]
    assert "which cannot exist" in gone[0].evidence
    assert (gone[0].archive_file, gone[0].archive_offset) == (before.archive_file, before.archive_offset)
    assert [(event.change, event.reason) for event in events] == [("new", None), ("gone", "soft_404")]
    assert len([path for path in site.paths() if "jiaokan-" in path]) == 1, "one look for a whole folder"


def test_where_honest_404s_are_known_a_notice_has_to_say_so_twice(tmp_path: Path, site: Site) -> None:
    paths = news_site(site, articles=8)
    crawled(tmp_path, site)
    notice = Reply(NOTICE.format("").encode(), etag=False)
    back, answers = site.pages[paths[3]], iter([notice])
    site.pages[paths[2]] = notice
    site.pages[paths[3]] = lambda hit: next(answers, back)  # type: ignore[arg-type,return-value]
    crawled(tmp_path, site)
    with State.open(tmp_path / "data", read_only=True) as state:
        assert [(row.url, "asked twice" in row.evidence) for row in state.gone()] == [
            (f"{site.root}{paths[2]}", True)
        ]
    assert documents(tmp_path)[f"{site.root}{paths[3]}"].change == "unchanged"


def test_a_notice_in_the_place_of_most_pages_is_an_outage_and_takes_nothing_away(
    tmp_path: Path, site: Site
) -> None:
    paths = soft_site(site, articles=8)
    crawled(tmp_path, site)
    for path in paths[:6]:
        del site.pages[path]
    crawled(tmp_path, site)
    with State.open(tmp_path / "data", read_only=True) as state:
        assert list(state.gone()) == []
        assert state.reach().failed == {"soft_404": 6}
    assert len(documents(tmp_path)) == 8


def test_the_history_of_an_address_tells_changes_and_errors(tmp_path: Path, site: Site) -> None:
    start = [f"{site.root}/a/1.html"]
    site.article(1)
    crawled(tmp_path, site, start=start)
    crawled(tmp_path, site, start=start)
    site.article(1, "二")
    crawled(tmp_path, site, start=start)
    site.pages["/a/1.html"] = Reply(status=403)
    crawled(tmp_path, site, start=start)
    del site.pages["/a/1.html"]
    crawled(tmp_path, site, start=start)
    with State.open(tmp_path / "data", read_only=True) as state:
        events = state.events(start[0])
    assert [(event.change, event.reason) for event in events] == [
        ("new", None),
        ("changed", None),
        (None, "http_403"),
        ("gone", "http_404"),
    ]
    assert [event.sweep for event in events] == [1, 3, 4, 5]


def test_a_state_of_the_layout_before_is_read_as_it_is_and_changed_by_who_writes(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        state.begin_crawl("digest")
        state.add_many([Link("http://a.org/1", "article")])
    connection = sqlite3.connect(tmp_path / STATE_FILE)
    connection.executescript(
        "DROP TABLE event; DROP TABLE validators; DROP TABLE forgotten;"
        "ALTER TABLE url DROP COLUMN unmodified; PRAGMA user_version=2;"
    )
    with State.open(tmp_path, read_only=True) as state:
        assert state.queued() == 1
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    with State.open(tmp_path) as state:
        assert [lease.url for lease in state.lease(1)] == ["http://a.org/1"]
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    connection.close()


def test_three_etags_of_no_use_are_enough_and_one_that_works_is_forgiven() -> None:
    trust = Trust()
    for observed, sends in (("etag_useless", True), ("etag_useless", True), ("etag_useful", True)):
        trust = trust.after(observed, day(0))  # type: ignore[arg-type]
        assert trust.sends_etag is sends
    for _ in range(3):
        trust = trust.after("etag_useless", day(0))
    assert not trust.sends_etag
    lied = trust.after("lie", day(0))
    assert (lied.believes(day(1)), lied.believes(day(40))) == (False, True)
