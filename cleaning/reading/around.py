"""Where bylines stand: the lines above the prose, under the title, and at both ends of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaning.reading.document import Document, RawBlock

_WORDS_OF_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|source|meta|info|date|time|post-?date|pub|editor|lai-?yuan)"
)


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
    start = position if position is not None else max(first - 12, 0)
    near = [block for block in blocks[start + (position is not None) : first] if len(block.text) <= 200][:40]
    before = blocks[max(start - 6, 0) : start]
    named = [block for block in blocks[:first] if _WORDS_OF_BYLINE.search(block.container.words)]
    above = [
        block.text
        for block in (*near, *reversed(before), *named[:6])
        if block.link_share < 0.9 or len(block.text) < 30
    ]
    opening = [block.text for block in kept[:3]]
    last = kept[-1].position if kept else 0
    closing = [block.text for block in kept[-3:]]
    closing += [block.text for block in blocks[last + 1 : last + 20] if len(block.text) <= 80]
    return Around(
        above=above + [text[:60] if len(text) > 200 else text for text in opening],
        under_title=[block.text for block in near[:4]] if position is not None else [],
        opening=[block.text for block in near[:6]] + opening,
        closing=closing,
    )
