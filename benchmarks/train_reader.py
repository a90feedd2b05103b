"""Trains the scorer that tells the blocks of an article from all else on its page, and says how well it does.

python benchmarks/train_reader.py DATA

DATA is a folder of labelled pages (see `labelled.py`). First the pages of each fifth of all sites are scored by a model that has seen none of these sites; the table of these
scores is what can be expected of sites nobody has looked at. From them the confidence of a text is fitted, written to
`cleaning/reading/confidence.json`, and the table of how it came true to docs/benchmarks.md. Then the model is trained on all
pages and written to `cleaning/reading/scorer.json`. Needs the extra `train`. The same data and versions give the same file.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from calibration import Bin, as_markdown, fitted, reliability
from catboost import CatBoostClassifier
from labelled import labelled_pages
from marked_pages import write_between
from shingles import GRAM, Overlap, average, grams, overlap, tokens

from cleaning.decoding import to_utf8
from cleaning.reading import confidence
from cleaning.reading.caps import limit
from cleaning.reading.confidence import RIGHT, Calibration, Doubts, doubts_about
from cleaning.reading.content import choose
from cleaning.reading.dates import moment_of
from cleaning.reading.features import NAMES, features
from cleaning.reading.finding import find_lines
from cleaning.reading.html import parse
from cleaning.reading.jsonld import linked_data
from cleaning.reading.measures import Floats
from cleaning.reading.related import related_lists
from cleaning.reading.scorer import FILE, Scorer, Tree
from cleaning.reading.titles import find_title

PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"
FOLDS = 5
TREES, DEPTH, RATE = 120, 5, 0.15
SHORT = 8  # tokens: a block of fewer says little by its grams


class Taken(NamedTuple):
    """The text that the reader takes of a page, and its doubts; None where it takes nothing."""

    text: str
    doubts: Doubts | None


class Sample(NamedTuple):
    """One page: its matrix, which blocks are text of the article, their lengths in tokens, and where it comes from.

    `chosen` gives what the reader takes when it is told how likely each block is.
    """

    group: str
    site: str
    matrix: Floats
    labels: np.ndarray
    lengths: np.ndarray
    wanted: str | None
    chosen: Callable[[Sequence[float]], Taken]


def labels_of(texts: Sequence[str], wanted: str) -> np.ndarray:
    """Which blocks stand in the wanted text: by their grams, short ones by the text and labelled neighbours."""
    known = set(grams(wanted))
    squeezed = "".join(tokens(wanted))
    share, long = np.zeros(len(texts)), np.zeros(len(texts), bool)
    for place, text in enumerate(texts):
        own = tokens(text)
        long[place] = len(own) >= SHORT
        if long[place]:
            share[place] = np.mean([tuple(own[n : n + GRAM]) in known for n in range(len(own) - GRAM + 1)])
        elif len(word := "".join(own)) >= 2:
            share[place] = word in squeezed
    found = share >= 0.5
    sure = np.flatnonzero(found & long)
    for place in np.flatnonzero(found & ~long):
        found[place] = len(sure) > 0 and np.abs(sure - place).min() <= 4
    _drop_copies(texts, found)
    return found


def _drop_copies(texts: Sequence[str], found: np.ndarray) -> None:
    """Of several copies of one line only the one among other lines of the article is text of it."""
    copies: dict[str, list[int]] = defaultdict(list)
    for place in np.flatnonzero(found):
        copies[texts[place].strip()].append(int(place))
    for places in copies.values():
        if len(places) > 1:
            near = {p: int(found[max(0, p - 4) : p + 5].sum()) - 1 for p in places}
            best = max(places, key=lambda p: near[p])
            for place in places:
                found[place] = place == best or near[place] >= 2


def sample(group: str, site: str, html: bytes, url: str | None, wanted: str | None) -> Sample | None:
    """A page read as far as the reader does before it asks the scorer; None for one without a block.

    `wanted` is the text of its article, None for a page that is no article.
    """
    document = parse(limit(to_utf8(html).content).content)
    if not document.blocks:
        return None
    data = linked_data(document.json_ld)
    title = find_title(document, data)
    choice = choose(document, data.body, title.position or 0)
    _, neighbours = related_lists(document, url, moment_of(None, None))

    def chosen(likely: Sequence[float]) -> Taken:
        found = find_lines(document, choice, title, neighbours, likely)
        kept = found.selection.kept
        text = "\n".join(block.text for block in kept)
        return Taken(text, doubts_about(kept, document.blocks, likely, found.run))

    texts = [block.text for block in document.blocks]
    return Sample(
        group,
        site,
        features(document, choice, title.position, title.text or ""),
        labels_of(texts, wanted) if wanted else np.zeros(len(texts), bool),
        np.array([max(1, len(tokens(text))) for text in texts]),
        wanted,
        chosen,
    )


def bare_page(wanted: str, title: str, choice: random.Random) -> bytes:
    """The article alone on a page: what a reader mode saves, or a test writes."""
    name = choice.choice(["content", "article", "post", "", "main-text", "entry"])
    lines = [line.strip() for line in wanted.split("\n") if line.strip()]
    between = choice.choice(["</p><p>", "<br>", "</div><div>"])
    inner = between.join(line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    wrap = "p" if between == "</p><p>" else "div"
    head = f"<h1>{title}</h1>" if title and choice.random() < 0.8 else ""
    foot = choice.choice(["", "<div class='footer'>Copyright</div>", "<p><a href='/'>首页</a></p>"])
    body = f"<div class='{name}'><{wrap}>{inner}</{wrap}></div>"
    return f"<html><head><title>{title}</title></head><body>{head}{body}{foot}</body></html>".encode()


def samples(folder: Path) -> list[Sample]:
    """The pages of all sets, and bare pages of each article and of its beginning: short notes are articles, too."""
    found: list[Sample | None] = []
    choice = random.Random(0)
    for page in labelled_pages(folder):
        if page.is_article and not page.text:
            continue
        wanted = page.text if page.is_article else None
        found.append(sample(page.group, page.site, page.content(), page.url, wanted))
        if wanted:
            note = "\n".join(wanted.split("\n")[: choice.randint(1, 3)])
            for text in (wanted, note):
                bare = bare_page(text, page.labels.get("title", ""), choice)
                found.append(sample("bare", page.site, bare, None, text))
    return [each for each in found if each is not None]


def trained(pages: Sequence[Sample]) -> Scorer:
    """A scorer trained on these pages: each page counts the same, each block by the root of its length."""
    weights = [
        np.sqrt(page.lengths) / np.sqrt(page.lengths).sum() * (0.1 if page.group == "bare" else 1)
        for page in pages
    ]
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=RATE, l2_leaf_reg=5, rsm=0.3, border_count=64, random_seed=0,
        bootstrap_type="Bernoulli", subsample=0.8, thread_count=2, verbose=False, allow_writing_files=False,
    )  # fmt: skip
    model.fit(
        np.concatenate([page.matrix for page in pages], axis=1).T,
        np.concatenate([page.labels for page in pages]).astype(int),
        sample_weight=np.concatenate(weights) * 50,
    )
    return exported(model)


def exported(model: CatBoostClassifier) -> Scorer:
    """The trees of a model as plain numbers, rounded: a file of theirs is text that a reviewer can read."""
    path = Path("model.json.tmp")
    model.save_model(str(path), format="json")
    told = json.loads(path.read_text("utf-8"))
    path.unlink()
    scale, (bias,) = told["scale_and_bias"]
    flat = {
        each["feature_index"]: each["flat_feature_index"] for each in told["features_info"]["float_features"]
    }
    trees = [
        _full_depth(
            [flat[split["float_feature_index"]] for split in tree["splits"]],
            [float(round(split["border"], 6)) for split in tree["splits"]],
            [float(round(value * scale, 5)) for value in tree["leaf_values"]],
        )
        for tree in told["oblivious_trees"]
    ]
    return Scorer(NAMES, round(float(bias), 6), trees)


def _full_depth(asked: list[int], borders: list[float], leaves: list[float]) -> Tree:
    """A tree of all levels: where training found nothing more to ask, its last question is asked again."""
    while len(asked) < DEPTH:
        # Both answers are the same, so of the new leaves only the first and the last quarter are ever reached.
        half = len(leaves) // 2
        asked, borders = [*asked, asked[-1]], [*borders, borders[-1]]
        leaves = [*leaves[:half], *leaves[:half], *leaves[half:], *leaves[half:]]
    return asked, borders, leaves


def folds(sites: set[str]) -> list[set[str]]:
    """The sites in five parts, the same each time."""
    order = sorted(sites)
    random.Random(3).shuffle(order)
    return [set(order[number::FOLDS]) for number in range(FOLDS)]


def scorers_by_fold(pages: Sequence[Sample]) -> Iterator[tuple[Scorer, set[str]]]:
    """For each fifth of all sites a scorer trained without them, and these sites."""
    for unseen in folds({page.site for page in pages}):
        yield trained([page for page in pages if page.site not in unseen]), unseen


class Unseen(NamedTuple):
    """An article read by a model that saw no page of its site: how much of it was found, and with which doubts."""

    group: str
    site: str
    overlap: Overlap
    doubts: Doubts | None


def cross_validated(pages: Sequence[Sample]) -> list[Unseen]:
    """What the reader takes of each article with its site left out of training."""
    found: list[Unseen] = []
    for scorer, unseen in scorers_by_fold(pages):
        for page in pages:
            if page.site in unseen and page.wanted is not None:
                taken = page.chosen(scorer.probabilities(page.matrix).tolist())
                found.append(Unseen(page.group, page.site, overlap(page.wanted, taken.text), taken.doubts))
    return found


def calibrated(articles: Sequence[Unseen]) -> tuple[Calibration, list[Bin]]:
    """The curve fitted on all articles, and how the chances came true that curves tell which saw no article of a site.

    Bare pages are no pages that anybody reads, and of a text that is empty nothing is told.
    """
    told = [(each, each.doubts) for each in articles if each.doubts is not None and each.group != "bare"]
    right = [each.overlap.f1 >= RIGHT for each, _ in told]
    chances: dict[int, float] = {}
    for unseen in folds({each.site for each, _ in told}):
        known = [n for n, (each, _) in enumerate(told) if each.site not in unseen]
        curve = fitted([told[n][1] for n in known], [right[n] for n in known])
        chances |= {n: curve.chance(doubts) for n, (each, doubts) in enumerate(told) if each.site in unseen}
    return fitted([doubts for _, doubts in told], right), reliability(
        [chances[n] for n in range(len(told))], right
    )


def main() -> None:
    """Cross-validate, train, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    pages = samples(arguments.data)
    print(
        f"{len(pages)} pages, {len({page.site for page in pages})} sites; scored by models that saw no page of the site:"
    )
    unseen = cross_validated(pages)
    for group in sorted({each.group for each in unseen}):
        found = [each.overlap for each in unseen if each.group == group]
        mean = average(found)
        print(
            f"  {group:<14} {len(found):>4} pages  F1 {mean.f1:.3f}  precision {mean.precision:.3f}  "
            f"recall {mean.recall:.3f}"
        )
    curve, bins = calibrated(unseen)
    table = as_markdown(bins)
    print(f"confidence, and the share of texts with an F1 of {RIGHT} and more:\n{table}")
    confidence.FILE.write_text(curve.encoded(), "utf-8")
    write_between(PAGE, "benchmarks/train_reader.py", table)
    FILE.write_text(trained(pages).encoded(), "utf-8")
    print(f"written: {FILE}, {confidence.FILE}, {PAGE}")


if __name__ == "__main__":
    main()
