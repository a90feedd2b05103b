"""Paragraphs and sections that stand twice in one article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleaning.ledger import Ledger, Line, Proposal, removal_spans
from cleaning.steps import Context

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]*")
_SKIPPED = re.compile(r"[\s，。、；：！？,.;:!?（）()“”\"'‘’《》—\-]+")
_SHORTEST = 15  # characters without marks; refrains, labels and table cells are shorter


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove repeated paragraphs, and sections (heading included) whose every sentence stands earlier."""
    if field != "text" or len(ledger.lines) < 2:
        return []
    text = ledger.fields["text"]
    lines = text.split("\n")
    chosen: dict[int, tuple[str, str]] = {}
    if context.on("repeat.section"):
        chosen |= _repeated_sections(lines, ledger.lines)
    if context.on("repeat.paragraph"):
        for number, first in _repeated_paragraphs(lines, ledger.lines).items():
            chosen.setdefault(number, ("repeat.paragraph", f"stands already in line {first}"))
    spans = removal_spans(text, chosen)
    return [
        Proposal(rule, start, end, "", reason=reason)
        for (rule, reason), (start, end) in zip((chosen[n] for n in sorted(chosen)), spans, strict=True)
    ]


def _repeated_paragraphs(lines: Sequence[str], kinds: Sequence[Line]) -> dict[int, int]:
    first: dict[str, int] = {}
    repeated: dict[int, int] = {}
    for number, line in enumerate(lines):
        key = _SKIPPED.sub("", line)
        if len(key) < _SHORTEST or kinds[number].kind in ("code", "table_row"):
            continue
        if key in first:
            repeated[number] = kinds[first[key]].origin
        else:
            first[key] = number
    return repeated


def _repeated_sections(lines: Sequence[str], kinds: Sequence[Line]) -> dict[int, tuple[str, str]]:
    """Line numbers of repeated sections. A section is a heading and the paragraphs up to the next heading."""
    headings = [n for n, kind in enumerate(kinds) if kind.kind == "heading"]
    chosen: dict[int, tuple[str, str]] = {}
    earlier: set[str] = set()
    reached = 0
    for heading, end in pairwise([*headings, len(lines)]):
        for number in range(reached, heading):
            earlier.update(_sentences(lines[number]))
        reached = heading + 1
        told = [
            _sentences(lines[n])
            for n in range(heading + 1, end)
            if kinds[n].kind == "paragraph" and lines[n].strip()
        ]
        prose = all(kinds[n].kind == "paragraph" for n in range(heading + 1, end))
        sentences = [sentence for paragraph in told for sentence in paragraph]
        if (
            prose
            and sentences
            and sum(map(len, sentences)) >= _SHORTEST
            and all(s in earlier for s in sentences)
        ):
            reason = "section repeated: each of its sentences stands earlier in the article"
            chosen |= {n: ("repeat.section", reason) for n in range(heading, end) if lines[n].strip()}
    return chosen


def _sentences(line: str) -> list[str]:
    """The sentences of a line, without marks and spaces."""
    return [bare for sentence in _SENTENCE.findall(line) if (bare := _SKIPPED.sub("", sentence))]
