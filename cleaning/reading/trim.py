"""What inside the chosen container is not the article, line by line, each with the reason it is left out.

Conservative on purpose: lines of editors, sources and rights inside the prose stay, because repair removes them as
edits that can be taken back. What goes here are things that are no text of the article by their place or markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaning.reading.chrome import chrome_of, opens_comments
from cleaning.reading.content import Choice
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.furniture import (
    is_byline,
    is_imprint_line,
    is_legal_line,
    is_navigation_line,
    is_player_line,
    is_share_line,
    opens_tail,
)
from cleaning.reading.infotables import info_table
from cleaning.reading.posts import lines_of_posts
from cleaning.reading.sections import labelled_keywords
from cleaning.reading.titles import fold

# A line of so many characters with a mark is the beginning of the article; title and byline stand above it.
_PROSE = 25
_LEAD = 30


BY_NAME = ("furniture", "element that holds no article text by its name")
"""The part and the reason of a line whose element's name alone speaks against it."""


class Trimmed(NamedTuple):
    """The lines of the article, and the lines of its container that are left out: the part they belong to, and why."""

    kept: list[RawBlock]
    left_out: dict[int, tuple[str, str]]


def trim(
    document: Document, choice: Choice, title: str | None, position: int | None, neighbours: set[int]
) -> Trimmed:
    """The lines of the article inside the chosen container, with the lead that stands between title and container."""
    container = choice.container
    inside = [block for block in document.blocks[container.first : container.last] if choice.is_shown(block)]
    end = _tail(inside, choice)
    start = _first_prose(inside)
    kept: list[RawBlock] = _lead(document, choice, position, neighbours)
    left_out: dict[int, tuple[str, str]] = {
        block.position: ("hidden", "not shown to a reader")
        for block in document.blocks[container.first : container.last]
        if not choice.is_shown(block)
    }
    key = fold(title or "")
    posts = lines_of_posts([block.text for block in inside])
    for number, block in enumerate(inside):
        if block.position in neighbours:
            part, reason = "related", "entry or heading of a list of neighbour articles"
        elif end is not None and number >= end:
            part, reason = "after", "stands behind the end of the article"
        elif position is not None and block.position < position and number < start:
            part, reason = "above", "stands above the title"
        elif number <= start and key and fold(block.text) == key:
            part, reason = "title", "the title, repeated above the text"
        elif number in posts:
            part, reason = "post", "number, time or button of a post in a forum"
        else:
            part, reason = _fault(block, inside, number, start, choice)
        if part:
            left_out[block.position] = (part, reason)
        else:
            kept.append(block)
    if start < len(inside) and (table := info_table(document.blocks[: inside[start].position]).lines):
        # It stands above the text, in its element or not.
        left_out |= dict.fromkeys(table, ("byline", "time, source and author: becomes metadata"))
        kept = [block for block in kept if block.position not in table]
    return Trimmed(kept, left_out)


def _first_prose(blocks: Sequence[RawBlock]) -> int:
    for number, block in enumerate(blocks):
        if block.marks and len(block.text) >= _PROSE and block.link_share < 0.5 and not is_byline(block.text):
            return number
    return len(blocks)


def _fault(
    block: RawBlock, inside: Sequence[RawBlock], number: int, start: int, choice: Choice
) -> tuple[str, str]:
    text = block.text.strip(" \u3000\xa0")
    if number < start and is_byline(text):
        return "byline", "time, source and author: becomes metadata"
    if block.kind == "code" or labelled_keywords(text):
        return "", ""
    if is_navigation_line(text):
        return "navigation", "way through the site"
    if is_share_line(text):
        return "share", "button for sharing, printing or type size"
    if is_player_line(text):
        return "player", "belongs to a player, an advertisement or a button"
    if is_legal_line(text):
        return "legal", "copyright, licence or disclaimer: becomes `rights`"
    # Cells of a table count and name what the lines around a text do.
    if block.kind != "table_row" and (chrome := chrome_of(text)) is not None:
        return chrome
    if is_imprint_line(text):
        return "imprint", "who keeps up the site, and where to find him"
    if choice.worth[block.position] <= -1.1 * len(block.text) and block.link_share < 0.5:
        return BY_NAME
    if block.link_share >= 0.5 and _is_link_list(block, inside, number):
        return "links", "list of links"
    return "", ""


def is_furniture_line(text: str) -> bool:
    """Whether a line is no text by its form alone: a button, a notice, a prompt, a byline.

    >>> is_furniture_line("分享到：微信 微博"), is_furniture_line("船没有来")
    (True, False)
    """
    text = text.strip(" \u3000\xa0")
    told = (is_navigation_line, is_share_line, is_player_line, is_legal_line)
    return any(tells(text) for tells in told) or chrome_of(text) is not None


def _is_link_list(block: RawBlock, inside: Sequence[RawBlock], number: int) -> bool:
    """A line of nothing but links, beside another such line or short; a linked heading is none."""
    if block.kind == "heading" or block.link_share < 0.8:
        return False
    beside = [inside[place] for place in (number - 1, number + 1) if 0 <= place < len(inside)]
    return len(block.text) < 30 or any(other.link_share >= 0.8 for other in beside)


def _tail(blocks: Sequence[RawBlock], choice: Choice) -> int | None:
    """Where what follows the article begins: a heading such as 网友评论 after which its element goes on no more."""
    home = _body_element(blocks)
    prose = [len(block.text) if _is_prose_of(block, home) else 0 for block in blocks]
    first = next((block.position for block, length in zip(blocks, prose, strict=True) if length), None)
    if first is None:
        return None
    total, before = sum(prose), 0
    for number, (block, length) in enumerate(zip(blocks, prose, strict=True)):
        text = block.text.strip(" \u3000\xa0")
        if block.position > first and (opens_tail(text) or opens_comments(text)):
            after = total - before - length
            if after <= 0.1 * before or (after <= before and _are_comments(text)):
                return number
        before += length
    return None


def _are_comments(text: str) -> bool:
    return any(
        word in text for word in ("评论", "評論", "回复", "留言", "comment", "Comment")
    ) or opens_comments(text)


def _body_element(blocks: Sequence[RawBlock]) -> tuple[str, str, int] | None:
    """The sort of element (tag, names, depth) whose paragraphs hold most of the prose.

    A sort and not one element, because many templates cut an article into sections with advertisements between.
    """
    sums: dict[tuple[str, str, int], int] = {}
    for block in blocks:
        if block.marks and block.link_share < 0.5:
            sort = _sort_of_home(block)
            sums[sort] = sums.get(sort, 0) + len(block.text)
    return max(sums, key=sums.__getitem__) if sums else None


def _sort_of_home(block: RawBlock) -> tuple[str, str, int]:
    element = block.container
    if element.tag == "p" and element.parent is not None:
        element = element.parent
    return element.tag, element.words, element.depth


def _is_prose_of(block: RawBlock, home: tuple[str, str, int] | None) -> bool:
    return (
        bool(block.marks)
        and len(block.text) >= _PROSE
        and block.link_share < 0.5
        and _sort_of_home(block) == home
    )


def _lead(document: Document, choice: Choice, position: int | None, neighbours: set[int]) -> list[RawBlock]:
    """The lines of prose between the title and the container: summaries are shown above the text."""
    if position is None or not position < choice.container.first <= position + 25:
        return []
    return [
        block
        for block in document.blocks[position + 1 : choice.container.first]
        if choice.worth[block.position] > 0
        and len(block.text) >= _LEAD
        and not block.links
        and block.position not in neighbours
        and not is_byline(block.text)
        and not is_share_line(block.text)
        and not is_navigation_line(block.text)
    ]
