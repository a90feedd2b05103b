"""The closing lines of a run: what was published, what was not and why, and where to look."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from jiaokan.cli.terminal import counted

if TYPE_CHECKING:
    from jiaokan.running import Outcome
    from output.rows import DroppedRow

_MOST_BROKEN = 5


def tell(outcome: Outcome) -> None:
    """Say on stderr what came of a run; the folder of the dataset goes to stdout, for scripts."""
    published, pages = outcome.published, outcome.processed.counts["pages"]
    articles, dropped = published.counts["articles"], published.counts["dropped"]
    # What could not be fetched is no page, and stands in the table dropped beside those that are none.
    unfetched = dropped - len(outcome.processed.dropped)
    _say(
        f"{number_of(pages, 'page')}: {number_of(articles, 'article')}, {dropped - unfetched} dropped"
        + (f"; {number_of(unfetched, 'address')} gave no page" if unfetched else "")
    )
    _tell_broken(outcome.processed.dropped)
    if published.dropped_by_reason:
        _say(f"dropped: {counted(published.dropped_by_reason)}")
    if published.previous is not None:
        _say(
            f"since run {published.previous}: {counted(published.statuses)}, gone {published.counts['gone']}"
        )
    _say(f"edits: {published.counts['edits']} ({counted(published.edits_by_rule) or 'none'})")
    if outcome.not_refreshed:
        _say(f"published as fetched earlier: {counted(outcome.not_refreshed)}")
    for floor in outcome.floors:
        _say(f"below a floor: {floor}")
    if outcome.latest_moved is False:
        _say(
            "latest still points to the run before"
            if published.previous is not None
            else "there is no latest yet"
        )
    if outcome.broken is not None:
        _say(f"jiaokan: {outcome.broken}")
    _say(f"report: {published.folder}/report.html")
    click.echo(os.fsencode(published.folder))


def number_of(count: int, noun: str) -> str:
    """A count with its noun.

    >>> number_of(1, "page"), number_of(2, "page"), number_of(3, "address")
    ('1 page', '2 pages', '3 addresses')
    """
    return f"{count:,} {noun}{'' if count == 1 else 'es' if noun.endswith('s') else 's'}"


def _tell_broken(dropped: Sequence[DroppedRow]) -> None:
    """Files of which an unknown number of pages is missing are named: a count among others would hide it."""
    broken = [row for row in dropped if row.reason in ("broken_archive", "unreadable_file")]
    for row in broken[:_MOST_BROKEN]:
        file = row.archive_ref or row.url
        _say(
            f"not read to its end: {row.detail}" if file in row.detail else f"not read: {file}: {row.detail}"
        )
    if len(broken) > _MOST_BROKEN:
        _say(
            f"and {len(broken) - _MOST_BROKEN:,} more files that could not be read; the table dropped has them"
        )


def _say(line: str) -> None:
    click.echo(line, err=True)
