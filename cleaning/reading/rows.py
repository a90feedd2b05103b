"""Raw lines to blocks of an article: cells of a data table become one block a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from cleaning.article import Block
from cleaning.reading.document import Cell, Container, RawBlock

# Tables with more text in a cell are layout: pages of the 2000s keep whole articles in one.
_LONGEST_LINE, _LONG_LINE, _LONG_LINES = 400, 40, 2
_LONGEST_HEADING = 40
_LOWEST = 6  # level of headings in HTML
_ENDS = re.compile(r"[。！？；，、,;.!?:：…]['”’」』）)]*[\s　\xa0]*$")


class _Place(NamedTuple):
    """The elements of a table around a line: its cell, its row and the tables from the inside out, by number."""

    cell: Container | None = None
    row: int | None = None
    tables: tuple[int, ...] = ()


_OUTSIDE = _Place()
_PARTS = frozenset(("td", "th", "tr", "table"))


def as_blocks(lines: Sequence[RawBlock]) -> list[Block]:
    """The blocks of an article, each heading with its level.

    Cells of a row are joined by a tab, as a browser does when it copies a table.

    What stands in one column of the page stands behind equally many tabs: empty cells, and those that a cell of an earlier
    row or a wider one covers, are empty between two tabs.
    """
    places = _places(lines)
    tables = _data_tables(lines, places)
    if not tables:
        return _levelled(map(_block, lines))
    blocks: list[Block] = []
    covered: dict[int, dict[int, int]] = {}

    def row_of(line: RawBlock) -> tuple[int, int] | None:
        place = places[line.container.number]
        inside = place.tables and place.tables[0] in tables and place.row is not None
        return (place.tables[0], place.row) if inside and place.row is not None else None

    def cell_of(line: RawBlock) -> int:
        cell = places[line.container.number].cell
        return -line.position if cell is None else cell.number

    for row, group in groupby(lines, key=row_of):
        if row is None:
            blocks.extend(map(_block, group))
            continue
        cells = [list(cell) for _, cell in groupby(group, key=cell_of)]
        texts = [" ".join([line.text for line in cell]) for cell in cells]
        known = [places[cell[0].container.number].cell for cell in cells]
        told = [each.cell if each is not None else None for each in known]
        blocks.append(Block("table_row", _laid_out(texts, told, covered.setdefault(row[0], {}))))
    return _levelled(blocks)


def _levelled(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with a level for each bold line that serves as a heading: one below the heading of the page above it.

    The title has level 1, so where none stands above the level is 2. Bold lines stand on one level among themselves.
    """
    above, levelled = 1, []
    for block in blocks:
        if block.kind == "heading":
            if block.level is None:
                block = Block("heading", block.text, min(above + 1, _LOWEST))
            else:
                above = block.level
        levelled.append(block)
    return levelled


def _laid_out(texts: Sequence[str], cells: Sequence[Cell | None], covered: dict[int, int]) -> str:
    """The cells of a row at their columns. `covered` says for how many more rows a column is taken by a cell above."""
    columns: dict[int, str] = {}
    below: dict[int, int] = {}
    column = passed = 0
    for number, (text, cell) in enumerate(zip(texts, cells, strict=True)):
        place = cell or Cell(number, 1, 1)
        while passed < place.column or covered.get(column):
            passed += not covered.get(column)
            column += 1
        columns[column] = text
        below |= dict.fromkeys(range(column, column + place.columns), place.rows - 1)
        column, passed = column + place.columns, passed + place.columns
    left = {place: rows - 1 for place, rows in covered.items() if rows > 1}
    covered.clear()
    covered.update({place: rows for place, rows in (left | below).items() if rows})
    return "\t".join([columns.get(place, "") for place in range(max(columns) + 1)])


def data_tables(lines: Sequence[RawBlock]) -> list[list[RawBlock]]:
    """The lines of each table of data, in the order of the page; tables that lay out a page are none."""
    places = _places(lines)
    found: dict[int, list[RawBlock]] = {number: [] for number in _data_tables(lines, places)}
    for line in lines:
        tables = places[line.container.number].tables
        if tables and tables[0] in found:
            found[tables[0]].append(line)
    return sorted(found.values(), key=lambda table: table[0].position)


def _block(line: RawBlock) -> Block:
    """The block of a line. A short bold line of its own that ends no sentence is a heading; see `_levelled`."""
    if (
        line.bold
        and line.kind == "paragraph"
        and len(line.text) <= _LONGEST_HEADING
        and not _ENDS.search(line.text)
    ):
        return Block("heading", line.text)
    return Block(line.kind, line.text, line.level)


def _places(lines: Sequence[RawBlock]) -> dict[int, _Place]:
    """The place of every container of a line and of those around it, by number."""
    places: dict[int, _Place] = {}
    for line in lines:
        chain: list[Container] = []
        for container in line.container.ancestors():
            if container.number in places:
                break
            chain.append(container)
        for container in reversed(chain):
            outer = places[container.parent.number] if container.parent is not None else _OUTSIDE
            places[container.number] = _inside(container, outer) if container.tag in _PARTS else outer
    return places


def _inside(container: Container, outer: _Place) -> _Place:
    if container.tag in ("td", "th"):
        return outer._replace(cell=container)
    if container.tag == "tr":
        return outer._replace(row=container.number)
    return _Place(None, None, (container.number, *outer.tables))


def _data_tables(lines: Sequence[RawBlock], places: dict[int, _Place]) -> set[int]:
    """The tables of two rows and more with two cells and more, in which no cell holds a text of its own."""
    rows: dict[int, dict[int, set[int]]] = {}
    layout: set[int] = set()
    texts: Counter[int] = Counter()
    for line in lines:
        cell, row, tables = places[line.container.number]
        if not tables:
            continue
        layout.update(tables[1:])
        own = line.position if cell is None else cell.number
        texts[own] += len(line.text) > _LONG_LINE
        if len(line.text) > _LONGEST_LINE or texts[own] > _LONG_LINES:
            layout.add(tables[0])
        if row is not None:
            rows.setdefault(tables[0], {}).setdefault(row, set()).add(own)
    return {
        table
        for table, found in rows.items()
        if table not in layout and sum(len(cells) >= 2 for cells in found.values()) >= 2
    }
