"""Where bylines stand: the lines above the prose, under the title, and at both ends of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate, islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.elements import AUTHOR, BYLINE, traits_of

_YEAR = re.compile(r"(?:19|20)[0-9]{2}[-/.年]")
_POSTED: Final = ("发表", "張貼", "张贴", "發表")
_DATE_ALONE = re.compile(
    r"[\s　]*(?:19|20)[0-9]{2}\s?[-/.年]\s?[01]?[0-9]\s?[-/.月]\s?[0-3]?[0-9]\s?日?[\s　]*"
)
# Links from which on a line is the entry of a list of links: titles are longer than names of media, persons and sections.
_TITLE_LINK, _TITLE_LINK_IN_LATIN = 6, 28  # characters
_ENTRIES = 3  # of these in an element of its own, or in seven lines, make a list
_LONGEST_DATED, _LONGEST_MEDIUM = 90, 16  # characters of a dated line, and of a name in it
_LINES_OF_ENTRY = 4  # title, teaser, date, count


class Around(NamedTuple):
    """Lines where bylines stand: all above the prose, those right under the title, the first and last of the text,
    those of `closing` that may count readers: right below the text and of no list; and all that are cells or headings.
    `front` are the words of a link to the front page of a site beside the date under the title.
    """

    above: list[str]
    under_title: list[str]
    opening: list[str]
    closing: list[str]
    counting: list[str]
    cells: frozenset[str]
    front: str | None = None


def lines_around(
    document: Document, kept: Sequence[RawBlock], position: int | None, neighbours: Collection[int] = ()
) -> Around:
    """The lines to look for bylines in; `kept` are the lines of the article, `position` is the block of its title.

    `neighbours` are the numbers of lines known to speak of other articles. They say nothing about this one, nor do the
    entries of other lists of links, nor what stands below the text without saying that it speaks of it.
    """
    blocks = document.blocks
    foreign = _foreign_lines(document, kept, position, neighbours)
    first = next(
        (block.position for least in (40, 20) for block in kept if block.marks and len(block.text) > least),
        len(blocks),
    )
    if position is not None and position > first:
        position = None
    start = position if position is not None else max(first - 12, 0) if kept else 0
    near = [block for block in blocks[start + (position is not None) : first] if len(block.text) <= 200][:40]
    if not kept:
        dated = (
            block
            for block in blocks
            if len(block.text) <= 80 and block.link_chars < 0.9 * len(block.text) and _YEAR.search(block.text)
        )
        near = [*islice(dated, 6), *near]
    before = blocks[max(start - 6, 0) : start]
    measures = document.measures
    named_so = np.flatnonzero(measures.traits[measures.home[:first]] & BYLINE)
    named = [blocks[number] for number in named_so[:6].tolist()]
    # A byline below the lead: what is short and no part of the text among the first lines of the prose.
    inside = {block.position for block in kept[:8]}
    last = kept[-1].position if kept else 0
    below = [
        block
        for block in blocks[first + 1 : first + 8]
        if len(block.text) <= 70
        and block.position not in inside
        and (block.position < last or _is_of_author(block.container))
    ]
    near = [block for block in near if not foreign(block)]
    above = near + [block for block in (*below, *reversed(before), *named) if not foreign(block)]
    above = [block for block in above if block.link_chars < 0.9 * len(block.text) or len(block.text) < 30]
    # What is hidden is written for machines, and often of another page.
    above.sort(key=_is_hidden)
    opening = [block.text for block in kept[:3] if not foreign(block)]
    # A short line among the first ones; at the end of a text comments begin so, and dates that sign a notice.
    prose = next((block.position for block in reversed(kept) if block.marks and len(block.text) > 40), 0)
    signed = [
        block.text
        for block in kept[3:9]
        if len(block.text) <= 24
        and not foreign(block)
        and (block.position < prose or (block.position == last and _DATE_ALONE.fullmatch(block.text)))
    ]
    under = [block for block in blocks[last + 1 : last + 20] if len(block.text) <= 80 and not foreign(block)]
    counting = _counting(blocks, kept, under, last)
    # Notices are signed with a day.
    dates = [text for text in counting if _DATE_ALONE.fullmatch(text)]
    lower = [block.text for block in near[4:12] if len(block.text) <= 70 and ":" in block.text]
    return Around(
        above=list(
            dict.fromkeys(
                [block.text for block in above]
                + [text[:60] if len(text) > 200 else text for text in (*opening, *signed, *dates)]
            )
        ),
        under_title=[block.text for block in near[:4]] + lower if position is not None else [],
        opening=[block.text for block in near[:6]] + opening + signed,
        closing=_closing(kept, under),
        counting=counting,
        cells=frozenset(
            block.text
            for block in (*near[:6], *kept[:9], *kept[-6:], *under)
            if block.text[-1] in "）)" and _is_cell(block)
        ),
        front=_front(near[:4]) if position is not None else None,
    )


def _front(near: Sequence[RawBlock]) -> str | None:
    """The medium that a dated line under the title names by a link to its front page."""
    for block in near:
        signed = _YEAR.search(block.text) or "作者" in block.text
        if signed and block.anchors and len(block.text) <= _LONGEST_DATED:
            for link in block.links:
                if 2 <= len(link.text) <= _LONGEST_MEDIUM and _is_front(link.href):
                    return link.text.strip(" \u3000\xa0") or None
    return None


def _is_front(href: str) -> bool:
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return bool(parts.hostname) and parts.path in ("", "/") and not parts.query


def _closing(kept: Sequence[RawBlock], under: Sequence[RawBlock]) -> list[str]:
    """The lines that may sign the text: its last ones, or above what the site adds to them, and those below it."""
    signing = [block.text for block in kept[-6:-3] if len(block.text) <= 40 or block.text[-1] in "）)"]
    posting = [
        block.text
        for block in kept[3:-6]
        if len(block.text) <= 60 and any(word in block.text for word in _POSTED)
    ]
    return [*signing, *(block.text for block in kept[-3:]), *(block.text for block in under), *posting]


def _counting(
    blocks: Sequence[RawBlock], kept: Sequence[RawBlock], under: Sequence[RawBlock], last: int
) -> list[str]:
    """The lines right below the text that may count its readers: with no link in them or above them."""
    return [
        block.text
        for block in (*kept[-1:], *under[:4])
        if block.position <= last + 4
        and not block.link_chars
        and (block.position <= last + 1 or not blocks[block.position - 1].link_chars)
    ]


def _foreign_lines(
    document: Document, kept: Sequence[RawBlock], position: int | None, neighbours: Collection[int]
) -> Callable[[RawBlock], bool]:
    """The question whether a line speaks of other articles: it is an entry of a list of links, or stands in one.

    A list is an element apart from title and text in which every fourth line at least is a link as long as a title,
    or a run of such lines.
    """
    prose = [block.position for block in kept if block.marks] or [block.position for block in kept]
    own = {*prose[:1], *prose[-1:]}
    if position is not None:
        own.add(position)
        if position in neighbours:
            neighbours = ()
    text = {*own, *prose}
    links = [
        block.link_chars >= _TITLE_LINK and block.position not in text and _is_entry(block)
        for block in document.blocks
    ]
    entries = [0, *accumulate(links)]
    low, high = min(own, default=-1), max(own, default=-1)
    lists: dict[int, bool] = {}
    traits = document.measures.traits.tolist()

    def in_list(container: Container) -> bool:
        passed: list[int] = []
        found = False
        for each in container.ancestors():
            if each.number in lists:
                found = lists[each.number]
                break
            first, last = each.first, each.last
            if first <= high and last > low and any(first <= place < last for place in own):
                break
            if traits[each.number] & AUTHOR:
                break
            passed.append(each.number)
            count = entries[last] - entries[first]
            if count >= _ENTRIES and count * _LINES_OF_ENTRY >= last - first:
                found = True
                break
        lists.update(dict.fromkeys(passed, found))
        return found

    def is_foreign(block: RawBlock) -> bool:
        place = block.position
        if place in neighbours:
            return True
        if entries[-1] < _ENTRIES:
            return False
        if links[place] and sum(links[max(place - 3, 0) : place + 4]) >= _ENTRIES:
            return True
        known = lists.get(block.container.number)
        return in_list(block.container) if known is None else known

    return is_foreign


def _is_entry(block: RawBlock) -> bool:
    """Whether a line is a link as long as a title, with or without date and counts; 来源：河畔晚报 is none."""
    text = block.text
    if "：" in text[:6] or ":" in text[:6]:
        return False
    least = _TITLE_LINK_IN_LATIN if text.isascii() else _TITLE_LINK
    return block.link_chars >= least and max([len(written) for _, written in block.anchors]) >= least


def _is_cell(block: RawBlock) -> bool:
    """Whether a line is a heading or all that a cell of a table holds; tables that lay out a page hold more."""
    if block.kind in ("heading", "table_row"):
        return True
    for each in block.container.ancestors():
        if each.last - each.first > 1:
            return False
        if each.tag in ("td", "th"):
            return True
    return False


def _is_of_author(container: Container) -> bool:
    """Whether one of the next elements around a line is named as that of an author."""
    return any(
        traits_of(each.tag, each.words, each.itemprop) & AUTHOR for each in islice(container.ancestors(), 3)
    )


def _is_hidden(block: RawBlock) -> bool:
    return block.container.hidden
