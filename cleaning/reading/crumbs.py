"""The section of an article, by the way through the site that its page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.elements import CRUMBS, LIKE_CRUMBS, traits_of
from cleaning.reading.measures import WAY

_CRUMB_LINE = re.compile(
    r"^[\s【\[]*(?:当前位置|您?现?在?(?:所在)?的?位置|您现在|您的位置|目前位置|現在位置|所在位置)[^:：]{0,6}[:：]?"
)
_CRUMB_MARK = re.compile(r"\s*(?:>+|»|›|→|/|\\|｜|\||--+|—|::)\s*")
_CRUMB_NOISE = re.compile(
    r"^(?:正文|内容|详情|文章|首页|主页|本页|阅读|查看|home|index|breadcrumbs?|.{0,8}(?:网|首页|正文|全文|内容|详情|文章))$",
    re.I,
)
_FRONT: Final = frozenset(("首页", "主页", "Home", "首頁"))
_PARTS_OF_TRAIL: Final = 8
_SEARCHED: Final = 150  # lines from the top
_OUTSIDE: Final = 4  # elements from a part outwards


def category_of(document: Document, title: str | None) -> str | None:
    """The innermost section of the breadcrumb; its last part may be the page itself."""
    blocks = document.blocks
    passed = 0
    for number in _possible(document):
        block = blocks[number]
        if number < passed or len(block.text) > 200:
            continue
        line = _CRUMB_LINE.match(block.text) if "位置" in block.text or "现在" in block.text else None
        text = block.text[line.end() :] if line else block.text
        if not line and not _is_crumb(block.container):
            around = islice(block.container.ancestors(), 1, _OUTSIDE)
            opens = block.text in _FRONT or any("crumb" in each.words for each in around)
            trail = _trail(blocks, block.container) if opens else None
            if trail is None:
                continue
            passed = trail.last
            text = ">".join(each.text for each in blocks[trail.first : trail.last])
        if section := innermost(_CRUMB_MARK.split(text), title):
            return section
    return None


def _possible(document: Document) -> list[int]:
    """The numbers of the first lines that may show the way: by their words, or by the names of elements around them."""
    measures = document.measures
    named = measures.traits & (CRUMBS | LIKE_CRUMBS) > 0
    element = measures.home[:_SEARCHED]
    near = measures.signs[:_SEARCHED] & WAY > 0
    for _ in range(_OUTSIDE):
        near |= named[element]
        element = measures.parent[element]
    return [
        number
        for number, (told, block) in enumerate(zip(near.tolist(), document.blocks[:_SEARCHED], strict=True))
        if told or block.text in _FRONT
    ]


def innermost(trail: Sequence[str], title: str | None) -> str | None:
    """The innermost section of a way through the site; its last part may be the page itself.

    >>> innermost(["首页", "掌故", "石街"], "石街"), innermost(["首页", "正文"], "石街")
    ('掌故', None)
    """
    parts = [part for part in (part.strip(" 　\xa0") for part in trail) if part]
    if len(parts) > 2 and title and parts[-1] in title and parts[-2] not in _FRONT:
        parts.pop()
    parts = [part for part in parts if part != title and not _CRUMB_NOISE.match(part) and len(part) <= 20]
    return parts[-1] if parts else None


def _trail(blocks: Sequence[RawBlock], container: Container) -> Container | None:
    """The element around a short line that is a breadcrumb of one line a part."""
    for each in islice(container.ancestors(), 1, _OUTSIDE):
        if each.last - each.first > _PARTS_OF_TRAIL:
            return None
        if each.tag in ("ul", "ol", "nav", "div") and each.last - each.first > 1:
            named = _is_crumb(each)
            # In menus of the site the last part is a link as well.
            opened = each.tag in ("ol", "nav") and blocks[each.first].text.strip() in _FRONT
            if named or (opened and not blocks[each.last - 1].link_chars):
                return each
    return None


def _is_crumb(container: Container) -> bool:
    return traits_of(container.tag, container.words, container.itemprop) & CRUMBS != 0
