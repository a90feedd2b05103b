"""Why addresses were not fetched: every reason of the last crawl with its number and an example."""

from __future__ import annotations

from pathlib import Path

import msgspec

from crawler.state import STATE_FILE, State


class Shortfall(msgspec.Struct, frozen=True):
    """How many addresses were not fetched for one reason, and the first of them with what is known about it."""

    reason: str
    count: int
    url: str
    detail: str


def shortfalls(folder: Path) -> list[Shortfall]:
    """The reasons of everything that the last full crawl into a folder did not fetch, the most frequent first.

    `not_reached` stands for what was still queued when it ended; the reasons of redirects are there as well.
    """
    if not (folder / STATE_FILE).is_file():
        return []
    found: dict[str, Shortfall] = {}
    with State.open(folder, read_only=True) as state:
        for row in state.not_fetched():
            known = found.get(row.reason)
            found[row.reason] = (
                Shortfall(row.reason, 1, row.url, row.detail)
                if known is None
                else msgspec.structs.replace(known, count=known.count + 1)
            )
    return sorted(found.values(), key=lambda each: (-each.count, each.reason))
