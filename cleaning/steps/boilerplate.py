"""Lines inside the body that belong to the page and not to the text, beyond those that rules name."""

from __future__ import annotations

import re

from cleaning.ledger import Ledger, Proposal, removal_spans
from cleaning.steps import Context

_STAMP = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9](?::[0-5][0-9])? [0-9]{1,9}")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove date-time + count lines, and lines that the facts of the site know as its template."""
    if field != "text":
        return []
    text = ledger.fields[field]
    known = context.facts.template_lines if context.on("boiler.template-line") else ()
    template = {line.text for line in known}
    stamps = context.on("boiler.stamp-line")
    chosen: dict[int, tuple[str, str]] = {}
    for number, line in enumerate(text.split("\n")):
        if line in template:
            chosen[number] = ("boiler.template-line", "line of the site's template")
        elif stamps and _STAMP.fullmatch(line.strip()):
            chosen[number] = ("boiler.stamp-line", "date, time and view count")
    spans = removal_spans(text, chosen)
    return [
        Proposal(rule, start, end, "", reason=reason)
        for (rule, reason), (start, end) in zip((chosen[n] for n in sorted(chosen)), spans, strict=True)
    ]
