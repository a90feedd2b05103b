"""Runs: from a profile or from files to a published dataset."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cleaning.reading import ReadOptions
from jiaokan._version import __version__
from jiaokan.errors import JiaokanError
from jiaokan.parts import code_digest, part_key
from jiaokan.pipeline import Processed, Progress, Settings, process, silent
from jiaokan.sources import Partition, partitions_of, shown, warc_partitions
from jiaokan.workplace import parts_beside, spooled
from output.manifest import RunInfo
from output.publish import Published, move_latest, publish, refuse_existing
from output.rows import DroppedRow

if TYPE_CHECKING:
    from crawler.profile import Profile
    from crawler.rows import Document
    from crawler.run import CrawlSummary

_DEFAULT = Settings()
_LIBRARIES = ("scrapy", "selectolax", "opencc", "ahocorasick-rs", "beautifulsoup4", "pandas", "msgspec")


class Outcome(msgspec.Struct, frozen=True):
    """What a run came to. `latest_moved` is False for a run below a floor, whose reasons `floors` holds."""

    published: Published
    processed: Processed
    crawl: CrawlSummary | None
    latest_moved: bool
    floors: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0, or 3 for a run below a quality floor."""
        return 3 if self.floors else 0


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
            shown(folder.absolute().name),
            settings,
            processed,
            [shown(Path(given).resolve()) if str(given) != "-" else "-" for given in inputs],
        )
        published = publish(processed.articles, folder=folder, info=info, dropped=processed.dropped)
    return Outcome(published, processed, None, True, tuple(published.floors))


def run(
    profile_file: Path,
    data: Path = Path("data"),
    *,
    workers: int = 1,
    fetch: bool = True,
    progress: Progress = silent,
) -> Outcome:
    """Crawl the site of a profile, clean its pages and publish `data/<profile>/runs/<run>`.

    `latest` moves to the new run unless it is below a floor. `fetch=False` cleans and publishes again what lies in
    the archive. Raises ProfileError for a bad profile, LockHeld when another run is at work, JiaokanError when no
    start page could be reached and there is nothing to publish.
    """
    from crawler.lock import hold
    from crawler.profile import load_profile

    profile = load_profile(profile_file)
    settings = settings_of(profile, workers)
    folder = data / profile.name
    with hold(folder):
        summary = _crawled(profile_file, profile, folder, progress) if fetch else None
        return publish_crawled(profile, folder, settings, summary, progress=progress)


def settings_of(profile: Profile, workers: int = 1) -> Settings:
    """How a profile wants its pages read and repaired.

    Raises InputError for selectors that no page could be read with, and RuleError for its rule files: before the
    first request, and not page by page.
    """
    from cleaning.reading.site import read_site
    from cleaning.repair import repairer
    from cleaning.ruleset import load_rules

    read_site("", dict(profile.read.selectors))
    repairer(load_rules(profile.repair.rules), profile.repair.families)
    return Settings(
        read=ReadOptions(
            encoding=profile.read.encoding,
            time_zone=profile.read.time_zone,
            selectors=dict(profile.read.selectors),
        ),
        rules=profile.repair.rules,
        script=profile.repair.script,
        families=profile.repair.families,
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
    """Clean what lies in the archive of a crawled site and publish it as the next run."""
    documents, refused, gone = _crawl_state(folder)
    if not documents and summary is not None and summary.unreachable:
        raise JiaokanError(unreachable(summary))
    if not documents:
        raise JiaokanError(
            f"{profile.name}: no article page was fetched, so there is nothing to publish; `jiaokan profile check` explains "
            "what the profile does with a URL, and the reasons are listed by `jiaokan crawl`"
        )
    partitions = archive_partitions(folder, documents)
    selected = {document.archive_ref for document in documents}
    processed = process(partitions, settings, folder / "parts", selected=selected, progress=progress)
    dropped = [*processed.dropped, *refused]
    previous = _latest(folder)
    run_id = _run_id(folder / "runs")
    digests = {"profile": part_key(profile)}
    told = msgspec.to_builtins(summary) if summary is not None else None
    info = _info(
        profile.name, settings, processed, ["archive"], run_id, digests, told, settings.read.time_zone
    )
    target = folder / "runs" / run_id
    published = publish(
        processed.articles, folder=target, info=info, dropped=dropped, previous=previous, gone=gone
    )
    floors = [*published.floors, *_floors(profile, published, summary, previous)]
    if not floors:
        move_latest(folder, target)
    return Outcome(published, processed, summary, not floors, tuple(dict.fromkeys(floors)))


def archive_partitions(folder: Path, documents: Sequence[Document]) -> list[Partition]:
    """The partitions of the archive files that hold pages of a site, oldest file first."""
    files = sorted({document.archive_file for document in documents})
    return [part for name in files for part in warc_partitions(folder / "archive" / name, name)]


def crawl(
    profile_file: Path,
    data: Path = Path("data"),
    *,
    urls: Sequence[str] | None = None,
    progress: Progress = silent,
) -> CrawlSummary:
    """Only fetch: the pages of a profile's site into `data/<profile>/archive`.

    Raises ProfileError, LockHeld, RunInterrupted (the state is saved), and JiaokanError when the crawl failed or no
    start page could be reached.
    """
    from crawler.profile import load_profile

    profile = load_profile(profile_file)
    summary = _crawled(profile_file, profile, data / profile.name, progress, urls)
    if summary.unreachable:
        raise JiaokanError(unreachable(summary))
    return summary


def _crawled(
    profile_file: Path, profile: Profile, folder: Path, progress: Progress, urls: Sequence[str] | None = None
) -> CrawlSummary:
    from crawler.run import Progress as Seen
    from crawler.run import crawl as fetch
    from jiaokan.errors import RunInterrupted

    def told(seen: Seen) -> None:
        done = seen.counts.get("fetched", 0) + seen.counts.get("not_modified", 0)
        progress("crawl", done, done + seen.queued)

    summary = fetch(profile_file, folder, urls=urls, on_progress=told)
    if summary.interrupted:
        raise RunInterrupted(
            f"{profile.name}: interrupted after {summary.fetched} pages; they are saved, run the same command again to go on",
            summary.signal,
        )
    if summary.error:
        raise JiaokanError(f"{profile.name}: the crawl failed: {summary.error} (log: {summary.log})")
    return summary


def unreachable(summary: CrawlSummary) -> str:
    """What each start page of a crawl that reached none of them answered, and what to try."""
    starts = "\n".join(f"  {start.url}: {start.reason} ({start.detail})" for start in summary.unreachable)
    return (
        f"{summary.profile}: no start page could be reached:\n{starts}\ncheck the addresses and the network, then run "
        f"again (log: {summary.log})"
    )


def _crawl_state(folder: Path) -> tuple[list[Document], list[DroppedRow], dict[str, str]]:
    """Pages in the archive, rows for addresses that gave no page, and evidence for pages that are gone."""
    from crawler.state import State

    with State.open(folder, read_only=True) as state:
        documents = list(state.documents())
        gone = {row.url: row.evidence for row in state.gone()}
        refused = [
            DroppedRow(row.url, "crawl", row.reason, row.detail)
            for row in state.not_fetched()
            if row.url not in gone
        ]
    return documents, refused, gone


def _floors(
    profile: Profile, published: Published, summary: CrawlSummary | None, previous: Path | None
) -> list[str]:
    """Why `latest` should not move, a sentence each."""
    floors = []
    if published.counts["articles"] < profile.quality.min_articles:
        floors.append(
            f"{published.counts['articles']} articles; the profile asks for {profile.quality.min_articles} at least"
        )
    if summary is not None and previous is not None and summary.unreachable:
        floors.append("no start page could be reached: the dataset holds what earlier crawls fetched")
    return floors


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
        versions={"jiaokan": __version__, "python": platform.python_version(), **_versions()},
        digests={"rules": processed.rules.digest(), "facts": processed.facts.digest(), **(digests or {})},
        code_digest=code_digest("cleaning"),
        inputs=tuple(inputs),
        counts=processed.counts,
        timings=processed.timings,
        crawl=crawl,
        settings=msgspec.to_builtins(msgspec.structs.replace(settings, workers=1)),
        **({"time_zone": zone} if zone else {}),
    )


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in _LIBRARIES}
