"""Publish a run: every table, the manifest, the report and the card appear together or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from cleaning.article import Article
from output import identity, rows
from output.card import card
from output.duplicates import Duplicate, find_duplicates
from output.errors import DatasetError
from output.history import History, fingerprint, gone_rows, read_history, status_of
from output.identity import article_id
from output.manifest import RunInfo, RunRecord, datapackage, encode
from output.record import Floor, run_record
from output.report import render
from output.rows import ArticleRecord, DroppedRow, rows_of, url_of
from output.schema import TABLES, Row, table
from output.tally import Tally
from output.unfinished import unfinished
from output.writers import TableWriter, WrittenFile, sync_folder, write_durably

_ARTICLE_TABLES = ("articles", "blocks", "related", "edits", "removed", "images", "suggestions")
_STATUS, _EXTRACTED = (table("articles").names.index(name) for name in ("status", "extracted_sha256"))


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A published dataset: its folder, rows by table, articles by status, its files by name.

    `newly_gone` are articles of the previous run that the site has taken away, of all that the table `gone` lists.

    `floors` holds a sentence for each quality floor the run is below; `latest` should not move then.
    """

    folder: str
    counts: dict[str, int]
    statuses: dict[str, int]
    newly_gone: int
    edits_by_rule: dict[str, int]
    dropped_by_reason: dict[str, int]
    duplicates: int
    paths: dict[str, str]
    floors: list[str]
    previous: str | None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """How an article is judged beyond its own page: which site it belongs to and how spun it is."""

    site_of: Callable[[str], str | None] = identity.site_of
    spin_score: Callable[[Article], float | None] = rows.spin_score


def publish(
    articles: Iterable[Article],
    *,
    folder: Path,
    info: RunInfo,
    dropped: Sequence[DroppedRow] = (),
    previous: Path | None = None,
    gone: Mapping[str, str] | None = None,
    judgement: Judgement | None = None,
    floor: Floor | None = None,
) -> Published:
    """Write a dataset into `folder`, which must not exist or be empty, and say what was written.

    `articles` can be iterated more than once and is sorted by url. `dropped` may come in any order. `previous` is
    the folder of the run before, `gone` maps urls to what shows that the site has taken them away; those that were
    articles before become gone rows, in the place of what the crawl says of their address. `floor` adds to what the
    run must come up to.
    Raises DatasetError when the folder holds something, the previous run cannot be read, the articles are out of
    order or the disk is full; then, as after Ctrl-C, nothing is left behind. The tables and datapackage.json
    depend on the arguments alone; run.json and report.html carry times.
    """
    begun = time.perf_counter()
    refuse_existing(folder)
    history = read_history(previous)
    duplicates = find_duplicates(articles, time_zone=info.time_zone)
    dropped = sorted(dropped, key=DroppedRow.sort_key)
    with unfinished(folder) as partial:
        tally, files, urls = _write_articles(partial, articles, history, duplicates, judgement or Judgement())
        absent = gone_rows(history, urls, gone or {})
        dropped = _told_once(dropped, absent)
        files["dropped"] = _write_rows(partial, "dropped", dropped)
        files["gone"] = _write_rows(partial, "gone", absent)
        tally.add_dropped(dropped)
        before = {past.url for past in history.articles.values()}
        tally.add_gone([row for row in absent if row.url in before])
        package = datapackage(info, files, sorted(tally.sites))
        write_durably(partial / "datapackage.json", encode(package))
        seconds = time.perf_counter() - begun
        record = run_record(info, files, tally, _wanted(history, dropped), seconds, floor or Floor())
        write_durably(partial / "report.html", render(record, tally, history))
        write_durably(partial / "README.md", card(record, tally))
        write_durably(partial / "run.json", encode(record))
    return _published(folder, record, tally)


def _told_once(dropped: Sequence[DroppedRow], absent: Sequence[rows.GoneRow]) -> list[DroppedRow]:
    """The dropped rows without those that say that an article could not be fetched which is gone."""
    gone = {row.url for row in absent}
    return [row for row in dropped if row.stage != "crawl" or row.url not in gone]


def _wanted(history: History, dropped: Sequence[DroppedRow]) -> History:
    """The history without what the profile itself keeps out now: no loss that a floor should speak of."""
    filtered = {article_id(row.url) for row in dropped if row.stage == "filter"}
    articles = {ident: past for ident, past in history.articles.items() if ident not in filtered}
    return msgspec.structs.replace(history, articles=articles)


def refuse_existing(folder: Path) -> None:
    """Raise DatasetError when the folder already holds something or is a file: nothing is ever overwritten."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        found = "a folder that holds files already" if folder.is_dir() else "a file or link of that name"
        raise DatasetError(
            folder,
            expected="a new or empty folder",
            found=found,
            try_next="name another folder, or move this one away",
        )


def move_latest(profile_folder: Path, run_folder: Path) -> Path:
    """Let `<profile_folder>/latest` point to the run by a relative link, in one step; returns the link.

    Readers see the old run or the new one, never none. Raises DatasetError when `latest` is a real folder.
    """
    link = profile_folder / "latest"
    if link.exists() and not link.is_symlink():
        raise DatasetError(
            link,
            expected="a link to a run",
            found="a file or folder",
            try_next="move it away and publish again",
        )
    fresh = profile_folder / f".latest.{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(run_folder, profile_folder), target_is_directory=True)
    fresh.replace(link)
    sync_folder(profile_folder)
    return link


def _write_articles(
    folder: Path,
    articles: Iterable[Article],
    history: History,
    duplicates: Mapping[str, Duplicate],
    judgement: Judgement,
) -> tuple[Tally, dict[str, Sequence[WrittenFile]], set[str]]:
    """Write the six tables of the articles; what was counted, the files, and the urls that are there."""
    tally, urls = Tally(), set[str]()
    representatives = {duplicate.duplicate_of for duplicate in duplicates.values()}
    with ExitStack() as stack:
        writers = {name: stack.enter_context(TableWriter(folder, table(name))) for name in _ARTICLE_TABLES}
        last = ""
        for article in articles:
            url = url_of(article)
            if url <= last:
                _out_of_order(folder, last, url)
            last = url
            urls.add(url)
            record, content = _judged(article, history, duplicates, judgement)
            for name, writer in writers.items():
                for row in content[name]:
                    writer.write(row)
            tally.add(record, represents=article_id(url) in representatives)
    return tally, {name: writer.files for name, writer in writers.items()}, urls


def _judged(
    article: Article, history: History, duplicates: Mapping[str, Duplicate], judgement: Judgement
) -> tuple[ArticleRecord, dict[str, list[Row]]]:
    """The record of an article with its status, and its rows."""
    url = url_of(article)
    ident = article_id(url)
    duplicate = duplicates.get(ident)
    record = ArticleRecord(
        article=article,
        site=judgement.site_of(url),
        duplicate_of=duplicate.duplicate_of if duplicate else None,
        similarity=round(duplicate.similarity, 4) if duplicate else None,
        spin_score=judgement.spin_score(article),
    )
    content = rows_of(record)
    row = content["articles"][0]
    status = status_of(history.articles.get(ident), row[_EXTRACTED], fingerprint(content))
    content["articles"] = [(*row[:_STATUS], status, *row[_STATUS + 1 :])]
    return msgspec.structs.replace(record, status=status), content


def _write_rows(
    folder: Path, name: str, content: Iterable[rows.DroppedRow | rows.GoneRow]
) -> Sequence[WrittenFile]:
    with TableWriter(folder, table(name)) as writer:
        for item in content:
            writer.write(item.row())
    return writer.files


def _out_of_order(folder: Path, last: str, url: str) -> None:
    raise DatasetError(
        folder,
        expected=f"articles sorted by url, each once, so one after {last!r}",
        found=repr(url),
        try_next="sort the articles by url and drop second ones before publishing",
    )


def _published(folder: Path, record: RunRecord, tally: Tally) -> Published:
    return Published(
        folder=str(folder),
        counts={of.name: record.counts[of.name] for of in TABLES},
        statuses=record.statuses,
        newly_gone=record.newly_gone,
        edits_by_rule=record.edits_by_rule,
        dropped_by_reason=record.dropped_by_reason,
        duplicates=tally.duplicates,
        paths={path.name: str(path) for path in sorted(folder.iterdir())},
        floors=record.floors,
        previous=record.previous,
    )
