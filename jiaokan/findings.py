"""What the crawl state tells a run: the pages to publish, those that are none, and what has become of the others.

Only the site itself can take an article away: by 404 or 410, by a redirect for good to another article, or by a page
of another kind in its place. Whatever an outage looks like (errors, silence, a temporary redirect, one notice in the
place of many pages) leaves the article where it is; docs/decisions/0006 says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jiaokan.pipeline import MISSING_PAGE, Processed
from output.counting import counted, number_of
from output.history import read_run
from output.rows import DroppedRow

if TYPE_CHECKING:
    from crawler.profile import Profile
    from crawler.rows import Document, NotFetched, Reach

# Kinds of pages that stand where an article stood because it is there no more. A login, a challenge or an empty page
# says nothing of the kind.
_REPLACED_BY = frozenset({"list", "home", "forum", "not_found"})
# As many pages with one text are a notice of the whole site, not the fate of each.
_SEVERAL = 3


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """The crawl state as a run needs it.

    `missing` are addresses that gave no page in the last crawl, `gone` maps an address to what its server says,
    `moved` to the page it leads to for good and the evidence; `unwanted` are pages that the profile asks for no more.
    """

    documents: list[Document]
    missing: list[NotFetched]
    gone: dict[str, str]
    moved: dict[str, tuple[str, str]]
    unwanted: list[str]
    reach: Reach

    @property
    def known(self) -> bool:
        """Whether a crawl has ever fetched an article page, whatever has become of it since."""
        return bool(self.documents or self.gone or self.unwanted)

    def published(self, kept: frozenset[str] = frozenset()) -> list[Document]:
        """The pages of a run: all that have not moved, and of those the `kept` ones."""
        return [
            document for document in self.documents if document.url not in self.moved or document.url in kept
        ]

    def dropped(self, documents: Sequence[Document]) -> list[DroppedRow]:
        """Rows for the addresses that gave no page to a run of these documents."""
        there = {document.url for document in documents}
        rows = [
            DroppedRow(row.url, "crawl", row.reason, row.detail, row.archive_ref)
            for row in self.missing
            if row.url not in there
        ]
        rows += [
            DroppedRow(
                url, "filter", "not_wanted", "the profile no longer takes this address for that of an article"
            )
            for url in self.unwanted
        ]
        return rows

    def not_refreshed(self, documents: Sequence[Document]) -> dict[str, int]:
        """Why pages are published as an earlier crawl had fetched them: how many for each reason."""
        there = {document.url for document in documents}
        reasons = Counter(row.reason for row in self.missing if row.url in there)
        return dict(sorted(reasons.items()))


def findings(folder: Path) -> Findings:
    """What the state in a site's folder says; StateError when there is none."""
    from crawler.state import State

    with State.open(folder, read_only=True) as state:
        return Findings(
            documents=list(state.documents()),
            missing=list(state.not_fetched()),
            gone={row.url: row.evidence for row in state.gone()},
            moved=state.moved(),
            unwanted=state.unwanted(),
            reach=state.reach(),
        )


def follow_profile(profile: Profile, folder: Path) -> None:
    """Let the state judge its addresses as the profile does now, where no crawl has done so."""
    from crawler.profile import profile_roles
    from crawler.state import STATE_FILE, State

    if (folder / STATE_FILE).is_file():
        with State.open(folder) as state:
            state.follow(profile_roles(profile))


def note_published(folder: Path, run: str) -> None:
    """Let the state know that a run has taken the pages of its crawls ("" where there were none to take)."""
    from crawler.state import State

    with State.open(folder) as state:
        state.note_published(run)


def standing(processed: Processed) -> set[str]:
    """The addresses that are articles of this run, or parts and copies of one."""
    parts = (row.url for row in processed.dropped if row.stage == "gather" and row.reason != MISSING_PAGE)
    return {*processed.articles.urls, *parts}


def replaced(documents: Sequence[Document], processed: Processed, previous: Path | None) -> dict[str, str]:
    """Evidence, by address, for articles in whose place the site has put a page of another kind since `previous`."""
    if previous is None:
        return {}
    since = read_run(previous).started_at
    unread = {row.url: row for row in processed.dropped if row.stage == "read"}
    turned = [
        document
        for document in documents
        if document.url in unread and _changed(document.last_changed, since)
    ]
    texts = Counter(_text_of(document) for document in turned)
    kinds = processed.kinds(document.url for document in turned)
    return {
        document.url: f"{unread[document.url].reason}: {unread[document.url].detail}"
        for document in turned
        if kinds[document.url] in _REPLACED_BY and texts[_text_of(document)] < _SEVERAL
    }


def reach_floor(reach: Reach) -> str | None:
    """Why `latest` should not move when the crawl missed more than half of what it knew, as a sentence."""
    if reach.answered * 2 >= reach.asked:
        return None
    return (
        f"of {number_of(reach.asked, 'article page')} known from earlier crawls only {reach.answered} answered "
        f"({counted(reach.failed)}); "
        "the others are published as they were fetched before"
    )


def _changed(at: str | None, since: str | None) -> bool:
    return at is not None and (since is None or datetime.fromisoformat(at) > datetime.fromisoformat(since))


def _text_of(document: Document) -> str:
    return document.text_hash or document.payload_digest
