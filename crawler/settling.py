"""Rows of the crawl state going in and out: links queued, leases handed out, results written. No transactions here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

import msgspec

from crawler.missing import TWICE
from crawler.revisit import Revisit, Trust
from crawler.rows import Fetched, Lease, Link, Observed
from crawler.urls import origin_of

# The histories of pages that change with every visit would outgrow all else.
EVENTS_KEPT = 30
# Two notices on a site of three articles are no outage yet (docs/decisions/0006 draws the same line).
FEWEST_FOR_AN_OUTAGE = 3


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
                # To the minute, in the short form of ISO 8601: a queue of a hundred thousand addresses is kept small.
                *(link.parent, link.judged, f"{seen[:16].replace('-', '').replace(':', '')}Z"),
            )
            for link in links
        ],
    )
    return db.total_changes - before


def settle(db: sqlite3.Connection, result: Fetched, sweep: int, revisit: Revisit) -> None:
    """Writes what became of a lease into its row, and into its history where it is news."""
    row = {**msgspec.structs.asdict(result), "sweep": sweep, "next_due": _next_due(db, result, revisit)}
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
        "answer_file = :answer_file, answer_offset = :answer_offset, next_due = :next_due, "
        "unmodified = CASE WHEN :status = 304 THEN unmodified + 1 WHEN :status = 200 THEN 0 ELSE unmodified END, "
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
    if result.reason is not None or result.change in {"new", "changed", "gone"}:
        db.execute(
            "INSERT INTO event (url, sweep, at, change, status, reason, detail, payload_digest, text_hash) VALUES "
            "(:url, :sweep, :at, :change, :status, :reason, :detail, :payload_digest, :text_hash)",
            row,
        )


def _next_due(db: sqlite3.Connection, result: Fetched, revisit: Revisit) -> str | None:
    """When a page is worth asking for again; None for "with every crawl", as after a failure."""
    answered = result.status in (200, 304) and result.reason is None
    if result.role != "article" or not (answered or result.gone):
        return None
    if result.change in {"new", "changed"}:
        return revisit.next_due(result.at, result.at)
    row = db.execute(
        "SELECT coalesce(CASE WHEN gone IS NULL THEN last_changed ELSE last_answered END, first_seen) "
        "FROM url WHERE url = ?",
        (result.url,),
    ).fetchone()
    return revisit.next_due(result.at, row[0] if row is not None else None)


def note_validators(db: sqlite3.Connection, origin: str, observed: Observed, at: str) -> Trust:
    """Writes down what an answer showed of the validators of its origin; what is known of them now."""
    db.execute("INSERT OR IGNORE INTO validators (origin) VALUES (?)", (origin,))
    known = trust_by_origin(db, origin)[origin]
    changed = known.after(observed, at)
    db.execute(
        "UPDATE validators SET etag_useless = ?, confirmed = ?, lies = ?, lied_at = ? WHERE origin = ?",
        (*msgspec.structs.astuple(changed), origin),
    )
    return changed


def trust_by_origin(db: sqlite3.Connection, origin: str | None = None) -> dict[str, Trust]:
    """What is known of the validators of one origin, or of all."""
    rows = db.execute("SELECT * FROM validators WHERE ?1 IS NULL OR origin = ?1", (origin,))
    return {
        row["origin"]: Trust(row["etag_useless"], row["confirmed"], row["lies"], row["lied_at"])
        for row in rows
    }


def doubt_notices(db: sqlite3.Connection, sweep: int) -> int:
    """Takes back that pages are gone by their own words where an outage speaks like that; how many it were.

    That is where most pages known say so, or where several say it in the same words and an address that cannot exist
    does not.
    """
    known, noticed = db.execute(
        "SELECT count(*), total(reason IS 'soft_404' AND change IS 'gone') FROM url WHERE role = 'article' AND "
        "sweep = ? AND archive_file IS NOT NULL AND change IS NOT 'new' AND (gone IS NULL OR change IS 'gone')",
        (sweep,),
    ).fetchone()
    everywhere = noticed * 2 > known and noticed >= FEWEST_FOR_AN_OUTAGE
    said = "FROM event WHERE sweep = :sweep AND reason = 'soft_404' AND change = 'gone'"
    alike = f"SELECT text_hash {said} AND detail = :twice GROUP BY text_hash HAVING count(*) >= :fewest"
    doubted = db.execute(
        f"SELECT url {said} AND (:everywhere OR detail = :twice AND text_hash IN ({alike}))",
        {"sweep": sweep, "twice": TWICE, "fewest": FEWEST_FOR_AN_OUTAGE, "everywhere": everywhere},
    ).fetchall()
    urls = [(row["url"], sweep) for row in doubted]
    db.executemany("UPDATE event SET change = NULL WHERE url = ? AND sweep = ?", urls)
    db.executemany(
        "UPDATE url SET gone = NULL, change = NULL, next_due = NULL WHERE url = ? AND sweep = ?", urls
    )
    return len(urls)


def shorten_histories(db: sqlite3.Connection) -> None:
    """Keeps the latest events of each address."""
    db.execute(
        "DELETE FROM event WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER "
        "(PARTITION BY url ORDER BY id DESC) AS place FROM event) WHERE place > ?)",
        (EVENTS_KEPT,),
    )


def lease_of(row: sqlite3.Row, trust: Mapping[str, Trust], revisit: Revisit, at: str) -> Lease:
    """A queued row as it is handed out, with the validators that are worth sending."""
    has_payload = row["archive_file"] is not None
    known = trust.get(origin_of(row["url"]), Trust())
    turn = revisit.asks_in_full(row["id"], row["unmodified"], is_list=row["role"] != "article")
    believed = known.believes(at)
    conditional = has_payload and believed and not turn
    in_full = has_payload and believed and turn and bool(row["etag"] or row["last_modified"])
    date_alone = bool(row["last_modified"]) and not known.sends_etag
    return Lease(
        url=row["url"],
        role=row["role"],
        depth=row["depth"],
        hops=row["hops"],
        is_start=bool(row["is_start"]),
        failures=row["failures"],
        # A validator without its payload would bring a 304 for a page nobody has.
        etag=row["etag"] if conditional and not date_alone else None,
        last_modified=row["last_modified"] if conditional else None,
        payload_digest=row["payload_digest"],
        text_hash=row["text_hash"],
        payload_url=row["url"] if has_payload else None,
        payload_date=row["payload_at"],
        parent=row["parent"],
        stored_etag=row["etag"] if has_payload else None,
        stored_modified=row["last_modified"] if has_payload else None,
        in_full=in_full,
    )
