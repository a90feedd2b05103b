"""Traditional text becomes Simplified, or, where it shall stay, has the right one of several Traditional forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from typing import Final

from cleaning.conversion import LEFT_OVER, Mend, by_means_of, left_over, simplified_lines, wrong_forms
from cleaning.ledger import Ledger, Proposal
from cleaning.script import script_of, telling
from cleaning.steps import Context

RULES: Final = frozenset(
    (
        "script.t2s",
        "script.particle",
        "script.mended",
        "script.by-means-of",
        "script.wrong-form",
        "script.left-over",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

# A character or a name in quotes is what a text speaks of, not how it is written.
_QUOTED = re.compile('[“‘「『《"][^“”‘’「」『』《》"\n]{1,12}[”’」』》"]')

# Names and set words keep these in Simplified script: 乾陵, 瞭望, 狼藉, 魏徵, 钱鍾书, 李昇.
_IN_BOTH = re.compile("[乾瞭藉徵於鍾昇夥甯祇著]")
_MORE_THAN_A_NAME = 4
_TOPIC = re.compile("繁[体體]|简[体體]|異體|异体|写作|寫作|字形|[这這]个字|古籍|碑")

_TIMES = 3

Look = Callable[[str], Iterable[Mend]]


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Convert Traditional text; where it stays, or where the text is Simplified already, mend single wrong forms."""
    text = ledger.fields[field]
    if not telling().traditional.search(text):
        return []
    body = text if field == "text" else "\n".join((ledger.fields["title"], ledger.fields["text"], text))
    written_in = script_of(body)
    if context.script == "keep":
        return [*_by_line(text, _as_it_stays, context)] if written_in in ("hant", "mixed") else []
    # A mirror that puts readings behind characters also left those characters Traditional, however few they are; and
    # keywords and neighbours follow the text, which has been converted before they are looked at.
    evident = context.script == "simplified" or not ledger.rules.isdisjoint(("pinyin.bracket", "script.t2s"))
    if evident or _shows_traditional(body, written_in):
        lines = text.split("\n")
        # A line of a mixed text that is in Simplified script has its 执著 as its author wrote it.
        told = [written_in == "hant" or telling().traditional.search(line) is not None for line in lines]
        mends = simplified_lines([*compress(lines, told)]) if any(told) else iter(())
        return [*_placed(lines, (next(mends) if each else () for each in told), context)]
    return [*_by_line(text, _with_what_is_left, context)] if LEFT_OVER.search(text) else []


def _shows_traditional(body: str, written_in: str | None) -> bool:
    if written_in not in ("hant", "mixed"):
        return False
    without = script_of(_IN_BOTH.sub("", _QUOTED.sub("", body)))
    if without is None:
        return len(telling().traditional.findall(body)) >= _MORE_THAN_A_NAME
    return without in ("hant", "mixed")


def _by_line(text: str, look: Look, context: Context) -> Iterator[Proposal]:
    lines = text.split("\n")
    return _placed(lines, map(look, lines), context)


def _placed(lines: Iterable[str], mends: Iterable[Iterable[Mend]], context: Context) -> Iterator[Proposal]:
    start = 0
    for line, found in zip(lines, mends, strict=True):
        for each in found:
            if context.on(each.rule):
                yield Proposal(each.rule, start + each.start, start + each.end, each.text, each.confidence)
        start += len(line) + 1


def _as_it_stays(line: str) -> Iterator[Mend]:
    """What is wrong in a line of Traditional script; OpenCC takes 吃 and the like for Simplified, hence the share."""
    told = telling()
    traditional, simple = len(told.traditional.findall(line)), len(told.simplified.findall(line))
    if traditional <= _TIMES * simple:
        return
    if "透過" in line:
        yield from by_means_of(line)
    yield from wrong_forms(line)


def _with_what_is_left(line: str) -> Iterable[Mend]:
    if not LEFT_OVER.search(line) or _TOPIC.search(line) or script_of(line) != "hans":
        return ()
    return left_over(line)
