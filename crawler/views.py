"""Questions to the crawl state that change nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from crawler.rows import REDIRECTS, CrawlRow, Document, Event, Gone, Link, NotFetched, Reach, StartOutcome

_PERMANENT = (301, 308)
# Answers that settle what has become of a page: it is there, or its server says that it is not, or not for us.
_CERTAIN = frozenset({None, "http_404", "http_410", "noindex"})
# A site that puts a notice in the place of its pages sends them all to one address; a page that has moved may be known
# under two (http and https, with and without a suffix), hardly under more.
_MOST_MOVED_TO_ONE = 2


def document_rows(db: sqlite3.Connection, roles: Sequence[str], sweep: int) -> Iterator[Document]:
    """Pages with a payload that are not gone."""
    query = "SELECT * FROM document WHERE role IN (SELECT value FROM json_each(?)) ORDER BY url"
    for row in db.execute(query, (json.dumps(list(roles)),)):
        current = row["sweep"] == sweep and row["reason"] is None
        yield Document(
            url=row["url"],
            final_url=row["url"],
            role=row["role"],
            status=row["payload_status"],
            content_type=row["content_type"],
            fetched_at=row["payload_at"],
            checked_at=row["last_tried"],
            first_seen=datetime.fromisoformat(row["first_seen"]).isoformat().replace("+00:00", "Z"),
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
    """Addresses without a page in the crawl at hand: failed, refused, leading elsewhere, or left over when it ended."""
    query = (
        "SELECT * FROM url WHERE role <> 'unwanted' AND (sweep = ?1 AND (state = 'dead' OR (state = 'done' AND "
        "status IN (301, 302, 303, 307, 308))) OR state IN ('queued', 'leased')) ORDER BY url"
    )
    for row in db.execute(query, (sweep,)):
        if row["state"] == "done":
            redirected = _redirected(db, row)
            if redirected is not None:
                yield redirected
            continue
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
            archive_ref=None if waiting else _answer_ref(row),
        )


def _redirected(db: sqlite3.Connection, row: sqlite3.Row) -> NotFetched | None:
    """What to say of an address that led elsewhere; None for a list page that led to another one."""
    chain = _chain(db, row)
    loops = chain[-1]["final_url"] in {passed["url"] for passed in chain} and _leads_on(chain[-1])
    if not loops and row["role"] != "article":
        return None
    way = " to ".join([*(passed["url"] for passed in chain), chain[-1]["final_url"]] if loops else [])
    return NotFetched(
        url=row["url"],
        role=row["role"],
        reason="redirect_loop" if loops else "redirected",
        detail=f"redirects in a ring: {way}" if loops else f"HTTP {row['status']} to {row['final_url']}",
        status=row["status"],
        at=row["last_tried"],
        parent=row["parent"],
        archive_ref=_answer_ref(row),
    )


def _chain(db: sqlite3.Connection, row: sqlite3.Row) -> list[sqlite3.Row]:
    """The rows that a redirect passes, itself first, up to one that leads nowhere else or closes a ring."""
    chain, seen = [row], {row["url"]}
    while _leads_on(chain[-1]) and chain[-1]["final_url"] not in seen:
        following = db.execute("SELECT * FROM url WHERE url = ?", (chain[-1]["final_url"],)).fetchone()
        if following is None:
            break
        chain.append(following)
        seen.add(following["url"])
    return chain


def _leads_on(row: sqlite3.Row) -> bool:
    return row["status"] in REDIRECTS and row["reason"] is None and row["final_url"] is not None


def _answer_ref(row: sqlite3.Row) -> str | None:
    return f"{row['answer_file']}:{row['answer_offset']}" if row["answer_file"] is not None else None


def moved_rows(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Pages whose address leads for good to a page that answers: where to, and the evidence, by address.

    A temporary redirect says nothing about the page. Nor does one that many pages share: that is a notice.
    """
    query = "SELECT * FROM document WHERE role = 'article' AND reason IS NULL AND status IN (301, 308) ORDER BY url"
    moved: dict[str, tuple[str, str]] = {}
    sources: Counter[str] = Counter()
    for row in db.execute(query).fetchall():
        *passed, last = _chain(db, row)
        if all(hop["status"] in _PERMANENT for hop in passed) and _is_live_article(last):
            moved[row["url"]] = (last["url"], f"HTTP {row['status']} to {last['url']} at {row['last_tried']}")
            sources[last["url"]] += 1
    return {url: target for url, target in moved.items() if sources[target[0]] <= _MOST_MOVED_TO_ONE}


def _is_live_article(row: sqlite3.Row) -> bool:
    answered = row["reason"] is None and row["status"] in (200, 304)
    return answered and row["role"] == "article" and row["archive_file"] is not None and row["gone"] is None


def unwanted_rows(db: sqlite3.Connection) -> list[str]:
    """Addresses of pages in the archive that the profile, as it is now, would not ask for."""
    query = "SELECT url FROM url WHERE role = 'unwanted' AND archive_file IS NOT NULL ORDER BY url"
    return [row["url"] for row in db.execute(query)]


def reach_of(db: sqlite3.Connection, sweep: int) -> Reach:
    """How far the crawl at hand came with the article pages that earlier crawls had fetched.

    What it left alone on purpose (the cap on pages, rows that are not due) is no outage and does not count, nor does
    what was gone before.
    """
    query = (
        "SELECT url, status, reason, gone FROM url WHERE role = 'article' AND sweep = ? AND archive_file IS NOT NULL "
        "AND (gone IS NULL OR change = 'gone') AND change IS NOT 'new' ORDER BY url"
    )
    moved = moved_rows(db)
    asked, failed = 0, Counter[str]()
    for row in db.execute(query, (sweep,)):
        asked += 1
        reason = row["reason"] or (None if row["status"] in (200, 304) else "redirected")
        if reason not in _CERTAIN and not (reason == "soft_404" and row["gone"]) and row["url"] not in moved:
            failed[str(reason)] += 1
    return Reach(asked, asked - failed.total(), dict(sorted(failed.items())))


def gone_rows(db: sqlite3.Connection) -> Iterator[Gone]:
    """Pages with a payload whose address no longer gives it."""
    for row in db.execute(
        "SELECT * FROM url WHERE archive_file IS NOT NULL AND gone IS NOT NULL AND role <> 'unwanted' ORDER BY url"
    ):
        yield Gone(
            url=row["url"],
            role=row["role"],
            last_seen=row["last_answered"] or row["payload_at"],
            evidence=row["gone"],
            archive_file=row["archive_file"],
            archive_offset=row["archive_offset"],
        )


def due_rows(db: sqlite3.Connection, at: str) -> Iterator[Link]:
    """What the next crawl asks for: the queue of one that did not finish, else every row that is due at that time."""
    last = db.execute("SELECT outcome FROM crawl WHERE mode = 'full' ORDER BY id DESC LIMIT 1").fetchone()
    everything = last is None or last["outcome"] == "finished"
    query = (
        "SELECT * FROM url WHERE role <> 'unwanted' AND (state IN ('queued', 'leased') OR "
        "?1 AND (next_due IS NULL OR next_due <= ?2 OR role <> 'article' OR is_start)) "
        "ORDER BY role = 'article', payload_at IS NOT NULL, id"
    )
    for row in db.execute(query, (everything, at)):
        yield Link(
            row["url"],
            row["role"],
            row["depth"],
            row["priority"],
            row["hops"],
            bool(row["is_start"]),
            row["parent"],
        )


def event_rows(db: sqlite3.Connection, url: str) -> list[Event]:
    """What happened to an address, the oldest first."""
    return [
        Event(**{name: row[name] for name in Event.__struct_fields__})
        for row in db.execute("SELECT * FROM event WHERE url = ? ORDER BY id", (url,))
    ]


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
            reasons=msgspec.json.decode(row["reasons"], type=dict[str, int]),
            published=row["published"],
        )
        for row in db.execute("SELECT * FROM crawl ORDER BY id")
    ]


def start_rows(db: sqlite3.Connection, sweep: int) -> list[StartOutcome]:
    """What the start pages answered in the crawl at hand; of one that redirects, what the page at the end did."""
    starts = db.execute("SELECT url FROM url WHERE is_start ORDER BY id").fetchall()
    return [_start_outcome(db, start["url"], sweep) for start in starts]


def _start_outcome(db: sqlite3.Connection, url: str, sweep: int) -> StartOutcome:
    row = db.execute("SELECT * FROM url WHERE url = ?", (url,)).fetchone()
    chain = _chain(db, row)
    last = chain[-1]
    if any(passed["sweep"] != sweep for passed in chain):
        return StartOutcome(url, False, None, "not_reached", "it was not asked for in this crawl")
    if _leads_on(last):
        return StartOutcome(
            url, False, last["status"], "redirect_loop", f"redirects in a ring, back to {last['final_url']}"
        )
    answered = last["reason"] is None and last["status"] in (200, 304)
    return StartOutcome(url, answered, last["status"], last["reason"] or "", last["detail"] or "")
