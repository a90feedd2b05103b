"""How many words of simulated spun pages are put back, and how much else is changed.

python benchmarks/spun_pages.py FOLDER [--pages N] [--size CHARACTERS] [--seed SEED]

FOLDER holds clean corpora (`benchmarks/corpora.py`), a paragraph a line. A page of a corpus is spun by an engine that
knows a random part of the table: each of its originals is replaced at most places. Every word put in is one that repair
lists, so this tells how well pages and places are told, and nothing of words that are not listed: for those see
`benchmarks/left_out.py`.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import rjieba

from cleaning.choice import RuleChoice
from cleaning.repair import repair_text
from cleaning.spinners import evidence, table

_KNOWN, _APPLIED = 0.6, 0.85


def pages(folder: Path, size: int, number: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Clean pages of some size, evenly from the corpora, with the name of their corpus."""
    files = [file for file in sorted(folder.glob("*.txt")) if not file.name.startswith("traditional")]
    for file in files:
        found, page = [], ""
        for line in file.read_text("utf-8").splitlines():
            page = f"{page}\n{line}" if page else line
            if len(page) >= size:
                found.append(page[: 4 * size])
                page = ""
        for page in rng.sample(found, min(len(found), number)):
            yield file.stem, page


def spun(page: str, engine: str, rng: random.Random) -> tuple[str, list[tuple[int, str, str]]]:
    """A page put through a part of an engine's words, and what was done: places in the new text, forms, originals."""
    known: dict[str, str] = {}
    tables = table.table()
    for form in (*tables.forms, *tables.common_forms):
        if engine in form.engines and form.trust == 1 and rng.random() < _KNOWN:
            known.setdefault(form.originals[0], form.spun)
    for mark in tables.marks:
        if engine in mark.engine and len(mark.original) == 2 and rng.random() < _KNOWN:
            known.setdefault(mark.original, mark.spun)
    text, done, length = [], [], 0
    for word in rjieba.cut(page, hmm=False):
        if word in known and rng.random() < _APPLIED:
            done.append((length, known[word], word))
            word = known[word]
        text.append(word)
        length += len(word)
    return "".join(text), done


def measure(folder: Path, engine: str, size: int, number: int, seed: int) -> Counter[str]:
    """Counts over the spun pages of one engine: words put in, words put back, other changes, pages found."""
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    for _, page in pages(folder, size, number, rng):
        text, done = spun(page, engine, rng)
        if not done:
            continue
        fixed = repair_text(text, choice=RuleChoice.of(["spin"]))
        counts["pages"] += 1
        counts["found"] += bool(fixed.edits)
        counts["words"] += len(done)
        places = {start: (form, original) for start, form, original in done}
        # A second pass has offsets of its own; the first tells nearly all.
        first = fixed.edits[
            : next((k for k, e in enumerate(fixed.edits[1:], 1) if e.start > fixed.edits[k - 1].start), None)
        ]
        for edit in first:
            inside = [start for start in places if edit.start <= start < edit.end]
            counts["back"] += sum(places[start][1] in edit.after for start in inside)
            counts["wrong original"] += sum(places[start][1] not in edit.after for start in inside)
            counts["other"] += not inside
    return counts


def main() -> None:
    """Measure each engine, in sentences and in pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--size", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("engine  size pages found  words  put back  wrong original  other changes")
    for engine in evidence.ENGINES[:3]:
        for size in (60, asked.size):
            told = measure(asked.folder, engine, size, asked.pages * (asked.size // size), asked.seed)
            words = max(told["words"], 1)
            print(
                f"{engine:<6} {size:>5} {told['pages']:>5} {told['found'] / max(told['pages'], 1):5.0%}"
                f" {told['words']:>6} {told['back'] / words:9.1%} {told['wrong original'] / words:15.1%} {told['other']:>14}"
            )


if __name__ == "__main__":
    main()
