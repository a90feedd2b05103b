"""Text that was read in a wrong encoding is read anew, where its bytes leave no doubt."""

from __future__ import annotations

import re
from typing import Final

from cleaning.ledger import Ledger, Proposal
from cleaning.mojibake import readings
from cleaning.steps import Context

# A line that speaks of encodings shows such text on purpose.
_TOPIC = re.compile(
    r"乱码|亂碼|编码|編碼|字符集|字元集|解码|解碼|转码|轉碼|\b(?:UTF-?8|GBK|GB2312|GB18030|BIG-?5|UNICODE|ISO-8859)",
    re.IGNORECASE,
)

RULES: Final = (
    "encoding.utf8-as-gbk",
    "encoding.utf8-as-sjis",
    "encoding.utf8-as-latin",
    "encoding.gbk-as-latin",
    "encoding.gbk-shifted",
    "encoding.gbk-as-sjis",
    "encoding.gbk-as-big5",
    "encoding.big5-as-gbk",
)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """One edit for each damaged stretch, from its first character to its last."""
    text = ledger.fields[field]
    if text.isascii() or context.active.isdisjoint(RULES):
        return []
    found = [each for each in readings(text) if context.on(each.rule)]
    proposals: list[Proposal] = []
    end, topic = -1, False
    for each in found:
        if each.start > end:
            start = text.rfind("\n", 0, each.start) + 1
            end = text.find("\n", each.start)
            end = len(text) if end < 0 else end
            topic = _TOPIC.search(text, start, end) is not None
        if not topic:
            proposals.append(Proposal(each.rule, each.start, each.end, each.text, each.confidence))
    return proposals
