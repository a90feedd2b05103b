"""`jiaokan clean`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiaokan.cli import options

if TYPE_CHECKING:
    from cleaning.choice import RuleChoice


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="The dataset folder to make; new or empty.",
)
@options.workers
@click.option(
    "--time-zone",
    help="Zone of dates that name none, for example Asia/Shanghai; without it they stay without offset.",
)
@click.option("--encoding", help="Encoding of all pages, where what they declare is wrong.")
@options.script
@options.rule_choice
@options.rules
def command(
    inputs: tuple[str, ...],
    folder: Path,
    workers: int,
    time_zone: str | None,
    encoding: str | None,
    script: Any,
    choice: RuleChoice,
    rules: tuple[str, ...],
) -> None:
    """Clean files you have - WARC, HTML, text or JSONL - into a dataset.

    INPUTS are files or folders (read with all below them), or - for standard input. JSONL rows have "html" or "text",
    and "url" if it is known. Each page gives an article, or a row in the table dropped with the reason.

    \b
    Example:
      jiaokan clean pages/ -o dataset
    """
    from jiaokan.cli.outcome import tell
    from jiaokan.cli.streams import standard_input
    from jiaokan.cli.terminal import progress_bars
    from jiaokan.pipeline import Settings
    from jiaokan.rulefiles import sound_rules
    from jiaokan.running import clean
    from jiaokan.settings import read_options

    settings = Settings(
        read=read_options(time_zone, encoding),
        rules=rules,
        script=script,
        choice=choice,
        workers=workers,
    )
    sound_rules(rules)
    stdin = standard_input() if "-" in inputs else None
    with progress_bars() as progress:
        outcome = clean(inputs, folder, settings, stdin=stdin, progress=progress)
    tell(outcome)
    raise click.exceptions.Exit(outcome.exit_code)
