"""The container that holds the article: hints of the page, names of known systems, and the densest subtree.

The measure of a container is what its prose is worth less what everything else in it costs, summed over its
blocks; the container with the largest sum is taken. Hints change the worth of blocks or narrow the choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.elements import FOREIGN, FURNITURE, KNOWN, NO_CARD, system_of
from cleaning.reading.measures import KINDS, Bools, Measures
from cleaning.reading.parts import parts_of

Worths = npt.NDArray[np.float64]

DENSEST: Final = "densest subtree"
AROUND: Final = "element around the densest line"

# What a character of each sort is worth. Found on labelled pages; the optimum is flat.
_PROSE, _NEUTRAL, _STRUCTURE, _FURNITURE = 1.0, -0.7, -0.3, -1.2
_WORTH_OF_KINDS: Final = np.array(
    [_STRUCTURE if kind in ("heading", "code", "caption") else _NEUTRAL for kind in KINDS]
)
_SHORT: Final = 12  # characters of a line that is a label whatever marks it has
_SHORTEST_NAMED: Final = 3  # characters; what is no longer stands in any text
# A name says nothing of an element that holds so much of the prose: whole pages are wrapped in "sidebar-left".
_MOST_OF_FURNITURE, _MOST_OF_FOREIGN = 0.4, 0.95
# A known container must hold this share of the prose of the page to be believed.
_KNOWN_SHARE = 0.5
# Siblings that each hold a link and little else, at least so many of them, are a list of neighbours.
_CARDS = 4
_CARD_LINES = (2, 8)
_CARD_CHARS = 300


class Choice(NamedTuple):
    """The chosen container, why it was chosen, and what each block of the page is worth (for trimming).

    `named` says of each block whether it stands in the text that the page's own data gives as the article; None where the
    page gives none.
    """

    container: Container
    reason: str
    worth: list[float]
    named: list[bool] | None = None

    def is_shown(self, block: RawBlock) -> bool:
        """Hidden lines are no text of the page, unless the page hides its whole article from those without script."""
        return not block.hidden or self.worth[block.position] != 0


def choose(document: Document, body: str = "", start: int = 0) -> Choice:
    """The container of the article in a page with at least one block.

    `body` is the text that the page's own data gives as the article (JSON-LD articleBody), "" where it gives none;
    `start` is the number of the title's block: what stands before it counts little.
    """
    measures = document.measures
    worth = _worth(document, measures)
    _discount_before(start, worth)
    named, hinted = _by_hint(document.blocks, body) if body else (None, None)
    if hinted is not None:
        worth = hinted
    known = _known(document, measures, worth)
    if known is not None:
        return Choice(known[0], known[1], worth.tolist(), named)
    sums = _sums(measures, worth)
    largest = np.flatnonzero(sums == sums.max())
    best = document.containers[largest[measures.depth[largest].argmax()]]
    reason = DENSEST if hinted is None else "JSON-LD articleBody"
    return Choice(best, reason, worth.tolist(), named)


def widened(document: Document, choice: Choice) -> Choice:
    """The choice of the element in which a text stands, where a line or a part of it alone was chosen.

    Of a table, a list or a gallery in which one line is prose that line outweighs the whole: its element is none that
    holds articles, the one around it and its like may be.
    """
    container = parts_of(document).home_of(choice.container)
    return choice if container is choice.container else choice._replace(container=container, reason=AROUND)


def _sums(measures: Measures, values: npt.NDArray[Any]) -> Worths:
    """The sum of some values of blocks over each container."""
    totals: Worths = np.zeros(len(values) + 1)
    values.cumsum(out=totals[1:])
    return totals[measures.last] - totals[measures.first]


def _discount_before(start: int, worth: Worths) -> None:
    """Prose above the title belongs to something else, unless it is so much that the title must be another one."""
    above = worth[:start]
    if above[above > 0].sum() <= 0.3 * worth[worth > 0].sum():
        above[above > 0] *= 0.3


def _worth(document: Document, measures: Measures) -> Worths:
    chars = measures.chars
    prose = (measures.marks > 0) & (chars > _SHORT)
    furniture = (measures.links >= 0.5) | _in_furniture(document, measures)
    each = np.where(prose, _PROSE, _WORTH_OF_KINDS[measures.kind])
    worth: Worths = np.where(furniture, _FURNITURE, each) * chars
    if not _hides_the_article(measures):
        worth[measures.hidden] = 0
    return worth


def _in_furniture(document: Document, measures: Measures) -> Bools:
    """The blocks that stand in furniture, by tag, by name, or as cards of a list."""
    marked = np.where(measures.marks > 0, measures.chars, 0)
    prose = _sums(measures, marked)
    share = prose / max(marked.sum(), 1)
    furniture = (measures.traits & FURNITURE > 0) & (share < _MOST_OF_FURNITURE)
    furniture |= (measures.traits & FOREIGN > 0) & (share < _MOST_OF_FOREIGN)
    furniture[_cards(document, measures, prose)] = True
    found = furniture.nonzero()[0]
    edges = np.zeros(len(measures.chars) + 1, np.intp)
    np.add.at(edges, measures.first[found], 1)
    np.subtract.at(edges, measures.last[found], 1)
    inside: Bools = edges.cumsum()[:-1] > 0
    return inside


def _cards(document: Document, measures: Measures, prose: Worths) -> list[int]:
    """Containers that are one of several alike, each with a link of its own and little else."""
    size = measures.last - measures.first
    linked = _sums(measures, measures.links > 0.3)
    small = (size >= _CARD_LINES[0]) & (size <= _CARD_LINES[1]) & (linked > 0) & (prose < _CARD_CHARS)
    small &= measures.traits & NO_CARD == 0
    places = small.nonzero()[0].tolist()
    found = [document.containers[place] for place in places]
    parents = measures.parent[places].tolist() if places else []
    forms = [(parent, each.tag, each.words) for parent, each in zip(parents, found, strict=True)]
    count = Counter(forms)
    return [place for place, form in zip(places, forms, strict=True) if count[form] >= _CARDS]


def _hides_the_article(measures: Measures) -> bool:
    """Whether most prose is hidden: a page that its script shows piece by piece, so that hiding says nothing."""
    hidden = measures.prose[measures.hidden].sum()
    return bool(hidden > 2 * (measures.prose.sum() - hidden))


def _by_hint(blocks: Sequence[RawBlock], body: str) -> tuple[list[bool], Worths | None]:
    """Which blocks stand in the text the page names, and their worth by that; None where most of that text is not shown."""
    squeezed = "".join(body.split())
    named: list[bool] = []
    worth: list[float] = []
    found = 0
    for block in blocks:
        text = "".join(block.text.split())
        chars = len(text)
        inside = len(block.text) > _SHORTEST_NAMED and text in squeezed
        named.append(inside)
        if inside and chars > _SHORTEST_NAMED:
            found += chars
            worth.append(float(chars))
        else:
            worth.append(-0.5 * chars)
    is_shown = found >= 0.6 * len(squeezed) and len(squeezed) >= 100
    return named, np.array(worth) if is_shown else None


def _known(document: Document, measures: Measures, worth: Worths) -> tuple[Container, str] | None:
    """The container with the most prose among those that bear the name of a known system, and that system."""
    named = np.flatnonzero(measures.traits & KNOWN)
    if not len(named):
        return None
    prose = np.maximum(worth, 0)
    gains = _sums(measures, prose)[named]
    best = document.containers[named[gains.argmax()]]
    system = system_of(best.words, best.itemprop)
    return (best, system) if system and gains.max() >= _KNOWN_SHARE * prose.sum() else None
