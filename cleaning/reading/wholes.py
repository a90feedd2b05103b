"""What belongs together is taken together: a table, a list, the paragraphs of one element.

The scorer is asked of each line alone, and a cell of two digits or a short paragraph says little. What the lines around
it say of the same table or element decides then.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.rows import data_tables
from cleaning.reading.trim import Trimmed

_LISTS: Final = frozenset(("ul", "ol", "dl"))
# Found on labelled pages with the sites of each page left out of training; the optima are flat.
_SHARE: Final = 0.3
"""A table is text of the article as soon as so much of it is taken."""
_TABLE, _TABLE_INSIDE, _LIST, _PARAGRAPH = 0.1, 0.05, 0.3, 0.2
"""How likely a table beside the text, a table, a list or a paragraph inside it must be on average, where less is taken."""
_BESIDE: Final = 3  # lines between the text and a table
_LINKED: Final = 0.3
_ROWS, _COLUMNS, _FIGURES = 3, 3, 0.4
"""A table of so many rows and columns, and so many cells with a digit, is one of figures."""
_FEWEST: Final = 3  # items of a list


def completed(
    document: Document, chosen: set[int], likely: Sequence[float], trimmed: Trimmed, neighbours: set[int]
) -> set[int]:
    """The chosen lines with those that belong to them, which are no notices, buttons or entries of neighbours."""
    barred = neighbours | trimmed.left_out.keys()
    whole, none = _of_tables(document, chosen, likely, neighbours, trimmed)
    chosen = (chosen | whole) - none
    if not chosen:
        return chosen
    chosen |= _of_lists(document, chosen, likely, neighbours, trimmed)
    chosen |= _of_the_element(document, chosen, likely, barred)
    return chosen | _of_the_paragraphs(document, chosen, barred)


def _of_tables(
    document: Document, chosen: set[int], likely: Sequence[float], neighbours: set[int], trimmed: Trimmed
) -> tuple[set[int], set[int]]:
    """The cells of tables of data that are text of the article, and those of tables that are not.

    Tables inside the text or right beside it need little likelihood of their own. Those of facts about the paper are
    neither: trimming has left them out.
    """
    first, last = min(chosen), max(chosen)
    tables = [
        each
        for each in document.containers
        if each.tag == "table" and each.first <= last + _BESIDE and each.last > first - _BESIDE
    ]
    if not tables:
        return set(), set()
    reach = slice(min(each.first for each in tables), max(each.last for each in tables))
    order = sorted(chosen)
    whole: set[int] = set()
    none: set[int] = set()
    for cells in data_tables([block for block in document.blocks[reach] if not block.hidden]):
        places = {block.position for block in cells}
        bylines = sum(trimmed.left_out.get(place, ("",))[0] == "byline" for place in places)
        if places & neighbours or 2 * bylines > len(places):
            continue
        above = bisect_left(order, cells[0].position)
        below = bisect_right(order, cells[-1].position)
        inside = above > 0 and below < len(order)
        beside = (
            inside
            or (above > 0 and cells[0].position - order[above - 1] <= _BESIDE)
            or (below < len(order) and order[below] - cells[-1].position <= _BESIDE)
        )
        taken = _share(cells, [float(block.position in chosen) for block in cells])
        mean = _share(cells, [likely[block.position] for block in cells])
        least = _TABLE_INSIDE if inside else _TABLE
        if (
            taken >= _SHARE
            or (beside and mean >= least and _link_share(cells) < _LINKED)
            or _is_figures(document, cells, chosen)
        ):
            whole |= places
        elif not chosen <= places:
            none |= places
    return whole, none


def _is_figures(document: Document, cells: Sequence[RawBlock], chosen: set[int]) -> bool:
    """Whether a table of figures without links stands in one element with the line of the text right before it."""
    before = cells[0].position - 1
    if before not in chosen or any(block.link_chars for block in cells):
        return False
    table = next((each for each in cells[0].container.ancestors() if each.tag == "table"), None)
    if table is None or table.parent is not document.blocks[before].container.parent:
        return False
    rows = {each.number for block in cells for each in block.container.ancestors() if each.tag == "tr"}
    figures = sum(any(char.isdigit() for char in block.text) for block in cells)
    return len(rows) >= _ROWS and len(cells) >= _COLUMNS * len(rows) and figures >= _FIGURES * len(cells)


def _of_lists(
    document: Document,
    chosen: set[int],
    likely: Sequence[float],
    neighbours: set[int],
    trimmed: Trimmed,
) -> set[int]:
    """The items of lists that stand inside the text, have no links and are as a whole not unlikely."""
    first, last = min(chosen), max(chosen)
    lists: dict[int, list[RawBlock]] = {}
    homes: dict[int, int | None] = {}
    for block in document.blocks[first + 1 : last]:
        home = _list_around(block.container, first, last, homes)
        if home is not None and (block.position in chosen or block.position not in trimmed.left_out):
            lists.setdefault(home, []).append(block)
    found: set[int] = set()
    for items in lists.values():
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


def _list_around(container: Container, first: int, last: int, homes: dict[int, int | None]) -> int | None:
    """The number of the outermost list around an element that stands between two lines, else of the innermost one.

    The items of a nested list are those of the list around it: alone they are too few, and each list is half of a thought.
    A list around the whole text lays out the page. `homes` has the lists that are known.
    """
    if container.number not in homes:
        lists = [each for each in container.ancestors() if each.tag in _LISTS]
        inside = [each for each in lists if first < each.first and each.last <= last]
        home = inside[-1] if inside else lists[0] if lists else None
        homes[container.number] = home.number if home is not None else None
    return homes[container.number]


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


def _of_the_paragraphs(document: Document, chosen: set[int], barred: set[int]) -> set[int]:
    """The lines that stand with chosen ones in one paragraph, divided by br, where most of its lines are chosen."""
    found: set[int] = set()
    for element in {document.blocks[place].container.number for place in chosen}:
        container = document.containers[element]
        if container.tag != "p":
            continue
        lines = [
            block
            for block in document.blocks[container.first : container.last]
            if block.container is container and block.position not in barred and block.link_share < _LINKED
        ]
        taken = sum(block.position in chosen for block in lines)
        if 2 * taken > len(lines):
            found |= {block.position for block in lines}
    return found


def _home(block: RawBlock) -> int:
    return (block.container.parent or block.container).number


def _share(blocks: Sequence[RawBlock], values: Iterable[float]) -> float:
    """The mean of a value over the characters of some lines."""
    weighed = zip(blocks, values, strict=True)
    return sum(value * len(block.text) for block, value in weighed) / sum(len(block.text) for block in blocks)


def _link_share(blocks: Sequence[RawBlock]) -> float:
    return sum(block.link_chars for block in blocks) / sum(len(block.text) for block in blocks)
