"""Reading a plain-text dump: a page of which only the lines are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cleaning.article import Article, Block, Dropped, Metadata, Related, Removed
from cleaning.reading.bylines import byline_metadata
from cleaning.reading.language import language_of
from cleaning.reading.sections import HAN, is_related_header, keyword_list, parse_stamp_line, split_sections
from cleaning.script import script_of

if TYPE_CHECKING:
    from cleaning.page import Page
    from cleaning.reading import ReadOptions

_SPACE = re.compile(r"[ \t\f\x0b\r]+")
_ENDS_SENTENCE = re.compile(r"[。！？!?；;…：:，,、.][”’」』）)\"'》]*$")
_INNER_MARK = re.compile(r"[。！？；;!?]")
_LONGEST_HEADING = 40
_LONGEST_TITLE = 60
_PROSE = 40  # characters of a line that must be a paragraph when it also holds a mark
_TITLE_REACH = 6  # lines above the first paragraph among which the title is looked for
_BYLINE = re.compile(
    r"(?=.{0,120}$).*(?:[12][0-9]{3}[-/.年][01]?[0-9][-/.月][0-3]?[0-9]|作者|来源|记者|编辑|发布(?:时间|日期|者)|阅读|浏览|点击)[^。]*"
)


class _Line(NamedTuple):
    text: str
    blank_after: bool


def read_lines(text: str, page: Page, options: ReadOptions) -> Article:
    """The article of a plain-text dump, a block a line.

    Neighbour entries, keyword sections and the title are recognised from the lines alone and stand in `removed`;
    lines before the title are furniture. Headings are short lines without a closing mark that stand above a
    paragraph. A dump without a line of prose is no article.
    """
    lines = _lines(text)
    blocks = _classified(lines)
    sections = split_sections(blocks)
    body = sections.blocks
    place = _title_place(body, lines)
    removed = list(sections.removed)
    title = None
    metadata = Metadata()
    if place is not None:
        title = body[place].text
        removed += [
            Removed("read.furniture", "stands before the title", block.text) for block in body[:place]
        ]
        removed.append(Removed("read.title", "the title", title))
        body, bylines = _without_bylines(body[place + 1 :])
        removed += [Removed("read.byline", "byline: becomes metadata", line) for line in bylines]
        metadata = byline_metadata(bylines, page.fetched_at, options.time_zone) if bylines else metadata
    body, listed = _tail_list(body, sections.related)
    removed += [
        Removed("read.related", "entry or heading of a list of neighbour articles", line) for line in listed
    ]
    bare = Article(
        url=page.url,
        fetched_at=page.fetched_at,
        archive_ref=page.archive_ref,
        removed=_in_page_order(removed, blocks),
    )
    if not any(_is_prose(block.text) for block in body):
        if not lines:
            return replace(bare, kind="empty", dropped=Dropped("not_an_article", "the text is empty"))
        return replace(
            bare, kind="list", dropped=Dropped("not_an_article", "no line of the text is a paragraph")
        )
    related = [*sections.related, *(Related(line) for line in listed if not is_related_header(line))]
    return replace(
        bare,
        title=title,
        blocks=tuple(body),
        keywords=sections.keywords,
        related=tuple(related),
        metadata=_with_language(metadata, body),
    )


def _with_language(metadata: Metadata, body: Sequence[Block]) -> Metadata:
    text = "\n".join(block.text for block in body)
    language = language_of(text)
    return replace(metadata, language=language, script=script_of(text) if language == "zh" else None)


def _in_page_order(removed: Sequence[Removed], blocks: Sequence[Block]) -> tuple[Removed, ...]:
    places: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        places.setdefault(block.text, []).append(number)
    return tuple(sorted(removed, key=lambda row: places[row.text].pop(0)))


def _lines(text: str) -> list[_Line]:
    """The lines that hold something, white space folded as HTML does, and whether a blank line follows."""
    lines: list[_Line] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n"):
        line = _SPACE.sub(" ", raw).strip(" \u3000")
        if line:
            lines.append(_Line(line, False))
        elif lines:
            lines[-1] = lines[-1]._replace(blank_after=True)
    return lines


def _classified(lines: Sequence[_Line]) -> list[Block]:
    """Each line as a heading or a paragraph. Four short lines in a row are a list or verse, not four headings."""
    short = [_looks_like_heading(line.text) for line in lines]
    blocks = []
    for number, line in enumerate(lines):
        run = 0
        while number + run < len(lines) and short[number + run]:
            run += 1
        above_prose = (
            0 < run < 4 and number + run < len(lines) and not parse_stamp_line(lines[number + 1].text)
        )
        blocks.append(Block("heading", line.text, 2) if above_prose else Block("paragraph", line.text))
    return blocks


def _looks_like_heading(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADING
        and not _ENDS_SENTENCE.search(text)
        and not _INNER_MARK.search(text)
        and re.search(f"[{HAN}A-Za-z]", text) is not None
        and keyword_list(text) is None
        and not is_related_header(text)
        and parse_stamp_line(text) is None
    )


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE and re.search(r"[，。！？；,.!?;]", text) is not None


def _title_place(body: Sequence[Block], lines: Sequence[_Line]) -> int | None:
    """Where the title stands: among the lines above the first paragraph, the one the text speaks of most.

    The words of a title come again in its text; a lead-in section heading, a channel name or a menu item shares
    less with it. A blank line behind speaks for a title as well.
    """
    first = next((number for number, block in enumerate(body) if _is_prose(block.text)), None)
    if not first:
        return None
    text = "\n".join(block.text for block in body[first:])
    blank_after = {line.text for line in lines if line.blank_after}
    best, place = 0.0, None
    for number in range(max(0, first - _TITLE_REACH), first):
        line = body[number].text
        if len(line) > _LONGEST_TITLE or line.endswith(("。", "；", "，", ",")) or _is_byline(line):
            continue
        pairs = {line[i : i + 2] for i in range(len(line) - 1)}
        score = 0.1 + sum(pair in text for pair in pairs) / max(1, len(pairs)) + 0.2 * (line in blank_after)
        if score > best + 0.05:
            best, place = score, number
    return place


def _is_byline(text: str) -> bool:
    return _BYLINE.fullmatch(text) is not None and not text.endswith("。")


def _without_bylines(body: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The body without the lines of date, author and source that follow the title."""
    count = 0
    while count < min(3, len(body)) and _is_byline(body[count].text):
        count += 1
    return list(body[count:]), [block.text for block in body[:count]]


def _tail_list(body: list[Block], known: Sequence[Related]) -> tuple[list[Block], list[str]]:
    """The body without a neighbour list at its end that shows titles only, and that list's lines."""
    headers = [n for n, block in enumerate(body) if is_related_header(block.text)]
    if not headers:
        return body, []
    header = headers[-1]
    rest = body[header + 1 :]
    if any(_is_prose(block.text) for block in rest) or (not rest and not known):
        return body, []
    return body[:header], [block.text for block in body[header:]]
