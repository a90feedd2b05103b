"""Recognisers for whole lines and sections, shared by pages with markup and plain-text dumps.

They look at the text of lines only, so the same neighbour list or keyword section is found whether it came from
a `div` or from a dump. What they take out of the body is returned as data and as `Removed` rows, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaning.article import Block, Related, Removed
from cleaning.reading.bylines import is_byline_line, views_in
from cleaning.reading.dates import parse_date

HAN = "㐀-䶿一-鿿豈-﫿𠀀-𲎯"

# "2026-02-03 21:46:49 6": list templates of content farms print the time and the view count of a neighbour under
# its teaser. The count is bare or named; without a count it might be the byline of the article itself.
_STAMP = re.compile(
    r"([12][0-9]{3})[-/.年]([01]?[0-9])[-/.月]([0-3]?[0-9])日?"
    r"[ T]{1,3}([0-2]?[0-9]):([0-5][0-9])(?::([0-5][0-9]))?"
    r"[ |·]{1,4}(?:(?:阅读|浏览|点击|人气|热度)(?:量|次数|数)?[:：]? ?)?([0-9]{1,9})(?: ?(?:次|人)?(?:阅读|浏览|点击)?)?"
)

# The same in two lines, one for the day and one for the count.
_DAY_LINE = re.compile(
    r"(?:(?:发布|发表|更新)?(?:时间|日期)[:：] ?)?[12][0-9]{3}[-/.年][01]?[0-9][-/.月][0-3]?[0-9]日?(?:[ T]{1,3}[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?"
)
_COUNT_LINE = re.compile(
    r"(?:阅读|浏览|点击|人气|热度|查看)(?:量|次数|数)?[:：]? ?[(（]?[0-9][0-9.,]*[万w]?\+?[)）]? ?(?:次|人)?|[0-9][0-9.,]*[万w]?\+? ?(?:次|人)?(?:阅读|浏览|点击)"
)
_LONGEST_TOLD = 40

_RELATED_HEADER = re.compile(
    r"[【\[]?(?:(?:相关|热门|推荐|最新|延伸|猜你喜欢|更多|精彩|本类|同类|随机)的?(?:文章|阅读|推荐|资讯|新闻|内容|报道|链接)?"
    r"|(?:大家|网友|你可能|您可能)(?:都|还|也)?(?:在看|喜欢|感兴趣)的?(?:文章|内容)?|(?:为你|为您|编辑)推荐|推荐阅读|相关阅读|猜你喜欢)"
    r"[】\]]?[:：]?(?: ?(?:更多|MORE|more)?[>»]*)?"
)
HEADER_BEGINNINGS = frozenset("【[相热推最延猜更精本同随大网你您为编")

_KEYWORD_LABEL = re.compile(
    r"[【\[]?(?:关键词|关键字|标签|文章标签|本文标签|Tags?|TAGS?)[】\]]?[:：] ?(.+)", re.IGNORECASE
)
_LABEL_BEGINNINGS = frozenset("【[关标文本tT")
_KEYWORD_HEADING = re.compile(r".{0,40}?(?:核心(?:关键)?词?|关键词|关键字|标签|Tags?)[:：]?", re.IGNORECASE)
_SENTENCE_MARK = re.compile(r"[。！？!?；;…]")

# A teaser is cut by the template at a fixed length (100 characters on the farms seen); titles are shorter than this.
_TEASER_LENGTH = 60
PROSE = 40  # characters of a line that is a paragraph
_OWN_WORDS = (
    0.35  # share of a title's pairs of characters that come again in its own text; neighbours reach .1
)
# A label and a single term is a tag beside a text, or one of several headings inside it.
_EDGE_HEAD, _EDGE_TAIL = 4, 8


class Stamp(NamedTuple):
    """The time and the view count under a neighbour's teaser."""

    published_at: str
    views: int


class Sections(NamedTuple):
    """A flat list of blocks taken apart. `removed` lists every line taken out, in the order of the page, `taken` has
    their numbers in the list."""

    blocks: list[Block]
    keywords: tuple[str, ...]
    related: list[Related]
    removed: list[Removed]
    taken: set[int]


def parse_stamp_line(text: str) -> Stamp | None:
    """The time and count of a line that holds nothing else, or None.

    >>> parse_stamp_line("2026-02-03 21:46:49 6")
    Stamp(published_at='2026-02-03T21:46:49', views=6)
    >>> parse_stamp_line("2026年2月3日 21:46") is None
    True
    """
    found = _STAMP.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, views = found.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and int(hour) < 24):
        return None
    clock = f"{int(hour):02}:{minute}" + (f":{second}" if second else "")
    return Stamp(f"{year}-{int(month):02}-{int(day):02}T{clock}", int(views))


def is_count_line(text: str) -> bool:
    """Whether a line tells how many have read something, and nothing else.

    >>> is_count_line("阅读 123"), is_count_line("1.2万次阅读"), is_count_line("阅读 123 页")
    (True, True, False)
    """
    return len(text) <= _LONGEST_TOLD and _COUNT_LINE.fullmatch(text.strip()) is not None


def is_related_header(text: str) -> bool:
    """Whether a line is the heading of a list of neighbours.

    >>> is_related_header("相关文章"), is_related_header("相关部门负责人说")
    (True, False)
    """
    text = text.strip()
    return len(text) <= 20 and text[:1] in HEADER_BEGINNINGS and _RELATED_HEADER.fullmatch(text) is not None


def keyword_list(text: str, least: int = 4) -> tuple[str, ...] | None:
    """The terms of a line that is only a list of terms, or None: one separator, short terms, no sentence.

    >>> keyword_list("古籍修复、纸张、装帧、虫蛀、脱酸")
    ('古籍修复', '纸张', '装帧', '虫蛀', '脱酸')
    >>> keyword_list("他买了纸、墨、笔、砚，回家写字。") is None
    True
    """
    text = text.strip()
    if len(text) > 400 or _SENTENCE_MARK.search(text):
        return None
    for separator in ("、", "，", ",", "|", " "):
        if separator not in text:
            continue
        terms = tuple(term.strip() for term in text.split(separator) if term.strip())
        short = all(len(term) <= 16 and not re.search("[，,、：:]", term) for term in terms)
        return terms if len(terms) >= least and short else None
    return None


def labelled_keywords(text: str) -> tuple[str, ...] | None:
    """The terms behind a label such as 关键词：, or None.

    >>> labelled_keywords("关键词：社工、心理")
    ('社工', '心理')
    """
    text = text.strip()
    found = _KEYWORD_LABEL.fullmatch(text) if text[:1] in _LABEL_BEGINNINGS else None
    return (
        keyword_list(found[1], least=1) or ((found[1].strip(),) if len(found[1]) <= 16 else None)
        if found
        else None
    )


def split_sections(blocks: Sequence[Block]) -> Sections:
    """Take neighbour entries and keyword sections out of a flat list of blocks.

    A neighbour entry is a line followed by time and view count in a line or two; it counts as one behind a related
    header, in a run of two or more, when it is as long as a cut teaser, or when the same entry stands in such a
    list elsewhere on the page. A title with its own time below it is therefore left alone.
    """
    related, taken = _related_entries(blocks)
    keywords, keyword_lines = _keyword_sections(blocks, taken)
    removed, kept = [], []
    for number, block in enumerate(blocks):
        if number in taken:
            removed.append(
                Removed("read.related", "entry or heading of a list of neighbour articles", block.text)
            )
        elif number in keyword_lines:
            removed.append(Removed("read.keywords", "keyword list: becomes `keywords`", block.text))
        else:
            kept.append(block)
    return Sections(kept, keywords, related, removed, taken | keyword_lines)


class _Entry(NamedTuple):
    """A neighbour and how many lines it takes."""

    row: Related
    lines: int


def _related_entries(blocks: Sequence[Block]) -> tuple[list[Related], set[int]]:
    found = ((number, _entry(blocks, number)) for number in range(len(blocks) - 1))
    entries = {number: entry for number, entry in found if entry is not None}
    headers = {number for number, block in enumerate(blocks) if is_related_header(block.text)}
    ends = {number + entry.lines for number, entry in entries.items()}
    sure = {
        number
        for number, entry in entries.items()
        if number - 1 in headers
        or number in ends
        or number + entry.lines in entries
        or len(entry.row.title) >= _TEASER_LENGTH
    }
    sure -= {
        number
        for number in sure
        if number - 1 not in headers and _is_own_title(blocks, number, entries[number].lines)
    }
    known = {entries[number].row for number in sure}
    sure |= {number for number, entry in entries.items() if entry.row in known}
    taken = {number + place for number in sure for place in range(entries[number].lines)}
    taken |= {number for number in headers if number + 1 in sure or number == len(blocks) - 1}
    return list(dict.fromkeys(entries[number].row for number in sorted(sure))), taken


def _entry(blocks: Sequence[Block], number: int) -> _Entry | None:
    """The neighbour whose title is this line: its time and count follow in one line, or in one line each."""
    title, below = blocks[number].text, blocks[number + 1].text
    if is_related_header(title) or _told(title) is not None:
        return None
    if (stamp := parse_stamp_line(below)) is not None:
        return _Entry(Related(title, None, stamp.published_at, stamp.views), 2)
    if number + 2 == len(blocks) or (first := _told(below)) is None:
        return None
    second = _told(blocks[number + 2].text)
    if (
        second is None
        or parse_stamp_line(blocks[number + 2].text)
        or (first[0] is None) == (second[0] is None)
    ):
        return None
    return _Entry(Related(title, None, first[0] or second[0], first[1] if first[0] is None else second[1]), 3)


def _told(text: str) -> tuple[str | None, int | None] | None:
    """The day and the count of a line that tells nothing else; None for any other line."""
    text = text.strip()
    if len(text) > _LONGEST_TOLD or not any(map(str.isdigit, text)):
        return None
    if (stamp := parse_stamp_line(text)) is not None:
        return stamp
    if _DAY_LINE.fullmatch(text):
        day = parse_date(text)
        return (day.iso, None) if day else None
    return (None, views_in(text)) if is_count_line(text) else None


def _is_own_title(blocks: Sequence[Block], number: int, lines: int) -> bool:
    """Whether a short line above a stamp is the title of the text that follows, which speaks of the same."""
    title, below = blocks[number].text, number + lines
    text = "".join(block.text for block in blocks[below : below + 3])
    follows = below < len(blocks) and len(blocks[below].text) >= PROSE
    if not follows or len(title) >= _TEASER_LENGTH or _stamped(blocks, below):
        return False
    return shared_pairs(title, text) >= _OWN_WORDS


def _stamped(blocks: Sequence[Block], number: int) -> bool:
    return number + 1 < len(blocks) and parse_stamp_line(blocks[number + 1].text) is not None


def shared_pairs(title: str, text: str) -> float:
    """The share of the pairs of neighbouring characters of a title that stand in a text, 0 to 1.

    >>> shared_pairs("社区图书馆的夜晚", "社区图书馆的开放时间也在延长。") > 0.5
    True
    """
    pairs = {title[place : place + 2] for place in range(len(title) - 1)}
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def _keyword_sections(blocks: Sequence[Block], taken: set[int]) -> tuple[tuple[str, ...], set[int]]:
    labelled = [labelled_keywords(block.text) for block in blocks]
    alone = sum(terms is not None for terms in labelled) == 1
    below = _sections_of_terms(blocks, taken)
    keywords: list[str] = []
    lines: set[int] = set()
    for number, terms in enumerate(labelled):
        if number in taken:
            continue
        if terms and (len(terms) > 1 or (alone and _is_at_an_edge(blocks, number))):
            keywords += terms
            lines.add(number)
        elif number in below:
            keywords += below[number]
            lines |= {number, number + 1}
    return tuple(dict.fromkeys(keywords)), lines


def _is_at_an_edge(blocks: Sequence[Block], number: int) -> bool:
    """Whether a line stands near the beginning or the end, where a labelled term is no heading inside the text."""
    return number < _EDGE_HEAD or number >= len(blocks) - _EDGE_TAIL


def _sections_of_terms(blocks: Sequence[Block], taken: set[int]) -> dict[int, tuple[str, ...]]:
    """The terms of each section that is one line of terms the article speaks of, by the number of its heading.

    An ingredient list is a line of terms as well; that at least half of them stand elsewhere on the page, and a
    heading that announces keywords, tells the two apart.
    """
    found: dict[int, tuple[str, ...]] = {}
    for number, block in enumerate(blocks):
        if block.kind == "heading" and number not in taken and _KEYWORD_HEADING.fullmatch(block.text):
            terms = _terms_below(blocks, number)
            if terms:
                found[number] = terms
    if not found:
        return found
    places = _places_of({term for terms in found.values() for term in terms}, blocks)
    return {
        number: terms
        for number, terms in found.items()
        if 2 * sum(places[term] != (number + 1, number + 1) for term in terms) >= len(terms)
    }


def _terms_below(blocks: Sequence[Block], heading: int) -> tuple[str, ...] | None:
    """The terms of the line under a heading where nothing else stands under it."""
    if heading + 1 >= len(blocks):
        return None
    last = (
        heading + 2 >= len(blocks)
        or blocks[heading + 2].kind == "heading"
        or is_related_header(blocks[heading + 2].text)
        or is_byline_line(blocks[heading + 2].text)
    )
    return keyword_list(blocks[heading + 1].text) if last else None


def _places_of(terms: set[str], blocks: Sequence[Block]) -> dict[str, tuple[int, int]]:
    """The numbers of the first and the last line that holds each of some terms, all found in one pass."""
    from ahocorasick_rs import AhoCorasick

    ordered = sorted(terms)
    search = AhoCorasick(ordered)
    places: dict[str, tuple[int, int]] = {}
    for number, block in enumerate(blocks):
        for which, _, _ in search.find_matches_as_indexes(block.text, overlapping=True):
            first, _ = places.get(ordered[which], (number, number))
            places[ordered[which]] = (first, number)
    return places
