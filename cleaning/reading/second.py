"""A second opinion on a doubtful text: another extractor says which lines of the page it takes for the article.

It is asked only where a profile says so, only when the first reading is less sure than a threshold, and never on Chinese
pages, on which it gained nothing on labelled ones. Its text is not taken: its lines are found again among those of the
page, so that a text stays what the page says, character by character, and every line left out has its row.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from cleaning.errors import InputError
from cleaning.reading.content import Choice
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.options import ReadOptions
from cleaning.reading.selection import Selection, selection_of, titles_above
from cleaning.reading.trim import Trimmed

# A line of so many letters says by itself where it stands; a shorter one must stand near such a line.
_LONG = 12
_NEAR = 4
# Articles about code in Chinese are Latin for the most part, and lost all the same.
_FEW_CHINESE = 0.1
# Pages beyond these sizes are seldom articles, and looking lines up in a text takes time with both.
_MOST_BLOCKS = 5000
_MOST_BYTES = 2_000_000

# The criterion, found on labelled pages with scorers that had not seen their sites; see docs/benchmarks.md.
_NEARLY_ALL = 0.9
"""Where one reading holds so much of the other, they differ in what one of them adds."""
_DIFFERENT = 0.02
_MOST_MORE = 4.0
"""Times the length of the first reading: beyond this the second one has taken a whole list."""
_LEAST = 0.5
_POSSIBLE = 0.2
"""What the second reading adds must be so likely by the scorer, on average."""
_DOUBTED = 0.8
"""What the second reading leaves must be no likelier than this."""

_NO_LETTERS = re.compile(r"[\W_]+")


class FirstReading(NamedTuple):
    """What is known of a page once it is read: its lines, the chosen element, what trimming says, how likely lines are.

    `title` is the title as `titles.fold` leaves it.
    """

    document: Document
    choice: Choice
    trimmed: Trimmed
    title: str
    neighbours: set[int]
    likely: Sequence[float]


class SecondReader(NamedTuple):
    """An extractor that can be asked about one page: its name, the confidence below which it is asked, the page."""

    name: str
    below: float
    html: bytes
    url: str | None

    def opinion(self, known: FirstReading, first: Selection) -> Selection | None:
        """The other selection of lines, where this reader is asked and its reading is to be preferred; else None."""
        if not self._is_asked(known, first):
            return None
        text = extracted(self.html, self.url)
        held = {block.position for block in first.kept}
        chosen = lines_of(text, known.document.blocks)
        chosen -= {place for place in chosen if not known.choice.is_shown(known.document.blocks[place])}
        chosen -= (known.trimmed.left_out.keys() | known.neighbours) - held
        chosen -= titles_above(known.document.blocks, chosen, known.title)
        if not is_preferred(known.document.blocks, held, chosen, known.likely):
            return None
        left = dict.fromkeys(
            held - chosen, ("second", f"kept by the first reader, left out by the second one, {self.name}")
        )
        return selection_of(known.document, known.choice, known.trimmed, chosen, known.likely, left)

    def _is_asked(self, known: FirstReading, first: Selection) -> bool:
        blocks = known.document.blocks
        return (
            first.confidence is not None
            and first.confidence < self.below
            and len(blocks) <= _MOST_BLOCKS
            and len(self.html) <= _MOST_BYTES
            and known.document.measures.han <= _FEW_CHINESE
        )


def second_reader(options: ReadOptions, html: bytes, url: str | None) -> SecondReader | None:
    """The second reader of a page, None where the options name none.

    None as well for pages of which a person has said by selectors what is to be read.
    """
    if options.second_reader is None or options.selectors:
        return None
    return SecondReader(options.second_reader, options.second_below, html, url)


def version_of(name: str | None) -> dict[str, str]:
    """The version of a second reader by its name; {} for none: what it reads differently is another reading.

    >>> version_of(None)
    {}
    """
    from importlib import metadata

    return {name: metadata.version(name)} if name is not None else {}


def check_installed(name: str | None) -> None:
    """Nothing, or an InputError that names the command to install a second reader with.

    >>> check_installed(None)
    """
    if name is None:
        return
    try:
        import trafilatura  # noqa: F401, whether it can be imported is the question
    except ImportError as error:
        raise InputError(
            f"the second reader {name} cannot be used ({error}); install it with: pip install 'jiaokan[second]'"
        ) from error


def extracted(html: bytes, url: str | None) -> str:
    """The text that trafilatura takes for the article; "" where it finds none or fails, which is no opinion.

    `html` is UTF-8, within the caps of size and depth that hold for the first reader.
    """
    check_installed("trafilatura")
    import trafilatura

    # It reports pages it cannot read through logging, which would print them in the midst of a run.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        return trafilatura.extract(html.decode("utf-8", "replace"), url=url, include_comments=False) or ""
    except Exception:
        return ""


def lines_of(text: str, blocks: Sequence[RawBlock]) -> set[int]:
    """The numbers of the blocks that stand in a text: long ones once each, short ones beside a long one.

    White space and marks are not compared: extractors write both as they like.
    """
    letters = _letters(text)
    said = {block.position: _letters(block.text) for block in blocks}
    found = {place for place, words in said.items() if len(words) >= 2 and words in letters}
    first_of: dict[str, int] = {}
    for place in sorted(found):
        first_of.setdefault(said[place], place)
    long = {place for words, place in first_of.items() if len(words) >= _LONG}
    near = {place + step for place in long for step in range(-_NEAR, _NEAR + 1)}
    return long | {place for place in found & near if len(said[place]) < _LONG}


def is_preferred(
    blocks: Sequence[RawBlock], first: Collection[int], second: Collection[int], likely: Sequence[float]
) -> bool:
    """Whether a second reading is to be believed: it differs from the first one in one direction, within measure.

    Either it holds nearly all of the first one and more that the scorer thinks possible: the article went on. Or it
    holds little else than the first one and leaves some of it that the scorer was not sure of.
    """
    first, second = set(first), set(second)
    own, other, both = (_length(blocks, places) for places in (first, second, first & second))
    if not own or not other:
        return False
    size = other / own
    if both >= _NEARLY_ALL * own and 1 + _DIFFERENT < size <= _MOST_MORE:
        return _mean(blocks, second - first, likely) >= _POSSIBLE
    if both >= _NEARLY_ALL * other and _LEAST <= size < 1 - _DIFFERENT:
        return _mean(blocks, first - second, likely) <= _DOUBTED
    return False


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text)


def _length(blocks: Sequence[RawBlock], places: Collection[int]) -> int:
    return sum(len(blocks[place].text) for place in places)


def _mean(blocks: Sequence[RawBlock], places: Collection[int], likely: Sequence[float]) -> float:
    total = _length(blocks, places)
    return sum(likely[place] * len(blocks[place].text) for place in sorted(places)) / max(1, total)
