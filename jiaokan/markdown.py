"""An article as Markdown (CommonMark, with the tables of GitHub)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaning.article import Article, Block

_MARKS = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?[0-9A-Za-z]{1,32};)")
_LINE_START = re.compile(r"^(?=#{1,6}(?: |$)|[-+](?: |$)|={1,}\s*$|-{2,}\s*$)")
# The number of a list stays as it is; only the mark behind it can be escaped.
_NUMBERED = re.compile(r"^([0-9]{1,9})(?=[.)](?: |$))")
_LAST_HASHES = re.compile(r"(?<!\\)#(?=#*\s*$)")
_TOGETHER = ("list_item", "table_row", "quote", "code")


def markdown(article: Article) -> str:
    """The title and the blocks as Markdown; characters that Markdown would read as its own are escaped.

    >>> print(markdown(Article(title="修复", blocks=(Block("list_item", "除尘"), Block("list_item", "补纸")))))
    # 修复
    <BLANKLINE>
    - 除尘
    - 补纸
    """
    title = [_heading(article.title, 1)] if article.title else []
    return "\n\n".join([*title, *_pieces(article.blocks)])


def _pieces(blocks: Sequence[Block]) -> Iterator[str]:
    """Lists, tables, quotes and code are of several blocks, which belong together."""
    told = [block for block in blocks if block.text.strip() or block.kind == "code"]
    for (kind, _), group in groupby(
        enumerate(told), key=lambda item: (item[1].kind, None if item[1].kind in _TOGETHER else item[0])
    ):
        members = [block for _, block in group]
        texts = [block.text for block in members]
        match kind:
            case "heading":
                yield _heading(texts[0], min(6, max(2, members[0].level or 2)))
            case "list_item":
                yield "\n".join(f"- {escaped(text)}" for text in texts)
            case "table_row":
                yield table([text.split("\t") for text in texts])
            case "quote":
                yield "\n>\n".join(f"> {escaped(text)}" for text in texts)
            case "code":
                yield fenced("\n".join(texts))
            case "caption":
                yield f"*{escaped(texts[0])}*"
            case _:
                yield escaped(texts[0])


def escaped(text: str) -> str:
    r"""Text of one line that Markdown shows as it stands.

    >>> print(escaped("1. 2*3 &lt; <b>"))
    1\. 2\*3 \&lt; \<b\>
    """
    # White space at the ends of a line is none of its text, and in front of it could make it code.
    line = _MARKS.sub(lambda found: "\\" + found[0], text.strip())
    return _NUMBERED.sub(r"\1\\", _LINE_START.sub(r"\\", line))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table whose first row is its head; short rows are filled up.

    >>> print(table([["年", "人数"], ["2026"]]))
    | 年 | 人数 |
    | --- | --- |
    | 2026 |  |
    """
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*map(escaped, row), *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def fenced(code: str) -> str:
    """Lines of code between fences that no line of the code can close."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _heading(text: str, level: int) -> str:
    # Hashes at the end of a heading would be taken for its closing marks.
    return f"{'#' * level} {_LAST_HASHES.sub(lambda found: chr(92) + '#', escaped(text))}"
