"""Questions to the crawl state that change nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from crawler.rows import CrawlRow, Document, Gone, Link, NotFetched

# A page is gone when its own server says so, or when its address leads to another page. Errors of the server or
# the network, and a robots.txt that has come to forbid it, leave the last payload standing.
_GONE = "status IN (404, 410) OR (status BETWEEN 300 AND 399 AND status <> 304)"


def document_rows(db: sqlite3.Connection, roles: Sequence[str], sweep: int) -> Iterator[Document]:
    """Pages with a payload that are not gone."""
    marks = ", ".join("?" * len(roles))
    query = f"SELECT * FROM url WHERE archive_file IS NOT NULL AND role IN ({marks}) AND NOT ({_GONE}) ORDER BY url"
    for row in db.execute(query, tuple(roles)):
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
    query = f"SELECT * FROM url WHERE archive_file IS NOT NULL AND ({_GONE}) ORDER BY url"
    for row in db.execute(query):
        if row["status"] in (404, 410):
            evidence = f"HTTP {row['status']} at {row['last_tried']}"
        else:
            evidence = (
                f"HTTP {row['status']} to {row['final_url'] or 'another address'} at {row['last_tried']}"
            )
        yield Gone(
            url=row["url"],
            role=row["role"],
            last_seen=row["last_answered"] or row["payload_at"],
            evidence=evidence,
            archive_file=row["archive_file"],
            archive_offset=row["archive_offset"],
        )


def due_rows(db: sqlite3.Connection) -> Iterator[Link]:
    """What the next crawl asks for: the queue of one that did not finish, else every row."""
    last = db.execute("SELECT outcome FROM crawl WHERE mode = 'full' ORDER BY id DESC LIMIT 1").fetchone()
    where = "1" if last is None or last["outcome"] == "finished" else "state IN ('queued', 'leased')"
    order = "role = 'article', payload_at IS NOT NULL, id"
    for row in db.execute(f"SELECT * FROM url WHERE {where} ORDER BY {order}"):
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
