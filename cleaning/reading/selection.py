"""Which lines of a page are its article: what the scorer says of each line, and what their places say of those in doubt.

The scorer knows whole pages and is asked of each line alone; trimming knows the chosen element and the forms of lines.
Where they differ, the scorer decides, but for buttons and notices, which have a form of their own, and for short lines
and structure inside the text, of which it can know little: a row of a table, a heading of two characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cleaning.article import Removed
from cleaning.reading.confidence import confidence
from cleaning.reading.content import Choice
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.titles import fold
from cleaning.reading.trim import Trimmed

# Found on labelled pages with the sites of each page left out of training; the optima are flat.
LIKELY = 0.5
"""How likely a line must be text of the article to be taken whatever else is known of it."""
_STRUCTURE = frozenset(("heading", "table_row", "code"))
_CHINESE_STRUCTURE = _STRUCTURE | {"caption", "list_item"}
_SHORT = 20  # characters
_UNLIKELY = 0.02
# On Chinese pages what trimming keeps is seldom wrong; on others it keeps captions, help lines and teasers.
_DOUBTED = 0.1
_POSSIBLE = 0.15
_HAN = re.compile("[\u3400-\u9fff]")
_CHINESE = 0.3  # of the characters of a page
_BY_PLACE = ("furniture", "by its place, its element and the lines around it no text of the article")


class Selection(NamedTuple):
    """The lines of the article, the lines around them that are left out, and the chance that they are right."""

    kept: list[RawBlock]
    removed: list[Removed]
    confidence: float | None


def select(
    document: Document,
    choice: Choice,
    trimmed: Trimmed,
    title: str,
    neighbours: set[int],
    likely: Sequence[float],
) -> Selection:
    """The article out of a page.

    `title` is the title as `titles.fold` leaves it; `likely` says of each block how likely it is text of the article
    (see `scorer`).
    """
    blocks = document.blocks
    sure = {
        block.position
        for block in blocks
        if likely[block.position] > LIKELY
        and block.position not in neighbours
        and block.position not in trimmed.left_out
        and choice.is_shown(block)
    }
    sure -= titles_above(blocks, sure, title)
    if not sure:
        return _in_doubt(blocks, trimmed, likely)
    chinese = _is_chinese(blocks)
    first, last = min(sure), max(sure)
    chosen = sure | {
        block.position
        for block in trimmed.kept
        if _belongs(block, likely[block.position], first < block.position < last, chinese)
    }
    return selection_of(document, choice, trimmed, chosen, likely, {})


def selection_of(
    document: Document,
    choice: Choice,
    trimmed: Trimmed,
    chosen: set[int],
    likely: Sequence[float],
    left: Mapping[int, tuple[str, str]],
) -> Selection:
    """The selection that these lines make, at least one of them.

    `left` says of lines that are left out for a reason of their own the part that leaves them out, and why.
    """
    blocks, container = document.blocks, choice.container
    around = range(min(container.first, min(chosen)), max(container.last, max(chosen) + 1))
    kept = [blocks[place] for place in sorted(chosen)]
    removed = _removed(blocks, around, chosen, trimmed, left)
    return Selection(kept, removed, confidence(kept, blocks, likely))


def _in_doubt(blocks: Sequence[RawBlock], trimmed: Trimmed, likely: Sequence[float]) -> Selection:
    """What trimming keeps where no line is sure, unless all of it is unlikely: a short report beside a long list."""
    kept = trimmed.kept if _mean(trimmed.kept, likely) >= _POSSIBLE else []
    chosen = {block.position for block in kept}
    return Selection(kept, _removed(blocks, range(0), chosen, trimmed, {}), confidence(kept, blocks, likely))


def _mean(kept: Sequence[RawBlock], likely: Sequence[float]) -> float:
    """How likely a character of these lines is text of the article, on average."""
    total = sum(len(block.text) for block in kept)
    return sum(likely[block.position] * len(block.text) for block in kept) / total if total else 0.0


def titles_above(blocks: Sequence[RawBlock], chosen: set[int], title: str) -> set[int]:
    """Lines above the text that say the title: they are the title and no text."""
    prose = min(
        (place for place in chosen if blocks[place].marks and fold(blocks[place].text) != title), default=-1
    )
    return {place for place in chosen if title and place < prose and fold(blocks[place].text) == title}


def _belongs(block: RawBlock, likely: float, inside: bool, chinese: bool) -> bool:
    """Whether a line that trimming keeps and the scorer doubts is text of the article."""
    if chinese and likely > _DOUBTED:
        return True
    if not inside:
        return False
    if block.kind in (_CHINESE_STRUCTURE if chinese else _STRUCTURE):
        return chinese or likely > _UNLIKELY
    return len(block.text) < _SHORT and (chinese or likely > _UNLIKELY)


def _is_chinese(blocks: Sequence[RawBlock]) -> bool:
    return han_share(blocks) > _CHINESE


def han_share(blocks: Sequence[RawBlock]) -> float:
    """Which share of the characters of a page are Chinese."""
    text = "".join([block.text for block in blocks])
    return len(_HAN.findall(text)) / max(1, len(text))


def _removed(
    blocks: Sequence[RawBlock],
    around: range,
    chosen: set[int],
    trimmed: Trimmed,
    left: Mapping[int, tuple[str, str]],
) -> list[Removed]:
    """What is left out among and around the chosen lines, in the order of the page."""
    kept = {block.position for block in trimmed.kept}
    reasons = {place: _BY_PLACE for place in kept - chosen if place in around}
    reasons |= {place: why for place, why in trimmed.left_out.items() if place not in chosen}
    reasons.update(left)
    return [
        Removed(f"read.{part}", reason, blocks[place].text)
        for place, (part, reason) in sorted(reasons.items())
    ]
