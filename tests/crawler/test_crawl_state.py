"""The crawl state: what survives what."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.archive import ArchiveWriter, Exchange
from crawler.errors import StateError
from crawler.journal import Journal, failed
from crawler.rows import Fetched, Lease, Link, Robots
from crawler.state import ARCHIVE_FOLDER, STATE_FILE, State, now


def page(url: str, body: bytes = b"<p>x") -> Exchange:
    return Exchange(url=url, date=now(), request_headers=[], status=200, response_headers=[], body=body)


def answer(lease: Lease, *links: Link, status: int = 200) -> Fetched:
    return Fetched(
        url=lease.url, role="article", at=now(), status=status, etag='"1"', change="new", links=links
    )


def fetch_all(state: State, *urls: str) -> None:
    state.begin_crawl("digest")
    state.add_many(Link(url, "article") for url in urls)
    journal = Journal(state, "example", [])
    for lease in state.lease(100):
        journal.record(answer(lease), page(lease.url), lease)
    journal.close()


def urls_of(state: State) -> list[str]:
    return [row.url for row in state.documents()]


def test_links_come_into_the_queue_once_and_the_urgent_ones_out_first(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        assert (
            state.add_many([Link("http://a.org/1", "article"), Link("http://a.org/2", "list", priority=9)])
            == 2
        )
        assert state.add_many([Link("http://a.org/1", "list")]) == 0
        assert [lease.url for lease in state.lease(9)] == ["http://a.org/2", "http://a.org/1"]
        assert state.lease(9) == []
        state.release(["http://a.org/1"])
        assert [lease.url for lease in state.lease(9)] == ["http://a.org/1"]


def test_a_group_is_committed_with_its_links_or_not_at_all(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        state.begin_crawl("digest")
        state.add_many([Link("http://a.org/1", "article")])
        (lease,) = state.lease(1)
        good = answer(lease, Link("http://a.org/2", "article"))
        robots = Robots("http://a.org", 200, b"", "now")
        with pytest.raises(sqlite3.Error):
            state.commit_group([good], {"x.warc.gz": None}, [robots])  # type: ignore[dict-item]
        assert state.queued() == 0
        assert state.robots_of_sweep() == []
        state.commit_group([good], {"x.warc.gz": 1}, [robots])
        assert state.queued() == 1
        assert state.robots_of_sweep() == [robots]


def test_what_was_appended_and_not_committed_is_cut_and_leases_go_back(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        fetch_all(state, "http://a.org/1")
        state.add_many([Link("http://a.org/2", "article")])
        state.lease(1)
    (path,) = (tmp_path / ARCHIVE_FOLDER).iterdir()
    size = path.stat().st_size
    with path.open("ab") as stream:
        stream.write(b"torn")
    writer = ArchiveWriter(tmp_path / ARCHIVE_FOLDER, "stray", [])
    writer.append(page("http://a.org/3"))
    writer.close()
    with State.open(tmp_path) as state:
        found = state.recover()
        assert found == {"files_cut": 2, "rows_requeued": 0, "leases_requeued": 1, "crawls_died": 1}
        assert path.stat().st_size == size
        assert list((tmp_path / ARCHIVE_FOLDER).iterdir()) == [path]
        assert [lease.url for lease in state.lease(9)] == ["http://a.org/2"]


def test_rows_whose_payload_the_archive_lost_are_queued_without_validators(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        fetch_all(state, "http://a.org/1", "http://a.org/2")
        first, second = state.documents()
    (path,) = (tmp_path / ARCHIVE_FOLDER).iterdir()
    with path.open("r+b") as stream:
        stream.truncate(second.archive_offset + 5)
    with State.open(tmp_path) as state:
        assert state.recover()["rows_requeued"] == 1
        assert urls_of(state) == [first.url]
        (lease,) = state.lease(9)
        assert (lease.url, lease.etag, lease.payload_digest) == (second.url, None, None)


def test_a_new_crawl_makes_everything_due_again_and_asks_with_validators(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        fetch_all(state, "http://a.org/1")
        state.end_crawl(1, "finished", {"fetched": 1})
        state.begin_crawl("digest")
        (lease,) = state.lease(9)
        assert lease.etag == '"1"'
        assert [(row.sweep, row.outcome) for row in state.history()] == [(1, "finished"), (2, "running")]
        assert state.history()[0].counts == {"fetched": 1}


def test_a_failure_keeps_the_last_payload_and_a_404_ends_it_until_the_page_is_back(tmp_path: Path) -> None:
    url = "http://a.org/1"
    with State.open(tmp_path) as state:
        fetch_all(state, url)
        for reason, gone, left in (
            ("timeout", None, [url]),
            ("http_404", "HTTP 404", []),
            ("robots", None, []),
        ):
            state.commit_group([Fetched(url=url, role="article", at=now(), reason=reason, gone=gone)], {})
            assert urls_of(state) == left
        assert [row.evidence for row in state.gone()] == ["HTTP 404"]
        state.commit_group([Fetched(url=url, role="article", at=now(), status=304)], {})
        assert urls_of(state) == [url]


def test_a_changed_profile_asks_for_lists_without_validators(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        fetch_all(state, "http://a.org/1")
        state.commit_group([Fetched(url="http://a.org/1", role="list", at=now(), status=304)], {})
        state.end_crawl(1, "finished", {})
        state.begin_crawl("another digest")
        assert [lease.etag for lease in state.lease(9)] == [None]


def test_what_robots_txt_kept_from_being_asked_for_does_not_use_up_the_budget_of_a_resumed_crawl(
    tmp_path: Path,
) -> None:
    with State.open(tmp_path) as state:
        fetch_all(state, "http://a.org/1")
        state.add_many(Link(f"http://a.org/{number}", "article") for number in (2, 3))
        refused, failing = state.lease(2)
        state.commit_group([failed(refused, "robots", "not allowed", asked=False)], {})
        assert state.answered_in_sweep() == 1
        state.commit_group([failed(failing, "timeout", "no answer")], {})
        assert state.answered_in_sweep() == 2


def test_what_reading_found_can_be_written_back(tmp_path: Path) -> None:
    with State.open(tmp_path) as state:
        fetch_all(state, "http://a.org/1")
        state.note_reading("http://a.org/1", "article", "abc")
    with sqlite3.connect(tmp_path / STATE_FILE) as connection:
        rows = connection.execute("SELECT url, page_kind, read_hash FROM url").fetchall()
    assert rows == [("http://a.org/1", "article", "abc")]


def test_a_state_of_another_layout_is_refused(tmp_path: Path) -> None:
    State.open(tmp_path).close()
    with sqlite3.connect(tmp_path / STATE_FILE) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StateError, match="has layout 99"):
        State.open(tmp_path)


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / STATE_FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(StateError, match="cannot be used"):
        State.open(tmp_path)


def test_reading_a_state_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="crawl this profile first"):
        State.open(tmp_path / "none", read_only=True)


@pytest.mark.parametrize(
    "module",
    ["crawler", "crawler.profile", "crawler.urls", "crawler.archive", "crawler.state", "crawler.run"],
)
def test_importing_the_plain_parts_imports_neither_scrapy_nor_twisted(module: str) -> None:
    code = f"import sys, {module}; print({{'scrapy', 'twisted', 'pandas', 'cleaning.article'}} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
