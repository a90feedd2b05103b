"""A changed profile and the addresses known from before: the state follows the profile, not its own history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from crawler.rows import Role

_PAGES = frozenset({"article", "list", "unwanted"})


def rejudge(db: sqlite3.Connection, role_of: Callable[[str], Role | None]) -> int:
    """Gives every address the role that it has by a profile as it is now; how many have changed.

    Start pages keep theirs. Addresses that were judged by their look are judged again; the others (further pages of
    an article, entries of a feed, targets of redirects) are wanted as long as the page is that they stand on.
    """
    rows = {
        row["url"]: row
        for row in db.execute("SELECT url, role, is_start, judged, parent, archive_file FROM url")
    }
    roles: dict[str, Role] = {}
    changed = 0
    for url, row in rows.items():
        role = _role(url, rows, roles, role_of)
        if role == row["role"]:
            continue
        changed += 1
        # What has no page yet waits for its turn, what is unwanted does not.
        state = "done" if role == "unwanted" else "queued" if row["role"] == "unwanted" else None
        db.execute("UPDATE url SET role = ?, state = coalesce(?, state) WHERE url = ?", (role, state, url))
    return changed


def _role(
    url: str, rows: dict[str, sqlite3.Row], roles: dict[str, Role], role_of: Callable[[str], Role | None]
) -> Role:
    """The role of an address, and of the pages that it hangs on, each found once."""
    waiting: list[str] = []
    while url not in roles:
        row = rows[url]
        known: Role = row["role"]
        if row["is_start"]:
            roles[url] = known
        elif row["judged"]:
            judged = role_of(url)
            # A sitemap or feed shows what it is by its content.
            keeps = judged is not None and known not in _PAGES
            roles[url] = known if keeps else judged or "unwanted"
        elif row["parent"] not in rows or row["parent"] in waiting or row["parent"] == url:
            roles[url] = known
        elif row["parent"] in roles:
            lost = roles[row["parent"]] == "unwanted"
            roles[url] = "unwanted" if lost else "article" if known == "unwanted" else known
        else:
            waiting.append(url)
            url = row["parent"]
            continue
        if waiting:
            url = waiting.pop()
    return roles[url]
