"""Traditional text becomes Simplified by OpenCC's `t2s`, which maps characters and keeps the words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

if TYPE_CHECKING:
    from opencc import OpenCC

# A line of names may hold a Traditional form or two; a text in Traditional script has one in every few characters.
# Between the two lie pages that quote it: a tenth of the telling characters, and ten of them, make a text mixed.
_MIXED_SHARE = 0.1
_MIXED_COUNT = 10


class Telling(NamedTuple):
    """The characters that only one script has, as compiled classes."""

    traditional: re.Pattern[str]
    simplified: re.Pattern[str]


@cache
def converter() -> OpenCC:
    """The one `t2s` converter of the process; building it costs some 20 ms."""
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def telling() -> Telling:
    """The characters that tell the scripts apart, asked from OpenCC's own tables once a process."""
    from opencc import OpenCC

    han = "".join(map(chr, range(0x4E00, 0x9FA6)))
    simple, full = converter().convert(han), OpenCC("s2t").convert(han)
    only_traditional = [c for c, s, t in zip(han, simple, full, strict=True) if s != c and t == c]
    only_simplified = [c for c, s, t in zip(han, simple, full, strict=True) if s == c and t != c]
    return Telling(re.compile(f"[{''.join(only_traditional)}]"), re.compile(f"[{''.join(only_simplified)}]"))


def script_of(text: str) -> Literal["hans", "hant", "mixed"] | None:
    """The script a text is written in: "hans", "hant", "mixed", or None where nothing tells.

    >>> script_of("圖書館修復了一冊舊書"), script_of("昇腾处理器的销量"), script_of("plain English")
    ('hant', 'hans', None)
    """
    traditional, simplified = (len(pattern.findall(text)) for pattern in telling())
    if not traditional + simplified:
        return None
    share = traditional / (traditional + simplified)
    if share >= 0.5:
        return "hant"
    return "mixed" if share >= _MIXED_SHARE and traditional >= _MIXED_COUNT else "hans"


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """One edit a line, from the first to the last character that changes; nothing in Simplified text."""
    text = ledger.fields[field]
    if context.script == "keep" or not context.on("script.t2s") or not telling().traditional.search(text):
        return []
    body = text if field == "text" else "\n".join((ledger.fields["title"], ledger.fields["text"], text))
    # A mirror that puts readings behind characters also left those characters Traditional, however few they are.
    mirrored = any(edit.rule == "pinyin.bracket" for edit in ledger.edits)
    if context.script == "auto" and not mirrored and script_of(body) not in ("hant", "mixed"):
        return []
    proposals, start = [], 0
    for line in text.split("\n"):
        simple = converter().convert(line)
        if simple != line:
            proposals.append(_narrowed(start, line, simple))
        start += len(line) + 1
    return proposals


def _narrowed(start: int, line: str, simple: str) -> Proposal:
    head = 0
    while line[head : head + 1] == simple[head : head + 1]:
        head += 1
    tail = 0
    while tail < min(len(line), len(simple)) - head and line[-1 - tail] == simple[-1 - tail]:
        tail += 1
    return Proposal("script.t2s", start + head, start + len(line) - tail, simple[head : len(simple) - tail])
