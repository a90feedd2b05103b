"""The lines of the article on one page: the element it stands in, what is trimmed there, and the selection, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaning.reading.confidence import confidence
from cleaning.reading.content import Choice, widened
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.run import FOUND, begins_with, home_of_run, prefers_run, run_below_title
from cleaning.reading.selection import CHINESE, Selection, select, selection_of, trimmed_around
from cleaning.reading.titles import Title, fold
from cleaning.reading.trim import Trimmed, trim


class Found(NamedTuple):
    """The lines of an article, with the element and the trimming they were selected by, and the densest run of lines
    below the title, with which they were compared on a Chinese page."""

    choice: Choice
    trimmed: Trimmed
    selection: Selection
    run: Sequence[RawBlock] = ()


def find_lines(
    document: Document, first: Choice, title: Title, neighbours: set[int], likely: Sequence[float]
) -> Found:
    """The lines of the article of a page with at least one block.

    `first` is the element chosen by the measure of its prose, `likely` what the scorer says of each block.
    """
    choice, trimmed = trim_widely(document, first, title, neighbours, likely)
    selection = select(document, choice, trimmed, fold(title.text or ""), neighbours, likely)
    found = Found(choice, trimmed, selection)
    if document.measures.han <= CHINESE:
        return found
    run = run_below_title(document, title.position, neighbours)
    if prefers_run(document, run, title.position, selection.kept, selection.confidence):
        found = _below_title(document, first, title, neighbours, likely, run) or found
    elif begun := begins_with(document, run, selection.kept, selection.confidence):
        chosen = (begun - trimmed.left_out.keys()) | {block.position for block in selection.kept}
        found = found._replace(selection=selection_of(document, choice, trimmed, chosen, likely, {}))
    kept = found.selection.kept
    sure = confidence(kept, document.blocks, likely, run)
    return found._replace(run=run, selection=found.selection._replace(confidence=sure))


def trim_widely(
    document: Document, first: Choice, title: Title, neighbours: set[int], likely: Sequence[float]
) -> tuple[Choice, Trimmed]:
    """The element chosen, or the wider one that the text stands in, and what trimming says of its lines."""
    choice = widened(document, first)
    trimmed = trim(document, first, title.text, title.position, neighbours)
    if choice is not first:
        around = trim(document, choice, title.text, title.position, neighbours)
        trimmed = trimmed_around(document, choice, trimmed, around, title.position, likely)
    return choice, trimmed


def _below_title(
    document: Document,
    first: Choice,
    title: Title,
    neighbours: set[int],
    likely: Sequence[float],
    run: Sequence[RawBlock],
) -> Found | None:
    """The lines of the densest run below the title, and the element that they stand in."""
    choice = first._replace(container=home_of_run(document, run), reason=FOUND)
    trimmed = trim(document, choice, title.text, title.position, neighbours)
    # Without a line of prose trimming takes any time for a byline; the run begins below the byline.
    left_out = {place: why for place, why in trimmed.left_out.items() if why[0] != "byline"}
    chosen = {block.position for block in run} - left_out.keys()
    if not chosen:
        return None
    return Found(choice, trimmed, selection_of(document, choice, trimmed, chosen, likely, {}))
