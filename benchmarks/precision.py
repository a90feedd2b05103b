"""What repair changes in ordinary correct Chinese, which needs no repair: counts by rule, and every edit to be read.

python benchmarks/precision.py --out data/precision        (make bench-precision)

The corpora of `corpora.py` are repaired as pages of about 1,500 characters. Prints, for each kind of text, the edits of
each family, and for the whole the edits of each rule; where no kind is left out, docs/repair-benchmarks.md gets the tables.
`edits.csv` lists every edit with its context and an empty
column `verdict`: whoever reads it writes `right` (a slip of the text was mended) or `wrong`. `--verdicts FILE` reads such a
file back: verdicts hold for the same edit in the same context, so a file outlives changes of other rules.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora import CACHE, Corpus, chosen, lines_of, pages_of
from marked_pages import write_between

from cleaning.edits import splice
from cleaning.repair import repair_text
from cleaning.ruleset import builtin_rules

COLUMNS = ("kind", "corpus", "page", "step", "family", "rule", "before", "after", "context", "verdict")
WORDING = "wording"
ROOM = 24
DOCS = Path(__file__).parents[1] / "docs/repair-benchmarks.md"


@dataclass(frozen=True)
class Change:
    """One edit of a page of a corpus. `context` is the text at that moment with the edit marked in it."""

    kind: str
    corpus: str
    page: int
    step: str
    family: str
    rule: str
    before: str
    after: str
    context: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a verdict is remembered by."""
        return self.rule, self.before, self.after, self.context


def changes_of(corpus: Corpus, number: int, page: str) -> Iterator[Change]:
    """Every edit that repair makes in a page."""
    rules = builtin_rules().by_id
    text = page
    for edit in repair_text(page).edits:
        around = f"{text[max(0, edit.start - ROOM) : edit.start]}【{edit.before}→{edit.after}】{text[edit.end : edit.end + ROOM]}"
        context = around.replace("\n", "⏎")
        family = rules[edit.rule].family
        yield Change(
            corpus.kind,
            corpus.name,
            number,
            edit.step,
            family,
            edit.rule,
            edit.before,
            edit.after,
            context,
        )
        text = splice(text, edit)


def write_changes(path: Path, changes: Iterable[Change], verdicts: Mapping[tuple[str, ...], str]) -> None:
    """The edits as CSV, those of wording first, each with the verdict that is known of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for change in sorted(changes, key=lambda change: (change.step != WORDING, change.step, change.rule)):
            writer.writerow([*(getattr(change, name) for name in COLUMNS[:-1]), verdicts.get(change.key, "")])


def read_verdicts(path: Path) -> dict[tuple[str, ...], str]:
    """What a file of judged edits says, by rule, before, after and context."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["rule"], row["before"], row["after"], row["context"]): row["verdict"].strip().lower()
        for row in rows
        if row["verdict"].strip()
    }


def table(
    sizes: Mapping[str, int], changes: Sequence[Change], verdicts: Mapping[tuple[str, ...], str]
) -> str:
    """Edits by kind of text and family; the last columns are those of the wording step per million characters."""
    families = sorted({change.family for change in changes})
    counts = Counter((change.kind, change.family) for change in changes)
    rows = [["kind", "characters", *families, "wording/M", "read", "wrong/M"]]
    for kind in [*sizes, "all"]:
        size = sum(sizes.values()) if kind == "all" else sizes[kind]
        wording = [c for c in changes if c.step == WORDING and kind in (c.kind, "all")]
        judged = [verdicts[c.key] for c in wording if c.key in verdicts]
        wrong = judged.count("wrong")
        rows.append(
            [
                kind,
                f"{size:,}",
                *(
                    str(
                        sum(counts[each, family] for each in sizes) if kind == "all" else counts[kind, family]
                    )
                    for family in families
                ),
                f"{len(wording) / size * 1e6:.2f}",
                f"{len(judged)}/{len(wording)}",
                f"{wrong / size * 1e6:.2f}" if judged or not wording else "-",
            ]
        )
    return _aligned(rows)


def by_rule(changes: Sequence[Change], verdicts: Mapping[tuple[str, ...], str]) -> str:
    """Each rule with how often it acted, in which kinds of text, and what was judged of it."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    judged: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        kinds[change.rule][change.kind] += 1
        if change.key in verdicts:
            judged[change.rule][verdicts[change.key]] += 1
    rows = [["rule", "edits", "judged", "where"]]
    for rule, found in sorted(kinds.items(), key=lambda pair: -pair[1].total()):
        told = ", ".join(f"{n} {verdict}" for verdict, n in judged[rule].most_common())
        rows.append(
            [
                rule,
                str(found.total()),
                told or "-",
                ", ".join(f"{kind} {n}" for kind, n in found.most_common()),
            ]
        )
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def main() -> None:
    """Repair all corpora, print the tables and write the edits."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="where corpora are kept; default %(default)s"
    )
    parser.add_argument("--out", type=Path, default=Path("data/precision"), help="folder for edits.csv")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="corpora or kinds; default all")
    parser.add_argument("--verdicts", type=Path, help="a judged edits.csv of an earlier run")
    options = parser.parse_args()
    verdicts = read_verdicts(options.verdicts) if options.verdicts else {}
    sizes: Counter[str] = Counter()
    changes: list[Change] = []
    for corpus in chosen(options.only):
        for number, page in enumerate(pages_of(lines_of(corpus, options.cache))):
            sizes[corpus.kind] += len(page)
            changes += changes_of(corpus, number, page)
    told = f"{table(sizes, changes, verdicts)}\n\n{by_rule(changes, verdicts)}"
    print(told)
    if not options.only:
        write_between(DOCS, "make bench-precision", f"\n```text\n{told}\n```\n")
    path = options.out / "edits.csv"
    write_changes(path, changes, verdicts)
    print(f"\n{len(changes)} edits in {path}")


if __name__ == "__main__":
    main()
