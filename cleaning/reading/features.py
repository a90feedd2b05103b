"""What the scorer sees of a page: one row of numbers a block, from one pass in Python and the rest in numpy.

Lengths count bytes of UTF-8 by three, so that a Han character weighs one and a Latin letter a third: a paragraph of
either language is then about as heavy. Sums over elements come from running totals, never from walking them again.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from operator import add
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.reading.content import Choice, is_known_element
from cleaning.reading.document import Document
from cleaning.reading.furniture import (
    is_body_element,
    is_foreign_element,
    is_furniture_element,
    opens_tail,
)
from cleaning.reading.titles import fold

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

_KINDS: Final = ("heading", "list_item", "table_row", "code", "caption")
_TAGS: Final = ("p", "div", "td", "li", "h1", "h2")
_ABOVE: Final = (0, 1, 2, 3, 5)
"""How many elements further out sums are taken, from the block's own element on."""
_BESIDE: Final = (1, -1, 2, -2, 3, -3)
_WINDOWS: Final = (5, 15)
_LONGEST_LABEL: Final = 200  # characters; longer lines are no heading, title or label
_FAR: Final = 300  # blocks from a title that the page does not show
_ENDS = re.compile(r"[。！？.!?…”\"」』）)]\s*$")
_DIGIT = re.compile("[0-9]")
_SPACE = re.compile(r"\s+")
_FLAGS: Final = {
    **dict.fromkeys(("li", "dl", "ul", "ol"), 0), **dict.fromkeys(("td", "th"), 1), "article": 2, "main": 3,
    **dict.fromkeys(("footer", "nav", "aside"), 4), **dict.fromkeys(("figure", "figcaption"), 5),
}  # fmt: skip
_FURNITURE, _FOREIGN, _BODY, _KNOWN = 6, 7, 8, 9
_NO_FLAGS: Final = (0.0,) * 10
_KIND_ROWS: Final = {
    kind: tuple(float(kind == other) for other in _KINDS) for kind in ("paragraph", "quote", *_KINDS)
}
_TAG_NUMBER: Final = {tag: number for number, tag in enumerate(_TAGS)}


def _names() -> tuple[str, ...]:
    block = [
        "weight",
        "log weight",
        "link share",
        "marks",
        "marks by weight",
        "hidden",
        "level",
        "bold",
        "depth",
    ]
    block += [f"kind {kind}" for kind in _KINDS]
    block += ["digits", "ends", "tail", "copies", "in hint", "is title"]
    place = [
        "place",
        "blocks",
        "prose before",
        "weight before",
        "from title",
        "weight from title",
        "tails before",
    ]
    place += ["from first prose", "to last prose", "page weight"]
    element = [f"tag {tag}" for tag in _TAGS]
    element += ["in list", "in cells", "in article", "in main", "in footer", "in figure"]
    element += ["furniture names", "foreign names", "body names", "known names"]
    sums = ("prose", "log prose", "link share", "size", "prose share", "marks", "alike", "offset")
    around = [f"{name} {level}" for level in _ABOVE for name in sums]
    beside = [f"{name} {step:+d}" for step in _BESIDE for name in ("weight", "link share")]
    beside += ["same element before", "same element behind"]
    beside += [
        f"{name} within {window}" for window in _WINDOWS for name in ("prose share", "link share", "prose")
    ]
    guess = ["in guess", "from guess", "from its begin", "to its end", "its prose", "its size", "worth"]
    return tuple(block + place + element + around + beside + guess)


NAMES: Final = _names()
"""The columns, in the order of the matrix."""


class _Page(NamedTuple):
    """Arrays that several groups of columns are made from; sums are running totals with a 0 in front."""

    place: Ints
    weight: Floats
    links: Floats
    prose: Floats
    home: Ints
    first: Ints
    last: Ints
    parent: Ints
    sums: dict[str, Floats]


def features(document: Document, choice: Choice, title: str, position: int | None, hint: str) -> Floats:
    """The matrix of a page with at least one block: blocks by `NAMES`.

    `choice` is the first guess at the article's element, `title` the title as `titles.fold` leaves it, `position` the
    block in which it stands, `hint` the text that the page's own data gives as the article ("" for none).
    """
    block = _of_blocks(document, title, hint)
    page = _page(document, block)
    columns = (
        block,
        _of_place(page, position, block[:, NAMES.index("tail")]),
        _of_elements(document, page.parent)[page.home],
        _around(document, page),
        _beside(page),
        _of_guess(document, choice, page),
    )
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _of_blocks(document: Document, title: str, hint: str) -> Floats:
    blocks = document.blocks
    copies = Counter([block.text for block in blocks])
    squeezed = _SPACE.sub("", hint)
    rows: list[float] = []
    for block in blocks:
        text, container = block.text, block.container
        length = len(text)
        label = length <= _LONGEST_LABEL
        rows += (
            len(text.encode("utf-8", "ignore")) / 3,
            block.link_chars / length,
            block.marks,
            container.hidden,
            block.level or 0,
            block.bold,
            container.depth,
        )
        rows += _KIND_ROWS[block.kind]
        rows += (
            len(_DIGIT.findall(text)) / length if label else 0,
            _ENDS.search(text, max(0, length - 4)) is not None,
            label and opens_tail(text),
            copies[text],
            -1 if not hint else length > 3 and _SPACE.sub("", text) in squeezed,
            bool(title) and label and fold(text) == title,
        )
    values = np.array(rows, np.float32).reshape(len(blocks), -1)
    weight, marks = values[:, :1], values[:, 2:3]
    derived = (weight, np.log1p(weight), values[:, 1:2], marks, marks / (weight + 1), values[:, 3:])
    return np.concatenate(derived, axis=1)


def _page(document: Document, block: Floats) -> _Page:
    containers = document.containers
    weight, links, marks = block[:, 0], block[:, 2], block[:, 3]
    prose = np.where((marks > 0) & (links < 0.5), weight, 0).astype(np.float32)
    totals = {"prose": prose, "weight": weight, "links": weight * links, "marks": marks}
    sums = {name: np.concatenate(([0], np.cumsum(each, dtype=np.float64))) for name, each in totals.items()}
    number = {id(container): place for place, container in enumerate(containers)}
    count = len(containers)
    return _Page(
        place=np.arange(len(weight)),
        weight=weight,
        links=links,
        prose=prose,
        home=np.fromiter((number[id(block.container)] for block in document.blocks), np.intp, len(weight)),
        first=np.fromiter((container.first for container in containers), np.intp, count),
        last=np.fromiter((container.last for container in containers), np.intp, count),
        parent=np.fromiter((number.get(id(container.parent), 0) for container in containers), np.intp, count),
        sums={name: each.astype(np.float32) for name, each in sums.items()},
    )


def _of_place(page: _Page, position: int | None, tails: Floats) -> Floats:
    prose, weight = page.sums["prose"], page.sums["weight"]
    out = np.zeros((len(page.place), 10), np.float32)
    out[:, 0] = page.place / len(page.place)
    out[:, 1] = np.log(len(page.place))
    out[:, 2] = prose[:-1] / (prose[-1] + 1)
    out[:, 3] = weight[:-1] / (weight[-1] + 1)
    if position is None:
        out[:, 4], out[:, 5] = _FAR, -1e4
    else:
        out[:, 4] = np.clip(page.place - position, -50, 200)
        out[:, 5] = weight[:-1] - weight[position]
    out[:, 6] = np.cumsum(tails)
    long = np.flatnonzero(page.prose > 12)
    if len(long):
        out[:, 7], out[:, 8] = page.place - long[0], long[-1] - page.place
    out[:, 9] = weight[-1]
    return out


def _of_elements(document: Document, parent: Ints) -> Floats:
    """What the tags and names of each element and of those around it say; a row a container."""
    rows: list[tuple[float, ...]] = []
    outer = parent.tolist()
    for place, container in enumerate(document.containers):
        row = rows[outer[place]] if place else _NO_FLAGS
        own = _flags_of(container.tag, container.words, container.itemprop)
        rows.append(tuple(map(add, row, own)) if own else row)
    tags = np.zeros((len(rows), len(_TAGS) + 1), np.float32)
    numbers = [_TAG_NUMBER.get(container.tag, len(_TAGS)) for container in document.containers]
    tags[np.arange(len(rows)), numbers] = 1
    return np.concatenate((tags[:, :-1], np.array(rows, np.float32)), axis=1)


@lru_cache(maxsize=8192)
def _flags_of(tag: str, words: str, itemprop: str) -> tuple[float, ...] | None:
    """What the tag and the names of one element say by themselves; None for nothing. Sites repeat their names."""
    own = [0.0] * len(_NO_FLAGS)
    if tag in _FLAGS:
        own[_FLAGS[tag]] = 1
    own[_FURNITURE] = is_furniture_element(tag, words)
    if len(words) > 1 or itemprop:
        own[_FOREIGN] = is_foreign_element(words)
        own[_BODY] = is_body_element(words)
        own[_KNOWN] = is_known_element(words, itemprop)
    return tuple(own) if any(own) else None


def _around(document: Document, page: _Page) -> Floats:
    """Sums over the block's element and some further out: computed once an element, looked up by block."""
    of = {name: each[page.last] - each[page.first] for name, each in page.sums.items()}
    forms = [(container.tag, container.words) for container in document.containers]
    counts = Counter(forms)
    size = (page.last - page.first).astype(np.float32)
    table = np.stack(
        (
            of["prose"] / (page.sums["prose"][-1] + 1),
            np.log1p(np.maximum(of["prose"], 0)),
            of["links"] / (of["weight"] + 1),
            size,
            of["prose"] / (of["weight"] + 1),
            of["marks"] / (of["weight"] + 1),
            np.log1p([counts[form] for form in forms]),
        ),
        axis=1,
    ).astype(np.float32)
    columns: list[Floats] = []
    element, level = page.home, 0
    for wanted in _ABOVE:
        while level < wanted:
            element, level = page.parent[element], level + 1
        offset = ((page.place - page.first[element]) / np.maximum(1, size[element])).astype(np.float32)
        columns += [table[element], offset[:, None]]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _beside(page: _Page) -> Floats:
    n = len(page.place)
    heavy = np.log1p(page.weight)
    columns = []
    for step in _BESIDE:
        columns += [_shifted(heavy, step, 0), _shifted(page.links, step, 1)]
    outer = page.parent[page.home]
    same = np.zeros(n, np.float32)
    same[1:] = (page.home[1:] == page.home[:-1]) | (outer[1:] == outer[:-1])
    columns += [same, _shifted(same, -1, 0)]
    for window in _WINDOWS:
        low, high = np.maximum(0, page.place - window), np.minimum(n, page.place + window + 1)
        within = {name: each[high] - each[low] for name, each in page.sums.items()}
        total = within["weight"] + 1
        columns += [
            within["prose"] / total,
            within["links"] / total,
            np.log1p(np.maximum(within["prose"], 0)),
        ]
    return np.stack(columns, axis=1).astype(np.float32)


def _shifted(values: Floats, step: int, edge: float) -> Floats:
    """The value of the block `step` before (behind, for a negative one); `edge` where there is none."""
    out = np.full(len(values), edge, np.float32)
    if abs(step) < len(values):
        if step > 0:
            out[step:] = values[:-step]
        else:
            out[:step] = values[-step:]
    return out


def _of_guess(document: Document, choice: Choice, page: _Page) -> Floats:
    """Where a block stands to the element whose prose outweighs all else in it."""
    begin, end = choice.container.first, choice.container.last
    place = page.place
    inside = (place >= begin) & (place < end)
    away = np.where(inside, 0, np.where(place < begin, begin - place, place - end + 1))
    prose = page.sums["prose"]
    lengths = np.fromiter((len(block.text) for block in document.blocks), np.float32, len(place))
    columns = (
        inside,
        away,
        np.clip(place - begin, -50, 50),
        np.clip(end - place, -50, 50),
        np.full(len(place), (prose[end] - prose[begin]) / (prose[-1] + 1)),
        np.full(len(place), np.log1p(end - begin)),
        np.array(choice.worth, np.float32) / lengths,
    )
    return np.stack(columns, axis=1).astype(np.float32)
