"""Writes how often the words of spinners stand in good text, by kind of text, to `cleaning/spinners/rates.tsv`.

python benchmarks/spinner_rates.py FOLDER

FOLDER holds the clean corpora that `benchmarks/corpora.py` fetches: text files, a paragraph a line, whose names begin
with the kind of text. A word counts where the segmenter sees its bounds. Rates are per million characters.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import rjieba
from ahocorasick_rs import AhoCorasick

from cleaning.spinners.table import FOLDER, KINDS

# How the corpora's kinds of text are put together. Traditional text counts nowhere: its words are others.
_KIND_OF = {
    "manuals": "technical",
    "manual": "technical",
    "news": "news",
    "reviews": "reviews",
    "game": "narrative",
    "dialogue": "narrative",
    "encyclopaedia": "reference",
    "dictionary": "reference",
    "classics": "classics",
}


def words() -> list[str]:
    """All spun forms and originals."""
    found: set[str] = set()
    for line in (FOLDER / "words.tsv").read_text("utf-8").splitlines():
        spun, originals, *_ = line.split("\t")
        found.update([spun, *originals.split("|")])
    return sorted(found)


def rates(folder: Path) -> dict[str, dict[str, float]]:
    """For each word its rate in each kind of text."""
    listed = words()
    automaton = AhoCorasick(listed)
    segmenter = rjieba.Jieba()
    counts: dict[str, Counter[str]] = {word: Counter() for word in listed}
    sizes: Counter[str] = Counter()
    for file in sorted(folder.glob("*.txt")):
        kind = _KIND_OF.get(file.name.split("-")[0])
        if kind is None:
            continue
        for line in file.read_text("utf-8").splitlines():
            sizes[kind] += len(line)
            bounds, place = {0}, 0
            for token in segmenter.cut(line, hmm=False):
                place += len(token)
                bounds.add(place)
            for index, start, end in automaton.find_matches_as_indexes(line, overlapping=True):
                if start in bounds and end in bounds:
                    counts[listed[index]][kind] += 1
    return {
        word: {kind: count / sizes[kind] * 1_000_000 for kind, count in found.items()}
        for word, found in counts.items()
    }


def main() -> None:
    """Count, write."""
    found = rates(Path(sys.argv[1]))
    lines = (
        "\t".join([word, *(f"{found[word].get(kind, 0):.1f}".removesuffix(".0") for kind in KINDS)])
        for word in sorted(found)
    )
    (FOLDER / "rates.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
