"""Lists of neighbour articles right below a text that no heading announces: told by the addresses of their links."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import urljoin, urlsplit

from cleaning.reading.document import Document, RawBlock
from cleaning.reading.furniture import FURNITURE_TAGS, is_navigation_line, opens_tail

# Bylines, buttons and tags may stand between a text and the list.
_REACH: Final = 6
_ENTRIES: Final = 3
_MOST: Final = 60
# Titles are longer than the names of sections; a Latin letter says less.
_TITLE, _TITLE_IN_LATIN = 8, 24
_STAMP: Final = 24  # characters beside or below a title
_WORDS = re.compile(r"[\W\d_年月日时分前]|阅读|閱讀|浏览|瀏覽|点击|次|人|万|评论")
_NUMBER = re.compile("[0-9]+")
# A text is longer than the list below it, and no list of links itself.
_LEAST_PROSE: Final = 120


def list_below(
    document: Document, kept: Sequence[RawBlock], url: str | None, neighbours: Collection[int]
) -> list[RawBlock]:
    """The lines of a list of neighbours right below the kept lines, or at their end; [] where there is none.

    Its lines are links to addresses of the same site that are built like one another, and like that of the page where
    this one is known, with a date or a count beside them. A heading, prose or a menu before it makes it another list.
    """
    prose = sum(len(block.text) for block in kept if block.marks and block.link_share < 0.5)
    own = _form(url, "") if url is not None else None
    if prose < _LEAST_PROSE or (url is not None and own is None):
        return []
    entry_of = {block.position: form for block in kept[-_MOST:] if (form := _entry(block, url))}
    start = len(kept)
    while start and (
        kept[start - 1].position in entry_of or (start < len(kept) and _is_stamp(kept[start - 1]))
    ):
        start -= 1
    inside = sum(block.position in entry_of for block in kept[start:])
    # Without the address of the page nothing tells links that the text itself ends with from a list.
    if inside < _ENTRIES or own is None or 2 * inside > len(kept):
        start = len(kept)
    lines = _run(document.blocks[kept[start - 1].position + 1 :], url, own, neighbours)
    addresses = {line.links[0].href for line in lines if not _is_stamp(line)}
    return lines if len(addresses) >= _ENTRIES else []


def _run(
    blocks: Sequence[RawBlock], url: str | None, own: str | None, neighbours: Collection[int]
) -> list[RawBlock]:
    """The first run of entries with what stands beside them, if one begins soon; their addresses are of one form."""
    lines: list[RawBlock] = []
    form = own
    for number, block in enumerate(blocks[: _REACH + 3 * _MOST]):
        found = None if block.hidden or block.position in neighbours else _entry(block, url)
        if found is not None and found == (form or found):
            form = found
            lines.append(block)
        elif lines and _is_stamp(block) and not _is_stamp(lines[-1]):
            lines.append(block)
        elif lines or number >= _REACH or _ends_search(block, neighbours):
            break
    return lines


def _ends_search(block: RawBlock, neighbours: Collection[int]) -> bool:
    return (
        block.position in neighbours
        or block.kind == "heading"
        or opens_tail(block.text)
        or _is_furniture(block)
    )


def _is_furniture(block: RawBlock) -> bool:
    return any(each.tag in FURNITURE_TAGS for each in block.container.ancestors())


def _entry(block: RawBlock, url: str | None) -> str | None:
    """The form of the address of a line that is the title of another article, with a date at most beside it."""
    if not block.anchors or block.kind == "heading" or len(block.text) - block.link_chars > _STAMP:
        return None
    links = block.links
    if len(links) != 1 or is_navigation_line(block.text):
        return None
    title = links[0].text
    if len(title) < (_TITLE_IN_LATIN if title.isascii() else _TITLE):
        return None
    if _WORDS.sub("", block.text.replace(title, "", 1)) or _is_furniture(block):
        return None
    return _form(links[0].href, url or "")


def _is_stamp(block: RawBlock) -> bool:
    """Whether a line is a date or a count."""
    return not block.anchors and len(block.text) <= _STAMP and _WORDS.sub("", block.text) == ""


def _form(href: str, base: str) -> str | None:
    """How the last part of an address of the site is built, its numbers left open; None for one without a number.

    >>> _form("/a/2.html", "https://example.com/a/17.html"), _form("/about", "")
    ('0.html', None)
    """
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        own = urlsplit(base).hostname or parts.hostname
    except ValueError:
        return None
    last = parts.path.rstrip("/").rpartition("/")[2]
    form = _NUMBER.sub("0", last)
    return form if form != last and parts.hostname == own and parts.scheme in ("http", "https", "") else None
