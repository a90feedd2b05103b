"""Places in an article that go along with its text: those of images and links, through repair and through joining.

Images and links are no text, so no edit speaks of them; but an edit in front of them moves them. All of it follows from
the edits on record, exactly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec.structs import replace

from cleaning.article import Image, Link
from cleaning.edits import Edit, runs
from cleaning.ledger import line_breaks


def repaired_images(images: Iterable[Image], origins: Sequence[int]) -> tuple[Image, ...]:
    """The images of an article after repair; `origins` has for each of its lines the number that it had in E0.

    An image whose line is gone stands before the next one that is left.

    >>> images = [Image("https://example.com/1.jpg", "", 1), Image("https://example.com/2.jpg", "", 2)]
    >>> [image.block for image in repaired_images(images, [0, 2, 3])]
    [1, 1]
    """
    return tuple([replace(image, block=bisect_left(origins, image.block)) for image in images])


def repaired_links(
    links: Sequence[Link], text: str, edits: Iterable[Edit], repaired: str
) -> tuple[Link, ...]:
    """The links of an article after repair: `text` is that of E0, `repaired` what the edits have made of it.

    An edit inside a link changes its words, one across its border takes words from it; a link without words is gone, and
    so is one that a longer edit has swallowed.

    >>> link = Link("古籍,修复", "https://example.com/", 0, 2, 7)
    >>> edits = [Edit(1, "punctuation", "punct.comma", "text", 0, 4, 5, ",", "，"),
    ...     Edit(2, "wording", "spin.besides", "text", 0, 0, 1, "甲", "甲乙")]
    >>> repaired_links([link], "甲是古籍,修复", edits, "甲乙是古籍，修复")
    (Link(text='古籍，修复', url='https://example.com/', block=0, start=3, end=8),)
    """
    starts = [0, *(place + 1 for place in line_breaks(text))]
    spans = [(starts[link.block] + link.start, starts[link.block] + link.end, link.url) for link in links]
    for run in runs(edit for edit in edits if edit.field == "text"):
        spans = list(_moved(spans, run[::-1]))
    starts = [0, *(place + 1 for place in line_breaks(repaired))]
    found: list[Link] = []
    for start, end, url in spans:
        block = bisect_right(starts, start) - 1
        words = repaired[start:end]
        if words.strip():
            found.append(Link(words, url, block, start - starts[block], end - starts[block]))
    return tuple(found)


def _moved(spans: Sequence[tuple[int, int, str]], edits: Sequence[Edit]) -> Iterable[tuple[int, int, str]]:
    """Stretches of a text after disjoint edits that are given from left to right."""
    begins, ends = [edit.start for edit in edits], [edit.end for edit in edits]
    growth = [0, *accumulate(len(edit.after) - len(edit.before) for edit in edits)]
    for start, end, url in spans:
        before, behind = bisect_right(ends, start), bisect_left(begins, end)
        left, right = start + growth[before], end + growth[before]
        for edit in edits[before:behind]:
            grown = len(edit.after) - len(edit.before)
            if grown == 0 or (start <= edit.start and edit.end <= end):
                right += grown
            elif edit.start < start and end < edit.end:
                right = left
            elif edit.start < start:
                # Its first words are replaced from outside; what is behind them is left.
                left, right = left + grown + edit.end - start, right + grown
            else:
                right -= end - edit.start
        if left < right:
            yield left, right, url


def shifted_images(images: Iterable[Image], first: int, end: int, by: int) -> list[Image]:
    """The images of a page whose blocks from `first` to before `end` become part of an article, behind `by` blocks.

    Those in front of blocks that are left out stand before the next one that is there.

    >>> [image.block for image in shifted_images([Image("https://example.com/1.jpg", "", 0)], 1, 3, 10)]
    [10]
    """
    return [replace(image, block=min(max(image.block, first), end) - first + by) for image in images]


def shifted_links(links: Iterable[Link], first: int, end: int, by: int) -> list[Link]:
    """The links in these blocks of a page, behind `by` blocks of the article."""
    return [replace(link, block=link.block - first + by) for link in links if first <= link.block < end]


def each_once(images: Iterable[Image]) -> tuple[Image, ...]:
    """The images, each where it is shown first."""
    found: dict[str, Image] = {}
    for image in images:
        found.setdefault(image.url, image)
    return tuple(found.values())
