"""The links of an article with their places in its lines; for those who ask, since most never do.

The usual walk through a page keeps the words of links, not where they stand: that would cost every page. This one counts
along.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import Final

from cleaning.article import Link
from cleaning.reading.addresses import web_address
from cleaning.reading.document import HTML_SPACE, Attributes, Document, LinkPlace
from cleaning.reading.html import Walk
from cleaning.reading.placed import PlacedLine, plain_text

MOST_LINKS: Final = 5000

_NO_VALUE = re.compile("[\r\0]")
_RUNS_OF_SPACE = re.compile(f"[{HTML_SPACE}]+")


class _Anchors(list[tuple[Attributes, str]]):
    """What the walk notes of links, with the number of the part of the line that each of them is."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__()
        self._parts = parts
        self.numbers: list[int] = []

    def append(self, anchor: tuple[Attributes, str]) -> None:
        self.numbers.append(len(self._parts) - 1)
        super().append(anchor)

    def clear(self) -> None:
        self.numbers.clear()
        super().clear()


class LinkWalk(Walk):
    """A walk that notes where links stand, in `document.link_places`."""

    anchors: _Anchors

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.anchors = _Anchors(self.parts)

    def end_line(self) -> None:
        """Makes a block of the collected text, and notes its links."""
        parts, anchors, numbers = self.parts.copy(), self.anchors.copy(), self.anchors.numbers.copy()
        place = len(self.blocks)
        super().end_line()
        if anchors and len(self.blocks) > place:
            found = list(_places(parts, anchors, numbers, self.blocks[place].text))
            if found:
                self.document.link_places[place] = found


def _places(
    parts: Sequence[str], anchors: Sequence[tuple[Attributes, str]], numbers: Sequence[int], line: str
) -> Iterator[LinkPlace]:
    """The links of a line, one for each element whatever it is made of, without the white space at their ends."""
    starts = [0, *accumulate(map(len, parts))]
    written = "".join(parts)
    gone = _spaces_gone(written, line)
    ends = [end for end, _ in gone]
    total = [0, *accumulate(count for _, count in gone)]
    # All parts of one element come with the same attributes, and two elements never share them.
    for _, group in groupby(zip(anchors, numbers, strict=True), key=lambda each: id(each[0][0])):
        members = list(group)
        start, end = starts[members[0][1]], starts[members[-1][1] + 1]
        words = written[start:end]
        start += len(words) - len(words.lstrip(HTML_SPACE))
        end -= len(words) - len(words.rstrip(HTML_SPACE))
        href = members[0][0][0].get("href")
        if href and start < end:
            left, right = (place - total[bisect_left(ends, place + 1)] for place in (start, end))
            yield LinkPlace(href, left, right)


def _spaces_gone(written: str, line: str) -> list[tuple[int, int]]:
    """Where white space of a written text became less in its line: the end of each such run, and by how much."""
    if written.rstrip(HTML_SPACE) == line:
        return []
    lead = len(written) - len(written.lstrip(HTML_SPACE))
    runs = [
        (found.end(), found.end() - found.start() - 1) for found in _RUNS_OF_SPACE.finditer(written, lead)
    ]
    return [(lead, lead), *((end, count) for end, count in runs if count)]


def article_links(document: Document, placed: Sequence[PlacedLine], base: str) -> tuple[Link, ...]:
    """The links with an http(s) address in the lines of an article, in their order."""
    found: list[Link] = []
    for line, block, offset in placed:
        places = document.link_places.get(line.position, ())
        # A block is without the characters that no value may hold: what stands behind them moves up.
        gone = [each.start() for each in _NO_VALUE.finditer(line.text)] if places else []
        for place in places:
            if len(found) == MOST_LINKS:
                return tuple(found)
            words = plain_text(line.text[place.start : place.end])
            if words and (url := web_address(place.href, base)) is not None:
                start = offset + place.start - bisect_left(gone, place.start)
                found.append(Link(words, url, block, start, start + len(words)))
    return tuple(found)
