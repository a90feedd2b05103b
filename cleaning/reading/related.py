"""Lists of neighbour articles beside and inside a body, as rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from cleaning.article import Related
from cleaning.reading.bylines import count
from cleaning.reading.dates import Moment, parse_date
from cleaning.reading.document import Container, Document, Link, RawBlock
from cleaning.reading.furniture import opens_related
from cleaning.reading.sections import parse_stamp_line

_MOST: Final = 60
MOST_RELATED: Final = 300  # each is repaired as a text of its own
_SHORTEST: Final = 4
_BULLETS: Final = " 　\xa0·•●■◆▪▶>»-—"
_NO_BREAKS: Final = dict.fromkeys(map(ord, "\t\n\r"))
_NUMBER = re.compile(r"(?:^|[\s（(])([0-9]{1,9})(?:[\s）)]|$)")


def related_lists(document: Document, url: str | None, moment: Moment) -> tuple[list[Related], set[int]]:
    """The entries of every list under a heading such as 相关文章, and the numbers of their blocks (headings too)."""
    base = address_base(document, url)
    entries: list[Related] = []
    taken: set[int] = set()
    for number, block in enumerate(document.blocks):
        if number in taken or block.hidden or not opens_related(block.text):
            continue
        lines = _lines_of_list(document.blocks, number)
        found = read_entries(lines, base, moment)
        if found:
            entries.extend(found)
            taken.add(number)
            taken.update(line.position for line in lines)
    return list(dict.fromkeys(entries))[:_MOST], taken


def read_entries(lines: Sequence[RawBlock], base: str, moment: Moment) -> list[Related]:
    """The rows of a list: each link with words is an entry, what stands beside or below it its date and views."""
    entries: list[Related] = []
    for number, line in enumerate(lines):
        links = [link for link in line.links if len(link.text.strip(_BULLETS)) >= _SHORTEST][:_MOST]
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        if links:
            beside = line.text.replace(links[0].text, " ", 1) if len(links) == 1 else ""
            entries.extend(_entry(link, beside, base, moment) for link in links)
        elif parse_stamp_line(following) is not None:
            entries.append(Related(line.text.strip(_BULLETS)))
        elif entries and not entries[-1].published_at:
            entries[-1] = _with_stamp(entries[-1], line.text, moment)
    return [entry for entry in entries if entry.title]


def merge_related(found: Sequence[Related], listed: Sequence[Related]) -> tuple[Related, ...]:
    """Every entry once: the same title with and without an address is one entry, with all that is known of it.

    More than some hundred are an archive: the first ones stay, and their lines stand in `removed` in any case.

    >>> merge_related([Related("春耕", None, "2026-02-03")], [Related("春耕", "https://example.com/2.html")])
    (Related(title='春耕', url='https://example.com/2.html', published_at='2026-02-03', views=None),)
    """
    merged: dict[str, Related] = {}
    for entry in (*found, *listed):
        key = "".join(entry.title.split())
        old = merged.get(key, entry)
        merged[key] = Related(
            old.title,
            old.url or entry.url,
            old.published_at or entry.published_at,
            entry.views if old.views is None else old.views,
        )
    return tuple(islice(merged.values(), MOST_RELATED))


def address_base(document: Document, url: str | None) -> str:
    """What relative links of the page are relative to."""
    try:
        return urljoin(url or "", document.base) if document.base else url or ""
    except ValueError:
        return url or ""


def absolute(href: str, base: str) -> str | None:
    """An absolute http(s) address, or None for anything else.

    >>> absolute("/a/2.html", "https://example.com/a/1.html"), absolute("javascript:void(0)", "https://example.com/")
    ('https://example.com/a/2.html', None)
    """
    try:
        url = urljoin(base, without_breaks(href))
        split = urlsplit(url)
    except ValueError:
        return None
    return url if split.scheme in ("http", "https") and split.hostname else None


def without_breaks(href: str) -> str:
    """An address as browsers read it: without the line breaks that templates put into it.

    >>> without_breaks(" /a/" + chr(10) + "2.html ")
    '/a/2.html'
    """
    return href.strip().translate(_NO_BREAKS)


def _entry(link: Link, beside: str, base: str, moment: Moment) -> Related:
    return _with_stamp(Related(link.text.strip(_BULLETS), absolute(link.href, base)), beside, moment)


def _with_stamp(entry: Related, text: str, moment: Moment) -> Related:
    text = text.strip(_BULLETS + "（）()[]")
    if not text or len(text) > 60:
        return entry
    line = parse_stamp_line(text)
    if line is not None:
        return Related(entry.title, entry.url, line.published_at, line.views)
    stamp = parse_date(text, moment)
    views = _NUMBER.search(text) if stamp is None and len(text) <= 12 else None
    return Related(entry.title, entry.url, stamp.iso if stamp else None, count(views[1]) if views else None)


def _lines_of_list(blocks: Sequence[RawBlock], heading: int) -> list[RawBlock]:
    """The lines below a heading that belong to its list: links, short stamps, and teasers inside the same element."""
    home = _home(blocks, heading)
    lines: list[RawBlock] = []
    for block in blocks[heading + 1 : heading + 4 * _MOST]:
        outside = home is not None and block.position >= home.last
        if outside or opens_related(block.text) or _is_prose(block, blocks, home):
            break
        lines.append(block)
    return lines


def _is_prose(block: RawBlock, blocks: Sequence[RawBlock], home: Container | None) -> bool:
    """Whether a line is a paragraph of the article; a teaser is told from one by the stamp below it."""
    if block.link_share >= 0.5 or len(block.text) <= 40 or (home is not None and block.marks < 2):
        return False
    below = blocks[block.position + 1 : block.position + 2]
    return not below or parse_stamp_line(below[0].text) is None


def _home(blocks: Sequence[RawBlock], heading: int) -> Container | None:
    """The innermost element that holds the heading and something after it."""
    return next((each for each in blocks[heading].container.ancestors() if each.last > heading + 1), None)
