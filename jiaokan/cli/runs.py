"""`jiaokan runs`"""

from __future__ import annotations

from pathlib import Path

import click

from jiaokan.cli import options


@click.group()
def command() -> None:
    """List the runs of a site and show what one published.

    \b
    Example:
      jiaokan runs list example
    """


@command.command("list")
@click.argument("names", nargs=-1)
@options.data
def list_command(names: tuple[str, ...], data: Path) -> None:
    """List the runs of the sites you name, or of all: one a line, the latest marked.

    \b
    Example:
      jiaokan runs list example
    """
    from jiaokan.errors import UsageError
    from output.counting import number_of
    from output.versions import list_runs

    folders = [data / name for name in names] or sorted(
        path.parent for path in data.glob("*/runs") if path.is_dir()
    )
    if not folders:
        raise UsageError(
            f"there are no runs below {data}; make one with jiaokan run PROFILE, or name the folder with --data"
        )
    for folder in folders:
        for run in list_runs(folder):
            statuses = ", ".join(f"{count} {status}" for status, count in run.statuses.items())
            changes = f" ({statuses})" if statuses else ""
            mark = "  latest" if run.is_latest else ""
            problem = f"  cannot be read: {run.problem}" if run.problem else ""
            click.echo(
                f"{folder.name}  {run.run}  {number_of(run.articles, 'article')}{changes}, {run.gone} gone{mark}{problem}"
            )


@command.command("show")
@click.argument("folder", type=click.Path(path_type=Path))
def show_command(folder: Path) -> None:
    """Show what one run published: counts, reasons, rules, versions. FOLDER is a dataset, or a site (its latest run).

    \b
    Example:
      jiaokan runs show data/example/latest
    """
    from output.counting import counted
    from output.versions import show_run

    run = show_run(folder)
    rows = {
        "run": run.run,
        "name": run.name,
        "started": run.started_at,
        "finished": run.finished_at,
        "previous": run.previous,
        "pages": run.counts.get("pages"),
        "articles": run.counts.get("articles"),
        "status": counted(run.statuses),
        "dropped": counted(run.dropped_by_reason),
        "gone": run.newly_gone,
        "edits": counted(run.edits_by_rule),
        "floors": "; ".join(run.floors) or "none missed",
        "seconds": ", ".join(f"{stage} {seconds}" for stage, seconds in run.timings.items()),
        "versions": ", ".join(f"{name} {version}" for name, version in run.versions.items()),
    }
    for name, value in rows.items():
        if value not in (None, ""):
            click.echo(f"{name:<9} {value}")


@command.command("diff")
@click.argument("older", type=click.Path(path_type=Path))
@click.argument("newer", type=click.Path(path_type=Path))
def diff_command(older: Path, newer: Path) -> None:
    """Show what the NEWER of two datasets has other than the OLDER: articles, and rules that made more or fewer edits.

    \b
    Example:
      jiaokan runs diff data/example/runs/20260203T190000Z data/example/latest
    """
    from jiaokan.cli.terminal import plain
    from output.counting import number_of
    from output.versions import diff_runs

    found = diff_runs(older, newer)
    click.echo(f"{found.older} -> {found.newer}: {number_of(found.unchanged, 'article')} unchanged")
    for status in ("added", "changed", "recleaned", "absent", "gone"):
        for line in getattr(found, status):
            click.echo(f"{status:<10} {plain(line.title or '(no title)')}  {line.url}")
    for rule in found.rules:
        click.echo(f"{'rule':<10} {rule.rule}  {rule.before} -> {number_of(rule.after, 'edit')}")
    for name, (before, after) in found.digests.items():
        click.echo(f"{'digest':<10} {name}  {(before or '-')[:12]} -> {(after or '-')[:12]}")
