"""`jiaokan forget`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jiaokan.cli import options


@click.command()
@click.argument("what", metavar="URL|PATTERN")
@options.data
@click.option("--yes", is_flag=True, help="Do it without asking.")
def command(what: str, data: Path, yes: bool) -> None:
    """Take a page out of archive, state, parts and all runs, and never fetch it again.

    A text that begins with http:// or https:// is one address, with the further pages of its article; any other is a
    regular expression, and every address in which it is found is meant, now and later. What would be done is listed, and
    you are asked. Datasets stay whole: verify passes before and after. What other pages say of the page stays.

    \b
    Example:
      jiaokan forget https://example.org/a/12.html
    """
    from jiaokan.errors import JiaokanError
    from jiaokan.forgetting import counted, forget, plans_for

    with plans_for(what, data) as plans:
        for plan in plans:
            for line in plan.sentences():
                click.echo(line, err=True)
        if not yes and not _confirmed():
            raise JiaokanError("nothing was taken out; to do what is listed, say y or give --yes")
        for plan in plans:
            forget(plan)
        click.echo(counted(plans), err=True)


def _confirmed() -> bool:
    """Whether a person says yes; nobody can be asked where there is no terminal."""
    return sys.stdin.isatty() and click.confirm("Take this out for good?", err=True)
