"""Traditional text becomes Simplified by OpenCC's `t2s`, which maps characters and keeps the words."""

from __future__ import annotations

from cleaning.ledger import Ledger, Proposal
from cleaning.script import converter, script_of, telling
from cleaning.steps import Context


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """One edit a line, from the first to the last character that changes; nothing in Simplified text."""
    text = ledger.fields[field]
    if context.script == "keep" or not context.on("script.t2s") or not telling().traditional.search(text):
        return []
    body = text if field == "text" else "\n".join((ledger.fields["title"], ledger.fields["text"], text))
    # A mirror that puts readings behind characters also left those characters Traditional, however few they are; and
    # keywords and neighbours follow the text, which has been converted before they are looked at.
    evident = not ledger.rules.isdisjoint(("pinyin.bracket", "script.t2s"))
    if context.script == "auto" and not evident and script_of(body) not in ("hant", "mixed"):
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
