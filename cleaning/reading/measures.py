"""What the lines and elements of a page measure, as arrays: computed once, used by all that judge them.

Characters are classed by one look-up for the whole page instead of one search for each line. Sums over elements come
from running totals, because an element is a range of lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.article import BlockKind
from cleaning.reading.document import Document
from cleaning.reading.elements import traits_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

_SENTENCE_MARKS: Final = "，。！？；：、,.!?;:…।॥۔،؛؟"
COLON, WAY, TURN = 1, 2, 4
SIGNS: Final = {COLON: ":：", WAY: "位现", TURN: "页頁"}
"""What a line cannot say without one of some characters: a label, the way through the site, the pages of a pager.

Each of them is rare, and most lines are told apart by them before anything dear is asked.
"""
_ENDS: Final = '。！？.!?…”"」』）)'

KINDS: Final[tuple[BlockKind, ...]] = (
    "paragraph",
    "quote",
    "heading",
    "list_item",
    "table_row",
    "code",
    "caption",
)
_KIND_NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}


class Measures(NamedTuple):
    """A row a block (`chars` to `home`), a row a container (`first` to `alike`), and `han`, the share of Chinese characters.

    `weight` is the length in bytes of UTF-8 by three, so that a Han character weighs one and a Latin letter a third: a
    paragraph of either language is then about as heavy. `links` is the share of a line that is links, `ends` whether
    it ends as a sentence does, `prose` its weight where it has marks of sentences and is not half links. `home` is
    the number of its container, `kind` the place of its kind in `KINDS`, `signs` the bits of `SIGNS` for the characters it
    has. A container holds the blocks from `first` to
    before `last`; `traits` are the bits of `elements`, `alike` counts the containers of the page with its tag and names.
    """

    chars: Ints
    weight: Floats
    links: Floats
    marks: Ints
    digits: Ints
    ends: Bools
    hidden: Bools
    prose: Floats
    home: Ints
    kind: Ints
    signs: npt.NDArray[np.uint8]
    first: Ints
    last: Ints
    parent: Ints
    depth: Ints
    traits: Ints
    alike: Ints
    rank: Ints
    han: float

    def inside(self, totals: Floats) -> Floats:
        """The sums over each container of values whose running totals (with a 0 in front) are given."""
        return totals[self.last] - totals[self.first]


def measure(document: Document) -> Measures:
    """The measures of a page. Its blocks learn their `marks`."""
    blocks, containers = document.blocks, document.containers
    texts = [block.text for block in blocks]
    counts = _count(texts)
    chars, marks = counts.chars, counts.marks
    for block, number in zip(blocks, marks.tolist(), strict=True):
        block.marks = number
    weight = (counts.bytes / 3).astype(np.float32)
    links = np.array([block.link_chars for block in blocks], np.float32) / chars
    hidden = np.array([container.hidden for container in containers], np.bool_)
    home = np.array([block.container.number for block in blocks], np.intp)
    alike, rank = _alike(document)
    return Measures(
        chars=chars,
        weight=weight,
        links=links.astype(np.float32),
        marks=marks,
        digits=counts.digits,
        ends=counts.ends,
        hidden=hidden[home],
        prose=np.where((marks > 0) & (links < 0.5), weight, 0).astype(np.float32),
        home=home,
        kind=np.array([_KIND_NUMBER[block.kind] for block in blocks], np.intp),
        signs=counts.signs,
        first=np.array([each.first for each in containers], np.intp),
        last=np.array([each.last for each in containers], np.intp),
        parent=np.array([each.parent.number if each.parent else 0 for each in containers], np.intp),
        depth=np.array([each.depth for each in containers], np.intp),
        traits=np.array([traits_of(each.tag, each.words, each.itemprop) for each in containers], np.intp),
        alike=alike,
        rank=rank,
        han=float(counts.han.sum() / max(chars.sum(), 1)),
    )


def _alike(document: Document) -> tuple[Ints, Ints]:
    """For each container how many have its tag and names, and the how many-th of them it is."""
    known: dict[tuple[str, str], int] = {}
    forms = np.array(
        [known.setdefault((each.tag, each.words), len(known)) for each in document.containers], np.intp
    )
    count = np.bincount(forms)
    order = forms.argsort(kind="stable")
    rank = np.empty_like(forms)
    rank[order] = np.arange(1, len(forms) + 1) - (count.cumsum() - count)[forms[order]]
    return count[forms], rank


def running(values: npt.NDArray[np.generic]) -> Floats:
    """Running totals with a 0 in front: the sum over a range is the difference of two of them."""
    totals = np.zeros(len(values) + 1)
    values.cumsum(out=totals[1:])
    return totals.astype(np.float32)


class _Counts(NamedTuple):
    """For each text its length, how many of its characters are of each class, and whether it ends a sentence."""

    chars: Ints
    marks: Ints
    digits: Ints
    han: Ints
    bytes: Ints
    signs: npt.NDArray[np.uint8]
    ends: Bools


def _count(texts: Sequence[str]) -> _Counts:
    chars = np.array([len(text) for text in texts], np.intp)
    if not texts:
        return _Counts(chars, chars, chars, chars, chars, chars.astype(np.uint8), chars > 0)
    units = np.frombuffer("\n".join(texts).encode("utf-16-le", "surrogatepass"), np.uint16)
    astral = len(units) > chars.sum() + len(texts) - 1
    lengths = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts] if astral else chars
    behind = np.asarray(lengths).cumsum() + np.arange(len(texts))
    starts = np.concatenate(([0], behind[:-1] + 1))
    classes = _classes()

    def total(of_unit: npt.NDArray[np.uint8]) -> Ints:
        return np.add.reduceat(of_unit.take(units), starts, dtype=np.intp)

    octets = total(classes.octets)
    octets[:-1] -= 1  # the line break
    return _Counts(
        chars,
        total(classes.marks),
        total(classes.digits),
        total(classes.han),
        octets,
        np.bitwise_or.reduceat(classes.signs.take(units), starts),
        classes.ends[units[behind - 1]],
    )


class _Classes(NamedTuple):
    """What each unit of UTF-16 counts for, in a byte each: tables and what is looked up in them stay small."""

    marks: npt.NDArray[np.uint8]
    digits: npt.NDArray[np.uint8]
    han: npt.NDArray[np.uint8]
    octets: npt.NDArray[np.uint8]
    signs: npt.NDArray[np.uint8]
    ends: Bools


@cache
def _classes() -> _Classes:
    marks, digits, han, octets, signs = np.zeros((5, 0x10000), np.uint8)
    ends = np.zeros(0x10000, np.bool_)
    marks[list(map(ord, _SENTENCE_MARKS))] = 1
    digits[list(map(ord, "0123456789"))] = 1
    han[0x3400:0xA000] = 1
    # Surrogates count for half a character of four bytes.
    for first, behind, length in ((0, 0x80, 1), (0x80, 0x800, 2), (0x800, 0x10000, 3), (0xD800, 0xE000, 2)):
        octets[first:behind] = length
    ends[list(map(ord, _ENDS))] = True
    for bit, characters in SIGNS.items():
        signs[list(map(ord, characters))] |= bit
    return _Classes(marks, digits, han, octets, signs, ends)
