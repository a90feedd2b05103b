"""robots.txt as RFC 9309 has it: what may be fetched from an origin, and how fast."""

from __future__ import annotations

from itertools import islice
from typing import Literal

import msgspec
from protego import Protego

from crawler.rows import Robots
from crawler.urls import origin_of

# RFC 9309 asks for at least 500 KiB to be read; what lies beyond is cut.
SIZE_CAP = 512_000
REDIRECT_CAP = 5
# A longer wait between two requests would amount to a refusal, and then a Disallow line would say so.
CRAWL_DELAY_CAP = 60.0

Verdict = Literal["allowed", "refused", "unknown"]


class Rules(msgspec.Struct, frozen=True):
    """What one origin permits. `parsed` is None where everything is allowed, or where nothing may be fetched now."""

    reachable: bool
    parsed: Protego | None
    detail: str
    reason: str = "robots"

    def verdict(self, url: str, agent: str) -> Verdict:
        """Whether an address may be fetched; "unknown" while the server cannot say."""
        if not self.reachable:
            return "unknown"
        if self.parsed is None or self.parsed.can_fetch(url, agent):
            return "allowed"
        return "refused"

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that are named, as they stand there, the first hundred."""
        return () if self.parsed is None else tuple(islice(self.parsed.sitemaps, 100))

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds between two requests that the site asks for, capped at a minute; None where it asks for none."""
        delay = self.parsed.crawl_delay(agent) if self.parsed is not None else None
        return None if delay is None else min(float(delay), CRAWL_DELAY_CAP)


def rules_of(answer: Robots) -> Rules:
    """What an answer for robots.txt means: 2xx is parsed, 4xx and endless redirects allow all, anything else means "not now".

    `reason` is the word for rows that may not be fetched: `robots` for a refusal, else what kept it from being read.

    >>> rules_of(Robots("http://a.org", 200, b"User-agent: *\\nDisallow: /x", "")).verdict("http://a.org/x/1", "jiaokan")
    'refused'
    >>> rules_of(Robots("http://a.org", 404, b"", "")).verdict("http://a.org/x/1", "jiaokan")
    'allowed'
    >>> rules_of(Robots("http://a.org", 503, b"", "")).verdict("http://a.org/x/1", "jiaokan")
    'unknown'
    """
    status = answer.status
    if status is not None and 200 <= status < 300:
        text = answer.body[:SIZE_CAP].decode("utf-8", "replace").removeprefix("\ufeff")
        return Rules(True, Protego.parse(text), f"{answer.origin}/robots.txt")
    if status is not None and 300 <= status < 400:
        return Rules(
            True, None, f"{answer.origin}/robots.txt leads nowhere (RFC 9309: as if there were none)"
        )
    # 429 says "slow down", not "there is none".
    if status is not None and 400 <= status < 500 and status != 429:
        return Rules(True, None, f"{answer.origin}/robots.txt answered {status}")
    told = f"answered {status}" if status is not None else f"did not answer ({answer.detail})"
    return Rules(
        False,
        None,
        f"{answer.origin}/robots.txt {told}; nothing is fetched until it can be read",
        answer.reason or "robots_unreachable",
    )


def robots_url(url: str) -> str:
    """Where the robots.txt for an address lies.

    >>> robots_url("https://example.org:8443/a/b")
    'https://example.org:8443/robots.txt'
    """
    return f"{origin_of(url)}/robots.txt"
