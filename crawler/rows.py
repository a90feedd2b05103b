"""The values that go into the crawl state and come out of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from crawler.archive import Place

# "unwanted" is what a known address becomes that the profile, as it is now, would not ask for.
Role = Literal["start", "list", "sitemap", "feed", "article", "unwanted"]
Change = Literal["new", "changed", "unchanged", "gone"]

# Answers that lead to another address.
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Link(msgspec.Struct, frozen=True):
    """An address found on a page: what it seems to be, how far from a start page, how urgent.

    `judged` says that the address alone gave the role, so that another profile may give it another one; further
    pages of an article, entries of a feed and targets of redirects have theirs from the page they stand on.
    """

    url: str
    role: Role
    depth: int = 0
    priority: int = 0
    hops: int = 0
    is_start: bool = False
    parent: str | None = None
    judged: bool = False


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A row handed out to be fetched, with what a conditional request needs."""

    url: str
    role: Role
    depth: int
    hops: int
    is_start: bool
    failures: int
    etag: str | None
    last_modified: str | None
    payload_digest: str | None
    text_hash: str | None
    payload_url: str | None
    payload_date: str | None
    parent: str | None = None


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one lease; committed together with the links found.

    `status` is that of HTTP or None. `place` is set where a full payload was archived, `answer` where any answer
    was. `reason` is a stable word where no page was had (`http_404`, `timeout`, `robots` …), `detail` a sentence.
    `gone` is the evidence that a page is no more: its own server says so. `asked` is False where nothing was sent,
    because robots.txt forbids it or could not be read, or the pattern of the address brings nothing (`crawler.traps`).
    `sketch` is a hash of the visible text, of a short one without digits; it is not kept.
    """

    url: str
    role: Role
    at: str
    status: int | None = None
    final_url: str | None = None
    place: Place | None = None
    answer: Place | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    text_hash: str | None = None
    sketch: str | None = None
    change: Change | None = None
    reason: str | None = None
    detail: str | None = None
    bytes: int = 0
    gone: str | None = None
    asked: bool = True
    links: tuple[Link, ...] = ()


class Robots(msgspec.Struct, frozen=True):
    """The last answer for one origin's robots.txt; where there was none, `status` is None, `reason` says why."""

    origin: str
    status: int | None
    body: bytes
    at: str
    reason: str | None = None
    detail: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A page whose last full payload lies in the archive, for the read stage.

    `fetched_at` is when that payload came, `checked_at` when the address was last asked for; `change` is relative
    to the previous crawl (None where the last crawl did not reach the page). `archive_offset` and
    `archive_length` are those of the gzip member in `archive/<archive_file>`.
    """

    url: str
    final_url: str
    role: Role
    status: int
    content_type: str | None
    fetched_at: str
    checked_at: str
    first_seen: str
    last_changed: str | None
    archive_file: str
    archive_offset: int
    archive_length: int
    etag: str | None
    last_modified: str | None
    payload_digest: str
    text_hash: str | None
    change: Change | None
    depth: int
    parent: str | None

    @property
    def archive_ref(self) -> str:
        return f"{self.archive_file}:{self.archive_offset}"


class NotFetched(msgspec.Struct, frozen=True, kw_only=True):
    """An address that gave no page: `reason` is a stable word, `detail` a sentence, `at` when it was tried.

    `archive_ref` says where its answer lies, where there was one and it was kept.
    """

    url: str
    role: Role
    reason: str
    detail: str
    status: int | None
    at: str | None
    parent: str | None
    archive_ref: str | None = None


class Reach(msgspec.Struct, frozen=True):
    """How far the last full crawl came with the article pages that earlier crawls had fetched.

    `asked` is how many it asked for, `answered` how many of them gave the page, said that it has not changed, or
    said for certain that it is gone or has moved; `failed` counts the others by word.
    """

    asked: int
    answered: int
    failed: dict[str, int]


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A page that was once fetched and is no more: `last_seen` when it last answered, `evidence` in words."""

    url: str
    role: Role
    last_seen: str
    evidence: str
    archive_file: str
    archive_offset: int

    @property
    def archive_ref(self) -> str:
        return f"{self.archive_file}:{self.archive_offset}"


class StartOutcome(msgspec.Struct, frozen=True):
    """What a start page, or a page it redirects to, answered in the last crawl."""

    url: str
    answered: bool
    status: int | None
    reason: str
    detail: str


class CrawlRow(msgspec.Struct, frozen=True, kw_only=True):
    """One execution. `sweep` is shared by a crawl and those that resumed it; `outcome` is running, finished,
    interrupted, paused (its hours were over), failed or died (it ended without saying so). `published` names the run that took its pages."""

    id: int
    sweep: int
    mode: Literal["full", "some"]
    started: str
    ended: str | None
    outcome: str
    profile_digest: str
    counts: dict[str, int]
    reasons: dict[str, int] = {}
    published: str | None = None
