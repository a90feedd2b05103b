"""Finding one page: a saved file, or a URL in the archives of crawled sites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cleaning.article import Article
from cleaning.facts import Facts
from cleaning.gathering import join_pages
from cleaning.page import Page
from jiaokan.errors import UsageError
from jiaokan.pipeline import Settings
from jiaokan.sources import Failure, pages, partitions_of
from jiaokan.stages import read_page
from output.history import read_run
from output.readers import read_jsonl
from output.schema import table

if TYPE_CHECKING:
    from crawler.rows import Document


class Found(msgspec.Struct, frozen=True):
    """The pages of one article in order, and how its site was last read and repaired."""

    pages: tuple[Page, ...]
    settings: Settings = Settings()
    facts: Facts = Facts()

    def article(self) -> Article:
        """The article as read, its pages joined, before any repair."""
        return join_pages([read_page(page, self.settings.read) for page in self.pages])


def find_page(name: str, data: Path, url: str | None = None) -> Found:
    """The page of a file, or of a URL that was crawled; UsageError tells what to try when there is none.

    A crawled page comes with the settings and facts of the latest run of its site, and with the further pages that
    this run joined to it, so that it comes out as the dataset has it.
    """
    if name.startswith(("http://", "https://")):
        return _archived(name, data)
    path = Path(name)
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder; name one page, or clean all of them: jiaokan clean {path} -o DATASET"
        )
    for page in pages(partitions_of([path])[0]):
        if isinstance(page, Failure):
            raise UsageError(f"{path}: {page.detail}")
        return Found((msgspec.structs.replace(page, url=url) if url else page,))
    raise UsageError(f"{path}: holds no page")


def _archived(url: str, data: Path) -> Found:
    from crawler.state import State
    from crawler.urls import normalise_url

    try:
        wanted = normalise_url(url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    folders = sorted(path.parent for path in data.glob("*/state.sqlite"))
    for folder in folders:
        with State.open(folder, read_only=True) as state:
            documents = {document.url: document for document in state.documents()}
        if wanted in documents:
            return _as_published(wanted, documents, folder)
    where = f"{len(folders)} crawled sites" if folders else "no crawled site"
    raise UsageError(
        f"{wanted} is not in the archives below {data} ({where}); crawl its site first (jiaokan crawl PROFILE), "
        "save the page from a browser, or name the folder with --data"
    )


def _as_published(url: str, documents: dict[str, Document], folder: Path) -> Found:
    """A page of a site with what its latest run knew; of a site without a run, the page alone."""
    page = _page(documents[url], folder)
    latest = folder / "latest"
    if not latest.exists():
        return Found((page,))
    told = read_run(latest).settings
    settings = msgspec.convert(told, Settings)
    facts = msgspec.convert({"sites": told.get("facts", {})}, Facts)
    joined = _joined(latest)
    pages, seen = [page], {url}
    while following := read_page(pages[-1], settings.read).metadata.next_url:
        if following not in joined - seen or following not in documents:
            break
        seen.add(following)
        pages.append(_page(documents[following], folder))
    return Found(tuple(pages), settings, facts)


def _page(document: Document, folder: Path) -> Page:
    from crawler.archive import read_record_at

    record = read_record_at(folder / "archive" / document.archive_file, document.archive_offset)
    return Page(
        content=record.body,
        url=document.final_url,
        headers=record.headers,
        fetched_at=record.date,
        archive_ref=document.archive_ref,
    )


def _joined(dataset: Path) -> set[str]:
    """The addresses of the pages that a dataset has joined to an article."""
    names = table("dropped").names
    url, reason = names.index("url"), names.index("reason")
    rows = read_jsonl(dataset / "dropped.jsonl", table("dropped"))
    return {str(row[url]) for row in rows if row[reason] == "joined"}
