"""Raw lines to blocks of an article: cells of a data table become one block a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaning.article import Block
from cleaning.reading.document import Container, RawBlock

# Tables with a longer cell are layout: pages of the 2000s keep whole articles in one.
_LONGEST_CELL = 150
_LONGEST_HEADING = 40
_ENDS = re.compile(r"[。！？；，、,;.!?:：…]['”’」』）)]*[\s　\xa0]*$")


def as_blocks(lines: Sequence[RawBlock]) -> list[Block]:
    """The blocks of an article. Cells of a row are joined by a tab, as a browser does when it copies a table."""
    tables = _data_tables(lines)
    blocks: list[Block] = []
    for row, group in groupby(lines, key=lambda line: _row(line, tables)):
        if row is None:
            blocks.extend(_block(line) for line in group)
        else:
            cells = [" ".join(line.text for line in cell) for _, cell in groupby(group, key=_cell)]
            blocks.append(Block("table_row", "\t".join(cells)))
    return blocks


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


def _around(line: RawBlock, tags: tuple[str, ...]) -> Iterator[Container]:
    return (element for element in line.container.ancestors() if element.tag in tags)


def _cell(line: RawBlock) -> int:
    return id(next(_around(line, ("td", "th")), line))


def _row(line: RawBlock, tables: set[int]) -> int | None:
    if not tables:
        return None
    table = next(_around(line, ("table",)), None)
    row = next(_around(line, ("tr",)), None)
    return id(row) if table is not None and row is not None and id(table) in tables else None


def _data_tables(lines: Sequence[RawBlock]) -> set[int]:
    """The tables of two rows and more with two cells and more, in which every cell is short."""
    rows: dict[int, dict[int, set[int]]] = {}
    layout: set[int] = set()
    for line in lines:
        around = list(_around(line, ("table",)))
        if not around:
            continue
        layout.update(id(table) for table in around[1:])
        if len(line.text) > _LONGEST_CELL:
            layout.add(id(around[0]))
        row = next(_around(line, ("tr",)), None)
        if row is not None:
            rows.setdefault(id(around[0]), {}).setdefault(id(row), set()).add(_cell(line))
    return {
        table
        for table, found in rows.items()
        if table not in layout and sum(len(cells) >= 2 for cells in found.values()) >= 2
    }
