"""`jiaokan rules review`"""

from __future__ import annotations

from pathlib import Path

import click


@click.command("review")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--rule", "rules", multiple=True, help="Only edits of this rule (repeatable).")
@click.option(
    "--per-rule",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="How many edits of each rule at most.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another number draws other edits.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write the sample here; without it, it goes to stdout.",
)
@click.option(
    "--verdicts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A sample with its verdicts: print the precision of each rule.",
)
def command(
    folder: Path, rules: tuple[str, ...], per_rule: int, seed: int, output: Path | None, verdicts: Path | None
) -> None:
    """Write a sample of a dataset's edits to be judged, and read the verdicts back.

    The sample is a CSV table that any spreadsheet opens; write right or wrong into its last column, or leave it empty.
    With --verdicts the table is read back, and each rule is printed with its edits, how many were judged, how many of them
    are right, and between which shares its precision lies with 95 % confidence.

    \b
    Example:
      jiaokan rules review data/example/latest -o edits.csv
      jiaokan rules review data/example/latest --verdicts edits.csv
    """
    from jiaokan.errors import UsageError
    from jiaokan.reviewing import precision, review_table, sampled_edits
    from output.counting import number_of
    from output.locate import find_dataset

    dataset = find_dataset(folder)
    if verdicts is not None:
        found = precision(dataset, verdicts)
        for each in found:
            low, high = each.interval
            click.echo(
                f"{each.rule:<28} {each.edits:>6} edits  {each.judged:>4} judged  {each.right:>4} right  "
                f"precision {each.right / each.judged:.2f} ({low:.2f}-{high:.2f})"
            )
        click.echo(f"{number_of(len(found), 'rule')} judged", err=True)
        return
    edits = sampled_edits(dataset, per_rule=per_rule, seed=seed, rules=rules)
    content = review_table(edits)
    if output is None:
        click.echo(content, nl=False)
    else:
        try:
            with output.open(
                "x", encoding="utf-8-sig", newline=""
            ) as file:  # the mark tells a spreadsheet the encoding
                file.write(content)
        except FileExistsError:
            raise UsageError(f"{output} is there already and may hold verdicts; name another file") from None
    click.echo(f"{number_of(len(edits), 'edit')} to judge", err=True)
