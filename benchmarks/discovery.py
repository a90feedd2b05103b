"""How many words of an unknown spinner `jiaokan rules suggest` finds, and what they stand for.

python benchmarks/discovery.py [--list FILE] [--kinds news legal] [--fit]        (make bench-discovery)

A spinner of 20 substitutions is drawn by seed from a list (`synonyms.tsv`, or FILE: original, tab, spun form) and put into
200 clean pages of one kind of text, in 95 % of the places. Counted is how many of its forms stand within the first 25
suggestions, and how many of these come with the right original. Half of each corpus is the reference, the other half gives the
pages: once with the counts of that kind of text among them (covered) and once without (not covered). `--fit` fits the
weights of the measures anew and writes them, and the table of docs/repair-benchmarks.md, whose figures come from weights that
were fitted without the kind of text that they are tested on.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from corpora import CACHE
from marked_pages import write_between
from reference_counts import counted, pages_by_kind

from cleaning.discovery import Reference, suggest
from cleaning.discovery.counting import SiteCounts, distinct_pages, words_of
from cleaning.discovery.suggesting import best_swaps
from cleaning.discovery.swaps import MEASURES, Swap, Weights, swaps

SYNONYMS = Path(__file__).with_name("synonyms.tsv")
DOCS = Path(__file__).parents[1] / "docs/repair-benchmarks.md"
WEIGHTS = Path(__file__).parents[1] / "cleaning/discovery/weights.json"
PAGES, SUBSTITUTIONS, RATE, LIMIT = 200, 20, 0.95, 25
COMMON = 20
"""Occurrences in the pages that a word must have to be worth a spinner's while."""
CLASSICAL = "classics"
"""The kind of text that no spinner is put to: its words are others than those of any list."""
HALF = 20
"""Pages of a corpus that go to one half in turn."""


@dataclass(frozen=True)
class Spun:
    """A spun site: its pages, and what its spinner writes for what."""

    kind: str
    covered: bool
    pages: list[str]
    originals: Mapping[str, str]


def synonyms(path: Path) -> list[tuple[str, str]]:
    """Pairs of an original and a spun form."""
    lines = path.read_text("utf-8").splitlines()
    return [(o, s) for o, s in (line.split("\t")[:2] for line in lines if line and line[0] != "#")]


def halves(pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Every other stretch of pages, and the rest: neighbours in a corpus stay on one side."""
    sides: tuple[list[str], list[str]] = ([], [])
    for number, page in enumerate(pages):
        sides[number // HALF % 2].append(page)
    return sides


def drawn(pairs: Sequence[tuple[str, str]], text: str, draw: random.Random, common: int) -> dict[str, str]:
    """A spinner: substitutions of words that the text has, none of which touches another one."""
    found = [(o, s) for o, s in pairs if text.count(o) >= common]
    draw.shuffle(found)
    chosen: dict[str, str] = {}
    for original, spun in found:
        words = [*chosen, *chosen.values()]
        if len(chosen) < SUBSTITUTIONS and not any(
            w in word or word in w for word in words for w in (original, spun)
        ):
            chosen[original] = spun
    return chosen


def spin(pages: Iterable[str], spinner: Mapping[str, str], draw: random.Random) -> list[str]:
    """The pages as the spinner leaves them."""
    if not spinner:
        return list(pages)
    pattern = re.compile("|".join(sorted(map(re.escape, spinner), key=len, reverse=True)))
    return [pattern.sub(lambda m: spinner[m[0]] if draw.random() < RATE else m[0], page) for page in pages]


def spun_site(
    kind: str, pages: Sequence[str], pairs: Sequence[tuple[str, str]], seed: int, covered: bool, common: int
) -> Spun:
    """200 pages of a kind of text, put through a spinner of that seed."""
    draw = random.Random(seed)
    chosen = draw.sample(list(pages), min(PAGES, len(pages)))
    spinner = drawn(pairs, "\n".join(chosen), draw, common)
    return Spun(
        kind, covered, spin(chosen, spinner, draw), {spun: original for original, spun in spinner.items()}
    )


def shares(told: Sequence[tuple[str, str | None]], spun: Spun) -> tuple[float, float]:
    """The share of the spinner's forms among what was told, and the share told with the right original."""
    found = right = 0
    for form, original in spun.originals.items():
        named = [other for text, other in told if form in text]
        found += bool(named)
        right += any(other is not None and original in other for other in named)
    return found / len(spun.originals), right / len(spun.originals)


def fit(samples: Sequence[tuple[Swap, bool]]) -> Weights:
    """Logistic regression by Newton's method over what was found in spun pages of known spinners."""
    values = np.array([swap.measures for swap, _ in samples])
    true = np.array([float(is_true) for _, is_true in samples])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    rows = np.c_[(values - mean) / spread, np.ones(len(values))]
    weights = np.zeros(rows.shape[1])
    penalty = np.r_[np.full(len(MEASURES), 1e-5), 1e-6]
    for _ in range(25):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - true) / len(true) + penalty * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows / len(true) + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    return Weights(
        constant=round(float(weights[-1] - plain @ mean), 3),
        weights={name: round(float(value), 3) for name, value in zip(MEASURES, plain, strict=True)},
    )


def fitted_anew(
    sites: Sequence[tuple[Spun, list[Swap]]],
) -> dict[tuple[str, bool], list[tuple[float, float]]]:
    """The shares for each kind with weights that never saw it; writes weights fitted on all kinds."""

    def samples(chosen: Iterable[tuple[Spun, list[Swap]]]) -> list[tuple[Swap, bool]]:
        return [
            (swap, spun.originals.get(swap.word) == swap.original) for spun, found in chosen for swap in found
        ]

    results: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for kind in {spun.kind: None for spun, _ in sites}:
        weights = fit(samples(pair for pair in sites if pair[0].kind != kind))
        for spun, found in sites:
            if spun.kind == kind:
                best = [(swap.word, swap.original) for swap, _ in best_swaps(found, weights, LIMIT)]
                results.setdefault((kind, spun.covered), []).append(shares(best, spun))
    WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(fit(samples(sites))), indent=2) + b"\n")
    return results


def main() -> None:
    """Spin, suggest, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="where corpora are kept; default %(default)s"
    )
    parser.add_argument("--list", type=Path, default=SYNONYMS, help="pairs to draw from; default %(default)s")
    parser.add_argument("--kinds", nargs="+", help="kinds of text; default all that the reference has")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument(
        "--common", type=int, default=COMMON, help="fewest occurrences of a word; default %(default)s"
    )
    parser.add_argument("--fit", action="store_true", help="fit the weights anew and write them")
    options = parser.parse_args()
    pairs = synonyms(options.list)
    sides = {kind: halves(pages) for kind, pages in pages_by_kind(options.cache).items()}
    references: dict[str | None, Reference] = {None: counted({kind: own for kind, (own, _) in sides.items()})}
    sites: list[tuple[Spun, list[Swap]]] = []
    results: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for kind in options.kinds or [kind for kind in sides if kind != CLASSICAL]:
        references[kind] = counted({other: own for other, (own, _) in sides.items() if other != kind})
        for covered in (True, False):
            reference = references[None if covered else kind]
            for seed in range(options.seeds):
                spun = spun_site(kind, sides[kind][1], pairs, seed, covered, options.common)
                if options.fit:
                    pages = distinct_pages(spun.pages)
                    sites.append((spun, swaps(SiteCounts([words_of(page) for page in pages]), reference)))
                else:
                    told = suggest(spun.pages, reference, limit=LIMIT)
                    results.setdefault((kind, covered), []).append(
                        shares([(each.text, each.original) for each in told], spun)
                    )
            if not options.fit:
                print(_line(kind, covered, results[kind, covered]), flush=True)
    if options.fit:
        results = fitted_anew(sites)
    lines = [_line(kind, covered, found) for (kind, covered), found in sorted(results.items())]
    for covered in (True, False):
        every = [shares for (_, within), found in results.items() if within is covered for shares in found]
        lines.append(_line("all kinds", covered, every))
    print("\n".join(lines if options.fit else lines[-2:]))
    if options.fit and not options.kinds:
        write_between(DOCS, "make bench-discovery", "\n```text\n" + "\n".join(lines) + "\n```\n")


def _line(kind: str, covered: bool, found: Sequence[tuple[float, float]]) -> str:
    first, right = (statistics.median(share) for share in zip(*found, strict=True))
    return f"{kind:<14} {'covered' if covered else 'not covered':<12} found {first:4.0%}, right original {right:4.0%}"


if __name__ == "__main__":
    main()
