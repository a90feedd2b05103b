"""Asking a site for a few pages, once, as a crawl would: nothing is kept, and all its politeness and safety hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from cleaning.page import Page
from crawler.archive import read_record_at
from crawler.rows import Document, NotFetched, Robots, Role
from crawler.run import crawl
from crawler.state import ARCHIVE_FOLDER, State
from jiaokan.errors import JiaokanError, RunInterrupted

_ROLES: tuple[Role, ...] = ("start", "list", "sitemap", "feed", "article", "unwanted")


class Answers(msgspec.Struct, frozen=True):
    """What a few addresses answered: pages by their final address, refusals by theirs, where redirects led, robots.txt."""

    pages: dict[str, Page]
    refused: dict[str, NotFetched]
    led_to: dict[str, str]
    robots: tuple[Robots, ...]

    def page(self, url: str) -> Page | None:
        """The page of an address, or of the one it redirects to; None where there is none."""
        return self.pages.get(self.final(url))

    def final(self, url: str) -> str:
        """Where an address leads in the end."""
        seen: set[str] = set()
        while url not in self.pages and url in self.led_to and url not in seen:
            seen.add(url)
            url = self.led_to[url]
        return url

    def why_not(self, url: str) -> str:
        """Why an address gave no page, as a word and a sentence."""
        refused = self.refused.get(self.final(url))
        if refused is None:
            return "no answer"
        return f"{refused.reason} ({refused.detail})" if refused.detail else refused.reason


class Asking:
    """A crawl folder for a while; make one with `asking`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ask(self, profile: Path, urls: Sequence[str]) -> Answers:
        """Fetches these addresses under a profile and gives all that was fetched so far; robots.txt is asked once.

        Raises what a crawl raises, RunInterrupted when it was stopped, JiaokanError when it failed as a whole.
        """
        summary = crawl(profile, self._folder, urls=urls)
        if summary.interrupted:
            raise RunInterrupted("stopped; nothing was written", summary.signal)
        if summary.error is not None:
            raise JiaokanError(f"{summary.error}; the site was asked for {', '.join(urls)}")
        with State.open(self._folder, read_only=True) as state:
            documents = list(state.documents(_ROLES))
            refused = {row.url: row for row in state.not_fetched()}
            robots = tuple(state.robots_of_sweep())
        pages = {document.url: self._page(document) for document in documents}
        rows: list[Document | NotFetched] = [*documents, *refused.values()]
        led_to = {row.parent: row.url for row in rows if row.parent is not None}
        return Answers(pages, refused, led_to, robots)

    def _page(self, document: Document) -> Page:
        record = read_record_at(
            self._folder / ARCHIVE_FOLDER / document.archive_file, document.archive_offset
        )
        return Page(
            content=record.body,
            url=document.url,
            headers=record.headers,
            fetched_at=record.date,
            archive_ref=document.archive_ref,
        )


@contextmanager
def asking() -> Iterator[Asking]:
    """A place to ask from, which is gone afterwards with all that was fetched."""
    with TemporaryDirectory(prefix="jiaokan-") as folder:
        yield Asking(Path(folder))
