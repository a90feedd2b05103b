"""What belongs together is taken together: a table, a list, the paragraphs of one element.

The scorer is asked of each line alone, and a cell of two digits or a short paragraph says little. What the lines around
it say of the same table or element decides then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from cleaning.reading.document import Document, RawBlock
from cleaning.reading.rows import data_tables
from cleaning.reading.trim import Trimmed

_LISTS: Final = frozenset(("ul", "ol", "dl"))
# Found on labelled pages with the sites of each page left out of training; the optima are flat.
_SHARE: Final = 0.3
"""A table is text of the article as soon as so much of it is taken."""
_TABLE, _LIST, _PARAGRAPH = 0.1, 0.3, 0.2
"""How likely a table beside the text, a list or a paragraph inside it must be, on average, where less of it is taken."""
_BESIDE: Final = 3  # lines between the text and a table
_LINKED: Final = 0.3
_FEWEST: Final = 3  # items of a list


def completed(
    document: Document, chosen: set[int], likely: Sequence[float], trimmed: Trimmed, neighbours: set[int]
) -> set[int]:
    """The chosen lines with those that belong to them, which are no notices, buttons or entries of neighbours."""
    barred = neighbours | trimmed.left_out.keys()
    chosen = chosen | _of_tables(document, chosen, likely, neighbours)
    chosen |= _of_lists(document, chosen, likely, neighbours, trimmed)
    return chosen | _of_the_element(document, chosen, likely, barred)


def _of_tables(
    document: Document, chosen: set[int], likely: Sequence[float], neighbours: set[int]
) -> set[int]:
    """The cells of tables of data that are part of the text, or that follow it or precede it at once."""
    first, last = min(chosen), max(chosen)
    tables = [
        each
        for each in document.containers
        if each.tag == "table" and each.first <= last + _BESIDE and each.last > first - _BESIDE
    ]
    if not tables:
        return set()
    reach = slice(min(each.first for each in tables), max(each.last for each in tables))
    found: set[int] = set()
    for cells in data_tables([block for block in document.blocks[reach] if not block.hidden]):
        places = {block.position for block in cells}
        if places & neighbours:
            continue
        begin, end = cells[0].position, cells[-1].position
        beside = begin <= last + _BESIDE and end >= first - _BESIDE
        taken = _share(cells, [float(block.position in chosen) for block in cells])
        mean = _share(cells, [likely[block.position] for block in cells])
        if taken >= _SHARE or (beside and mean >= _TABLE and _link_share(cells) < _LINKED):
            found |= places
    return found


def _of_lists(
    document: Document,
    chosen: set[int],
    likely: Sequence[float],
    neighbours: set[int],
    trimmed: Trimmed,
) -> set[int]:
    """The items of lists that stand inside the text, have no links and are as a whole not unlikely."""
    first, last = min(chosen), max(chosen)
    found: set[int] = set()
    for container in document.containers:
        if container.tag not in _LISTS or not first < container.first < container.last <= last:
            continue
        items = [
            block
            for block in document.blocks[container.first : container.last]
            if next(each for each in block.container.ancestors() if each.tag in _LISTS) is container
            and (block.position not in trimmed.left_out or block.position in chosen)
        ]
        places = {block.position for block in items}
        if (
            len(items) >= _FEWEST
            and not places <= chosen
            and not places & neighbours
            and _link_share(items) < _LINKED
            and _share(items, [likely[block.position] for block in items]) >= _LIST
        ):
            found |= places
    return found


def _of_the_element(
    document: Document, chosen: set[int], likely: Sequence[float], barred: set[int]
) -> set[int]:
    """The paragraphs between chosen ones that stand in the element in which most of the text stands."""
    weights: Counter[int] = Counter()
    for place in chosen:
        weights[_home(document.blocks[place])] += len(document.blocks[place].text)
    home = max(weights, key=lambda number: (weights[number], -number))
    return {
        block.position
        for block in document.blocks[min(chosen) : max(chosen) + 1]
        if likely[block.position] >= _PARAGRAPH
        and block.position not in chosen
        and block.position not in barred
        and not block.hidden
        and block.link_share < _LINKED
        and block.container.parent is not None
        and block.container.parent.number == home
    }


def _home(block: RawBlock) -> int:
    return (block.container.parent or block.container).number


def _share(blocks: Sequence[RawBlock], values: Iterable[float]) -> float:
    """The mean of a value over the characters of some lines."""
    weighed = zip(blocks, values, strict=True)
    return sum(value * len(block.text) for block, value in weighed) / sum(len(block.text) for block in blocks)


def _link_share(blocks: Sequence[RawBlock]) -> float:
    return sum(block.link_chars for block in blocks) / sum(len(block.text) for block in blocks)
