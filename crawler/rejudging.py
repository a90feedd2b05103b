"""A changed profile and the addresses known from before: the state follows the profile, not its own history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from crawler.rows import Role

_PAGES = frozenset({"article", "list", "unwanted"})

# Pages that were not judged by their look, each with the role of the page that it hangs on, from the top down. What
# hangs on nothing that is known, or on itself in a ring, keeps what it has.
_HANGING = """
CREATE TEMP TABLE hanging AS
    SELECT id, url, role, parent FROM url WHERE NOT judged AND NOT is_start AND parent IS NOT NULL;
CREATE INDEX temp.hanging_parent ON hanging (parent);
"""
_BELOW = """
WITH RECURSIVE below (id, url, wanted) AS (
    SELECT h.id, h.url, top.role <> 'unwanted' FROM hanging AS h JOIN url AS top ON top.url = h.parent
        WHERE top.judged OR top.is_start OR top.parent IS NULL
            OR NOT EXISTS (SELECT 1 FROM url WHERE url.url = top.parent)
    UNION
    SELECT h.id, h.url, below.wanted FROM below JOIN hanging AS h ON h.parent = below.url
)
SELECT hanging.id, hanging.role, below.wanted FROM below JOIN hanging USING (id)
    WHERE below.wanted = (hanging.role = 'unwanted')
"""


def rejudge(db: sqlite3.Connection, role_of: Callable[[str], Role | None]) -> int:
    """Gives every address the role that it has by a profile as it is now; how many have changed.

    Start pages keep theirs. Addresses that were judged by their look are judged again; the others (further pages of
    an article, entries of a feed, targets of redirects) are wanted as long as the page is that they stand on. Rows pass
    by one at a time: a queue may be longer than memory is large.
    """
    changed: list[tuple[Role, Role, int]] = []
    for row in db.execute("SELECT id, url, role FROM url WHERE judged AND NOT is_start"):
        judged = role_of(row["url"])
        # A sitemap or feed shows what it is by its content.
        keeps = judged is not None and row["role"] not in _PAGES
        if not keeps and (judged or "unwanted") != row["role"]:
            changed.append((judged or "unwanted", row["role"], row["id"]))
    _give(db, changed)
    for statement in _HANGING.split(";\n")[:-1]:
        db.execute(statement)
    hanging: list[tuple[Role, Role, int]] = [
        ("article" if row["wanted"] else "unwanted", row["role"], row["id"]) for row in db.execute(_BELOW)
    ]
    _give(db, hanging)
    db.execute("DROP TABLE temp.hanging")
    return len(changed) + len(hanging)


def _give(db: sqlite3.Connection, changed: list[tuple[Role, Role, int]]) -> None:
    # What has no page yet waits for its turn, what is unwanted does not.
    db.executemany(
        "UPDATE url SET role = ?1, state = CASE WHEN ?1 = 'unwanted' THEN 'done' WHEN ?2 = 'unwanted' THEN 'queued' "
        "ELSE state END WHERE id = ?3",
        changed,
    )
