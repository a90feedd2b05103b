"""An article as Markdown (CommonMark, with the tables of GitHub)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from cleaning.article import Article, Block, Image, Link

_MARKS = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?[0-9A-Za-z]{1,32};)")
_LINE_START = re.compile(r"^(?=#{1,6}(?: |$)|[-+](?: |$)|={1,}\s*$|-{2,}\s*$)")
# The number of a list stays as it is; only the mark behind it can be escaped.
_NUMBERED = re.compile(r"^([0-9]{1,9})(?=[.)](?: |$))")
_LAST_HASHES = re.compile(r"(?<!\\)#(?=#*\s*$)")
_LAST_BANG = re.compile(r"!$")
_TOGETHER = ("list_item", "table_row", "quote", "code")
_WHOLE = ("table_row", "code")


def markdown(article: Article) -> str:
    """The title, the blocks and the images as Markdown; characters that Markdown would read as its own are escaped.

    Links of the text become links where the article has been asked for them. An image is a paragraph of its own before the
    block that it stands before or in; a table and code stay whole, and theirs stand before them.

    >>> print(markdown(Article(title="修复", blocks=(Block("list_item", "除尘"), Block("list_item", "补纸")))))
    # 修复
    <BLANKLINE>
    - 除尘
    - 补纸
    >>> print(markdown(Article(blocks=(Block("paragraph", "见修复一节"),), images=(Image("https://example.com/1.jpg", "古籍", 0),),
    ...     links=(Link("修复", "https://example.com/", 0, 1, 3),))))
    ![古籍](https://example.com/1.jpg)
    <BLANKLINE>
    见[修复](https://example.com/)一节
    """
    title = [_heading(escaped(article.title), 1)] if article.title else []
    return "\n\n".join([*title, *_pieces(article)])


class _Told(NamedTuple):
    """A block, its links, and how many images stand before its end."""

    block: Block
    links: Sequence[Link]
    images: int

    @property
    def text(self) -> str:
        return linked(self.block.text, self.links)


def _told(article: Article) -> Iterator[_Told]:
    links = {block: list(group) for block, group in groupby(article.links or (), key=lambda link: link.block)}
    places = [image.block for image in article.images]
    for number, block in enumerate(article.blocks):
        if block.text.strip() or block.kind == "code":
            yield _Told(block, links.get(number, ()), bisect_right(places, number))


def _pieces(article: Article) -> Iterator[str]:
    """Lists, tables, quotes and code are of several blocks, which belong together; images cut lists and quotes."""
    images = [_image(image) for image in article.images]
    shown = 0
    for _, group in groupby(enumerate(_told(article)), key=_group_of):
        members = [told for _, told in group]
        if members[-1].images > shown:
            yield from images[shown : members[-1].images]
            shown = members[-1].images
        yield _piece(members)
    yield from images[shown:]


def _group_of(item: tuple[int, _Told]) -> tuple[str, int | None, int | None]:
    number, told = item
    kind = told.block.kind
    return kind, None if kind in _TOGETHER else number, None if kind in _WHOLE else told.images


def _piece(members: Sequence[_Told]) -> str:
    block = members[0].block
    match block.kind:
        case "heading":
            return _heading(members[0].text, min(6, max(2, block.level or 2)))
        case "list_item":
            return "\n".join(f"- {told.text}" for told in members)
        case "table_row":
            return _table([_cells(told) for told in members])
        case "quote":
            return "\n>\n".join(f"> {told.text}" for told in members)
        case "code":
            return fenced("\n".join(told.block.text for told in members))
        case "caption":
            return f"*{members[0].text}*"
        case _:
            return members[0].text


def _cells(row: _Told) -> list[str]:
    """The cells of a row, with the links that stand in each."""
    cells: list[str] = []
    start = 0
    for cell in row.block.text.split("\t"):
        end = start + len(cell)
        inside = [
            replace(link, start=link.start - start, end=link.end - start)
            for link in row.links
            if start <= link.start and link.end <= end
        ]
        cells.append(linked(cell, inside))
        start = end + 1
    return cells


def linked(text: str, links: Sequence[Link]) -> str:
    r"""Text of one line with its links, escaped so that nothing else is read as Markdown.

    >>> print(linked("见[1]!这里", [Link("这里", "https://example.com/a_(1)", 0, 5, 7)]))
    见\[1\]\![这里](https://example.com/a\_\(1\))
    """
    if not links:
        return escaped(text)
    pieces: list[str] = []
    reached = 0
    for link in links:
        # A "!" before a link would make an image of it.
        pieces.append(_LAST_BANG.sub(r"\!", _marked(text[reached : link.start])))
        pieces.append(f"[{_marked(text[link.start : link.end])}]({_destination(link.url)})")
        reached = link.end
    pieces.append(_marked(text[reached:]))
    return _with_line_start("".join(pieces).strip())


def _image(image: Image) -> str:
    return f"![{_marked(image.alt)}]({_destination(image.url)})"


def _destination(url: str) -> str:
    """An address between the brackets of a link; what no address may hold is percent-encoded."""
    safe = "".join(quote(letter) if letter <= " " or letter == "\x7f" else letter for letter in url)
    return _marked(safe).replace("(", "\\(").replace(")", "\\)")


def escaped(text: str) -> str:
    r"""Text of one line that Markdown shows as it stands.

    >>> print(escaped("1. 2*3 &lt; <b>"))
    1\. 2\*3 \&lt; \<b\>
    """
    # White space at the ends of a line is none of its text, and in front of it could make it code.
    return _with_line_start(_marked(text.strip()))


def _marked(text: str) -> str:
    return _MARKS.sub(lambda found: "\\" + found[0], text)


def _with_line_start(line: str) -> str:
    return _NUMBERED.sub(r"\1\\", _LINE_START.sub(r"\\", line))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table whose first row is its head; short rows are filled up.

    >>> print(table([["年", "人数"], ["2026"]]))
    | 年 | 人数 |
    | --- | --- |
    | 2026 |  |
    """
    return _table([[escaped(cell) for cell in row] for row in rows])


def _table(rows: Sequence[Sequence[str]]) -> str:
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def fenced(code: str) -> str:
    """Lines of code between fences that no line of the code can close."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _heading(text: str, level: int) -> str:
    # Hashes at the end of a heading would be taken for its closing marks.
    return f"{'#' * level} {_LAST_HASHES.sub(lambda found: chr(92) + '#', text)}"
