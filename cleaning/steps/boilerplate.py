"""Lines inside the body that belong to the page and not to the text, beyond those that rules name."""

from __future__ import annotations

import re
from typing import Final

from cleaning.ledger import Ledger, Proposal, Removal, line_removals
from cleaning.reading.bylines import said_by
from cleaning.steps import Context

RULES: Final = frozenset(("boiler.stamp-line", "boiler.template-line"))
"""The rules this carries out: where none of them is asked for, it is not asked."""

_STAMP = re.compile(
    r"[12][0-9]{3}(?:-[01][0-9]-|/[01]?[0-9]/)[0-3]?[0-9] [0-2][0-9]:[0-5][0-9](?::[0-5][0-9])? [0-9]{1,9}"
)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove date-time + count lines, and lines that the facts of the site know as its template."""
    if field != "text":
        return []
    text = ledger.fields[field]
    known = context.facts.template_lines if context.on("boiler.template-line") else ()
    template = {line.text for line in known}
    stamps = context.on("boiler.stamp-line")
    chosen: dict[int, Removal] = {}
    for number, line in enumerate(text.split("\n")):
        if line in template:
            chosen[number] = Removal(
                "boiler.template-line", "line of the site's template", keeps=said_by(line)
            )
        elif stamps and _STAMP.fullmatch(line.strip()):
            chosen[number] = Removal("boiler.stamp-line", "date, time and view count")
    return line_removals(text, chosen)
