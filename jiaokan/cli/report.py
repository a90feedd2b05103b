"""`jiaokan report`"""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Tell where the report of a dataset lies, and sum it up.

    The path of report.html goes to stdout; it is one file that any browser opens without a network.

    \b
    Example:
      jiaokan report data/example/latest
    """
    from output.counting import counted
    from output.history import read_run
    from output.locate import find_dataset

    dataset = find_dataset(folder)
    run = read_run(dataset)
    report = dataset / "report.html"
    click.echo(
        f"{run.counts.get('articles', 0)} articles, {run.counts.get('dropped', 0)} dropped, {run.counts.get('edits', 0)} edits",
        err=True,
    )
    if run.edits_by_rule:
        click.echo(f"edits by rule: {counted(run.edits_by_rule)}", err=True)
    if not report.exists():
        from jiaokan.errors import UsageError

        raise UsageError(f"{report}: the report is missing; publish the dataset again")
    click.echo(str(report))
