"""The closing lines of a run: what was published, what was not and why, and where to look."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from output.counting import counted, number_of

if TYPE_CHECKING:
    from jiaokan.running import Outcome
    from output.publish import Published
    from output.rows import DroppedRow

_MOST_BROKEN = 5


def tell(outcome: Outcome) -> None:
    """Say on stderr what came of a run; the folder of the dataset goes to stdout, for scripts."""
    for line in closing_lines(outcome):
        click.echo(line, err=True)
    click.echo(f"report: {outcome.published.folder}/report.html", err=True)
    click.echo(os.fsencode(outcome.published.folder))


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
