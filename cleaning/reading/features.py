"""What the scorer sees of a page: one row of numbers a feature, one column a block.

Computed for all blocks at once by numpy; `measures` has what needs a look at the characters. Rows are features, because
the scorer asks one question of all blocks at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np

from cleaning.reading import elements
from cleaning.reading.content import Choice
from cleaning.reading.document import Document
from cleaning.reading.furniture import TAIL_BEGINNINGS, opens_tail
from cleaning.reading.measures import KINDS, Floats, Ints, Measures, running

_KINDS: Final = ("heading", "list_item", "code", "caption")
_ABOVE: Final = (0, 1, 2, 3, 5)
"""How many elements further out sums are taken, from the block's own element on."""
_BESIDE: Final = (1, -1, 2, -2, 3, -3)
_WINDOWS: Final = (5, 15)
_LONGEST_LABEL: Final = 200  # characters; longer lines are no heading, title or label
_FAR: Final = 300  # blocks from a title that the page does not show
_TRAITS: Final = {
    "tag p": elements.PARAGRAPH,
    "tag div": elements.DIVISION,
    "tag td": elements.TABLE_CELL,
    "tag h1": elements.TITLE,
    "tag h2": elements.HEADING,
}
_TRAITS_AROUND: Final = {
    "in list": elements.LIST,
    "in cells": elements.CELL,
    "in article": elements.ARTICLE,
    "in main": elements.MAIN,
    "in footer": elements.FOOTER,
    "in figure": elements.FIGURE,
    "furniture names": elements.FURNITURE,
    "foreign names": elements.FOREIGN,
    "body names": elements.BODY,
    "known names": elements.KNOWN,
}

_BITS_AROUND: Final = sum(_TRAITS_AROUND.values())
_BLOCK: Final = (
    *("weight", "log weight", "link share", "marks", "marks by weight", "depth"),
    *(f"kind {kind}" for kind in _KINDS),
    *("digits", "ends", "copies", "in hint", "is title"),
)
_PLACE: Final = (
    *("place", "blocks", "prose before", "weight before", "from title", "weight from title", "tails before"),
    *("from first prose", "to last prose", "page weight"),
)
_ELEMENT: Final = (*_TRAITS, *_TRAITS_AROUND)
_SUMS: Final = ("prose", "log prose", "link share", "size", "prose share", "marks", "alike", "rank")
_AROUND: Final = tuple(f"{name} {level}" for name in (*_SUMS, "offset") for level in _ABOVE)
_NEAR: Final = (
    *(f"weight {step:+d}" for step in _BESIDE),
    *("link share +1", "link share -1", "same element before", "same element behind"),
    *(f"{name} within {window}" for window in _WINDOWS for name in ("prose share", "link share", "prose")),
)
_GUESS: Final = (
    "in guess",
    "from guess",
    "from its begin",
    "to its end",
    "its prose",
    "its size",
    "worth",
)

_GROUPS: Final = (_BLOCK, _PLACE, _ELEMENT, _AROUND, _NEAR, _GUESS)
_BORDERS: Final = (0, *accumulate(map(len, _GROUPS)))
_ROWS: Final = tuple(slice(*border) for border in pairwise(_BORDERS))

NAMES: Final = tuple(name for group in _GROUPS for name in group)
"""The features, in the order of the rows."""


def features(document: Document, choice: Choice, title: int | None, name: str) -> Floats:
    """The matrix of a page with at least one block: `NAMES` by blocks.

    `choice` is the first guess at the article's element, `title` the block in which the title stands and `name` its
    text.
    """
    measures = document.measures
    rows = np.zeros((len(NAMES), len(measures.chars)), np.float32)
    prose, weight = running(measures.prose), running(measures.weight)
    links = running(measures.weight * measures.links)
    block, place, element, around, near, guess = [rows[group] for group in _ROWS]
    _of_blocks(block, document, measures, name, choice.named)
    _of_place(place, document, measures, title, prose, weight)
    _of_elements(element, measures)
    _around(around, measures, prose, weight, links)
    _near(near, measures, prose, weight, links)
    _of_guess(guess, measures, choice, prose)
    return rows


def _of_blocks(
    out: Floats, document: Document, measures: Measures, name: str, named: Sequence[bool] | None
) -> None:
    blocks = document.blocks
    texts = [block.text for block in blocks]
    weight = measures.weight
    out[0] = weight
    np.log1p(weight, out=out[1])
    out[2] = measures.links
    out[3] = measures.marks
    np.divide(out[3], weight + 1, out=out[4])
    out[5] = measures.depth[measures.home]
    for row, kind in enumerate(_KINDS, 6):
        out[row] = measures.kind == KINDS.index(kind)
    out[10] = np.where(measures.chars <= _LONGEST_LABEL, measures.digits / measures.chars, 0)
    out[11] = measures.ends
    copies = Counter(texts)
    out[12] = [copies[text] for text in texts]
    out[13] = -1 if named is None else named
    if copies[name]:
        out[14] = [text == name for text in texts]


def _of_place(
    out: Floats, document: Document, measures: Measures, title: int | None, prose: Floats, weight: Floats
) -> None:
    count = len(measures.chars)
    place = np.arange(count)
    out[0] = place / count
    out[1] = np.log(count)
    np.divide(prose[:-1], prose[-1] + 1, out=out[2])
    np.divide(weight[:-1], weight[-1] + 1, out=out[3])
    if title is None:
        out[4], out[5] = _FAR, -1e4
    else:
        _between(place - title, -50, 200, out[4])
        np.subtract(weight[:-1], weight[title], out=out[5])
    # Most lines are told by their first character, without a call.
    tails = [block.text[0] in TAIL_BEGINNINGS and opens_tail(block.text) for block in document.blocks]
    np.array(tails, np.intp).cumsum(out=out[6])
    long = (measures.prose > 12).nonzero()[0]
    if len(long):
        out[7], out[8] = place - long[0], long[-1] - place
    out[9] = weight[-1]


def _of_elements(out: Floats, measures: Measures) -> None:
    """What the tag of each block's element says, and how many of those around it say what tags and names can say."""
    own = measures.traits[measures.home]
    for row, bit in enumerate(_TRAITS.values()):
        out[row] = own & bit > 0
    bits = np.array([*_TRAITS_AROUND.values()])
    told = (measures.traits & _BITS_AROUND).nonzero()[0]
    which, what = (measures.traits[told] & bits[:, None] > 0).nonzero()
    # An element speaks for all blocks from its first to its last: up at the one, down behind the other.
    places = len(measures.chars) + 1
    rows = len(bits) * places
    up = np.bincount(which * places + measures.first[told[what]], minlength=rows)
    down = np.bincount(which * places + measures.last[told[what]], minlength=rows)
    (up - down).reshape(len(bits), places)[:, :-1].cumsum(axis=1, out=out[len(_TRAITS) :])


def _around(out: Floats, measures: Measures, prose: Floats, weight: Floats, links: Floats) -> None:
    """Sums over the block's element and some further out: computed once an element, looked up by block."""
    inside, heavy = measures.inside(prose), measures.inside(weight) + 1
    size = (measures.last - measures.first).astype(np.float32)
    marks = measures.inside(running(measures.marks))
    table = np.stack(
        (
            inside / (prose[-1] + 1),
            np.log1p(np.maximum(inside, 0)),
            measures.inside(links) / heavy,
            size,
            inside / heavy,
            marks / heavy,
            np.log1p(measures.alike),
            np.log1p(measures.rank),
        )
    )
    element, level, levels = measures.home, 0, []
    for wanted in _ABOVE:
        while level < wanted:
            element, level = measures.parent[element], level + 1
        levels.append(element)
    looked = np.concatenate(levels)
    sums = len(_SUMS) * len(_ABOVE)
    out[:sums] = table.take(looked, axis=1).reshape(sums, -1)
    first = measures.first.take(looked).reshape(len(_ABOVE), -1)
    np.divide(
        np.arange(len(measures.chars)) - first,
        size.take(looked).reshape(len(_ABOVE), -1),
        out=out[sums:],
        casting="unsafe",
    )


def _near(out: Floats, measures: Measures, prose: Floats, weight: Floats, links: Floats) -> None:
    count = len(measures.chars)
    heavy = np.log1p(measures.weight)
    for row, step in enumerate(_BESIDE):
        _shift(out[row], heavy, step, 0)
    _shift(out[6], measures.links, 1, 1)
    _shift(out[7], measures.links, -1, 1)
    home, outer = measures.home, measures.parent[measures.home]
    out[8, 1:] = (home[1:] == home[:-1]) | (outer[1:] == outer[:-1])
    _shift(out[9], out[8], -1, 0)
    place = np.arange(count)
    for number, window in enumerate(_WINDOWS):
        low, high = np.maximum(place - window, 0), np.minimum(place + window + 1, count)
        row = 10 + 3 * number
        total = weight[high] - weight[low] + 1
        within = prose[high] - prose[low]
        np.divide(within, total, out=out[row])
        np.divide(links[high] - links[low], total, out=out[row + 1])
        np.log1p(np.maximum(within, 0), out=out[row + 2])


def _shift(out: Floats, values: Floats, step: int, edge: float) -> None:
    """The value of the block `step` before (behind, for a negative one); `edge` where there is none."""
    if step > 0:
        out[:step] = edge
        out[step:] = values[:-step]
    else:
        out[step:] = edge
        out[:step] = values[-step:]


def _between(values: Ints, low: int, high: int, out: Floats) -> None:
    np.minimum(np.maximum(values, low), high, out=out, casting="unsafe")


def _of_guess(out: Floats, measures: Measures, choice: Choice, prose: Floats) -> None:
    """Where a block stands to the element whose prose outweighs all else in it."""
    begin, end = choice.container.first, choice.container.last
    place = np.arange(len(measures.chars))
    out[0, begin:end] = 1
    np.maximum(begin - place, place - end + 1, out=out[1], casting="unsafe")
    out[1, begin:end] = 0
    _between(place - begin, -50, 50, out[2])
    _between(end - place, -50, 50, out[3])
    out[4] = (prose[end] - prose[begin]) / (prose[-1] + 1)
    out[5] = np.log1p(end - begin)
    out[6] = choice.worth / measures.chars
