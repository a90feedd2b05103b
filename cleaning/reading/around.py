"""Where bylines stand: the lines above the prose, under the title, and at both ends of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from cleaning.reading.document import Container, Document, RawBlock

_WORDS_OF_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|source|meta|info|date|time|post-?date|pub|editor|lai-?yuan)"
)


_YEAR = re.compile(r"(?:19|20)[0-9]{2}[-/.年]")
_POSTED: Final = ("发表", "張貼", "张贴", "發表")


class Around(NamedTuple):
    """Lines where bylines stand: all above the prose, those right under the title, the first and last of the text."""

    above: list[str]
    under_title: list[str]
    opening: list[str]
    closing: list[str]


def lines_around(document: Document, kept: Sequence[RawBlock], position: int | None) -> Around:
    """The lines to look for bylines in; `kept` are the lines of the article, `position` is the block of its title."""
    blocks = document.blocks
    first = next((block.position for block in kept if block.marks and len(block.text) > 40), len(blocks))
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
    named = list(islice((block for block in blocks[:first] if _names_a_byline(block.container)), 6))
    # A byline below the lead: what is short and no part of the text among the first lines of the prose.
    inside = {block.position for block in kept[:8]}
    below = [
        block
        for block in blocks[first + 1 : first + 8]
        if len(block.text) <= 70 and block.position not in inside
    ]
    above = [
        block
        for block in (*near, *below, *reversed(before), *named)
        if block.link_chars < 0.9 * len(block.text) or len(block.text) < 30
    ]
    # What is hidden is written for machines, and often of another page.
    above.sort(key=_is_hidden)
    opening = [block.text for block in kept[:3]]
    signed = [block.text for block in kept[3:9] if len(block.text) <= 24]
    last = kept[-1].position if kept else 0
    # Signatures stand in the last lines, or above what the site adds to them.
    closing = [block.text for block in kept[-6:-3] if len(block.text) <= 40 or block.text[-1] in "）)"]
    closing += [block.text for block in kept[-3:]]
    closing += [block.text for block in blocks[last + 1 : last + 20] if len(block.text) <= 80]
    closing += [
        block.text
        for block in kept[3:-6]
        if len(block.text) <= 60 and any(word in block.text for word in _POSTED)
    ]
    lower = [block.text for block in near[4:12] if len(block.text) <= 70 and ":" in block.text]
    return Around(
        above=list(
            dict.fromkeys(
                [block.text for block in above]
                + [text[:60] if len(text) > 200 else text for text in (*opening, *signed)]
            )
        ),
        under_title=[block.text for block in near[:4]] + lower if position is not None else [],
        opening=[block.text for block in near[:6]] + opening + signed,
        closing=closing,
    )


def _names_a_byline(container: Container) -> bool:
    return bool(container.words) and _are_words_of_byline(container.words)


@lru_cache(4096)  # the lines of a page and the pages of a site share their class names
def _are_words_of_byline(words: str) -> bool:
    return _WORDS_OF_BYLINE.search(words) is not None


def _is_hidden(block: RawBlock) -> bool:
    return block.container.hidden
