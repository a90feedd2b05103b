"""Paragraphs and sections that stand twice in one article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cleaning.ledger import Ledger, Line, Proposal, Removal, line_removals
from cleaning.steps import Context

RULES: Final = frozenset(("repeat.paragraph", "repeat.sentence", "repeat.section"))
"""The rules this carries out: where none of them is asked for, it is not asked."""

_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]*")
# What two copies of a sentence may differ in. Marks beside a digit are part of a number (3.5, -5), and a question is
# not the statement of the same words.
_SKIPPED = re.compile(r"[\s，。、；：（）()“”\"'‘’《》—]+|(?<![0-9])[,.;:\-](?![0-9])")
# Han characters without marks (letters and digits count a third). Refrains, labels and notes that stand under several
# headings are shorter than a paragraph; what stands twice in a row, or a whole section, needs to be no paragraph.
_SHORTEST = 30
_SHORTEST_IN_A_ROW = _SHORTEST_SECTION = 15
_SHORTEST_OF_CLAUSES = 24  # a sentence of several clauses with its stop is neither label nor refrain
_CLAUSES = re.compile("[，；].*。[ 　]*$")
_AROUND = " \t　，。、；：（）()“”\"'‘’《》—,.;:-"
_HAN = re.compile("[㐀-鿿]")
_ENOUGH = 200  # sentences: so many are a paragraph whatever comes behind
_PRIME, _BASE = 2**61 - 1, 1_000_003
_SPOKEN = re.compile("[“”「」『』‘’！!？?…]")
_FEWEST_CHARACTERS = 6  # different ones: a row of blanks is no paragraph


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove repeated paragraphs, sections (heading included) whose every sentence stands earlier, and sentences that a
    paragraph says twice in a row."""
    if field != "text":
        return []
    text = ledger.fields["text"]
    lines = text.split("\n")
    twice = _repeated_sentences(lines, ledger.lines) if context.on("repeat.sentence") else []
    if len(ledger.lines) < 2:
        return twice
    chosen: dict[int, Removal] = {}
    if context.on("repeat.section"):
        repeated = Removal(
            "repeat.section", "section repeated: each of its sentences stands earlier in the article"
        )
        chosen |= dict.fromkeys(_repeated_sections(lines, ledger.lines), repeated)
    if context.on("repeat.paragraph"):
        for number, first in _repeated_paragraphs(lines, ledger.lines).items():
            chosen.setdefault(number, Removal("repeat.paragraph", f"stands already in line {first}"))
    return [*(each for each in twice if each.line not in chosen), *line_removals(text, chosen)]


def _repeated_sentences(lines: Sequence[str], kinds: Sequence[Line]) -> list[Proposal]:
    """The second of two equal stretches of whole sentences that stand side by side in a line."""
    proposals: list[Proposal] = []
    start = 0
    for number, line in enumerate(lines):
        if len(line) >= 2 * _SHORTEST_IN_A_ROW and (
            number >= len(kinds) or kinds[number].kind == "paragraph"
        ):
            for begin, end in _said_again(line):
                proposals.append(
                    Proposal("repeat.sentence", start + begin, start + end, "", 0.95, line=number)
                )
        start += len(line) + 1
    return proposals


def _said_again(line: str) -> list[tuple[int, int]]:
    pieces = line.split("。")
    if len(set(pieces)) == len(pieces):
        return []
    found = list(_SENTENCE.finditer(line))
    if len(found) < 2:
        return []
    keys = [_SKIPPED.sub("", sentence[0]) for sentence in found]
    if len(set(keys)) == len(keys):
        return []
    same = _Stretches(keys)
    latest: dict[str, int] = {}
    spans: list[tuple[int, int]] = []
    place = 0
    while place < len(keys):
        before = latest.get(keys[place])
        latest[keys[place]] = place
        length = place - before if before is not None else 0
        if before is not None and same.at(before, place, length):
            stretch = line[found[place].start() : found[place + length - 1].end()]
            # A refrain is short, and what is quoted or asked is said again on purpose.
            # What stands there a third time is a filling that somebody chose.
            once = not (same.at(before - length, before, length) or same.at(before, place + length, length))
            if (
                once
                and _weight("".join(keys[before : min(place, before + _ENOUGH)])) >= _SHORTEST_IN_A_ROW
                and not _SPOKEN.search(stretch)
            ):
                spans.append((found[place].start(), found[place + length - 1].end()))
                place += length
                continue
        place += 1
    return spans


class _Stretches:
    """Stretches of a list, compared by sums over their members: a line of many sentences takes the square of their number
    to compare member by member."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        numbers: dict[str, int] = {}
        self._sums, self._powers = [0], [1]
        for key in keys:
            number = numbers.setdefault(key, len(numbers) + 1)
            self._sums.append((self._sums[-1] * _BASE + number) % _PRIME)
            self._powers.append(self._powers[-1] * _BASE % _PRIME)

    def at(self, first: int, second: int, length: int) -> bool:
        """Whether the stretches of a length that begin at two places are equal; one that reaches too far equals none."""
        if first < 0 or second + length > len(self._keys) or self._keys[first] != self._keys[second]:
            return False
        return self._sum(first, length) == self._sum(second, length)

    def _sum(self, start: int, length: int) -> int:
        return (self._sums[start + length] - self._sums[start] * self._powers[length]) % _PRIME


def _repeated_paragraphs(lines: Sequence[str], kinds: Sequence[Line]) -> dict[int, int]:
    first: dict[str, int] = {}
    repeated: dict[int, int] = {}
    previous = ""
    # Two copies begin and end alike; a line that does so like no other needs no closer look.
    ends = [_ends(line) for line in lines]
    alike = Counter(ends)
    for number, line in enumerate(lines):
        if alike[ends[number]] == 1 or not ends[number]:
            previous = line or previous
            continue
        key = _SKIPPED.sub("", line)
        if not key:
            continue
        whole = _CLAUSES.search(line) is not None and not _SPOKEN.search(line)
        shortest = _SHORTEST_IN_A_ROW if key == previous else _SHORTEST_OF_CLAUSES if whole else _SHORTEST
        previous = key
        if key not in first:
            first[key] = number
        elif kinds[number].kind not in ("code", "table_row") and _weight(key) >= shortest:
            repeated[number] = kinds[first[key]].origin
    return repeated


def _ends(line: str) -> str:
    """The first two characters of a line and the last one, marks aside; nothing for one too short to be asked for."""
    if len(line) < _SHORTEST_IN_A_ROW:
        return ""
    bare = line.strip(_AROUND)
    return bare[:2] + bare[-1:]


def _weight(key: str) -> float:
    if len(set(key[:200])) < _FEWEST_CHARACTERS:
        return 0
    han = len(_HAN.findall(key))
    return han + (len(key) - han) / 3


def _repeated_sections(lines: Sequence[str], kinds: Sequence[Line]) -> list[int]:
    """Line numbers of repeated sections. A section is a heading and the paragraphs up to the next heading."""
    headings = [n for n, kind in enumerate(kinds) if kind.kind == "heading"]
    chosen: list[int] = []
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
            and _weight("".join(sentences)) >= _SHORTEST_SECTION
            and all(s in earlier for s in sentences)
        ):
            chosen += [n for n in range(heading, end) if lines[n].strip()]
    return chosen


def _sentences(line: str) -> list[str]:
    """The sentences of a line, without marks and spaces."""
    return [bare for sentence in _SENTENCE.findall(line) if (bare := _SKIPPED.sub("", sentence))]
