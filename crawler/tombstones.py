"""What was forgotten on request, and must never be fetched again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from crawler.rows import Link


class Tombstones(msgspec.Struct, frozen=True):
    """Addresses and patterns that were forgotten; `unfinished` are those that a crash kept from being taken out everywhere."""

    urls: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    unfinished: frozenset[str] = frozenset()

    def covers(self, url: str) -> bool:
        """Whether an address was forgotten.

        >>> stones = Tombstones(frozenset({"http://a.org/1"}), ("/private/",))
        >>> stones.covers("http://a.org/1"), stones.covers("http://a.org/private/2"), stones.covers("http://a.org/2")
        (True, True, False)
        """
        return url in self.urls or any(re.search(pattern, url) for pattern in self.patterns)

    def without(self, links: Iterable[Link]) -> Iterable[Link]:
        """The links that may be fetched."""
        if not (self.urls or self.patterns):
            return links
        return self._allowed(links)

    def _allowed(self, links: Iterable[Link]) -> Iterator[Link]:
        return (link for link in links if not self.covers(link.url))


def tombstones_of(db: sqlite3.Connection) -> Tombstones:
    """The tombstones in a state."""
    rows = db.execute("SELECT * FROM forgotten").fetchall()
    return Tombstones(
        frozenset(row["what"] for row in rows if not row["is_pattern"]),
        tuple(row["what"] for row in rows if row["is_pattern"]),
        frozenset(row["what"] for row in rows if row["done"] is None),
    )


def forget_rows(db: sqlite3.Connection, what: str, urls: Iterable[str], at: str, *, is_pattern: bool) -> int:
    """Sets the tombstone and those of the addresses it takes along, and deletes their rows; how many there were."""
    db.execute("PRAGMA secure_delete=ON")
    db.execute(
        "INSERT INTO forgotten VALUES (?, ?, ?, NULL) ON CONFLICT (what) DO UPDATE SET done = NULL",
        (what, is_pattern, at),
    )
    gone = 0
    for url in urls:
        if not is_pattern and url != what:
            # Further pages of an article are forgotten with it.
            db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, 0, ?, ?)", (url, at, at))
        gone += db.execute("DELETE FROM url WHERE url = ?", (url,)).rowcount
        db.execute("DELETE FROM event WHERE url = ?", (url,))
        db.execute("UPDATE url SET parent = NULL WHERE parent = ?", (url,))
        db.execute("UPDATE url SET final_url = NULL, detail = NULL WHERE final_url = ?", (url,))
    return gone
