"""After a crash: archive and state go back to the last commit."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.archive import truncate


def recover(db: sqlite3.Connection, folder: Path, now: str) -> dict[str, int]:
    """Cuts archive files to their committed length and queues what was lost or under way; what it did, counted."""
    files = sorted(folder.glob("*.warc.gz"))
    cut = sum(_restore(db, path) for path in files)
    requeued = _requeue_lost(db, {path.name: path.stat().st_size for path in files if path.exists()})
    leases = db.execute("UPDATE url SET state = 'queued' WHERE state = 'leased'").rowcount
    died = db.execute(
        "UPDATE crawl SET outcome = 'died', ended = ? WHERE outcome = 'running'", (now,)
    ).rowcount
    return {"files_cut": cut, "rows_requeued": requeued, "leases_requeued": leases, "crawls_died": died}


def _restore(db: sqlite3.Connection, path: Path) -> int:
    row = db.execute("SELECT length FROM archive WHERE file = ?", (path.name,)).fetchone()
    if row is None:
        # Nothing in it was ever committed: the process died before its first group.
        path.unlink()
        return 1
    if path.stat().st_size > row["length"]:
        truncate(path, row["length"])
        return 1
    return 0


def _requeue_lost(db: sqlite3.Connection, sizes: dict[str, int]) -> int:
    """Queues the rows whose payload lies beyond the end of its file, and forgets that payload."""
    requeued = 0
    for row in db.execute("SELECT file, length FROM archive").fetchall():
        size = sizes.get(row["file"], 0)
        if size < row["length"]:
            requeued += db.execute(
                "UPDATE url SET state = 'queued', etag = NULL, last_modified = NULL, payload_digest = NULL, "
                "text_hash = NULL, payload_at = NULL, payload_status = NULL, archive_file = NULL, "
                "archive_offset = NULL, archive_length = NULL "
                "WHERE archive_file = ? AND archive_offset + archive_length > ?",
                (row["file"], size),
            ).rowcount
            db.execute(
                "UPDATE url SET answer_file = NULL, answer_offset = NULL WHERE answer_file = ? AND answer_offset >= ?",
                (row["file"], size),
            )
            db.execute("UPDATE archive SET length = ? WHERE file = ?", (size, row["file"]))
    return requeued
