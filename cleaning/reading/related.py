"""Lists of neighbour articles beside and inside a body, as rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from cleaning.article import Related
from cleaning.reading.bylines import count, views_in
from cleaning.reading.dates import Moment, complete_day, date_in_address, parse_date, parse_machine_date
from cleaning.reading.document import Container, Document, Link, RawBlock, squeeze
from cleaning.reading.furniture import (
    FURNITURE_TAGS,
    LONGEST_HEADER,
    RELATED_BEGINNINGS,
    is_byline,
    is_furniture_name,
    opens_related,
)
from cleaning.reading.sections import parse_stamp_line

_MOST: Final = 60
MOST_RELATED: Final = 300  # each is repaired as a text of its own
_SHORTEST: Final = 4
_TITLE: Final = 8  # characters; links of menus are shorter
_LONGEST_STAMP, _SHORT_DATE = (
    60,
    12,
)  # characters of a line with a date, and of one that is a date without a year
_LINES_OF_ENTRY: Final = 5
_BULLETS: Final = " 　\xa0·•●■◆▪▶>»-—"
_NO_BREAKS: Final = dict.fromkeys(map(ord, "\t\n\r"))
_NO_WORDS = re.compile(r"[\W\d_年月日时分前]|阅读|閱讀|浏览|瀏覽|点击|次|人|万|评论")
# A day with a count behind it, from elements that touch each other: the day is of fixed length.
_DAY_AND_COUNT = re.compile(
    r"((?:19|20)[0-9]{2}[-/.][01][0-9][-/.][0-3][0-9](?: ?[0-2][0-9]:[0-5][0-9])?) ?([0-9]{1,7})"
)
_BEFORE_CLOCK = re.compile(r"\n(?=[0-2]?[0-9]:[0-5][0-9])")
_NUMBER = re.compile(r"(?:^|[\s（(])([0-9]{1,9})(?:[\s）)]|$)")


def related_lists(document: Document, url: str | None, moment: Moment) -> tuple[list[Related], set[int]]:
    """The entries of every list under a heading such as 相关文章, and the numbers of their blocks (headings too)."""
    base = address_base(document, url)
    entries: list[Related] = []
    taken: set[int] = set()
    near: date | None = None
    looked = False
    for number, block in enumerate(document.blocks):
        text = block.text
        # Nearly all lines are told by their length and first character, without a call.
        if len(text) > LONGEST_HEADER or text[0] not in RELATED_BEGINNINGS:
            continue
        if number in taken or block.hidden or not opens_related(text):
            continue
        lines, listed = _lines_of_list(document.blocks, number)
        if not looked:  # once, at the first list: a page may have thousands of such headings
            near, looked = _day_of(document, url) or _day_above(document.blocks[:number]), True
        found = read_entries(lines[:listed], base, moment, near)
        entries.extend(found)
        if found or any(line.anchors for line in lines):
            taken.add(number)
            taken.update(line.position for line in lines)
    return list(merge_related(entries, ()))[:_MOST], taken


def _day_of(document: Document, url: str | None) -> date | None:
    """About when the page was written, as its head or its address says; dates without a year are read against it."""
    told = [content for name, content in document.metas if "publish" in name or "pubdate" in name]
    told += [time.value for time in document.times[:1]]
    stamps = [parse_machine_date(value) for value in told[:4]]
    stamps.append(date_in_address(url) if url else None)
    return next((date.fromisoformat(stamp.iso[:10]) for stamp in stamps if stamp), None)


def _day_above(blocks: Sequence[RawBlock]) -> date | None:
    """The day of the first byline above a list, which is that of the article."""
    stamps = (parse_date(block.text) for block in blocks if not block.hidden and is_byline(block.text))
    return next(
        (date.fromisoformat(stamp.iso[:10]) for stamp in stamps if stamp and len(stamp.iso) >= 10), None
    )


def read_entries(
    lines: Sequence[RawBlock], base: str, moment: Moment, near: date | None = None
) -> list[Related]:
    """The rows of a list: each address is an entry, what stands beside or below its title its date and views."""
    entries: list[Related] = []
    current = ""
    for number, line in enumerate(lines):
        links = [link for link in line.links if len(link.text.strip(_BULLETS)) >= _SHORTEST][:_MOST]
        if len(links) > 2 and all(len(link.text) < _TITLE for link in links):
            continue  # a menu
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        if links and entries and all(link.href == current for link in links):
            # Cards are one link around title, teaser, date and count.
            entries[-1] = _with_stamp(entries[-1], line.text, moment, near)
        elif links:
            titled = [link for link in links if not _is_stamp(link.text, moment)]
            if len(links) == 1 and titled:
                entries.append(_entry(line, links[0], base, moment, near))
            else:
                entries.extend(
                    Related(link.text.strip(_BULLETS), absolute(link.href, base)) for link in titled
                )
            current = titled[-1].href if titled else current
        elif (
            parse_stamp_line(following) is not None and not line.anchors and not _is_stamp(line.text, moment)
        ):
            if entries and entries[-1].url and not entries[-1].published_at:
                continue  # a teaser
            entries.append(Related(line.text.strip(_BULLETS)))
        elif entries and (not entries[-1].published_at or entries[-1].views is None):
            entries[-1] = _with_stamp(entries[-1], line.text, moment, near)
    return [entry for entry in entries if entry.title]


def _entry(line: RawBlock, link: Link, base: str, moment: Moment, near: date | None) -> Related:
    """The row of a line with one title. What stands in elements of its own is read by itself: date and count touch each
    other where a style sets them apart."""
    title = link.text
    inside = [squeeze(text) for _, text in line.anchors if squeeze(text)]
    stamps: list[str] = []
    while len(inside) > 1 and _is_stamp(inside[-1], moment) and title.endswith(inside[-1]):
        stamps.insert(0, inside.pop())
        title = title.removesuffix(stamps[0]).rstrip()
    linked = {squeeze(text) for _, text in line.anchors}
    stamps += [piece for part in line.parts if (piece := squeeze(part)) and piece not in linked]
    beside = " ".join(stamps) if line.parts else line.text.replace(link.text, " ", 1)
    entry = Related(title.strip(_BULLETS), absolute(link.href, base))
    for piece in _BEFORE_CLOCK.sub(" ", "\n".join(stamps)).split("\n") if len(stamps) > 1 else ():
        entry = _with_stamp(entry, piece, moment, near)
    return _with_stamp(entry, beside, moment, near)


def merge_related(found: Sequence[Related], listed: Sequence[Related]) -> tuple[Related, ...]:
    """Every entry once: the same title, or the same address, is one entry, with all that is known of it.

    More than some hundred are an archive: the first ones stay, and their lines stand in `removed` in any case.

    >>> merge_related([Related("春耕", None, "2026-02-03")], [Related("春耕", "https://example.com/2.html")])
    (Related(title='春耕', url='https://example.com/2.html', published_at='2026-02-03', views=None),)
    """
    merged: dict[str, Related] = {}
    addressed: dict[str, str] = {}
    for entry in (*found, *listed):
        key = "".join(entry.title.split())
        if entry.url:
            key = addressed.setdefault(entry.url, key) if key not in merged else key
        merged[key] = _joined(merged.get(key, entry), entry)
    return tuple(islice(merged.values(), MOST_RELATED))


def _joined(entry: Related, other: Related) -> Related:
    views = other.views if entry.views is None else entry.views
    return Related(entry.title, entry.url or other.url, entry.published_at or other.published_at, views)


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


def _with_stamp(entry: Related, text: str, moment: Moment, near: date | None = None) -> Related:
    """An entry with the date and the views that a text beside or below it holds, where it had none."""
    text = text.strip(_BULLETS + "（）()[]")
    if not text or len(text) > _LONGEST_STAMP:
        return entry
    line = parse_stamp_line(text)
    if line is not None:
        return _joined(entry, Related("", None, line.published_at, line.views))
    if (told := _DAY_AND_COUNT.fullmatch(text)) and (stamp := parse_date(told[1], moment)):
        return _joined(entry, Related("", None, stamp.iso, count(told[2])))
    stamp = parse_date(text, moment)
    published = stamp.iso if stamp else complete_day(text, moment, near)
    views = views_in(text)
    if views is None and published is None and len(text) <= 12 and (bare := _NUMBER.search(text)):
        views = count(bare[1])
    return _joined(entry, Related("", None, published, views))


def _is_stamp(text: str, moment: Moment) -> bool:
    """Whether a text is a date or a count and no title."""
    if len(text) > _LONGEST_STAMP or not any(map(str.isdigit, text)):
        return False
    stamped = _with_stamp(Related(""), text, moment)
    words = _NO_WORDS.sub("", text)
    return (stamped.published_at is not None or stamped.views is not None) and len(words) <= 4


def _lines_of_list(blocks: Sequence[RawBlock], heading: int) -> tuple[list[RawBlock], int]:
    """The lines below a heading that are none of the article: links, short stamps, and teasers inside the same element.

    With them how many of them the list holds. Elements beside that of the first line count while they are of the same
    kind: what follows a list is often a menu.
    """
    home = _home(blocks, heading)
    lines: list[RawBlock] = []
    first: Container | None = None
    ended, listed = False, 0
    for block in blocks[heading + 1 : heading + 4 * _MOST]:
        outside = home is not None and block.position >= home.last
        if outside or opens_related(block.text) or _is_prose(block, blocks, home):
            break
        part = _part(block.container, home)
        first = first or part
        ended = ended or (part is not first and not _is_alike(part, first, block))
        lines.append(block)
        listed += not ended
    return lines, listed


def _part(container: Container, home: Container | None) -> Container:
    """The element right inside `home` that holds a line, or `home` itself."""
    part = container
    for each in container.ancestors():
        if each is home:
            break
        part = each
    return part


def _is_alike(part: Container, first: Container, block: RawBlock) -> bool:
    if part.tag != first.tag or part.tag in FURNITURE_TAGS:
        return False
    if part.words == first.words:
        return not _is_short_menu(block)
    return not is_furniture_name(" ".join(part.words.split())) and not _is_short_menu(block)


def _is_short_menu(block: RawBlock) -> bool:
    return len(block.anchors) > 2 and block.link_chars < _TITLE * len(block.anchors)


def _is_prose(block: RawBlock, blocks: Sequence[RawBlock], home: Container | None) -> bool:
    """Whether a line is a paragraph of the article; a teaser is told from one by the stamp below it, or by the link that
    opens the small element around both."""
    if block.link_share >= 0.5 or len(block.text) <= 40 or (home is not None and block.marks < 2):
        return False
    for each in block.container.ancestors():
        if each is home or each.last - each.first > _LINES_OF_ENTRY:
            break
        if each.first < block.position and blocks[each.first].link_share >= 0.5:
            return False
    below = blocks[block.position + 1 : block.position + 2]
    return not below or parse_stamp_line(below[0].text) is None


def _home(blocks: Sequence[RawBlock], heading: int) -> Container | None:
    """The innermost element that holds the heading and something after it."""
    return next((each for each in blocks[heading].container.ancestors() if each.last > heading + 1), None)
