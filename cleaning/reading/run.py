"""The densest run of lines below the title: where an article stands whose lines look like those of menus and footers.

A notice of two lines, a price list or a table of names is less prose than the address in the footer of its page, so
neither the densest element nor the scorer finds it. But it stands right below the title and the byline, and above what
the page says of itself: of all runs of lines that begin there the one is taken in which text outweighs all else by most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.elements import FOREIGN, FURNITURE
from cleaning.reading.furniture import (
    is_byline,
    is_imprint_line,
    is_legal_line,
    is_navigation_line,
    is_player_line,
    is_share_line,
    opens_tail,
)
from cleaning.reading.parts import parts_of

# What a character costs that is a link or stands in furniture, where one of text is worth 1.
_COST: Final = 1.2
_LINKED: Final = 0.3
_HEAD: Final = 4  # lines below a title among which its byline stands
_MOST: Final = 2000  # lines; longer articles are found by what is in them
_SPACES: Final = " \u3000\xa0"

FOUND: Final = "densest run below the title"
_DOUBTED: Final = 0.4
"""A selection that is less sure than this may be worse than the run; on pages in other languages it was not."""
_LEAST: Final = 20  # characters
_LONG: Final = 200  # lines
_SIZE: Final = 0.5
"""A run that is shorter than this share of what was selected is no better reading of the same page."""


def prefers_run(
    document: Document,
    run: Sequence[RawBlock],
    title: int | None,
    kept: Sequence[RawBlock],
    confidence: float | None,
) -> bool:
    """Whether a run is to be taken instead of a doubtful selection of lines, some of which stand outside of it.

    Long runs that nothing else finds are sheets of data. Where nothing was selected, only a run below a byline is taken.
    """
    length = sum(len(block.text) for block in run)
    if length < _LEAST or len(run) > _LONG or (confidence or 0) >= _DOUBTED:
        return False
    if not kept:
        return title is not None and is_signed(document, title)
    last = run[-1].position
    outside = any(block.position > last or block.position < run[0].position for block in kept)
    return outside and length >= _SIZE * sum(len(block.text) for block in kept)


def begins_with(
    document: Document, run: Sequence[RawBlock], kept: Sequence[RawBlock], confidence: float | None
) -> set[int]:
    """The lines of a run above the last one of a doubtful selection that lies within it, in the elements of its lines."""
    if not kept or (confidence or 0) >= _DOUBTED or len(run) > _LONG:
        return set()
    places = {block.position for block in run}
    if not places.issuperset(block.position for block in kept):
        return set()
    parts = parts_of(document)
    homes = {parts.home_of(block.container) for block in kept}
    above = [
        block
        for block in run
        if block.position < kept[-1].position and parts.home_of(block.container) in homes
    ]
    said = Counter(block.text for block in document.blocks)
    # What a page says twice is a label or a button as a rule.
    return {block.position for block in above if said[block.text] == 1}


def home_of_run(document: Document, run: Sequence[RawBlock]) -> Container:
    """The innermost element around all lines of a run that is no part of a text itself."""
    first, last = run[0], run[-1]
    around = next(each for each in first.container.ancestors() if each.last > last.position)
    return parts_of(document).home_of(around)


def run_below_title(document: Document, position: int | None, neighbours: Collection[int]) -> list[RawBlock]:
    """The lines of text of the densest run below the title; [] where no title is shown or nothing says that it is one.

    `position` is the block of the title, `neighbours` those of the lists of other articles. A title is believed that is
    marked as a heading or has a byline below it.
    """
    if position is None:
        return []
    below = document.blocks[position + 1 : position + 1 + _MOST]
    if document.blocks[position].kind != "heading" and not is_signed(document, position):
        return []
    furniture = _furniture(document, document.blocks[position].container)
    taken: list[RawBlock] = []
    best = 0
    total = most = 0.0
    for number, block in enumerate(below):
        text = block.text.strip(_SPACES)
        if block.position in neighbours or _ends_text(text):
            if taken:
                break
            continue
        if (
            block.hidden
            or is_share_line(text)
            or is_player_line(text)
            or (number < _HEAD and is_byline(text))
        ):
            continue
        if block.link_share >= _LINKED or block.container in furniture:
            total -= _COST * len(text)
            continue
        taken.append(block)
        total += len(text)
        if total > most:
            most, best = total, len(taken)
    return taken[:best]


def is_signed(document: Document, position: int) -> bool:
    """Whether a byline stands right below a title."""
    below = document.blocks[position + 1 : position + 1 + _HEAD]
    return any(not block.anchors and is_byline(block.text.strip(_SPACES)) for block in below)


def _ends_text(text: str) -> bool:
    """Whether a line stands behind every text by what it says."""
    return opens_tail(text) or is_navigation_line(text) or is_legal_line(text) or is_imprint_line(text)


def _furniture(document: Document, title: Container) -> set[Container]:
    """The elements that are furniture by tag or name, or stand in such a one; not those around the title."""
    around = set(title.ancestors())
    found: set[Container] = set()
    traits = document.measures.traits.tolist()
    for container in document.containers:
        named = traits[container.number] & (FURNITURE | FOREIGN) and container not in around
        if named or container.parent in found:
            found.add(container)
    return found
