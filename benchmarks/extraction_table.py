"""The measurements of `extraction.py` as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from labelled import FIELDS


class Accuracy(msgspec.Struct, frozen=True, kw_only=True):
    """What one extractor got right of one set.

    `poor` is the share of articles with an F1 below .5, `fields` the share of labelled values that are right, `no_article`
    the share of pages without an article for which it gave no text (None where the set has none).
    """

    articles: int
    f1: float
    precision: float
    recall: float
    poor: float
    fields: Mapping[str, float] = {}
    no_article: float | None = None
    errors: int = 0


class Speed(msgspec.Struct, frozen=True):
    """Seconds that each round took for all pages, and the bytes added to the peak of a process."""

    seconds: Sequence[float]
    memory: int


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """One run: accuracy by set and extractor, speed by extractor, and what could not be measured, with the reason."""

    accuracy: Mapping[str, Mapping[str, Accuracy]]
    speed: Mapping[str, Speed]
    versions: Mapping[str, str]
    left_out: Mapping[str, str]
    machine: str
    sample: int
    kilobytes: float


def markdown(results: Results) -> str:
    """All tables of a run, with the sentences that say what they come from."""
    return "\n".join(
        [*_about(results), *_overview(results), *_details(results), *_speed(results), *_left_out(results)]
    ).rstrip("\n")


def _about(results: Results) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    yield f"{results.machine}. {versions}.\n"


def _overview(results: Results) -> Iterator[str]:
    names = list(dict.fromkeys(name for found in results.accuracy.values() for name in found))
    yield "F1 by set, and the mean of the sets:\n"
    yield from _head(["set", "articles", *names])
    for group, found in results.accuracy.items():
        articles = max(each.articles for each in found.values())
        yield _row([group, str(articles), *(_share(found[n].f1) if n in found else "–" for n in names)])
    means = [
        statistics.fmean(found[name].f1 for found in results.accuracy.values() if name in found)
        for name in names
    ]
    yield _row(["mean", "", *(_share(mean) for mean in means)])
    yield ""


def _details(results: Results) -> Iterator[str]:
    yield "Set by set (`poor`: share of articles with an F1 below .5; `no article`: share of pages without one recognised):\n"
    yield from _head(
        ["set", "extractor", "F1", "precision", "recall", "poor", *FIELDS, "no article", "errors"]
    )
    for group, found in results.accuracy.items():
        for name, each in found.items():
            fields = [_share(each.fields[f]) if f in each.fields else "–" for f in FIELDS]
            nothing = "–" if each.no_article is None else _share(each.no_article)
            figures = [_share(figure) for figure in (each.f1, each.precision, each.recall, each.poor)]
            yield _row([group, name, *figures, *fields, nothing, str(each.errors)])
    yield ""


def _speed(results: Results) -> Iterator[str]:
    if not results.speed:
        return
    rounds = max(len(each.seconds) for each in results.speed.values())
    yield (
        f"Speed and memory on {results.sample} pages of {results.kilobytes:.0f} kB on average, {rounds} interleaved rounds:\n"
    )
    beside = [name for name in ("resiliparse", "trafilatura") if name in results.speed]
    yield from _head(["extractor", "pages/s", *(f"speed, {name} = 1" for name in beside), "added memory, MB"])
    for name, each in sorted(results.speed.items(), key=lambda item: statistics.median(item[1].seconds)):
        rate = results.sample / statistics.median(each.seconds)
        ratios = [f"{ratio(results.speed[other].seconds, each.seconds):.2f}" for other in beside]
        yield _row([name, f"{rate:.1f}", *ratios, f"{each.memory / 1e6:.0f}"])
    yield ""


def ratio(others: Sequence[float], seconds: Sequence[float]) -> float:
    """How many times as fast: the median over rounds, so that a disturbance of one round counts for nothing.

    >>> ratio([4.0, 4.0, 90.0], [2.0, 2.0, 2.0])
    2.0
    """
    return statistics.median(other / own for other, own in zip(others, seconds, strict=True))


def _left_out(results: Results) -> Iterator[str]:
    if results.left_out:
        yield "Left out of this run:\n"
        for name, reason in results.left_out.items():
            yield f"- {name}: {reason}"


def _head(names: Sequence[str]) -> Iterator[str]:
    yield _row(names)
    yield _row(["---"] * len(names))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _share(value: float) -> str:
    """A share with three digits and no leading nought, as tables of accuracy have it.

    >>> _share(0.9416), _share(1.0), _share(0.0)
    ('.942', '1.000', '.000')
    """
    return f"{value:.3f}".removeprefix("0")
