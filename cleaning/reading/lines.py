"""Reading a plain-text dump: a page of which only the lines are left."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cleaning.article import Article, Block, Dropped, Metadata, Related, Removed
from cleaning.reading.bylines import byline_metadata, is_byline_line, said_by
from cleaning.reading.chrome import chrome_of
from cleaning.reading.dates import parse_date
from cleaning.reading.furniture import is_legal_line, is_navigation_line, is_share_line
from cleaning.reading.kind import is_of_wall, wall_of
from cleaning.reading.language import language_of
from cleaning.reading.posts import lines_of_posts
from cleaning.reading.related import MOST_RELATED
from cleaning.reading.sections import (
    HAN,
    PROSE,
    is_count_line,
    is_related_header,
    keyword_list,
    parse_stamp_line,
    shared_pairs,
    split_sections,
)
from cleaning.reading.stretch import Stretch, find_stretch, is_notice, is_text
from cleaning.reading.titles import without_site
from cleaning.script import script_of

if TYPE_CHECKING:
    from cleaning.page import Page
    from cleaning.reading import ReadOptions

_SPACE = re.compile(r"[ \t\f\x0b\r]+")
_ENDS_SENTENCE = re.compile(r"[。！？!?；;…：:，,、.][”’」』）)\"'》]*$")
_INNER_MARK = re.compile(r"[。！？；;!?]")
# A dump beyond these is no page: what each line costs would add up to minutes.
_MOST_CHARACTERS, _MOST_LINES = 1_000_000, 20_000
_LONGEST_HEADING = 40
_LONGEST_TITLE = 60
_LONGEST_BYLINE = 100
_TITLE_REACH = 6  # lines above the first paragraph among which the title is looked for
_HEAD_REACH, _TAIL_REACH = 15, 10  # lines around the article of a whole page that may speak of it
_OWN_WORDS = 0.35  # share of a title's pairs of characters that come again in its own text
# Share of the pairs of a line above a whole page's article from which on it may be its title.
_LEAST_TITLE = 0.2
_SHORT_TEXT = 20  # characters in sentences that make an article where no line is long enough for a paragraph
_FULL_STOP = re.compile(rf"(?:[。！？!?…]|(?<=[{HAN}])[.:：])[”’」』）)\"'》]*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
# 评弹团进社区演出 2026-02-03 in a list of neighbours; labels stand before a colon.
_DATED_TITLE = re.compile(
    rf"(?P<title>[^:：]{{0,60}}[{HAN}][^:：]{{3,60}}?)[\s（(\[]{{1,3}}(?P<date>(?:19|20)[0-9]{{2}}[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?)[\s）)\]]*"
)
_VERSES = 4  # lines with a mark at their end that make a poem, where no line is long enough for a paragraph


class _Line(NamedTuple):
    text: str
    blank_after: bool


def read_lines(text: str, page: Page, options: ReadOptions) -> Article:
    """The article of a plain-text dump, a block a line.

    Neighbour entries, keyword sections and the title are recognised from the lines alone and stand in `removed`;
    lines before the title are furniture, and what they say of source, editor and rights becomes metadata. Headings are
    short lines without a closing mark that stand above a paragraph. In a whole page of lines (`find_stretch`) the menus, lists
    and notices around the article are furniture as well. A dump without prose, be it short, and without verse
    is no article, nor is one that only says why a page shows nothing.
    """
    lines = _lines(text[:_MOST_CHARACTERS])
    reached = ["size"] if len(text) > _MOST_CHARACTERS else []
    if len(lines) > _MOST_LINES:
        reached.append("lines")
        del lines[_MOST_LINES:]
    caps = {"caps": ", ".join(reached)} if reached else {}
    blocks = _classified(lines)
    sections = split_sections(blocks)
    body = sections.blocks
    removed = list(sections.removed)
    about: list[str] = []
    below: list[str] = []
    title = None
    stretch = find_stretch([block.text for block in body])
    if stretch is not None:
        body, title, cut, about, below = _without_page(body, stretch, lines)
        removed += cut
    place = _title_place(body, lines) if stretch is None else None
    if place is not None:
        title = body[place].text
        about += [block.text for block in body[:place]]
        removed += [
            Removed("read.furniture", "stands before the title", block.text) for block in body[:place]
        ]
        removed.append(Removed("read.title", "the title", title))
        body, bylines = _without_bylines(body[place + 1 :])
        removed += [Removed("read.byline", "byline: becomes metadata", line) for line in bylines]
        about = bylines + about
    body, controls = _without_chrome(body)
    removed += controls
    about += [row.text for row in controls]
    body, posts = _without_posts(body)
    removed += [Removed("read.post", "number, time or button of a post in a forum", line) for line in posts]
    about += posts
    body, tail = _tail_list(body, sections.related)
    removed += tail
    about += [row.text for row in tail if row.rule != "read.related"]
    bare = Article(
        url=page.url,
        fetched_at=page.fetched_at,
        archive_ref=page.archive_ref,
        metadata=Metadata(found=caps),
        removed=_in_page_order(removed, blocks),
    )
    said = [block for block in body if not is_of_wall(block.text)]
    no_text = stretch is not None and not is_text(stretch)
    if no_text or not (any(_is_prose(block.text) for block in said) or _is_short_text(said)):
        return _no_article(bare, lines)
    listed = [row.text for row in tail if row.rule == "read.related"]
    entries = [*sections.related, *(_row(line) for line in listed if not is_related_header(line))]
    related = entries[:MOST_RELATED]
    metadata = _with_said_below(byline_metadata(about, page.fetched_at, options.time_zone, page.url), below)
    if title is not None:
        shown = any(row.rule == "read.title" for row in removed)
        where = "line above the text" if shown else "first line of the page"
        metadata = replace(metadata, found={"title": where, **metadata.found})
    metadata = replace(metadata, found={**metadata.found, **caps})
    return replace(
        bare,
        title=title,
        blocks=tuple(body),
        keywords=sections.keywords,
        related=tuple(related),
        metadata=_with_language(metadata, body),
    )


def _no_article(bare: Article, lines: Sequence[_Line]) -> Article:
    """What lines without a text are: nothing, the message of a page that shows nothing, or a list."""
    if not lines:
        return replace(bare, kind="empty", dropped=Dropped("not_an_article", "the text is empty"))
    texts = [line.text for line in lines]
    kind = wall_of(texts[0], texts)
    if kind is not None:
        detail = "the lines say why the page shows nothing, and hardly a sentence more"
        return replace(bare, kind=kind, dropped=Dropped("not_an_article", detail))
    detail = "the lines make no text: no paragraph, hardly a sentence"
    return replace(bare, kind="list", dropped=Dropped("not_an_article", detail))


def _without_page(
    body: Sequence[Block], stretch: Stretch, lines: Sequence[_Line]
) -> tuple[list[Block], str | None, list[Removed], list[str], list[str]]:
    """The article in a whole page of lines: its lines, its title, what is removed, its bylines, and the lines below."""
    head = max(0, stretch.first - _HEAD_REACH)
    above = body[head : stretch.first]
    kept = [block for block in body[stretch.first : stretch.end] if not is_notice(block.text)]
    place = stretch.title
    named = _title_of_page(body[0].text, kept) if place is None else None
    # Where the head of the page names what the text speaks of, a line above it must do as much.
    least = _OWN_WORDS if named else _LEAST_TITLE
    if place is None and (found := _title_above(above, kept, lines, least)) is not None:
        place = head + found
    title = body[place].text if place is not None else named
    after_title = above if place is None else body[place + 1 : stretch.first]
    # Below a title any short line may sign the article; elsewhere only one that has the form of a byline.
    signed = [
        block.text
        for block in after_title
        if is_byline_line(block.text) or (place is not None and len(block.text) <= _LONGEST_BYLINE)
    ]
    kept, bylines = _without_bylines(kept)
    inside = {id(block) for block in kept}
    removed = [
        _left_out(number, block.text, stretch, place)
        for number, block in enumerate(body)
        if id(block) not in inside
    ]
    below = [
        block.text
        for number, block in enumerate(body[stretch.end :])
        if number < _TAIL_REACH or is_legal_line(block.text)
    ]
    # Without a title the nearest line counts: what stands higher is of the site, such as the date of today.
    return kept, title, removed, [*(signed if place is not None else reversed(signed)), *bylines], below


def _with_said_below(metadata: Metadata, lines: Sequence[str]) -> Metadata:
    """Metadata with what the lines below the article of a whole page say; times in them are those of other articles."""
    found = dict(metadata.found)
    for name, value in (said for line in lines for said in said_by(line)):
        if getattr(metadata, name) is None:
            metadata = replace(metadata, **{name: value})
            found[name] = "line below the article"
    return replace(metadata, found=found)


def _left_out(number: int, line: str, stretch: Stretch, title: int | None) -> Removed:
    if number == title:
        return Removed("read.title", "the title", line)
    if stretch.first - _HEAD_REACH <= number < stretch.end and is_byline_line(line):
        return Removed("read.byline", "byline: becomes metadata", line)
    if number < stretch.first:
        return Removed("read.furniture", "stands above the article", line)
    if number >= stretch.end:
        return Removed("read.furniture", "stands below the article", line)
    return Removed("read.furniture", "way through the site, or a button", line)


def _title_above(
    above: Sequence[Block], body: Sequence[Block], lines: Sequence[_Line], least: float
) -> int | None:
    """The line above the article of a whole page that is its title: the text speaks of it, or a byline follows it.

    Unlike in a dump the line before may be any entry of a menu, so one that nothing speaks for is none.
    """
    text = "\n".join(block.text for block in body)
    blank_after = {line.text for line in lines if line.blank_after}
    best, place = least, None
    for number, block in enumerate(above):
        line = block.text
        if (
            not 2 <= len(line) <= _LONGEST_TITLE
            or _is_furniture(line)
            or line.endswith(("。", "；", "，", ","))
        ):
            continue
        signed = number + 1 < len(above) and is_byline_line(above[number + 1].text)
        score = shared_pairs(line, text) + 0.2 * signed + 0.1 * (line in blank_after)
        # Of lines that say the same the nearest is the title; the others are entries of menus and breadcrumbs.
        if score >= best:
            best, place = score, number
    return place


def _title_of_page(line: str, body: Sequence[Block]) -> str | None:
    """The title in the first line of a page, where crawls put what stood in its head; None where the text is of other things."""
    title = without_site(line)
    text = "".join(block.text for block in body)
    return title if len(title) <= _LONGEST_TITLE and shared_pairs(title, text) >= _OWN_WORDS else None


def lines_of(text: str) -> list[str]:
    """The lines of a dump as they are read: blank ones left out, white space folded.

    >>> lines_of("春汛\\n\\n河水  涨了。")
    ['春汛', '河水 涨了。']
    """
    return [line.text for line in _lines(text)]


def _with_language(metadata: Metadata, body: Sequence[Block]) -> Metadata:
    text = "\n".join(block.text for block in body)
    language = language_of(text)
    return replace(metadata, language=language, script=script_of(text) if language == "zh" else None)


def _in_page_order(removed: Sequence[Removed], blocks: Sequence[Block]) -> tuple[Removed, ...]:
    places: dict[str, deque[int]] = {}
    for number, block in enumerate(blocks):
        places.setdefault(block.text, deque()).append(number)
    return tuple(sorted(removed, key=lambda row: places[row.text].popleft()))


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
    blocks: list[Block] = []
    run = 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        run = run + 1 if _looks_like_heading(line.text) else 0
        above_prose = (
            0 < run < 4 and number + run < len(lines) and not parse_stamp_line(lines[number + 1].text)
        )
        blocks.append(Block("heading", line.text, 2) if above_prose else Block("paragraph", line.text))
    return blocks[::-1]


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
    return len(text) >= PROSE and re.search(r"[，。！？；,.!?;]", text) is not None


def _is_short_text(body: Sequence[Block]) -> bool:
    """A paragraph or two below the length of prose, or verse: lines that end as sentences do."""
    ended = [block.text for block in body if _FULL_STOP.search(block.text) and not is_legal_line(block.text)]
    return sum(map(len, ended)) >= _SHORT_TEXT or _is_verse(body)


def _title_place(body: Sequence[Block], lines: Sequence[_Line]) -> int | None:
    """Where the title stands: among the lines above the first paragraph, the one the text speaks of most.

    The words of a title come again in its text; a lead-in section heading, a channel name or a menu item shares
    less with it. A blank line behind speaks for a title as well.
    """
    first = next((number for number, block in enumerate(body) if _is_prose(block.text)), None)
    if first is None and _is_short_text(body):
        first = next(number for number, block in enumerate(body) if _ENDS_SENTENCE.search(block.text))
    if not first:
        return None
    text = "\n".join(block.text for block in body[first:])
    blank_after = {line.text for line in lines if line.blank_after}
    best, place = 0.0, None
    for number in range(max(0, first - _TITLE_REACH), first):
        line = body[number].text
        if len(line) > _LONGEST_TITLE or line.endswith(("。", "；", "，", ",")) or _is_furniture(line):
            continue
        score = 0.1 + shared_pairs(line, text) + 0.2 * (line in blank_after)
        if score > best + 0.05:
            best, place = score, number
    return place


def _is_furniture(line: str) -> bool:
    return (
        _ADDRESS.fullmatch(line) is not None
        or is_byline_line(line)
        or is_navigation_line(line)
        or is_legal_line(line)
        or _is_share_bar(line)
    )


def _is_share_bar(line: str) -> bool:
    return len(line) >= 4 and is_share_line(line)


def _is_verse(body: Sequence[Block]) -> bool:
    ended = sum(_ENDS_SENTENCE.search(block.text) is not None for block in body)
    return ended >= _VERSES and 2 * ended >= len(body)


def _without_bylines(body: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The body without the lines of date, author, source and readers, and of type sizes, that follow the title."""
    count = 0
    while count < min(4, len(body)) and any(
        said(body[count].text) for said in (is_byline_line, is_count_line, _is_share_bar)
    ):
        count += 1
    return list(body[count:]), [block.text for block in body[:count]]


def _without_chrome(body: Sequence[Block]) -> tuple[list[Block], list[Removed]]:
    """The body without the lines of what its page was operated with, and the records of those."""
    kept: list[Block] = []
    removed: list[Removed] = []
    for block in body:
        chrome = chrome_of(block.text) if block.kind not in ("code", "table_row") else None
        if chrome is None:
            kept.append(block)
        else:
            removed.append(Removed(f"read.{chrome.part}", chrome.reason, block.text))
    return kept, removed


def _without_posts(body: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The body without what a forum prints around its posts, and those lines."""
    posts = lines_of_posts([block.text for block in body])
    kept = [block for number, block in enumerate(body) if number not in posts]
    return kept, [body[number].text for number in sorted(posts)]


def _tail_list(body: list[Block], known: Sequence[Related]) -> tuple[list[Block], list[Removed]]:
    """The body without a neighbour list at its end that shows titles only, and that list's lines."""
    prose = max(
        (n for n, block in enumerate(body) if _is_prose(block.text) and not is_legal_line(block.text)),
        default=-1,
    )
    headers = [n for n, block in enumerate(body) if n > prose and is_related_header(block.text)]
    if not headers or (headers[0] == len(body) - 1 and not known):
        return body, []
    return body[: headers[0]], [_tail_line(block.text) for block in body[headers[0] :]]


def _row(line: str) -> Related:
    """An entry of a list of titles, with the date behind its title."""
    dated = _DATED_TITLE.fullmatch(line)
    stamp = parse_date(dated["date"]) if dated else None
    return Related(dated["title"].rstrip(), None, stamp.iso) if dated and stamp else Related(line)


def _tail_line(line: str) -> Removed:
    """A line of the list, or one of the lines that pages print below it."""
    if (is_byline_line(line) and not _DATED_TITLE.fullmatch(line)) or is_legal_line(line):
        return Removed(
            "read.legal", "editor, copyright or licence line below the text: becomes metadata", line
        )
    if is_navigation_line(line) or _is_share_bar(line):
        return Removed("read.furniture", "stands below the list of neighbour articles", line)
    return Removed("read.related", "entry or heading of a list of neighbour articles", line)
