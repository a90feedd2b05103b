"""Names without a label: the dateline that opens a report, the signature that closes it, the line under a title.

新华社北京2月3日电（记者林晚）   【河畔報／記者林晚／台北報導】   河畔晚报 林晚 2026-02-03   ……（林晚）
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cleaning.reading.people import is_chinese_name, split_names

_REPORTER = re.compile(
    r"(?:记者|記者|通讯员|特派员|实习生|撰文[:：]?)[  　]?[【\[(（]?(?P<value>[\u4e00-\u9fff]{2,4}(?:[  　、，,]?[\u4e00-\u9fff]{2,4}){0,4})"
)
# What stands behind the names of reporters in the same run of characters.
_AFTER_NAMES = re.compile(
    r"(?:报道|報導|摄影|攝影|摄|攝|文|图|通讯员|实习生|记者|記者|电|專訪|专访|综合|從|从|在).*", re.S
)
_SLASHES = re.compile(
    r"[【〔（(\[]?(?P<value>[^【】〔〕（）()\[\]。]{2,40}?(?:[／╱/][^【】〔〕（）()\[\]。]{2,24}){1,3})(?:[】〕）)\]]|報導|报道|$)"
)
_SIGNATURE = re.compile(
    r"[（(](?:[文图圖]/?[:： ]?)?(?P<value>[\u4e00-\u9fff]{2,9}?(?:[  　、][\u4e00-\u9fff]{2,4}){0,3})(?:报道|報導)?[）)]\s*$"
)
_MEDIUM = re.compile(
    r"^[\u4e00-\u9fffA-Za-z0-9·《》.-]{1,14}(?:网|網|报|報|社|刊|杂志|雜誌|新闻|新聞|传媒|傳媒|日报|周刊|晚报|在线|频道|电视台|電視台|广播|廣播|通讯|财经|音乐|娱乐|体育|客户端|中心)[》]?$"
)
_GAPS = re.compile(r"[\s　\xa0|｜／╱/–—-]+")
_BRACKETS = "【】〔〕（）()[]《》:： "


class Signed(NamedTuple):
    """The persons and the medium that sign, None where nobody does."""

    author: str | None = None
    source: str | None = None


def read_datelines(opening: Iterable[str], closing: Iterable[str]) -> Signed:
    """Who signs in the first lines of the article, else in its last ones.

    >>> read_datelines(["【河畔報／記者林晚／台北報導】今天入春以來最冷。"], [])
    Signed(author='林晚', source='河畔報')
    >>> read_datelines([], ["河水退了，船又开了。（林晚）"]).author
    '林晚'
    """
    author: str | None = None
    source: str | None = None
    for line in opening:
        signed = _slashes(line[:60])
        author = author or signed.author or _reporters(line)
        source = source or signed.source
    for line in closing:
        author = author or _reporters(line) or _signature(line)
    return Signed(author, source)


def read_unlabelled(lines: Iterable[str]) -> Signed:
    """Who signs in the short lines under a title, where media and persons stand side by side without a label.

    >>> read_unlabelled(["河畔晚报 林晚 2026-02-03 21:46"])
    Signed(author='林晚', source='河畔晚报')
    """
    author: str | None = None
    source: str | None = None
    for line in lines:
        if len(line) > 70:
            continue
        for part in _GAPS.split(line):
            part = part.strip(_BRACKETS)
            if author is None and is_chinese_name(part):
                author = part
            elif source is None and _MEDIUM.match(part):
                source = part
    return Signed(author, source)


def _slashes(line: str) -> Signed:
    found = _SLASHES.match(line)
    if not found:
        return Signed()
    author: str | None = None
    source: str | None = None
    for part in re.split("[／╱/]", found["value"]):
        part = part.strip(_BRACKETS)
        name = part.removeprefix("記者").removeprefix("记者").strip()
        if author is None and (names := split_names(name)):
            author = "、".join(names)
        elif source is None and _MEDIUM.match(part):
            source = part
    return Signed(author, source) if author else Signed()


def _reporters(line: str) -> str | None:
    names: list[str] = []
    for found in _REPORTER.finditer(line[:160] if len(line) > 320 else line):
        names.extend(split_names(_AFTER_NAMES.sub("", found["value"])))
    return "、".join(dict.fromkeys(names)) or None


def _signature(line: str) -> str | None:
    found = _SIGNATURE.search(line[-40:])
    return "、".join(split_names(found["value"])) or None if found else None
