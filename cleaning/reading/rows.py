"""Raw lines to blocks of an article: cells of a data table become one block a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from cleaning.article import Block
from cleaning.reading.document import Container, RawBlock

# Tables with a longer cell are layout: pages of the 2000s keep whole articles in one.
_LONGEST_CELL = 150
_LONGEST_HEADING = 40
_ENDS = re.compile(r"[。！？；，、,;.!?:：…]['”’」』）)]*[\s　\xa0]*$")


class _Place(NamedTuple):
    """The numbers of the elements of a table around a line, the tables from the inside out."""

    cell: int | None = None
    row: int | None = None
    tables: tuple[int, ...] = ()


def as_blocks(lines: Sequence[RawBlock]) -> list[Block]:
    """The blocks of an article. Cells of a row are joined by a tab, as a browser does when it copies a table."""
    places = _places(lines)
    tables = _data_tables(lines, places)
    if not tables:
        return [_block(line) for line in lines]
    blocks: list[Block] = []

    def row_of(line: RawBlock) -> int | None:
        place = places[line.container.number]
        return place.row if place.tables and place.tables[0] in tables else None

    def cell_of(line: RawBlock) -> int:
        cell = places[line.container.number].cell
        return -line.position if cell is None else cell

    for row, group in groupby(lines, key=row_of):
        if row is None:
            blocks.extend(map(_block, group))
        else:
            cells = [" ".join([line.text for line in cell]) for _, cell in groupby(group, key=cell_of)]
            blocks.append(Block("table_row", "\t".join(cells)))
    return blocks


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
    """The block of a line. A short bold line of its own that ends no sentence is a heading without a level."""
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
            outer = places[container.parent.number] if container.parent is not None else _Place()
            places[container.number] = _inside(container, outer)
    return places


def _inside(container: Container, outer: _Place) -> _Place:
    if container.tag in ("td", "th"):
        return outer._replace(cell=container.number)
    if container.tag == "tr":
        return outer._replace(row=container.number)
    if container.tag == "table":
        return outer._replace(tables=(container.number, *outer.tables))
    return outer


def _data_tables(lines: Sequence[RawBlock], places: dict[int, _Place]) -> set[int]:
    """The tables of two rows and more with two cells and more, in which every cell is short."""
    rows: dict[int, dict[int, set[int | None]]] = {}
    layout: set[int] = set()
    for line in lines:
        cell, row, tables = places[line.container.number]
        if not tables:
            continue
        layout.update(tables[1:])
        if len(line.text) > _LONGEST_CELL:
            layout.add(tables[0])
        if row is not None:
            rows.setdefault(tables[0], {}).setdefault(row, set()).add(cell)
    return {
        table
        for table, found in rows.items()
        if table not in layout and sum(len(cells) >= 2 for cells in found.values()) >= 2
    }
