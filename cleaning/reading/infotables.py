"""The table of facts that offices print with their papers: 索引号, 发布机构, 发布日期, 文号, a label and a value each.

Templates make it of cells, of definition lists, or of lines with the label in bold. Two labels, one of which only such tables
have, tell it from prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from cleaning.reading.dates import Moment, Stamp, parse_date
from cleaning.reading.document import RawBlock

# The first one given goes before the next: a paper is written before it is published.
_SOURCES: Final = (
    "发布机构", "发布机关", "公开机构", "公开机关", "发布单位", "公开单位", "发布部门", "公开部门", "公开责任部门", "责任部门", "发文机关",
    "发文机构", "发文单位", "制发机关", "制发机构", "制发单位", "制定机关", "信息来源", "来源",
)  # fmt: skip
_DATES: Final = (
    "发布日期", "发布时间", "公开日期", "公开时间", "发文日期", "发文时间", "印发日期", "印发时间", "生成日期", "生成时间", "成文日期",
    "制发日期", "制定日期",
)  # fmt: skip
_SURE: Final = (
    "索引号", "信息索引号", "信息索引", "文号", "发文字号", "文件编号", "公文编号", "组配分类", "主题分类", "体裁分类", "公开方式", "公开范围", "公开时限",
    "公开形式", "信息分类", "公文种类", "有效性", "时效性", "是否有效", "生效日期", "失效日期", "废止日期", "统一登记号", "公开类型",
)  # fmt: skip
_BESIDE: Final = (
    "标题", "名称", "信息名称", "文件名称", "主题词", "关键词", "内容概述", "内容概况", "概述", "效力状态", "所属主题", "所属机构", "分类",
)  # fmt: skip
_KNOWN: Final = frozenset((*_SOURCES, *_DATES, *_SURE, *_BESIDE))
_ONLY_HERE: Final = frozenset((*_SURE, "发布机构", "公开机构", "发文机关", "制发机关", "公开责任部门"))
_LABEL: Final = "|".join(sorted(_KNOWN, key=len, reverse=True))
_SPACES = re.compile(r"[\s　\xa0]+")
_ALONE = re.compile(rf"[\[【]?({_LABEL})[\]】]?[:：]?")
_GLUED = re.compile(rf"[\[【]?({_LABEL})[\]】]?(?:[:：][\s　\xa0]{{0,4}}|[\s　\xa0]{{1,4}}|(?=\S))(.+)")
# One of these is in every such table: the lines of most pages are not looked at one by one.
_CUE = re.compile(r"索\s*引|文\s*号|字号|编号|登记号|机\s?[构关]|分类|公开|有效|时效|[生失]效|废止|公文")
_LONGEST, _LONGEST_SOURCE = 120, 40  # characters of a line, of the name of an office
_SEARCHED: Final = 80  # lines from the top
_LEAST: Final = 2


class InfoTable(NamedTuple):
    """What the table says, and the numbers of its lines; all empty for a page without one."""

    source: str | None = None
    published: Stamp | None = None
    lines: frozenset[int] = frozenset()


def info_table(blocks: Sequence[RawBlock], moment: Moment | None = None) -> InfoTable:
    """The table of facts above the text of an official paper.

    >>> from cleaning.reading.html import parse
    >>> page = "<table><tr><td>索 引 号：<td>K3/2026-1<td>发布机构：<td>溪城水务局<td>发布日期：<td>2026-02-03</table>"
    >>> found = info_table(parse(page.encode()).blocks)
    >>> found.source, found.published.iso, len(found.lines)
    ('溪城水务局', '2026-02-03', 6)
    """
    blocks = blocks[:_SEARCHED]
    if not _CUE.search("\n".join([block.text for block in blocks if len(block.text) <= _LONGEST])):
        return InfoTable()
    told: dict[str, str] = {}
    lines: set[int] = set()
    waiting: str | None = None
    for block in blocks:
        text = block.text.strip(" \u3000\xa0")
        if len(text) > _LONGEST or "。" in text:
            waiting = None
            continue
        squeezed = _SPACES.sub("", text)
        if alone := _ALONE.fullmatch(squeezed):
            waiting = alone[1]
            lines.add(block.position)
        elif glued := _glued(text):
            told.setdefault(*glued)
            lines.add(block.position)
            waiting = None
        elif waiting is not None:
            told.setdefault(waiting, text)
            lines.add(block.position)
            waiting = None
    if len(told) < _LEAST or not _ONLY_HERE & told.keys():
        return InfoTable()
    source = next((told[name] for name in _SOURCES if name in told), None)
    stamps = (parse_date(told[name], moment) for name in _DATES if name in told)
    return InfoTable(
        source if source and 2 <= len(source) <= _LONGEST_SOURCE else None,
        next(filter(None, stamps), None),
        frozenset(lines),
    )


def _glued(text: str) -> tuple[str, str] | None:
    """The label and the value of a line that holds both, and no other label."""
    opening = _SPACES.sub("", text[:14])
    if not opening.startswith(tuple(_KNOWN)):
        return None
    # Labels are spread to one width: 索 引 号.
    head, mark, value = text.partition("：" if "：" in text else ":")
    if mark and (alone := _ALONE.fullmatch(_SPACES.sub("", head))):
        return (
            (alone[1], value.strip(" \u3000\xa0"))
            if value.strip() and not re.search("[:：]", value)
            else None
        )
    found = _GLUED.fullmatch(text)
    return (found[1], found[2].strip(" \u3000\xa0")) if found and not re.search("[:：]", found[2]) else None
