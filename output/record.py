"""What run.json says: the run as it was begun, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from output.counting import number_of
from output.history import History
from output.manifest import RunInfo, RunRecord
from output.schema import TABLES
from output.tally import Tally, ordered
from output.writers import WrittenFile


class Floor(msgspec.Struct, frozen=True):
    """What a run must come up to besides the rules of every run: fewest articles, and what it is known to have missed.

    `missed` holds a sentence for each floor that only the crawl can know of.
    """

    min_articles: int = 0
    missed: tuple[str, ...] = ()


def run_record(
    info: RunInfo,
    files: Mapping[str, Sequence[WrittenFile]],
    tally: Tally,
    history: History,
    seconds: float,
    floor: Floor,
) -> RunRecord:
    """The record of a run that has written its tables, `seconds` after publishing began; it reads the clock."""
    counts = {of.name: files[of.name][0].rows for of in TABLES}
    return RunRecord(
        run=info.run,
        name=info.name,
        started_at=info.started_at,
        finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
        previous=history.run.run if history.run else None,
        time_zone=info.time_zone,
        versions=dict(info.versions),
        digests=dict(info.digests),
        code_digest=info.code_digest,
        inputs=list(info.inputs),
        counts={**info.counts, **counts, "duplicates": tally.duplicates, "chars": tally.chars},
        statuses=ordered(tally.statuses),
        newly_gone=tally.newly_gone,
        sites=ordered({site: sums.articles for site, sums in tally.sites.items()}),
        edits_by_rule=ordered(tally.edits_by_rule),
        removed_by_rule=ordered(tally.removed_by_rule),
        dropped_by_reason=ordered(
            {f"{stage}: {reason}": n for (stage, reason), n in tally.dropped_by_reason.items()}
        ),
        floors=[*_floors(tally, history, floor.min_articles), *floor.missed],
        timings={**info.timings, "publish": round(seconds, 3)},
        crawl=dict(info.crawl) if info.crawl is not None else None,
        settings=dict(info.settings),
    )


def _floors(tally: Tally, history: History, min_articles: int) -> list[str]:
    """The floors this run is below, a sentence each."""
    before = len(history.articles)
    if tally.articles == 0:
        return ["No article was published: the tables dropped and gone say why."]
    floors = []
    if tally.articles < before / 2:
        floors.append(
            f"{number_of(tally.articles, 'article')} {'is' if tally.articles == 1 else 'are'} less than half of the {before:,} of the previous run."
        )
    if tally.articles < min_articles:
        floors.append(
            f"{number_of(tally.articles, 'article')}; the profile asks for {min_articles} at least."
        )
    return floors
