"""`jiaokan demo`"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from jiaokan.cli import options


@click.command()
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    help="The folder to work in; new or empty. Without it, a new temporary one.",
)
@options.workers
def command(keep: Path | None, workers: int) -> None:
    """Crawl, clean and publish a bundled example site, twice, and show what came of it.

    The site is served on a free port of loopback; nothing else is asked. On the second day some of its articles have
    changed, some are new and some are gone. Profile, archive, datasets and reports stay in the folder.

    \b
    Example:
      jiaokan demo --keep demo
    """
    from jiaokan.cli.terminal import colourful, progress_bars
    from jiaokan.demo import demo
    from output.publish import refuse_existing

    if keep is not None:
        refuse_existing(keep)
    folder = keep or Path(tempfile.mkdtemp(prefix="jiaokan-demo-"))
    code = demo(folder, click.echo, colour=colourful(sys.stdout), workers=workers, bars=progress_bars)
    raise click.exceptions.Exit(code)
