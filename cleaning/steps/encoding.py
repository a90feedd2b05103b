"""Characters that cannot be seen, and white space of other kinds."""

from __future__ import annotations

import re

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

# Zero-width joiner and non-joiner shape emoji and Indic or Arabic words: they go only beside Han, ASCII or an edge.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb]+"
    r"|(?<![^\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[\u200c\u200d]+(?![^\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
# White space that is none of HTML's: no-break and typographic spaces, and what other systems end lines with.
_ODD_SPACE = "\u00a0\u2002-\u200a\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_WIDE = f"{_ODD_SPACE}\u3000"
_ANY_WIDE = re.compile(f"[{_WIDE}]")
_STRIPPED = " \t" + "".join(c for c in map(chr, range(0x3001)) if _ANY_WIDE.match(c))
_NO_BREAK_SPACE = re.compile(f"[{_ODD_SPACE}]+")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove what cannot be seen, and make every kind of white space the plain one."""
    text = ledger.fields[field]
    proposals = []
    if context.on("encoding.invisible"):
        proposals += [
            Proposal("encoding.invisible", m.start(), m.end(), "") for m in _INVISIBLE.finditer(text)
        ]
    if context.on("encoding.space"):
        proposals += _spaces(ledger, field, text)
    return proposals


def _spaces(ledger: Ledger, field: str, text: str) -> list[Proposal]:
    """White space at both ends of each line (code keeps its indentation), and no-break spaces inside.

    ASCII indentation is left: reading has folded it, and in plain text it may be that of code.
    """
    if not _ANY_WIDE.search(text):
        return []
    code = {n for n, line in enumerate(ledger.lines) if line.kind == "code"} if field == "text" else set()
    proposals: list[Proposal] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        if _ANY_WIDE.search(line):
            bare = line.strip(_STRIPPED)
            head = line.index(bare) if bare else len(line)
            tail = head + len(bare)
            if number not in code:
                spans = [(0, head), (tail, len(line))]
                proposals += [
                    Proposal("encoding.space", start + begin, start + end, "")
                    for begin, end in spans
                    if _ANY_WIDE.search(line, begin, end)
                ]
            else:
                head, tail = 0, len(line)
            proposals += [
                Proposal("encoding.space", start + found.start(), start + found.end(), " ")
                for found in _NO_BREAK_SPACE.finditer(line, head, tail)
            ]
        start += len(line) + 1
    return proposals
