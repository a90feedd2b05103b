"""Which lines of a page are its article: what the scorer says of each line, and what their places say of those in doubt.

The scorer knows whole pages and is asked of each line alone; trimming knows the chosen element and the forms of lines.
Where they differ, the scorer decides, but for buttons and notices, which have a form of their own, and for short lines
and structure inside the text, of which it can know little: a row of a table, a heading of two characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from cleaning.article import Removed
from cleaning.reading.confidence import confidence
from cleaning.reading.content import Choice
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.elements import KNOWN
from cleaning.reading.furniture import is_imprint_line, is_legal_line
from cleaning.reading.parts import parts_of
from cleaning.reading.posts import bodies_of_posts
from cleaning.reading.titles import fold
from cleaning.reading.trim import BY_NAME, Trimmed, is_furniture_line
from cleaning.reading.wholes import completed

# Found on labelled pages with the sites of each page left out of training; the optima are flat.
LIKELY = 0.5
"""How likely a line must be text of the article to be taken whatever else is known of it."""
_STRUCTURE = frozenset(("heading", "code"))
_CHINESE_STRUCTURE = _STRUCTURE | {"caption", "list_item"}
CHINESE = 0.3
"""The share of Han characters from which on a page is a Chinese one."""
_SHORT = 20  # characters
_UNLIKELY = 0.02
# On Chinese pages what trimming keeps is seldom wrong; on others it keeps captions, help lines and teasers.
_DOUBTED = 0.1
_POSSIBLE = 0.15
# A heading that is a link is the title of another article more often than one of this.
_LINKED = 0.8
_TEASED = 0.3
# Page builders put every paragraph of a text into a widget of its own, which elsewhere stands in sidebars.
_OVER_NAME = 0.7
_SIGNED_LINES, _SIGNED_CHARS = 3, 40
_DAY = re.compile(
    "[12〇○零一二三四五六七八九0-9]{4} ?年 ?[十一二三四五六七八九0-9]{1,3} ?月 ?[十一二三四五六七八九0-9]{1,3} ?日"
)
_BY_PLACE = ("furniture", "by its place, its element and the lines around it no text of the article")


class Selection(NamedTuple):
    """The lines of the article, those left out, and the chance that the lines of the article are right.

    `left` has by its number each line that is left out of the chosen element or of one in which another line of the
    article stands, or that stands between them: the part of the page that it is, and why. `confidence` is None where no
    line is kept.
    """

    kept: list[RawBlock]
    left: Mapping[int, tuple[str, str]]
    confidence: float | None


def removed_lines(blocks: Sequence[RawBlock], left: Mapping[int, tuple[str, str]]) -> list[Removed]:
    """The records of lines left out, told by their numbers, in the order of the page."""
    return [
        Removed(f"read.{part}", reason, blocks[place].text) for place, (part, reason) in sorted(left.items())
    ]


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
    if posts := bodies_of_posts(document) - neighbours:
        # A post is as short as the lines around it: the scorer, which is asked of each line alone, misses most of them.
        return selection_of(document, choice, trimmed, set(posts), likely, {})
    sure = {
        block.position
        for block in blocks
        if likely[block.position] > LIKELY
        and block.position not in neighbours
        and (block.position not in trimmed.left_out or _outweighs(trimmed, block, likely))
        and choice.is_shown(block)
    }
    sure -= titles_above(blocks, sure, title)
    sure = _before_the_foot(document, choice, sure)
    # An element that holds nothing but the title was chosen because no other is any better.
    below = set() if trimmed.kept else _below_title(document, choice, likely, neighbours, _POSSIBLE)
    if not sure:
        return _in_doubt(document, choice, trimmed, likely, neighbours, below)
    chinese = document.measures.han > CHINESE
    first, last = min(sure), max(sure)
    chosen = sure | {
        block.position
        for block in trimmed.kept
        if _belongs(block, likely[block.position], first < block.position < last, chinese)
    }
    chosen |= below
    chosen = completed(document, chosen, likely, trimmed, neighbours)
    chosen |= _signature(blocks, max(chosen), trimmed)
    return selection_of(document, choice, trimmed, chosen, likely, {})


def _outweighs(trimmed: Trimmed, block: RawBlock, likely: Sequence[float]) -> bool:
    """Whether a line is left out for the name of its element alone, and the scorer is sure enough of it all the same."""
    return trimmed.left_out[block.position] == BY_NAME and likely[block.position] > _OVER_NAME


def trimmed_around(
    document: Document,
    choice: Choice,
    own: Trimmed,
    around: Trimmed,
    position: int | None,
    likely: Sequence[float],
) -> Trimmed:
    """What trimming says of an element that was chosen first and, on Chinese pages, of the wider one chosen instead.

    Out there it leaves out no line that the scorer is sure of. Where no title is shown, at `position`, for the text to
    stand below, it keeps those lines alone that are in no box of their own within the wider element.
    """
    if document.measures.han <= CHINESE:
        return own
    left_out = {place: why for place, why in around.left_out.items() if likely[place] <= LIKELY}
    kept = {block.position for block in around.kept}
    if position is None:
        kept = {
            place
            for place in kept
            if parts_of(document).home_of(document.blocks[place].container) is choice.container
        }
        kept.update(block.position for block in own.kept)
    return Trimmed([document.blocks[place] for place in sorted(kept)], left_out | own.left_out)


def _signature(blocks: Sequence[RawBlock], last: int, trimmed: Trimmed) -> set[int]:
    """The lines with which a notice or a letter in Chinese is signed: who writes, and the day, in the text's element."""
    signed: set[int] = set()
    home = blocks[last].container
    homes = (home, home.parent)
    for block in blocks[last + 1 : last + 1 + _SIGNED_LINES]:
        beside = block.container in homes or block.container.parent in homes
        if block.position in trimmed.left_out or not beside or len(block.text) > _SIGNED_CHARS:
            return set()
        signed.add(block.position)
        if _DAY.fullmatch(block.text.strip(" \u3000\xa0")):
            return signed
    return set()


def selection_of(
    document: Document,
    choice: Choice,
    trimmed: Trimmed,
    chosen: set[int],
    likely: Sequence[float],
    left: Mapping[int, tuple[str, str]],
) -> Selection:
    """The selection that these lines make, at least one of them, with its confidence and all that it leaves out.

    `left` says of lines that are left out for a reason of their own the part that leaves them out, and why.
    """
    blocks = document.blocks
    kept = [blocks[place] for place in sorted(chosen)]
    reasons = {**_left_out(document, choice, chosen, trimmed), **left}
    return Selection(kept, reasons, confidence(kept, blocks, likely))


def _in_doubt(
    document: Document,
    choice: Choice,
    trimmed: Trimmed,
    likely: Sequence[float],
    neighbours: set[int],
    below: set[int],
) -> Selection:
    """Where no line is sure: what an element with a body's name holds, else what trimming keeps or stands below the title.

    A note of two lines is less than the dialogs and lists around it, so the element need not hold much of the page.
    Nothing is kept where all of it is unlikely, unless it is most of what the page says.
    """
    blocks = document.blocks
    most = 0.5 * sum(len(block.text) for block in blocks)
    under_title = [blocks[place] for place in sorted(below)]
    # A page of a title and a few lines, such as a poem: whatever they are like, they are what it says.
    all_below = set() if trimmed.kept else _below_title(document, choice, likely, neighbours, 0)
    rest = [blocks[place] for place in sorted(all_below)]
    for lines in (_named_body(document, likely, neighbours), trimmed.kept, under_title, rest):
        if _mean(lines, likely) >= _POSSIBLE or sum(len(block.text) for block in lines) > most:
            chosen = {block.position for block in lines}
            return selection_of(document, choice, trimmed, chosen, likely, {})
    return Selection([], _left_out(document, choice, set(), trimmed), None)


def _below_title(
    document: Document, choice: Choice, likely: Sequence[float], neighbours: set[int], least: float
) -> set[int]:
    """The lines right below an element that holds the title, up to the first that is less likely text than `least`, or none.

    What is furniture by its form is none of them."""
    below: set[int] = set()
    for block in document.blocks[choice.container.last :]:
        if (
            likely[block.position] < least
            or not choice.is_shown(block)
            or block.link_share >= 0.5
            or block.position in neighbours
        ):
            break
        if not is_furniture_line(block.text):
            below.add(block.position)
    return below


def _named_body(document: Document, likely: Sequence[float], neighbours: set[int]) -> list[RawBlock]:
    """The possible lines of the element that bears a body's name, the likeliest where there are several."""
    best: list[RawBlock] = []
    for number in np.flatnonzero(document.measures.traits & KNOWN).tolist():
        container = document.containers[number]
        lines = [
            block
            for block in document.blocks[container.first : container.last]
            if likely[block.position] >= _POSSIBLE
            and not block.hidden
            and block.link_share < 0.5
            and block.position not in neighbours
        ]
        if _mean(lines, likely) > _mean(best, likely):
            best = lines
    return best


def _mean(kept: Sequence[RawBlock], likely: Sequence[float]) -> float:
    """How likely a character of these lines is text of the article, on average."""
    total = sum(len(block.text) for block in kept)
    return sum(likely[block.position] * len(block.text) for block in kept) / total if total else 0.0


def _before_the_foot(document: Document, choice: Choice, sure: set[int]) -> set[int]:
    """Those lines on a Chinese page that stand before a line of rights or an imprint below the chosen element, if any do.

    What a site says of itself at the foot of its pages is the most that looks like prose on a page with a short text.
    """
    container = choice.container
    if document.measures.han <= CHINESE or not any(place >= container.last for place in sure):
        return sure
    for block in document.blocks[container.last :]:
        text = block.text.strip(" \u3000\xa0")
        if is_legal_line(text) or is_imprint_line(text):
            above = {place for place in sure if place < block.position}
            return above or sure
    return sure


def titles_above(blocks: Sequence[RawBlock], chosen: set[int], title: str) -> set[int]:
    """Lines above the text that say the title: they are the title and no text."""
    likely = [place for place in chosen if title and len(blocks[place].text) <= 2 * len(title) + 20]
    said = {place for place in likely if fold(blocks[place].text) == title}
    if not said:
        return said
    prose = min((place for place in chosen - said if blocks[place].marks), default=-1)
    return {place for place in said if place < prose}


def _belongs(block: RawBlock, likely: float, inside: bool, chinese: bool) -> bool:
    """Whether a line that trimming keeps and the scorer doubts is text of the article."""
    if block.kind == "heading" and block.link_share > _LINKED and likely < _TEASED:
        return False
    if chinese and likely > _DOUBTED:
        return True
    if not inside:
        return False
    if block.kind in (_CHINESE_STRUCTURE if chinese else _STRUCTURE):
        return chinese or likely > _UNLIKELY
    return len(block.text) < _SHORT and (chinese or likely > _UNLIKELY)


def _left_out(
    document: Document, choice: Choice, chosen: set[int], trimmed: Trimmed
) -> dict[int, tuple[str, str]]:
    """What is left out of the elements in which chosen lines stand, and between these lines."""
    ranges = [(choice.container.first, choice.container.last), *_homes_beside(document, choice, chosen)]
    if chosen:
        ranges.append((min(chosen), max(chosen)))
    reasons = dict.fromkeys(chain.from_iterable(range(*each) for each in ranges), _BY_PLACE)
    reasons |= trimmed.left_out
    return {place: why for place, why in reasons.items() if place not in chosen}


def _homes_beside(document: Document, choice: Choice, chosen: set[int]) -> set[tuple[int, int]]:
    """The elements in which the chosen lines outside of the chosen one stand, each from its first block to before its last."""
    container = choice.container
    outside = {
        document.blocks[place].container.number
        for place in chosen
        if not container.first <= place < container.last
    }
    homes = (parts_of(document).home_of(document.containers[number]) for number in outside)
    return {(home.first, home.last) for home in homes}
