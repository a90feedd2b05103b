"""`jiaokan demo`"""

from __future__ import annotations

import shutil
import signal
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
    from jiaokan.cli import Terminated
    from jiaokan.cli.terminal import colourful, progress_bars
    from jiaokan.demo import demo
    from jiaokan.errors import RunInterrupted
    from output.publish import refuse_existing

    if keep is not None:
        refuse_existing(keep)
    existed = keep is not None and keep.exists()
    folder = keep or Path(tempfile.mkdtemp(prefix="jiaokan-demo-"))
    try:
        code = demo(folder, click.echo, colour=colourful(sys.stdout), workers=workers, bars=progress_bars)
    except (KeyboardInterrupt, Terminated, RunInterrupted) as stop:
        # Half a demonstration shows nothing, and cannot be gone on with: its site had another port.
        _clear(folder, existed)
        number = signal.SIGTERM if isinstance(stop, Terminated) else getattr(stop, "signal", signal.SIGINT)
        raise RunInterrupted(
            f"the demo was interrupted; what it had made in {folder} is removed, run the same command again to see it all",
            number,
        ) from stop
    raise click.exceptions.Exit(code)


def _clear(folder: Path, existed: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if existed:
        folder.mkdir(exist_ok=True)
