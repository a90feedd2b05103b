"""The crawl state: which addresses are known, what became of each, and where its last payload lies.

One process writes (it holds `state.lock`); any number may read. The order that keeps the promise "nothing lost,
nothing twice" stands in `crawler.journal`; what is done after a crash stands in `State.recover`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

import msgspec

from crawler.errors import StateError
from crawler.fault import reach
from crawler.lock import hold
from crawler.recovery import recover
from crawler.rejudging import rejudge
from crawler.revisit import Revisit
from crawler.rows import (
    CrawlRow,
    Document,
    Event,
    Fetched,
    Gone,
    Lease,
    Link,
    NotFetched,
    Observed,
    Reach,
    Robots,
    Role,
    StartOutcome,
)
from crawler.schema import connect
from crawler.settling import (
    doubt_notices,
    insert_links,
    lease_of,
    note_validators,
    settle,
    shorten_histories,
    trust_by_origin,
)
from crawler.tombstones import forget_rows, tombstones_of
from crawler.urls import origin_of
from crawler.views import (
    crawl_rows,
    document_rows,
    due_rows,
    event_rows,
    gone_rows,
    moved_rows,
    not_fetched_rows,
    reach_of,
    start_rows,
    unwanted_rows,
)

STATE_FILE = "state.sqlite"
ARCHIVE_FOLDER = "archive"

# What leads to new articles goes first, then articles never seen, then those that are only asked whether they changed.
PRIORITY_LISTS = 20
PRIORITY_NEW = 10
PRIORITY_REVISIT = 0


def now() -> str:
    """The time in UTC, ISO 8601 with "Z", to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class State:
    """The crawl state in one profile folder. Make one with `State.open`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, resources: ExitStack) -> None:
        self.folder = folder
        self._db = connection
        self._resources = resources
        self.sweep = self._value("SELECT max(sweep) FROM crawl") or 0
        self.revisit = Revisit()
        self._trust = trust_by_origin(connection)
        self.tombstones = tombstones_of(connection)

    @classmethod
    def open(cls, folder: Path | str, *, read_only: bool = False) -> Self:
        """The state in a profile folder; without `read_only` it is made where missing, and locked.

        Raises LockHeld when another process writes to it, StateError when it cannot be used.
        """
        folder = Path(folder)
        path = folder / STATE_FILE
        with ExitStack() as stack:
            if read_only:
                if not path.is_file():
                    raise StateError(f"{path}: there is no crawl state; crawl this profile first")
            else:
                stack.enter_context(hold(folder, "state.lock"))
            connection = connect(path, read_only=read_only)
            stack.callback(connection.close)
            return cls(folder, connection, stack.pop_all())

    def close(self) -> None:
        """Lets go of the file and its lock."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- after a crash -------------------------------------------------------------------------------------------

    def recover(self) -> dict[str, int]:
        """Brings archive and state back to the last commit; what it did, counted.

        Archive files are cut to their committed length, files nobody committed are removed; rows whose payload
        lies beyond the end of its file (or whose file is gone) lose it and are queued, and so is every lease.
        """
        with self._transaction():
            return recover(self._db, self.folder / ARCHIVE_FOLDER, now())

    # -- crawls --------------------------------------------------------------------------------------------------

    def begin_crawl(self, profile_digest: str, mode: Literal["full", "some"] = "full") -> int:
        """Begins a crawl and gives its id; one that did not finish is resumed, otherwise all rows are due again.

        A changed profile may find other links on unchanged pages, so those that lead to articles are then asked
        for without validators. Mode "some" leaves the queue as it is.
        """
        last = self._db.execute("SELECT * FROM crawl WHERE mode = 'full' ORDER BY id DESC LIMIT 1").fetchone()
        with self._transaction():
            if mode == "full" and not (last is not None and last["outcome"] != "finished"):
                self.sweep += 1
                self._make_due()
                shorten_histories(self._db)
            elif mode == "full":
                self.sweep = last["sweep"]
            if last is not None and last["profile_digest"] != profile_digest:
                self._db.execute("UPDATE url SET etag = NULL, last_modified = NULL WHERE role <> 'article'")
            cursor = self._db.execute(
                "INSERT INTO crawl (sweep, mode, started, outcome, profile_digest) VALUES (?, ?, ?, 'running', ?)",
                (self.sweep, mode, now(), profile_digest),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _make_due(self) -> None:
        self._db.execute(
            "UPDATE url SET state = 'queued', failures = 0, hops = 0, priority = CASE "
            "WHEN role <> 'article' THEN ? WHEN payload_at IS NULL THEN ? ELSE ? END "
            "WHERE role <> 'unwanted' AND (next_due IS NULL OR next_due <= ? OR role <> 'article' OR is_start)",
            (PRIORITY_LISTS, PRIORITY_NEW, PRIORITY_REVISIT, now()),
        )

    def end_crawl(
        self, crawl: int, outcome: str, counts: Mapping[str, int], reasons: Mapping[str, int] | None = None
    ) -> None:
        """Writes down how a crawl ended."""
        told = (msgspec.json.encode(dict(of)).decode() for of in (counts, reasons or {}))
        self._db.execute(
            "UPDATE crawl SET ended = ?, outcome = ?, counts = ?, reasons = ? WHERE id = ?",
            (now(), outcome, *told, crawl),
        )

    def doubt_notices(self) -> int:
        """Takes back that pages are gone by their own words where most of the site says so: that is an outage."""
        with self._transaction():
            return doubt_notices(self._db, self.sweep)

    def note_published(self, run: str) -> None:
        """Writes down that a run has taken the pages of all crawls up to now."""
        self._db.execute("UPDATE crawl SET published = ? WHERE published IS NULL", (run,))

    def follow(self, role_of: Callable[[str], Role | None]) -> int:
        """Judges known addresses anew, as a profile does now; how many have another role than before.

        What it would not ask for becomes unwanted: it stays in the archive and is neither fetched nor published.
        """
        with self._transaction():
            return rejudge(self._db, role_of)

    def answered_in_sweep(self) -> int:
        """Rows asked for since the crawl at hand, or the one it resumes, began: what `max_pages` is held against."""
        query = "SELECT count(*) FROM url WHERE sweep = ? AND asked AND state <> 'queued'"
        return int(self._value(query, self.sweep) or 0)

    # -- queue ---------------------------------------------------------------------------------------------------

    def add_many(self, links: Iterable[Link]) -> int:
        """Queues addresses that are not known yet; how many there were."""
        with self._transaction():
            return insert_links(self._db, self.tombstones.without(links), now())

    def has_unknown(self, urls: Iterable[str]) -> bool:
        """Whether one of some addresses is not known yet."""
        distinct = set(urls)
        query = "SELECT count(*) FROM url WHERE url IN (SELECT value FROM json_each(?))"
        return bool(distinct) and self._value(query, json.dumps(list(distinct))) != len(distinct)

    def set_starts(self, links: Sequence[Link]) -> None:
        """Queues the start pages of the profile, and takes the mark of a start page from all others."""
        with self._transaction():
            self._db.execute("UPDATE url SET is_start = 0 WHERE is_start")
            insert_links(self._db, self.tombstones.without(links), now())
            self._db.executemany("UPDATE url SET is_start = 1 WHERE url = ?", [(link.url,) for link in links])

    def make_due(self, urls: Iterable[str]) -> None:
        """Queues known addresses again, whatever their state."""
        with self._transaction():
            self._db.executemany(
                "UPDATE url SET state = 'queued', failures = 0, hops = 0 WHERE url = ?",
                [(url,) for url in urls],
            )

    def lease(self, limit: int, only: Sequence[str] | None = None) -> list[Lease]:
        """Hands out up to `limit` queued rows, the most urgent first; `only` restricts them to these addresses."""
        query = "SELECT * FROM url WHERE state = 'queued' ORDER BY priority DESC, id LIMIT ?1"
        if only is not None:
            query = "SELECT * FROM url WHERE state = 'queued' AND url IN (SELECT value FROM json_each(?2)) LIMIT ?1"
        with self._transaction():
            rows = self._db.execute(
                query, (limit, *([json.dumps(list(only))] if only is not None else []))
            ).fetchall()
            self._db.executemany(
                "UPDATE url SET state = 'leased' WHERE id = ?", [(row["id"],) for row in rows]
            )
        at = now()
        return [lease_of(row, self._trust, self.revisit, at) for row in rows]

    def release(self, urls: Iterable[str]) -> None:
        """Takes back leases that were not used."""
        with self._transaction():
            self._db.executemany(
                "UPDATE url SET state = 'queued' WHERE url = ? AND state = 'leased'", [(url,) for url in urls]
            )

    def queued(self) -> int:
        """Rows that wait to be fetched."""
        return int(self._value("SELECT count(*) FROM url WHERE state = 'queued'") or 0)

    def commit_group(
        self, results: Sequence[Fetched], lengths: Mapping[str, int], robots: Sequence[Robots] = ()
    ) -> None:
        """Commits what became of some leases, the links they gave and how far the archive reaches: all or nothing."""
        with self._transaction():
            for result in results:
                settle(self._db, result, self.sweep, self.revisit)
                insert_links(self._db, self.tombstones.without(result.links), result.at)
                if result.observed is not None:
                    origin = origin_of(result.url)
                    self._trust[origin] = note_validators(self._db, origin, result.observed, result.at)
            for answer in robots:
                self._db.execute(
                    "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (answer.origin, self.sweep, *msgspec.structs.astuple(answer)[1:]),
                )
            self._db.executemany(
                "INSERT INTO archive VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET length = excluded.length",
                list(lengths.items()),
            )
            reach("in-commit")

    def note_validators(self, url: str, observed: Observed) -> None:
        """Writes down what an answer has shown of the validators of a whole origin."""
        with self._transaction():
            origin = origin_of(url)
            self._trust[origin] = note_validators(self._db, origin, observed, now())

    def robots_of_sweep(self) -> list[Robots]:
        """The answers for robots.txt that this crawl, or the one it resumes, has had."""
        rows = self._db.execute("SELECT * FROM robots WHERE sweep = ?", (self.sweep,))
        return [
            Robots(row["origin"], row["status"], row["body"], row["at"], row["reason"], row["detail"])
            for row in rows
        ]

    # -- what the other stages ask -------------------------------------------------------------------------------

    def documents(self, roles: Sequence[str] = ("article",)) -> Iterator[Document]:
        """Pages of these roles that are not gone, by address: see `Document`."""
        return document_rows(self._db, roles, self.sweep)

    def not_fetched(self) -> Iterator[NotFetched]:
        """Addresses that gave no page in the last crawl, by address, with the reason."""
        return not_fetched_rows(self._db, self.sweep)

    def gone(self) -> Iterator[Gone]:
        """Pages fetched once whose server now says that they are no more, or not to be stored, by address."""
        return gone_rows(self._db)

    def moved(self) -> dict[str, tuple[str, str]]:
        """Pages whose address now leads for good to another article page: that page and the evidence, by address."""
        return moved_rows(self._db)

    def unwanted(self) -> list[str]:
        """Addresses of pages in the archive that the profile no longer asks for."""
        return unwanted_rows(self._db)

    def reach(self) -> Reach:
        """How far the last full crawl came with the article pages that earlier crawls had fetched."""
        return reach_of(self._db, self.sweep)

    def due(self) -> Iterator[Link]:
        """What the next full crawl would ask for first, in its order."""
        return due_rows(self._db, now())

    def starts(self) -> list[StartOutcome]:
        """What the start pages, and the pages they redirect to, answered in the last crawl."""
        return start_rows(self._db, self.sweep)

    def events(self, url: str) -> list[Event]:
        """What happened to an address, the oldest first: when it was new, changed, gone, or failed and why."""
        return event_rows(self._db, url)

    def history(self) -> list[CrawlRow]:
        """All crawls, the oldest first."""
        return crawl_rows(self._db)

    def addresses(self) -> Iterator[str]:
        """Every address that is known, in no order."""
        return (row["url"] for row in self._db.execute("SELECT url FROM url"))

    def forget(self, what: str, urls: Iterable[str], *, is_pattern: bool = False) -> int:
        """Sets a tombstone, and takes addresses and all that is known of them out of the state; how many there were.

        What has a tombstone never comes into the queue again. The pages of the file are overwritten, not only let go.
        """
        with self._transaction():
            gone = forget_rows(self._db, what, urls, now(), is_pattern=is_pattern)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.tombstones = tombstones_of(self._db)
        return gone

    def note_forgotten(self, what: str) -> None:
        """Writes down that what has a tombstone is out of the archive and everything else as well."""
        self._db.execute("UPDATE forgotten SET done = ? WHERE what = ?", (now(), what))

    def note_reading(self, url: str, page_kind: str, read_hash: str | None) -> None:
        """Writes back what reading made of a page: its kind, and the hash of its extracted text."""
        self._db.execute(
            "UPDATE url SET page_kind = ?, read_hash = ? WHERE url = ?", (page_kind, read_hash, url)
        )

    def _value(self, query: str, *arguments: object) -> int | None:
        row = self._db.execute(query, arguments).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
