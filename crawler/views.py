"""Questions to the crawl state that change nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from crawler.rows import CrawlRow, Document, Gone, Link, NotFetched, StartOutcome


def document_rows(db: sqlite3.Connection, roles: Sequence[str], sweep: int) -> Iterator[Document]:
    """Pages with a payload that are not gone."""
    query = "SELECT * FROM document WHERE role IN (SELECT value FROM json_each(?)) ORDER BY url"
    for row in db.execute(query, (json.dumps(list(roles)),)):
        current = row["sweep"] == sweep and row["reason"] is None
        yield Document(
            url=row["url"],
            final_url=row["final_url"] or row["url"],
            role=row["role"],
            status=row["payload_status"],
            content_type=row["content_type"],
            fetched_at=row["payload_at"],
            checked_at=row["last_tried"],
            first_seen=row["first_seen"],
            last_changed=row["last_changed"],
            archive_file=row["archive_file"],
            archive_offset=row["archive_offset"],
            archive_length=row["archive_length"],
            etag=row["etag"],
            last_modified=row["last_modified"],
            payload_digest=row["payload_digest"],
            text_hash=row["text_hash"],
            change=row["change"] if current else None,
            depth=row["depth"],
            parent=row["parent"],
        )


def not_fetched_rows(db: sqlite3.Connection, sweep: int) -> Iterator[NotFetched]:
    """Addresses without a page in the crawl at hand: failed, refused, or left over when it ended."""
    query = (
        "SELECT * FROM url WHERE (state = 'dead' AND sweep = ?) OR state IN ('queued', 'leased') ORDER BY url"
    )
    for row in db.execute(query, (sweep,)):
        waiting = row["state"] != "dead" and not (row["sweep"] == sweep and row["reason"])
        yield NotFetched(
            url=row["url"],
            role=row["role"],
            reason="not_reached" if waiting else row["reason"],
            detail="still queued when the crawl ended (max_pages, or it was stopped)"
            if waiting
            else row["detail"] or "",
            status=None if waiting else row["status"],
            at=row["last_tried"],
            parent=row["parent"],
        )


def gone_rows(db: sqlite3.Connection) -> Iterator[Gone]:
    """Pages with a payload whose address no longer gives it."""
    for row in db.execute(
        "SELECT * FROM url WHERE archive_file IS NOT NULL AND gone IS NOT NULL ORDER BY url"
    ):
        yield Gone(
            url=row["url"],
            role=row["role"],
            last_seen=row["last_answered"] or row["payload_at"],
            evidence=row["gone"],
            archive_file=row["archive_file"],
            archive_offset=row["archive_offset"],
        )


def due_rows(db: sqlite3.Connection) -> Iterator[Link]:
    """What the next crawl asks for: the queue of one that did not finish, else every row."""
    last = db.execute("SELECT outcome FROM crawl WHERE mode = 'full' ORDER BY id DESC LIMIT 1").fetchone()
    everything = last is None or last["outcome"] == "finished"
    query = "SELECT * FROM url WHERE ? OR state IN ('queued', 'leased') ORDER BY role = 'article', payload_at IS NOT NULL, id"
    for row in db.execute(query, (everything,)):
        yield Link(
            row["url"],
            row["role"],
            row["depth"],
            row["priority"],
            row["hops"],
            bool(row["is_start"]),
            row["parent"],
        )


def crawl_rows(db: sqlite3.Connection) -> list[CrawlRow]:
    """All crawls, the oldest first."""
    return [
        CrawlRow(
            id=row["id"],
            sweep=row["sweep"],
            mode=row["mode"],
            started=row["started"],
            ended=row["ended"],
            outcome=row["outcome"],
            profile_digest=row["profile_digest"],
            counts=msgspec.json.decode(row["counts"], type=dict[str, int]),
        )
        for row in db.execute("SELECT * FROM crawl ORDER BY id")
    ]


def start_rows(db: sqlite3.Connection, sweep: int) -> list[StartOutcome]:
    """What the start pages answered in the crawl at hand; of one that redirects, what the page at the end did."""
    starts = db.execute("SELECT url FROM url WHERE is_start ORDER BY id").fetchall()
    return [_start_outcome(db, start["url"], sweep) for start in starts]


def _start_outcome(db: sqlite3.Connection, url: str, sweep: int) -> StartOutcome:
    seen: set[str] = set()
    last = url
    while True:
        seen.add(last)
        row = db.execute("SELECT * FROM url WHERE url = ?", (last,)).fetchone()
        if row is None or row["sweep"] != sweep:
            return StartOutcome(url, False, None, "not_reached", "it was not asked for in this crawl")
        if row["reason"] is not None or row["status"] in (200, 304) or row["final_url"] in seen:
            answered = row["reason"] is None and row["status"] in (200, 304)
            return StartOutcome(url, answered, row["status"], row["reason"] or "", row["detail"] or "")
        last = row["final_url"]
