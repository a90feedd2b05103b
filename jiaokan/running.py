"""Runs: from a profile or from files to a published dataset."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import msgspec

from cleaning.reading import ReadOptions
from cleaning.reading.second import version_of
from jiaokan._version import __version__
from jiaokan.attempts import How, read_attempts, written_down
from jiaokan.errors import AlreadyRun, CrawlPaused, JiaokanError
from jiaokan.findings import (
    Findings,
    findings,
    follow_profile,
    note_published,
    reach_floor,
    replaced,
    standing,
)
from jiaokan.forms import printable
from jiaokan.parts import clear_torn_parts, code_digest, part_key
from jiaokan.pipeline import MISSING_PAGE, Processed, Progress, Settings, process, silent
from jiaokan.sitereaders import reader_source
from jiaokan.sources import Partition, partitions_of, warc_partitions
from jiaokan.telling import UNTOLD, Telling
from jiaokan.workplace import parts_beside, spooled
from output.counting import counted
from output.manifest import RunInfo
from output.publish import Published, move_latest, publish, refuse_existing
from output.record import Floor
from output.rows import DroppedRow
from output.unfinished import clear_unfinished_runs

if TYPE_CHECKING:
    from crawler.profile import Profile
    from crawler.rows import Document
    from crawler.run import CrawlSummary

_DEFAULT = Settings()
# Where the dataset is written must not change what it says of itself.
_CLEANED = "cleaned files"
# Sites are crawled once a day or more rarely; what was fetched longer ago is not what a run is asked for.
_STILL_FRESH = timedelta(days=1)
_LONGEST_SLEEP = 30.0
_WRITTEN_AS: dict[int, How] = {0: "finished", 1: "failed", 3: "below_floor"}
_FIGURES = (
    "fetched",
    "not_modified",
    "new",
    "changed",
    "gone",
    "robots_refused",
    "failed",
    "queued",
    "bytes",
)
_LIBRARIES = ("scrapy", "selectolax", "opencc", "ahocorasick-rs", "beautifulsoup4", "pandas", "msgspec")


class Outcome(msgspec.Struct, frozen=True):
    """What a run came to. `latest_moved` is False for a run below a floor, whose reasons `floors` holds, and None for a
    dataset made of files, which no `latest` points to.

    `not_refreshed` counts, by reason, the pages that are published as an earlier crawl had fetched them.
    """

    published: Published
    processed: Processed
    crawl: CrawlSummary | None
    latest_moved: bool | None
    floors: tuple[str, ...]
    not_refreshed: dict[str, int] = {}

    @property
    def exit_code(self) -> int:
        """0; 3 for a run below a quality floor; 1 where the crawler itself broke on pages, which nobody must miss."""
        if self.broken is not None:
            return 1
        return 3 if self.floors else 0

    @property
    def broken(self) -> str | None:
        """What broke in the crawler, as a sentence; None where nothing did."""
        return self.crawl.broken if self.crawl is not None else None


def clean(
    inputs: Sequence[str | Path],
    folder: Path,
    settings: Settings = _DEFAULT,
    *,
    stdin: bytes | None = None,
    progress: Progress = silent,
) -> Outcome:
    """A dataset in `folder`, which must be new or empty, from files and folders; "-" stands for `stdin`.

    Parts lie in a hidden folder beside it until the dataset is published: when the run is stopped, the same call goes
    on where it ended. Raises UsageError for input that cannot be used, DatasetError for a folder that holds files, and
    LockHeld when another process makes it.
    """
    refuse_existing(folder)
    with parts_beside(folder) as parts:
        # Another process may have published here while this one took the lock.
        refuse_existing(folder)
        named = [spooled(parts, stdin or b"") if str(given) == "-" else Path(given) for given in inputs]
        processed = process(partitions_of(named), settings, parts, progress=progress)
        info = _info(
            _CLEANED,
            settings,
            processed,
            [printable(Path(given).resolve()) if str(given) != "-" else "-" for given in inputs],
        )
        published = publish(processed.articles, folder=folder, info=info, dropped=processed.dropped)
    return Outcome(published, processed, None, None, tuple(published.floors))


def run(
    profile_file: Path,
    data: Path = Path("data"),
    *,
    workers: int = 1,
    fetch: bool = True,
    scheduled: datetime | None = None,
    telling: Telling = UNTOLD,
) -> Outcome:
    """Crawl the site of a profile, clean its pages and publish `data/<profile>/runs/<run>`.

    `latest` moves to the new run unless it is below a floor. A crawl that has ended less than a day ago and that no
    run has published yet is not made again. `fetch=False` cleans and publishes again what lies in
    the archive. Outside of the hours of its site a run waits for them; one that was found due (`scheduled` is
    when) raises CrawlPaused, and the next one goes on from there; it raises AlreadyRun where another run has begun since. How a run that fetches ends is written down (`jiaokan.attempts`). Raises ProfileError for a bad profile, LockHeld when another run is at work, JiaokanError when no
    article page was ever fetched.
    """
    from crawler.lock import hold
    from crawler.profile import load_profile

    profile = load_profile(profile_file)
    settings = settings_of(profile, workers)
    folder = data / profile.name
    with hold(folder):
        if scheduled is not None and any(known.began >= scheduled for known in read_attempts(folder)):
            raise AlreadyRun(f"{profile.name}: another run has done what was due")
        clear_unfinished_runs(folder)
        clear_torn_parts(folder / "parts")
        if not fetch:
            return publish_crawled(profile, folder, settings, None, progress=telling.progress)
        with written_down(folder, profile_file, scheduled=scheduled is not None) as record:
            summary = _fetched(profile_file, profile, folder, telling, wait=scheduled is None)
            record.counts = counts_of(summary)
            outcome = publish_crawled(profile, folder, settings, summary, progress=telling.progress)
            record.run, record.exit_code = Path(outcome.published.folder).name, outcome.exit_code
            record.outcome = _WRITTEN_AS[outcome.exit_code]
            return outcome


def _fetched(
    profile_file: Path,
    profile: Profile,
    folder: Path,
    telling: Telling,
    *,
    wait: bool,
) -> CrawlSummary:
    """A crawl whose pages are to be published: one that still waits for that, or a new one."""
    waiting = waiting_crawl(profile_file, profile, folder)
    if waiting is None:
        return _crawled(profile_file, profile, folder, telling, wait=wait)
    summary, sentence = waiting
    telling.say(sentence)
    return summary


def waiting_crawl(profile_file: Path, profile: Profile, folder: Path) -> tuple[CrawlSummary, str] | None:
    """A crawl that the next run goes on from instead of fetching, and a sentence that says so."""
    from crawler.run import unpublished_crawl

    waiting = unpublished_crawl(profile, folder, younger_than=_STILL_FRESH)
    if waiting is None:
        return None
    summary, ended = waiting
    return summary, (
        f"{profile.name}: the crawl that ended at {ended} has not been published yet; going on from there, nothing is "
        f"fetched again (jiaokan crawl {profile_file} fetches anew)"
    )


def settings_of(profile: Profile, workers: int = 1) -> Settings:
    """How a profile wants its pages read and repaired.

    Raises InputError for selectors that no page could be read with and for a second reader that is not installed, ReaderError
    for a reader that cannot be loaded, and
    RuleError for its rule files: before the first request, and not page by page.
    """
    from cleaning.choice import RuleChoice
    from cleaning.reading.second import check_installed
    from cleaning.reading.site import read_site
    from cleaning.repair import repairer
    from cleaning.ruleset import load_rules

    reader = profile.read.reader
    read_site("", dict(profile.read.selectors))
    check_installed(profile.read.second_reader)
    chosen = profile.repair
    choice = RuleChoice.of(chosen.families, off=chosen.off, on=chosen.on)
    repairer(load_rules(chosen.rules), choice)
    return Settings(
        read=ReadOptions(
            encoding=profile.read.encoding,
            time_zone=profile.read.time_zone,
            selectors=dict(profile.read.selectors),
            reader=reader_source(reader) if reader is not None else None,
            second_reader=profile.read.second_reader,
            second_below=profile.read.second_below,
        ),
        rules=profile.repair.rules,
        script=profile.repair.script,
        choice=choice,
        min_characters=profile.quality.min_characters,
        workers=workers,
    )


def publish_crawled(
    profile: Profile,
    folder: Path,
    settings: Settings,
    summary: CrawlSummary | None,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Clean what lies in the archive of a crawled site and publish it as the next run.

    Where a site has taken every article away, or a profile wants none any more, that is what the run says: it has no
    article and leaves `latest` alone. JiaokanError where no page was ever fetched.
    """
    if summary is None:
        follow_profile(profile, folder)
    found, previous = findings(folder), _latest(folder)
    if previous is None and not found.known:
        note_published(folder, "")
        _nothing_to_publish(profile, summary)
    documents, processed = _processed(folder, found, settings, progress)
    run_id = _run_id(folder / "runs")
    digests = {"profile": part_key(profile)}
    not_refreshed = found.not_refreshed(documents)
    crawled = (
        {**msgspec.to_builtins(summary), "not_refreshed": not_refreshed} if summary is not None else None
    )
    info = _info(
        profile.name, settings, processed, ["archive"], run_id, digests, crawled, settings.read.time_zone
    )
    target = folder / "runs" / run_id
    stand = standing(processed)
    moved = {url: evidence for url, (to, evidence) in found.moved.items() if to in stand}
    published = publish(
        processed.articles,
        folder=target,
        info=info,
        dropped=_dropped(processed, found, documents),
        previous=previous,
        gone={**replaced(documents, processed, previous), **moved, **found.gone},
        floor=Floor(profile.quality.min_articles, _missed(summary, found, previous)),
    )
    if not published.floors:
        move_latest(folder, target)
    note_published(folder, run_id)
    return Outcome(
        published,
        processed,
        summary,
        latest_moved=not published.floors,
        floors=tuple(published.floors),
        not_refreshed=not_refreshed,
    )


def _dropped(processed: Processed, found: Findings, documents: Sequence[Document]) -> list[DroppedRow]:
    """The rows of the run; what the crawl says of an address goes before "a page of this article is missing"."""
    crawled = found.dropped(documents)
    told = {row.url for row in crawled} | set(found.gone)
    rows = [row for row in processed.dropped if row.reason != MISSING_PAGE or row.url not in told]
    return [*rows, *crawled]


def _nothing_to_publish(profile: Profile, summary: CrawlSummary | None) -> NoReturn:
    if summary is not None and summary.unreachable:
        raise JiaokanError(unreachable(summary))
    raise JiaokanError(
        f"{profile.name}: no article page was fetched, so there is nothing to publish; `jiaokan profile check` explains "
        "what the profile does with a URL, and the reasons are listed by `jiaokan crawl`"
    )


def _processed(
    folder: Path, found: Findings, settings: Settings, progress: Progress
) -> tuple[list[Document], Processed]:
    """The pages of a run, read and repaired.

    A page that has moved gives way to the one it leads to; where that turns out to be no article, it stays.
    """
    kept: frozenset[str] = frozenset()
    while True:
        documents = found.published(kept)
        processed = process(
            archive_partitions(folder, documents),
            settings,
            folder / "parts",
            selected={document.archive_ref for document in documents},
            progress=progress,
        )
        stand = standing(processed)
        missing = frozenset(url for url, (to, _) in found.moved.items() if to not in stand)
        if missing <= kept:
            return documents, processed
        kept |= missing


def archive_partitions(folder: Path, documents: Sequence[Document]) -> list[Partition]:
    """The partitions of the archive files that hold pages of a site, oldest file first."""
    files = sorted({document.archive_file for document in documents})
    return [part for name in files for part in warc_partitions(folder / "archive" / name, name)]


def crawl(
    profile_file: Path,
    data: Path = Path("data"),
    *,
    urls: Sequence[str] | None = None,
    telling: Telling = UNTOLD,
) -> CrawlSummary:
    """Only fetch: the pages of a profile's site into `data/<profile>/archive`.

    Outside of the hours of its site it waits for them. Raises ProfileError, LockHeld, RunInterrupted (the state is saved), and JiaokanError when the crawl failed or no
    start page could be reached.
    """
    from crawler.lock import hold
    from crawler.profile import load_profile

    profile = load_profile(profile_file)
    folder = data / profile.name
    with hold(folder):
        summary = _crawled(profile_file, profile, folder, telling, urls, wait=True)
    if summary.unreachable:
        raise JiaokanError(unreachable(summary))
    return summary


def _crawled(
    profile_file: Path,
    profile: Profile,
    folder: Path,
    telling: Telling,
    urls: Sequence[str] | None = None,
    *,
    wait: bool,
) -> CrawlSummary:
    """A crawl to its end, over as many of the hours of its site as that takes; CrawlPaused where it is not to wait."""
    from crawler.progress import Progress as Seen
    from crawler.run import crawl as fetch
    from jiaokan.errors import RunInterrupted

    def on_progress(seen: Seen) -> None:
        telling.progress("crawl", seen.fetched, seen.fetched + seen.queued)
        telling.watch(seen)

    so_far: CrawlSummary | None = None
    while True:
        _stay_within_hours(profile, so_far, telling.say, wait=wait)
        summary = fetch(
            profile_file, folder, urls=urls, on_progress=on_progress, log_format=telling.log_format
        )
        summary = summary if so_far is None else summary.after(so_far)
        if not summary.paused:
            break
        so_far = summary
    if summary.interrupted:
        missing = f" (not fetched: {counted(summary.reasons)})" if summary.reasons else ""
        raise RunInterrupted(
            f"{profile.name}: interrupted after {summary.fetched} pages, with {summary.queued} addresses queued{missing}; they are saved, run the same command again to go on",
            summary.signal,
        )
    if summary.error:
        raise JiaokanError(f"{profile.name}: the crawl failed: {summary.error} (log: {summary.log})")
    return summary


def _stay_within_hours(
    profile: Profile, so_far: CrawlSummary | None, say: Callable[[str], None], *, wait: bool
) -> None:
    """Waits until the site of a profile may be fetched; CrawlPaused where that is not to be waited for."""
    from crawler.timetable import opens_at

    opens = opens_at(profile.schedule, datetime.now(UTC))
    if opens <= datetime.now(UTC):
        return
    when = opens.astimezone(ZoneInfo(profile.schedule.zone)).strftime("%Y-%m-%d %H:%M %Z")
    hours = f"{profile.name}: the hours of this site ({', '.join(profile.schedule.windows)}) "
    hours += "have not begun" if so_far is None else f"are over; {so_far.queued} addresses are still queued"
    if not wait:
        raise CrawlPaused(f"{hours}; the next jiaokan run --due from {when} on goes on")
    say(f"{hours}; waiting until {when} (Ctrl-C stops, nothing is lost)")
    while (left := (opens - datetime.now(UTC)).total_seconds()) > 0:
        # In short steps: a machine that sleeps, or a clock that is put right, does not stretch the wait.
        time.sleep(min(left, _LONGEST_SLEEP))


def counts_of(summary: CrawlSummary) -> dict[str, int]:
    """The figures of a crawl that are worth writing down, by the names of its fields."""
    return {name: value for name in _FIGURES if (value := getattr(summary, name))}


def unreachable(summary: CrawlSummary) -> str:
    """What each start page of a crawl that reached none of them answered, and what to try."""
    starts = "\n".join(f"  {start.url}: {start.reason} ({start.detail})" for start in summary.unreachable)
    return (
        f"{summary.profile}: no start page could be reached:\n{starts}\ncheck the addresses and the network, then run "
        f"again (log: {summary.log})"
    )


def _missed(summary: CrawlSummary | None, found: Findings, previous: Path | None) -> tuple[str, ...]:
    """Why `latest` should not move after this crawl, a sentence each; a run that fetched nothing by intent missed nothing."""
    if summary is None:
        return ()
    missed = []
    if previous is not None and summary.unreachable:
        missed.append("no start page could be reached: the dataset holds what earlier crawls fetched")
    if (floor := reach_floor(found.reach)) is not None:
        missed.append(floor)
    return tuple(missed)


def _latest(folder: Path) -> Path | None:
    latest = folder / "latest"
    return latest.resolve() if latest.exists() else None


def _run_id(runs: Path) -> str:
    """The time as an id that sorts; a second run within one second gets a letter more."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = {path.name for path in runs.iterdir()} if runs.exists() else set()
    return next(
        name
        for name in (now, *(f"{now}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
        if name not in taken
    )


def _info(
    name: str,
    settings: Settings,
    processed: Processed,
    inputs: Sequence[str],
    run_id: str | None = None,
    digests: Mapping[str, str] | None = None,
    crawl: dict[str, Any] | None = None,
    zone: str | None = None,
) -> RunInfo:
    now = datetime.now(UTC)
    return RunInfo(
        run=run_id or now.strftime("%Y%m%dT%H%M%SZ"),
        name=name,
        started_at=now.isoformat(timespec="seconds"),
        versions={
            "jiaokan": __version__,
            "python": platform.python_version(),
            **_versions(),
            **version_of(settings.read.second_reader),
        },
        digests={"rules": processed.rules.digest(), "facts": processed.facts.digest(), **(digests or {})},
        code_digest=code_digest("cleaning"),
        inputs=tuple(inputs),
        counts=processed.counts,
        timings=processed.timings,
        crawl=crawl,
        settings={
            **msgspec.to_builtins(msgspec.structs.replace(settings, workers=1)),
            "facts": msgspec.to_builtins(processed.facts.sites),
        },
        **({"time_zone": zone} if zone else {}),
    )


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in _LIBRARIES}
