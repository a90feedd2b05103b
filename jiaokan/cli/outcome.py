"""The closing lines of a run: what was published, what was not and why, and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jiaokan.cli.terminal import counted

if TYPE_CHECKING:
    from jiaokan.running import Outcome


def tell(outcome: Outcome) -> None:
    """Say on stderr what came of a run; the folder of the dataset goes to stdout, for scripts."""
    published, counts = outcome.published, outcome.processed.counts
    articles = published.counts["articles"]
    _say(
        f"{counts['pages']} pages: {articles} article{'' if articles == 1 else 's'}, {published.counts['dropped']} dropped"
    )
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
    if outcome.floors and not outcome.latest_moved:
        _say("latest still points to the run before")
    if outcome.broken is not None:
        _say(f"jiaokan: {outcome.broken}")
    _say(f"report: {published.folder}/report.html")
    click.echo(published.folder)


def _say(line: str) -> None:
    click.echo(line, err=True)
