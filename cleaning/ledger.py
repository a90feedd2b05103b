"""The ledger: the one place where proposed changes become numbered edits.

A step looks at the current texts and proposes disjoint splices. The ledger checks them, numbers them from right to
left (so that all offsets of a step are offsets into the text the step saw), applies them, and keeps for each line of
`text` its kind, its level and the line of E0 it comes from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping

import msgspec

from cleaning.article import Article, Block, BlockKind, Removed
from cleaning.edits import Edit, apply_edits, runs
from cleaning.errors import EditError

_LINE_FEED = re.compile("\n")
EMPTIED = "text.empty-line"
"""The rule of lines that a step left without a character."""


class Proposal(msgspec.Struct, frozen=True):
    """A splice of one field that a step asks for.

    `reason` is set when the splice removes a line: the line then stands in `removed` too, and `line` is its number.
    `keeps` holds what the line said about the article, by metadata field: a source line is never just dropped.
    """

    rule: str
    start: int
    end: int
    after: str
    confidence: float = 1.0
    reason: str | None = None
    keeps: tuple[tuple[str, str], ...] = ()
    line: int | None = None


class Removal(msgspec.Struct, frozen=True):
    """A whole line that a step asks to remove: by which rule, why in words, and what the line says of the article."""

    rule: str
    reason: str
    confidence: float = 1.0
    keeps: tuple[tuple[str, str], ...] = ()


class Line(msgspec.Struct):
    """What the ledger knows of one line of `text`: the block it makes, and its number in E0."""

    kind: BlockKind
    level: int | None
    origin: int


class Ledger:
    """The fields of an article under repair, with every edit made so far, and the ids of the rules that made them.

    `blank_lines` says that `text` may hold empty lines, as a plain text does: one that held nothing but white space
    then stays as an empty line. A block of an article is never empty.
    """

    def __init__(self, fields: Mapping[str, str], lines: Iterable[Line], blank_lines: bool = False) -> None:
        self.fields = dict(fields)
        self.lines = list(lines)
        self._blank_lines = blank_lines
        self.edits: list[Edit] = []
        self.rules: set[str] = set()
        self.removed: list[Removed] = []
        self.kept: dict[str, list[str]] = {}
        expected = self.fields["text"].count("\n") + 1
        if len(self.lines) != expected and not (expected == 1 and not self.fields["text"] and not self.lines):
            raise EditError(f"text has {expected} lines, {len(self.lines)} were described; give one per line")

    @classmethod
    def of(cls, article: Article) -> Ledger:
        """A ledger for an article as read; an article that has edits already is refused."""
        if article.edits:
            raise EditError("this article has been repaired; a ledger starts from an article as it was read")
        return cls(
            article.fields,
            (Line(block.kind, block.level, number) for number, block in enumerate(article.blocks)),
        )

    def blocks(self) -> tuple[Block, ...]:
        """The lines of `text` as blocks."""
        if not self.lines:
            return ()
        texts = self.fields["text"].split("\n")
        return tuple(Block(line.kind, text, line.level) for line, text in zip(self.lines, texts, strict=True))

    def apply(self, step: str, field: str, proposals: Collection[Proposal]) -> int:
        """Carry out one step's proposals for one field; gives the number of edits made.

        Proposals that change nothing are passed over. Raises EditError, naming the rule, for overlapping splices,
        offsets outside the text, and replacements that hold a line break.
        """
        text = self.fields[field]
        ordered = sorted(
            (p for p in proposals if text[p.start : p.end] != p.after),
            key=lambda proposal: (proposal.start, proposal.end),
        )
        if not ordered:
            return 0
        self._carry_out(step, field, text, ordered)
        emptied = field == "text" and self._drop_emptied(step)
        return len(ordered) + emptied

    def replay(self, edits: Iterable[Edit]) -> None:
        """Carry out edits that are on record, exactly as they stand."""
        for run in runs(edits):
            field, text = run[0].field, self.fields[run[0].field]
            apply_edits({field: text}, run)
            proposals = [Proposal(edit.rule, edit.start, edit.end, edit.after) for edit in reversed(run)]
            self._carry_out(run[0].step, field, text, proposals)

    def _carry_out(self, step: str, field: str, text: str, ordered: list[Proposal]) -> None:
        _check(text, field, ordered)
        breaks = line_breaks(text) if field == "text" else []
        joined: dict[int, Line] = {}
        swallowed: set[int] = set()
        for proposal in ordered:
            for name, value in proposal.keeps:
                self.kept.setdefault(name, []).append(value)
        for proposal in reversed(ordered):
            self._record(step, field, text, breaks, proposal)
            if "\n" in text[proposal.start : proposal.end]:
                self._join_lines(text, breaks, proposal, joined, swallowed)
        if joined:
            self.lines = [joined.get(n, line) for n, line in enumerate(self.lines) if n not in swallowed]
        self.fields[field] = _spliced(text, ordered)

    def _record(self, step: str, field: str, text: str, breaks: list[int], proposal: Proposal) -> None:
        before = text[proposal.start : proposal.end]
        block = None
        if field == "text":
            # A removed last line takes the line feed before it along; the edit still falls on that last line.
            number = bisect_left(breaks, proposal.start) if proposal.line is None else proposal.line
            block = self.lines[number].origin if self.lines else 0
        self.rules.add(proposal.rule)
        seq = len(self.edits) + 1
        self.edits.append(
            Edit(
                seq,
                step,
                proposal.rule,
                field,
                block,
                proposal.start,
                proposal.end,
                before,
                proposal.after,
                proposal.confidence,
            )
        )
        if proposal.reason is not None:
            self.removed.append(Removed(proposal.rule, proposal.reason, before.strip("\n"), seq))

    def _join_lines(
        self,
        text: str,
        breaks: list[int],
        proposal: Proposal,
        joined: dict[int, Line],
        swallowed: set[int],
    ) -> None:
        """Note the line that a splice over line feeds leaves: the later one where nothing of the first is left.

        Splices come from right to left, so what the next one joins may have been joined already.
        """
        first = bisect_right(breaks, proposal.start - 1)
        last = bisect_left(breaks, proposal.end)
        starts_line = proposal.start == 0 or text[proposal.start - 1] == "\n"
        whole = text[proposal.end - 1] == "\n"
        rest = proposal.end < len(text) and text[proposal.end] != "\n"
        survivor = last if starts_line and not proposal.after and (whole or rest) else first
        joined[first] = joined.get(survivor, self.lines[survivor])
        swallowed.update(range(first + 1, last + 1))

    def _drop_emptied(self, step: str) -> int:
        """Take away lines that this step left without a character; a block is never empty."""
        text = self.fields["text"]
        if not self.lines or (self._blank_lines and step == "encoding"):
            return 0
        touched = {edit.block for edit in self.edits if edit.step == step}
        lines = text.split("\n")
        empty = [n for n, line in enumerate(lines) if not line and self.lines[n].origin in touched]
        if not text:
            self.lines = []
            return 0
        emptied = Removal(EMPTIED, "a line that a repair left without a character")
        return self.apply(step, "text", line_removals(text, dict.fromkeys(empty, emptied)))


def lines_touched(text: str, edits: Iterable[Edit]) -> list[int | None]:
    """For each edit the line of the extracted text that the first character it takes away belongs to.

    `text` is the field `text` of E0. None for edits of other fields, and for those that take away nothing but line
    feeds: an empty line, or a joint of two.
    """
    ledger = Ledger({"text": text}, [Line("paragraph", None, n) for n in range(text.count("\n") + 1)])
    touched: list[int | None] = []
    for run in runs(edits):
        if run[0].field != "text":
            touched += [None] * len(run)
            continue
        breaks = line_breaks(ledger.fields["text"])
        for edit in run:
            visible = edit.before.lstrip("\n")
            place = edit.start + len(edit.before) - len(visible)
            touched.append(ledger.lines[bisect_left(breaks, place)].origin if visible else None)
        ledger.replay(run)
    return touched


def line_removals(text: str, removals: Mapping[int, Removal]) -> list[Proposal]:
    """The proposals that remove whole lines, given by number, each with one neighbouring line feed.

    >>> line_removals("甲\\n乙", {0: Removal("boiler.share-line", "share bar")})[0].end
    2
    """
    spans = removal_spans(text, removals) if removals else []
    return [
        Proposal(each.rule, start, end, "", each.confidence, each.reason, each.keeps, number)
        for (number, each), (start, end) in zip(sorted(removals.items()), spans, strict=True)
    ]


def line_breaks(text: str) -> list[int]:
    """The places of the line feeds of a text: `bisect_left` of a place in them is the number of its line.

    >>> line_breaks("a\\nb\\nc")
    [1, 3]
    """
    return [found.start() for found in _LINE_FEED.finditer(text)]


def removal_spans(text: str, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The splices that delete whole lines, each with one neighbouring line feed, disjoint whatever is chosen.

    >>> removal_spans("a\\nb\\nc", [0, 2])
    [(0, 2), (3, 5)]
    >>> removal_spans("a\\nb", [0, 1])
    [(0, 2), (2, 3)]
    """
    chosen = set(numbers)
    lengths = [len(line) for line in text.split("\n")]
    last_kept = max((n for n in range(len(lengths)) if n not in chosen), default=None)
    spans, start = [], 0
    for number, length in enumerate(lengths):
        end = start + length
        if number in chosen:
            if last_kept is not None and number > last_kept:
                spans.append((start - 1, end))
            elif number < len(lengths) - 1:
                spans.append((start, end + 1))
            else:
                spans.append((start, end))
        start = end + 1
    return spans


def _check(text: str, field: str, ordered: list[Proposal]) -> None:
    reached = 0
    previous: Proposal | None = None

    def where(proposal: Proposal) -> str:
        return f"rule {proposal.rule!r} at {field}[{proposal.start}:{proposal.end}]"

    for proposal in ordered:
        if not 0 <= proposal.start <= proposal.end <= len(text):
            raise EditError(f"{where(proposal)}: outside the text, which has {len(text)} characters")
        same_place = previous is not None and proposal.start == proposal.end == previous.start == previous.end
        if proposal.start < reached or same_place:
            raise EditError(
                f"{where(proposal)}: overlaps rule {previous.rule if previous else ''!r}; edits of a step are disjoint"
            )
        if "\n" in proposal.after:
            raise EditError(f"{where(proposal)}: the replacement holds a line break; a block holds none")
        reached, previous = proposal.end, proposal


def _spliced(text: str, ordered: list[Proposal]) -> str:
    pieces: list[str] = []
    reached = 0
    for proposal in ordered:
        pieces += (text[reached : proposal.start], proposal.after)
        reached = proposal.end
    return "".join([*pieces, text[reached:]])
