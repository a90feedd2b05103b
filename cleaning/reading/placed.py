"""Where the kept lines of a page stand in the blocks of its article."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cleaning.article import Block
from cleaning.reading.document import RawBlock


class PlacedLine(NamedTuple):
    """A line of the page, the number of the block that holds it, and where in the text of the block it begins."""

    line: RawBlock
    block: int
    start: int


def place_lines(
    lines: Sequence[RawBlock], blocks: Sequence[Block], taken: Collection[int]
) -> list[PlacedLine]:
    """The lines of an article in its blocks.

    `blocks` are those that `rows.as_blocks` makes of the lines, `taken` the numbers of blocks that are no part of the
    article in the end: their lines are left out, and those behind them count on without a gap.
    """
    if len(blocks) == len(lines) and not taken:
        return [PlacedLine(line, number, 0) for number, line in enumerate(lines)]
    placed: list[PlacedLine] = []
    rest = iter(lines)
    gone = 0
    for number, block in enumerate(blocks):
        gone += number in taken
        start = 0
        # The lines of a row stand behind each other with a space or with tabs between them, one for each column.
        while start <= len(block.text):
            line = next(rest)
            words = plain_text(line.text)
            start = block.text.index(words, start)
            if number not in taken:
                placed.append(PlacedLine(line, number - gone, start))
            start += len(words) + 1
    return placed


def plain_text(text: str) -> str:
    """A line without the characters no value may hold; entities can still spell them.

    >>> plain_text("春\\r汛\\n来了")
    '春汛 来了'
    """
    return text.replace("\r", "").replace("\0", "").replace("\n", " ")
