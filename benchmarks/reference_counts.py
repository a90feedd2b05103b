"""Make the counts of ordinary Chinese that `jiaokan rules suggest` measures a site against.

python benchmarks/reference_counts.py        (make reference-counts)

Reads those corpora of `corpora.py` whose texts allow what is derived from them to be handed on, and writes
cleaning/discovery/reference: how often words, sentence heads and function characters stand in each kind of text, and what
stands beside frequent words. No sentence can be put together again from it.
"""

from __future__ import annotations

import argparse
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from corpora import CACHE, CORPORA, lines_of, pages_of

from cleaning.discovery.counting import sentences_of, words_of
from cleaning.discovery.reference import LINE_EDGE, Neighbours, Reference, Table, association
from cleaning.discovery.speech import heads_of, phrases_of

FOLDER = Path(__file__).parents[1] / "cleaning/discovery/reference"
SMALLEST = 300_000
"""Characters below which a kind of text says too little to be one of its own."""
WORDS, BESIDE, HEADS, PHRASES, DIRECTIONS = 20_000, 1_200, 4_000, 5_000, 40
FEWEST = 3
"""Occurrences below which a text is not worth a line: what is not listed is taken to be as rare as that."""
FREQUENT = 60
"""Occurrences from which the neighbours of a word are worth counting."""
Pages = Mapping[str, Sequence[str]]


def pages_by_kind(cache: Path) -> dict[str, list[str]]:
    """The pages of each kind of text whose counts may be handed on."""
    pages: dict[str, list[str]] = {}
    for corpus in CORPORA:
        if corpus.counted and corpus.kind != "traditional":
            pages.setdefault(corpus.kind, []).extend(pages_of(lines_of(corpus, cache)))
    return {kind: found for kind, found in pages.items() if sum(map(len, found)) >= SMALLEST}


def counted(pages: Pages) -> Reference:
    """The reference that these pages give."""
    cut = {kind: [words_of(page) for page in found] for kind, found in pages.items()}
    counts = {
        kind: Counter(w for page in found for line in page for w in line) for kind, found in cut.items()
    }
    words = _table(counts, {kind: found.total() for kind, found in counts.items()}, WORDS)
    heads = _table(
        {
            kind: Counter(head for page in found for head, _ in heads_of(page))
            for kind, found in pages.items()
        },
        {kind: sum(1 for page in found for _ in sentences_of(page)) for kind, found in pages.items()},
        HEADS,
    )
    phrases = _table(
        {
            kind: Counter(phrase for page in found for phrase in phrases_of(page))
            for kind, found in cut.items()
        },
        {kind: sum(map(len, found)) for kind, found in pages.items()},
        PHRASES,
    )
    return Reference(words, _burst(words, cut), _neighbours(words, cut), heads, phrases)


def _table(counts: Mapping[str, Counter[str]], totals: Mapping[str, int], most: int) -> Table:
    """The texts that are most frequent on the average of the kinds, sorted by their characters."""
    pooled: Counter[str] = Counter()
    for kind, found in counts.items():
        for text, count in found.items():
            pooled[text] += count / totals[kind]  # type: ignore[assignment]  # shares, not counts
    ranked = sorted(pooled, key=lambda text: (-pooled[text], text))
    often = [text for text in ranked if sum(found[text] for found in counts.values()) >= FEWEST]
    texts = sorted(text for text in often[:most] if not set(text) & set("\t\r\n=#"))
    return Table(
        kinds=tuple(counts),
        texts=tuple(texts),
        counts=np.array([[float(found[text]) for text in texts] for found in counts.values()]),
        totals=np.array([float(totals[kind]) for kind in counts]),
    )


def _burst(words: Table, cut: Mapping[str, Sequence[Sequence[Sequence[str]]]]) -> np.ndarray:
    """How much more than by chance the counts of each word vary from page to page."""
    place = {word: number for number, word in enumerate(words.texts)}
    variance, mean = np.zeros(len(place)), np.zeros(len(place))
    for pages in cut.values():
        squares, sums = np.zeros(len(place)), np.zeros(len(place))
        for page in pages:
            for word, count in Counter(word for line in page for word in line).items():
                if (number := place.get(word)) is not None:
                    squares[number] += count * count
                    sums[number] += count
        variance += squares - sums * sums / len(pages)
        mean += sums
    return np.maximum(variance / np.maximum(mean, 1e-9), 1.0)


def _neighbours(words: Table, cut: Mapping[str, Sequence[Sequence[Sequence[str]]]]) -> Neighbours:
    shares = (words.counts / words.totals[:, None]).mean(axis=0)
    beside = [LINE_EDGE, *(words.texts[n] for n in np.argsort(-shares, kind="stable")[: BESIDE - 1])]
    frequent = np.where(words.counts.sum(axis=0) >= FREQUENT)[0]
    row = {words.texts[number]: place for place, number in enumerate(frequent)}
    column = {word: place for place, word in enumerate(beside)}
    left, right = (np.zeros((len(row), len(beside) + 1)) for _ in range(2))
    edges = np.zeros((2, len(beside) + 1))
    for kind, pages in cut.items():
        # Every kind of text speaks with one voice, however large its corpus is.
        voice = 1e6 / words.totals[words.kinds.index(kind)]
        for line in (line for page in pages for line in page):
            columns = [column.get(word, len(column)) for word in line]
            for before, behind in zip([0, *columns], [*columns, 0], strict=True):
                edges[0, before] += voice
                edges[1, behind] += voice
            for place, word in enumerate(line):
                if (number := row.get(word)) is not None:
                    left[number, columns[place - 1] if place else 0] += voice
                    right[number, columns[place + 1] if place + 1 < len(line) else 0] += voice
    usual = (edges + 1) / (edges + 1).sum(axis=1, keepdims=True)
    rows = association(left, right, usual)
    _, found = np.linalg.eigh(rows.T @ rows)
    directions = found[:, ::-1][:, :DIRECTIONS]
    # An eigenvector is as good as its opposite: one sign is chosen, so that the file is the same every time.
    directions = directions * np.sign(directions[np.argmax(np.abs(directions), axis=0), range(DIRECTIONS)])
    places = rows @ directions
    places /= np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9)
    return Neighbours(
        beside=tuple(beside),
        usual=usual,
        directions=directions.astype(np.float32),
        words=tuple(words.texts[number] for number in frequent),
        places=places.astype(np.float32),
    )


def write(reference: Reference, folder: Path, sources: Iterable[str]) -> None:
    """The files of a reference, the same bytes for the same counts."""
    folder.mkdir(parents=True, exist_ok=True)
    notes = ["made by benchmarks/reference_counts.py from:", *sources]
    burst = {"burst": [f"{value:.1f}" for value in reference.burst]}
    for name, table, further in (
        ("words", reference.words, burst),
        ("heads", reference.heads, {}),
        ("phrases", reference.phrases, {}),
    ):
        (folder / f"{name}.tsv").write_text(_lines(table, further, notes), "utf-8")
    near = reference.neighbours
    # The numbers of a direction are small: each has a scale of its own, so that eight bits hold them.
    scale = np.abs(near.directions).max(axis=0) / 127
    into = io.BytesIO()
    np.savez_compressed(
        into,
        beside=np.array(near.beside),
        usual=near.usual.astype(np.float32),
        scale=scale.astype(np.float32),
        directions=np.round(near.directions / scale).astype(np.int8),
        words=np.array([reference.index[word] for word in near.words], np.int32),
        places=np.round(near.places * 127).astype(np.int8),
    )
    (folder / "neighbours.npz").write_bytes(into.getvalue())


def _lines(table: Table, further: Mapping[str, Sequence[str]], notes: Iterable[str]) -> str:
    lines = [f"# {note}" for note in notes]
    lines.append("\t".join(["text", *further, *table.kinds]))
    lines.append("\t".join(["=", *("" for _ in further), *(f"{total:.0f}" for total in table.totals)]))
    for place, text in enumerate(table.texts):
        numbers = [f"{count:.0f}" if count else "" for count in table.counts[:, place]]
        lines.append("\t".join([text, *(values[place] for values in further.values()), *numbers]))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="where corpora are kept; default %(default)s"
    )
    parser.add_argument("--into", type=Path, default=FOLDER, help="default: the package's own")
    options = parser.parse_args()
    pages = pages_by_kind(options.cache)
    sources = [
        f"{corpus.kind}: {corpus.name} ({', '.join(corpus.packages)}; {corpus.licence})"
        for corpus in CORPORA
        if corpus.counted and corpus.kind in pages
    ]
    write(counted(pages), options.into, sources)
    for path in sorted(options.into.iterdir()):
        print(f"{path.name:<16} {path.stat().st_size:>9,} bytes")


if __name__ == "__main__":
    main()
