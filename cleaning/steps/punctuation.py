"""Half-width marks in Chinese context, and marks that stand twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

_HAN = "㐀-䶿一-鿿豈-﫿"
# What closes a Chinese unit on the left of a mark: Han, or a Chinese quote or bracket.
_LEFT = f"{_HAN}”’」』》〉）】％"
_MARKS = {
    ",": ("，", "punct.comma"),
    ":": ("：", "punct.colon"),
    ";": ("；", "punct.semicolon"),
    "!": ("！", "punct.exclamation"),
    "?": ("？", "punct.question"),
}
# Left Han; or left a word, number, per cent sign or bracket that a Chinese sentence goes on behind.
_MARK = re.compile(f"(?<=[{_LEFT}])[,:;!?]|(?<=[0-9A-Za-z%)\"'])[,:;!?](?= ?[{_HAN}“‘「『《（])")
_STOP = re.compile(f"(?<=[{_LEFT}])\\.(?=$|\n|[ 　]*[{_HAN}“‘「『《（]|[”’」』）])(?<!\\.\\.)", re.MULTILINE)
_BRACKETS = re.compile(r"\(([^()\n]{1,80})\)")
_DOUBLED = re.compile(r"([，。、；：])\1+|[，、；][ ]?。")
_ADDRESS = re.compile(r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Full-width forms for marks in Chinese context; times, ratios, numbers, addresses and code stay."""
    text = ledger.fields[field]
    kept = _Spans([*_addresses(text), *_code_lines(ledger, field, text)])
    proposals = [*_single_marks(text), *_bracket_pairs(text), *_doubled_marks(text)]
    return _disjoint([p for p in proposals if context.on(p.rule) and not kept.hold(p.start)])


class _Spans:
    """Stretches of a text that stay as they are; they may overlap."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        spans = sorted(spans)
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def hold(self, place: int) -> bool:
        """Whether a place lies in one of them."""
        number = bisect_right(self._starts, place)
        return number > 0 and place < self._ends[number - 1]


def _single_marks(text: str) -> list[Proposal]:
    proposals = []
    for found in _MARK.finditer(text):
        mark, place = found[0], found.start()
        after = text[place + 1 : place + 3]
        # "http:" right behind Han and a run of marks such as "?!" at the end of an English quote stay.
        if mark == ":" and after == "//":
            continue
        full, rule = _MARKS[mark]
        proposals.append(Proposal(rule, place, place + 1, full))
    for found in _STOP.finditer(text):
        proposals.append(Proposal("punct.full-stop", found.start(), found.end(), "。"))
    return proposals


def _bracket_pairs(text: str) -> list[Proposal]:
    proposals = []
    for found in _BRACKETS.finditer(text):
        left = text[found.start() - 1 : found.start()]
        chinese = re.search(f"[{_HAN}]", found[1]) is not None
        if re.match(f"[{_LEFT}，。；：]", left) or (chinese and not re.match(r"[A-Za-z_]", left)):
            proposals.append(Proposal("punct.brackets", found.start(), found.start() + 1, "（"))
            proposals.append(Proposal("punct.brackets", found.end() - 1, found.end(), "）"))
    return proposals


def _doubled_marks(text: str) -> list[Proposal]:
    return [Proposal("punct.doubled", m.start(), m.end(), m[0][-1]) for m in _DOUBLED.finditer(text)]


def _addresses(text: str) -> list[tuple[int, int]]:
    if "://" not in text and "www." not in text and "@" not in text:
        return []
    return [found.span() for found in _ADDRESS.finditer(text)]


def _code_lines(ledger: Ledger, field: str, text: str) -> list[tuple[int, int]]:
    if field != "text" or not any(line.kind == "code" for line in ledger.lines):
        return []
    spans, start = [], 0
    for line, content in zip(ledger.lines, text.split("\n"), strict=True):
        if line.kind == "code":
            spans.append((start, start + len(content)))
        start += len(content) + 1
    return spans


def _disjoint(proposals: list[Proposal]) -> list[Proposal]:
    chosen: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda p: (p.start, -p.end)):
        if not chosen or proposal.start >= chosen[-1].end:
            chosen.append(proposal)
    return chosen
