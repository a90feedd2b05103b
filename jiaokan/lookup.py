"""Finding one page: a saved file, or a URL in the archives of crawled sites."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from cleaning.article import Article, Dropped
from cleaning.facts import Facts
from cleaning.joining import join_pages
from cleaning.page import Page
from jiaokan.errors import UsageError
from jiaokan.forms import form_of
from jiaokan.onepage import explain_page, read_page
from jiaokan.pipeline import Settings
from jiaokan.sitereaders import refuse_brought_along
from jiaokan.sources import Failure, pages, partitions_of
from jiaokan.workplace import spooled
from output.history import read_run
from output.readers import read_jsonl
from output.schema import table

if TYPE_CHECKING:
    from cleaning.reading.explaining import Explanation
    from crawler.state import State

# How the detail of a joined page or a twin names the article that has its text (cleaning.gathering).
_HOLDER = re.compile(r"(?:^page \d+ of| as) (https?://\S+)$")

_HELD = ("joined", "twin")
_PAGE_OF = re.compile(r"page (\d+) of (https?://\S+)")


class Fate(msgspec.Struct, frozen=True):
    """Why an address is no article of the dataset: a sentence, the same in the words of the table `dropped`, and the
    article that has its text where one has.
    """

    sentence: str
    dropped: Dropped
    held_by: str | None = None


class Found(msgspec.Struct, frozen=True):
    """The pages of one article in order, and how its site was last read and repaired.

    `fate` says why the dataset of the site does not have it as an article; there may be no page then.
    """

    pages: tuple[Page, ...]
    settings: Settings = Settings()
    facts: Facts = Facts()
    fate: Fate | None = None

    def article(self, *, links: bool = False) -> Article:
        """The article as read, its pages joined, before any repair; there must be a page.

        `links` asks for the links of its text, too.
        """
        options = msgspec.structs.replace(self.settings.read, links=links)
        return join_pages([read_page(page, options) for page in self.pages])

    def explanations(self) -> tuple[Explanation, ...]:
        """Why each page is read as it is, in their order."""
        return tuple(explain_page(page, self.settings.read) for page in self.pages)


def find_page(
    name: str,
    data: Path,
    url: str | None = None,
    settings: Settings | None = None,
    *,
    fetched_at: str | None = None,
    stdin: bytes | None = None,
) -> Found:
    """The page of a file, of `stdin` ("-"), or of a URL that was crawled; UsageError tells what to try when there is none.

    `settings` go before those of the latest run. `url` and `fetched_at` are said of a file; of a crawled page the archive
    knows them.

    A crawled page comes with the settings and facts of the latest run of its site, and with the further pages that
    this run joined to it, so that it comes out as the dataset has it; one that this run has dropped, or that is gone,
    comes with its fate.
    """
    if name.startswith(("http://", "https://")):
        _refuse_known(url, fetched_at)
        return _archived(name, data, settings)
    if name != "-":
        page = _only_page(Path(name), name)
    else:
        with TemporaryDirectory(prefix="jiaokan-") as folder:
            page = _only_page(spooled(Path(folder), stdin or b""), name)
    page = msgspec.structs.replace(page, url=url or page.url, fetched_at=fetched_at or page.fetched_at)
    return Found((page,), settings or Settings())


def _refuse_known(url: str | None, fetched_at: str | None) -> None:
    for option, value in (("--url", url), ("--fetched-at", fetched_at)):
        if value is not None:
            raise UsageError(
                f"{option}: the archive knows it of a crawled page; leave it out, or name a saved page"
            )


def _only_page(path: Path, name: str) -> Page:
    """The first page of a file that is called `name` where something is wrong with it."""
    called = "standard input" if name == "-" else name
    if path.is_dir():
        raise UsageError(
            f"{called} is a folder; name one page, or clean all of them: jiaokan clean {name} -o DATASET"
        )
    if form_of(path) == "warc":
        raise UsageError(
            f"{called}: expected one page (HTML or text), found a WARC archive; clean all of its pages (jiaokan clean {name} "
            "-o DATASET), or show one page of a crawled site by its address (jiaokan show URL --data DIR)"
        )
    try:
        found = next(pages(partitions_of([path])[0]), None)
    except UsageError as error:
        raise UsageError(str(error).replace(str(path), called)) from None
    if isinstance(found, Failure):
        raise UsageError(f"{called}: {found.detail}")
    if found is None:
        raise UsageError(f"{called}: holds no page")
    return found


def _archived(url: str, data: Path, settings: Settings | None) -> Found:
    from crawler.urls import normalise_url

    try:
        wanted = normalise_url(url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    folders = sorted(path.parent for path in data.glob("*/state.sqlite"))
    found = [known for folder in folders if (known := _known(wanted, folder, settings)) is not None]
    if found:
        # Two profiles may know an address: the one that publishes it answers.
        return next((known for known in found if known.fate is None), found[0])
    where = f"{len(folders)} crawled sites" if folders else "no crawled site"
    raise UsageError(
        f"{wanted} is not in the archives below {data} ({where}); crawl its site first (jiaokan crawl PROFILE), "
        "save the page from a browser, or name the folder with --data"
    )


def _known(url: str, folder: Path, settings: Settings | None) -> Found | None:
    """What the site in a folder has of an address: its page, its fate or both; None where it knows nothing of it."""
    from crawler.state import State

    latest = folder / "latest"
    with State.open(folder, read_only=True) as state:
        archived = _archive_places(state)
        fate = _fate_in(latest, url) if latest.exists() else None
        if fate is None and not (latest.exists() and _is_article(latest, url)):
            fate = _fate_since(state, url)
    if url in archived:
        return msgspec.structs.replace(_as_read(url, archived, folder, fate, settings), fate=fate)
    return Found((), fate=fate) if fate is not None else None


def _archive_places(state: State) -> dict[str, tuple[str, int]]:
    """Where the page of each address lies, those that are gone or not wanted any more included."""
    places = {row.url: (row.archive_file, row.archive_offset) for row in state.gone()}
    for document in state.documents(("article", "unwanted")):
        places[document.url] = (document.archive_file, document.archive_offset)
    return places


def _fate_in(dataset: Path, url: str) -> Fate | None:
    """What the tables `gone` and `dropped` of a run say of an address."""
    run = read_run(dataset).run
    for _, address, last_seen, evidence in read_jsonl(dataset / "gone.jsonl", table("gone")):
        if address == url:
            seen = f"; its page was last seen at {last_seen}" if last_seen else ""
            return Fate(
                f"{url} is no article of run {run}: gone ({evidence}){seen}",
                Dropped("gone", str(evidence), "crawl"),
            )
    rows = {str(row[1]): row for row in read_jsonl(dataset / "dropped.jsonl", table("dropped"))}
    if url not in rows:
        return None
    stage, reason, detail = map(str, rows[url][2:5])
    return Fate(
        f"{url} is no article of run {run}: dropped at {stage}: {reason}{f' ({detail})' if detail else ''}",
        Dropped(reason, detail, stage),
        _holder({address: str(row[4]) for address, row in rows.items() if row[3] in _HELD}, url),
    )


def _holder(details: Mapping[str, str], url: str) -> str | None:
    """The article that has the text of a joined page or a twin: a twin's original may be a part of one itself."""
    holder, seen = url, {url}
    while (named := _HOLDER.search(details.get(holder, ""))) is not None and named[1] not in seen:
        holder = named[1]
        seen.add(holder)
    return holder if holder != url else None


def _fate_since(state: State, url: str) -> Fate | None:
    """What the crawl state says of an address that no run has told of yet."""
    gone = {row.url: row.evidence for row in state.gone()}
    if url in gone:
        return Fate(f"{url} is in no dataset: gone ({gone[url]})", Dropped("gone", gone[url], "crawl"))
    if url in state.unwanted():
        return Fate(
            f"{url} is in no dataset: the profile does not take it for the address of an article",
            Dropped("not_wanted", "", "filter"),
        )
    archived = {document.url for document in state.documents()}
    for row in state.not_fetched():
        if row.url == url and url not in archived:
            return Fate(
                f"{url} gave no page in the last crawl: {row.reason}{f' ({row.detail})' if row.detail else ''}",
                Dropped(row.reason, row.detail, "crawl"),
            )
    return None


def _is_article(dataset: Path, url: str) -> bool:
    place = table("articles").names.index("url")
    return any(row[place] == url for row in read_jsonl(dataset / "articles.jsonl", table("articles")))


def _as_read(
    url: str,
    archived: Mapping[str, tuple[str, int]],
    folder: Path,
    fate: Fate | None,
    settings: Settings | None,
) -> Found:
    """A page of a site with what its latest run knew; of a site without a run, the page alone."""
    page = _page(url, archived[url], folder)
    latest = folder / "latest"
    if not latest.exists():
        return Found((page,), settings or Settings())
    settings_there = read_run(latest).settings
    if settings is None:
        settings = msgspec.convert(settings_there, Settings)
        refuse_brought_along(settings.read.reader, folder, crawled=True)
    facts = msgspec.convert({"sites": settings_there.get("facts", {})}, Facts)
    # A page of another article is shown alone: the pages after it are that article's.
    further = _joined(latest, url) if fate is None or fate.held_by is None else []
    pages = [page, *(_page(other, archived[other], folder) for other in further if other in archived)]
    return Found(tuple(pages), settings, facts)


def _page(url: str, place: tuple[str, int], folder: Path) -> Page:
    from crawler.archive import read_record_at

    file, offset = place
    record = read_record_at(folder / "archive" / file, offset)
    return Page(
        content=record.body,
        url=url,
        headers=record.headers,
        fetched_at=record.date,
        archive_ref=f"{file}:{offset}",
    )


def _joined(dataset: Path, url: str) -> list[str]:
    """The addresses of the pages that a dataset has joined to an article, in their order."""
    names = table("dropped").names
    own, reason, detail = (names.index(name) for name in ("url", "reason", "detail"))
    found: list[tuple[int, str]] = []
    for row in read_jsonl(dataset / "dropped.jsonl", table("dropped")):
        page = _PAGE_OF.fullmatch(str(row[detail])) if row[reason] == "joined" else None
        if page is not None and page[2] == url:
            found.append((int(page[1]), str(row[own])))
    return [address for _, address in sorted(found)]
