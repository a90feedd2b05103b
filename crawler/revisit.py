"""When a page is worth asking for again, and whether its server's validators may be believed.

A page that has stood still for long will hardly change tomorrow, one that changed today may well: the wait until the
next visit is a share of the time since the last change seen, between the bounds of the profile. This is how caches
guess freshness (RFC 9111, 4.2.2); it needs no memory beside the time of the last change and fits any rhythm of crawls.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from crawler.rows import Observed

# Caches take a tenth. A dataset may be late where a cache would be wrong, and a nightly crawl should thin out in weeks.
SHARE = 0.2
# Shorter waits are not kept: whoever starts two crawls within the hour wants the second one to ask.
FINEST = timedelta(hours=1)
# After so many answers in a row that an ETag could have spared, it is left out: it would only hide the date beside it.
USELESS_AFTER = 3
# A server that was caught lying may be mended.
DISTRUST = timedelta(days=30)
# A lie on a list page hides all that is new, so lists are asked for in full more often.
LISTS_MORE_OFTEN = 5


class Revisit(msgspec.Struct, frozen=True):
    """Bounds of the wait between two visits of an article, in seconds, and how often a 304 is put to the test.

    `full_every` n means that of known pages one in n is asked for without validators, so that each has its turn at
    least after n visits; 0 believes every 304.
    """

    shortest: float = 0.0
    longest: float = 7 * 86_400.0
    full_every: int = 20

    def next_due(self, at: str, steady_since: str | None) -> str | None:
        """When a page that was seen at `at`, and last changed at `steady_since`, is due; None for "with every crawl".

        >>> Revisit().next_due("2026-03-11T00:00:00Z", "2026-03-01T00:00:00Z")
        '2026-03-13T00:00:00.000000Z'
        >>> Revisit().next_due("2026-03-01T00:00:05Z", "2026-03-01T00:00:00Z") is None
        True
        >>> Revisit(longest=0).next_due("2026-03-11T00:00:00Z", "2026-03-01T00:00:00Z") is None
        True
        """
        seen = datetime.fromisoformat(at)
        steady = seen - datetime.fromisoformat(steady_since) if steady_since else timedelta()
        wait = min(max(steady * SHARE, timedelta(seconds=self.shortest)), timedelta(seconds=self.longest))
        if wait < FINEST and wait.total_seconds() > self.shortest:
            wait = timedelta(seconds=self.shortest)
        if not wait:
            return None
        return (seen + wait).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def asks_in_full(self, row: int, unmodified: int, *, is_list: bool) -> bool:
        """Whether a row that has answered 304 so often in a row is asked for without validators this time.

        The turn depends on the row, so that a site is never asked for all of its pages in full at once.
        """
        if not self.full_every or not unmodified:
            return False
        every = max(2, self.full_every // LISTS_MORE_OFTEN) if is_list else self.full_every
        return (row + unmodified) % every == 0


class Trust(msgspec.Struct, frozen=True):
    """What is known of the validators of one origin."""

    etag_useless: int = 0
    confirmed: int = 0
    lies: int = 0
    lied_at: str | None = None

    def believes(self, at: str) -> bool:
        """Whether a 304 of this origin is believed at that time."""
        if self.lied_at is None:
            return True
        return datetime.fromisoformat(at) - datetime.fromisoformat(self.lied_at) > DISTRUST

    def after(self, observed: Observed, at: str) -> Trust:
        """What is known once one more answer has been seen."""
        if observed == "lie":
            return msgspec.structs.replace(self, lies=self.lies + 1, lied_at=at)
        if observed == "confirmed":
            return msgspec.structs.replace(self, confirmed=self.confirmed + 1)
        useless = self.etag_useless + 1 if observed == "etag_useless" else 0
        return msgspec.structs.replace(self, etag_useless=useless)

    @property
    def sends_etag(self) -> bool:
        """Whether an ETag is worth sending: one that changes with every answer hides the date beside it."""
        return self.etag_useless < USELESS_AFTER
