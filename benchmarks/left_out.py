"""What repair knows beyond its tables: how many artifacts are still repaired when the words they hold are taken out.

python benchmarks/left_out.py [--data FILE] [--write]

Rules decide by tables of literals or by what stands around a place. A table that holds the very word of a sentence says
nothing of the next sentence of the same kind, whose word it may lack. So each sentence that is repaired is repaired once
more without every entry of a table that touches what was changed in it: literals of rules, marks and words of spinners,
calques, word lists, tags. The share that is still repaired is what an unlisted word can expect. Sentences that must stay
are counted whole, with all entries in place.

FILE holds a line a sentence: its family, the sentence, and the accepted repairs, set off by tabs; without repairs the
sentence must stay. The default is `benchmarks/artifacts.tsv`, written for this measure. `--write` puts the table into
docs/repair-benchmarks.md.
"""

from __future__ import annotations

import argparse
import difflib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import msgspec
from marked_pages import write_between

from cleaning import calques, clause, wordlist
from cleaning.choice import RuleChoice
from cleaning.repair import repair_text
from cleaning.ruleset import RuleSet, builtin_rules
from cleaning.spinners import evidence, table
from cleaning.steps import blends, doubled, future, obfuscation

DATA = Path(__file__).with_name("artifacts.tsv")
DOCS = Path(__file__).parents[1] / "docs/repair-benchmarks.md"
COMMAND = "make bench-left-out"
FAMILIES = {"obfus": "obfuscation"}
"""Families of sentences that are called otherwise among the rules."""

# Half-width and full-width forms of a mark are the same here.
_WIDTHS = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3002: ".", 0x201C: '"', 0x201D: '"', 0x3000: " "}


class Sentence(NamedTuple):
    """A sentence of a family, with the repairs that are accepted; none where it must stay."""

    family: str
    text: str
    accepted: tuple[str, ...]


class Count(NamedTuple):
    """Of a family: sentences to repair, repaired, repaired without their own words; sentences to keep, changed."""

    artifacts: int = 0
    repaired: int = 0
    left_out: int = 0
    correct: int = 0
    changed: int = 0


def sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a file."""
    for line in path.read_text("utf-8").splitlines():
        family, text, *accepted = line.split("\t")
        yield Sentence(family, text, tuple(accepted))


def changed_spans(before: str, after: str) -> list[tuple[int, int]]:
    """Where one text differs from another, in the first.

    >>> changed_spans("在以后可期", "未来可期")
    [(0, 3)]
    """
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [(start, end) for kind, start, end, _, _ in matcher.get_opcodes() if kind != "equal"]


def touches(text: str, literal: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a literal stands in a text where it overlaps or meets one of some spans."""
    for start, end in spans:
        place = text.find(literal, max(start - len(literal), 0), end + len(literal))
        if place >= 0 and place <= end and place + len(literal) >= start:
            return True
    return False


@contextmanager
def without(own: Callable[[str], bool]) -> Iterator[RuleSet]:
    """Repair as it would be had nobody listed some words; gives the rules that are left."""
    rules = RuleSet(
        [
            msgspec.structs.replace(rule, match=left)
            for rule in builtin_rules().rules
            if (left := [word for word in rule.match if not own(word)]) or not rule.match
        ]
    )
    lines, rows = wordlist._lines, table._rows
    known = tuple(calque for calque in calques._table() if not own(calque.literal))
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.multiple(obfuscation, **_files(own, folder)),
        mock.patch.object(wordlist, "_lines", lambda name: _left(lines(name), own)),
        mock.patch.object(table, "_rows", lambda name: _left_rows(name, rows(name), own)),
        mock.patch.object(calques, "_table", return_value=known),
    ):
        _forget()
        yield rules
    _forget()


def _left(lines: Iterable[str], own: Callable[[str], bool]) -> list[str]:
    return [line for line in lines if not own(line.split("\t")[0])]


def _left_rows(name: str, rows: Iterable[list[str]], own: Callable[[str], bool]) -> Iterator[list[str]]:
    # Rates and neighbours are counts and company of words, not knowledge of what was spun.
    return (row for row in rows if name not in ("marks.tsv", "words.tsv") or not own(row[0]))


def _files(own: Callable[[str], bool], folder: str) -> dict[str, Path]:
    files = {}
    for name in ("TAGS", "DODGED"):
        files[name] = Path(folder) / name
        files[name].write_text(
            "\n".join(_left(getattr(obfuscation, name).read_text("utf-8").splitlines(), own))
        )
    return files


def _forget() -> None:
    """Tables that were read are read anew."""
    for read in (
        wordlist.wordlist,
        table.table,
        evidence._own,
        calques._own,
        calques.literals,
        doubled._kinds,
        doubled._listed,
        future._compound,
        clause.nouns_of_action,
        blends._literals,
        obfuscation._dodging,
        obfuscation.tags,
    ):
        read.cache_clear()


def repaired(sentence: Sentence, rules: RuleSet) -> str:
    """The sentence as the rules of its family leave it."""
    family = FAMILIES.get(sentence.family, sentence.family)
    return repair_text(sentence.text, rules=rules, choice=RuleChoice.of([family, "future"])).text


def is_right(sentence: Sentence, text: str) -> bool:
    """Whether a repair is accepted, the width of marks aside."""
    return text.translate(_WIDTHS) in [each.translate(_WIDTHS) for each in sentence.accepted]


def measure(found: Iterable[Sentence]) -> dict[str, Count]:
    """The counts of each family."""
    counts: dict[str, Count] = {}
    for sentence in found:
        count = counts.get(sentence.family, Count())
        fixed = repaired(sentence, builtin_rules())
        if not sentence.accepted:
            counts[sentence.family] = count._replace(
                correct=count.correct + 1, changed=count.changed + (fixed != sentence.text)
            )
            continue
        count = count._replace(artifacts=count.artifacts + 1)
        if is_right(sentence, fixed):
            spans = changed_spans(sentence.text, fixed)
            with without(lambda word, s=sentence, at=spans: touches(s.text, word, at)) as rules:  # type: ignore[misc]
                still = is_right(sentence, repaired(sentence, rules))
            count = count._replace(repaired=count.repaired + 1, left_out=count.left_out + still)
        counts[sentence.family] = count
    return counts


def told(counts: dict[str, Count]) -> str:
    """The counts as a table in Markdown."""
    lines = [
        "| family | artifacts | repaired | repaired without their own words | correct | changed |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for family, each in sorted(counts.items()):
        shares = [each.repaired / max(each.artifacts, 1), each.left_out / max(each.artifacts, 1)]
        lines.append(
            f"| {family} | {each.artifacts} | {shares[0]:.0%} | {shares[1]:.0%} | {each.correct} | {each.changed} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA, help="default %(default)s")
    parser.add_argument("--write", action="store_true", help="put the table into docs/repair-benchmarks.md")
    asked = parser.parse_args()
    text = told(measure(sentences(asked.data)))
    print(text)
    if asked.write:
        write_between(DOCS, COMMAND, f"\n{text}\n")


if __name__ == "__main__":
    main()
