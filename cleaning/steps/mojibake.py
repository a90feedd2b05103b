"""Text that was read in a wrong encoding is read anew, where its bytes leave no doubt."""

from __future__ import annotations

import re

from cleaning.ledger import Ledger, Proposal
from cleaning.mojibake import readings
from cleaning.steps import Context

# A line that speaks of encodings shows such text on purpose.
_TOPIC = re.compile(
    r"乱码|亂碼|编码|編碼|字符集|字元集|解码|解碼|转码|轉碼|\b(?:UTF-?8|GBK|GB2312|GB18030|BIG-?5|UNICODE|ISO-8859)",
    re.IGNORECASE,
)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """One edit for each damaged stretch, from its first character to its last."""
    text = ledger.fields[field]
    if text.isascii():
        return []
    return [
        Proposal(each.rule, each.start, each.end, each.text, each.confidence)
        for each in readings(text)
        if context.on(each.rule) and not _TOPIC.search(*_line(text, each.start))
    ]


def _line(text: str, place: int) -> tuple[str, int, int]:
    """The text with the bounds of the line around a place, in the order in which a pattern takes them."""
    end = text.find("\n", place)
    return text, text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end
