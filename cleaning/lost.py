"""Text that is lost: characters whose bytes a wrong encoding threw away, so that no repair can be certain."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

LostKind = Literal["replacement", "refilled-memory", "question-marks", "private-use"]


class Lost(NamedTuple):
    """A stretch of a text that cannot be read any more, and what shows it."""

    kind: LostKind
    start: int
    end: int


# U+FFFD, and its bytes read as GBK; memory that nobody had filled; a mark of interrogation for each lost character, with
# text going on behind it; characters that only the page's own font can show, inside of words and numbers.
_LOST = re.compile(
    "(?P<replacement>\ufffd+|(?:锟斤拷?|斤拷){1,}|锟(?=[?？]|$))"
    "|(?P<memory>烫{4,}|屯{3,}|葺{4,}|铪{4,})"
    r"|(?P<row>^\?{6,}$)"
    r"|(?P<questions>\?{2,}(?=[\u4e00-\u9fff]))"
    "|(?P<private>(?<=[0-9A-Za-z￥¥.\u4e00-\u9fff])[\ue000-\uf8ff]+)",
    re.MULTILINE,
)
_KINDS: dict[str, LostKind] = {
    "replacement": "replacement",
    "memory": "refilled-memory",
    "row": "question-marks",
    "questions": "question-marks",
    "private": "private-use",
}
# Chinese readers write ?? for wonder too, with the next sentence right behind it; lost text has them all over a line.
_LEAST_QUESTIONS = 3
_TOPIC = re.compile(r"乱码|亂碼|编码|編碼|字符集|解码|解碼|未初始化|内存|記憶體")


def lost_text(text: str) -> tuple[Lost, ...]:
    """The stretches of a text that are lost, in order; lines that speak of such text show it on purpose.

    >>> lost_text("本馆锟斤拷锟斤拷开放")
    (Lost(kind='replacement', start=2, end=8),)
    >>> lost_text("“锟斤拷”是编码出错时常见的三个字。")
    ()
    """
    found: list[Lost] = []
    start = 0
    for line in text.split("\n") if _LOST.search(text) else ():
        hits = list(_LOST.finditer(line))
        questions = sum(hit.lastgroup == "questions" for hit in hits)
        if hits and not _TOPIC.search(line):
            found += [
                Lost(_KINDS[hit.lastgroup or ""], start + hit.start(), start + hit.end())
                for hit in hits
                if hit.lastgroup != "questions" or questions >= _LEAST_QUESTIONS
            ]
        start += len(line) + 1
    return tuple(found)
