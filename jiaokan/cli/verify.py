"""`jiaokan verify`"""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--source", is_flag=True, help="Also read the pages again, from the archive or the input, and compare."
)
def command(folder: Path, source: bool) -> None:
    """Prove that every edit of a dataset leads back to the extracted text.

    Every edit of every article is taken back, from the last to the first; the result must have the digest that was
    recorded when the page was read. Checksums, counts and keys of all tables are checked as well, and that CSV and
    JSONL say the same. The exit code is 1 where anything does not fit.

    \b
    Example:
      jiaokan verify data/example/latest
    """
    from output.counting import number_of
    from output.locate import find_dataset
    from output.verify import verify

    folder = find_dataset(folder)
    result = verify(folder)
    problems = [str(problem) for problem in result.problems]
    proved = f"{number_of(result.articles, 'article')}, {number_of(result.edits, 'edit')} taken back"
    if source:
        from jiaokan.rereading import reread

        again = reread(folder)
        problems += again.problems
        proved += f", {number_of(again.articles, 'article')} read again from source"
    for problem in problems:
        click.echo(problem, err=True)
    verdict = "FAILED" if problems else "ok"
    click.echo(f"{folder}: {verdict}: {proved}, {number_of(len(problems), 'problem')}", err=True)
    if problems:
        raise click.exceptions.Exit(1)
