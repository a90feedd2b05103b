"""An article as Markdown."""

from __future__ import annotations

import re

from cleaning.article import Article, Block

_MARKS = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(#{1,6}(?= |$)|[-+](?= )|[0-9]{1,9}[.)](?= )|={2,}|-{2,})")


def markdown(article: Article) -> str:
    """The title and the blocks as Markdown; characters that Markdown would read as its own are escaped.

    >>> print(markdown(Article(title="修复", blocks=(Block("list_item", "除尘"), Block("list_item", "补纸")))))
    # 修复
    <BLANKLINE>
    - 除尘
    - 补纸
    """
    pieces = [f"# {_escaped(article.title)}"] if article.title else []
    previous: Block | None = None
    for block in article.blocks:
        joined = (
            previous is not None
            and previous.kind == block.kind
            and block.kind in ("list_item", "table_row", "quote", "code")
        )
        if joined and block.kind == "code":
            pieces[-1] = f"{pieces[-1][:-4]}\n{block.text}\n```"
        elif joined:
            pieces[-1] += "\n" + _block(block)
        else:
            pieces.append(_block(block))
        previous = block
    return "\n\n".join(pieces)


def _block(block: Block) -> str:
    text = _escaped(block.text)
    match block.kind:
        case "heading":
            return f"{'#' * min(6, max(2, block.level or 2))} {text}"
        case "list_item":
            return f"- {text}"
        case "quote":
            return f"> {text}"
        case "code":
            return f"```\n{block.text}\n```"
        case "caption":
            return f"*{text}*"
        case _:
            return text


def _escaped(text: str) -> str:
    return _LINE_START.sub(lambda found: "\\" + found[0], _MARKS.sub(r"\\\1", text))
