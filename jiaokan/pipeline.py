"""The run after the crawl: read, gather and repair partitions of input, and hand the articles over for publishing."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from cleaning.article import Article
from cleaning.choice import ALL_SAFE, RuleChoice
from cleaning.facts import Facts
from cleaning.gathering import Copy, Gathered, gather
from cleaning.reading import ReadOptions
from cleaning.reading.second import check_installed, version_of
from cleaning.ruleset import RuleSet, load_rules
from cleaning.steps import Script
from cleaning.summary import Summary
from jiaokan.parts import code_digest, read_part, read_rows
from jiaokan.sources import Partition
from jiaokan.stages import ReadJob, RepairJob, carry_out
from output.rows import DroppedRow

MISSING_PAGE = "page_missing"
"""The reason of rows for pages that the pager of an article announces and that are not there."""


class Progress(Protocol):
    """Told how far a stage is: its name, what is done and what there is in all."""

    def __call__(self, stage: str, done: int, total: int, /) -> None: ...


def silent(stage: str, done: int, total: int, /) -> None:
    """A progress that nobody sees."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to read and repair. `rules` are files beside the built-in ones, `choice` which rules of all are applied.

    Articles with fewer than `min_characters` of repaired text are left out. That comes after repair and is no part of
    what a part depends on.
    """

    read: ReadOptions = ReadOptions()
    rules: tuple[str, ...] = ()
    script: Script = "auto"
    choice: RuleChoice = ALL_SAFE
    min_characters: int = 0
    workers: int = 1


class Processed(msgspec.Struct, frozen=True):
    """The repaired articles of a run, sorted by url, and all that became of the other pages.

    `unread` says where each page that reading found to be no article lies: its part and the place in it. `incomplete` maps
    the address of an article over several pages to the pages that are there ("1, 2, 4 of 5"), where some are not.
    """

    articles: ArticleStore
    dropped: list[DroppedRow]
    facts: Facts
    rules: RuleSet
    counts: dict[str, int]
    timings: dict[str, float]
    unread: dict[str, tuple[str, int]]
    incomplete: dict[str, str] = {}

    def kinds(self, urls: Iterable[str]) -> dict[str, str]:
        """What reading took pages for that are no article: a list, a login …"""
        by_part: dict[str, dict[int, str]] = {}
        for url in urls:
            part, place = self.unread[url]
            by_part.setdefault(part, {})[place] = url
        return {
            wanted[place]: row.kind
            for part, wanted in by_part.items()
            for place, row in read_rows(Path(part), _Kind, list(wanted)).items()
        }


class _Kind(msgspec.Struct):
    kind: str = "article"


class ArticleStore:
    """Articles that lie in parts on disk, sorted by url; can be iterated any number of times."""

    def __init__(self, places: Sequence[tuple[str, Path, int]]) -> None:
        self._places = sorted(places)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def urls(self) -> list[str]:
        """The addresses of the articles, sorted."""
        return [url for url, _, _ in self._places]

    def __iter__(self) -> Iterator[Article]:
        decoder = msgspec.json.Decoder(Article)
        streams = {path: path.open("rb") for path in {path for _, path, _ in self._places}}
        try:
            for _, path, offset in self._places:
                streams[path].seek(offset)
                yield decoder.decode(streams[path].readline())
        finally:
            for stream in streams.values():
                stream.close()


def process(
    partitions: Sequence[Partition],
    settings: Settings,
    parts: Path,
    *,
    selected: Collection[str] | None = None,
    progress: Progress = silent,
) -> Processed:
    """Read, gather and repair; `selected` restricts the run to pages with these `archive_ref`s.

    Parts that are there already are not made again. The outcome does not depend on the number of workers.
    Raises InputError for a second reader that is not installed.
    """
    check_installed(settings.read.second_reader)
    rules = load_rules(settings.rules)
    code = code_digest("cleaning")
    timings: dict[str, float] = {}
    begun = time.perf_counter()
    seconds = version_of(settings.read.second_reader)
    read_by = " ".join([code, *(f"{name} {version}" for name, version in seconds.items())])
    reading = [ReadJob(partition, settings.read, read_by, str(parts)) for partition in partitions]
    read_now = carry_out(reading, settings.workers, lambda done, total: progress("read", done, total))
    timings["read"] = _since(begun)

    begun = time.perf_counter()
    summaries, parts_of = _summaries(reading)
    chosen = [selected is None or page.archive_ref in selected for page in summaries]
    places = [place for place, is_chosen in enumerate(chosen) if is_chosen]
    found = gather([summaries[place] for place in places])
    timings["gather"] = _since(begun)

    begun = time.perf_counter()
    repairing, wanted = _repair_jobs(summaries, parts_of, places, found, settings, rules, code, parts)
    repaired_now = carry_out(repairing, settings.workers, lambda done, total: progress("repair", done, total))
    articles, filtered = _index(repairing, wanted, settings.min_characters)
    timings["repair"] = _since(begun)

    dropped = [
        *_unread(summaries, places, found.copies),
        *_copies(summaries, places, found.copies),
        *_absent(summaries, places, found),
        *filtered,
    ]
    counts = {
        "pages": len(places),
        "articles_read": sum(summaries[place].article for place in places),
        "joined": sum(len(chain) > 1 for chain in found.articles),
        "joined_with_missing_pages": len(found.incomplete),
        "parts_read": read_now,
        "parts_repaired": repaired_now,
    }
    unread = {summaries[place].url: parts_of[place] for place in places if not summaries[place].article}
    incomplete = {summaries[places[each.place]].url: each.pages for each in found.incomplete}
    return Processed(ArticleStore(articles), dropped, found.facts, rules, counts, timings, unread, incomplete)


def _summaries(jobs: Sequence[ReadJob]) -> tuple[list[Summary], list[tuple[str, int]]]:
    """All summaries in the order of the input, and for each its read part and place in it."""
    summaries: list[Summary] = []
    parts: list[tuple[str, int]] = []
    for job in jobs:
        for place, summary in enumerate(read_part(job.summaries, Summary)):
            summaries.append(summary)
            parts.append((str(job.articles), place))
    return summaries, parts


def _repair_jobs(
    summaries: Sequence[Summary],
    parts_of: Sequence[tuple[str, int]],
    places: Sequence[int],
    found: Gathered,
    settings: Settings,
    rules: RuleSet,
    code: str,
    parts: Path,
) -> tuple[list[RepairJob], list[list[bool]]]:
    """One job for each read part, and for each of its articles whether this run publishes it.

    Articles that a later fetch has replaced are repaired as well, so that a part of an old archive file stays the
    same from run to run however much of it has been replaced, and is found again.
    """
    chain_of = {places[chain[0]]: tuple(places[place] for place in chain) for chain in found.articles}
    continued = {place for chain in chain_of.values() for place in chain[1:]}
    by_part: dict[str, list[tuple[tuple[tuple[str, int], ...], bool]]] = {}
    sites: dict[str, set[str]] = {}
    for place, summary in enumerate(summaries):
        if not summary.article or place in continued:
            continue
        chain = chain_of.get(place, (place,))
        part = parts_of[place][0]
        by_part.setdefault(part, []).append((tuple(parts_of[p] for p in chain), place in chain_of))
        sites.setdefault(part, set()).add(summary.site or "")
    digest = rules.digest()
    jobs, wanted = [], []
    for part, chains in by_part.items():
        facts = {site: found.facts.sites[site] for site in sorted(sites[part]) if site in found.facts.sites}
        jobs.append(
            RepairJob(
                chains=tuple(chain for chain, _ in chains),
                facts=facts,
                rules=settings.rules,
                rules_digest=digest,
                script=settings.script,
                choice=settings.choice,
                code=code,
                folder=str(parts),
            )
        )
        wanted.append([publish for _, publish in chains])
    return jobs, wanted


class _Line(msgspec.Struct):
    text: str


class _Peek(msgspec.Struct):
    url: str
    blocks: list[_Line] = []
    archive_ref: str | None = None


def _index(
    jobs: Sequence[RepairJob], wanted: Sequence[Sequence[bool]], min_characters: int
) -> tuple[list[tuple[str, Path, int]], list[DroppedRow]]:
    """Where each article to be published lies, and a dropped row for each that is too short or has no text left."""
    decoder = msgspec.json.Decoder(_Peek)
    places, dropped = [], []
    for job, publish in zip(jobs, wanted, strict=True):
        offset = 0
        with job.articles.open("rb") as stream:
            for line, is_wanted in zip(stream, publish, strict=True):
                if is_wanted:
                    peek = decoder.decode(line)
                    fault = _fault(peek, min_characters)
                    if fault is None:
                        places.append((peek.url, job.articles, offset))
                    else:
                        dropped.append(DroppedRow(peek.url, *fault, peek.archive_ref))
                offset += len(line)
    return places, dropped


def _fault(article: _Peek, min_characters: int) -> tuple[str, str, str] | None:
    """Why a repaired article is not published (stage, reason and detail), or None."""
    if not article.blocks:
        return "repair", "empty_after_repair", "nothing is left of the text after repair"
    length = sum(len(block.text) for block in article.blocks) + len(article.blocks) - 1
    if length < min_characters:
        detail = f"{length} characters of text; the profile asks for {min_characters} at least"
        return "filter", "too_short", detail
    return None


def _unread(summaries: Sequence[Summary], places: Sequence[int], copies: Sequence[Copy]) -> list[DroppedRow]:
    """The rows of pages that reading found to be no article; copies have rows of their own."""
    told = {places[copy.place] for copy in copies}
    rows = []
    for place in places:
        page = summaries[place]
        if page.dropped is not None and place not in told:
            rows.append(
                DroppedRow(
                    page.url, page.dropped.stage, page.dropped.reason, page.dropped.detail, page.archive_ref
                )
            )
    return rows


def _copies(summaries: Sequence[Summary], places: Sequence[int], copies: Sequence[Copy]) -> list[DroppedRow]:
    """The rows of pages that are part or copy of another article."""
    rows = []
    for copy in copies:
        page = summaries[places[copy.place]]
        rows.append(DroppedRow(page.url, "gather", copy.reason, copy.detail, page.archive_ref))
    return rows


def _absent(summaries: Sequence[Summary], places: Sequence[int], found: Gathered) -> list[DroppedRow]:
    """A row for each page that an article announces and that is not there; what is there has a row of its own."""
    there = {summaries[place].url for place in places}
    rows = {
        each.url: DroppedRow(
            each.url, "gather", MISSING_PAGE, f"page {each.number} of {summaries[places[each.place]].url}"
        )
        for each in found.absent
        if each.url is not None and each.url not in there
    }
    return list(rows.values())


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 3)
