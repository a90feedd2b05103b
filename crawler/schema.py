"""The tables of the crawl state, and opening the file they live in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.errors import StateError

VERSION = 3

_TABLES = """
CREATE TABLE url (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'done', 'dead')),
    role TEXT NOT NULL,
    is_start INTEGER NOT NULL DEFAULT 0,
    judged INTEGER NOT NULL DEFAULT 0,
    depth INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    hops INTEGER NOT NULL DEFAULT 0,
    parent TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    sweep INTEGER,
    asked INTEGER NOT NULL DEFAULT 0,
    status INTEGER,
    final_url TEXT,
    reason TEXT,
    detail TEXT,
    change TEXT,
    first_seen TEXT NOT NULL,
    last_tried TEXT,
    last_answered TEXT,
    last_changed TEXT,
    next_due TEXT,
    etag TEXT,
    last_modified TEXT,
    content_type TEXT,
    payload_status INTEGER,
    payload_at TEXT,
    payload_digest TEXT,
    text_hash TEXT,
    archive_file TEXT,
    archive_offset INTEGER,
    archive_length INTEGER,
    answer_file TEXT,
    answer_offset INTEGER,
    gone TEXT,
    page_kind TEXT,
    read_hash TEXT
);
CREATE VIEW document AS SELECT * FROM url WHERE archive_file IS NOT NULL AND gone IS NULL;
CREATE INDEX url_queue ON url (priority DESC) WHERE state = 'queued';
CREATE TABLE crawl (
    id INTEGER PRIMARY KEY,
    sweep INTEGER NOT NULL,
    mode TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    outcome TEXT NOT NULL,
    profile_digest TEXT NOT NULL,
    counts TEXT NOT NULL DEFAULT '{}',
    reasons TEXT NOT NULL DEFAULT '{}',
    published TEXT
);
CREATE TABLE archive (file TEXT PRIMARY KEY, length INTEGER NOT NULL);
CREATE TABLE robots (
    origin TEXT PRIMARY KEY, sweep INTEGER NOT NULL, status INTEGER, body BLOB NOT NULL, at TEXT NOT NULL,
    reason TEXT, detail TEXT
);
"""

# What each layout has that the one before had not; a state of an older layout gets it when it is opened.
_ADDED = {
    3: """
ALTER TABLE url ADD COLUMN unmodified INTEGER NOT NULL DEFAULT 0;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    sweep INTEGER NOT NULL,
    at TEXT NOT NULL,
    change TEXT,
    status INTEGER,
    reason TEXT,
    detail TEXT,
    payload_digest TEXT,
    text_hash TEXT
);
CREATE INDEX event_url ON event (url, id);
CREATE TABLE validators (
    origin TEXT PRIMARY KEY,
    etag_useless INTEGER NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0,
    lies INTEGER NOT NULL DEFAULT 0,
    lied_at TEXT
);
CREATE TABLE forgotten (
    what TEXT PRIMARY KEY,
    is_pattern INTEGER NOT NULL,
    at TEXT NOT NULL,
    done TEXT
);
"""
}
_OLDEST = 2


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection to the state file, which is made where it does not exist; raises StateError if it cannot be used."""
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            isolation_level=None,
            timeout=10,
        )
        connection.row_factory = sqlite3.Row
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found == 0 and not read_only:
            _create(connection)
            found = _OLDEST
        if _OLDEST <= found < VERSION and not read_only:
            found = _migrate(connection, found)
        if not read_only:
            # FULL showed no cost against NORMAL here (docs/decisions/0003) and keeps every committed group.
            connection.execute("PRAGMA synchronous=FULL")
            # What is forgotten is not to be found in free pages of the file.
            connection.execute("PRAGMA secure_delete=FAST")
    except sqlite3.DatabaseError as error:
        raise StateError(
            f"{path}: cannot be used as a crawl state: {error}; if it is damaged, put it aside together with the "
            f"archive folder and crawl anew"
        ) from error
    if _OLDEST <= found < VERSION:
        # Somebody only reads: the writer that changes the layout has to come first.
        return _migrated_copy(connection, found)
    if found != VERSION:
        raise StateError(
            f"{path}: has layout {found}, this version of jiaokan works with layout {VERSION}; "
            f"use the version that wrote it, or crawl into a new folder"
        )
    return connection


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version={_OLDEST};COMMIT;")


def _migrate(connection: sqlite3.Connection, found: int) -> int:
    """Brings a state to the layout of this version, one step after the other; the layout it has then."""
    for layout in range(found + 1, VERSION + 1):
        connection.executescript(f"BEGIN IMMEDIATE;{_ADDED[layout]}PRAGMA user_version={layout};COMMIT;")
    return VERSION


def _migrated_copy(connection: sqlite3.Connection, found: int) -> sqlite3.Connection:
    """A copy in memory of a state of an older layout, brought to that of this version."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    copy.row_factory = sqlite3.Row
    connection.backup(copy)
    connection.close()
    _migrate(copy, found)
    return copy
