"""Rows of the crawl state going in and out: links queued, leases handed out, results written. No transactions here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from crawler.rows import Fetched, Lease, Link


def insert_links(db: sqlite3.Connection, links: Iterable[Link], seen: str) -> int:
    """Queues addresses that are not known yet, or that the profile did not want until now; how many there were."""
    before = db.total_changes
    db.executemany(
        "INSERT INTO url (url, role, depth, priority, hops, is_start, parent, judged, first_seen) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET state = 'queued', role = excluded.role, "
        "hops = excluded.hops, parent = excluded.parent, judged = excluded.judged WHERE role = 'unwanted'",
        [
            (
                *(link.url, link.role, link.depth, link.priority, link.hops, link.is_start),
                *(link.parent, link.judged, seen),
            )
            for link in links
        ],
    )
    return db.total_changes - before


def settle(db: sqlite3.Connection, result: Fetched, sweep: int) -> None:
    """Writes what became of a lease into its row."""
    row = {**msgspec.structs.asdict(result), "sweep": sweep}
    del row["links"]
    place, answer = row.pop("place"), row.pop("answer")
    row |= {
        "answer_file": answer.file if answer else None,
        "answer_offset": answer.offset if answer else None,
    }
    state = "done" if result.reason is None else "dead"
    db.execute(
        "UPDATE url SET state = :state, role = :role, sweep = :sweep, status = :status, final_url = :final_url, "
        "reason = :reason, detail = :detail, last_tried = :at, asked = :asked, "
        "answer_file = :answer_file, answer_offset = :answer_offset, "
        # A page is taken away once: what was gone before is no news.
        "change = CASE WHEN :change = 'gone' AND gone IS NOT NULL THEN NULL ELSE :change END, "
        "last_answered = CASE WHEN :status IN (200, 304) AND :reason IS NULL THEN :at ELSE last_answered END, "
        "gone = CASE WHEN :gone IS NOT NULL THEN :gone WHEN :status IN (200, 304) AND :reason IS NULL THEN NULL "
        "ELSE gone END, "
        "last_changed = CASE WHEN :change IN ('new', 'changed') THEN :at ELSE last_changed END, "
        "failures = CASE WHEN :reason IS NULL THEN 0 ELSE failures + 1 END, "
        "etag = CASE WHEN :reason IS NULL THEN coalesce(:etag, etag) ELSE etag END, "
        "last_modified = CASE WHEN :reason IS NULL THEN coalesce(:last_modified, last_modified) "
        "ELSE last_modified END WHERE url = :url",
        {**row, "state": state},
    )
    if place is not None:
        db.execute(
            "UPDATE url SET content_type = :content_type, payload_status = :status, payload_at = :at, "
            "payload_digest = :payload_digest, text_hash = :text_hash, etag = :etag, "
            "last_modified = :last_modified, archive_file = :file, archive_offset = :offset, "
            "archive_length = :length WHERE url = :url",
            {**row, "file": place.file, "offset": place.offset, "length": place.length},
        )


def lease_of(row: sqlite3.Row) -> Lease:
    """A queued row as it is handed out."""
    has_payload = row["archive_file"] is not None
    return Lease(
        url=row["url"],
        role=row["role"],
        depth=row["depth"],
        hops=row["hops"],
        is_start=bool(row["is_start"]),
        failures=row["failures"],
        # A validator without its payload would bring a 304 for a page nobody has.
        etag=row["etag"] if has_payload else None,
        last_modified=row["last_modified"] if has_payload else None,
        payload_digest=row["payload_digest"],
        text_hash=row["text_hash"],
        payload_url=row["url"] if has_payload else None,
        payload_date=row["payload_at"],
        parent=row["parent"],
    )
