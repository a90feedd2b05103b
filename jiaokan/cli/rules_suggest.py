"""`jiaokan rules suggest`"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cleaning.discovery import Candidate

FEW = 50
"""Articles below which counting tells little."""


@click.command("suggest")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--limit", type=click.IntRange(1), default=25, show_default=True, help="How many suggestions at most."
)
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=2000,
    show_default=True,
    help="How many articles to look at, evenly drawn.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON array in place of a rule file.")
def command(folder: Path, limit: int, articles: int, as_json: bool) -> None:
    """Suggest rules for what an unknown spinner may have left in the articles of a dataset.

    Words that stand where others are missing, heads of sentences and strings of function characters that ordinary
    Chinese hardly has are told by counting. What goes to stdout is a rule file: for each suggestion what speaks for it and
    five places, in comments, and a rule to be filled in. Nothing is applied; read it, delete what is the site's own manner,
    give each rule a text to keep, and try it with jiaokan rules test.

    \b
    Example:
      jiaokan rules suggest data/example/latest > found.toml
    """
    import msgspec

    from cleaning.discovery import suggest
    from jiaokan.cli.terminal import plain_json
    from output.counting import number_of
    from output.locate import find_dataset

    texts = _texts(find_dataset(folder), articles)
    if len(texts) < FEW:
        click.echo(
            f"{number_of(len(texts), 'article')}: of fewer than {FEW} little can be told by counting",
            err=True,
        )
    found = suggest(texts, limit=limit)
    if as_json:
        rows = [{**msgspec.to_builtins(each), "stub": each.stub()} for each in found]
        click.echo(plain_json(msgspec.json.format(msgspec.json.encode(rows)).decode()))
    else:
        click.echo("\n".join(_rule_file(found)))
    click.echo(f"{number_of(len(found), 'suggestion')} from {number_of(len(texts), 'article')}", err=True)


def _texts(dataset: Path, most: int) -> list[str]:
    """The texts of the articles, copies of others left out, at most so many."""
    from output.readers import read_jsonl
    from output.schema import table

    of = table("articles")
    text, copy = of.names.index("text"), of.names.index("duplicate_of")
    texts = [
        str(row[text])
        for row in read_jsonl(dataset / "articles.jsonl", of)
        if row[text] and row[copy] is None
    ]
    step = max(1.0, len(texts) / most)
    return [texts[int(place * step)] for place in range(min(len(texts), most))]


def _rule_file(found: Sequence[Candidate]) -> Iterator[str]:
    from jiaokan.cli.terminal import plain

    yield 'family = "found"'
    for number, each in enumerate(found, 1):
        stands_for = f" for {each.original}" if each.original is not None else ""
        yield ""
        yield f"# {number}. {each.text}{stands_for}, a {each.kind}, chance {each.chance:.2f}"
        yield from (f"#    {plain(context)}" for context in each.contexts)
        yield each.stub()
