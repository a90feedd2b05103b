"""The closing lines of a run: what was published, what was not and why, and where to look."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from jiaokan.cli.terminal import plain
from output.counting import counted, number_of

if TYPE_CHECKING:
    from crawler.run import CrawlSummary
    from crawler.shortfall import Shortfall
    from jiaokan.running import Outcome
    from output.publish import Published
    from output.rows import DroppedRow

_MOST_BROKEN = 5


def tell(outcome: Outcome) -> None:
    """Say on stderr what came of a run; the folder of the dataset goes to stdout, for scripts."""
    missing = _missing(outcome)
    for line in [*closing_lines(outcome), *not_fetched_lines(missing)]:
        click.echo(line, err=True)
    click.echo(f"report: {outcome.published.folder}/report.html", err=True)
    click.echo(os.fsencode(outcome.published.folder))


def crawl_lines(summary: CrawlSummary, missing: Sequence[Shortfall]) -> Iterator[str]:
    """What came of a crawl, a line each, with the reasons of everything that was not fetched."""
    yield (
        f"{summary.profile}: {number_of(summary.fetched, 'page')} fetched, {summary.not_modified} not modified, "
        f"{number_of(summary.new, 'new article')}, {summary.changed} changed, {summary.gone} gone, "
        f"{summary.robots_refused} kept out by robots.txt, {summary.failed} failed; "
        f"{summary.bytes / 1e6:.1f} MB in {summary.seconds:.1f} s"
    )
    if summary.reasons and not missing:
        yield f"not fetched: {counted(summary.reasons)}"
    yield from not_fetched_lines(missing)


def not_fetched_lines(missing: Sequence[Shortfall]) -> Iterator[str]:
    """Every reason for which addresses were not fetched, with its number, an example and what is known about that."""
    if missing:
        yield f"not fetched: {counted({each.reason: each.count for each in missing})}"
    for each in missing:
        detail = f" ({plain(each.detail)})" if each.detail else ""
        yield f"  {each.reason}: {'such as ' if each.count > 1 else ''}{plain(each.url)}{detail}"


def crawl_event(summary: CrawlSummary, missing: Sequence[Shortfall]) -> dict[str, Any]:
    """What came of a crawl as the fields of an event."""
    told: dict[str, Any] = msgspec.to_builtins(summary)
    return {**told, "not_fetched": msgspec.to_builtins(list(missing))}


def as_event(outcome: Outcome) -> dict[str, Any]:
    """What came of a run as the fields of an event."""
    published = outcome.published
    return {
        "run": Path(published.folder).name,
        "folder": published.folder,
        "exit_code": outcome.exit_code,
        "counts": published.counts,
        "statuses": published.statuses,
        "dropped": published.dropped_by_reason,
        "floors": outcome.floors,
        "latest_moved": outcome.latest_moved,
        "crawl": crawl_event(outcome.crawl, _missing(outcome)) if outcome.crawl is not None else None,
    }


def _missing(outcome: Outcome) -> list[Shortfall]:
    from crawler.shortfall import shortfalls

    return shortfalls(Path(outcome.crawl.folder)) if outcome.crawl is not None else []


def closing_lines(outcome: Outcome, most_rules: int | None = None) -> Iterator[str]:
    """What came of a run, a line each; `most_rules` restricts the rules that are named to the most frequent ones."""
    published, pages = outcome.published, outcome.processed.counts["pages"]
    articles, dropped = published.counts["articles"], published.counts["dropped"]
    # What could not be fetched is no page, and stands in the table dropped beside those that are none.
    unfetched = dropped - sum(row.reason != "page_missing" for row in outcome.processed.dropped)
    yield f"{number_of(pages, 'page')}: {number_of(articles, 'article')}, {dropped - unfetched} dropped" + (
        f"; {number_of(unfetched, 'address')} gave no page" if unfetched else ""
    )
    yield from _broken_files(outcome.processed.dropped)
    if published.dropped_by_reason:
        yield f"rows of dropped: {counted(published.dropped_by_reason)}"
    yield from _incomplete(outcome.processed.incomplete)
    if published.previous is not None:
        yield (
            f"since run {published.previous}: {counted(published.statuses) or 'no article left'}, "
            f"gone {published.newly_gone}"
        )
    yield _edits_line(published, most_rules)
    if outcome.not_refreshed:
        yield f"published as fetched earlier: {counted(outcome.not_refreshed)}"
    for floor in outcome.floors:
        yield f"below a floor: {floor}"
    if outcome.latest_moved is False:
        yield (
            "latest still points to the run before"
            if published.previous is not None
            else "there is no latest yet"
        )
    if outcome.broken is not None:
        yield f"jiaokan: {outcome.broken}"


def _edits_line(published: Published, most_rules: int | None) -> str:
    rules = dict(Counter(published.edits_by_rule).most_common(most_rules))
    more = len(published.edits_by_rule) - len(rules)
    said = (counted(rules) or "none") + (f" and {number_of(more, 'rule')} more" if more else "")
    return f"edits: {published.counts['edits']:,} ({said})"


def _incomplete(incomplete: Mapping[str, str]) -> Iterator[str]:
    """Articles of which pages are missing: they are published, and read as if they were whole."""
    for url, pages in sorted(incomplete.items())[:_MOST_BROKEN]:
        yield f"not whole: {url} has pages {pages}"
    if len(incomplete) > _MOST_BROKEN:
        more = number_of(len(incomplete) - _MOST_BROKEN, "more article")
        yield f"and {more} with missing pages; the table dropped has the pages as page_missing"


def _broken_files(dropped: Sequence[DroppedRow]) -> Iterator[str]:
    """Files of which an unknown number of pages is missing are named: a count among others would hide it."""
    broken = [row for row in dropped if row.reason in ("broken_archive", "unreadable_file")]
    for row in broken[:_MOST_BROKEN]:
        file = row.archive_ref or row.url
        yield (
            f"not read to its end: {row.detail}" if file in row.detail else f"not read: {file}: {row.detail}"
        )
    if len(broken) > _MOST_BROKEN:
        more = number_of(len(broken) - _MOST_BROKEN, "more file")
        yield f"and {more} that could not be read; the table dropped has them"
