"""What a spinner writes for 此外 and 与此同时: the connective spelt out, with a 呢 behind it.

The engine takes 此 for a word of its own and writes what it points at (除了这些以外, 除开上述几点之外, 在这同时), so the forms are as
many as there are words for it; what they have in common is the build, and a 呢 where the written sentence has none.
"""

from __future__ import annotations

import re
from typing import Final

from cleaning.clause import Clause
from cleaning.ledger import Ledger, Proposal
from cleaning.register import is_written
from cleaning.steps import Context

TABLE: Final = "connectives"
BESIDES, MEANWHILE = "spin.besides", "spin.meanwhile"
RULES: Final = frozenset((BESIDES, MEANWHILE))
"""The rules this carries out: where none of them is asked for, it is not asked."""
_CONFIDENCE = 0.97
_LONGEST = 16  # characters of a connective that is spelt out
_POINTING = "[这那]些|[这那][个几一两三][点个项条种]?|这|那|此|上述|以上|上面|前面|前述|刚才"
_BESIDES = re.compile(
    f"(?:除了|除开|除去|除却|除掉|除|抛开|撇开)(?:{_POINTING}){{1,2}}(?:所述|所说)?的?(?:[这那]些|[几两三四][点个项条种])?"
    "(?:内容|方面|因素|条件|要求|情况|特点|功能|服务|措施|问题|原因|费用|材料|项目|优势|优点|事项|部分)?(?:[以之]外|外)呢$"
)
_MEANWHILE = re.compile("[与于和跟在](?:此|这)同(?:一)?时(?:间|候|刻)?呢$")
# 还需定期校准 without a comma.
_GOES_ON = "[还也](?:应|需|要|可以?|将|能|会|须|必须)"
# 除了这些以外呢，也没别的事 is talk.
_TALK = "也?没|就没|就是|也想不|都不|还得|别的|还有一[件个]|[他她](?:也?没|什么|就)|大家|老板"
_BEHIND = {
    BESIDES: re.compile(f"[ 　]?[,，、](?![ 　]?(?:{_TALK}))|{_GOES_ON}"),
    MEANWHILE: re.compile(f"[ 　]?[,，、]|{_GOES_ON}"),
}
_HEAD = re.compile("[①-⑳•·●○◆◇■□▪※★☆*–-]?[ 　]*")  # of a clause, behind the sign of a list item
_FORMS = (
    ("外呢", BESIDES, _BESIDES, "此外"),
    ("时呢", MEANWHILE, _MEANWHILE, "与此同时"),
    ("时间呢", MEANWHILE, _MEANWHILE, "与此同时"),
    ("时候呢", MEANWHILE, _MEANWHILE, "与此同时"),
    ("时刻呢", MEANWHILE, _MEANWHILE, "与此同时"),
)


def literals() -> tuple[str, ...]:
    """What such a connective ends with."""
    return tuple(tail for tail, *_ in _FORMS)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """The connective for its spelt-out form, at the head of a clause of a written sentence."""
    text = ledger.fields[field]
    proposals = []
    for number, _, end in context.occurrences(ledger, field, TABLE):
        _, rule, form, meant = _FORMS[number]
        found = form.search(text, max(0, end - _LONGEST), end) if context.on(rule) else None
        if (
            found is not None
            and _BEHIND[rule].match(text, end)
            and _HEAD.fullmatch(Clause(text, found.start(), end).left)
            and is_written(text, found.start(), end)
        ):
            proposals.append(Proposal(rule, found.start(), end, meant, _CONFIDENCE))
    return proposals
