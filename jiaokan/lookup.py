"""Finding one page: a saved file, or a URL in the archives of crawled sites."""

from __future__ import annotations

from pathlib import Path

import msgspec

from cleaning.page import Page
from cleaning.reading import ReadOptions
from jiaokan.errors import UsageError
from jiaokan.sources import Failure, pages, partitions_of


class Found(msgspec.Struct, frozen=True):
    """A page and the options its profile gives for reading it."""

    page: Page
    options: ReadOptions = ReadOptions()


def find_page(name: str, data: Path, url: str | None = None) -> Found:
    """The page of a file, or of a URL that was crawled; UsageError tells what to try when there is none."""
    if name.startswith(("http://", "https://")):
        return Found(_archived(name, data))
    path = Path(name)
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder; name one page, or clean all of them: jiaokan clean {path} -o DATASET"
        )
    for page in pages(partitions_of([path])[0]):
        if isinstance(page, Failure):
            raise UsageError(f"{path}: {page.detail}")
        return Found(msgspec.structs.replace(page, url=url) if url else page)
    raise UsageError(f"{path}: holds no page")


def _archived(url: str, data: Path) -> Page:
    from crawler.archive import read_record_at
    from crawler.state import State
    from crawler.urls import normalise_url

    try:
        wanted = normalise_url(url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    folders = sorted(path.parent for path in data.glob("*/state.sqlite"))
    for folder in folders:
        with State.open(folder, read_only=True) as state:
            for document in state.documents():
                if wanted in (document.url, document.final_url):
                    record = read_record_at(
                        folder / "archive" / document.archive_file, document.archive_offset
                    )
                    return Page(
                        content=record.body,
                        url=document.final_url,
                        headers=record.headers,
                        fetched_at=record.date,
                        archive_ref=document.archive_ref,
                    )
    where = f"{len(folders)} crawled sites" if folders else "no crawled site"
    raise UsageError(
        f"{wanted} is not in the archives below {data} ({where}); crawl its site first (jiaokan crawl PROFILE), "
        "save the page from a browser, or name the folder with --data"
    )
